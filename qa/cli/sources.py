"""``sources``: where recordings come from, and what holds for all that comes from there."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from qa.cli.words import Parser, Words, lines

if TYPE_CHECKING:
    from qa.desk.sources import Fields

SET = ("agent_channel", "language", "team", "prompt", "rule", "raw", "folder", "hotwords")


def add(commands: Any, words: Words) -> None:
    group = words.command(commands, "sources")
    own = group.add_subparsers(title=words("commands"), metavar=words("command"), required=True, dest="verb", parser_class=Parser)
    every = words.command(own, "sources list")
    every.add_argument("--json", action="store_true", help=words("options.json"))
    every.set_defaults(run=_list)
    new = words.command(own, "sources add")
    _fields(new, words)
    new.set_defaults(run=_add)
    change = words.command(own, "sources change")
    _fields(change, words)
    change.add_argument("--rename", help=words("sources.rename"))
    use = change.add_mutually_exclusive_group()
    use.add_argument("--set-aside", dest="active", action="store_false", default=None, help=words("sources.set_aside"))
    use.add_argument("--use", dest="active", action="store_true", default=None, help=words("sources.use"))
    change.set_defaults(run=_change)


def _fields(own: Parser, words: Words) -> None:
    own.add_argument("name", help=words("sources.name"))
    own.add_argument("--agent-channel", type=int, choices=(0, 1), help=words("transcribe.agent_channel"))
    own.add_argument("--language", choices=("zh", "en", "auto"), help=words("sources.language"))
    for name in ("team", "prompt", "rule", "folder"):
        own.add_argument(f"--{name}", help=words(f"sources.{name}"))
    own.add_argument("--raw", help=words("options.raw"))
    own.add_argument("--hotword", action="append", dest="hotwords", help=words("sources.hotword"))


def _told(args: argparse.Namespace, here: Fields) -> Fields:
    """What was there, and over it what was said."""
    said: dict[str, Any] = {name: getattr(args, name) for name in SET if getattr(args, name) is not None}
    return replace(here, **({**said, "hotwords": tuple(said["hotwords"])} if "hotwords" in said else said))


def _add(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import setup, sources
    from qa.desk.house import SYSTEM

    with opened() as house:
        here = setup.in_force(house)
        usual = sources.Fields(args.name, agent_channel=here.agent_channel, language=here.language)
        sources.make(house, SYSTEM, _told(args, usual))
    words.say("sources.added", name=args.name)
    return 0


def _change(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import sources
    from qa.desk.house import SYSTEM

    with opened() as house:
        here = sources.find(house, SYSTEM, args.name)
        told = _told(args, here.fields)
        told = replace(told, name=args.rename or told.name, active=told.active if args.active is None else args.active)
        sources.change(house, SYSTEM, here.id, told)
    words.say("sources.changed", name=told.name)
    return 0


def _list(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import sources
    from qa.desk.house import SYSTEM

    with opened() as house:
        found = sources.listed(house, SYSTEM)
    if args.json:
        lines(({**asdict(one.fields), "files": one.files, "troubles": len(one.troubles)} for one in found), sys.stdout)
        return 0
    for one in found:
        state = "" if one.fields.active else words("sources.off")
        said = (one.fields.name, one.fields.language, one.fields.team, one.fields.rule, one.fields.raw, one.fields.folder)
        print("\t".join((*(value or "-" for value in said), state)).rstrip())
        for trouble in one.troubles:
            print(f"  {trouble.path or '-'}: {' '.join(trouble.why.to(words.language).split())}")
    return 0
