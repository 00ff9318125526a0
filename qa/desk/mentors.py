"""Who accompanies whom: an experienced colleague sees a newcomer's published reviews and coaching notes, as long as that is set."""

from __future__ import annotations

from qa.access import About, allowed, authorize
from qa.desk import notices
from qa.desk.house import House, author_id, person_of
from qa.desk.lifeviews import MentorView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.appeal import NoticeKind
from qa.model.people import Person, Role
from qa.model.text import Text
from qa.store import coaching, people, rows
from qa.store.review_tables import MentorRow
from qa.store.tables import PersonRow, now


def add(house: House, actor: Person, mentor_id: int, newcomer_id: int) -> int:
    """Set a mentor for a newcomer; both are told. Raises Invalid for oneself or a closed account, Conflict where it is set already."""
    with house.db.writing() as session:
        mentor, newcomer = (person_of(rows.get(session, PersonRow, i)) for i in (mentor_id, newcomer_id))
        authorize(actor, "mentor.set", About(agent=newcomer.id, team=newcomer.team))
        if mentor.id == newcomer.id or newcomer.role is not Role.AGENT:
            raise Invalid("mentors.pair")
        if not (mentor.active and newcomer.active):
            raise Invalid("mentors.closed")
        row = coaching.add_mentor(session, MentorRow(mentor_id=mentor.id, newcomer_id=newcomer.id, set_by=author_id(actor)))
        rows.note(session, author_id(actor), "mentor.set", f"person:{newcomer.id}", mentor=mentor.id)
        notices.tell(session, actor, [newcomer.id], NoticeKind.MENTOR, about=Text(mentor.shown, mentor.shown))
        notices.tell(session, actor, [mentor.id], NoticeKind.NEWCOMER, about=Text(newcomer.shown, newcomer.shown))
        assert row.id is not None
        return row.id


def end(house: House, actor: Person, link_id: int) -> None:
    """From now on the mentor sees nothing of the newcomer any more; that it was so stays written down."""
    with house.db.writing() as session:
        row = session.get(MentorRow, link_id)
        if row is None:
            raise NotFound("mentors.no_link", link=link_id)
        newcomer = rows.get(session, PersonRow, row.newcomer_id)
        authorize(actor, "mentor.set", About(agent=newcomer.id, team=newcomer.team))
        if row.ended_at is not None:
            raise Conflict("mentors.ended")
        row.ended_at, row.ended_by = now(), author_id(actor)
        rows.note(session, author_id(actor), "mentor.end", f"person:{newcomer.id}", mentor=row.mentor_id)


def listed(house: House, actor: Person) -> tuple[MentorView, ...]:
    """All mentors and their newcomers, also what has ended: of the own team for a lead, of everybody for the others."""
    authorize(actor, "mentor.list")
    with house.db.reading() as session:
        found = coaching.links(session, team=actor.team if actor.role is Role.LEAD else None)
        names = people.shown(session, [row.mentor_id for row, _ in found])
        return tuple(
            MentorView(
                id=row.id or 0,
                mentor=names.get(row.mentor_id, ""),
                mentor_id=row.mentor_id,
                newcomer=newcomer.shown,
                newcomer_id=row.newcomer_id,
                team=newcomer.team,
                since=row.created_at,
                ended_at=row.ended_at,
                may_end=row.ended_at is None and allowed(actor, "mentor.set", About(agent=newcomer.id, team=newcomer.team)),
            )
            for row, newcomer in found
        )


def candidates(house: House, actor: Person) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """(who may be a mentor, for whom the reader may set one): active accounts."""
    authorize(actor, "mentor.list")
    with house.db.reading() as session:
        everyone = [person_of(row) for row in people.everyone(session) if row.active]
    theirs = [one for one in everyone if one.role is Role.AGENT and allowed(actor, "mentor.set", About(agent=one.id, team=one.team))]
    return tuple(everyone), tuple(theirs)


def newcomers(house: House, actor: Person) -> tuple[Person, ...]:
    """Whom the reader accompanies now."""
    authorize(actor, "mentor.mine")
    with house.db.reading() as session:
        return tuple(person_of(row) for row in coaching.newcomers(session, actor.id))
