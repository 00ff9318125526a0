"""Sources of recordings, and the files of watched folders that were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from qa.store.tables import SeenRow, SourceRow, now


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a file of a watched folder: its size in bytes, when it was modified, what became of it and when."""

    path: str
    size: int
    modified: float
    what: str
    seen_at: datetime
    call_id: int | None


def everyone(session: Session) -> list[SourceRow]:
    """All sources, those in use first."""
    return list(session.exec(select(SourceRow).order_by(col(SourceRow.active).desc(), col(SourceRow.name))))


def named(session: Session, name: str) -> SourceRow | None:
    return session.exec(select(SourceRow).where(SourceRow.name == name)).first()


def watched(session: Session) -> list[SourceRow]:
    """Sources in use that have a folder."""
    return list(session.exec(select(SourceRow).where(SourceRow.active, SourceRow.folder != "").order_by(col(SourceRow.id))))


def seen(session: Session, source_id: int) -> dict[str, Seen]:
    """The files of a folder that were looked at, by path within it."""
    columns = (SeenRow.path, SeenRow.size, SeenRow.modified, SeenRow.what, SeenRow.seen_at, SeenRow.call_id)
    found = session.execute(select(*columns).where(SeenRow.source_id == source_id))  # type: ignore[call-overload]
    return {row[0]: Seen(*row) for row in found}


def counts(session: Session) -> dict[int, int]:
    """How many files each source has brought or passed over."""
    query = select(SeenRow.source_id, func.count()).where(col(SeenRow.what).in_(("added", "here", "passed")), SeenRow.path != "")
    return dict(session.exec(query.group_by(col(SeenRow.source_id))).all())


def failed(session: Session, source_ids: Sequence[int]) -> list[SeenRow]:
    """Files that could not be taken, the latest first."""
    query = select(SeenRow).where(col(SeenRow.source_id).in_(source_ids), SeenRow.what == "bad")
    return list(session.exec(query.order_by(col(SeenRow.seen_at).desc()).limit(200)))


def write(session: Session, lite: bool, source_id: int, path: str, **values: object) -> None:
    """Note what is known of a file, new or in place of what was. ``lite``: on SQLite."""
    row = {"source_id": source_id, "path": path, "note_zh": "", "note_en": "", "call_id": None, "seen_at": now(), **values}
    insert = (sqlite if lite else postgresql).insert(SeenRow).values(**row)
    session.execute(insert.on_conflict_do_update(index_elements=["source_id", "path"], set_=row))


def claim(session: Session, source_id: int, path: str, since: datetime) -> bool:
    """Take a file in hand; False where another worker has, unless that was before ``since``: it died over it."""
    mine = [col(SeenRow.source_id) == source_id, col(SeenRow.path) == path]
    free = or_(col(SeenRow.what) == "new", (col(SeenRow.what) == "taking") & (col(SeenRow.seen_at) < since))
    done = session.exec(update(SeenRow).where(*mine, free).values(what="taking", seen_at=now()))
    return bool(done.rowcount)


def forget(session: Session, source_id: int, path: str) -> None:
    session.exec(delete(SeenRow).where(col(SeenRow.source_id) == source_id, col(SeenRow.path) == path))


def forget_failed(session: Session, source_id: int) -> None:
    """Have the files that could not be taken looked at again."""
    session.exec(delete(SeenRow).where(col(SeenRow.source_id) == source_id, col(SeenRow.what) == "bad"))


def forget_all(session: Session, source_id: int) -> None:
    """Have a folder looked at as if for the first time."""
    session.exec(delete(SeenRow).where(col(SeenRow.source_id) == source_id))
