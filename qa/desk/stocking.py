"""A library filled at once, for benchmarks: excerpts as they are after publishing, straight into the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa.access import authorize
from qa.desk import shelving
from qa.desk.house import House
from qa.model.people import Person
from qa.model.text import Text
from qa.store.tables import ExcerptRow, PostRow, now
from qa.store.tables_library import FavouriteRow

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Stock:
    """One excerpt. ``lines``: speaker and words, one after the other; ``posts``: how many stand below it; ``favourite``: its author's."""

    kind: str
    title: str
    note: str
    topic: str
    criterion: str
    criterion_title: Text
    team: str
    lines: tuple[Mapping[str, str], ...]
    peaks: bytes
    posts: int
    favourite: bool


def fill(house: House, actor: Person, author: Person, stock: Iterable[Stock]) -> int:
    """Put excerpts of an author into the library, each a minute younger than the one before; gives how many."""
    authorize(actor, "call.process")
    begun, count, waiting = now() - timedelta(days=60), 0, list[Stock]()
    for one in stock:
        waiting.append(one)
        if len(waiting) == AT_ONCE:
            count += _some(house, author, waiting, begun + timedelta(minutes=count))
            waiting = []
    return count + _some(house, author, waiting, begun + timedelta(minutes=count))


def _some(house: House, author: Person, stock: list[Stock], begun: datetime) -> int:
    with house.db.writing() as session:
        made = []
        for number, one in enumerate(stock):
            seconds = len(one.peaks) / 2 / 25
            each = seconds / max(len(one.lines), 1)
            row = ExcerptRow(
                starts_at=0.0,
                ends_at=seconds,
                kind=one.kind,
                title=one.title,
                note=one.note,
                topic=one.topic,
                criterion=one.criterion,
                criterion_zh=one.criterion_title.zh,
                criterion_en=one.criterion_title.en,
                team=one.team,
                lines=[{**line, "start": i * each, "end": (i + 1) * each} for i, line in enumerate(one.lines)],
                seconds=seconds,
                channels=2,
                peaks=one.peaks,
                author_id=author.id,
                created_at=begun + timedelta(minutes=number),
            )
            made.append(row)
        session.add_all(made)
        session.flush()
        for row, one in zip(made, stock, strict=True):
            assert row.id is not None
            shelving.write(session, row)
            session.add_all(PostRow(excerpt_id=row.id, author_id=author.id, text="好") for _ in range(one.posts))
            if one.favourite:
                session.add(FavouriteRow(person_id=author.id, excerpt_id=row.id))
    return len(stock)
