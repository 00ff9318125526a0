"""A library filled at once, for benchmarks: excerpts as they are after publishing, straight into the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa.access import authorize
from qa.desk import shelving
from qa.desk.house import House
from qa.model.people import Person
from qa.model.talk import Stance
from qa.model.text import Text
from qa.store.tables import ExcerptRow, PostRow, now
from qa.store.tables_library import FavouriteRow
from qa.store.tables_talk import VoteRow

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Stock:
    """One excerpt. ``lines``: speaker and words, one after the other; ``posts``: how many stand below it; ``favourite``: the reader's.

    ``score_first``: its verdict is hidden from who has not scored it; ``scored``: the reader has.
    """

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
    score_first: bool = False
    scored: bool = False


def fill(house: House, actor: Person, author: Person, stock: Iterable[Stock], reader: Person) -> int:
    """Put excerpts of an author into the library, each a minute younger than the one before; gives how many. ``reader``: who marked
    and scored some of them."""
    authorize(actor, "call.process")
    begun, count, waiting = now() - timedelta(days=60), 0, list[Stock]()
    for one in stock:
        waiting.append(one)
        if len(waiting) == AT_ONCE:
            count += _some(house, author, reader, waiting, begun + timedelta(minutes=count))
            waiting = []
    return count + _some(house, author, reader, waiting, begun + timedelta(minutes=count))


def _some(house: House, author: Person, reader: Person, stock: list[Stock], begun: datetime) -> int:
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
                score_first=one.score_first,
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
                session.add(FavouriteRow(person_id=reader.id, excerpt_id=row.id))
            if one.scored:
                session.add(VoteRow(excerpt_id=row.id, person_id=reader.id, number=1, stance=Stance.GOOD, role=reader.role))
    return len(stock)
