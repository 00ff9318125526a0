"""Excerpts: a stretch of a call with its own sound file, shown to everybody."""

from __future__ import annotations

from typing import Any

from qa.access import About, allowed, authorize
from qa.audio.clip import Clip, cut
from qa.desk import record
from qa.desk.house import House
from qa.desk.intake import about, found_published
from qa.desk.views import ExcerptView
from qa.errors import Invalid, NotFound
from qa.model.call import Transcript
from qa.model.library import ExcerptKind, ExcerptState
from qa.model.people import Person
from qa.store import calls, library, people, reviews, rows
from qa.store.engine import Session
from qa.store.tables import CallRow, ExcerptRow, RecordingRow, now

SHORTEST_S, LONGEST_S = 0.5, 600.0
LONGEST_TITLE, LONGEST_NOTE = 120, 4000


def publish(house: House, actor: Person, call_id: int, *, start: float, end: float, kind: str, title: str, note: str = "") -> ExcerptView:
    """Cut ``start`` to ``end`` (seconds of the call) out, with the words said then, and put it into the library.

    A call without sound gives an excerpt of words alone. Raises Invalid for times outside the call or an empty title.
    """
    authorize(actor, "excerpt.publish")
    title, note, wanted = title.strip(), note.strip(), _kind(kind)
    if not 0 < len(title) <= LONGEST_TITLE or len(note) > LONGEST_NOTE:
        raise Invalid("desk.excerpt_title", longest=LONGEST_TITLE)
    with house.db.reading() as session:
        call = session.get(CallRow, call_id)
        if call is None or not allowed(actor, "call.see", about(call, found_published(reviews.of_call(session, call_id)))):
            raise NotFound("desk.no_call", call=call_id)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
        words = calls.transcript(session, call_id)
    last = (recording.duration if recording else None) or call.duration
    if last is None or not (0 <= start < end <= last + 0.05 and SHORTEST_S <= end - start <= LONGEST_S):
        raise Invalid("desk.excerpt_times", shortest=SHORTEST_S, longest=LONGEST_S / 60)
    end = min(end, last)
    clip = _cut(house, recording, start, end) if recording and recording.duration else None
    with house.db.writing() as session:
        row = rows.add(
            session,
            ExcerptRow(
                call_id=call_id,
                transcript=words.fingerprint if words else "",
                starts_at=start,
                ends_at=end,
                kind=wanted,
                title=title,
                note=note,
                language=words.language if words else call.language,
                lines=_lines(record.transcript_of(words), start, end) if words else [],
                sound=clip.sha256 if clip else "",
                seconds=clip.seconds if clip else end - start,
                channels=recording.channels if recording and clip else 0,
                agent_channel=call.agent_channel,
                peaks=clip.peaks if clip else b"",
                author_id=actor.id,
            ),
        )
        rows.note(session, actor.id, "excerpt.publish", f"excerpt:{row.id}", call=call_id)
        return view(session, actor, row)


def listed(
    house: House, actor: Person, *, kind: ExcerptKind | None = None, words: str = "", limit: int = 60, offset: int = 0
) -> tuple[ExcerptView, ...]:
    """The library, newest first."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        return views(session, actor, library.excerpts(session, kind=kind, words=words.strip(), limit=limit, offset=offset))


def one(house: House, actor: Person, excerpt_id: int) -> ExcerptView:
    """One excerpt of the library. Raises NotFound, also once it is withdrawn."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        return view(session, actor, published(session, excerpt_id))


def sound(house: House, actor: Person, excerpt_id: int) -> str:
    """The key of the clip in the file store. Raises NotFound."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        row = published(session, excerpt_id)
        if not row.sound:
            raise NotFound("desk.no_sound", call=excerpt_id)
        return clip_key(row.sound)


def withdraw(house: House, actor: Person, excerpt_id: int) -> None:
    """Take an excerpt out of the library and of every pack; its sound is deleted."""
    with house.db.writing() as session:
        row = published(session, excerpt_id)
        authorize(actor, "excerpt.withdraw", About(author=row.author_id))
        row.state, row.withdrawn_by, row.withdrawn_at = ExcerptState.WITHDRAWN, actor.id or None, now()
        sound, row.sound = row.sound, ""
        still_used = bool(sound) and library.sound_is_used(session, sound, excerpt_id)
        rows.note(session, actor.id or None, "excerpt.withdraw", f"excerpt:{excerpt_id}")
    if sound and not still_used:
        house.files.drop(clip_key(sound))


def clip_key(sha256: str) -> str:
    return f"{sha256}.clip.flac"


def published(session: Session, excerpt_id: int) -> ExcerptRow:
    """The row of an excerpt that can be heard. Raises NotFound."""
    row = session.get(ExcerptRow, excerpt_id)
    if row is None or row.state != ExcerptState.PUBLISHED:
        raise NotFound("desk.no_excerpt", excerpt=excerpt_id)
    return row


def view(session: Session, actor: Person, row: ExcerptRow) -> ExcerptView:
    return views(session, actor, [row])[0]


def views(session: Session, actor: Person, found: list[ExcerptRow]) -> tuple[ExcerptView, ...]:
    """Excerpts as a reader sees them."""
    names = people.shown(session, [row.author_id for row in found])
    counts = library.post_counts(session, [row.id for row in found])
    return tuple(
        ExcerptView(
            id=row.id or 0,
            call_id=row.call_id,
            kind=ExcerptKind(row.kind),
            title=row.title,
            note=row.note,
            language=row.language,
            lines=tuple(row.lines),
            seconds=row.seconds,
            channels=row.channels,
            agent_channel=row.agent_channel,
            peaks=row.peaks,
            has_sound=bool(row.sound),
            state=ExcerptState(row.state),
            author=names.get(row.author_id, ""),
            author_id=row.author_id,
            created_at=row.created_at,
            posts=counts.get(row.id or 0, 0),
            may=frozenset({"excerpt.withdraw"} if allowed(actor, "excerpt.withdraw", About(author=row.author_id)) else ()),
        )
        for row in found
    )


def _cut(house: House, recording: RecordingRow, start: float, end: float) -> Clip:
    source = house.files.find(record.play_key(recording.sha256))
    with house.files.scratch() as folder:
        clip = cut(source, folder / "clip.flac", start, end)
        house.files.adopt(folder / "clip.flac", clip_key(clip.sha256))
    return clip


def _lines(transcript: Transcript, start: float, end: float) -> list[dict[str, Any]]:
    """What was said between ``start`` and ``end``, word by word where words have times; times from the clip's start."""
    lines = []
    for said in transcript.utterances:
        if said.start is None or said.end is None or said.end <= start or said.start >= end:
            continue
        # a word belongs to the clip if most of it is heard there
        inside = [w for w in said.words if start <= (w.start + w.end) / 2 <= end]
        text = "".join(w.text for w in inside).strip() if said.words else said.text
        if text:
            begins, ends = (inside[0].start, inside[-1].end) if inside else (said.start, said.end)
            lines.append(
                {
                    "speaker": said.speaker.value,
                    "text": text,
                    "start": round(max(begins - start, 0.0), 3),
                    "end": round(min(ends, end) - start, 3),
                }
            )
    return lines


def _kind(kind: str) -> ExcerptKind:
    try:
        return ExcerptKind(kind)
    except ValueError as wrong:
        raise Invalid("desk.kind", kind=kind) from wrong
