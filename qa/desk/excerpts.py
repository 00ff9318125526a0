"""Excerpts: a stretch of a call with its own, masked sound file, shown to everybody. How they are made: qa.desk.drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qa.access import About, allowed, authorize
from qa.desk.house import House
from qa.desk.views import ExcerptView
from qa.errors import Invalid, NotFound
from qa.model.library import ExcerptKind, ExcerptState, Wanted
from qa.model.people import Person
from qa.model.text import Text
from qa.rubric import sought
from qa.store import library, masks, people, shelf, talk, votes
from qa.store.engine import Session
from qa.store.tables import ExcerptRow, now

SHORTEST_S, LONGEST_S = 0.5, 600.0
LONGEST_TITLE, LONGEST_NOTE = 120, 4000
OF_AUTHOR = ("excerpt.withdraw", "excerpt.expire", "excerpt.ask")


def listed(
    house: House, actor: Person, *, kind: ExcerptKind | None = None, words: str = "", limit: int = 60, offset: int = 0
) -> tuple[ExcerptView, ...]:
    """The library, newest first; with ``words``, what has them as they are written before what sounds so.

    What the reader is to score first is found neither by its kind nor by the words of its notes.
    """
    authorize(actor, "library.see")
    with house.db.reading() as session:
        found, _ = shelf.page(session, today(), Wanted(kind=kind), sought.parsed(words), person=actor.id, limit=limit, offset=offset)
        return views(session, actor, shelf.rows(session, found))


def one(house: House, actor: Person, excerpt_id: int) -> ExcerptView:
    """One excerpt of the library. Raises NotFound, also once it is withdrawn."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        return view(session, actor, published(session, excerpt_id))


def sound(house: House, actor: Person, excerpt_id: int) -> str:
    """The key of the clip in the file store. Raises NotFound."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        row = published(session, excerpt_id)
        if not row.sound:
            raise NotFound("desk.no_sound", call=excerpt_id)
        return clip_key(row.sound)


def clip_key(sha256: str) -> str:
    return f"{sha256}.clip.flac"


def published(session: Session, excerpt_id: int) -> ExcerptRow:
    """The row of an excerpt that can be heard. Raises NotFound."""
    row = session.get(ExcerptRow, excerpt_id)
    if row is None or row.state != ExcerptState.PUBLISHED or over(row):
        raise NotFound("desk.no_excerpt", excerpt=excerpt_id)
    return row


def over(row: ExcerptRow) -> bool:
    """Whether an excerpt has expired."""
    return row.expires_on is not None and row.expires_on < today()


def view(session: Session, actor: Person, row: ExcerptRow, *, working: bool = False) -> ExcerptView:
    return views(session, actor, [row], working=working)[0]


def views(session: Session, actor: Person, found: list[ExcerptRow], *, working: bool = False) -> tuple[ExcerptView, ...]:
    """Excerpts as a reader sees them. ``working``: as somebody who makes packs of them does, who has to know what each is an example of."""
    if not found:
        return ()
    ids = [row.id for row in found]
    hidden = frozenset() if working else votes.hidden(session, actor.id, ids)
    unread, conclusions = talk.unread(session, actor.id, ids), talk.conclusions(session, ids)
    agreed = masks.consents(session, [row.id for row in found if row.kind == ExcerptKind.GOOD])
    named = {row.id: row.agent_id for row in found if agreed.get(row.id or 0)}
    names = people.shown(session, [row.author_id for row in found] + list(named.values()))
    counts = library.post_counts(session, [row.id for row in found])
    seen = (
        ExcerptView(
            id=row.id or 0,
            call_id=row.call_id,
            kind=ExcerptKind(row.kind),
            title=row.title,
            note=row.note,
            language=row.language,
            lines=tuple(row.lines),
            seconds=row.seconds,
            channels=row.channels,
            agent_channel=row.agent_channel,
            peaks=row.peaks,
            has_sound=bool(row.sound),
            state=ExcerptState(row.state),
            author=names.get(row.author_id, ""),
            author_id=row.author_id,
            created_at=row.created_at,
            posts=counts.get(row.id or 0, 0),
            topic=row.topic,
            criterion=row.criterion,
            better=row.better,
            expires_on=row.expires_on,
            focus=(max(row.focus_from - row.starts_at, 0.0), row.focus_to - row.starts_at)
            if row.focus_from is not None and row.focus_to is not None
            else None,
            agent=names.get(named.get(row.id) or 0, ""),
            recipe=row.recipe,
            criterion_title=Text(row.criterion_zh, row.criterion_en) if row.criterion_zh else None,
            score_first=row.score_first,
            by_criterion=bool(row.criterion),
            unread=unread.get(row.id or 0, 0),
            conclusion=conclusions[row.id or 0].text if row.id in conclusions else "",
            may=frozenset(verb for verb in OF_AUTHOR if allowed(actor, verb, About(author=row.author_id))),
        )
        for row in found
    )
    return tuple(_blind(view) if view.id in hidden else view for view in seen)


def _blind(view: ExcerptView) -> ExcerptView:
    """Without all that gives the verdict away; an agent is named at good ones alone."""
    return replace(view, hidden=True, kind=None, note="", better="", criterion="", criterion_title=None, agent="", conclusion="", unread=0)


def today() -> date:
    """The day here."""
    return now().astimezone().date()


def kind_of(kind: str) -> ExcerptKind:
    """Raises Invalid for a word that is none."""
    try:
        return ExcerptKind(kind)
    except ValueError as wrong:
        raise Invalid("desk.kind", kind=kind) from wrong
