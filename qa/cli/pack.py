"""``pack``: the packs there are, and one of them as a file to take along."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa.cli.words import Words

FORMS = ("zip", "pptx")


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "pack")
    own.add_argument("number", nargs="?", type=int, help=words("pack.number"))
    own.add_argument("--format", choices=FORMS, default="zip", help=words("pack.format"))
    own.add_argument("--output", default="", help=words("pack.output"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import packs, taking
    from qa.desk.house import SYSTEM
    from qa.errors import Invalid

    with opened() as house:
        if args.number is None:
            for pack in packs.listed(house, SYSTEM):
                print(f"{pack.id}\t{len(pack.items)}\t{pack.title}")
            return 0
        pack = packs.one(house, SYSTEM, args.number)
        content = taking.WRITERS[args.format](house, SYSTEM, args.number, words.language)
    file = args.output or taking.file_name(pack, args.format)
    try:
        Path(file).write_bytes(content)
    except OSError as wrong:
        raise Invalid("cli.file", file=file, why=wrong.strerror or wrong) from wrong
    words.complain(words("pack.done", count=len(pack.items), file=file))
    return 0
