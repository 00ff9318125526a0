"""Excerpts before anybody else hears them: proposed masks, a masked preview, confirmed, published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from qa.access import About, allowed, authorize
from qa.audio.mask import MaskedClip, cut_masked
from qa.desk import excerpts, masks, notices, record, shelving
from qa.desk.excerpts import LONGEST_NOTE, LONGEST_S, LONGEST_TITLE, SHORTEST_S, clip_key, kind_of
from qa.desk.house import House, author_id
from qa.desk.intake import about, found_published
from qa.desk.masks import Mask, Piece
from qa.desk.views import ExcerptView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.appeal import NoticeKind
from qa.model.call import Transcript, Utterance
from qa.model.library import ExcerptKind, ExcerptState
from qa.model.masking import Private
from qa.model.people import Person
from qa.model.text import Text
from qa.store import calls, library, people, reviews, rows
from qa.store import masks as mask_store
from qa.store.engine import Session
from qa.store.tables import CallRow, ExcerptRow, RecordingRow, now
from qa.store.tables_masks import ConfirmationRow

LEAD_S = 8.0
"""So much of what was said before is taken along, at most: what an answer answers."""
LONGEST_TOPIC = 64


@dataclass(frozen=True, slots=True)
class MaskView:
    """A mask for whoever makes the excerpt: ``words`` under it, ``author`` "" for the machine, ``start`` in seconds of the call."""

    id: str
    kind: Private
    hidden: bool
    locked: bool
    words: str
    speaker: str
    start: float | None
    author: str


@dataclass(frozen=True, slots=True)
class PieceView:
    """Words of a line from its character ``start`` on. ``over``: the ids of the masks that lie over them; the words are hidden by one
    of them or by none. ``locked``: nobody takes it off. ``kind``: of the mask that hides them, else of the first that did.
    """

    start: int
    text: str
    over: tuple[str, ...] = ()
    hidden: bool = False
    locked: bool = False
    kind: Private | None = None


@dataclass(frozen=True, slots=True)
class WordsView:
    """A line of a draft with all its words, for whoever may hear the call. ``start`` in seconds of the call."""

    utterance: int
    speaker: str
    start: float
    pieces: tuple[PieceView, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """``preview``: heard as it stands now; ``recipe`` is what confirming it refers to. Times in seconds of the call."""

    excerpt: ExcerptView
    call_id: int
    start: float
    end: float
    focus: tuple[float, float] | None
    masks: tuple[MaskView, ...]
    recipe: str
    preview: bool
    words: tuple[WordsView, ...] = ()


def begin(
    house: House, actor: Person, call_id: int, *, start: float, end: float, kind: str = "good", focus: tuple[float, float] | None = None
) -> int:
    """A draft of the seconds ``start`` to ``end`` of a call, with every place proposed that the recognisers find. Gives its number.

    ``focus``: what it is about, within it. Raises Invalid for times outside the call, NotFound for a call that is not for the actor's eyes.
    """
    authorize(actor, "excerpt.publish")
    wanted = kind_of(kind)
    with house.db.reading() as session:
        call, words, last = _source(session, actor, call_id)
    start, end = _bounds(start, end, last)
    with house.db.writing() as session:
        row = rows.add(
            session,
            ExcerptRow(
                call_id=call_id,
                transcript=words.fingerprint if words else "",
                starts_at=start,
                ends_at=end,
                focus_from=focus[0] if focus else None,
                focus_to=focus[1] if focus else None,
                kind=wanted,
                title="",
                language=words.language if words else call.language,
                agent_channel=call.agent_channel,
                agent_id=call.agent_id,
                state=ExcerptState.DRAFT,
                author_id=actor.id,
            ),
        )
        assert row.id is not None
        _propose(session, row, call, words)
        rows.note(session, actor.id or None, "excerpt.begin", f"excerpt:{row.id}", call=call_id)
        return row.id


def lead_in(words: Transcript | None, start: float) -> float:
    """Where an excerpt that is about ``start`` begins: with the utterance before, LEAD_S earlier at most."""
    before = [said.start for said in words.utterances if said.start is not None and said.start < start - 0.05] if words else []
    return max(0.0, start - LEAD_S, round(max(before, default=start) - 0.2, 1))


def listed(house: House, actor: Person) -> tuple[ExcerptView, ...]:
    """Drafts that the actor may finish: the own; everybody's for whom may withdraw everybody's."""
    authorize(actor, "excerpt.drafts")
    with house.db.reading() as session:
        own = None if allowed(actor, "excerpt.draft", About(author=-1)) else actor.id
        return excerpts.views(session, actor, mask_store.drafts(session, own))


def one(house: House, actor: Person, excerpt_id: int) -> DraftView:
    """A draft with its masks as they stand."""
    with house.db.reading() as session:
        row, words, _ = opened(session, actor, excerpt_id)
        found = masks_of(session, row)
        names = people.shown(session, [mask.author_id for mask in found])
        recipe = _recipe(row, found)
        return DraftView(
            excerpt=excerpts.view(session, actor, row),
            call_id=row.call_id or 0,
            start=row.starts_at,
            end=row.ends_at,
            focus=(row.focus_from, row.focus_to) if row.focus_from is not None and row.focus_to is not None else None,
            masks=tuple(_mask_view(mask, words, names) for mask in found),
            recipe=recipe,
            preview=row.recipe == recipe,
            words=tuple(_words_view(*one) for one in masks.pieces(words, row.starts_at, row.ends_at, found)) if words else (),
        )


def move(house: House, actor: Person, excerpt_id: int, start: float, end: float) -> None:
    """Other bounds, in seconds of the call."""
    with house.db.writing() as session:
        row, _, last = opened(session, actor, excerpt_id)
        row.starts_at, row.ends_at = _bounds(start, end, last)


def render(house: House, actor: Person, excerpt_id: int) -> DraftView:
    """Make the masked preview of a draft as it stands: its sound, if the call has any, and its words."""
    with house.db.reading() as session:
        row, words, _ = opened(session, actor, excerpt_id)
        found = masks_of(session, row)
        recipe = _recipe(row, found)
        call = rows.get(session, CallRow, row.call_id)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    clip = _cut(house, recording, row.starts_at, row.ends_at, found) if recording and recording.duration else None
    with house.db.writing() as session:
        row, words, _ = opened(session, actor, excerpt_id)
        if _recipe(row, masks_of(session, row)) != recipe:
            raise Conflict("desk.draft_changed")
        before, row.sound = row.sound, clip.sha256 if clip else ""
        row.recipe, row.lines = recipe, masks.lines(words, row.starts_at, row.ends_at, found) if words else []
        row.seconds = clip.seconds if clip else row.ends_at - row.starts_at
        row.channels, row.peaks = (clip.channels, clip.peaks) if clip else (0, b"")
        gone = bool(before) and before != row.sound and not library.sound_is_used(session, before, excerpt_id)
    if gone:
        house.files.drop(clip_key(before))
    return one(house, actor, excerpt_id)


def sound(house: House, actor: Person, excerpt_id: int) -> str:
    """The key of a draft's preview in the file store: masked, and for its maker alone. Raises NotFound."""
    with house.db.reading() as session:
        row, _, _ = opened(session, actor, excerpt_id)
        if not row.sound or row.recipe != _recipe(row, masks_of(session, row)):
            raise NotFound("desk.no_sound", call=excerpt_id)
        return clip_key(row.sound)


def publish(
    house: House,
    actor: Person,
    excerpt_id: int,
    *,
    heard: str,
    kind: str,
    title: str,
    note: str = "",
    better: str = "",
    topic: str = "",
    criterion: str = "",
    expires_on: date | None = None,
    score_first: bool = False,
) -> ExcerptView:
    """Confirm the masks of the preview ``heard`` (its recipe) and put the excerpt into the library.

    ``score_first``: its verdict is hidden from everybody until they have scored it themselves.
    Raises Conflict where the draft is no longer what was heard, Invalid for an empty title, a day that is over, or private data in what
    was written beside it.
    """
    wanted, title, note, better, topic = kind_of(kind), title.strip(), note.strip(), better.strip(), topic.strip()
    if not 0 < len(title) <= LONGEST_TITLE or max(len(note), len(better)) > LONGEST_NOTE:
        raise Invalid("desk.excerpt_title", longest=LONGEST_TITLE)
    if len(topic) > LONGEST_TOPIC:
        raise Invalid("desk.too_long", longest=LONGEST_TOPIC)
    if expires_on is not None and expires_on < excerpts.today():
        raise Invalid("desk.excerpt_expired")
    if telling := masks.private_in(title, note, better, topic):
        raise Invalid("desk.excerpt_private", words=", ".join(telling)[:80])
    with house.db.writing() as session:
        row, _, _ = opened(session, actor, excerpt_id)
        found = masks_of(session, row)
        if not heard or not heard == row.recipe == _recipe(row, found):
            raise Conflict("desk.draft_changed")
        row.kind, row.title, row.note, row.better, row.topic = wanted, title, note, better, topic
        row.criterion, row.expires_on, row.score_first = criterion, expires_on, score_first
        row.team, (row.criterion_zh, row.criterion_en) = _team(session, row), library.criterion_title(session, row.call_id, criterion)
        row.state, row.created_at = ExcerptState.PUBLISHED, now()
        shelving.write(session, row)
        kept: list[dict[str, Any]] = [dict(one) for one in masks.as_kept(found)]
        rows.add(
            session,
            ConfirmationRow(
                excerpt_id=excerpt_id,
                author_id=author_id(actor),
                transcript=row.transcript,
                recipe=heard,
                sound=row.sound,
                masks=kept,
            ),
        )
        rows.note(session, actor.id or None, "excerpt.publish", f"excerpt:{row.id}", call=row.call_id)
        if wanted is ExcerptKind.GOOD:
            notices.tell(session, actor, [row.agent_id], NoticeKind.EXCERPTED, about=Text.same(title))
        return excerpts.view(session, actor, row)


def drop(house: House, actor: Person, excerpt_id: int) -> None:
    """Throw a draft away; its preview is deleted."""
    with house.db.writing() as session:
        row = _row(session, actor, excerpt_id)
        row.state, row.withdrawn_by, row.withdrawn_at = ExcerptState.WITHDRAWN, actor.id or None, now()
        gone, row.sound, row.lines, row.peaks = row.sound, "", [], b""
        still = bool(gone) and library.sound_is_used(session, gone, excerpt_id)
    if gone and not still:
        house.files.drop(clip_key(gone))


def _team(session: Session, row: ExcerptRow) -> str:
    """Whose call it is: the team that the call was taken in, else its agent's own."""
    call = session.get(CallRow, row.call_id) if row.call_id else None
    return (call.team if call else "") or people.teams(session, [row.agent_id]).get(row.agent_id or 0, "")


def _row(session: Session, actor: Person, excerpt_id: int) -> ExcerptRow:
    row = session.get(ExcerptRow, excerpt_id)
    if row is None or row.state != ExcerptState.DRAFT:
        raise NotFound("desk.no_draft", excerpt=excerpt_id)
    authorize(actor, "excerpt.draft", About(author=row.author_id))
    return row


def opened(session: Session, actor: Person, excerpt_id: int) -> tuple[ExcerptRow, Transcript | None, float]:
    """A draft, the words that it was made of, and how long its call lasts. Raises Conflict once those words were changed."""
    row = _row(session, actor, excerpt_id)
    if row.call_id is None:
        raise NotFound("desk.no_call", call=0)
    call, words, last = _source(session, actor, row.call_id)
    here, acts = words.fingerprint if words else "", mask_store.acts(session, excerpt_id)
    if row.transcript != here and acts:
        raise Conflict("desk.words_changed")
    if row.transcript != here or (not acts and not row.recipe):
        # nothing was found in it before, or it was published before there were masks
        row.transcript = here
        _propose(session, row, call, words)
        session.flush()
    return row, words, last


def _source(session: Session, actor: Person, call_id: int) -> tuple[CallRow, Transcript | None, float]:
    call = session.get(CallRow, call_id)
    if call is None or not allowed(actor, "call.see", about(call, found_published(reviews.of_call(session, call_id)))):
        raise NotFound("desk.no_call", call=call_id)
    recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    words = calls.transcript(session, call_id)
    last = (recording.duration if recording else None) or call.duration
    return call, record.transcript_of(words) if words else None, last or 0.0


def _propose(session: Session, row: ExcerptRow, call: CallRow, words: Transcript | None) -> None:
    if words is None or row.id is None:
        return
    agent = people.shown(session, [call.agent_id]).get(call.agent_id or 0, "")
    known = [(Private.STAFF, agent), (Private.PHONE, call.phone)]
    for place in masks.proposed(words, [(kind, text) for kind, text in known if text]):
        session.add(masks.row_of(row.id, words, place, None))


def _bounds(start: float, end: float, last: float) -> tuple[float, float]:
    if not (0 <= start < end <= last + 0.05 and SHORTEST_S <= end - start <= LONGEST_S):
        raise Invalid("desk.excerpt_times", shortest=SHORTEST_S, longest=LONGEST_S / 60)
    return start, min(end, last)


def masks_of(session: Session, row: ExcerptRow) -> tuple[Mask, ...]:
    """The masks of a draft as they stand, within its bounds."""
    assert row.id is not None
    return masks.within(masks.standing(mask_store.acts(session, row.id)), row.starts_at, row.ends_at)


def _recipe(row: ExcerptRow, found: tuple[Mask, ...]) -> str:
    return masks.recipe(row.transcript, row.starts_at, row.ends_at, found)


def _mask_view(mask: Mask, words: Transcript | None, names: dict[int, str]) -> MaskView:
    said = words.utterances[mask.utterance] if words and mask.utterance is not None else None
    return MaskView(
        id=mask.id,
        kind=mask.kind,
        hidden=mask.hidden,
        locked=mask.locked,
        words=masks.words_of(mask, words) if words else "",
        speaker=said.speaker.value if said else "",
        start=mask.starts_at,
        author=names.get(mask.author_id or 0, ""),
    )


def _words_view(number: int, said: Utterance, cut: list[Piece]) -> WordsView:
    assert said.start is not None
    return WordsView(number, said.speaker.value, said.start, tuple(_piece_view(piece) for piece in cut))


def _piece_view(piece: Piece) -> PieceView:
    hiding = [mask for mask in piece.masks if mask.hidden]
    shown = next(iter(hiding or piece.masks), None)
    return PieceView(
        start=piece.start,
        text=piece.text,
        over=tuple(mask.id for mask in piece.masks),
        hidden=bool(hiding),
        locked=any(mask.locked for mask in hiding),
        kind=shown.kind if shown else None,
    )


def _cut(house: House, recording: RecordingRow, start: float, end: float, found: tuple[Mask, ...]) -> MaskedClip:
    source = house.files.find(record.play_key(recording.sha256))
    with house.files.scratch() as folder:
        clip = cut_masked(source, folder / "clip.flac", start, end, masks.seconds(found))
        house.files.adopt(folder / "clip.flac", clip_key(clip.sha256))
    return clip
