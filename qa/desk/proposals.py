"""What a month proposes to improve: what was missed most, why customers complained, what excerpts show, what the group concluded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from qa import locales
from qa.desk.conclusions import conclusions
from qa.desk.improve_views import Evidence, Proposal
from qa.desk.month_views import CriterionLine
from qa.desk.standing import Missed
from qa.model.casefile import Part
from qa.model.finding import Severity
from qa.model.improve import Cause, Source
from qa.model.library import ExcerptKind
from qa.model.people import Person
from qa.model.text import Text
from qa.store import calls, cases, months, votes
from qa.store.engine import Session
from qa.store.tables_cases import CaseRow

MOST_CRITERIA, MOST_EVIDENCE, FEWEST = 5, 20, 2
"""A criterion is proposed once it was missed in two reviews; a critical or fatal one at once."""
LONGEST_CAUSE, LONGEST_KEY = 60, 192


def of_criteria(session: Session, lines: Sequence[CriterionLine], made: Iterable[Missed], titles: Mapping[int, str]) -> list[Proposal]:
    """The criteria missed most often, and those that rose beyond chance. ``lines`` in the order of how often they were missed.

    ``titles``: of calls. Evidence leads to the second where it is heard.
    """
    missed: dict[tuple[str, str], list[Missed]] = defaultdict(list)
    for one in made:
        missed[one.key].append(one)
    found: list[Proposal] = []
    for line in lines:
        those = missed[line.rubric, line.criterion]
        grave = any(one.severity is not Severity.NORMAL for one in those)
        often = line.missed >= FEWEST or (line.missed and grave)
        if not often or (len(found) >= MOST_CRITERIA and not line.rising):
            continue
        where = {one.call: one.finding for one in reversed(those)}
        heard = _heard(session, list(where.values())[:MOST_EVIDENCE])
        evidence = [Evidence(titles.get(call) or f"#{call}", f"/call?call={call}{heard.get(at, '')}") for call, at in where.items()]
        found.append(
            Proposal(
                key=_key("criterion", f"{line.rubric}/{line.criterion}"),
                source=Source.CRITERION,
                title=line.title,
                why=_both("rising" if line.rising else "missed", line),
                evidence=tuple(evidence[:MOST_EVIDENCE]),
                rising=line.rising,
            )
        )
    return found


def _heard(session: Session, findings: Sequence[int]) -> dict[int, str]:
    """By finding, the part of an address that begins to play where its evidence is heard; "" where that has no time."""
    found = {}
    for row, _ in calls.findings_with_rubric(session, findings):
        at = next((piece["starts_at"] for piece in row.evidence if piece.get("starts_at") is not None), None)
        found[row.id or 0] = "" if at is None else f"&t={at:.1f}"
    return found


def _both(key: str, line: CriterionLine) -> Text:
    numbers = {"missed": line.missed, "count": line.now.count, "missed_before": line.missed_before, "before": line.before.count}
    return locales.both(f"month.why.{key if line.before.count else 'first'}", **numbers)


def of_cases(session: Session, closed: Sequence[CaseRow]) -> list[Proposal]:
    """The causes of the cases that were closed, by family."""
    entries = cases.entries(session, [row.id for row in closed])
    by_family: dict[Cause, list[Evidence]] = defaultdict(list)
    for row in closed:
        if row.family:
            cause = next((one.text for one in reversed(entries[row.id or 0]) if one.kind == Part.CAUSE), "")
            by_family[Cause(row.family)].append(Evidence(row.title, f"/cases?case={row.id}", _short(cause)))
    return [
        Proposal(
            key=_key("cases", cause),
            source=Source.CASES,
            title=locales.both(f"month.from.cases_{cause}"),
            why=locales.both("month.why.cases", count=len(those)),
            evidence=tuple(those[:MOST_EVIDENCE]),
            cause=cause,
        )
        for cause, those in sorted(by_family.items(), key=lambda one: (-len(one[1]), one[0]))
    ]


def of_excerpts(session: Session, actor: Person, since: datetime, until: datetime, team: str, titles: dict[str, Text]) -> list[Proposal]:
    """Bad and disputed excerpts that were published, by topic, else by criterion. ``titles``: of criteria, as ``rubric/criterion``.

    What the reader is to score first is left out: to stand here would tell what it is.
    """
    groups: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    found = months.excerpts(session, since, until, team)
    hidden = votes.hidden(session, actor.id, [row.id for row in found])
    for row in found:
        about = ("topic", row.topic) if row.topic else ("criterion", row.criterion)
        if row.kind != ExcerptKind.GOOD and about[1] and row.id not in hidden:
            groups[about].append(Evidence(row.title, f"/excerpt?excerpt={row.id}"))
    return [
        Proposal(
            key=_key("excerpts", f"{kind}:{name}"),
            source=Source.EXCERPTS,
            title=titles.get(name, Text.same(name)) if kind == "criterion" else Text.same(name),
            why=locales.both("month.why.excerpts", count=len(those)),
            evidence=tuple(those[:MOST_EVIDENCE]),
        )
        for (kind, name), those in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    ]


def of_conclusions(session: Session, actor: Person, since: datetime, until: datetime, team: str) -> list[Proposal]:
    """What the group concluded on excerpts, but for those that the reader is to score first."""
    found = [one for one in conclusions(session, since, until) if team in ("", one.team)]
    hidden = votes.hidden(session, actor.id, [one.excerpt for one in found])
    return [
        Proposal(
            key=_key("conclusions", str(one.excerpt)),
            source=Source.CONCLUSIONS,
            title=Text.same(one.text),
            why=locales.both("month.why.conclusion", title=one.title),
            evidence=(Evidence(one.title, f"/excerpt?excerpt={one.excerpt}"),),
        )
        for one in found
        if one.excerpt not in hidden
    ]


def _key(source: str, about: str) -> str:
    return f"{source}:{about}"[:LONGEST_KEY]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_CAUSE else text[:LONGEST_CAUSE] + "…"
