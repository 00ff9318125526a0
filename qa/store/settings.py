"""What was set on a page, and which workers are alive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from qa.store.tables import SettingRow, WorkerRow, now


def read(session: Session) -> dict[str, Any]:
    return {row.key: row.value for row in session.exec(select(SettingRow))}


def write(session: Session, key: str, value: Any, by: int | None) -> None:
    row = session.get(SettingRow, key) or SettingRow(key=key)
    row.value, row.updated_by, row.updated_at = value, by, now()
    session.add(row)


def beat(session: Session, worker: str, pid: int) -> None:
    """A worker says that it is alive."""
    row = session.get(WorkerRow, worker) or WorkerRow(id=worker, pid=pid)
    row.pid, row.seen_at = pid, now()
    session.add(row)


def leave(session: Session, worker: str) -> None:
    session.exec(delete(WorkerRow).where(col(WorkerRow.id) == worker))


def seen_since(session: Session, moment: datetime) -> list[str]:
    return list(session.exec(select(WorkerRow.id).where(col(WorkerRow.seen_at) >= moment)))


def silent_since(session: Session, moment: datetime) -> list[str]:
    return list(session.exec(select(WorkerRow.id).where(col(WorkerRow.seen_at) < moment)))


def ago(seconds: float) -> datetime:
    return now() - timedelta(seconds=seconds)
