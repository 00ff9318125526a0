"""Case files: difficult complaints, from the first word to the call back. What is written down is added to, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from qa.access import About, allowed, authorize
from qa.desk import case_record, notices, record
from qa.desk.bounded import bounded
from qa.desk.case_views import CaseDraft, CaseLine, CaseView
from qa.desk.house import House, author_id, person_of
from qa.desk.intake import seen_as
from qa.desk.lifecycle import words
from qa.errors import Conflict, Invalid, NotFound
from qa.model import topics
from qa.model.appeal import NoticeKind
from qa.model.assignment import ReasonKind
from qa.model.call import Speaker, Transcript
from qa.model.casefile import Act, CaseState, Family, Part, Sought, Step
from qa.model.people import Person, Role
from qa.model.text import Text
from qa.store import calls, cases, people, reviews, rows, signs
from qa.store.engine import Session
from qa.store.tables import CallRow, PersonRow, now
from qa.store.tables_cases import CaseCallRow, CaseEntryRow, CaseRow

LONGEST_TITLE, LONGEST_NOTE, LONGEST_REFERENCE = 120, 2000, 64
SIMILAR, LEAST_ALIKE, FEWEST_ALIKE = 5, 0.04, 2
FIRST_WORDS = 12
"""The customer's own words are looked for among so many first lines."""


def listed(house: House, actor: Person, sought: Sought | None = None, *, limit: int = 50, offset: int = 0) -> tuple[CaseLine, ...]:
    """Cases that fit and are for the reader's eyes: of words the best fitting first, else what owes something first."""
    authorize(actor, "case.list")
    with house.db.reading() as session:
        found = cases.listed(session, case_record.scope_of(actor), sought or Sought(), now(), limit=limit, offset=offset)
        return case_record.lines(session, found)


def teams(house: House, actor: Person) -> tuple[str, ...]:
    """The teams whose cases the reader can see."""
    authorize(actor, "case.list")
    with house.db.reading() as session:
        return tuple(cases.teams(session, case_record.scope_of(actor)))


def teams_to_choose(house: House, actor: Person) -> tuple[str, ...]:
    """The teams whose a new case of the reader's can be: every team, for a shift lead the own one."""
    authorize(actor, "case.open", About(team=actor.team))
    if actor.role is Role.LEAD:
        return (actor.team,)
    with house.db.reading() as session:
        return tuple(sorted({row.team for row in people.everyone(session)} - {""}))


def waiting(house: House, actor: Person) -> tuple[int, int]:
    """(cases of the reader's own that are not closed, those among them that are late)."""
    authorize(actor, "case.list")
    with house.db.reading() as session:
        return cases.counts(session, actor.id, now())


def one(house: House, actor: Person, case_id: int) -> CaseView:
    """A case file. Raises NotFound, also where it is not for this person's eyes."""
    with house.db.reading() as session:
        row, about = _seen(session, actor, session.get(CaseRow, case_id), case_id)
        return case_record.view(session, actor, row, about)


def similar(house: House, actor: Person, case_id: int) -> tuple[CaseLine, ...]:
    """Other cases about the same, the most alike first, each with the words that it shares. Raises NotFound."""
    with house.db.reading() as session:
        _seen(session, actor, session.get(CaseRow, case_id), case_id)
        entries = cases.entries(session, [case_id])[case_id]
        texts = {entry.kind: entry.text for entry in entries if entry.kind in case_record.PARTS and entry.kind != Part.REFERENCE}
        own = "\n".join(texts.values())
        terms = list(dict.fromkeys(term.text for term in topics.topical(own)))
        near = [one for one in cases.alike(session, case_record.scope_of(actor), case_id, terms) if len(one.terms) >= FEWEST_ALIKE]
        near = [one for one in near if one.share >= LEAST_ALIKE][:SIMILAR]
        shared = {one.case_id: topics.shared(own, one.terms, one.weights) for one in near}
        found = [rows.get(session, CaseRow, one.case_id) for one in near]
        return case_record.lines(session, found, shared)


def of_call(house: House, actor: Person, call_id: int) -> tuple[CaseLine, ...]:
    """The cases that a call belongs to, as far as they are for the reader's eyes. Raises NotFound."""
    authorize(actor, "case.list")
    with house.db.reading() as session:
        _call(session, actor, call_id)
        return case_record.lines(session, cases.of_call(session, case_record.scope_of(actor), call_id))


def draft(house: House, actor: Person, call_id: int) -> CaseDraft:
    """What a case that is opened from a call can begin with: who took it and when, and the customer's own words. Raises NotFound."""
    with house.db.reading() as session:
        call = _call(session, actor, call_id)
        authorize(actor, "case.open", About(team=call.team))
        row = calls.transcript(session, call_id)
        said = _complaint(session, call_id, record.transcript_of(row)) if row else ""
        agent = people.shown(session, [call.agent_id]).get(call.agent_id or 0, "")
        return CaseDraft(
            title=call.title[:LONGEST_TITLE],
            team=call.team,
            complained_at=call.started_at or call.created_at,
            said=said,
            agent=agent,
            call_id=call_id,
            call=call.title,
        )


def open_case(
    house: House,
    actor: Person,
    *,
    title: str,
    complained_at: datetime,
    team: str = "",
    reference: str = "",
    texts: Mapping[Part, str] | None = None,
    family: Family | None = None,
    owner: int | None = None,
    call_id: int | None = None,
) -> int:
    """A new case, the opener's own where nobody else is named, with the call it began with; gives its number.

    Raises Invalid without a title or for a complaint that is still to come, NotFound for a call that is not for this person's eyes.
    """
    given = {Part(part): text for part, text in {**(texts or {}), Part.TITLE: title, Part.REFERENCE: reference}.items() if text.strip()}
    with house.db.writing() as session:
        call = _call(session, actor, call_id) if call_id is not None else None
        team = bounded(team or (call.team if call else ""), LONGEST_REFERENCE)
        authorize(actor, "case.open", About(team=team))
        row = rows.add(
            session,
            CaseRow(
                title=_checked(Part.TITLE, title),
                team=team,
                complained_at=complained_at,
                author_id=author_id(actor),
            ),
        )
        _write(session, actor, row, Step.RECEIVED, at=_past(complained_at))
        for part, text in given.items():
            _write(session, actor, row, part, text=_checked(part, text), family=family if part is Part.CAUSE else None)
        if family is not None and Part.CAUSE not in given:
            _write(session, actor, row, Part.CAUSE, family=family)
        _own(session, actor, row, owner if owner is not None else author_id(actor), "")
        if call is not None:
            session.add(CaseCallRow(case_id=row.id or 0, call_id=call.id, author_id=author_id(actor)))
        _done(session, actor, row, "case.open", call=call_id)
        assert row.id is not None
        return row.id


def write(house: House, actor: Person, case_id: int, part: Part | str, text: str, *, family: Family | None = None, seen: int = 0) -> None:
    """Add a text to a case; it stands from then on, and what stood before stays in the history. Also once the case is closed.

    ``family``: of the cause, None leaves it as it is. ``seen``: the entry that stood when the writer began (0 for none).
    Raises Conflict where somebody wrote meanwhile, Invalid without words (or, for the cause, without words and family).
    """
    part = Part(part)
    with house.db.writing() as session:
        row = _working(session, actor, case_id)
        stands = next((one for one in reversed(cases.entries(session, [case_id])[case_id]) if one.kind == part), None)
        if stands is not None and (stands.id or 0) != seen:
            name = people.shown(session, [stands.author_id]).get(stands.author_id or 0, "")
            raise Conflict("cases.newer", name=name)
        text = _checked(part, text, needed="" if part is Part.CAUSE and family else "cases.empty")
        if part is not Part.CAUSE:
            family = None
        elif family is None and stands is not None and stands.family:
            family = Family(stands.family)
        if stands is not None and (stands.text, stands.family) == (text, family or ""):
            return
        _write(session, actor, row, part, text=text, family=family)
        _done(session, actor, row, "case.write", part=part)


def happened(house: House, actor: Person, case_id: int, step: Step | str, at: datetime, note: str = "") -> None:
    """Write down that a step was taken, and when; for one that is written down already, another time, which stands from then on.

    Raises Invalid for a time to come or before the complaint, Conflict once the case is closed.
    """
    step = Step(step)
    with house.db.writing() as session:
        row = _working(session, actor, case_id, still_open=True)
        known = case_record.steps(cases.entries(session, [case_id])[case_id])
        times = [known[step_] for step_ in known if step_ is not Step.RECEIVED] if step is Step.RECEIVED else []
        if times and at > min(times):
            raise Invalid("cases.after")
        if step is not Step.RECEIVED:
            at = _from(row.complained_at, at, "cases.before")
        if step is Step.CALLED_BACK:
            if Step.SETTLED not in known:
                raise Conflict("cases.not_settled")
            at = _from(known[Step.SETTLED], at, "cases.call_back_before")
        _write(session, actor, row, step, at=_past(at), text=bounded(note, LONGEST_NOTE))
        _done(session, actor, row, "case.step", step=step)


def take_back(house: House, actor: Person, case_id: int, step: Step | str, reason: str) -> None:
    """A step that was written down did not happen; it stays in the history with the reason. The complaint itself cannot be taken back."""
    step = Step(step)
    with house.db.writing() as session:
        row = _working(session, actor, case_id, still_open=True)
        reason = _needed(reason)
        known = case_record.steps(cases.entries(session, [case_id])[case_id])
        if step is Step.RECEIVED or step not in known:
            raise Conflict("cases.no_step")
        if step is Step.SETTLED and Step.CALLED_BACK in known:
            _write(session, actor, row, Step.CALLED_BACK, text=reason)
        _write(session, actor, row, step, text=reason)
        _done(session, actor, row, "case.take_back", step=step)


def give(house: House, actor: Person, case_id: int, person_id: int, note: str = "") -> None:
    """Somebody else has the case from then on, and is told. Raises Invalid where they may not work on it."""
    with house.db.writing() as session:
        row = _working(session, actor, case_id, still_open=True)
        if row.owner_id == person_id:
            return
        _own(session, actor, row, person_id, bounded(note, LONGEST_NOTE))
        _done(session, actor, row, "case.give", person=person_id)


def handlers(house: House, actor: Person, case_id: int) -> tuple[Person, ...]:
    """Who can have a case. Raises NotFound."""
    with house.db.reading() as session:
        row, about = _seen(session, actor, session.get(CaseRow, case_id), case_id)
        authorize(actor, "case.work", about)
        found = [person_of(person) for person in people.everyone(session)]
        return tuple(one for one in found if allowed(one, "case.work", About(team=row.team)))


def close(house: House, actor: Person, case_id: int, note: str = "") -> None:
    """Close a case that has its result. Raises Conflict for what is missing, Invalid where nobody called back and no reason is given."""
    with house.db.writing() as session:
        row = _working(session, actor, case_id, still_open=True)
        entries = cases.entries(session, [case_id])[case_id]
        if lacks := case_record.missing(row, entries):
            raise Conflict(f"cases.missing_{lacks[0]}")
        note = bounded(note, LONGEST_NOTE)
        if not note and Step.CALLED_BACK not in case_record.steps(entries):
            raise Invalid("cases.not_called_back")
        _write(session, actor, row, Act.CLOSED, text=note)
        _done(session, actor, row, "case.close")


def reopen(house: House, actor: Person, case_id: int, reason: str) -> None:
    """The customer is not content after all: the case goes on, and owes a result again. What was done stays in the history."""
    with house.db.writing() as session:
        row = _working(session, actor, case_id)
        reason = _needed(reason)
        if row.state != CaseState.CLOSED:
            raise Conflict("cases.not_closed")
        _write(session, actor, row, Act.REOPENED, text=reason)
        for step in case_record.steps(cases.entries(session, [case_id])[case_id]):
            if step in (Step.SETTLED, Step.CALLED_BACK):
                _write(session, actor, row, step, text=reason)
        _done(session, actor, row, "case.reopen")


def link(house: House, actor: Person, case_id: int, call_id: int, note: str = "") -> None:
    """Put a call into a case. Raises NotFound for a call that is not for this person's eyes, Conflict where it is in already."""
    with house.db.writing() as session:
        row = _working(session, actor, case_id)
        call = _call(session, actor, call_id)
        if any(one.call_id == call_id and one.ended_at is None for one, _ in cases.calls(session, [case_id])):
            raise Conflict("cases.linked", call=call.title)
        session.add(CaseCallRow(case_id=case_id, call_id=call_id, note=bounded(note, LONGEST_NOTE), author_id=author_id(actor)))
        _done(session, actor, row, "case.link", call=call_id)


def unlink(house: House, actor: Person, case_id: int, link_id: int, note: str) -> None:
    """Take a call out of a case, with the reason; that it was in stays in the history."""
    with house.db.writing() as session:
        row = _working(session, actor, case_id)
        found = next((one for one, _ in cases.calls(session, [case_id]) if one.id == link_id), None)
        if found is None or found.ended_at is not None:
            raise Conflict("cases.not_linked")
        found.ended_note, found.ended_by, found.ended_at = _needed(note), author_id(actor), now()
        _done(session, actor, row, "case.unlink", call=found.call_id)


def _seen(session: Session, actor: Person, row: CaseRow | None, case_id: int) -> tuple[CaseRow, About]:
    about = case_record.about(session, row) if row else None
    if row is None or about is None or not allowed(actor, "case.see", about):
        raise NotFound("cases.no_case", case=case_id)
    return row, about


def _working(session: Session, actor: Person, case_id: int, *, still_open: bool = False) -> CaseRow:
    """A case to be added to, kept from others meanwhile. Raises Conflict once it is closed, where it must be ``still_open``."""
    row, about = _seen(session, actor, cases.hold(session, case_id), case_id)
    authorize(actor, "case.work", about)
    if still_open and row.state == CaseState.CLOSED:
        raise Conflict("cases.closed")
    return row


def _call(session: Session, actor: Person, call_id: int) -> CallRow:
    call = session.get(CallRow, call_id)
    if call is None or not allowed(actor, "call.see", seen_as(session, call, reviews.of_call(session, call_id))):
        raise NotFound("desk.no_call", call=call_id)
    return call


def _write(
    session: Session,
    actor: Person,
    row: CaseRow,
    kind: Part | Step | Act,
    *,
    text: str = "",
    family: Family | None = None,
    at: datetime | None = None,
    person: int | None = None,
) -> None:
    entry = CaseEntryRow(
        case_id=row.id or 0, kind=kind, text=text, family=family or "", at=at, person_id=person, author_id=author_id(actor)
    )
    rows.add(session, entry)


def _own(session: Session, actor: Person, row: CaseRow, person_id: int | None, note: str) -> None:
    if person_id is None:
        return
    person = person_of(rows.get(session, PersonRow, person_id))
    if not allowed(person, "case.work", About(team=row.team)):
        raise Invalid("cases.not_an_owner", name=person.shown)
    _write(session, actor, row, Act.OWNER, text=note, person=person_id)
    about = Text(row.title, row.title)
    notices.tell(session, actor, [person_id], NoticeKind.CASE_GIVEN, subject=f"case:{row.id}", about=about, text=note)


def _done(session: Session, actor: Person, row: CaseRow, verb: str, **details: object) -> None:
    case_record.restate(session, row)
    rows.note(session, author_id(actor), verb, f"case:{row.id}", **details)


def _checked(part: Part, text: str, needed: str = "") -> str:
    """A text as it is kept. Raises Invalid."""
    if part is Part.REFERENCE:
        return bounded(text, LONGEST_REFERENCE)
    if part is not Part.TITLE:
        return words(text, needed=needed)
    text = " ".join(text.split())
    if not 0 < len(text) <= LONGEST_TITLE:
        raise Invalid("cases.title", longest=LONGEST_TITLE)
    return text


def _needed(text: str) -> str:
    if not text.strip():
        raise Invalid("cases.reason_needed")
    return bounded(text, LONGEST_NOTE)


def _from(first: datetime, at: datetime, code: str) -> datetime:
    """A time that is not before another. People tell the minute: the same minute counts as the same time. Raises Invalid."""
    if at < first and first - at >= timedelta(minutes=1):
        raise Invalid(code)
    return max(at, first)


def _past(at: datetime) -> datetime:
    if at > now():
        raise Invalid("cases.to_come")
    return at


def _complaint(session: Session, call_id: int, said: Transcript) -> str:
    """What the customer complains of, in their own words: the line in which the machine heard that they are upset, else the longest
    of their first ones; "" where the words do not say who speaks."""
    upset = [row.evidence.get("line") for row in signs.of_calls(session, [call_id]).get(call_id, ()) if row.kind == ReasonKind.UPSET]
    theirs = {i: one.text for i, one in enumerate(said.utterances) if one.speaker is Speaker.CUSTOMER and one.doubt is None}
    for line in upset:
        if isinstance(line, int) and line in theirs:
            return theirs[line]
    return max((text for i, text in theirs.items() if i < FIRST_WORDS), key=len, default="")
