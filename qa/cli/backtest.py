"""``rubric backtest``: what another version of a text would find, on the calls of the workspace or on calls as lines."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.evaluate import opened_file
from qa.cli.words import Words, lines

if TYPE_CHECKING:
    from qa.desk.benching import Seen, Versions
    from qa.model.call import Call
    from qa.rubric.backtest import CriterionReport, Judged, Measured, Share

SHOWN = 10


def add(own: Any, words: Words) -> None:
    test = words.command(own, "rubric backtest")
    test.add_argument("file", type=Path, help=words("rubric_backtest.file"))
    test.add_argument("--against", type=Path, help=words("rubric_backtest.against"))
    test.add_argument("--input", help=words("rubric_backtest.input"))
    test.add_argument("--judgements", help=words("rubric_backtest.judgements"))
    for name in ("since", "until"):
        test.add_argument(f"--{name}", type=_day, metavar="YYYY-MM-DD", help=words(f"rubric_backtest.{name}"))
    for name in ("queue", "team", "agent", "source"):
        test.add_argument(f"--{name}", default="", help=words(f"rubric_backtest.{name}"))
    test.add_argument("--last", type=int, default=1000, metavar="N", help=words("rubric_backtest.last"))
    test.add_argument("--json", action="store_true", help=words("options.json"))
    test.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    """Gives 1 where examples fail or a line is no call."""
    from qa import config
    from qa.cli.home import opened
    from qa.desk import benching
    from qa.desk.house import SYSTEM
    from qa.errors import Invalid

    if args.judgements and not args.input:
        raise Invalid("cli.judgements_alone")
    with ExitStack() as stack:
        if args.input:
            versions = benching.from_files(config.load(), args.file, args.against)
            source: _Lines | _Stored = _Lines(args, words, stack)
        else:
            house = stack.enter_context(opened())
            versions = benching.from_house(house, SYSTEM, args.file, args.against)
            source = _Stored(benching.stored(house, SYSTEM, _choice(house, args)))
        failed = _examples(versions, words)
        if versions.alike:
            words.warn("rubric_backtest.alike", name=versions.key.path)
        _tell(versions, source, words, args.json)
    return 1 if failed or source.bad else 0


class _Stored:
    """The calls of the workspace."""

    def __init__(self, calls: Iterator[tuple[Call, Judged]]) -> None:
        self.bad, self._calls = 0, calls

    def __iter__(self) -> Iterator[tuple[Call, Judged]]:
        return self._calls


class _Lines:
    """Calls as lines; those that are none are complained about and counted."""

    def __init__(self, args: argparse.Namespace, words: Words, stack: ExitStack) -> None:
        from qa.desk import benching

        self.bad, self._words = 0, words
        said = {}
        if args.judgements:
            with opened_file(args.judgements, "r", sys.stdin) as file:
                said = benching.judgements(file, _name(args.judgements))
        file = stack.enter_context(opened_file(args.input, "r", sys.stdin))
        self._found = benching.as_lines(file, _name(args.input), said)

    def __iter__(self) -> Iterator[tuple[Call, Judged]]:
        from qa.errors import UnreadableCall

        for one in self._found:
            if isinstance(one, UnreadableCall):
                self.bad += 1
                self._words.complain(one.message(self._words.language))
            else:
                yield one


def _examples(versions: Versions, words: Words) -> int:
    """Complain about the examples of the new version that do not hold; gives how many."""
    failures = [(one.rubric, failure) for one in versions.standings() for failure in one.failures]
    for rubric, failure in failures:
        criterion, name, why = f"{rubric}/{failure.criterion}", failure.name.to(words.language), failure.why.to(words.language)
        words.warn("rubric_backtest.example", criterion=criterion, name=name, why=why)
    return len(failures)


def _tell(versions: Versions, source: _Stored | _Lines, words: Words, as_json: bool) -> None:
    from qa.desk import benching
    from qa.rubric.backtest import Tally

    tally, seen = Tally(), []
    for tally, one in benching.run(versions, source):  # noqa: B007 - the last one is wanted
        if one.changes:
            seen.append(one)
    if as_json:
        lines((_shape(report, seen) for report in tally.report()), sys.stdout)
        return
    words.say("rubric_backtest.head", name=versions.key.path, calls=tally.calls)
    for report in tally.report():
        _say(report, seen, words)


def _say(report: CriterionReport, seen: list[Seen], words: Words) -> None:
    from qa.model.finding import Verdict

    words.say("rubric_backtest.criterion", criterion=f"{report.rubric}/{report.criterion}", title=report.title.to(words.language))
    before, after = report.before or {}, report.after or {}
    counts = [
        words(
            "rubric_backtest.count",
            verdict=words(f"rubric_backtest.verdicts.{verdict}"),
            before=before.get(verdict, "-"),
            after=after.get(verdict, "-"),
        )
        for verdict in Verdict
        if before.get(verdict) or after.get(verdict)
    ]
    print("    " + "  ".join(counts))
    if report.turned or report.won or report.lost:
        words.say("rubric_backtest.moved", turned=report.turned, won=report.won, lost=report.lost)
    for which, measured in (("before", report.people_before), ("after", report.people_after)):
        if measured.agreement.pairs or measured.left_open:
            words.say(
                "rubric_backtest.people",
                which=words(f"rubric_backtest.{which}"),
                precision=_share(measured.precision),
                recall=_share(measured.recall),
                agreement=_agreement(measured, words),
            )
    shown = [(one.call, c) for one in seen for c in one.changes if (c.rubric, c.criterion) == (report.rubric, report.criterion)]
    for call, change in shown[:SHOWN]:
        verdicts = [words(f"rubric_backtest.verdicts.{one}") if one else "-" for one in (change.before, change.after)]
        quotes = [f"{mark} {e.utterance + 1}: “{e.quote}”" for mark, some in (("+", change.won), ("-", change.lost)) for e in some]
        print("      " + "  ".join((call, " → ".join(dict.fromkeys(verdicts)), *quotes)))
    if len(shown) > SHOWN:
        words.say("rubric_backtest.more", count=len(shown) - SHOWN)


def _share(share: Share) -> str:
    return f"{share.hits}/{share.of}"


def _agreement(measured: Measured, words: Words) -> str:
    found = measured.agreement
    if found.kappa is None or found.low is None or found.high is None:
        return words(f"rubric_backtest.lacks.{found.lacks}", pairs=found.pairs)
    return words("rubric_backtest.kappa", kappa=f"{found.kappa:.2f}", low=f"{found.low:.2f}", high=f"{found.high:.2f}", pairs=found.pairs)


def _shape(report: CriterionReport, seen: list[Seen]) -> dict[str, Any]:
    def people(measured: Measured) -> dict[str, Any]:
        found = measured.agreement
        return {
            "precision": {"hits": measured.precision.hits, "of": measured.precision.of},
            "recall": {"hits": measured.recall.hits, "of": measured.recall.of},
            "pairs": found.pairs,
            "observed": found.observed,
            "kappa": found.kappa,
            "low": found.low,
            "high": found.high,
            "lacks": found.lacks,
            "left_open": measured.left_open,
        }

    return {
        "rubric": report.rubric,
        "criterion": report.criterion,
        "before": report.before,
        "after": report.after,
        "turned": report.turned,
        "won": report.won,
        "lost": report.lost,
        "people_before": people(report.people_before),
        "people_after": people(report.people_after),
        "changes": [
            {
                "call": one.call,
                "before": c.before,
                "after": c.after,
                "person": c.person,
                **{name: [{"turn": e.utterance, "from": e.start, "to": e.end, "quote": e.quote} for e in some] for name, some in moved},
            }
            for one in seen
            for c in one.changes
            if (c.rubric, c.criterion) == (report.rubric, report.criterion)
            for moved in [(("won", c.won), ("lost", c.lost))]
        ],
    }


def _choice(house: Any, args: argparse.Namespace) -> Any:
    """What was said of the calls. Raises NotFound for an agent or a source that is not there."""
    from qa.desk import people, sources
    from qa.desk.choosing import Choice
    from qa.desk.house import SYSTEM
    from qa.errors import NotFound

    agent = next((one.id for one in people.listed(house, SYSTEM) if args.agent in (one.name, one.shown)), None) if args.agent else None
    if args.agent and agent is None:
        raise NotFound("store.no_row", what="agent", key=args.agent)
    source = sources.find(house, SYSTEM, args.source).id if args.source else None
    return Choice(args.since, args.until, args.queue, args.team, agent, source, newest=args.last)


def _day(written: str) -> datetime:
    """The beginning of a day where the terminal is. Raises ValueError, as argparse wants it."""
    return datetime.strptime(written, "%Y-%m-%d").astimezone()


def _name(file: str) -> str:
    return "stdin" if file == "-" else Path(file).name
