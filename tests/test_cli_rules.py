"""The rules on the command line: what is in force, putting something in force, and what another version would find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa import config
from qa.desk import intake, process
from qa.desk.house import SYSTEM, open_house
from qa.desk.intake import Details
from tests.test_cli import RUBRIC, run, workspace

__all__ = ["workspace"]

GOOD = RUBRIC.replace("VERDICT", "missed")
NEWER = GOOD.replace("version: 1", "version: 2").replace("[hello]", "[hello, what is it]").replace("What is it?", "Yes?")
CALLS = [
    {"id": "hi", "language": "en", "turns": [{"speaker": "agent", "text": text}]}
    for text in ("Hello there.", "What is it?", "Next please.", "Hello again.")
]


@pytest.fixture
def newer(workspace: Path) -> Path:
    """A newer version of the rubric, beside which nothing lies, and calls as lines."""
    (workspace / "new").mkdir()
    file = workspace / "new" / "basic.yaml"
    file.write_text(NEWER, encoding="utf-8")
    lines = [json.dumps({**call, "id": f"c{number}"}) for number, call in enumerate(CALLS)]
    (workspace / "calls.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def stored(workspace: Path) -> list[int]:
    """The same calls in the workspace, scored."""
    house = open_house(config.load())
    found = []
    for number, call in enumerate(CALLS):
        content = json.dumps({**call, "id": f"c{number}"}).encode()
        found.append(intake.load_transcript(house, SYSTEM, f"c{number}.jsonl", content, Details(queue="bills" if number else "")).call_id)
        process.score(house, SYSTEM, found[-1], process.attempt(house, SYSTEM, found[-1]))
    house.close()
    return found


def reported(capsys: pytest.CaptureFixture[str]) -> Any:
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    return line


def test_a_backtest_on_lines_needs_no_workspace(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rubric", "backtest", newer, "--input", "calls.jsonl", "--json") == 0
    found = reported(capsys)
    assert (found["rubric"], found["criterion"], found["turned"], found["won"], found["lost"]) == ("basic", "greet", 1, 1, 0)
    assert (found["before"]["met"], found["after"]["met"]) == (2, 3)
    assert found["changes"] == [
        {
            "call": "c1",
            "before": "missed",
            "after": "met",
            "person": None,
            "won": [{"turn": 0, "from": 0, "to": 10, "quote": "What is it"}],
            "lost": [],
        }
    ]
    assert not (Path("data") / "hearback.db").exists()


def test_people_come_along_as_findings_as_lines(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = [
        {"call": call, "rubric": "basic", "criterion": "greet", "verdict": verdict}
        for call, verdict in (("c0", "met"), ("c1", "missed"), ("c2", "missed"), ("c3", "unscored"), ("elsewhere", "met"))
    ]
    Path("said.jsonl").write_text("\n".join(map(json.dumps, said)), encoding="utf-8")
    assert run("rubric", "backtest", newer, "--input", "calls.jsonl", "--judgements", "said.jsonl", "--json") == 0
    found = reported(capsys)
    assert found["people_before"]["precision"] == found["people_before"]["recall"] == {"hits": 2, "of": 2}
    assert found["people_after"]["precision"] == {"hits": 1, "of": 1}
    assert found["people_after"]["recall"] == {"hits": 1, "of": 2}
    assert (found["people_after"]["pairs"], found["people_after"]["lacks"]) == (3, "few")
    assert run("rubric", "backtest", newer, "--input", "calls.jsonl", "--judgements", "said.jsonl") == 0
    assert "precision 1/1, recall 1/2, too few verdicts for kappa" in capsys.readouterr().out


def test_our_own_findings_agree_with_ourselves(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "--input", "calls.jsonl", "--output", "said.jsonl") == 0
    assert run("rubric", "backtest", newer, "--input", "calls.jsonl", "--judgements", "said.jsonl", "--json") == 0
    assert reported(capsys)["people_before"]["observed"] == 1.0


def test_examples_that_fail_are_told_and_are_status_one(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer.write_text(NEWER.replace("[[Hello]]", "[[Hello,]]"), encoding="utf-8")
    assert run("rubric", "backtest", newer, "--input", "calls.jsonl") == 1
    out, err = capsys.readouterr()
    assert "basic/greet · said" in err
    assert "greet" in out


def test_two_files_are_compared(newer: Path, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "old.yaml").write_text(NEWER.replace("hello, what", "what"), encoding="utf-8")
    assert run("rubric", "backtest", newer, "--against", "old.yaml", "--input", "calls.jsonl", "--json") == 0
    found = reported(capsys)
    assert (found["before"]["met"], found["after"]["met"]) == (1, 3)


def test_what_is_compared_with_itself_is_told(workspace: Path, newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rubric", "backtest", "rubrics/basic.yaml", "--input", "calls.jsonl") == 0
    assert "judges as the version" in capsys.readouterr().err


def test_a_phrase_set_is_tried_with_the_rubrics_that_refer_to_it(workspace: Path, newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "rubrics" / "phrases").mkdir()
    (workspace / "rubrics" / "phrases" / "words.yaml").write_text("id: words\ntitle: w\nen: [hello]\n", encoding="utf-8")
    (workspace / "rubrics" / "basic.yaml").write_text(GOOD.replace("[hello]", '["@words"]'), encoding="utf-8")
    (workspace / "words.yaml").write_text("id: words\ntitle: w\nen: [hello, next please]\n", encoding="utf-8")
    assert run("rubric", "backtest", "words.yaml", "--input", "calls.jsonl", "--json") == 0
    found = reported(capsys)
    assert (found["rubric"], [one["call"] for one in found["changes"]]) == ("basic", ["c2"])


def test_lines_that_are_none_are_told(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Path("calls.jsonl").open("a", encoding="utf-8") as file:
        file.write("no call\n")
    assert run("rubric", "backtest", newer, "--input", "calls.jsonl") == 1
    assert "calls.jsonl" in capsys.readouterr().err
    for bad in ("no json", "[]", '{"call": 1}', json.dumps({"call": "c", "rubric": "r", "criterion": "c", "verdict": "good"})):
        Path("said.jsonl").write_text(f"\n{bad}\n", encoding="utf-8")
        assert run("rubric", "backtest", newer, "--input", "calls.jsonl", "--judgements", "said.jsonl") == 2
        assert "said.jsonl, line 2" in capsys.readouterr().err


def test_a_backtest_on_the_workspace(newer: Path, stored: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rubric", "backtest", newer, "--json") == 0
    found = reported(capsys)
    assert (found["turned"], [one["call"] for one in found["changes"]]) == (1, [str(stored[1])])
    for options, calls in (
        (["--queue", "bills"], 3),
        (["--last", "2"], 2),
        (["--until", "2001-01-01"], 0),
        (["--since", "2001-01-01"], 4),
        (["--team", "nobody"], 0),
    ):
        assert run("rubric", "backtest", newer, *options) == 0
        assert f"calls tried {calls}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "yesterday"],
        ["--last", "0"],
        ["--agent", "nobody"],
        ["--source", "nowhere"],
        ["--judgements", "said.jsonl"],
        ["--against", "nowhere.yaml"],
        ["--input", "nowhere.jsonl"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_one_line_and_two(newer: Path, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rubric", "backtest", newer, *options) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)


def test_putting_in_force_and_looking_back(newer: Path, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rubric", "list") == 0
    first, *others = capsys.readouterr().out.splitlines()
    assert first.split("\t") == ["basic", "v1", "Basics", "as shipped"]
    assert all(line.startswith("excuses/") for line in others), "a folder without excuses has the shipped ones"
    assert run("rubric", "activate", newer, "--note", "what is it greets too") == 0
    assert "number 1" in capsys.readouterr().out
    assert run("rubric", "list", "--json") == 0
    listed, *_ = map(json.loads, capsys.readouterr().out.splitlines())
    assert (listed["name"], listed["version"], listed["number"], listed["note"]) == ("basic", 2, 1, "what is it greets too")
    assert run("rubric", "history", "basic", "--json") == 0
    assert [json.loads(line)["number"] for line in capsys.readouterr().out.splitlines()] == [1, 0]
    assert run("rubric", "history", "basic") == 0
    assert "in force" in capsys.readouterr().out
    for number, text in ((None, NEWER), (1, NEWER), (0, GOOD)):
        assert run("rubric", "show", "basic", *(() if number is None else ("--number", str(number)))) == 0
        assert capsys.readouterr().out == text
    (workspace / "rubrics" / "basic.yaml").write_text(GOOD.replace("points: 10", "points: 11"), encoding="utf-8")
    assert run("rubric", "list") == 0
    assert "not looked at yet" in capsys.readouterr().out


def test_what_may_not_be_put_in_force_is_told(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer.write_text(NEWER.replace("version: 2", "version: 1"), encoding="utf-8")
    for argv in (
        ("activate", newer, "--note", "x"),
        ("activate", newer, "--note", " "),
        ("activate", "nowhere.yaml", "--note", "x"),
        ("show", "nothing"),
        ("show", "basic", "--number", "9"),
        ("history", "nothing"),
    ):
        assert run("rubric", *argv) == 2
        out, err = capsys.readouterr()
        assert (out, len(err.splitlines())) == ("", 1)
