"""``queue``: calls that are not ready yet: which there are, who comes first, who need not go on, who goes through again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qa.cli.words import Parser, Words, lines
from qa.errors import HearbackError

if TYPE_CHECKING:
    from qa.desk.house import House
    from qa.model.people import Person

    Verb = Callable[[House, Person, int], None]


def add(commands: Any, words: Words) -> None:
    group = words.command(commands, "queue")
    own = group.add_subparsers(title=words("commands"), metavar=words("command"), required=True, dest="verb", parser_class=Parser)
    every = words.command(own, "queue list")
    every.add_argument("--json", action="store_true", help=words("options.json"))
    every.set_defaults(run=_list)
    for verb in ("first", "cancel", "retry"):
        one = words.command(own, f"queue {verb}")
        one.add_argument("call", nargs="+", type=int, help=words("queue.call"))
        one.set_defaults(run=_each)


def _list(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import queue
    from qa.desk.house import SYSTEM

    with opened() as house:
        found = queue.listed(house, SYSTEM)
    for line in found:
        why = line.problem.message(words.language) if line.problem else ""
        if args.json:
            told = {"call": line.id, "title": line.title, "file": line.file, "state": line.state, "progress": line.progress}
            lines([{**told, "left_s": line.left_s, "note": why}], sys.stdout)
            continue
        state = words(f"import.states.{line.state}") + (f" {line.progress:.0%}" if line.progress else "")
        left = "" if line.left_s is None else words("queue.left", seconds=line.left_s)
        print("\t".join(filter(None, (str(line.id), state, left, line.title, " ".join(why.split())))))
    return 0


def _each(args: argparse.Namespace, words: Words) -> int:
    """One after the other; what cannot be done is complained about, and the rest is done."""
    from qa.cli.home import opened
    from qa.desk import intake, queue
    from qa.desk.house import SYSTEM

    verbs: dict[str, Verb] = {"first": queue.hurry, "cancel": queue.cancel, "retry": intake.retry}
    # The last one put first stands first: so that they go in the order in which they were named, the first is put there last.
    calls = list(dict.fromkeys(args.call))
    bad = 0
    with opened() as house:
        for call in reversed(calls) if args.verb == "first" else calls:
            try:
                verbs[args.verb](house, SYSTEM, call)
            except HearbackError as problem:
                words.complain(problem.message(words.language))
                bad += 1
            else:
                words.say(f"queue.done.{args.verb}", call=call)
    return 0 if not bad else 1 if bad < len(calls) else 2
