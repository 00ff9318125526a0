"""Many calls on several cores: the same findings, in the same order, with the line of every mistake."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from qa.desk import many
from qa.errors import ProcessLost, UnreadableCall
from qa.rubric.load import load_book

ROOT = Path(__file__).resolve().parents[2]
BOOK = load_book(ROOT / "rubrics")


def lines() -> list[str]:
    samples = (ROOT / "data" / "samples" / "calls.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for number in range(many.FEW * many.CHUNK_LINES + 40):
        call = json.loads(samples[number % len(samples)])
        found.append("{broken" if number % 97 == 5 else json.dumps({**call, "id": f"call {number}"}, ensure_ascii=False))
    return found


def test_several_processes_find_what_one_finds() -> None:
    rubrics = [rubric for rubric in BOOK.rubrics if rubric.id in ("banned_phrases", "empathy")]
    alone = list(many.findings(rubrics, lines(), "calls.jsonl", "zh", 1))
    together = list(many.findings(rubrics, lines(), "calls.jsonl", "zh", 2))
    assert [str(one) for one in together] == [str(one) for one in alone]
    wrong = [one.params["line"] for one in together if isinstance(one, UnreadableCall)]
    assert wrong == [number + 1 for number in range(len(lines())) if number % 97 == 5]
    assert json.loads(str(alone[0]))["call"] == "call 0"


def test_a_process_that_dies_at_once_is_told_of_and_not_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os\nos._exit(3)\n")
    # What a spawned process runs first: the file of the main module.
    main = ModuleType("__main__")
    main.__file__ = str(dying)
    monkeypatch.setitem(sys.modules, "__main__", main)
    with pytest.raises(ProcessLost, match=r"calls\.jsonl"):
        list(many.findings(BOOK.rubrics, lines(), "calls.jsonl", "zh", 2))


def test_few_calls_start_no_process() -> None:
    found = list(many.findings(BOOK.rubrics, [lines()[0], "", "nothing"], "x", "en"))
    assert len(found) == sum(len(rubric.criteria) for rubric in BOOK.rubrics) + 1
    assert isinstance(found[-1], UnreadableCall)
    assert found[-1].params["line"] == 3
