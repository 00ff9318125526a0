"""Many calls on several cores: the same findings, in the same order, with the line of every mistake."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from qa.desk import many
from qa.errors import ProcessLost, UnreadableCall
from qa.rubric.book import Book
from qa.rubric.load import load_book

ROOT = Path(__file__).resolve().parents[2]
RULES = {
    "never": "{id: a, title: A, kind: banned, points: 5, never: {any: [不知道, 没办法, 不清楚, no idea]}}",
    "first": "{id: a, title: A, kind: required, points: 5, expect: {any: [您好, 请问, good morning]}}",
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Two short rubrics: every process compiles them anew."""
    for name, criterion in RULES.items():
        text = f"id: {name}\nversion: 1\ntitle: {name}\ncriteria:\n  - {criterion}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_book(tmp_path)


def lines() -> list[str]:
    samples = (ROOT / "data" / "samples" / "calls.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for number in range(many.FEW * many.CHUNK_LINES + 40):
        call = json.loads(samples[number % len(samples)])
        found.append("{broken" if number % 97 == 5 else json.dumps({**call, "id": f"call {number}"}, ensure_ascii=False))
    return found


def test_several_processes_find_what_one_finds(book: Book) -> None:
    alone = list(many.findings(book.rubrics, lines(), "calls.jsonl", "zh", 1))
    together = list(many.findings(book.rubrics, lines(), "calls.jsonl", "zh", 2))
    assert [str(one) for one in together] == [str(one) for one in alone]
    wrong = [one.params["line"] for one in together if isinstance(one, UnreadableCall)]
    assert wrong == [number + 1 for number in range(len(lines())) if number % 97 == 5]
    assert json.loads(str(alone[0]))["call"] == "call 0"


def test_a_process_that_dies_at_once_is_told_of_and_not_waited_for(book: Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os\nos._exit(3)\n")
    # What a spawned process runs first: the file of the main module.
    main = ModuleType("__main__")
    main.__file__ = str(dying)
    monkeypatch.setitem(sys.modules, "__main__", main)
    with pytest.raises(ProcessLost, match=r"calls\.jsonl"):
        list(many.findings(book.rubrics, lines(), "calls.jsonl", "zh", 2))


def test_few_calls_start_no_process(book: Book) -> None:
    found = list(many.findings(book.rubrics, [lines()[0], "", "nothing"], "x", "en"))
    assert len(found) == sum(len(rubric.criteria) for rubric in book.rubrics) + 1
    assert isinstance(found[-1], UnreadableCall)
    assert found[-1].params["line"] == 3
