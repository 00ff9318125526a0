"""The library: found by filters, by words and by their sound; a list that is played in order; favourites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from qa.access import allowed, authorize
from qa.desk import excerpts, shelving
from qa.desk.excerpts import published, today
from qa.desk.house import SYSTEM, House
from qa.desk.library_views import Beside, CardView, Choices, FoundIn, LibraryPage
from qa.desk.views import ExcerptView
from qa.errors import Forbidden
from qa.model.library import Term, Wanted
from qa.model.people import Person, Role
from qa.model.text import Text
from qa.rubric import sought
from qa.store import rows, shelf
from qa.store.engine import Session
from qa.store.tables_library import FavouriteRow

A_PAGE = 12
SMALLEST_TEAM = 5
"""A lead may ask for the excerpts of another team where it has so many agents: of fewer, who it was could be guessed."""


def page(house: House, actor: Person, wanted: Wanted, number: int = 1) -> LibraryPage:
    """A page of what is wanted, counted from 1. Raises Forbidden for a team that the actor may not ask for."""
    terms = _terms(house, actor, wanted)
    with house.db.reading() as session:
        here, choices = today(), _choices(session, actor)
        _may_ask(actor, wanted, choices)
        number = max(number, 1)
        ids, total = shelf.page(session, here, wanted, terms, person=actor.id, limit=A_PAGE, offset=(number - 1) * A_PAGE)
        if not ids and number > 1:
            total = shelf.count(session, here, wanted, terms, person=actor.id)
            number = max(-(-total // A_PAGE), 1)
            ids, _ = shelf.page(session, here, wanted, terms, person=actor.id, limit=A_PAGE, offset=(number - 1) * A_PAGE)
        marked = shelf.favourites(session, actor.id, ids)
        seen = excerpts.views(session, actor, shelf.rows(session, ids))
        cards = tuple(CardView(one, one.id in marked, tuple(_found(one, terms)) if terms else ()) for one in seen)
        return LibraryPage(cards, total, number, max(-(-total // A_PAGE), 1), choices)


def beside(house: House, actor: Person, wanted: Wanted, excerpt_id: int) -> Beside | None:
    """Where an excerpt stands in the list of what is wanted; None where it is not in it."""
    terms = _terms(house, actor, wanted)
    with house.db.reading() as session:
        if wanted.team:
            _may_ask(actor, wanted, _choices(session, actor))
        found = shelf.beside(session, today(), wanted, terms, person=actor.id, excerpt=excerpt_id)
        return Beside(*found) if found else None


def favour(house: House, actor: Person, excerpt_id: int, on: bool) -> None:
    """Mark an excerpt to find it again, or take the mark off; nobody else sees it. Raises NotFound."""
    authorize(actor, "excerpt.favour")
    with house.db.writing() as session:
        published(session, excerpt_id)
        row = session.get(FavouriteRow, (actor.id, excerpt_id))
        if on and row is None:
            rows.add(session, FavouriteRow(person_id=actor.id, excerpt_id=excerpt_id))
        elif row is not None and not on:
            session.delete(row)


def is_favourite(house: House, actor: Person, excerpt_id: int) -> bool:
    """Whether the actor has marked an excerpt."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        return bool(shelf.favourites(session, actor.id, [excerpt_id]))


def _terms(house: House, actor: Person, wanted: Wanted) -> tuple[Term, ...]:
    """What is looked for; before it is, some of what was published by an earlier version is written down."""
    authorize(actor, "library.see")
    terms = sought.parsed(wanted.words)
    if terms:
        shelving.catch_up(house, SYSTEM)
    return terms


def _choices(session: Session, actor: Person) -> Choices:
    here = today()
    return Choices(
        topics=tuple(shelf.values(session, here, "topic")),
        criteria=tuple((key, Text(zh or key, en or key), many) for key, zh, en, many in shelf.criteria(session, here, actor.id)),
        teams=_teams(session, actor, here),
        languages=tuple(shelf.values(session, here, "language")),
    )


def _teams(session: Session, actor: Person, here: date) -> tuple[tuple[str, int], ...]:
    """Whose excerpts the actor may ask for. Judges hear every call; a lead those of the own team, and of others only what many took."""
    if not allowed(actor, "library.team"):
        return ()
    found = shelf.values(session, here, "team")
    if actor.role is not Role.LEAD:
        return tuple(found)
    open_to = shelf.large_teams(session, SMALLEST_TEAM) | {actor.team}
    return tuple((team, many) for team, many in found if team in open_to)


def _may_ask(actor: Person, wanted: Wanted, choices: Choices) -> None:
    if not wanted.team:
        return
    authorize(actor, "library.team")
    if wanted.team not in {team for team, _ in choices.teams} and actor.role is Role.LEAD and wanted.team != actor.team:
        raise Forbidden("access.refused", who=actor.shown, verb="library.team")


def _found(excerpt: ExcerptView, terms: Sequence[Term]) -> Iterator[FoundIn]:
    """Where the words are: each as it is written where it is, else where it sounds so."""
    fields = {"title": excerpt.title, "topic": excerpt.topic, "note": excerpt.note, "better": excerpt.better}
    fields |= {str(number): line["text"] for number, line in enumerate(excerpt.lines)}
    written, _ = sought.written(fields.values())
    ways = [replace(term, sounds="") if all(word in written for word in term.words) else replace(term, words=()) for term in terms]
    for field, text in fields.items():
        if marks := sought.marks(text, ways):
            yield FoundIn(field, text, tuple((mark.start, mark.end, mark.heard) for mark in marks))
