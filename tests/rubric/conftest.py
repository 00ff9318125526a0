"""Rubrics and calls in a few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.model.finding import Finding
from qa.rubric.book import Rubric
from qa.rubric.evaluate import evaluate
from qa.rubric.load import load_rubric

Judge = Callable[..., Finding]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file of the rubric folder."""

    def write_(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_


@pytest.fixture
def rubric(write: Callable[[str, str], Path]) -> Callable[[str], Rubric]:
    """A rubric of one criterion, from its own keys."""

    def rubric_(keys: str) -> Rubric:
        body = "".join(f"    {line}\n" for line in keys.strip().splitlines())
        text = "id: one\nversion: 1\ntitle: One\ncriteria:\n  - id: only\n    title: Only\n    points: 10\n" + body
        return load_rubric(write("one.yaml", text))

    return rubric_


@pytest.fixture
def judge(rubric: Callable[[str], Rubric]) -> Judge:
    """The finding of one criterion on a call of ("a" or "c", words[, start, end]) turns."""

    def judge_(keys: str, *turns: tuple[object, ...], language: str = "zh", day: str | None = None) -> Finding:
        return evaluate(rubric(keys), call_of(*turns, language=language, day=day)).findings[0]

    return judge_


def call_of(*turns: tuple[object, ...], language: str = "zh", day: str | None = None) -> Call:
    speakers = {"a": Speaker.AGENT, "c": Speaker.CUSTOMER, "u": Speaker.UNKNOWN}
    said = tuple(Utterance(speakers[str(turn[0])], str(turn[1]), *turn[2:4]) for turn in turns)  # type: ignore[arg-type]
    return Call("call", Transcript(language, said), None, datetime.fromisoformat(day) if day else None)
