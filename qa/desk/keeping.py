"""How long excerpts stay: withdrawn with one click and put back within a minute, kept until a day; what is over loses its sound."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from qa.access import About, authorize
from qa.desk import shelving
from qa.desk.excerpts import clip_key, published, today
from qa.desk.house import House
from qa.errors import Conflict, Invalid, NotFound
from qa.model.library import ExcerptState
from qa.model.people import Person
from qa.store import library, quiz, rows, shelf
from qa.store.engine import Session
from qa.store.tables import ExcerptRow, now

UNDO = timedelta(seconds=60)
SWEPT_AFTER = UNDO + timedelta(seconds=15)
"""Nothing is deleted while somebody may still put it back, though clocks differ a little."""


def withdraw(house: House, actor: Person, excerpt_id: int) -> None:
    """Take an excerpt out of the library and of every pack, at once. Its sound is deleted when the minute for ``restore`` is over."""
    with house.db.writing() as session:
        row = session.get(ExcerptRow, excerpt_id)
        if row is None or row.state != ExcerptState.PUBLISHED:
            raise NotFound("desk.no_excerpt", excerpt=excerpt_id)
        authorize(actor, "excerpt.withdraw", About(author=row.author_id))
        row.state, row.withdrawn_by, row.withdrawn_at = ExcerptState.WITHDRAWN, actor.id or None, now()
        row.sweep_at = now() + SWEPT_AFTER
        shelf.forget(session, excerpt_id)
        rows.note(session, actor.id or None, "excerpt.withdraw", f"excerpt:{excerpt_id}")
    sweep(house)


def restore(house: House, actor: Person, excerpt_id: int) -> None:
    """Put back what one has just withdrawn. Raises Conflict when the minute is over, NotFound for one that was not withdrawn."""
    with house.db.writing() as session:
        row = session.get(ExcerptRow, excerpt_id)
        if row is None or row.state != ExcerptState.WITHDRAWN:
            raise NotFound("desk.no_excerpt", excerpt=excerpt_id)
        authorize(actor, "excerpt.restore", About(author=row.withdrawn_by))
        if row.sweep_at is None or row.sweep_at - SWEPT_AFTER + UNDO < now():
            raise Conflict("keeping.too_late")
        row.state, row.withdrawn_by, row.withdrawn_at, row.sweep_at = ExcerptState.PUBLISHED, None, None, None
        shelving.write(session, row)
        rows.note(session, actor.id or None, "excerpt.restore", f"excerpt:{excerpt_id}")


def expire(house: House, actor: Person, excerpt_id: int, until: date | None) -> None:
    """Until which day an excerpt stays; None: for good. Raises NotFound once it is over, Invalid for a day that is."""
    with house.db.writing() as session:
        row = published(session, excerpt_id)
        authorize(actor, "excerpt.expire", About(author=row.author_id))
        if until is not None and until < today():
            raise Invalid("desk.excerpt_expired")
        if until == row.expires_on:
            return
        before, row.expires_on = row.expires_on, until
        told = {"before": before.isoformat() if before else None, "until": until.isoformat() if until else None}
        rows.note(session, actor.id or None, "excerpt.expire", f"excerpt:{excerpt_id}", **told)


def ask(house: House, actor: Person, excerpt_id: int, first: bool) -> None:
    """Whether an excerpt is scored before its verdict is shown; scores that were given stay. Raises NotFound for one that is gone."""
    with house.db.writing() as session:
        row = published(session, excerpt_id)
        authorize(actor, "excerpt.ask", About(author=row.author_id))
        if row.score_first != first:
            row.score_first = first
            rows.note(session, actor.id or None, "excerpt.ask", f"excerpt:{excerpt_id}", first=first)


def clean(house: House, actor: Person) -> int:
    """Delete the sound of what was withdrawn and not put back, and of what has expired; gives how many. A worker's housekeeping."""
    authorize(actor, "call.process")
    return sweep(house)


def sweep(house: House, moment: datetime | None = None) -> int:
    """As ``clean``. The file goes before the row says so: whoever dies in between leaves it to the next one."""
    with house.db.reading() as session:
        if not shelf.due(session, today(), moment or now()):
            return 0
    with house.db.writing() as session:
        found = shelf.due(session, today(), moment or now())
        for row in found:
            _silence(house, session, row)
        return len(found)


def _silence(house: House, session: Session, row: ExcerptRow) -> None:
    assert row.id is not None
    sound, row.sound, row.sweep_at = row.sound, "", None
    shelf.forget(session, row.id)
    session.flush()
    if sound and not library.sound_is_used(session, sound, row.id):
        house.files.drop(clip_key(sound))
    for cut in _without_cuts(session, row.id):
        house.files.drop(clip_key(cut))


def _without_cuts(session: Session, excerpt_id: int) -> set[str]:
    """Takes the shortened clips off the quiz items of an excerpt; gives those that nothing else has."""
    items = quiz.cuts(session, excerpt_id)
    found = {item.sound for item in items if not quiz.cut_is_used(session, item.sound, excerpt_id)}
    for item in items:
        item.sound = ""
    return found
