"""Texts of rubrics, phrase sets and fact sheets: what is in force, what was, what somebody is writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from qa.model.rules import RuleKey, digest
from qa.store.tables import RuleBasisRow, RuleDraftRow, RuleRow, RuleTextRow, now

Stamp = tuple[int, int]


def stamp(session: Session) -> Stamp:
    """Changes whenever a text is put in force: the highest id alone might have been there before a lower one."""
    last, count = session.exec(select(func.max(RuleRow.id), func.count()).select_from(RuleRow)).one()
    return last or 0, count


def lock(session: Session) -> None:
    """Nobody else puts a text in force until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql("LOCK TABLE rule IN SHARE ROW EXCLUSIVE MODE"))
    else:  # any writing statement makes SQLite wait for other writers, and keeps them out
        session.execute(sql("UPDATE rule SET number = number WHERE id IS NULL"))


def in_force(session: Session) -> list[tuple[RuleRow, str]]:
    """The newest row of every name, with its text."""
    newest = select(func.max(RuleRow.id)).group_by(RuleRow.kind, RuleRow.name)
    query = select(RuleRow, RuleTextRow.text).where(RuleRow.digest == RuleTextRow.digest, col(RuleRow.id).in_(newest))
    return list(session.exec(query))


def newest(session: Session, key: RuleKey) -> RuleRow | None:
    query = select(RuleRow).where(RuleRow.kind == key.kind, RuleRow.name == key.name)
    return session.exec(query.order_by(col(RuleRow.number).desc()).limit(1)).first()


def versions(session: Session, key: RuleKey) -> list[RuleRow]:
    """All that was put in force under a name, the newest first."""
    query = select(RuleRow).where(RuleRow.kind == key.kind, RuleRow.name == key.name)
    return list(session.exec(query.order_by(col(RuleRow.number).desc())))


def version(session: Session, key: RuleKey, number: int) -> RuleRow | None:
    return session.exec(select(RuleRow).where(RuleRow.kind == key.kind, RuleRow.name == key.name, RuleRow.number == number)).first()


def keep_texts(session: Session, texts: Iterable[str]) -> None:
    """Keep texts under their digests; those that are here stay as they are."""
    values = [{"digest": digest(one), "text": one} for one in dict.fromkeys(texts)]
    if values:
        session.execute(_insert(session, RuleTextRow).on_conflict_do_nothing(), values)


def texts(session: Session, digests: Iterable[str]) -> dict[str, str]:
    """Kept texts by digest."""
    rows = session.exec(select(RuleTextRow).where(col(RuleTextRow.digest).in_(set(digests))))
    return {row.digest: row.text for row in rows}


def known_hashes(session: Session, hashes: Iterable[str]) -> set[str]:
    """Which of these hashes have a basis."""
    return set(session.exec(select(RuleBasisRow.hash).where(col(RuleBasisRow.hash).in_(list(hashes)))))


def keep_basis(session: Session, rubric: str, version: int, hash: str, text: str, parts: Mapping[RuleKey, str]) -> None:
    """What a version of a rubric is made of, its texts too, for as long as there are evaluations by it."""
    keep_texts(session, [text, *parts.values()])
    row = {
        "rubric": rubric,
        "version": version,
        "hash": hash,
        "digest": digest(text),
        "parts": {str(key): digest(part) for key, part in parts.items()},
        "created_at": now(),
    }
    session.execute(_insert(session, RuleBasisRow).on_conflict_do_nothing(), [row])


def basis(session: Session, rubric: str, version: int, hash: str) -> RuleBasisRow | None:
    query = select(RuleBasisRow).where(RuleBasisRow.rubric == rubric, RuleBasisRow.version == version, RuleBasisRow.hash == hash)
    return session.exec(query).first()


def bases(session: Session, rubric: str) -> list[RuleBasisRow]:
    """All that a rubric ever was when it judged, the newest first."""
    return list(session.exec(select(RuleBasisRow).where(RuleBasisRow.rubric == rubric).order_by(col(RuleBasisRow.id).desc())))


def draft(session: Session, person_id: int, key: RuleKey) -> RuleDraftRow | None:
    found: RuleDraftRow | None = session.exec(_drafts(key).where(RuleDraftRow.person_id == person_id)).first()
    return found


def drafts(session: Session, key: RuleKey | None = None) -> list[RuleDraftRow]:
    """What everybody is writing, or on one text alone, the latest first."""
    query = _drafts(key) if key else select(RuleDraftRow)
    return list(session.exec(query.order_by(col(RuleDraftRow.updated_at).desc())))


def write_draft(session: Session, person_id: int, key: RuleKey, text: str, base: str) -> datetime:
    """Keep what a person writes; gives when."""
    at = now()
    row = {"person_id": person_id, "kind": key.kind.value, "name": key.name, "text": text, "base": base, "updated_at": at}
    insert = _insert(session, RuleDraftRow)
    changes = {"text": text, "base": base, "updated_at": at}
    session.execute(insert.on_conflict_do_update(index_elements=["person_id", "kind", "name"], set_=changes), [row])
    return at


def drop_draft(session: Session, person_id: int, key: RuleKey) -> None:
    session.exec(
        delete(RuleDraftRow).where(
            col(RuleDraftRow.person_id) == person_id, col(RuleDraftRow.kind) == key.kind, col(RuleDraftRow.name) == key.name
        )
    )


def _drafts(key: RuleKey) -> Any:
    return select(RuleDraftRow).where(RuleDraftRow.kind == key.kind, RuleDraftRow.name == key.name)


def _insert(session: Session, table: type[Any]) -> Any:
    """An insert that knows what to do with a row that is here already."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)
