"""``evaluate --ask`` and ``doctor``: a language model from the command line, and only where it was wanted."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import cli
from qa.cli.words import speak
from qa.desk import asked as asked_lines
from qa.reader import client
from tests.reader.server import Answered, Asked, ModelServer, completion, model_server, verdict

KEY = "sk-a-very-secret-key-7777"
RUBRIC = """
id: asked
version: 1
title: Asked
criteria:
  - {id: help, title: Help, kind: ask, points: 10, speaker: agent, question: Was help offered}
  - {id: never, title: Never, kind: banned, points: 5, never: {any: [shut up]}}
"""


@pytest.fixture
def served() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, served: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace of its own with a language model, an English terminal, no settings of the machine."""
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "asked.yaml").write_text(RUBRIC, encoding="utf-8")
    reader = {"QA_READER_URL": served.address, "QA_READER_MODEL": "small-model", "QA_READER_KEY": KEY, "QA_READER_TIMEOUT": "20"}
    for name, value in {"QA_DATA": tmp_path / "data", "QA_RUBRICS": tmp_path / "rubrics", "LC_ALL": "C", **reader}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr(client, "FIRST_PAUSE_S", 0.01)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    speak("en")


def lines(count: int) -> str:
    said = [{"id": f"c{i}", "language": "en", "turns": [{"speaker": "agent", "text": f"How can I help with {i}?"}]} for i in range(count)]
    return "".join(json.dumps(call) + "\n" for call in said)


@pytest.fixture
def evaluate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[dict[str, Any]], str]]:
    """Runs ``evaluate`` on so many calls: the exit status, the findings, the complaints."""

    def evaluate_(count: int, *more: str, text: str | None = None) -> tuple[int, list[dict[str, Any]], str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines(count) if text is None else text))
        status = cli.main(["evaluate", "--input", "-", *more])
        out, err = capsys.readouterr()
        assert KEY not in out + err
        return status, [json.loads(line) for line in out.splitlines()], err

    return evaluate_


Evaluate = Callable[..., tuple[int, list[dict[str, Any]], str]]


def test_nothing_is_asked_by_default(evaluate: Evaluate, served: ModelServer) -> None:
    status, found, err = evaluate(2)
    assert (status, err, served.asked) == (0, "", [])
    assert [one["verdict"] for one in found] == ["unscored", "met"] * 2


def test_asked_for_it_asks_and_says_where_words_go(evaluate: Evaluate, served: ModelServer) -> None:
    def answer(asked: Asked) -> Answered:
        return verdict("met", (1, asked.lines[0]["text"].lower()))

    served.answers = answer
    status, found, err = evaluate(20, "--ask")
    assert status == 0
    assert served.host in err
    assert "small-model" in err
    assert [one["call"] for one in found] == [f"c{i}" for i in range(20) for _ in range(2)], "in the order of the calls"
    assert {one["verdict"] for one in found} == {"met"}
    assert found[0]["evidence"] == [{"turn": 0, "from": 0, "to": 21, "quote": "How can I help with 0", "how": "literal"}]
    assert set(found[0]) == {"call", "rubric", "version", "criterion", "verdict", "points", "max_points", "reason", "evidence"}
    assert found[0]["reason"] == "The language model small-model says it was met: because"
    assert served.most_at_once <= asked_lines.AT_ONCE


def test_the_reasons_speak_the_readers_language(evaluate: Evaluate, served: ModelServer) -> None:
    served.answers = lambda asked: verdict("met", (1, "How may I help?"))
    _, found, _ = evaluate(1, "--ask", "--language", "zh")
    assert found[0]["verdict"] == "unscored"
    assert found[0]["reason"].startswith("语言模型 small-model 判为“达标”，但它引用的“How may I help?”在第 1 句里并不存在")


def test_a_model_that_is_gone_is_given_up(evaluate: Evaluate, served: ModelServer) -> None:
    served.answers = lambda asked: Answered(503)
    status, found, _ = evaluate(30, "--ask")
    assert status == 0
    assert [one["verdict"] for one in found] == ["unscored", "met"] * 30
    assert all("status 503" in one["reason"] for one in found[::2])
    assert len(served.asked) <= client.TRIES * (asked_lines.PATIENCE + asked_lines.AT_ONCE)


def test_a_model_that_writes_nonsense_is_still_asked(evaluate: Evaluate, served: ModelServer) -> None:
    served.answers = lambda asked: completion("I think so.")
    _, found, _ = evaluate(10, "--ask")
    assert len(served.asked) == 10
    assert "no verdict in the form" in found[0]["reason"]


def test_a_line_that_is_no_call_is_told_of_in_its_place(evaluate: Evaluate, served: ModelServer) -> None:
    status, found, err = evaluate(0, "--ask", text=lines(1) + "nonsense\n" + lines(1))
    assert (status, len(found)) == (1, 4)
    assert "line 2" in err


def test_asking_without_a_model_is_refused(evaluate: Evaluate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_READER_URL", "")
    status, found, err = evaluate(1, "--ask")
    assert (status, found) == (2, [])
    assert "QA_READER_URL" in err


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (verdict("met", (1, "how can I help you")), "ok", "answers within"),
        (verdict("met", (1, "Welcome!")), "missing", "Choose an abler model"),
        (verdict("missed", (1, "how can I help you")), "missing", "Choose an abler model"),
        (completion("Yes."), "missing", "no verdict in the form"),
        (Answered(401, KEY.encode()), "missing", "Check QA_READER_KEY"),
        (Answered(503), "missing", "Ask again later"),
    ],
)
def test_doctor_tells_whether_the_model_answers(
    capsys: pytest.CaptureFixture[str], served: ModelServer, answer: Answered, state: str, said: str
) -> None:
    served.answers = lambda asked: answer
    assert cli.main(["doctor", "--json"]) == 0
    out, err = capsys.readouterr()
    (found,) = [one for one in map(json.loads, out.splitlines()) if one["name"] == "reader"]
    assert found["state"] == state
    assert said in found["said"]
    assert KEY not in out + err
