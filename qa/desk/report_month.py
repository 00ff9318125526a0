"""The monthly review as a report."""

from __future__ import annotations

from collections.abc import Sequence

from qa.desk.improve_views import ImproveLine
from qa.desk.month_views import CriterionLine, Figures, MonthView
from qa.desk.report_words import NONE, Speaker
from qa.desk.sheet import Report, Section, Table
from qa.model.estimate import LEAST_CALLS
from qa.model.library import ExcerptKind

ENDS = ("upheld", "overturned", "withdrawn")


def report(view: MonthView, running: Sequence[ImproveLine], language: str, facts: tuple[str, ...]) -> Report:
    """``running``: improvements of earlier months that are not at their end."""
    say = Speaker(language)
    sections = [
        Section(say("month.figures"), (say("month.small", least=LEAST_CALLS),), _figures(say, view)),
        Section(
            say("month.criteria"),
            (say("month.compared", least=LEAST_CALLS) if view.criteria else say("nothing"),),
            _criteria(say, view.criteria),
        ),
    ]
    if view.proposals:
        sections.append(Section(say("month.proposals"), (), _proposals(say, view)))
    for name, lines in (("own", view.own), ("last", view.last), ("running", running)):
        if lines or name == "own":
            heading = say(f"month.{name}", month=view.month.before if name == "last" else view.month)
            sections.append(
                Section(heading, () if lines else (say("nothing"),), say.improvements(lines, whose=not view.team) if lines else None)
            )
    waved = [one for one in view.answered if one.improvement is None]
    if waved:
        head = tuple(say(f"month.waved_{name}") for name in ("what", "why", "who"))
        rows = tuple((one.title.to(language), one.reason, f"{one.author} {say.moment(one.at)}") for one in waved)
        sections.append(Section(say("month.waved"), (), Table(head, rows, (30, 40, 20))))
    return Report(say("month.title", month=view.month), (say.team(view.team), *facts), tuple(sections), language)


def listed(lines: Sequence[ImproveLine], language: str, facts: tuple[str, ...]) -> Report:
    """The improvement list by itself, each with whose it is and the month it comes from."""
    say = Speaker(language)
    section = Section(say("improve.list"), () if lines else (say("nothing"),), say.improvements(lines, whose=True))
    return Report(say("improve.list"), facts, (section,), language, wide=True)


def figures(say: Speaker, of: Figures, house: bool) -> list[tuple[str, str | int]]:
    """What the meeting needs, as (what, how much); the page shows the same."""
    ended = " · ".join(f"{say.other(f'appeals.outcome.{end}')} {of.ended[end]}" for end in ENDS if of.ended.get(end))
    named = {**{kind.value: say.other(f"library.kind.{kind}") for kind in ExcerptKind}, "unscored": say("figure.unscored")}
    kinds = " · ".join(f"{name} {of.excerpts[kind]}" for kind, name in named.items() if of.excerpts.get(kind))
    clean = of.reviewed and round((of.clean.value or 0.0) * of.reviewed)
    found: list[tuple[str, str | int]] = [
        ("calls", of.calls),
        ("reviewed", of.reviewed),
        ("clean", say.share(clean, of.clean)),
        ("mean", say.mean(of.mean)),
        ("critical", of.critical),
        ("appealed", of.appealed),
        ("ended", ended or "0"),
        ("opened", of.opened),
        ("closed", of.closed),
        ("late", of.late),
        ("excerpts", kinds or "0"),
        ("packs", of.packs),
        ("meetings", of.meetings),
        ("coached", of.coached),
    ]
    return [*found, ("calibrated", of.calibrated), ("quizzed", of.quizzed)] if house else found


def change(say: Speaker, line: CriterionLine) -> str:
    """Whether a criterion was missed more often than the month before; of few reviews, or within chance, nothing is said."""
    if line.change.value is None:
        return NONE
    points = f"{100 * line.change.value:+.1f}".removesuffix(".0")
    return say("month.rising" if line.rising else "month.falling" if line.falling else "month.same", points=points)


def _figures(say: Speaker, view: MonthView) -> Table:
    pairs = zip(figures(say, view.now, not view.team), figures(say, view.before, not view.team), strict=True)
    rows = tuple((say(f"figure.{name}"), here, before) for (name, here), (_, before) in pairs)
    return Table((say("month.what"), str(view.month), str(view.month.before)), rows, (30, 35, 35))


def _criteria(say: Speaker, lines: Sequence[CriterionLine]) -> Table | None:
    if not lines:
        return None
    head = (say("month.criterion"), say("month.missed"), say("month.missed_before"), say("month.change"))
    rows = tuple(
        (line.title.to(say.language), say.share(line.missed, line.now), say.share(line.missed_before, line.before), change(say, line))
        for line in lines
    )
    return Table(head, rows, (28, 26, 26, 20))


def _proposals(say: Speaker, view: MonthView) -> Table:
    head = (say("month.proposal"), say("month.source"), say("month.why"))
    rows = tuple(
        (one.title.to(say.language), say.other(f"month.from.source.{one.source}"), one.why.to(say.language)) for one in view.proposals
    )
    return Table(head, rows, (30, 14, 56))
