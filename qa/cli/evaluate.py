"""``evaluate``: calls as lines in, findings as lines out, without a workspace."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from qa.cli.words import Words


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "evaluate")
    own.add_argument("--input", required=True, help=words("evaluate.input"))
    own.add_argument("--rubric", nargs="+", type=Path, default=[], help=words("evaluate.rubric"))
    own.add_argument("--output", default="-", help=words("evaluate.output"))
    own.add_argument("--language", choices=("zh", "en"), help=words("evaluate.language"))
    own.add_argument("--jobs", type=int, help=words("evaluate.jobs"))
    own.add_argument("--ask", action="store_true", help=words("evaluate.ask"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa import config
    from qa.desk import asked, asking, bare, many
    from qa.errors import UnreadableCall

    settings = config.load()
    rubrics = bare.rubrics(settings, args.rubric)
    reader = asking.reader(settings) if args.ask else None
    if reader is not None:
        words.warn("evaluate.asking", host=reader.host, model=reader.model)
    bad = 0
    with opened_file(args.input, "r", sys.stdin) as source, opened_file(args.output, "w", sys.stdout) as to:
        name = "stdin" if args.input == "-" else Path(args.input).name
        language = args.language or words.language
        if reader is not None:
            judged = asked.findings(reader, rubrics, source, name, language)
        else:
            judged = many.findings(rubrics, source, name, language, args.jobs and max(args.jobs, 1))
        for found in judged:
            if isinstance(found, UnreadableCall):
                bad += 1
                words.complain(found.message(words.language))
            else:
                to.write(found + "\n")
    return 1 if bad else 0


@contextmanager
def opened_file(name: str, mode: str, standard: IO[str]) -> Iterator[IO[str]]:
    """A file by its name, ``standard`` for "-". Raises Invalid for one that cannot be opened."""
    from qa.errors import Invalid

    if name == "-":
        yield standard
        return
    with ExitStack() as stack:
        try:
            reading = mode == "r"
            file = stack.enter_context(
                Path(name).open(mode, encoding="utf-8-sig" if reading else "utf-8", errors="replace" if reading else None)
            )
        except OSError as wrong:
            raise Invalid("cli.file", file=name, why=wrong.strerror or wrong) from wrong
        yield file
