"""The way of a recording through the house, one step a verb: what the worker calls.

Each step can be repeated without harm, so that a job may resume anywhere. ``attempt`` tells one pass from the next: a step of an
attempt that was superseded (somebody pressed retry, or attached a transcript) raises Conflict and changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.access import authorize
from qa.audio.decode import Decoded, decode, open_decoded
from qa.audio.raw import Raw
from qa.desk import answers, hearing, record, scoring, setup
from qa.desk.hearing import Told
from qa.desk.house import House
from qa.errors import Conflict, HearbackError
from qa.model.call import CallState
from qa.model.measures import Activity
from qa.model.people import Person
from qa.model.text import Text
from qa.speech import engine
from qa.speech.heard import Heard
from qa.speech.windows import Window
from qa.store import calls, inquiries, rows, settings
from qa.store.engine import Session
from qa.store.tables import CallRow, RecordingRow, SourceRow, TranscriptRow

OPENING_REPORT_S = 0.5
Progress = Callable[[float], None]


def queued(house: House, actor: Person, limit: int = 50, *, heard: bool = False) -> list[tuple[int, int]]:
    """(call, attempt) that want a worker, by priority and age; with ``heard`` only those that have their transcript: quick work."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        return calls.waiting_for_work(session, limit, heard=heard)


def wake(house: House, actor: Person) -> int:
    """Send the calls that waited for a speech model through again once one is at hand; gives how many."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        waiting = [(call.id, call.attempt) for call in calls.in_state(session, CallState.WAITING)]
    if not waiting or not setup.model(house, actor).ok:
        return 0
    with house.db.writing() as session:
        for call_id, attempt in waiting:
            call = rows.get(session, CallRow, call_id)
            if call.state == CallState.WAITING and call.attempt == attempt:
                call.state, call.attempt, call.problem, call.problem_params = CallState.QUEUED, attempt + 1, "", {}
    return len(waiting)


def again(house: House, actor: Person, call_id: int, attempt: int) -> None:
    """Send a call through again that is under way while no job is at it. Does nothing where it stands still or another attempt began."""
    authorize(actor, "call.process")
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        if call.attempt == attempt and CallState(call.state).moving:
            call.state, call.attempt, call.progress, call.left_s = CallState.QUEUED, attempt + 1, 0.0, None


def under_way(house: House, actor: Person) -> list[tuple[int, int]]:
    """(call, attempt) that a worker has taken and not brought to an end."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        return calls.taken(session)


def state(house: House, actor: Person, call_id: int) -> CallState:
    """Where a call stands. Raises NotFound."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        return CallState(rows.get(session, CallRow, call_id).state)


def attempt(house: House, actor: Person, call_id: int) -> int:
    """Which pass a call is in. Raises NotFound."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        return rows.get(session, CallRow, call_id).attempt


def beat(house: House, actor: Person, worker: str, pid: int) -> None:
    """A worker says that it is alive."""
    authorize(actor, "call.process")
    with house.db.writing() as session:
        settings.beat(session, worker, pid)


def leave(house: House, actor: Person, worker: str) -> None:
    """A worker says goodbye."""
    authorize(actor, "call.process")
    with house.db.writing() as session:
        settings.leave(session, worker)


def alive(house: House, actor: Person, within_s: float) -> frozenset[str]:
    """The workers that said so within the last ``within_s`` seconds."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        return frozenset(settings.seen_since(session, settings.ago(within_s)))


def needs_hearing(house: House, actor: Person, call_id: int) -> bool:
    """Whether the call has no transcript yet."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        return calls.transcript(session, call_id) is None


def prepare(house: House, actor: Person, call_id: int, attempt: int) -> None:
    """Decode the recording: playable copy, waveform, lanes for the engine. Raises UnreadableSound.

    Does nothing where all that is still needed is there.
    """
    authorize(actor, "call.process")
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
        transcribed = calls.transcript(session, call_id) is not None
    if recording is None:
        return
    if recording.duration is not None and (transcribed or _lanes(house, recording.sha256).is_dir()):
        return
    _move(house, call_id, attempt, CallState.DECODING)
    report = _reporter(house, call_id, attempt, CallState.DECODING)
    limits = hearing.limits(house.settings)
    with house.files.scratch() as folder:
        raw = Raw.parse(recording.raw) if recording.raw else None
        decoded = decode(house.files.find(recording.sha256), folder, name=recording.name, limits=limits, on_progress=report, raw=raw)
        _keep_decoded(house, recording.sha256, folder, decoded, call_id)


def plan(house: House, actor: Person, call_id: int, attempt: int) -> dict[str, Any] | None:
    """Find where somebody talks, and write it down. Gives what is to be heard, as plain values for the job's memory.

    None where the call has its words already, or has no sound.
    """
    authorize(actor, "call.process")
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
        source = session.get(SourceRow, call.source_id) if call.source_id else None
        transcribed = calls.transcript(session, call_id) is not None
    if recording is None or (transcribed and not _lanes(house, recording.sha256).is_dir()):
        return None
    state = CallState.DECODING if transcribed else CallState.TRANSCRIBING
    _move(house, call_id, attempt, state)
    report = _reporter(house, call_id, attempt, state, share=0.0)
    activity, windows = hearing.listened(open_decoded(_lanes(house, recording.sha256)), house.settings.window, report)
    with house.db.writing() as session:
        rows.get(session, RecordingRow, recording.id).activity = activity.to_json()
    if transcribed:
        return None
    language, here = None if call.language == "auto" else call.language, setup.in_force(house)
    told = Told(language, source.prompt or None, tuple(source.hotwords)) if source else Told(language)
    return {
        "windows": [window.to_json() for window in windows],
        "told": told.to_json(),
        "engine": here.engine,
        "model": here.model,
        "seconds": house.settings.window,
    }


@dataclass(slots=True)
class Pace:
    """Since when, and from which window on, this worker has been hearing: the time left is reckoned from it."""

    begun: float | None = None
    first: int = 0

    def begin(self, number: int) -> None:
        """Now, unless it did."""
        if self.begun is None:
            self.begun, self.first = time.monotonic(), number


def hear(house: House, actor: Person, call_id: int, attempt: int, planned: dict[str, Any], number: int, pace: Pace) -> dict[str, Any]:
    """Hear the windows from ``number`` on, as many as the engine likes at once: ``heard`` has one for each.

    Raises ModelMissing, EngineMissing, Misconfigured and Invalid as ``engine.load``, and Conflict.
    """
    authorize(actor, "call.process")
    windows = [Window.from_json(plain) for plain in planned["windows"]]
    _report_hearing(house, call_id, attempt, windows, number, pace)
    settings = house.settings
    transcriber = engine.load(
        planned["engine"],
        planned["model"],
        folder=settings.model_folder,
        download=setup.in_force(house).download,
        device=settings.device,
        precision=settings.precision,
    )
    pace.begin(number)  # loading the model says nothing about how fast it hears
    recording, _ = _recording(house, call_id)
    decoded = open_decoded(_lanes(house, recording.sha256))
    some = windows[number : number + transcriber.batch]
    heard = hearing.hear(transcriber, decoded, recording.sha256, some, Told.from_json(planned["told"]))
    return {"heard": [one.to_json() for one in heard], "options": transcriber.options()}


def settle(house: House, actor: Person, call_id: int, attempt: int, planned: dict[str, Any], batches: list[dict[str, Any]]) -> None:
    """Merge what was heard into turns and store the transcript; who is the agent is checked against the words."""
    authorize(actor, "call.process")
    recording, call = _recording(house, call_id)
    assert recording.activity is not None
    windows = [Window.from_json(plain) for plain in planned["windows"]]
    heard = [Heard.from_json(plain) for batch in batches for plain in batch["heard"]]
    told = Told.from_json(planned["told"])
    said = hearing.written(windows, heard, Activity.from_json(recording.activity), call.agent_channel, told.language)
    recast = hearing.recast(said)
    agent_channel = 1 - call.agent_channel if recast and recast.swapped else call.agent_channel
    options = {
        **(batches[0]["options"] if batches else {}),
        "agent_channel": agent_channel,
        "window": planned["seconds"],
        "prompt": told.prompt,
        "hotwords": list(told.hotwords),
    }
    if recast:
        said, options["recast"] = recast.transcript, {"swapped": recast.swapped, "quotes": list(recast.quotes)}
    with house.db.writing() as session:
        _same_attempt(session, call_id, attempt).agent_channel = agent_channel
        record.write_transcript(session, call_id, said, engine=planned["engine"], model=planned["model"], options=options, author=None)


def score(house: House, actor: Person, call_id: int, attempt: int) -> None:
    """Evaluate every rubric on the newest transcript; the call is ready then. Raises RubricError."""
    authorize(actor, "call.process")
    _move(house, call_id, attempt, CallState.SCORING)
    book = house.book
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
        row = calls.transcript(session, call_id)
        given = inquiries.answers(session, row.id or 0) if row else []
    assert row is not None
    evaluations = scoring.evaluate(book, call, recording, row, given)
    with house.db.writing() as session:
        call = _same_attempt(session, call_id, attempt)
        scoring.keep(session, book, call, rows.get(session, TranscriptRow, row.id), evaluations)
        answers.want(session, house, call, row)
        call.state, call.progress, call.left_s, call.problem, call.problem_params = CallState.READY, 1.0, None, "", {}


def stop(house: House, actor: Person, call_id: int, attempt: int, problem: HearbackError, *, waits: bool) -> None:
    """The call failed, or waits for a model; the reason is kept for the page."""
    authorize(actor, "call.process")
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        if call.attempt != attempt:
            return
        call.state = CallState.WAITING if waits else CallState.FAILED
        call.problem, call.problem_params, call.left_s = problem.code, plain(problem.params), None


def tidy(house: House, actor: Person, call_id: int) -> None:
    """Drop the lanes that only the engine needs, once it has no more to do with the call."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    if recording is not None and call.state in (CallState.READY, CallState.CANCELLED):
        _drop(_lanes(house, recording.sha256))


def _recording(house: House, call_id: int) -> tuple[RecordingRow, CallRow]:
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        return rows.get(session, RecordingRow, call.recording_id), call


def _lanes(house: House, sha256: str) -> Path:
    return house.files.path(sha256).with_name(f"{sha256}.lanes")


def _drop(lanes: Path) -> None:
    for file in lanes.glob("*"):
        file.unlink(missing_ok=True)
    if lanes.is_dir():
        lanes.rmdir()


def _keep_decoded(house: House, sha256: str, folder: Path, decoded: Decoded, call_id: int) -> None:
    peaks = decoded.peaks.tobytes()
    house.files.adopt(folder / "play.flac", record.play_key(sha256))
    lanes = _lanes(house, sha256)
    _drop(lanes)
    folder.rename(lanes)
    with house.db.writing() as session:
        row = calls.recording_of_sha(session, sha256)
        assert row is not None
        row.codec, row.sample_rate, row.channels = decoded.codec, decoded.sample_rate, decoded.channels
        row.duration, row.silent, row.warnings = decoded.duration, list(decoded.silent), list(decoded.warnings)
        row.peaks = peaks
        rows.get(session, CallRow, call_id).duration = decoded.duration


def _move(house: House, call_id: int, attempt: int, state: CallState, progress: float = 0.0, left_s: float | None = None) -> None:
    with house.db.writing() as session:
        if not calls.move(session, call_id, attempt, state=state, progress=progress, left_s=left_s):
            raise Conflict("desk.superseded", call=call_id)


def _reporter(house: House, call_id: int, attempt: int, state: CallState, share: float = 1.0) -> Progress:
    """Writes progress down twice a second at most. ``share``: how much of the state's work it reports."""
    last, begun = [0.0], time.monotonic()

    def report(done: float) -> None:
        at = time.monotonic()
        if at - last[0] >= OPENING_REPORT_S:
            last[0] = at
            left = (at - begun) * (1 - done) / done if share and done > 0.02 else None
            _move(house, call_id, attempt, state, min(done, 1.0) * share, left)

    return report


def _report_hearing(house: House, call_id: int, attempt: int, windows: list[Window], number: int, pace: Pace) -> None:
    """Per cent of the seconds of speech, and the time left at the pace so far."""
    whole, done, here = (sum(window.speech for window in some) for some in (windows, windows[:number], windows[pace.first : number]))
    left = (time.monotonic() - pace.begun) * (whole - done) / here if pace.begun is not None and here else None
    _move(house, call_id, attempt, CallState.TRANSCRIBING, done / whole, left)


def _same_attempt(session: Session, call_id: int, attempt: int) -> CallRow:
    call = rows.get(session, CallRow, call_id)
    if call.attempt != attempt:
        raise Conflict("desk.superseded", call=call_id)
    return call


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of an error as JSON holds them; ``views.Problem`` reads them again."""
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    return value if isinstance(value, str | int | float | bool | dict | type(None)) else str(value)
