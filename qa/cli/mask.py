"""``mask``: transcripts with private words masked, to be passed on; without a workspace."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa.cli.output import FORMS, Named, deliver
from qa.cli.words import Words


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "mask")
    own.add_argument("transcript", nargs="+", type=Path, help=words("convert.transcript"))
    own.add_argument("--to", choices=FORMS, default="calls", help=words("options.format"))
    own.add_argument("--out", default="-", help=words("options.out"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa.desk import bare
    from qa.errors import UnreadableCall

    def read(path: Path) -> list[Named]:
        found: list[Named] = []
        for one in bare.read(path):
            if isinstance(one, UnreadableCall):
                found.append((path.stem, one))
                continue
            for warning in one.warnings:
                words.complain(f"{path.name}: {warning.to(words.language)}")
            found.append((one.call.id if one.call else path.stem, bare.masked(one.transcript)))
        return found

    return deliver(args.transcript, read, args.to, args.out, words)
