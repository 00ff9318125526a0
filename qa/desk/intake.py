"""Calls come in: recordings, transcripts of other tools, their details, their second try."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import BinaryIO

from qa.access import About, allowed, authorize
from qa.audio.raw import RAW_ENDINGS, Raw
from qa.audio.sniff import marked_as_sound
from qa.desk import record
from qa.desk.details import LANGUAGES as LANGUAGES
from qa.desk.details import LONGEST_TITLE as LONGEST_TITLE
from qa.desk.details import NOTHING, Filled, fill, set_all
from qa.desk.details import Details as Details
from qa.desk.house import House, author_id
from qa.desk.naming import readable
from qa.desk.views import CallLine, CallView, Overview
from qa.errors import Conflict, NotFound, UnreadableTranscript
from qa.model.call import CallState, Transcript
from qa.model.people import Person, Role
from qa.speech.formats import read
from qa.store import calls, coaching, library, reviews, rows, settings
from qa.store.engine import Session
from qa.store.tables import CallRow, RecordingRow, ReviewRow, SourceRow, now

RETRIED = (CallState.FAILED, CallState.WAITING, CallState.CANCELLED)
WORKER_SILENT_S = 30


@dataclass(frozen=True, slots=True)
class Loaded:
    """``new`` is False where the very same sound or transcript was here before: nothing was added but details that it lacked."""

    call_id: int
    new: bool
    filled: Filled = NOTHING


def load_recording(
    house: House,
    actor: Person,
    name: str,
    content: BinaryIO,
    details: Details | None = None,
    *,
    source: int | None = None,
    raw: str = "",
) -> Loaded:
    """Take a recording in; the worker does the rest. ``name`` is the file's name, ``content`` its bytes, read once.

    ``source``: where it comes from; what is set there holds where ``details`` say nothing. ``raw``: how to read a file without a header.
    A file with a header is read by that alone. Whatever it is, it is listed: a file that turns out to be no sound ends as a failed call
    with its reason. A call that is here already gets the details that it lacked. Raises Invalid, NotFound.
    """
    authorize(actor, "call.load")
    details = details or Details()
    told = str(Raw.parse(raw)) if raw else ""
    kept = house.files.keep(content)
    with house.db.writing() as session:
        origin = rows.get(session, SourceRow, source) if source is not None else None
        recording = calls.recording_of_sha(session, kept.sha256)
        if recording is None:
            recording = rows.add(session, RecordingRow(sha256=kept.sha256, name=_base(name), size=kept.size))
            if PurePath(name).suffix.lower() in RAW_ENDINGS and not marked_as_sound(house.files.find(kept.sha256)):
                recording.raw = told or (origin.raw if origin else "")
        assert recording.id is not None
        before = calls.call_of_recording(session, recording.id)
        if before is not None and before.id is not None:
            return Loaded(before.id, False, _fill(session, actor, before, details))
        set_here = settings.read(session)
        call = CallRow(
            recording_id=recording.id,
            title=_title_of(name),
            language=set_here.get("language", house.settings.language),
            agent_channel=set_here.get("agent_channel", house.settings.agent_channel),
            created_by=author_id(actor),
        )
        if origin is not None:
            call.source_id, call.language, call.agent_channel = origin.id, origin.language, origin.agent_channel
        _detail(session, call, details, origin)
        rows.add(session, call)
        rows.note(session, author_id(actor), "call.load", f"call:{call.id}", file=_base(name))
        assert call.id is not None
        return Loaded(call.id, True)


def load_transcript(house: House, actor: Person, name: str, content: bytes, details: Details | None = None) -> Loaded:
    """A call without sound from a transcript of another tool; it goes straight to scoring. Raises UnreadableTranscript."""
    authorize(actor, "call.load")
    return add_transcript(house, actor, name, read(content, name).transcript, details or Details())


def add_transcript(
    house: House, actor: Person, name: str, transcript: Transcript, details: Details, *, source: int | None = None
) -> Loaded:
    """As ``load_transcript``, for a transcript that is read already; ``source``: where it comes from."""
    authorize(actor, "call.load")
    with house.db.writing() as session:
        before = calls.call_of_content(session, transcript.fingerprint)
        if before is not None and before.id is not None:
            return Loaded(before.id, False, _fill(session, actor, before, details))
        origin = rows.get(session, SourceRow, source) if source is not None else None
        call = CallRow(
            content=transcript.fingerprint,
            title=_title_of(name),
            language=transcript.language,
            duration=transcript.duration,
            created_by=author_id(actor),
        )
        call.source_id = source
        _detail(session, call, details, origin)
        rows.add(session, call)
        assert call.id is not None
        record.write_transcript(session, call.id, transcript, engine="import", model=_base(name), options={}, author=author_id(actor))
        rows.note(session, author_id(actor), "call.load", f"call:{call.id}", file=_base(name))
        return Loaded(call.id, True)


def list_unreadable(house: House, actor: Person, name: str, content: bytes, problem: UnreadableTranscript, details: Details) -> int:
    """List a transcript that cannot be read as a failed call, its file kept, so that it can be tried again or another be attached."""
    authorize(actor, "call.load")
    kept = house.files.keep(io.BytesIO(content))
    with house.db.writing() as session:
        before = calls.call_of_content(session, kept.sha256)
        if before is not None and before.id is not None:
            return before.id
        call = CallRow(
            content=kept.sha256,
            title=_title_of(name),
            language=details.language or "auto",
            state=CallState.FAILED,
            problem=problem.code,
            problem_params={key: value if isinstance(value, int | float) else str(value) for key, value in problem.params.items()},
            created_by=author_id(actor),
        )
        _detail(session, call, details)
        rows.add(session, call)
        rows.note(session, author_id(actor), "call.load", f"call:{call.id}", file=_base(name))
        assert call.id is not None
        return call.id


def attach_transcript(house: House, actor: Person, call_id: int, name: str, content: bytes) -> None:
    """A transcript made elsewhere for a call that has its sound: a new revision, scored at once. Raises UnreadableTranscript."""
    authorize(actor, "call.mend")
    attach(house, actor, call_id, name, read(content, name).transcript)


def attach(house: House, actor: Person, call_id: int, name: str, transcript: Transcript) -> None:
    """As ``attach_transcript``, for a transcript that is read already."""
    authorize(actor, "call.mend")
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        _refuse_if_published(session, call_id)
        record.write_transcript(session, call_id, transcript, engine="import", model=_base(name), options={}, author=author_id(actor))
        _again(call)
        rows.note(session, author_id(actor), "call.attach", f"call:{call_id}", file=_base(name))


def retry(house: House, actor: Person, call_id: int) -> None:
    """Send a failed or waiting call through again. Raises UnreadableTranscript where it was a transcript and still cannot be read."""
    authorize(actor, "call.mend")
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        if CallState(call.state) not in RETRIED:
            raise Conflict("desk.not_failed", call=call.title)
        if call.recording_id is None and calls.transcript(session, call_id) is None:
            name = str(call.problem_params.get("file", call.title))
            transcript = read(house.files.find(call.content or "").read_bytes(), name).transcript
            record.write_transcript(session, call_id, transcript, engine="import", model=name, options={}, author=author_id(actor))
        _again(call)
        rows.note(session, author_id(actor), "call.retry", f"call:{call_id}")


def set_raw(house: House, actor: Person, call_id: int, raw: str) -> None:
    """Say how a file without a header is to be read, as ``ulaw:8000:1``, and send the call through again. Raises Invalid, Conflict."""
    authorize(actor, "call.mend")
    told = Raw.parse(raw)
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        if CallState(call.state) not in RETRIED:
            raise Conflict("desk.not_failed", call=call.title)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
        if recording is None or calls.transcript(session, call_id) is not None:
            raise Conflict("desk.no_raw", call=call.title)
        recording.raw, recording.duration = str(told), None  # without its length it is decoded once more
        _again(call)
        rows.note(session, author_id(actor), "call.raw", f"call:{call_id}", raw=str(told))


def set_details(house: House, actor: Person, call_id: int, details: Details) -> None:
    """Correct what is known of a call."""
    authorize(actor, "call.mend")
    with house.db.writing() as session:
        set_all(session, rows.get(session, CallRow, call_id), details)
        rows.note(session, author_id(actor), "call.details", f"call:{call_id}")


def fill_in(house: House, actor: Person, call_id: int, details: Details) -> Filled:
    """Give a call the details that it lacks; what is set stays. Raises Invalid, NotFound."""
    authorize(actor, "call.mend")
    with house.db.writing() as session:
        return _fill(session, actor, rows.get(session, CallRow, call_id), details)


def names(house: House, actor: Person) -> list[tuple[int, str, str]]:
    """(id, reference, name of the recording) of every call, for a table that comes after them."""
    authorize(actor, "call.mend")
    with house.db.reading() as session:
        return calls.names(session)


def listed(
    house: House, actor: Person, *, states: tuple[CallState, ...] = (), words: str = "", limit: int = 200, offset: int = 0
) -> tuple[CallLine, ...]:
    """Calls, newest first: all of them for those who judge, the team's for a shift lead."""
    authorize(actor, "call.list")
    with house.db.reading() as session:
        return record.lines(
            session, calls.listed(session, states=states, team=_scope(actor), words=words.strip(), limit=limit, offset=offset)
        )


def view(house: House, actor: Person, call_id: int) -> CallView:
    """Everything on a call's page. Raises NotFound, also where it is not for this person's eyes."""
    with house.db.reading() as session:
        call = session.get(CallRow, call_id)
        found = reviews.of_call(session, call_id) if call else []
        if call is None or not allowed(actor, "call.see", seen_as(session, call, found)):
            raise NotFound("desk.no_call", call=call_id)
        return record.view(session, actor, call, found)


def card(house: House, actor: Person, call_id: int) -> CallView:
    """As ``view``, without the words and the sound: the scorecard after each decision. Raises NotFound."""
    with house.db.reading() as session:
        call = session.get(CallRow, call_id)
        found = reviews.of_call(session, call_id) if call else []
        if call is None or not allowed(actor, "call.see", seen_as(session, call, found)):
            raise NotFound("desk.no_call", call=call_id)
        return record.card(session, actor, call, found)


def sound(house: House, actor: Person, call_id: int) -> str:
    """The key of the playable copy in the file store. Raises NotFound, also where it is not for this person's ears."""
    with house.db.reading() as session:
        call = session.get(CallRow, call_id)
        if call is None or not allowed(actor, "call.see", seen_as(session, call, reviews.of_call(session, call_id))):
            raise NotFound("desk.no_call", call=call_id)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
        if recording is None or recording.duration is None:
            raise NotFound("desk.no_sound", call=call_id)
        return record.play_key(recording.sha256)


def overview(house: House, actor: Person) -> Overview:
    """The numbers of the home page, as far as they are this person's."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        mine = allowed(actor, "call.list")
        counts = calls.states(session, _scope(actor)) if mine else {}
        published = reviews.count_published(session, _scope(actor)) if mine else 0
        ready = counts.get(CallState.READY, 0)
        return Overview(
            states={CallState(state): count for state, count in counts.items()},
            to_review=max(ready - published, 0),
            published=published,
            excerpts=library.count(session, now().astimezone().date()),
            worker_alive=bool(settings.seen_since(session, settings.ago(WORKER_SILENT_S))),
        )


def about(call: CallRow, published: bool) -> About:
    return About(agent=call.agent_id, team=call.team, published=published)


def seen_as(session: Session, call: CallRow, found: list[ReviewRow]) -> About:
    """As ``about``, with those who accompany the agent: what decides who sees a call."""
    mentors = coaching.mentors(session, [call.agent_id]).get(call.agent_id or 0, frozenset())
    return replace(about(call, found_published(found)), mentors=mentors)


def found_published(found: list[ReviewRow]) -> bool:
    return any(review.state == "published" for review in found)


def _scope(actor: Person) -> str | None:
    return actor.team if actor.role is Role.LEAD else None


def _refuse_if_published(session: Session, call_id: int) -> None:
    if found_published(reviews.of_call(session, call_id)):
        raise Conflict("desk.published_stays")


def _again(call: CallRow) -> None:
    call.state, call.attempt, call.progress, call.left_s = CallState.QUEUED, call.attempt + 1, 0.0, None
    call.problem, call.problem_params = "", {}


def _detail(session: Session, call: CallRow, details: Details, origin: SourceRow | None = None) -> None:
    """Set what is told; the team is the table's, else the agent's, else the source's."""
    set_all(session, call, details)
    if origin is not None:
        call.team = call.team or origin.team


def _fill(session: Session, actor: Person, call: CallRow, details: Details) -> Filled:
    recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    found = fill(session, call, details, untitled=recording is not None and call.title == _title_of(recording.name))
    if found.filled:
        rows.note(session, author_id(actor), "call.details", f"call:{call.id}", filled=list(found.filled))
    return found


def _base(name: str) -> str:
    return PurePath(readable(name).replace("\\", "/")).name[:255] or "?"


def _title_of(name: str) -> str:
    return re.sub(r"[\s_]+", " ", PurePath(_base(name)).stem).strip()[:LONGEST_TITLE] or _base(name)
