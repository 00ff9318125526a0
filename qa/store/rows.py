"""What every table needs: add a row, get a row, note who did what."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlmodel import Session

from qa.errors import NotFound
from qa.store.tables import Base, EventRow

Row = TypeVar("Row", bound=Base)


def add(session: Session, row: Row) -> Row:
    """Add a row and give it its id."""
    session.add(row)
    session.flush()
    return row


def get(session: Session, kind: type[Row], key: Any) -> Row:
    """The row of a key. Raises NotFound."""
    row = session.get(kind, key) if key is not None else None
    if row is None:
        raise NotFound("store.no_row", what=str(kind.__tablename__), key=str(key))
    return row


def note(session: Session, actor_id: int | None, verb: str, subject: str, **details: Any) -> None:
    """Write down who did what."""
    session.add(EventRow(actor_id=actor_id, verb=verb, subject=subject, details=details))
