"""Case files from rows to views, and how they stand by what was written down of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from qa.access import JUDGES, About, allowed
from qa.desk.case_views import CaseCallView, CaseLine, CaseView, EntryView
from qa.desk.intake import seen_as
from qa.model import topics
from qa.model.casefile import Act, CaseState, Deadline, Family, Part, Standing, Step, deadlines, next_due, state_of
from qa.model.people import Person, Role
from qa.store import cases, people, reviews
from qa.store.cases import Scope
from qa.store.engine import Session
from qa.store.tables import CallRow, now
from qa.store.tables_cases import CaseCallRow, CaseEntryRow, CaseRow

PARTS, STEPS = frozenset(Part), frozenset(Step)
OWED = (Standing.DUE, Standing.OVERDUE)


def scope_of(actor: Person) -> Scope:
    """The cases that are for somebody's eyes; ``case.see`` says the same of a single one."""
    return Scope(actor.role in JUDGES, actor.team if actor.role is Role.LEAD else "", actor.id)


def among(session: Session, actor: Person, ids: Iterable[int]) -> set[int]:
    """Those of some cases that are for somebody's eyes."""
    return {row.id for row in cases.some(session, scope_of(actor), ids) if row.id is not None}


def about(session: Session, row: CaseRow) -> About:
    """What decides who may do what with a case."""
    agents = {call.agent_id for link, call in cases.calls(session, [row.id]) if call and link.ended_at is None}
    members = frozenset(agent for agent in agents if agent is not None)
    return About(team=row.team, author=row.owner_id, published=row.state == CaseState.CLOSED, members=members)


def steps(entries: Iterable[CaseEntryRow]) -> dict[Step, datetime]:
    """When each step happened, as it stands."""
    found: dict[Step, datetime] = {}
    for entry in entries:
        if entry.kind in STEPS:
            found.pop(Step(entry.kind), None)
            if entry.at is not None:
                found[Step(entry.kind)] = entry.at
    return found


def closed(entries: Iterable[CaseEntryRow]) -> bool:
    last = [entry.kind for entry in entries if entry.kind in (Act.CLOSED, Act.REOPENED)]
    return bool(last) and last[-1] == Act.CLOSED


def owed(row: CaseRow, entries: Sequence[CaseEntryRow], at: datetime) -> tuple[Deadline, ...]:
    return deadlines(steps(entries) or {Step.RECEIVED: row.complained_at}, at, closed=closed(entries))


def restate(session: Session, row: CaseRow) -> None:
    """Set what a case's row says from what was written down of it, and what it is found by."""
    session.flush()
    entries = cases.entries(session, [row.id])[row.id or 0]
    texts = {entry.kind: entry for entry in entries if entry.kind in PARTS}
    done = steps(entries)
    row.title = texts[Part.TITLE].text
    row.reference = texts[Part.REFERENCE].text if Part.REFERENCE in texts else ""
    row.family = texts[Part.CAUSE].family if Part.CAUSE in texts else ""
    row.owner_id = next((entry.person_id for entry in reversed(entries) if entry.kind == Act.OWNER), None)
    row.complained_at = done[Step.RECEIVED]
    row.state = state_of(done, closed(entries))
    row.next_at = next_due(owed(row, entries, now()))
    row.changed_at = now()
    cases.index(session, row.id or 0, topics.index(entry.text for entry in texts.values()))


def lines(session: Session, found: Sequence[CaseRow], shared: Mapping[int, tuple[str, ...]] | None = None) -> tuple[CaseLine, ...]:
    """Cases as a list shows them."""
    entries = cases.entries(session, [row.id for row in found])
    names = people.shown(session, [row.owner_id for row in found])
    linked = Counter(link.case_id for link, _ in cases.calls(session, [row.id for row in found]) if link.ended_at is None)
    at = now()
    return tuple(_line(row, entries[row.id or 0], names, linked[row.id or 0], at, (shared or {}).get(row.id or 0, ())) for row in found)


def _line(
    row: CaseRow, entries: Sequence[CaseEntryRow], names: Mapping[int, str], linked: int, at: datetime, shared: tuple[str, ...]
) -> CaseLine:
    first = min((one for one in owed(row, entries, at) if one.standing in OWED), key=lambda one: one.due or at, default=None)
    return CaseLine(
        id=row.id or 0,
        title=row.title,
        reference=row.reference,
        team=row.team,
        family=Family(row.family) if row.family else None,
        state=CaseState(row.state),
        owner=names.get(row.owner_id or 0, ""),
        owner_id=row.owner_id,
        complained_at=row.complained_at,
        next=first,
        calls=linked,
        shared=shared,
    )


def view(session: Session, actor: Person, row: CaseRow, who: About) -> CaseView:
    """A case file for one reader."""
    entries = cases.entries(session, [row.id])[row.id or 0]
    linked = cases.calls(session, [row.id])
    names = people.shown(session, _named(row, entries, linked))
    shown = tuple(_entry(entry, names) for entry in entries)
    (line,) = lines(session, [row])
    return CaseView(
        line=line,
        author=names.get(row.author_id or 0, ""),
        created_at=row.created_at,
        deadlines=owed(row, entries, now()),
        texts={part: tuple(one for one in shown if one.kind is part) for part in Part},
        entries=shown,
        calls=tuple(_call(session, actor, link, call, names) for link, call in linked),
        may=frozenset({"case.work"}) if allowed(actor, "case.work", who) else frozenset(),
        missing=missing(row, entries),
    )


def missing(row: CaseRow, entries: Sequence[CaseEntryRow]) -> tuple[str, ...]:
    """What a case lacks that it cannot be closed without: the result, that it was given, and the family of its cause."""
    texts = {entry.kind: entry.text for entry in entries if entry.kind in PARTS}
    lacks = (("result", not texts.get(Part.RESULT)), ("settled", Step.SETTLED not in steps(entries)), ("family", not row.family))
    return tuple(name for name, is_so in lacks if is_so)


def _named(row: CaseRow, entries: Sequence[CaseEntryRow], linked: Sequence[tuple[CaseCallRow, CallRow | None]]) -> list[int | None]:
    found = [row.author_id, row.owner_id, *(i for entry in entries for i in (entry.author_id, entry.person_id))]
    return found + [i for link, call in linked for i in (link.author_id, link.ended_by, call.agent_id if call else None)]


def _entry(row: CaseEntryRow, names: Mapping[int, str]) -> EntryView:
    kind = Part(row.kind) if row.kind in PARTS else Step(row.kind) if row.kind in STEPS else Act(row.kind)
    return EntryView(
        id=row.id or 0,
        kind=kind,
        text=row.text,
        author=names.get(row.author_id or 0, ""),
        written_at=row.created_at,
        family=Family(row.family) if row.family else None,
        at=row.at,
        person=names.get(row.person_id or 0, ""),
    )


def _call(session: Session, actor: Person, link: CaseCallRow, call: CallRow | None, names: Mapping[int, str]) -> CaseCallView:
    sees = call is not None and allowed(actor, "call.see", seen_as(session, call, reviews.of_call(session, call.id or 0)))
    return CaseCallView(
        id=link.id or 0,
        call_id=call.id if call else None,
        title=call.title if call and sees else "",
        agent=names.get(call.agent_id or 0, "") if call and sees else "",
        started_at=call.started_at if call and sees else None,
        note=link.note,
        author=names.get(link.author_id or 0, ""),
        at=link.created_at,
        may_hear=sees,
        ended_note=link.ended_note,
        ended_by=names.get(link.ended_by or 0, ""),
        ended_at=link.ended_at,
    )
