"""Coaching notes, what came of them, and who accompanies whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from qa.errors import Conflict
from qa.store import rows
from qa.store.review_tables import CoachingOutcomeRow, CoachingRow, MentorRow
from qa.store.tables import CallRow, PersonRow


def notes(
    session: Session,
    *,
    call_id: int | None = None,
    agents: Sequence[int] | None = None,
    team: str | None = None,
    limit: int = 200,
) -> list[tuple[CoachingRow, CallRow]]:
    """Notes with their calls, newest first: of a call, of agents, of the agents of a team."""
    query = select(CoachingRow, CallRow).where(CoachingRow.call_id == CallRow.id)
    if call_id is not None:
        query = query.where(CoachingRow.call_id == call_id)
    if agents is not None:
        query = query.where(col(CoachingRow.agent_id).in_(agents))
    if team is not None:
        query = query.where(col(CoachingRow.agent_id).in_(select(PersonRow.id).where(PersonRow.team == team)))
    return list(session.exec(query.order_by(col(CoachingRow.id).desc()).limit(limit)))


def hold(session: Session, note_id: int) -> None:
    """Let nobody else add to a note until this transaction ends."""
    session.exec(update(CoachingRow).where(col(CoachingRow.id) == note_id).values(text=CoachingRow.text))


def outcomes(session: Session, note_ids: Iterable[int | None]) -> dict[int, list[CoachingOutcomeRow]]:
    """By note, what came of it, oldest first."""
    wanted = [i for i in note_ids if i is not None]
    found: dict[int, list[CoachingOutcomeRow]] = {}
    query = select(CoachingOutcomeRow).where(col(CoachingOutcomeRow.coaching_id).in_(wanted)).order_by(col(CoachingOutcomeRow.id))
    for row in session.exec(query):
        found.setdefault(row.coaching_id, []).append(row)
    return found


def add_mentor(session: Session, row: MentorRow) -> MentorRow:
    """Raises Conflict where the two are mentor and newcomer already."""
    try:
        return rows.add(session, row)
    except IntegrityError as twice:
        raise Conflict("mentors.twice") from twice


def mentors(session: Session, newcomers: Iterable[int | None]) -> dict[int, frozenset[int]]:
    """By newcomer, who accompanies them now."""
    wanted = {i for i in newcomers if i is not None}
    found: dict[int, set[int]] = {}
    if wanted:
        for row in session.exec(select(MentorRow).where(col(MentorRow.newcomer_id).in_(wanted), col(MentorRow.ended_at).is_(None))):
            found.setdefault(row.newcomer_id, set()).add(row.mentor_id)
    return {newcomer: frozenset(of) for newcomer, of in found.items()}


def newcomers(session: Session, mentor_id: int) -> list[PersonRow]:
    """Whom a person accompanies now."""
    query = select(PersonRow).where(
        MentorRow.newcomer_id == PersonRow.id, MentorRow.mentor_id == mentor_id, col(MentorRow.ended_at).is_(None)
    )
    return list(session.exec(query.order_by(col(PersonRow.shown))))


def links(session: Session, *, team: str | None = None) -> list[tuple[MentorRow, PersonRow]]:
    """Who accompanies whom, with the newcomer, also what has ended, newest first; ``team``: newcomers of that team alone."""
    query = select(MentorRow, PersonRow).where(MentorRow.newcomer_id == PersonRow.id)
    if team is not None:
        query = query.where(PersonRow.team == team)
    return list(session.exec(query.order_by(col(MentorRow.id).desc())))
