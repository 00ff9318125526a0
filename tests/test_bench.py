"""The benchmark compares like with like."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.bench import Figure, application, bigcall, labelled, library, machine, material, page, speech
from qa.cli import main
from qa.errors import NotFound
from qa.model.call import Call
from qa.model.finding import Verdict
from qa.rubric.evaluate import evaluate
from qa.rubric.load import load_rubric


def took(wall: float, cpu: float, own: float = 0.1) -> speech.Took:
    return speech.Took(wall, cpu, wall - own, cpu - own, 100)


@pytest.fixture
def one_thread() -> Iterator[None]:
    """So small a network is slower on more."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
def test_everybody_writes_as_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("faster_whisper", reason="the optional fast engine is not installed")
    monkeypatch.setitem(material.DIMS, "tiny", (1, 64, 1))
    found = {figure.name: figure.value for figure in speech.run(25.0, "tiny", rounds=1)}
    tokens = [found[f"{name}_tokens"] for name in ("alone", "ours", "faster")]
    assert min(tokens) >= 60
    assert max(tokens) <= 1.25 * min(tokens), tokens
    assert found["ours_ratio"] > 0
    assert 0 < found["faster_own"] < 100


@pytest.mark.parametrize(("others", "judged"), [(0.02, {"others", "ours_ratio", "ours_own"}), (0.4, {"others"})])
def test_on_a_busy_machine_nothing_is_judged_and_both_clocks_are_shown(others: float, judged: set[str]) -> None:
    runs = {"alone": [took(20, 30), took(10, 28)], "ours": [took(5, 9), took(50, 10)]}
    figures: dict[str, Figure] = {figure.name: figure for figure in speech._figures(runs, others)}
    assert {name for name, figure in figures.items() if figure.target is not None} == judged
    assert figures["ours_ratio"].value == pytest.approx(2.0)
    assert figures["ours_ratio_cpu"].value == pytest.approx(28 / 9)
    assert figures["ours_own"].value == pytest.approx(2.0)
    assert figures["others"].met is (others < 0.1)
    assert figures["others"].value == pytest.approx(100 * others)


@pytest.fixture
def judged_by_people(tmp_path: Path) -> Path:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "dialogues").mkdir()
    lists = {"one": ["不归我管", "今天天气很好"], "two": ["不归我管"], "three": ["滚"]}
    (tmp_path / labelled.BANNED).write_text(json.dumps({"banned_zh": lists}), encoding="utf-8")
    (tmp_path / labelled.INVENTED).write_text(json.dumps({"zh": ["感谢观看", "你好"], "en": ["Thanks for watching!"]}), encoding="utf-8")
    kind = {"speaker": "agent", "text": "I understand how frustrating this must be.", "labels": ["strategy:Reflection of feelings"]}
    asked = {"speaker": "agent", "text": "What is your number?", "labels": ["strategy:Questions"]}
    unheard = {"speaker": "agent", "text": "Blue.", "labels": ["strategy:Affirmation and Reassurance"]}
    (tmp_path / labelled.SUPPORT).write_text(json.dumps({"turns": [kind, asked, unheard]}) + "\n", encoding="utf-8")
    talk = [
        {"speaker": "甲", "text": "对不起", "labels": ["DA:apology", "sentiment:negative"]},
        {"speaker": "乙", "text": "不归我管", "labels": ["DA:answer", "sentiment:positive"]},
    ]
    (tmp_path / labelled.TALK).write_text(json.dumps({"turns": talk}) + "\n", encoding="utf-8")
    return tmp_path


def test_what_is_found_of_what_people_labelled_is_counted(judged_by_people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {figure.name.removeprefix("labelled_"): figure.counted for figure in labelled.run(judged_by_people)}
    assert found == {
        "list_1": (1, 2),
        "list_2": (1, 1),
        "list_3": (1, 1),
        "banned_precision": (2, 3),
        "banned_recall": (2, 3),
        "polite": (0, 3),
        "empathy_en_precision": (1, 1),
        "empathy_en_recall": (1, 2),
        "empathy_zh_precision": (0, 0),
        "empathy_zh_recall": (0, 0),
        "apology_zh_precision": (1, 1),
        "apology_zh_recall": (1, 1),
        "invented_zh": (1, 2),
        "invented_en": (1, 1),
    }
    assert main(["bench", "labelled", "--material", str(judged_by_people)]) == 0
    assert "0.6666666666666666" in capsys.readouterr().out


def test_without_the_material_it_is_told_what_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "labelled", "--material", str(tmp_path)]) != 0
    assert "banned_zh.json" in capsys.readouterr().err


def page_took(**times: float) -> dict[str, list[float]]:
    usual = {"first": 2.0, "open": 1.0, "empty": 0.5, "calls": 0.6, "library": 0.7, "shown": 30.0, "saved": 120.0, "kept": 50.0}
    return {name: [value] * 20 for name, value in (usual | times).items()}


@pytest.mark.parametrize(
    ("times", "missed"), [({}, set()), ({"open": 1.6}, {"page_open"}), ({"saved": 260.0}, {"page_saved"}), ({"kept": 49.0}, {"page_kept"})]
)
def test_the_call_page_is_held_against_its_targets(times: dict[str, float], missed: set[str]) -> None:
    figures = page._figures(page_took(**times), 0.0)
    assert {figure.name for figure in figures if figure.met is False} == missed
    assert {figure.name: figure.value for figure in figures}["page_ratio"] == times.get("open", 1.0) / 0.5


def test_on_a_busy_machine_the_page_is_not_judged_but_what_it_keeps_is() -> None:
    figures = page._figures(page_took(open=9.0, saved=900.0, kept=49.0), 0.4)
    assert {figure.name for figure in figures if figure.met is False} == {"others", "page_kept"}


def test_the_made_call_has_eight_hundred_turns_and_each_of_its_rubrics_finds_what_it_is_made_to_find(tmp_path: Path) -> None:
    said = bigcall.transcript(bigcall.TURNS)
    assert len(said.utterances) == bigcall.TURNS
    assert all(one.text == "".join(word.text for word in one.words) for one in said.utterances)
    assert bigcall.RUBRICS * len(bigcall.SPREAD) == bigcall.FINDINGS
    file = tmp_path / "r3.yaml"
    file.write_text(bigcall.rubric(3, said), encoding="utf-8")
    found = evaluate(load_rubric(file), Call("big", said)).findings
    counts = Counter(one.verdict for one in found)
    assert counts == {Verdict.MET: 16, Verdict.MISSED: 6, Verdict.NOT_APPLICABLE: 2, Verdict.UNSCORED: 1}
    assert sum(len(one.evidence) for one in found) > len(found)


def test_without_playwright_or_a_browser_the_bench_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHROMIUM", "PATH"):
        monkeypatch.setenv(name, "")
    with pytest.raises(NotFound, match="playwright install chromium"):
        application.chromium("/nowhere/chromium")
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(NotFound, match="requirements-dev"), application.browser():
        pass


def _proc(folder: Path, ticks: dict[int, tuple[int, int]], stolen: int) -> None:
    """A ``/proc`` with programs of other numbers: by number the parent's and the ticks at work."""
    for pid, (parent, used) in ticks.items():
        (folder / str(pid)).mkdir(exist_ok=True)
        fields = ["S", parent, *[0] * 9, used, 0, 0, 0, *[0] * 4, 7]
        (folder / str(pid) / "stat").write_text(f"{pid} (a ) b) " + " ".join(map(str, fields)), encoding="utf-8")
    (folder / "stat").write_text(f"cpu 0 0 0 0 0 0 0 {stolen}\n", encoding="ascii")


def test_what_this_program_started_is_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, child, grandchild, stranger, newcomer = os.getpid(), 900_001, 900_002, 900_003, 900_004
    clock = iter((10.0, 20.0))
    monkeypatch.setattr(machine, "_PROC", tmp_path)
    monkeypatch.setattr(machine.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(machine.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(machine.os, "sysconf", lambda _: 100)
    _proc(tmp_path, {own: (1, 50), child: (own, 50), grandchild: (child, 50), stranger: (1, 300)}, stolen=5)
    here = machine.Machine()
    _proc(tmp_path, {own: (1, 950), child: (own, 950), grandchild: (child, 950), stranger: (1, 400), newcomer: (stranger, 60)}, stolen=45)
    assert here.others() == pytest.approx((100 + 60 + 40) / 2000)


def test_where_the_system_does_not_tell_nobody_else_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_PROC", tmp_path / "none")
    assert machine.Machine().others() == 0.0


def test_the_library_is_asked_all_that_it_is_measured_by(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(library, "ROUNDS", 3)
    main(["bench", "library", "--excerpts", "150", "--json"])
    figures = {(one := json.loads(line))["name"]: one["value"] for line in capsys.readouterr().out.splitlines()}
    asked = {f"library_{name}{end}" for name in library.ASKED for end in ("", "_worst")}
    assert set(figures) == {"others", "library_first", *asked}
    assert min(value for name, value in figures.items() if name != "others") > 0


@pytest.mark.parametrize(("others", "missed"), [(0.0, {"library_words_worst"}), (0.4, {"others"})])
def test_the_library_is_held_against_its_target_on_an_idle_machine(others: float, missed: set[str]) -> None:
    figures = library.figures({"words": [10.0, 20.0, 260.0], "sound": [10.0, 10.0]}, others)
    assert {figure.name for figure in figures if figure.met is False} == missed
