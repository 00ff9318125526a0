"""``bench``: how fast it is on this machine, against targets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.words import Words, lines

if TYPE_CHECKING:
    from qa.bench import Figure

NAMES = ("speech", "sound", "rubric", "labelled", "library", "page")


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "bench")
    own.add_argument("name", nargs="?", choices=(*NAMES, "all"), default="all", help=words("bench.name"))
    own.add_argument("--seconds", type=float, default=600.0, help=words("bench.seconds"))
    own.add_argument("--minutes", type=float, default=60.0, help=words("bench.minutes"))
    own.add_argument("--calls", type=int, default=10_000, help=words("bench.calls"))
    own.add_argument("--excerpts", type=int, default=20_000, help=words("bench.excerpts"))
    own.add_argument("--database", default="", help=words("bench.database"))
    own.add_argument("--dims", choices=("tiny", "base", "small"), default="base", help=words("bench.dims"))
    own.add_argument("--material", type=Path, help=words("bench.material"))
    own.add_argument("--json", action="store_true", help=words("options.json"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa.bench import labelled, library, page, rubric, sound, speech

    material = args.material or labelled.material()
    names: tuple[str, ...] = NAMES if args.name == "all" else (args.name,)
    if material is None and "labelled" in names:
        words.warn("bench.no_material")
        names = tuple(name for name in names if name != "labelled")

    runs: dict[str, Callable[[], list[Figure]]] = {
        "speech": lambda: speech.run(args.seconds, args.dims),
        "sound": lambda: sound.run(args.minutes),
        "rubric": lambda: rubric.run(args.calls, material),
        "library": lambda: library.run(args.excerpts, args.database),
        "page": page.run,
        "labelled": lambda: labelled.run(material or Path()),
    }
    missed = 0
    for name in names:
        if not args.json:
            params = {"seconds": args.seconds, "minutes": args.minutes, "dims": args.dims, "calls": args.calls, "rounds": speech.ROUNDS}
            params |= {"excerpts": args.excerpts, "asked": library.ROUNDS}
            words.say(f"bench.head.{name}", **params)
        for figure in runs[name]():
            missed += figure.met is False
            if args.json:
                lines([{"bench": name, **asdict(figure), "met": figure.met}], sys.stdout)
                continue
            said = words(f"bench.figures.{figure.name}")
            sign = "≥" if figure.at_least else "≤"
            bound = "" if figure.target is None else words("bench.bound", sign=sign, target=f"{figure.target:g}")
            mark = {True: words("bench.met"), False: words("bench.missed"), None: ""}[figure.met]
            value = f"{figure.value:.{2 if figure.unit else 0}f}"
            if figure.counted:
                value = words("bench.counted", value=repr(figure.value), part=figure.counted[0], whole=figure.counted[1])
            print(words("bench.line", said=said, value=value, unit=figure.unit, bound=bound, mark=mark).rstrip(), flush=True)
    return 1 if missed else 0
