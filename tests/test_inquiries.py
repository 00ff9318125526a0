"""The worker and a language model: asked after a call is ready, and whatever the model does, calls go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import config
from qa.config import Settings
from qa.desk import asking, intake, process
from qa.desk.house import SYSTEM, House, open_house
from qa.jobs.companion import Companion
from qa.jobs.worker import ASKED_AT_ONCE, Worker
from qa.model.call import CallState
from qa.model.finding import Verdict
from tests.reader.server import Answered, Asked, ModelServer, model_server, verdict

PATIENCE_S = 60.0
KEY = "sk-a-very-secret-key-5555"
RUBRIC = """
id: asked
version: 1
title: Asked
criteria:
  - {id: one, title: One, kind: ask, points: 10, question: First question}
  - {id: two, title: Two, kind: ask, points: 10, question: Second question}
"""


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for a condition."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")


@pytest.fixture
def served() -> Iterator[ModelServer]:
    with model_server() as server:
        server.answers = lambda asked: verdict("met", (1, "call number"))
        yield server


@pytest.fixture
def settings(tmp_path: Path, served: ModelServer) -> Settings:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "asked.yaml").write_text(RUBRIC, encoding="utf-8")
    return config.load(
        data=tmp_path / "data",
        rubrics=tmp_path / "rubrics",
        database_url="",
        files="",
        engine="scripted",
        reader_url=served.address,
        reader_model="small-model",
        reader_key=KEY,
        reader_timeout=PATIENCE_S,
    )


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    house = open_house(settings)
    yield house
    house.close()


def load(house: House, number: int) -> int:
    line = {"id": f"c{number}", "language": "en", "turns": [{"speaker": "agent", "text": f"This is call number {number}."}]}
    return intake.load_transcript(house, SYSTEM, f"c{number}.jsonl", json.dumps(line).encode()).call_id


def work_until(house: House, true: Callable[[], bool]) -> None:
    """Be a worker until something is so."""
    end = time.monotonic() + PATIENCE_S
    assert Worker(house).run(until=lambda: time.monotonic() > end or true())
    assert true()


def idle(house: House) -> bool:
    return not (process.queued(house, SYSTEM) or asking.waiting(house, SYSTEM, 1) or asking.under_way(house, SYSTEM))


def verdicts(house: House, call: int) -> list[Verdict]:
    return [found.verdict for evaluation in intake.view(house, SYSTEM, call).evaluations for found in evaluation.findings]


def test_the_worker_asks_after_a_call_is_ready(house: House, served: ModelServer) -> None:
    call = load(house, 1)
    work_until(house, lambda: process.state(house, SYSTEM, call) is CallState.READY and idle(house))
    assert verdicts(house, call) == [Verdict.MET, Verdict.MET]
    assert [("First" in asked.words, "Second" in asked.words) for asked in served.asked] == [(True, False), (False, True)]


def test_a_model_that_thinks_for_ever_holds_up_nothing(house: House, served: ModelServer) -> None:
    ready: list[int] = []

    def slow(asked: Asked) -> Answered:
        until(lambda: len(ready) == 6, "all calls are ready while the model thinks")
        return verdict("met", (1, "call number"))

    served.answers = slow
    ids = [load(house, number) for number in range(6)]

    def all_ready() -> bool:
        ready[:] = [call for call in ids if process.state(house, SYSTEM, call) is CallState.READY]
        return len(ready) == 6 and idle(house)

    work_until(house, all_ready)
    assert [verdicts(house, call) for call in ids] == [[Verdict.MET] * 2] * 6
    assert 1 <= served.most_at_once <= ASKED_AT_ONCE
    assert len(served.asked) == 12


def test_a_defect_ends_the_inquiry_and_not_the_worker(house: House, served: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def trips(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(asking, "_put", trips)
    call = load(house, 1)
    work_until(house, lambda: process.state(house, SYSTEM, call) is CallState.READY and idle(house))
    assert verdicts(house, call) == [Verdict.UNSCORED, Verdict.UNSCORED]
    monkeypatch.undo()
    asking.again(house, SYSTEM, call)
    work_until(house, lambda: idle(house))
    assert verdicts(house, call) == [Verdict.MET, Verdict.MET]


@pytest.fixture
def worker(settings: Settings) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers in processes of their own; what they complain of is in ``complaints``."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = Companion(settings)._environment
        with (settings.data / "complaints").open("ab") as to:
            started.append(subprocess.Popen([sys.executable, "-m", "qa", "work"], env=environment, cwd=settings.data, stderr=to))
        return started[-1]

    yield start
    for process_ in started:
        if process_.poll() is None:
            process_.kill()
        process_.wait()


def test_a_worker_that_is_killed_while_the_model_thinks_loses_nothing(
    house: House, served: ModelServer, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    killed: list[bool] = []

    def answer(asked: Asked) -> Answered:
        if "Second" in asked.words and not killed:
            served.released.wait(PATIENCE_S)
        return verdict("met", (1, "call number"))

    served.answers = answer
    call = load(house, 1)
    first = worker()
    until(lambda: len(served.asked) == 2, "the second question")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    killed.append(True)
    work_until(house, lambda: idle(house))
    assert verdicts(house, call) == [Verdict.MET, Verdict.MET]
    assert ["Second" in asked.words for asked in served.asked] == [False, True, True], "the first one was kept"
    assert KEY.encode() not in (house.settings.data / "complaints").read_bytes()
    assert {asked.headers["authorization"] for asked in served.asked} == {f"Bearer {KEY}"}, "the key reaches the worker"


def test_the_key_is_in_no_file_of_the_workspace(house: House, settings: Settings) -> None:
    call = load(house, 1)
    work_until(house, lambda: process.state(house, SYSTEM, call) is CallState.READY and idle(house))
    files = [file for file in settings.data.rglob("*") if file.is_file()]
    assert any(file.name == "jobs.db" for file in files)
    assert [file.name for file in files if KEY.encode() in file.read_bytes()] == []
