"""The worker: a call goes through, whatever kills the worker on the way."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import struct
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from qa import config
from qa.audio.clip import cut
from qa.audio.flac import FlacWriter
from qa.config import ROOT, Settings
from qa.desk import intake, process, queue
from qa.desk.house import SYSTEM, House, open_house
from qa.errors import HearbackError, Invalid
from qa.jobs.companion import Companion
from qa.jobs.crew import Crew
from qa.jobs.slots import Places
from qa.jobs.worker import Worker
from qa.model.call import CallState, Speaker
from qa.model.measures import Activity
from qa.speech.heard import Heard, Sound
from qa.speech.scripted import Scripted
from qa.store import calls

SAMPLES = ROOT / "data" / "samples"
SAMPLE = "zh-broadband-third-call"
SECONDS, SHORT_S, WINDOW_S = 75.0, 12.0, 1.0
PATIENCE_S = 60.0


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for a condition."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")


RULES = {
    "never": "kind: banned, never: {any: [不知道, 没办法]}",
    "first": "kind: required, expect: {any: [您好, 请问]}",
}


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two channels, more than a minute, a dozen stretches of speech."""
    file = tmp_path_factory.mktemp("sound") / "call.flac"
    cut(SAMPLES / f"{SAMPLE}.opus", file, 0.0, SECONDS)
    return file


@pytest.fixture(scope="session")
def short(recording: Path) -> Path:
    """Its first twelve seconds: somebody speaks on either channel."""
    file = recording.with_name("short.flac")
    cut(recording, file, 0.0, SHORT_S)
    return file


def script(folder: Path, seconds_per_window: float = 0.0) -> Path:
    """What the engine hears, and a log of the windows that it began to hear."""
    line = next(line for line in (SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines() if f'"{SAMPLE}"' in line)
    file = folder / "script.jsonl"
    more = {"seconds_per_window": seconds_per_window, "log": True}
    file.write_text(json.dumps({**json.loads(line), **more}, ensure_ascii=False), encoding="utf-8")
    return file


def begun(folder: Path) -> list[str]:
    """The windows that were begun to be heard, in order."""
    log = folder / "script.jsonl.log"
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A house with two short rubrics: every worker reads them anew."""
    rules = tmp_path / "rules"
    rules.mkdir()
    for name, says in RULES.items():
        head = f"id: {name}\nversion: 1\ntitle: {name}\ncriteria:\n"
        (rules / f"{name}.yaml").write_text(f"{head}  - {{id: a, title: A, points: 5, {says}}}\n", encoding="utf-8")
    return config.load(
        data=tmp_path / "data",
        rubrics=rules,
        database_url="",
        files="",
        engine="scripted",
        model=str(tmp_path / "script.jsonl"),
        window=WINDOW_S,
    )


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    house = open_house(settings)
    yield house
    house.close()


def load(house: House, file: Path) -> int:
    with file.open("rb") as source:
        return intake.load_recording(house, SYSTEM, file.name, source).call_id


def state(house: House, call_id: int) -> CallState:
    return process.state(house, SYSTEM, call_id)


def work_off(house: House) -> None:
    """Be a worker until nothing is left to do."""
    work_until(house, lambda: True)


def work_until(house: House, true: Callable[[], bool]) -> None:
    """Be a worker until something is so and nothing is left to do."""
    worker, end = Worker(house), time.monotonic() + PATIENCE_S
    ended = worker.run(until=lambda: time.monotonic() > end or (true() and worker.idle()))
    assert ended
    assert true()


@pytest.fixture
def workers(settings: Settings) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers in processes of their own."""
    companion = Companion(settings)
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-m", "qa", "work"], env=companion._environment, cwd=settings.data))
        return started[-1]

    yield start
    for process_ in started:
        if process_.poll() is None:
            process_.kill()
        process_.wait()


Steps = dict[int, tuple[str, int]]


def steps(house: House, call_id: int, attempt: int = 1) -> Steps:
    """What the job engine remembers of a job: by number, the step's name and when it began."""
    file = house.settings.data / "jobs.db"
    if not file.exists():
        return {}
    query = "select function_id, function_name, started_at_epoch_ms from operation_outputs where workflow_uuid = ?"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as memory:
        try:
            return {number: (name, begun) for number, name, begun in memory.execute(query, (f"call-{call_id}-{attempt}",))}
        except sqlite3.OperationalError:  # the engine has not made its tables yet
            return {}


def heard(found: Steps) -> int:
    return sum(name == "hear" for name, _ in found.values())


def test_a_call_survives_the_death_of_its_workers(
    house: House, recording: Path, tmp_path: Path, workers: Callable[[], subprocess.Popen[bytes]]
) -> None:
    script(tmp_path, seconds_per_window=0.4)
    call = load(house, recording)
    remembered: list[Steps] = [{}]
    for _ in range(2):
        killed = workers()
        until(lambda: heard(steps(house, call)) > heard(remembered[-1]), "a window heard")
        killed.kill()
        killed.wait()
        remembered.append(steps(house, call))
        assert state(house, call) is CallState.TRANSCRIBING

    asked = workers()
    until(lambda: heard(steps(house, call)) > heard(remembered[-1]), "another window heard")
    asked.send_signal(signal.SIGTERM)
    assert asked.wait(PATIENCE_S) == 0
    remembered.append(steps(house, call))
    assert state(house, call) is CallState.TRANSCRIBING

    last = workers()
    until(lambda: state(house, call) is CallState.READY, "ready")
    until(lambda: "tidy" in {name for name, _ in steps(house, call).values()}, "tidied up")
    last.send_signal(signal.SIGTERM)
    assert last.wait(PATIENCE_S) == 0
    remembered.append(steps(house, call))

    for before, after in pairwise(remembered):
        assert before.items() <= after.items(), "a step that had ended was done again"
    windows = begun(tmp_path)
    assert heard(remembered[-1]) == len(set(windows)) > 5
    twice = [number for number, window in enumerate(dict.fromkeys(windows)) if windows.count(window) > 1]
    cut_short = {heard(found) for found in remembered[1:3]}
    assert set(twice) <= cut_short, "a window that had been heard was heard again"
    assert len(windows) <= len(set(windows)) + 2

    page = intake.view(house, SYSTEM, call)
    assert page.transcript_revision == 1
    assert page.transcript is not None
    texts = [said.text for said in page.transcript.utterances]
    assert len(texts) == len(set(texts)) > 3
    assert any("第三次" in text for text in texts)
    assert len({evaluation.rubric for evaluation in page.evaluations}) == len(page.evaluations) == len(house.book.rubrics)
    assert not list(house.files.folder.rglob("*.lanes"))
    assert not process.alive(house, SYSTEM, 3600.0), "a worker that left did not say goodbye"


def of_version(house: House, version: str) -> None:
    with sqlite3.connect(house.settings.data / "jobs.db", timeout=30) as memory:
        memory.execute("update workflow_status set application_version = ?", (version,))


@pytest.mark.parametrize("enqueued", [False, True], ids=["at work", "to be resumed"])
def test_what_an_older_program_began_begins_anew(
    house: House, recording: Path, short: Path, tmp_path: Path, workers: Callable[[], subprocess.Popen[bytes]], *, enqueued: bool
) -> None:
    script(tmp_path, seconds_per_window=600.0)
    both = [load(house, recording), load(house, short)]
    older = workers()
    until(lambda: all("prepare" in {name for name, _ in steps(house, call).values()} for call in both), "both begun")
    until(lambda: begun(tmp_path), "at the first window")
    older.kill()
    older.wait()
    of_version(house, "1")
    if enqueued:
        with sqlite3.connect(house.settings.data / "jobs.db", timeout=30) as memory:
            memory.execute("update workflow_status set status = 'ENQUEUED', queue_name = '_dbos_internal_queue'")
    script(tmp_path)
    work_until(house, lambda: all(state(house, call) is CallState.READY for call in both))
    assert [process.attempt(house, SYSTEM, call) for call in both] == [2, 2]
    assert [intake.view(house, SYSTEM, call).transcript_revision for call in both] == [1, 1]


def test_what_an_older_worker_is_at_is_left_to_it(
    house: House, short: Path, tmp_path: Path, workers: Callable[[], subprocess.Popen[bytes]]
) -> None:
    script(tmp_path, seconds_per_window=600.0)
    call = load(house, short)
    older = workers()
    until(lambda: begun(tmp_path), "at the first window")
    older.send_signal(signal.SIGSTOP)  # it runs this program: left to itself, it would find its own job outdated
    of_version(house, "1")
    rounds = iter(range(1000))
    assert Worker(house).run(until=lambda: next(rounds) == 4)
    assert (state(house, call), process.attempt(house, SYSTEM, call)) == (CallState.TRANSCRIBING, 1)


def test_a_batch_is_as_large_as_the_engine_likes(house: House, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path)
    monkeypatch.setattr("qa.speech.scripted.Scripted.batch", 3)
    call = load(house, recording)
    work_off(house)
    assert state(house, call) is CallState.READY
    windows = begun(tmp_path)
    assert len(windows) == len(set(windows)) > 5
    assert heard(steps(house, call)) == -(-len(windows) // 3)


def test_the_most_pressing_call_comes_first(house: House, recording: Path, short: Path, tmp_path: Path) -> None:
    script(tmp_path)
    usual, pressing = load(house, recording), load(house, short)
    queue.hurry(house, SYSTEM, pressing)
    assert process.queued(house, SYSTEM) == [(pressing, 1), (usual, 1)]
    work_off(house)
    assert [state(house, call) for call in (usual, pressing)] == [CallState.READY] * 2


def test_a_cancelled_call_is_worked_on_no_more(house: House, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path)
    call = load(house, recording)
    hear = process.hear

    def meanwhile(*given: Any) -> dict[str, Any]:
        outcome = hear(*given)
        if len(begun(tmp_path)) == 2:
            queue.cancel(house, SYSTEM, call)
        return outcome

    monkeypatch.setattr(process, "hear", meanwhile)
    work_off(house)
    assert state(house, call) is CallState.CANCELLED
    assert len(begun(tmp_path)) == 2
    assert intake.view(house, SYSTEM, call).transcript is None
    assert not list(house.files.folder.rglob("*.lanes"))


def test_a_wrong_channel_is_put_right_by_the_words(house: House, recording: Path, tmp_path: Path) -> None:
    script(tmp_path)
    call = load(house, recording)
    with house.db.writing() as session:
        session.connection().exec_driver_sql("update call set agent_channel = 1")
    work_off(house)
    page = intake.view(house, SYSTEM, call)
    assert page.transcript is not None
    assert page.recast is not None
    assert page.recast.swapped
    assert "为您服务" in "".join(page.recast.quotes)
    assert page.sound is not None
    assert page.sound.agent_channel == 0
    assert {said.speaker for said in page.transcript.utterances if said.channel == 0} == {Speaker.AGENT}


def test_the_engine_is_told_what_is_known_of_the_source(house: House, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path)
    told: list[tuple[Any, ...]] = []
    transcribe = Scripted.transcribe

    def listening(self: Scripted, sounds: Sequence[Sound], **options: Any) -> list[Heard]:
        told.append((options["language"], options["prompt"], options["hotwords"]))
        return transcribe(self, sounds, **options)

    monkeypatch.setattr(Scripted, "transcribe", listening)
    call = load(house, short)
    with house.db.writing() as session:
        memory = session.connection()
        memory.exec_driver_sql(
            "insert into source (id, name, agent_channel, language, team, prompt, hotwords, rule, raw, folder, active, created_at)"
            " values (7, '录音系统', 0, 'auto', '', '宽带报修热线。', '[\"光猫\", \"FTTH\"]', '', '', '', 1, '2026-01-01 00:00:00')"
        )
        memory.exec_driver_sql("update call set source_id = 7, language = 'zh'")
    work_off(house)
    assert set(told) == {("zh", "宽带报修热线。", ("光猫", "FTTH"))}
    with house.db.reading() as session:
        row = calls.transcript(session, call)
        recorded = calls.recording_of_sha(session, hashlib.sha256(short.read_bytes()).hexdigest())
    assert row is not None
    assert (row.engine, row.model) == ("scripted", house.settings.model)
    known = {name: row.options[name] for name in ("prompt", "hotwords", "window", "agent_channel")}
    assert known == {"prompt": "宽带报修热线。", "hotwords": ["光猫", "FTTH"], "window": WINDOW_S, "agent_channel": 0}
    assert recorded is not None
    assert recorded.activity is not None
    activity = Activity.from_json(recorded.activity)
    assert activity.duration == pytest.approx(SHORT_S, abs=0.1)
    assert all(0 <= talk.start < talk.end <= activity.duration for lane in activity.channels for talk in lane)
    assert all(activity.channels), "somebody speaks on either channel"


def test_two_workers_share_the_work_and_never_a_call(
    house: House, recording: Path, short: Path, tmp_path: Path, workers: Callable[[], subprocess.Popen[bytes]]
) -> None:
    script(tmp_path, seconds_per_window=0.2)
    both = [load(house, recording), load(house, short)]
    workers()
    workers()
    until(lambda: len(process.alive(house, SYSTEM, 30.0)) == 2, "both workers alive")
    until(lambda: all(state(house, call) is CallState.READY for call in both), "both ready")
    for call in both:
        names = [name for name, _ in steps(house, call).values() if name != "hear"]
        assert sorted(set(names)) == sorted(names)
        assert steps(house, call, attempt=2) == {}


def test_what_a_silent_machine_left_is_taken_over(
    house: House, short: Path, tmp_path: Path, workers: Callable[[], subprocess.Popen[bytes]]
) -> None:
    script(tmp_path, seconds_per_window=600.0)
    call = load(house, short)
    first = workers()
    until(lambda: "plan" in {name for name, _ in steps(house, call).values()}, "planned")
    first.kill()
    first.wait()
    elsewhere = "elsewhere-abcdef-0"
    with sqlite3.connect(house.settings.data / "jobs.db", timeout=30) as memory:
        memory.execute("update workflow_status set executor_id = ?", (elsewhere,))
    process.beat(house, SYSTEM, elsewhere, 1)
    script(tmp_path)

    def beat_seconds_ago(seconds: float) -> None:
        with house.db.writing() as session:
            session.connection().exec_driver_sql("update worker set seen_at = datetime('now', ?)", (f"-{seconds} seconds",))

    rounds = iter(range(1000))
    assert Worker(house).run(until=lambda: next(rounds) == 4)
    assert state(house, call) is CallState.TRANSCRIBING, "taken from a machine that was heard of a moment ago"
    beat_seconds_ago(120)
    work_off(house)
    assert state(house, call) is CallState.READY
    assert steps(house, call, attempt=2) == {}


def test_a_call_waits_for_its_model_and_wakes(house: House, short: Path, tmp_path: Path) -> None:
    call = load(house, short)
    work_off(house)
    page = intake.view(house, SYSTEM, call)
    assert page.line.state is CallState.WAITING
    assert page.line.problem is not None
    assert page.line.problem.code == "speech.script_missing"
    assert page.sound is not None
    assert page.sound.channels == 2
    assert page.sound.duration == pytest.approx(SHORT_S, abs=0.1)
    assert page.sound.silent == (False, False)
    script(tmp_path)
    work_until(house, lambda: state(house, call) is CallState.READY)
    assert intake.view(house, SYSTEM, call).line.problem is None


def _wav_header(file: Path, hours: float) -> None:
    """A header that announces a long recording, and little behind it."""
    rate, size = 8000, int(hours * 3600 * 8000 * 2)
    head = b"RIFF" + struct.pack("<I", size + 36) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16)
    with file.open("wb") as out:
        out.write(head + b"data" + struct.pack("<I", size))
        out.truncate(44 + size)


def as_mp3(file: Path) -> bytes:
    """Eight seconds of noise."""
    with av.open(str(file), "w") as out:
        stream = out.add_stream("mp3", rate=8000)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(np.random.default_rng(1).normal(0, 900, (1, 64_000)).astype(np.int16), "s16", "mono")
        frame.sample_rate = 8000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    return file.read_bytes()


def test_whatever_comes_in_ends_in_a_clear_state(house: House, tmp_path: Path) -> None:
    script(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "letter.wav").write_text("您好，这不是录音。" * 100, encoding="utf-8")
    (folder / "empty.wav").write_bytes(b"")
    _wav_header(folder / "long.wav", hours=3)
    whole = as_mp3(tmp_path / "whole.mp3")
    (folder / "cut-off.mp3").write_bytes(whole[: len(whole) // 2])
    (folder / "nothing.mp3").write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64")
    one_lane = np.zeros((2, 8000 * 5), np.int16)
    one_lane[0] = np.random.default_rng(1).normal(0, 600, one_lane.shape[1]).astype(np.int16)
    with FlacWriter(folder / "one-silent.flac", 2, 8000) as flac:
        flac.add(one_lane)
    loaded = {file.name: load(house, file) for file in sorted(folder.iterdir())}
    work_off(house)
    found = {name: intake.view(house, SYSTEM, call) for name, call in loaded.items()}
    problems = {name: page.line.problem.code for name, page in found.items() if page.line.problem}
    assert problems == {
        "letter.wav": "audio.not_sound",
        "empty.wav": "audio.empty",
        "long.wav": "audio.too_long",
        "nothing.mp3": "audio.broken",
    }
    for name in problems:
        assert found[name].line.state is CallState.FAILED
        for language in ("zh", "en"):
            assert name in found[name].line.problem.message(language)  # type: ignore[union-attr]
    assert found["cut-off.mp3"].line.state is CallState.READY
    assert found["cut-off.mp3"].sound.warnings  # type: ignore[union-attr]
    assert found["one-silent.flac"].line.state is CallState.READY
    assert found["one-silent.flac"].sound.silent == (False, True)  # type: ignore[union-attr]


def test_a_call_whose_job_was_lost_is_sent_through_again(house: House, short: Path, tmp_path: Path) -> None:
    script(tmp_path)
    call = load(house, short)
    with house.db.writing() as session:
        session.connection().exec_driver_sql("update call set state = 'transcribing'")
    work_until(house, lambda: state(house, call) is CallState.READY)
    assert process.attempt(house, SYSTEM, call) == 2


def test_an_unexpected_error_is_told_and_the_next_call_goes_on(
    house: House, recording: Path, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    script(tmp_path)
    other = tmp_path / "other.flac"
    cut(recording, other, 0.0, SHORT_S + 1)
    bad, good = load(house, short), load(house, other)
    score = process.score

    def trips(house: House, actor: Any, call_id: int, attempt: int) -> None:
        if call_id == bad:
            raise ZeroDivisionError
        score(house, actor, call_id, attempt)

    monkeypatch.setattr(process, "score", trips)
    work_off(house)
    page = intake.view(house, SYSTEM, bad)
    assert page.line.state is CallState.FAILED
    assert page.line.problem is not None
    assert (page.line.problem.code, page.line.problem.params) == ("jobs.unexpected", {"kind": "ZeroDivisionError"})
    assert "ZeroDivisionError" in caplog.text
    assert state(house, good) is CallState.READY


def test_a_superseded_attempt_ends_quietly(house: House, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path)
    call = load(house, short)
    plan = process.plan

    def meanwhile(house: House, actor: Any, call_id: int, attempt: int) -> dict[str, Any] | None:
        if attempt == 1:
            with house.db.writing() as session:
                session.connection().exec_driver_sql("update call set attempt = 2, state = 'queued'")
        return plan(house, actor, call_id, attempt)

    monkeypatch.setattr(process, "plan", meanwhile)
    work_off(house)
    page = intake.view(house, SYSTEM, call)
    assert (page.line.state, page.line.problem, page.transcript_revision) == (CallState.READY, None, 1)


def test_no_worker_for_no_job(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        Worker(house, jobs=0)
    assert refused.value.code == "jobs.number"


def test_a_place_belongs_to_one_and_is_free_again(tmp_path: Path) -> None:
    places, others = Places(tmp_path), Places(tmp_path)
    first, second = places.take(), others.take()
    assert first.worker != second.worker
    assert others.here(first.worker)
    assert not others.here("elsewhere-abc-0")
    with others.vacant(first.worker) as vacant:
        assert not vacant
    first.free()
    with others.vacant(first.worker) as vacant:
        assert vacant
        assert places.take().worker not in (first.worker, second.worker)
    assert places.take().worker == first.worker


def test_a_resting_crew_begins_no_step(house: House) -> None:
    crew = Crew(house, 1)
    inside, go_on, passed = threading.Event(), threading.Event(), threading.Event()

    def job() -> None:
        with crew.at_work((1, 1)):
            with crew.step():
                inside.set()
                go_on.wait(PATIENCE_S)
            with crew.step():
                passed.set()

    threading.Thread(target=job, daemon=True).start()
    assert inside.wait(PATIENCE_S)
    threading.Timer(0.1, go_on.set).start()
    assert not crew.rest(PATIENCE_S)
    assert go_on.is_set(), "it rested before the step under way had ended"
    assert not passed.is_set()
    assert crew.jobs == {(1, 1)}


def _gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
def test_a_companion_keeps_a_worker_alive_and_takes_it_along(house: House, settings: Settings) -> None:
    with Companion(settings) as companion:
        first = until(lambda: companion.pid, "a worker")
        until(lambda: process.alive(house, SYSTEM, 30.0), "its heartbeat")
        os.kill(first, signal.SIGKILL)
        second = until(lambda: companion.pid if companion.pid != first else None, "another worker")
    assert _gone(second)
    assert companion.pid is None


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
def test_a_worker_leaves_when_its_application_is_killed(house: House, settings: Settings) -> None:
    program = textwrap.dedent("""
        import sys, time
        from qa import config
        from qa.jobs.companion import Companion
        companion = Companion(config.load())
        companion.start()
        while companion.pid is None:
            time.sleep(0.05)
        print(companion.pid, flush=True)
        time.sleep(600)
    """)
    environment = Companion(settings)._environment
    application = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE)
    assert application.stdout is not None
    worker = int(application.stdout.readline())
    until(lambda: process.alive(house, SYSTEM, 30.0), "its heartbeat")
    application.kill()
    application.wait()
    application.stdout.close()
    until(lambda: _gone(worker), "the worker gone")


def test_the_application_does_not_load_the_job_engine() -> None:
    program = "import sys, qa.jobs.companion, qa.desk.process; sys.exit('dbos' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_every_ending_has_its_words() -> None:
    for code, params in (("jobs.unexpected", {"kind": "X"}), ("jobs.crashed", {}), ("jobs.number", {"jobs": 0})):
        for language in ("zh", "en"):
            assert HearbackError(code, **params).message(language)
