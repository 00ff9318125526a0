"""The command line. Each command has its file, with ``add`` (its options, imported at once) and ``run`` (its work, imported late)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from qa.cli.words import Parser, Words, language_here, speak
from qa.errors import HearbackError

BAD, STOPPED, CLOSED = 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. Gives 0, 1 where a part of it failed, 2 where it cannot be done; unexpected errors come through."""
    words = Words(language_here(os.environ))
    speak(words.language)
    try:
        args = parser(words).parse_args(argv)
        done: int = args.run(args, words)
        sys.stdout.flush()
    except HearbackError as problem:
        words.complain(problem.message(words.language))
        return BAD
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output has had enough, as head does: no more is written, not even at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    return done


def parser(words: Words) -> Parser:
    """All commands and their options, in the reader's language."""
    from qa.cli import (
        bench,
        bring,
        convert,
        demo,
        doctor,
        evaluate,
        export,
        mask,
        pack,
        people,
        queue,
        report,
        rubric,
        sources,
        transcribe,
        work,
    )

    top = Parser(prog="python -m qa", description=words("about"))
    commands = top.add_subparsers(title=words("commands"), metavar=words("command"), required=True, dest="command")
    for module in (
        doctor,
        demo,
        bring,
        transcribe,
        convert,
        mask,
        evaluate,
        rubric,
        work,
        export,
        report,
        pack,
        people,
        sources,
        queue,
        bench,
    ):
        module.add(commands, words)
    return top
