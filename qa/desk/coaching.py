"""Coaching notes: to an agent, on a span of a call, with a day to look again and what came of it. All is added, nothing overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qa.access import About, allowed, authorize
from qa.desk import lifecycle, notices, record
from qa.desk.house import House
from qa.desk.intake import found_published, seen_as
from qa.desk.lifeviews import CoachingView, OutcomeView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.appeal import NoticeKind
from qa.model.people import Person, Role
from qa.store import calls, coaching, people, reviews, rows
from qa.store.engine import Session
from qa.store.review_tables import CoachingOutcomeRow, CoachingRow
from qa.store.tables import CallRow, now


def note(
    house: House, actor: Person, call_id: int, *, utterance: int, from_char: int, to_char: int, text: str, follow_up: date | None = None
) -> int:
    """A coaching note on a span of a call, to its agent, who is told; gives its number.

    Raises Invalid for a span that is not in the transcript, no words, or a day that is past; NotFound where the call is not for this
    person's eyes.
    """
    with house.db.writing() as session:
        call = session.get(CallRow, call_id)
        about = seen_as(session, call, reviews.of_call(session, call_id)) if call else None
        if call is None or about is None or not allowed(actor, "call.see", about):
            raise NotFound("desk.no_call", call=call_id)
        authorize(actor, "coaching.write", about)
        text = _checked(text, follow_up)
        if call.agent_id is None:
            raise Invalid("coaching.no_agent")
        row = calls.transcript(session, call_id)
        if row is None:
            raise NotFound("desk.no_transcript", call=call_id)
        said = record.transcript_of(row)
        if not (0 <= utterance < len(said.utterances) and 0 <= from_char < to_char <= len(said.utterances[utterance].text)):
            raise Invalid("desk.span")
        seconds = said.seconds(utterance, from_char, to_char)
        added = rows.add(
            session,
            CoachingRow(
                call_id=call_id,
                agent_id=call.agent_id,
                author_id=actor.id,
                transcript_id=row.id or 0,
                utterance=utterance,
                from_char=from_char,
                to_char=to_char,
                quote=said.utterances[utterance].text[from_char:to_char],
                starts_at=seconds[0] if seconds else None,
                ends_at=seconds[1] if seconds else None,
                text=text,
                follow_up=follow_up,
            ),
        )
        rows.note(session, actor.id or None, "coaching.write", f"call:{call_id}", note=added.id)
        notices.tell(session, actor, [call.agent_id], NoticeKind.COACHED, call_id=call_id, text=text)
        assert added.id is not None
        return added.id


def outcome(house: House, actor: Person, note_id: int, text: str, follow_up: date | None = None) -> None:
    """What came of a note, and the next day to look again; without one the note is done. The agent and the author are told."""
    with house.db.writing() as session:
        row = session.get(CoachingRow, note_id)
        about = _abouts(session, [row])[note_id] if row else None
        if row is None or about is None or not allowed(actor, "coaching.see", about):
            raise NotFound("coaching.no_note", note=note_id)
        authorize(actor, "coaching.write", about)
        _refuse_withdrawn(session, note_id)
        text = _checked(text, follow_up)
        rows.add(session, CoachingOutcomeRow(coaching_id=note_id, author_id=actor.id, text=text, follow_up=follow_up))
        rows.note(session, actor.id or None, "coaching.outcome", f"call:{row.call_id}", note=note_id)
        notices.tell(session, actor, [row.agent_id, row.author_id], NoticeKind.OUTCOME, call_id=row.call_id, text=text)


def withdraw(house: House, actor: Person, note_id: int, reason: str) -> None:
    """The author takes a note back, with the reason; it stays, and the agent sees that it was taken back and why.

    Raises Invalid without a reason, Conflict where it was taken back already.
    """
    with house.db.writing() as session:
        row = session.get(CoachingRow, note_id)
        about = _abouts(session, [row])[note_id] if row else None
        if row is None or about is None or not allowed(actor, "coaching.see", about):
            raise NotFound("coaching.no_note", note=note_id)
        authorize(actor, "coaching.withdraw", about)
        _refuse_withdrawn(session, note_id)
        reason = lifecycle.words(reason, needed="coaching.reason_needed")
        rows.add(session, CoachingOutcomeRow(coaching_id=note_id, author_id=actor.id, text=reason, withdraws=True))
        rows.note(session, actor.id or None, "coaching.withdraw", f"call:{row.call_id}", note=note_id)
        notices.tell(session, actor, [row.agent_id], NoticeKind.UNCOACHED, call_id=row.call_id, text=reason)


def of_call(house: House, actor: Person, call_id: int) -> tuple[CoachingView, ...]:
    """The notes on a call that are for the reader's eyes, newest first."""
    authorize(actor, "coaching.list")
    with house.db.reading() as session:
        return _views(session, actor, coaching.notes(session, call_id=call_id))


def mine(house: House, actor: Person) -> tuple[CoachingView, ...]:
    """The notes that the reader was given, newest first."""
    authorize(actor, "coaching.list")
    with house.db.reading() as session:
        return _views(session, actor, coaching.notes(session, agents=[actor.id]))


def of_newcomers(house: House, actor: Person) -> tuple[CoachingView, ...]:
    """The notes of those whom the reader accompanies, newest first."""
    authorize(actor, "coaching.list")
    with house.db.reading() as session:
        theirs = [row.id for row in coaching.newcomers(session, actor.id) if row.id is not None]
        return _views(session, actor, coaching.notes(session, agents=theirs))


def of_team(house: House, actor: Person) -> tuple[CoachingView, ...]:
    """The notes of the reader's team, of everybody for quality managers: those with a day that has come first, then the newest."""
    authorize(actor, "coaching.team")
    with house.db.reading() as session:
        found = _views(session, actor, coaching.notes(session, team=actor.team if actor.role is Role.LEAD else None))
    due = sorted((one for one in found if one.due), key=lambda one: one.follow_up or date.max)
    return (*due, *(one for one in found if not one.due))


def _refuse_withdrawn(session: Session, note_id: int) -> None:
    """Raises Conflict where a note was taken back; whoever adds to it meanwhile waits for its row."""
    coaching.hold(session, note_id)
    if any(one.withdraws for one in coaching.outcomes(session, [note_id]).get(note_id, ())):
        raise Conflict("coaching.withdrawn")


def _checked(text: str, follow_up: date | None) -> str:
    if follow_up is not None and follow_up < now().astimezone().date():
        raise Invalid("coaching.past")
    return lifecycle.words(text, needed="coaching.empty")


def _abouts(session: Session, found: Sequence[CoachingRow]) -> dict[int, About]:
    """By note. The agent's team as it is today decides: whoever leads the agent now goes on with the coaching."""
    agents = {row.agent_id for row in found}
    teams, mentors = people.teams(session, agents), coaching.mentors(session, agents)
    return {
        row.id: About(row.agent_id, teams.get(row.agent_id, ""), row.author_id, mentors=mentors.get(row.agent_id, frozenset()))
        for row in found
        if row.id is not None
    }


def _views(session: Session, actor: Person, found: Sequence[tuple[CoachingRow, CallRow]]) -> tuple[CoachingView, ...]:
    abouts = _abouts(session, [row for row, _ in found])
    seen = [(row, call) for row, call in found if allowed(actor, "coaching.see", abouts[row.id or 0])]
    came = coaching.outcomes(session, [row.id for row, _ in seen])
    spoken_of = [i for row, _ in seen for i in (row.agent_id, row.author_id)] + [one.author_id for of in came.values() for one in of]
    names = people.shown(session, spoken_of)
    public = {call for call, of in reviews.of_calls(session, [row.call_id for row, _ in seen]).items() if found_published(of)}
    return tuple(
        _view(actor, row, call, abouts[row.id or 0], came.get(row.id or 0, []), names, row.call_id in public) for row, call in seen
    )


def _view(
    actor: Person, row: CoachingRow, call: CallRow, about: About, came: Sequence[CoachingOutcomeRow], names: dict[int, str], public: bool
) -> CoachingView:
    follow_up = came[-1].follow_up if came else row.follow_up
    said = [OutcomeView(one.text, names.get(one.author_id, ""), one.created_at, one.follow_up) for one in came]
    withdrawn = next((view for view, one in zip(said, came, strict=True) if one.withdraws), None)
    sees = About(
        agent=call.agent_id, team=call.team, published=public, mentors=about.mentors if call.agent_id == row.agent_id else frozenset()
    )
    return CoachingView(
        id=row.id or 0,
        call_id=row.call_id,
        call=call.title,
        agent=names.get(row.agent_id, ""),
        agent_id=row.agent_id,
        author=names.get(row.author_id, ""),
        utterance=row.utterance,
        from_char=row.from_char,
        to_char=row.to_char,
        quote=row.quote,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        text=row.text,
        at=row.created_at,
        outcomes=tuple(one for one in said if one is not withdrawn),
        follow_up=follow_up,
        due=follow_up is not None and follow_up <= now().astimezone().date(),
        may_hear=allowed(actor, "call.see", sees),
        may_add=withdrawn is None and allowed(actor, "coaching.write", about),
        withdrawn=withdrawn,
        may_withdraw=withdrawn is None and allowed(actor, "coaching.withdraw", about),
    )
