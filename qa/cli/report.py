"""``report``: a month, a shift or a case as a file to print or to pass on."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.words import Parser, Words

if TYPE_CHECKING:
    from datetime import date

    from qa.desk.house import House

FORMS = ("docx", "xlsx")


def add(commands: Any, words: Words) -> None:
    group = words.command(commands, "report")
    own = group.add_subparsers(title=words("commands"), metavar=words("command"), required=True, dest="verb", parser_class=Parser)
    shift = words.command(own, "report shift")
    shift.add_argument("day", nargs="?", default="", help=words("report.day"))
    shift.add_argument("--team", default="", help=words("report.team"))
    month = words.command(own, "report month")
    month.add_argument("month", nargs="?", default="", help=words("report.month"))
    month.add_argument("--team", default="", help=words("report.team"))
    case = words.command(own, "report case")
    case.add_argument("number", type=int, help=words("report.number"))
    case.add_argument("--unmasked", action="store_true", help=words("report.unmasked"))
    for one, run in ((shift, _shift), (month, _month), (case, _case)):
        one.add_argument("--format", choices=FORMS, default="docx", help=words("report.format"))
        one.add_argument("--output", default="", help=words("report.output"))
        one.set_defaults(run=run)


def _shift(args: argparse.Namespace, words: Words) -> int:
    from qa.desk import report
    from qa.desk.house import SYSTEM

    since, until = _days(args.day)

    def made(house: House) -> bytes:
        _known(house, args.team)
        return report.of_shift(house, SYSTEM, args.team, since, until, args.format, words.language)

    return _written(args, words, made, " ".join(filter(None, ("shift", str(since), args.team))))


def _month(args: argparse.Namespace, words: Words) -> int:
    from qa.desk import month, report
    from qa.desk.house import SYSTEM
    from qa.errors import Invalid
    from qa.model.improve import Month

    try:
        which = Month.read(args.month) if args.month else month.this_month()
    except ValueError as wrong:
        raise Invalid("month.month", month=args.month) from wrong

    def made(house: House) -> bytes:
        _known(house, args.team)
        return report.of_month(house, SYSTEM, which, args.team, args.format, words.language)

    return _written(args, words, made, " ".join(filter(None, ("month", str(which), args.team))))


def _case(args: argparse.Namespace, words: Words) -> int:
    from qa.desk import report
    from qa.desk.house import SYSTEM

    def made(house: House) -> bytes:
        return report.of_case(house, SYSTEM, args.number, args.format, words.language, masked=not args.unmasked)

    return _written(args, words, made, f"case {args.number}")


def _written(args: argparse.Namespace, words: Words, made: Callable[[House], bytes], name: str) -> int:
    from qa.cli.home import opened
    from qa.desk import report
    from qa.errors import Invalid

    with opened() as house:
        content = made(house)
    file = args.output or report.file_name(name, args.format)
    try:
        Path(file).write_bytes(content)
    except OSError as wrong:
        raise Invalid("cli.file", file=file, why=wrong.strerror or wrong) from wrong
    words.complain(words("report.done", file=file))
    return 0


def _days(written: str) -> tuple[date, date]:
    """``2026-11-25`` or ``2026-11-20..2026-11-25``; today where nothing is written. Raises Invalid."""
    from datetime import date

    from qa.desk import improve_record, shift
    from qa.errors import Invalid

    if not written:
        return improve_record.today(), improve_record.today()
    first, _, last = written.partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as wrong:
        raise Invalid("month.days", most=shift.MOST_DAYS) from wrong


def _known(house: House, team: str) -> None:
    from qa.desk import month
    from qa.desk.house import SYSTEM
    from qa.errors import NotFound

    if team not in month.teams(house, SYSTEM):
        raise NotFound("month.no_team", team=team)
