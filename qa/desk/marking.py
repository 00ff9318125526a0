"""Masks of a draft put on and taken off by people: where words stand, wherever they are said, by time. Every act is kept."""

from __future__ import annotations

from collections.abc import Iterable

from qa.desk import masks
from qa.desk.drafts import masks_of, opened
from qa.desk.house import House, author_id
from qa.desk.masks import Mask
from qa.errors import Invalid, NotFound
from qa.model.masking import Place, Private
from qa.model.people import Person
from qa.store import rows
from qa.store.engine import Session
from qa.store.tables_masks import MaskRow


def hide(house: House, actor: Person, excerpt_id: int, ids: Iterable[str], hidden: bool) -> None:
    """Take masks off, or put them on again; who did is kept. Raises Invalid for one that nobody may take off, NotFound for none."""
    with house.db.writing() as session:
        row, _, _ = opened(session, actor, excerpt_id)
        here = {mask.id: mask for mask in masks_of(session, row)}
        for mask_id in ids:
            if (mask := here.get(mask_id)) is None:
                raise NotFound("desk.no_mask")
            if mask.locked and not hidden:
                raise Invalid("desk.mask_locked")
            if mask.hidden != hidden:
                _act(session, actor, excerpt_id, mask, hidden)


def hide_place(house: House, actor: Person, excerpt_id: int, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Mask what stands from one place to another, each an utterance and a character of it; ``end`` is excluded.

    Raises Invalid for a place that is not in the excerpt, or where no word is.
    """
    with house.db.writing() as session:
        row, said, _ = opened(session, actor, excerpt_id)
        here = masks_of(session, row)
        standing = {mask.key: mask for mask in here}
        found = 0
        for number, line, cut in masks.pieces(said, row.starts_at, row.ends_at, here) if said else ():
            first = max(start[1] if number == start[0] else 0, cut[0].start)
            last = min(end[1] if number == end[0] else len(line.text), cut[-1].start + len(cut[-1].text))
            if not start[0] <= number <= end[0] or first >= last or not line.text[first:last].strip():
                continue
            assert said is not None
            found += 1
            again = standing.get((number, first, last, None, None))
            if again is not None:
                _act(session, actor, excerpt_id, again, True)  # it stays what it was found to be
            else:
                rows.add(session, masks.row_of(excerpt_id, said, Place(number, first, last, Private.OTHER), author_id(actor)))
        if not found:
            raise Invalid("desk.mask_place")


def hide_words(house: House, actor: Person, excerpt_id: int, words: str) -> int:
    """Mask words wherever they are said in the excerpt. Gives how often; raises NotFound where they are not said."""
    wanted = words.strip().casefold()
    with house.db.writing() as session:
        row, said, _ = opened(session, actor, excerpt_id)
        found = 0
        for number, line in enumerate(said.utterances if said else ()):
            if line.start is None or line.end is None or line.end <= row.starts_at or line.start >= row.ends_at:
                continue
            text, at = line.text.casefold(), 0
            while wanted and len(text) == len(line.text) and (at := text.find(wanted, at)) >= 0:
                assert said is not None
                rows.add(session, masks.row_of(excerpt_id, said, Place(number, at, at + len(wanted), Private.OTHER), author_id(actor)))
                at += len(wanted)
                found += 1
        if not found:
            raise NotFound("desk.not_said", words=words.strip()[:40])
        return found


def hide_seconds(house: House, actor: Person, excerpt_id: int, start: float, end: float) -> None:
    """Mask a stretch by time, in seconds of the call: what was heard otherwise than it was written."""
    with house.db.writing() as session:
        row, _, _ = opened(session, actor, excerpt_id)
        if not row.starts_at <= start < end <= row.ends_at:
            raise Invalid("desk.mask_times", start=row.starts_at, end=row.ends_at)
        mask = MaskRow(excerpt_id=excerpt_id, starts_at=start, ends_at=end, kind=Private.OTHER, author_id=author_id(actor))
        rows.add(session, mask)


def _act(session: Session, actor: Person, excerpt_id: int, mask: Mask, hidden: bool) -> None:
    utterance, first, last, _, _ = mask.key
    rows.add(
        session,
        MaskRow(
            excerpt_id=excerpt_id,
            utterance=utterance,
            from_char=first,
            to_char=last,
            starts_at=mask.starts_at,
            ends_at=mask.ends_at,
            kind=mask.kind,
            hidden=hidden,
            author_id=author_id(actor),
        ),
    )
