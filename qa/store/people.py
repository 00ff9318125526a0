"""Accounts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, col, select

from qa.store.tables import PersonRow


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(PersonRow)).one()


def named(session: Session, name: str) -> PersonRow | None:
    return session.exec(select(PersonRow).where(PersonRow.name == name)).first()


def everyone(session: Session) -> list[PersonRow]:
    return list(session.exec(select(PersonRow).order_by(col(PersonRow.team), col(PersonRow.shown))))


def with_role(session: Session, role: str) -> list[PersonRow]:
    return list(session.exec(select(PersonRow).where(PersonRow.role == role, PersonRow.active).order_by(col(PersonRow.id))))


def shown(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """The shown names of ids."""
    wanted = {i for i in ids if i is not None}
    rows = session.exec(select(PersonRow.id, PersonRow.shown).where(col(PersonRow.id).in_(wanted))) if wanted else ()
    return {i: name for i, name in rows if i is not None}


def teams(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """The teams of ids, as they are today."""
    wanted = {i for i in ids if i is not None}
    rows = session.exec(select(PersonRow.id, PersonRow.team).where(col(PersonRow.id).in_(wanted))) if wanted else ()
    return {i: team for i, team in rows if i is not None}


def called(session: Session, name: str) -> PersonRow | None:
    """The person of a sign-in name, else the only active one who is shown by that name."""
    name = name.strip()
    found = named(session, name.lower())
    if found is not None:
        return found
    alike = list(session.exec(select(PersonRow).where(PersonRow.shown == name, PersonRow.active).limit(2)))
    return alike[0] if len(alike) == 1 else None
