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
from qa.audio.decode import Decoded, Limits, decode, open_decoded
from qa.audio.speech import stretches
from qa.desk import record, setup
from qa.desk.house import House
from qa.errors import Conflict, HearbackError
from qa.model.call import Call, CallState, Transcript
from qa.model.people import Person
from qa.model.text import Text
from qa.rubric.evaluate import evaluate_all
from qa.speech import engine
from qa.speech.engine import Heard, Stretch
from qa.speech.turns import roles, turns
from qa.store import calls, rows, settings
from qa.store.engine import Session
from qa.store.tables import CallRow, RecordingRow, TranscriptRow

OPENING_REPORT_S = 0.5
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of speech to be heard, in seconds of the call."""

    channel: int
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


def queued(house: House, actor: Person, limit: int = 50, *, heard: bool = False) -> list[tuple[int, int]]:
    """(call, attempt) that want a worker, oldest first; with ``heard`` only those that have their transcript: quick work."""
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
    limits = Limits(max_seconds=house.settings.max_hours * 3600)
    with house.files.scratch() as folder:
        decoded = decode(house.files.find(recording.sha256), folder, name=recording.name, limits=limits, on_progress=report)
        _keep_decoded(house, recording.sha256, folder, decoded, call_id)


def plan(house: House, actor: Person, call_id: int, attempt: int) -> list[dict[str, Any]]:
    """Where somebody talks, lane by lane: the pieces to be heard, as plain values for the job's memory."""
    authorize(actor, "call.process")
    _move(house, call_id, attempt, CallState.TRANSCRIBING)
    recording, _ = _recording(house, call_id)
    decoded = open_decoded(_lanes(house, recording.sha256))
    return [
        {"channel": channel, "start": piece.start, "end": piece.end}
        for channel in range(decoded.channels)
        for piece in stretches(decoded.raw(channel))
    ]


@dataclass(frozen=True, slots=True)
class Pace:
    """Since when, and from which piece on, this worker has been hearing: the time left is reckoned from it."""

    begun: float
    first: int


def hear(house: House, actor: Person, call_id: int, attempt: int, pieces: list[dict[str, Any]], number: int, pace: Pace) -> dict[str, Any]:
    """Transcribe one piece. Raises ModelMissing, EngineMissing, Conflict."""
    authorize(actor, "call.process")
    todo = [Piece(**piece) for piece in pieces]
    piece, here = todo[number], setup.in_force(house)
    recording, call = _recording(house, call_id)
    _report_hearing(house, call_id, attempt, todo, number, pace)
    transcriber = engine.load(here.engine, here.model, folder=house.settings.model_folder, download=here.download)
    samples = open_decoded(_lanes(house, recording.sha256)).lane(piece.channel, piece.start, piece.end)
    stretch = Stretch(samples=samples, start=piece.start, end=piece.end, channel=piece.channel, recording=recording.sha256)
    heard = transcriber.transcribe(stretch, language=None if call.language == "auto" else call.language, prompt=None)
    return {**heard.to_json(), "by": {"engine": here.engine, "model": here.model, "options": transcriber.options()}}


def settle(house: House, actor: Person, call_id: int, attempt: int, pieces: list[dict[str, Any]], heard: list[dict[str, Any]]) -> None:
    """Merge what was heard into turns and store the transcript."""
    authorize(actor, "call.process")
    here = setup.in_force(house)
    recording, call = _recording(house, call_id)
    by: dict[str, Any] = heard[0]["by"] if heard else {"engine": here.engine, "model": here.model, "options": {}}
    results = [Heard.from_json(one) for one in heard]
    speaker = roles(recording.channels, call.agent_channel)
    spoken = turns((piece["channel"], speaker[piece["channel"]], result) for piece, result in zip(pieces, results, strict=True))
    language = _most_heard(results, pieces) if call.language == "auto" else call.language
    with house.db.writing() as session:
        _same_attempt(session, call_id, attempt)
        record.write_transcript(
            session,
            call_id,
            Transcript(language, spoken),
            engine=by["engine"],
            model=by["model"],
            options={**by["options"], "agent_channel": call.agent_channel},
            author=None,
        )


def score(house: House, actor: Person, call_id: int, attempt: int) -> None:
    """Evaluate every rubric on the newest transcript; the call is ready then. Raises RubricError."""
    authorize(actor, "call.process")
    _move(house, call_id, attempt, CallState.SCORING)
    book = house.book
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        row = calls.transcript(session, call_id)
    assert row is not None
    assert row.id is not None
    said = Call(str(call_id), record.transcript_of(row), None, call.started_at)
    evaluations = evaluate_all(book.rubrics, said)
    with house.db.writing() as session:
        call = _same_attempt(session, call_id, attempt)
        for evaluation in evaluations:
            record.write_evaluation(session, call_id, row.id, evaluation)
        session.flush()
        scored = record.score_of(record.evaluation_views(session, rows.get(session, TranscriptRow, row.id), None))
        call.percent, call.fatal = scored.total.percent, bool(scored.fatal)
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
    """Drop the lanes that only the engine needed."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    if recording is not None:
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


def _reporter(house: House, call_id: int, attempt: int, state: CallState) -> Progress:
    """Writes progress down twice a second at most."""
    last, begun = [0.0], time.monotonic()

    def report(done: float) -> None:
        at = time.monotonic()
        if at - last[0] >= OPENING_REPORT_S:
            last[0] = at
            left = (at - begun) * (1 - done) / done if done > 0.02 else None
            _move(house, call_id, attempt, state, min(done, 1.0), left)

    return report


def _report_hearing(house: House, call_id: int, attempt: int, pieces: list[Piece], number: int, pace: Pace) -> None:
    """Per cent of the seconds of speech, and the time left at the pace so far."""
    whole = sum(piece.seconds for piece in pieces)
    done = sum(piece.seconds for piece in pieces[:number])
    here = sum(piece.seconds for piece in pieces[pace.first : number])
    left = (time.monotonic() - pace.begun) * (whole - done) / here if here else None
    _move(house, call_id, attempt, CallState.TRANSCRIBING, done / whole, left)


def _same_attempt(session: Session, call_id: int, attempt: int) -> CallRow:
    call = rows.get(session, CallRow, call_id)
    if call.attempt != attempt:
        raise Conflict("desk.superseded", call=call_id)
    return call


def _most_heard(results: list[Heard], pieces: list[dict[str, Any]]) -> str:
    """The language spoken for most of the time; Chinese where nothing was heard."""
    seconds: dict[str, float] = {}
    for result, piece in zip(results, pieces, strict=True):
        seconds[result.language] = seconds.get(result.language, 0.0) + piece["end"] - piece["start"]
    return max(seconds, key=lambda language: seconds[language], default="zh")


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of an error as JSON holds them; ``views.Problem`` reads them again."""
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    return value if isinstance(value, str | int | float | bool | dict | type(None)) else str(value)
