"""``transcribe``: recordings into words, without a workspace."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qa.cli.output import FORMS, deliver
from qa.cli.words import Words
from qa.model.call import Transcript


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "transcribe")
    own.add_argument("audio", nargs="+", type=Path, help=words("transcribe.audio"))
    own.add_argument("--engine", help=words("transcribe.engine"))
    own.add_argument("--model", help=words("transcribe.model"))
    own.add_argument("--language", choices=("zh", "en", "auto"), help=words("transcribe.language"))
    own.add_argument("--agent-channel", type=int, choices=(0, 1), help=words("transcribe.agent_channel"))
    own.add_argument("--keep-roles", action="store_true", help=words("transcribe.keep_roles"))
    own.add_argument("--prompt", help=words("transcribe.prompt"))
    own.add_argument("--hotword", action="append", default=[], help=words("transcribe.hotword"))
    own.add_argument("--raw", help=words("options.raw"))
    own.add_argument("--format", choices=FORMS, default="calls", help=words("options.format"))
    own.add_argument("--out", default="-", help=words("options.out"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa import config
    from qa.audio.raw import Raw
    from qa.desk import bare, hearing

    asked = {name: getattr(args, name) for name in ("engine", "model", "language", "agent_channel")}
    settings = config.load(**{name: value for name, value in asked.items() if value is not None})
    raw = Raw.parse(args.raw) if args.raw else None
    ear = bare.ear(settings)

    def heard(path: Path) -> Transcript:
        with _progress(path.name, words) as told_of:
            said = bare.transcribe(settings, ear, path, told_of, prompt=args.prompt, hotwords=args.hotword, raw=raw)
        told = None if args.keep_roles else hearing.recast(said)
        if told is None:
            return said
        if told.swapped:
            words.warn("transcribe.swapped", file=path.name, quotes=words("transcribe.between").join(f"“{one}”" for one in told.quotes))
        return told.transcript

    return deliver(args.audio, lambda path: [(path.stem, heard(path))], args.format, args.out, words)


@contextmanager
def _progress(file: str, words: Words) -> Iterator[Callable[[float], None]]:
    """On a terminal, a line that tells the share of the speech that was heard, and the time left; wiped out at the end."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    begun = time.monotonic()

    def told_of(share: float) -> None:
        left = (time.monotonic() - begun) * (1 - share) / share if share else None
        more = "" if left is None else words("queue.left", seconds=left)
        print(f"\r{file}  {share:.0%}  {more}\x1b[K", end="", file=sys.stderr, flush=True)

    try:
        yield told_of
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
