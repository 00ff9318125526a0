"""``convert``: transcripts of other tools into ours and back, without a workspace."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa.cli.output import FORMS, Named, deliver
from qa.cli.words import Words
from qa.model.call import Transcript


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "convert")
    arguments(own, words)
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    return written(args, words, lambda said: said)


def arguments(own: Any, words: Words) -> None:
    """Which transcripts, and where they go in what form."""
    own.add_argument("transcript", nargs="+", type=Path, help=words("convert.transcript"))
    own.add_argument("--to", choices=FORMS, default="calls", help=words("options.format"))
    own.add_argument("--out", default="-", help=words("options.out"))


def written(args: argparse.Namespace, words: Words, made: Callable[[Transcript], Transcript]) -> int:
    """Writes what is made of each transcript that was named; gives the exit status, see ``deliver``."""
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
            found.append((one.call.id if one.call else path.stem, made(one.transcript)))
        return found

    return deliver(args.transcript, read, args.to, args.out, words)
