"""``rubric list``, ``show``, ``history`` and ``activate``: the texts in force in the workspace."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.words import Words, lines

if TYPE_CHECKING:
    from qa.desk.rulebook import TextLine


def add(own: Any, words: Words) -> None:
    every = words.command(own, "rubric list")
    every.add_argument("--json", action="store_true", help=words("options.json"))
    every.set_defaults(run=_list)
    show = words.command(own, "rubric show")
    show.add_argument("name", help=words("rubric_list.name"))
    show.add_argument("--number", type=int, help=words("rubric_show.number"))
    show.set_defaults(run=_show)
    past = words.command(own, "rubric history")
    past.add_argument("name", help=words("rubric_list.name"))
    past.add_argument("--json", action="store_true", help=words("options.json"))
    past.set_defaults(run=_history)
    new = words.command(own, "rubric activate")
    new.add_argument("file", type=Path, help=words("rubric_activate.file"))
    new.add_argument("--note", required=True, help=words("rubric_activate.note"))
    new.set_defaults(run=_activate)


def _list(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import rulebook
    from qa.desk.house import SYSTEM

    with opened() as house:
        found = rulebook.listed(house, SYSTEM)
    if args.json:
        lines(map(_shape, found), sys.stdout)
        return 0
    for one in found:
        since = one.since
        state = words("rubric_list.retired") if one.retired else words("rubric_list.broken") if one.wrong else ""
        came = words("rubric_list.file") if not since.number else f"{_time(since.at)} {since.author}".strip()
        more = words("rubric_list.shipped") if one.shipped else ""
        version = f"v{one.version or since.number}" if one.version or since.number else "-"
        print("\t".join(filter(None, (one.key.path, version, one.title.to(words.language), came, since.note, state, more))))
    return 0


def _show(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import rulebook
    from qa.desk.house import SYSTEM
    from qa.model.rules import RuleKey

    with opened() as house:
        which = rulebook.FORCE if args.number is None else f"version:{args.number}" if args.number else rulebook.FILE
        sys.stdout.write(rulebook.text_of(house, SYSTEM, RuleKey.of(args.name), which))
    return 0


def _history(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import rulebook
    from qa.desk.house import SYSTEM
    from qa.model.rules import RuleKey

    with opened() as house:
        key = RuleKey.of(args.name)
        rulebook.view(house, SYSTEM, key)
        found = rulebook.history(house, SYSTEM, key)
    if args.json:
        shapes = ({"number": one.number, "version": one.version, "author": one.author, "at": one.at, "note": one.note} for one in found)
        lines(shapes, sys.stdout)
        return 0
    for one in found:
        came = f"{_time(one.at)} {one.author}".strip() or words("rubric_list.file")
        here = words("rubric_history.in_force") if one.in_force else ""
        version = f"v{one.version}" if one.version else "-"
        print("\t".join(filter(None, (str(one.number), version, came, one.note, here))))
    return 0


def _activate(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import activation, benching
    from qa.desk.house import SYSTEM
    from qa.rubric.problems import text_of

    key = benching.key_of(args.file)
    with opened() as house:
        number = activation.activate(house, SYSTEM, key, text_of(args.file), args.note)
    words.say("rubric_activate.done", name=key.path, number=number)
    return 0


def _shape(one: TextLine) -> dict[str, Any]:
    return {
        "name": one.key.path,
        "version": one.version,
        "number": one.since.number,
        "author": one.since.author,
        "at": one.since.at,
        "note": one.since.note,
        "retired": one.retired,
        "shipped": one.shipped,
        "broken": one.wrong is not None,
    }


def _time(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""
