"""The service improvement list: what is to change, who sees to it, until when, what came of it. All is added to, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from qa.access import About, allowed, authorize
from qa.desk import improve_record, notices
from qa.desk.bounded import bounded
from qa.desk.house import House, author_id, person_of
from qa.desk.improve_views import ImproveLine, ImproveView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.appeal import NoticeKind
from qa.model.improve import Cause, Field, ImproveAct, Improvement, ImproveState, Listed, Month, fold
from qa.model.people import Person, Role
from qa.model.text import Text
from qa.store import improve, people, rows
from qa.store.engine import Session
from qa.store.tables import PersonRow, now
from qa.store.tables_improve import ImprovementActRow, ImprovementRow

LONGEST_WHAT, LONGEST_NOTE, LONGEST_TEAM = 200, 2000, 64


def listed(house: House, actor: Person, sought: Listed | None = None) -> tuple[ImproveLine, ...]:
    """Those that fit and are for the reader's eyes: the running ones first, by their day."""
    authorize(actor, "improve.list")
    with house.db.reading() as session:
        found = improve.listed(session, improve_record.scope_of(actor), sought or Listed(), improve_record.today())
        return improve_record.lines(session, found)


def months(house: House, actor: Person) -> tuple[str, ...]:
    """The months that have improvements for the reader's eyes, the newest first."""
    authorize(actor, "improve.list")
    with house.db.reading() as session:
        return tuple(improve.months(session, improve_record.scope_of(actor)))


def one(house: House, actor: Person, improvement_id: int) -> ImproveView:
    """An improvement with its history. Raises NotFound, also where it is not for this person's eyes."""
    with house.db.reading() as session:
        return improve_record.view(session, actor, _seen(session, actor, session.get(ImprovementRow, improvement_id), improvement_id))


def owners(house: House, actor: Person) -> tuple[Person, ...]:
    """Who can see to an improvement: everybody with an active account."""
    authorize(actor, "people.see")
    with house.db.reading() as session:
        return tuple(person_of(row) for row in people.everyone(session) if row.active)


def teams_to_choose(house: House, actor: Person) -> tuple[str, ...]:
    """For whom the reader may write an improvement down: "" for the whole house, and teams; nothing for who may not."""
    if actor.role is Role.LEAD:
        return (actor.team,) if actor.team else ()
    if not allowed(actor, "improve.make"):
        return ()
    with house.db.reading() as session:
        return ("", *sorted({row.team for row in people.everyone(session)} - {""}))


def add(
    house: House,
    actor: Person,
    *,
    what: str,
    month: Month,
    cause: Cause | str | None = None,
    team: str = "",
    owner: int | None = None,
    due: date | None = None,
) -> int:
    """A new improvement; gives its number. Raises Invalid without words, or for a day that is over."""
    with house.db.writing() as session:
        return begin(session, actor, what=what, month=month, cause=cause, team=team, owner=owner, due=due)


def begin(
    session: Session,
    actor: Person,
    *,
    what: str,
    month: Month,
    cause: Cause | str | None = None,
    team: str = "",
    owner: int | None = None,
    due: date | None = None,
) -> int:
    """``add``, within a transaction that does more."""
    team = bounded(team, LONGEST_TEAM)
    authorize(actor, "improve.make", About(team=team))
    first = [ImproveAct(Field.WHAT, _what(what))]
    if cause:
        first.append(ImproveAct(Field.CAUSE, value=Cause(cause)))
    if due is not None:
        first.append(ImproveAct(Field.DUE, day=_to_come(due)))
    row = rows.add(session, ImprovementRow(what=what, team=team, month=str(month), author_id=author_id(actor)))
    for act in first:
        _write(session, actor, row, act)
    if owner is not None:
        _give(session, actor, row, ImproveAct(Field.OWNER, person=owner))
    _restate(session, row)
    rows.note(session, author_id(actor), "improve.make", f"improve:{row.id}", month=str(month), team=team)
    assert row.id is not None
    return row.id


def change(house: House, actor: Person, improvement_id: int, acts: Iterable[ImproveAct], *, seen: int | None = None) -> int:
    """Add acts, those that change something; gives how many did. ``seen``: the last act that the writer saw, None where it is no matter.

    What it is, its cause, owner, day, and whether it is told to all are for who leads; its state and what came of it also for its owner.
    Raises Conflict where somebody changed the same meanwhile, Invalid for what cannot be (dropped without a reason, no words).
    """
    with house.db.writing() as session:
        row = _seen(session, actor, improve.hold(session, improvement_id), improvement_id)
        about = improve_record.about(row)
        written = improve.acts(session, [improvement_id])[improvement_id]
        stands = fold(improve_record.act_of(one) for one in written)
        done = 0
        for act in acts:
            authorize(actor, "improve.work" if act.field in (Field.STATE, Field.OUTCOME) else "improve.change", about)
            act = _checked(act, stands)
            if _same(act, stands):
                continue
            newer = next((one for one in reversed(written) if one.field == act.field and seen is not None and (one.id or 0) > seen), None)
            if newer is not None:
                raise Conflict("month.newer", name=people.shown(session, [newer.author_id]).get(newer.author_id or 0, ""))
            if act.field is Field.OWNER:
                _give(session, actor, row, act)
            else:
                _write(session, actor, row, act)
            done += 1
        if done:
            _restate(session, row)
            rows.note(session, author_id(actor), "improve.change", f"improve:{improvement_id}", acts=done)
        return done


def _seen(session: Session, actor: Person, row: ImprovementRow | None, improvement_id: int) -> ImprovementRow:
    if row is None or not allowed(actor, "improve.see", improve_record.about(row)):
        raise NotFound("month.no_improvement", improvement=improvement_id)
    return row


def _write(session: Session, actor: Person, row: ImprovementRow, act: ImproveAct) -> None:
    rows.add(
        session,
        ImprovementActRow(
            improvement_id=row.id or 0,
            field=act.field,
            text=act.text,
            value=act.value,
            person_id=act.person,
            day=act.day,
            author_id=author_id(actor),
        ),
    )


def _give(session: Session, actor: Person, row: ImprovementRow, act: ImproveAct) -> None:
    if act.person is not None:
        person = person_of(rows.get(session, PersonRow, act.person))
        if not person.active:
            raise Invalid("month.not_an_owner", name=person.shown)
    _write(session, actor, row, act)
    about = Text.same(row.what)
    notices.tell(session, actor, [act.person], NoticeKind.IMPROVE_GIVEN, subject=f"improve:{row.id}", about=about, text=act.text)


def _restate(session: Session, row: ImprovementRow) -> None:
    """Set what the row says from the acts."""
    session.flush()
    stands = fold(improve_record.act_of(one) for one in improve.acts(session, [row.id])[row.id or 0])
    was_ended = row.ended_at is not None
    row.what, row.cause, row.owner_id, row.due = stands.what, stands.cause or "", stands.owner, stands.due
    row.state, row.shared, row.changed_at = stands.state, stands.shared, now()
    if stands.state.ended is not was_ended:
        row.ended_at = now() if stands.state.ended else None


def _checked(act: ImproveAct, stands: Improvement) -> ImproveAct:
    """An act as it is kept. Raises Invalid."""
    text = bounded(act.text, LONGEST_NOTE)
    match act.field:
        case Field.WHAT:
            return ImproveAct(Field.WHAT, _what(act.text))
        case Field.CAUSE:
            return ImproveAct(Field.CAUSE, text, Cause(act.value) if act.value else "")
        case Field.OWNER:
            return ImproveAct(Field.OWNER, text, person=act.person)
        case Field.DUE:
            day = _to_come(act.day) if act.day is not None and act.day != stands.due else act.day
            return ImproveAct(Field.DUE, text, day=day)
        case Field.STATE:
            state = ImproveState(act.value)
            if state is ImproveState.DROPPED and not text:
                raise Invalid("month.reason_needed")
            return ImproveAct(Field.STATE, text, state)
        case Field.OUTCOME:
            return ImproveAct(Field.OUTCOME, text)
        case Field.SHARED:
            return ImproveAct(Field.SHARED, text, "yes" if act.value else "")


def _same(act: ImproveAct, stands: Improvement) -> bool:
    """Whether an act says what stands already."""
    found: Mapping[Field, tuple[object, object]] = {
        Field.WHAT: (act.text, stands.what),
        Field.CAUSE: (act.value, stands.cause or ""),
        Field.OWNER: (act.person, stands.owner),
        Field.DUE: (act.day, stands.due),
        Field.STATE: ((act.value, act.text or stands.reason), (stands.state, stands.reason)),
        Field.OUTCOME: (act.text, stands.outcome),
        Field.SHARED: (act.value == "yes", stands.shared),
    }
    said, standing = found[act.field]
    return said == standing


def _what(text: str) -> str:
    text = " ".join(text.split())
    if not 0 < len(text) <= LONGEST_WHAT:
        raise Invalid("month.what", longest=LONGEST_WHAT)
    return text


def _to_come(day: date) -> date:
    if day < improve_record.today():
        raise Invalid("month.past")
    return day
