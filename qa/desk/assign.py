"""Assignment plans: so many random calls of every agent, shared out among inspectors.

A draw can be repeated by whoever has its seed. Nothing is taken back in silence: a call that cannot be used stays with its reason, and
the next one in the order of drawing comes in its stead.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from qa.access import JUDGES, About, authorize
from qa.desk import finding, notices
from qa.desk.assignment_views import EndedView, Found, PlanPage, PlanView, ShareView
from qa.desk.house import House, author_id
from qa.errors import Conflict, Invalid
from qa.model import sampling
from qa.model.appeal import NoticeKind
from qa.model.assignment import AssignmentState, Unusable, Wanted
from qa.model.people import Person, Role
from qa.model.text import Text
from qa.store import assignments, calls, people, rows
from qa.store.engine import Session
from qa.store.tables import CallRow, PersonRow, now
from qa.store.tables_assignment import AssignmentRow, PlanRow

LONGEST_TITLE, LONGEST_NOTE = 120, 2000
MOST_WEIGHT = 100


def choices(house: House, actor: Person) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[int, str], ...]]:
    """What a plan can be narrowed by: queues, teams, and sources (id, name)."""
    authorize(actor, "assign.plan")
    with house.db.reading() as session:
        queues, teams = calls.groups(session)
        return tuple(queues), tuple(teams), assignments.source_names(session)


def inspectors(house: House, actor: Person) -> tuple[Person, ...]:
    """Who can be given calls."""
    authorize(actor, "assign.plan")
    with house.db.reading() as session:
        found = [row for role in JUDGES for row in people.with_role(session, role)]
        return tuple(Person(row.id or 0, row.name, row.shown, Role(row.role), row.team) for row in found)


def make(
    house: House,
    actor: Person,
    wanted: Wanted,
    *,
    title: str,
    shares: Mapping[int, int],
    due: datetime | None = None,
    seed: str = "",
    offset_minutes: int = 480,
) -> int:
    """Draw the calls of a plan and share them out by weights; gives its id. ``seed``: to repeat a draw; drawn by chance where empty.

    Raises Invalid, and Conflict where there is nothing to draw.
    """
    authorize(actor, "assign.plan")
    finding.check(wanted)
    title, weights = title.strip(), {person: weight for person, weight in shares.items() if weight}
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Invalid("assign.title", longest=LONGEST_TITLE)
    if not weights or not all(0 < weight <= MOST_WEIGHT for weight in weights.values()):
        raise Invalid("assign.shares", most=MOST_WEIGHT)
    if len(seed) > 32 or not seed.isascii():
        raise Invalid("assign.seed")
    with house.db.writing() as session:
        for person in weights:
            row = rows.get(session, PersonRow, person)
            if not row.active or Role(row.role) not in JUDGES:
                raise Invalid("assign.no_judge", who=row.shown)
        plan = rows.add(
            session,
            PlanRow(
                title=title,
                asked=wanted.to_json(),
                shares={str(person): weight for person, weight in weights.items()},
                seed=seed or secrets.token_hex(8),
                due_at=due,
                author_id=author_id(actor),
            ),
        )
        found = finding.find(session, wanted, offset_minutes)
        drawn = sampling.drawn(assignments.candidates(session, wanted), wanted.each, plan.seed)
        plan.found = replace(found, drawn=sum(map(len, drawn.values()))).to_json()
        given = _share(session, actor, plan, drawn, weights)
        if not given:
            raise Conflict("assign.nothing")
        rows.note(session, author_id(actor), "assign.plan", f"plan:{plan.id}", calls=sum(given.values()), seed=plan.seed)
        _tell(session, actor, plan, given)
        assert plan.id is not None
        return plan.id


def listed(house: House, actor: Person) -> tuple[PlanView, ...]:
    """All plans, the newest first."""
    authorize(actor, "assign.plan")
    with house.db.reading() as session:
        return _views(session, assignments.plans(session))


def one(house: House, actor: Person, plan_id: int) -> PlanPage:
    """A plan, and what became of calls that were given back. Raises NotFound."""
    authorize(actor, "assign.plan")
    with house.db.reading() as session:
        (view,) = _views(session, [rows.get(session, PlanRow, plan_id)])
        return PlanPage(view, _ended(session, plan_id))


def unusable(house: House, actor: Person, assignment_id: int, reason: Unusable | str, note: str = "") -> int | None:
    """Give a call back that cannot be reviewed; gives the call drawn in its stead, None where the agent has no other.

    The earlier assignment stays, with reason, author and time. Raises Invalid where the reason is "other" and not told, Conflict.
    """
    try:
        reason, note = Unusable(reason), note.strip()
    except ValueError as wrong:
        raise Invalid("assign.reason", reason=str(reason)) from wrong
    if len(note) > LONGEST_NOTE or (reason is Unusable.OTHER and not note):
        raise Invalid("assign.note", longest=LONGEST_NOTE)
    with house.db.writing() as session:
        row = rows.get(session, AssignmentRow, assignment_id)
        authorize(actor, "assign.replace", About(author=row.inspector_id))
        _end(session, row, actor, AssignmentState.UNUSABLE, reason, note)
        plan = session.get(PlanRow, row.plan_id) if row.plan_id else None
        instead = _next_of_agent(session, plan, rows.get(session, CallRow, row.call_id)) if plan else None
        if instead is not None:
            _add(session, actor, plan, instead, row.inspector_id, place=row.place, due=row.due_at, earlier=row.id)
        rows.note(session, author_id(actor), "assign.replace", f"call:{row.call_id}", reason=reason, instead=instead)
        return instead


def hand_over(house: House, actor: Person, plan_id: int, person: int, note: str) -> int:
    """Share what somebody has open in a plan among the others, by their weights (somebody is ill); gives how many calls."""
    authorize(actor, "assign.plan")
    note = note.strip()
    if not 0 < len(note) <= LONGEST_NOTE:
        raise Invalid("assign.note", longest=LONGEST_NOTE)
    with house.db.writing() as session:
        plan = rows.get(session, PlanRow, plan_id)
        others = {int(who): weight for who, weight in plan.shares.items() if int(who) != person}
        if not others:
            raise Conflict("assign.nobody_else")
        open_ = [(row, call) for row, call in assignments.of_plan(session, plan_id) if row.state == AssignmentState.OPEN]
        theirs = {call.id or 0: (row, call) for row, call in open_ if row.inspector_id == person}
        given = sampling.shared([(i, call.agent_id or 0) for i, (_, call) in theirs.items()], others, plan.seed)
        _tell(session, actor, plan, Counter(who for who in given.values() if who is not None))
        for call_id, who in given.items():
            if who is not None:
                row, _ = theirs[call_id]
                _end(session, row, actor, AssignmentState.MOVED, None, note)
                _add(session, actor, plan, call_id, who, place=row.place, due=row.due_at, earlier=row.id)
        rows.note(session, author_id(actor), "assign.hand_over", f"plan:{plan_id}", person=person, calls=len(theirs))
        return sum(who is not None for who in given.values())


def stop(house: House, actor: Person, plan_id: int, note: str) -> int:
    """Call a plan off: what is open in it is nobody's any more, what is done stays; gives how many calls."""
    authorize(actor, "assign.plan")
    note = note.strip()
    if not 0 < len(note) <= LONGEST_NOTE:
        raise Invalid("assign.note", longest=LONGEST_NOTE)
    with house.db.writing() as session:
        plan = rows.get(session, PlanRow, plan_id)
        if plan.ended_at is not None:
            raise Conflict("assign.ended")
        plan.ended_at, plan.ended = now(), note
        open_ = [row for row, _ in assignments.of_plan(session, plan_id) if row.state == AssignmentState.OPEN]
        for row in open_:
            _end(session, row, actor, AssignmentState.OFF, None, note)
        rows.note(session, author_id(actor), "assign.stop", f"plan:{plan_id}", calls=len(open_))
        return len(open_)


def _tell(session: Session, actor: Person, plan: PlanRow, given: Mapping[int, int]) -> None:
    """Everybody who got calls is told how many: one notice, however many they are."""
    for person, count in sorted(given.items()):
        about = Text(plan.title, plan.title)
        notices.tell(session, actor, [person], NoticeKind.PLAN, about=about, subject=f"plan:{plan.id}", count=count)


def _share(session: Session, actor: Person, plan: PlanRow, drawn: Mapping[int, Sequence[int]], weights: Mapping[int, int]) -> Counter[int]:
    """Add the assignments of a draw; gives how many each person got. Nobody gets their own call."""
    place = {call: number for calls_ in drawn.values() for number, call in enumerate(calls_, 1)}
    pairs = [(call, agent) for agent, calls_ in drawn.items() for call in calls_]
    given = sampling.shared(pairs, weights, plan.seed)
    for call, person in sorted(given.items()):
        if person is not None:
            _add(session, actor, plan, call, person, place=place[call], due=plan.due_at)
    return Counter(person for person in given.values() if person is not None)


def _add(
    session: Session,
    actor: Person,
    plan: PlanRow | None,
    call: int,
    person: int,
    *,
    place: int = 0,
    due: datetime | None = None,
    earlier: int | None = None,
) -> None:
    session.add(
        AssignmentRow(
            plan_id=plan.id if plan else None,
            call_id=call,
            inspector_id=person,
            place=place,
            due_at=due,
            earlier_id=earlier,
            author_id=author_id(actor),
        )
    )


def _end(session: Session, row: AssignmentRow, actor: Person, state: AssignmentState, reason: Unusable | None, note: str) -> None:
    if row.state != AssignmentState.OPEN:
        raise Conflict("assign.not_open")
    row.state, row.reason, row.note = state, reason.value if reason else "", note
    row.ended_by, row.ended_at = author_id(actor), now()
    session.flush()


def _next_of_agent(session: Session, plan: PlanRow, call: CallRow) -> int | None:
    """The next call of the same agent in the plan's order of drawing, among those that pass its filter today."""
    wanted = Wanted.from_json(plan.asked)
    had = assignments.ever_in_plan(session, plan.id or 0)
    left = [one for one, _ in assignments.candidates(session, wanted, agent_id=call.agent_id) if one not in had]
    return min(left, key=lambda one: sampling.place(plan.seed, one), default=None)


def _views(session: Session, found: Sequence[PlanRow]) -> tuple[PlanView, ...]:
    progress = assignments.progress(session, [row.id for row in found])
    ids = [i for row in found for i in (row.author_id, *map(int, row.shares))] + [person for _, person, _ in progress]
    names = people.shown(session, ids)
    return tuple(_view(row, progress, names) for row in found)


def _view(row: PlanRow, progress: Mapping[tuple[int, int, str], int], names: Mapping[int, str]) -> PlanView:
    assert row.id is not None
    weights = {int(person): weight for person, weight in row.shares.items()}
    who = [*weights, *(person for plan, person, _ in progress if plan == row.id and person not in weights)]

    def count(person: int, state: AssignmentState) -> int:
        return progress.get((row.id or 0, person, state), 0)

    return PlanView(
        id=row.id,
        title=row.title,
        wanted=Wanted.from_json(row.asked),
        seed=row.seed,
        found=Found.from_json(row.found),
        due_at=row.due_at,
        author=names.get(row.author_id or 0, ""),
        created_at=row.created_at,
        ended_at=row.ended_at,
        ended=row.ended,
        shares=tuple(
            ShareView(
                person,
                names.get(person, ""),
                weights.get(person, 0),
                *(count(person, state) for state in (AssignmentState.OPEN, AssignmentState.DONE, AssignmentState.UNUSABLE)),
            )
            for person in dict.fromkeys(who)
        ),
    )


def _ended(session: Session, plan_id: int) -> tuple[EndedView, ...]:
    everything = assignments.of_plan(session, plan_id)
    instead = {row.earlier_id or 0: call.title for row, call in everything if row.earlier_id is not None}
    gone = [(row, call) for row, call in everything if row.state in (AssignmentState.UNUSABLE, AssignmentState.MOVED)]
    names = people.shown(session, [i for row, call in gone for i in (row.inspector_id, row.ended_by, call.agent_id)])
    return tuple(
        EndedView(
            call=row.call_id,
            title=call.title,
            agent=names.get(call.agent_id or 0, ""),
            inspector=names.get(row.inspector_id, ""),
            state=AssignmentState(row.state),
            reason=Unusable(row.reason) if row.reason else None,
            note=row.note,
            by=names.get(row.ended_by or 0, ""),
            at=row.ended_at,
            instead=instead.get(row.id or 0, ""),
        )
        for row, call in sorted(gone, key=lambda one: one[0].id or 0, reverse=True)
    )
