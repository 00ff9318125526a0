"""Packs: excerpts in order, for the ten minutes before a shift."""

from __future__ import annotations

from qa.access import About, allowed, authorize
from qa.desk import excerpts, frozen
from qa.desk.bounded import bounded
from qa.desk.excerpts import published
from qa.desk.house import House
from qa.desk.views import PackItemView, PackView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.library import ExcerptState
from qa.model.packs import LONGEST_TALK_S, TALK_S
from qa.model.people import Person
from qa.store import library, people, rows
from qa.store import packs as shown
from qa.store.engine import Session
from qa.store.tables import PackItemRow, PackRow, now

LONGEST_TITLE, LONGEST_NOTE = 120, 4000


def make(house: House, actor: Person, title: str, note: str = "") -> int:
    """A new, empty pack of the maker's team."""
    authorize(actor, "pack.make")
    title = _title(title)
    with house.db.writing() as session:
        row = rows.add(session, PackRow(title=title, note=bounded(note, LONGEST_NOTE), team=actor.team, author_id=actor.id))
        rows.note(session, actor.id, "pack.make", f"pack:{row.id}")
        assert row.id is not None
        return row.id


def listed(house: House, actor: Person) -> tuple[PackView, ...]:
    """All packs, the last changed first."""
    authorize(actor, "pack.see")
    with house.db.reading() as session:
        found = library.packs(session)
        counts = shown.shown_counts(session, [row.id for row in found])
        return tuple(_view(session, actor, row, counts) for row in found)


def put_away(house: House, actor: Person) -> tuple[PackView, ...]:
    """The packs that were shown and put away, as far as the reader may take them out again; the last one put away first."""
    authorize(actor, "pack.see")
    with house.db.reading() as session:
        about = [(row, About(author=row.author_id, team=row.team)) for row in library.packs(session, dropped=True)]
        found = [row for row, one in about if allowed(actor, "pack.edit", one)]
        counts = shown.shown_counts(session, [row.id for row in found])
        return tuple(_view(session, actor, row, counts) for row in found)


def take_back(house: House, actor: Person, pack_id: int) -> None:
    """Take out again what was put away. Raises Conflict where it was not."""
    with house.db.writing() as session:
        shown.hold(session, pack_id)
        row = rows.get(session, PackRow, pack_id)
        authorize(actor, "pack.edit", About(author=row.author_id, team=row.team))
        if row.dropped_at is None:
            raise Conflict("packs.not_dropped", title=row.title)
        row.dropped_at, row.updated_at = None, now()
        rows.note(session, actor.id, "pack.take_back", f"pack:{pack_id}", title=row.title)


def one(house: House, actor: Person, pack_id: int) -> PackView:
    """One pack with its excerpts in order. Raises NotFound."""
    authorize(actor, "pack.see")
    with house.db.reading() as session:
        return _view(session, actor, rows.get(session, PackRow, pack_id), shown.shown_counts(session, [pack_id]))


def taken(house: House, actor: Person, pack_id: int) -> PackView:
    """The same for whoever takes it along to show it: with the verdict of each excerpt. Raises NotFound."""
    authorize(actor, "pack.take")
    with house.db.reading() as session:
        counts = shown.shown_counts(session, [pack_id])
        return _view(session, actor, rows.get(session, PackRow, pack_id), counts, working=True)


def put_in(house: House, actor: Person, pack_id: int, excerpt_id: int, talking_point: str = "") -> None:
    """Add an excerpt at the end. Raises Conflict where it is in already."""
    with house.db.writing() as session:
        row = mine(session, actor, pack_id)
        published(session, excerpt_id)
        append(session, row, excerpt_id, bounded(talking_point, LONGEST_NOTE))


def append(session: Session, row: PackRow, excerpt_id: int, talking_point: str = "") -> None:
    """Add an excerpt at the end of a pack that is held. Raises Conflict where it is in already."""
    assert row.id is not None
    items = library.pack_items(session, row.id)
    if any(item.excerpt_id == excerpt_id for item, _ in items):
        raise Conflict("desk.in_pack", title=row.title)
    rows.add(session, PackItemRow(pack_id=row.id, excerpt_id=excerpt_id, position=len(items), talking_point=talking_point))
    row.updated_at = now()


def take_out(house: House, actor: Person, pack_id: int, excerpt_id: int) -> None:
    """Remove an excerpt from a pack; the others close up."""
    with house.db.writing() as session:
        row = mine(session, actor, pack_id)
        items = [item for item, _ in library.pack_items(session, pack_id)]
        gone = _item(items, excerpt_id)
        session.delete(gone)
        _number([item for item in items if item is not gone])
        row.updated_at = now()


def move(house: House, actor: Person, pack_id: int, excerpt_id: int, by: int) -> None:
    """Move an excerpt up (−1) or down (+1)."""
    with house.db.writing() as session:
        row = mine(session, actor, pack_id)
        items = [item for item, _ in frozen.working(session, pack_id)]
        item = _item(items, excerpt_id)
        at = items.index(item)
        items.insert(min(max(at + by, 0), len(items) - 1), items.pop(at))
        # what cannot be heard now keeps a place behind what can
        _number([*items, *(other for other, _ in library.pack_items(session, pack_id) if other not in items)])
        row.updated_at = now()


def set_talking_point(house: House, actor: Person, pack_id: int, excerpt_id: int, talking_point: str) -> None:
    """What to say about an excerpt in the meeting."""
    with house.db.writing() as session:
        row = mine(session, actor, pack_id)
        _item([item for item, _ in library.pack_items(session, pack_id)], excerpt_id).talking_point = bounded(talking_point, LONGEST_NOTE)
        row.updated_at = now()


def set_talk(house: House, actor: Person, pack_id: int, seconds: int | None, excerpt_id: int | None = None) -> None:
    """For how long each excerpt is talked about; of one excerpt alone where it is named, None for as long as the others."""
    if not (seconds is None and excerpt_id is not None) and not (seconds is not None and 0 <= seconds <= LONGEST_TALK_S):
        raise Invalid("packs.talk", longest=LONGEST_TALK_S)
    with house.db.writing() as session:
        row = mine(session, actor, pack_id)
        if excerpt_id is not None:
            _item([item for item, _ in library.pack_items(session, pack_id)], excerpt_id).talk_s = seconds
        else:
            row.talk_s = TALK_S if seconds is None else seconds
        row.updated_at = now()


def rename(house: House, actor: Person, pack_id: int, title: str, note: str) -> None:
    """Another title and note."""
    with house.db.writing() as session:
        row = mine(session, actor, pack_id)
        row.title, row.note, row.updated_at = _title(title), bounded(note, LONGEST_NOTE), now()


def drop(house: House, actor: Person, pack_id: int) -> None:
    """Delete a pack; its excerpts stay in the library. One that was shown is put away: its versions and meetings stay."""
    with house.db.writing() as session:
        row = mine(session, actor, pack_id)
        if shown.versions(session, pack_id):
            row.dropped_at = now()
        else:
            session.delete(row)
        rows.note(session, actor.id, "pack.drop", f"pack:{pack_id}", title=row.title)


def mine(session: Session, actor: Person, pack_id: int) -> PackRow:
    """A pack that may be changed, held, and rid of what was withdrawn meanwhile."""
    shown.hold(session, pack_id)
    row = rows.get(session, PackRow, pack_id)
    authorize(actor, "pack.edit", About(author=row.author_id, team=row.team))
    if row.dropped_at is not None:
        raise Conflict("packs.dropped", title=row.title)
    items = library.pack_items(session, pack_id)
    kept = [item for item, excerpt in items if excerpt.state != ExcerptState.WITHDRAWN]
    if len(kept) < len(items):
        for item, excerpt in items:
            if excerpt.state == ExcerptState.WITHDRAWN:
                session.delete(item)
        _number(kept)
        session.flush()
    return row


def _item(items: list[PackItemRow], excerpt_id: int) -> PackItemRow:
    for item in items:
        if item.excerpt_id == excerpt_id:
            return item
    raise NotFound("desk.no_excerpt", excerpt=excerpt_id)


def _number(items: list[PackItemRow]) -> None:
    for position, item in enumerate(items):
        item.position = position


def _view(session: Session, actor: Person, row: PackRow, counts: dict[int, int], *, working: bool = False) -> PackView:
    """``working``: the reader shows it to others; whoever may change it works on it, too."""
    assert row.id is not None
    items = frozen.working(session, row.id)
    about = About(author=row.author_id, team=row.team)
    seen = excerpts.views(session, actor, [excerpt for _, excerpt in items], working=working or allowed(actor, "pack.edit", about))
    standing = frozen.standing(session, row, items)
    edits = "pack.edit" if row.dropped_at is None else "pack.take_back"
    may = frozenset({edits} if allowed(actor, "pack.edit", about) else ())
    return PackView(
        id=row.id,
        title=row.title,
        note=row.note,
        team=row.team,
        author=people.shown(session, [row.author_id]).get(row.author_id, ""),
        updated_at=row.updated_at,
        items=tuple(
            PackItemView(view, place, item.talking_point, row.talk_s if item.talk_s is None else item.talk_s, item.talk_s is not None)
            for place, ((item, _), view) in enumerate(zip(items, seen, strict=True))
        ),
        may=may,
        talk_s=row.talk_s,
        version=standing.number,
        frozen=standing.row is not None,
        shown=counts.get(row.id, 0),
        dropped=row.dropped_at is not None,
    )


def _title(title: str) -> str:
    title = title.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Invalid("desk.excerpt_title", longest=LONGEST_TITLE)
    return title
