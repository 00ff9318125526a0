"""Packs: excerpts in order, for the ten minutes before a shift."""

from __future__ import annotations

from qa.access import About, allowed, authorize
from qa.desk import excerpts
from qa.desk.excerpts import published
from qa.desk.house import House
from qa.desk.views import PackItemView, PackView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.library import ExcerptState
from qa.model.people import Person
from qa.store import library, people, rows
from qa.store.engine import Session
from qa.store.tables import PackItemRow, PackRow, now

LONGEST_TITLE, LONGEST_NOTE = 120, 4000


def make(house: House, actor: Person, title: str, note: str = "") -> int:
    """A new, empty pack of the maker's team."""
    authorize(actor, "pack.make")
    title = _title(title)
    with house.db.writing() as session:
        row = rows.add(session, PackRow(title=title, note=_note(note), team=actor.team, author_id=actor.id))
        rows.note(session, actor.id, "pack.make", f"pack:{row.id}")
        assert row.id is not None
        return row.id


def listed(house: House, actor: Person) -> tuple[PackView, ...]:
    """All packs, the last changed first."""
    authorize(actor, "pack.see")
    with house.db.reading() as session:
        return tuple(_view(session, actor, row) for row in library.packs(session))


def one(house: House, actor: Person, pack_id: int) -> PackView:
    """One pack with its excerpts in order. Raises NotFound."""
    authorize(actor, "pack.see")
    with house.db.reading() as session:
        return _view(session, actor, rows.get(session, PackRow, pack_id))


def put_in(house: House, actor: Person, pack_id: int, excerpt_id: int, talking_point: str = "") -> None:
    """Add an excerpt at the end. Raises Conflict where it is in already."""
    with house.db.writing() as session:
        row = _mine(session, actor, pack_id)
        published(session, excerpt_id)
        items = library.pack_items(session, pack_id)
        if any(item.excerpt_id == excerpt_id for item, _ in items):
            raise Conflict("desk.in_pack", title=row.title)
        rows.add(session, PackItemRow(pack_id=pack_id, excerpt_id=excerpt_id, position=len(items), talking_point=_note(talking_point)))
        row.updated_at = now()


def take_out(house: House, actor: Person, pack_id: int, excerpt_id: int) -> None:
    """Remove an excerpt from a pack; the others close up."""
    with house.db.writing() as session:
        row = _mine(session, actor, pack_id)
        items = [item for item, _ in library.pack_items(session, pack_id)]
        gone = _item(items, excerpt_id)
        session.delete(gone)
        _number([item for item in items if item is not gone])
        row.updated_at = now()


def move(house: House, actor: Person, pack_id: int, excerpt_id: int, by: int) -> None:
    """Move an excerpt up (−1) or down (+1)."""
    with house.db.writing() as session:
        row = _mine(session, actor, pack_id)
        items = [item for item, _ in library.pack_items(session, pack_id)]
        item = _item(items, excerpt_id)
        at = items.index(item)
        items.insert(min(max(at + by, 0), len(items) - 1), items.pop(at))
        _number(items)
        row.updated_at = now()


def set_talking_point(house: House, actor: Person, pack_id: int, excerpt_id: int, talking_point: str) -> None:
    """What to say about an excerpt in the meeting."""
    with house.db.writing() as session:
        row = _mine(session, actor, pack_id)
        _item([item for item, _ in library.pack_items(session, pack_id)], excerpt_id).talking_point = _note(talking_point)
        row.updated_at = now()


def rename(house: House, actor: Person, pack_id: int, title: str, note: str) -> None:
    """Another title and note."""
    with house.db.writing() as session:
        row = _mine(session, actor, pack_id)
        row.title, row.note, row.updated_at = _title(title), _note(note), now()


def drop(house: House, actor: Person, pack_id: int) -> None:
    """Delete a pack; its excerpts stay in the library."""
    with house.db.writing() as session:
        row = _mine(session, actor, pack_id)
        session.delete(row)
        rows.note(session, actor.id, "pack.drop", f"pack:{pack_id}", title=row.title)


def _mine(session: Session, actor: Person, pack_id: int) -> PackRow:
    row = rows.get(session, PackRow, pack_id)
    authorize(actor, "pack.edit", About(author=row.author_id, team=row.team))
    return row


def _item(items: list[PackItemRow], excerpt_id: int) -> PackItemRow:
    for item in items:
        if item.excerpt_id == excerpt_id:
            return item
    raise NotFound("desk.no_excerpt", excerpt=excerpt_id)


def _number(items: list[PackItemRow]) -> None:
    for position, item in enumerate(items):
        item.position = position


def _view(session: Session, actor: Person, row: PackRow) -> PackView:
    assert row.id is not None
    items = [pair for pair in library.pack_items(session, row.id) if pair[1].state == ExcerptState.PUBLISHED and not excerpts.over(pair[1])]
    shown = excerpts.views(session, actor, [excerpt for _, excerpt in items])
    about = About(author=row.author_id, team=row.team)
    return PackView(
        id=row.id,
        title=row.title,
        note=row.note,
        team=row.team,
        author=people.shown(session, [row.author_id]).get(row.author_id, ""),
        updated_at=row.updated_at,
        items=tuple(PackItemView(view, item.position, item.talking_point) for (item, _), view in zip(items, shown, strict=True)),
        may=frozenset({"pack.edit"} if allowed(actor, "pack.edit", about) else ()),
    )


def _title(title: str) -> str:
    title = title.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Invalid("desk.excerpt_title", longest=LONGEST_TITLE)
    return title


def _note(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid("desk.too_long", longest=LONGEST_NOTE)
    return note
