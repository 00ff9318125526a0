"""Versions of packs: frozen when first shown so. A change to the pack makes the next one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from qa.desk import excerpts
from qa.model.library import ExcerptState
from qa.store import library, packs, rows
from qa.store.engine import Session
from qa.store.tables import ExcerptRow, PackItemRow, PackRow
from qa.store.tables_packs import PackVersionItemRow, PackVersionRow, shape

Working = list[tuple[PackItemRow, ExcerptRow]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The version that a pack is: its number, and its row where it was shown as it is now."""

    number: int
    row: PackVersionRow | None


def working(session: Session, pack_id: int) -> Working:
    """The items of a pack as it is being made: what was withdrawn is gone, what expired or waits for its masks is left out."""
    return [pair for pair in library.pack_items(session, pack_id) if heard(pair[1])]


def heard(row: ExcerptRow) -> bool:
    """Whether an excerpt can be heard by everybody now."""
    return row.state == ExcerptState.PUBLISHED and not excerpts.over(row)


def digest(row: ExcerptRow) -> str:
    """Of what an excerpt says and sounds like."""
    return hashlib.sha256(json.dumps([row.lines, row.sound, row.better], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def standing(session: Session, row: PackRow, items: Working) -> Standing:
    """Which version a pack is now."""
    assert row.id is not None
    before = packs.versions(session, row.id)
    if not before:
        return Standing(1, None)
    last = before[-1]
    same = (last.title, last.note) == (row.title, row.note)
    then = [shape(item) for item, _ in packs.items(session, last.id)]
    if same and then == [shape(item) for item in _items(row, items)]:
        return Standing(last.number, last)
    return Standing(last.number + 1, None)


def freeze(session: Session, row: PackRow, items: Working, author: int | None) -> PackVersionRow:
    """The version of a pack as it is now, made where it was not shown so before. The pack is held."""
    here = standing(session, row, items)
    if here.row is not None:
        return here.row
    assert row.id is not None
    version = PackVersionRow(pack_id=row.id, number=here.number, title=row.title, note=row.note, talk_s=row.talk_s, author_id=author)
    rows.add(session, version)
    for item in _items(row, items):
        item.version_id = version.id or 0
        rows.add(session, item)
    return version


def _items(row: PackRow, items: Working) -> list[PackVersionItemRow]:
    return [
        PackVersionItemRow(
            version_id=0,
            excerpt_id=excerpt.id,
            position=position,
            talking_point=item.talking_point,
            talk_s=row.talk_s if item.talk_s is None else item.talk_s,
            kind=excerpt.kind,
            title=excerpt.title,
            note=excerpt.note,
            seconds=excerpt.seconds,
            digest=digest(excerpt),
        )
        for position, (item, excerpt) in enumerate(items)
    ]
