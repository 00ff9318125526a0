"""The command line: stable, in the reader's language, one line for what is wrong."""

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pandas import DataFrame

from qa import cli, config
from qa.audio.clip import cut
from qa.cli.export import as_csv, as_jsonl, as_parquet, as_xlsx, harmless
from qa.cli.words import Words, language_here, speak
from qa.config import ROOT
from qa.desk import intake, people
from qa.desk.house import SYSTEM, House, open_house
from qa.model.call import CallState

SAMPLES = ROOT / "data" / "samples"
SHARED = ROOT.parent / "shared" / "data"
RUBRIC = """
id: basic
version: 1
title: {zh: 基本, en: Basics}
criteria:
  - id: greet
    title: {zh: 问候, en: Greets}
    kind: required
    points: 10
    expect: {any: [hello]}
    examples:
      - {name: said, verdict: met, call: [{agent: "[[Hello]], how can I help?"}]}
      - {name: not said, verdict: VERDICT, call: [{agent: "What is it?"}]}
"""
CALL = {
    "id": "c1",
    "language": "en",
    "turns": [
        {"speaker": "agent", "text": "Hello, how can I help?", "start": 0.5, "end": 2.0},
        {"speaker": "customer", "text": "=1+1 is wrong on my bill.", "start": 2.5, "end": 4.0},
    ],
}


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace of its own, an English terminal, no settings of the machine."""
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "basic.yaml").write_text(RUBRIC.replace("VERDICT", "missed"), encoding="utf-8")
    for name, value in {"QA_DATA": tmp_path / "data", "QA_RUBRICS": tmp_path / "rubrics", "LC_ALL": "C"}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    speak("en")


@pytest.fixture
def house(workspace: Path) -> Iterator[House]:
    house = open_house(config.load())
    yield house
    house.close()


def run(*argv: str | Path) -> int:
    try:
        return cli.main([str(one) for one in argv])
    except SystemExit as left:
        return int(left.code or 0)


def commands(parser: argparse.ArgumentParser, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command, the groups themselves too."""
    yield prefix
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from commands(inner, (*prefix, name))


def parser_of(command: tuple[str, ...]) -> argparse.ArgumentParser:
    found: argparse.ArgumentParser = cli.parser(Words("en"))
    for name in command:
        (group,) = (action for action in found._actions if isinstance(action, argparse._SubParsersAction))
        found = group.choices[name]
    return found


EVERY = list(commands(cli.parser(Words("en"))))


def test_the_commands_of_the_design_are_there() -> None:
    single = {"doctor", "demo", "import", "transcribe", "convert", "mask", "evaluate", "work", "export"}
    assert {
        *((name,) for name in single),
        ("rubric", "test"),
        ("rubric", "backtest"),
        *(("people", verb) for verb in ("add", "list", "passwd", "disable")),
    } <= {*EVERY}


@pytest.mark.parametrize("command", EVERY, ids=lambda command: " ".join(command) or "top")
def test_help_everywhere_in_both_languages(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for language, setting in (("zh", "zh_CN.UTF-8"), ("en", "en_GB.UTF-8")):
        monkeypatch.setenv("LC_ALL", setting)
        assert run(*command, "--help") == 0
        said[language] = capsys.readouterr().out
    assert "用法" in said["zh"]
    assert "usage" in said["en"]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in said["en"])
    unexplained = [action.dest for action in parser_of(command)._actions if not action.help and action.nargs != argparse.PARSER]
    assert unexplained == []


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_TW"}, "zh"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "C"}, "zh"),
    ],
)
def test_the_terminal_tells_the_language(environment: dict[str, str], language: str) -> None:
    assert language_here(environment) == language


@pytest.mark.parametrize(
    "argv",
    [
        ["nonsense"],
        ["import"],
        ["people", "add", "x1", "--role", "king"],
        ["evaluate", "--input", "nowhere.jsonl"],
        ["evaluate", "--input", "-", "--rubric", "nowhere.yaml"],
        ["convert", "nowhere.srt"],
        ["transcribe", "nowhere.wav"],
        ["people", "disable", "nobody"],
        ["import", ".", "--metadata", "nowhere.csv"],
        ["work", "--jobs", "0"],
        ["export", "reviews", "--format", "word"],
        ["report", "month", "2026-13"],
        ["report", "shift", "2026-11-25..2026-11-24"],
        ["report", "shift", "--team", "nobody's"],
        ["report", "case", "99"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_one_line_and_two(
    argv: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for setting in ("C", "zh_CN.UTF-8"):
        monkeypatch.setenv("LC_ALL", setting)
        assert run(*argv) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert len(err.splitlines()) == 1
        assert "Traceback" not in err


def test_a_wrong_setting_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_MAX_HOURS", "many")
    assert run("people", "list") == 2
    assert "QA_MAX_HOURS" in capsys.readouterr().err


def test_help_comes_at_once() -> None:
    begun = time.monotonic()
    program = "import sys; from qa.cli import main, parser, Words; parser(Words('en')).format_help(); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert time.monotonic() - begun < 5.0
    for heavy in ("sqlmodel", "sqlalchemy", "pydantic", "numpy", "av", "torch", "dbos", "yaml", "pandas"):
        assert f"'{heavy}'" not in done.stdout, f"{heavy} is loaded for a help text"


def test_as_a_program(workspace: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "zh_CN.UTF-8", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "qa", "evaluate", "--input", "-"],
        input=json.dumps(CALL) + "\nno call\n" + json.dumps({**CALL, "id": "c2"}),
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [(one["call"], one["criterion"], one["verdict"]) for one in found] == [("c1", "greet", "met"), ("c2", "greet", "met")]
    assert found[0]["evidence"] == [
        {"turn": 0, "from": 0, "to": 5, "quote": "Hello", "start": 0.5, "end": pytest.approx(0.841), "how": "literal"}
    ]
    assert "第 2 行" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_doctor_says_what_is_missing_and_lives_with_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found_by = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "torch" else found_by(name))
    assert run("doctor", "--json") == 0
    found = {one["name"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {name: one["state"] for name, one in found.items()} == {
        "python": "ok",
        "folder": "ok",
        "decoder": "ok",
        "database": "ok",
        "rubrics": "ok",
        "engine": "missing",
        "worker": "missing",
        "accelerator": "missing",
        "reader": "ok",
    }
    assert "QA_MODEL" in found["engine"]["said"]


def test_doctor_finds_what_is_broken(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "rubrics" / "basic.yaml").write_text("id: other", encoding="utf-8")
    assert run("doctor") == 1
    assert "[broken]" in capsys.readouterr().out


def test_doctor_hides_the_password(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("QA_DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/none")
    assert run("doctor") == 1
    out, err = capsys.readouterr()
    assert "secret" not in out + err


def test_people(house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("people", "add", "ann", "--role", "agent", "--team", "red") == 0
    password = capsys.readouterr().out.split("Password: ")[1].split()[0]
    people.sign_in(house, "ann", password)
    monkeypatch.setattr("sys.stdin", io.StringIO("my own password\n"))
    assert run("people", "passwd", "ann", "--password-stdin") == 0
    assert "my own" not in capsys.readouterr().out
    people.sign_in(house, "ann", "my own password")
    assert run("people", "disable", "ann") == 0
    capsys.readouterr()
    assert run("people", "list", "--json") == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"name": "ann", "shown": "ann", "role": "agent", "team": "red", "language": "", "active": False}
    ]
    assert run("people", "add", "ann", "--role", "lead") == 2


def test_a_transcript_is_masked_for_others(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = [{"speaker": "customer", "text": "我叫王建国，手机一三八零零一三八零零六", "start": 0.0, "end": 3.0}]
    (workspace / "m.jsonl").write_text(json.dumps({"id": "m", "language": "zh", "turns": turns}), encoding="utf-8")
    capsys.readouterr()
    assert run("mask", workspace / "m.jsonl") == 0
    (turn,) = json.loads(capsys.readouterr().out)["turns"]
    assert (turn["text"], turn["start"], turn["end"]) == ("我叫〔姓名〕，手机〔电话〕", 0.0, 3.0)


def test_convert_there_and_back(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "calls.jsonl").write_text(json.dumps(CALL) + "\n", encoding="utf-8")
    for form in ("srt", "vtt", "json"):
        assert run("convert", "calls.jsonl", "--to", form, "--out", "out") == 0
        capsys.readouterr()
        assert run("convert", Path("out") / f"c1.{form}") == 0
        back = json.loads(capsys.readouterr().out)
        assert [turn["start"] for turn in back["turns"]] == [0.5, 2.5]
        assert "how can I help" in back["turns"][0]["text"]


def test_some_files_are_bad_and_the_rest_is_done(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "calls.jsonl").write_text(json.dumps(CALL) + "\n", encoding="utf-8")
    (workspace / "bad.srt").write_text("nothing of the kind", encoding="utf-8")
    assert run("convert", "bad.srt", "calls.jsonl") == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["id"] == "c1"
    assert "bad.srt" in err


def test_rubric_test_tells_which_example_fails(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rubric", "test") == 0
    assert "holds basic" in capsys.readouterr().out
    (workspace / "basic.yaml").write_text(RUBRIC.replace("VERDICT", "met"), encoding="utf-8")
    assert run("rubric", "test", "basic.yaml") == 1
    assert "greet · not said" in capsys.readouterr().out


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared recordings are not here")
def test_import_takes_the_shared_calls(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", SHARED / "calls", "--json") == 0
    assert [json.loads(line)["what"] for line in capsys.readouterr().out.splitlines()] == ["added", "added"]
    assert run("import", SHARED / "calls", "--json") == 0
    assert [json.loads(line)["what"] for line in capsys.readouterr().out.splitlines()] == ["here", "here"]


@pytest.fixture
def inbox(workspace: Path) -> Path:
    folder = workspace / "inbox"
    (folder / ".hidden").mkdir(parents=True)
    cut(SAMPLES / "zh-broadband-third-call.opus", folder / "first.flac", 0.0, 12.0)
    (folder / "calls.jsonl").write_text(json.dumps({**CALL, "agent": "ann"}) + "\nbroken\n", encoding="utf-8")
    (folder / "README.md").write_text("about this folder", encoding="utf-8")
    (folder / ".hidden" / "x.wav").write_bytes(b"x")
    (folder / "table.csv").write_text(
        "file,agent,team,started_at,title,reference\nfirst.flac,ann,,2026-01-31T09:30:00+08:00,第一通,R1\n", encoding="utf-8-sig"
    )
    return folder


def test_import_with_a_table_waits_for_the_model(
    house: House, inbox: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("people", "add", "ann", "--role", "agent", "--team", "red")
    capsys.readouterr()
    assert run("import", inbox, "--metadata", inbox / "table.csv", "--wait") == 1
    out, err = capsys.readouterr()
    assert "line 2" in err
    assert "passed over" in out
    assert "waiting for a speech model" in out
    assert ".hidden" not in out
    assert "Traceback" not in err
    found = {line.title: line for line in intake.listed(house, SYSTEM)}
    assert set(found) == {"第一通", "c1"}
    first = found["第一通"]
    assert (first.state, first.agent, first.team, first.reference) == (CallState.WAITING, "ann", "red", "R1")
    assert first.started_at is not None
    assert first.started_at.isoformat() == "2026-01-31T01:30:00+00:00"
    sound = intake.view(house, SYSTEM, first.id).sound
    assert sound is not None
    assert (sound.channels, sound.agent_channel, round(sound.duration, 1)) == (2, 0, 12.0)
    assert (found["c1"].state, found["c1"].agent) == (CallState.READY, "ann")


def test_an_agent_without_an_account_is_left_open(house: House, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "calls.jsonl").write_text(json.dumps({**CALL, "agent": "stranger"}), encoding="utf-8")
    assert run("import", "calls.jsonl") == 0
    assert "stranger" in capsys.readouterr().out
    assert [line.agent_id for line in intake.listed(house, SYSTEM)] == [None]


def test_sources_are_added_listed_and_changed(house: House, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = workspace / "new"
    folder.mkdir()
    rule = "{started_at}_{agent}_{phone}"
    told = ("--agent-channel", "1", "--team", "red", "--rule", rule, "--hotword", "光猫", "--hotword", "fibre", "--folder", folder)
    assert run("sources", "add", "line one", *told) == 0
    assert run("sources", "add", "line one") == 2
    assert run("sources", "change", "line one", "--raw", "ulaw:8000", "--rename", "line 1") == 0
    assert run("sources", "change", "nowhere", "--team", "x") == 2
    assert "line 1" in capsys.readouterr().err
    assert run("sources", "list", "--json") == 0
    (one,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (one["name"], one["agent_channel"], one["hotwords"], one["raw"]) == ("line 1", 1, ["光猫", "fibre"], "ulaw:8000:1")
    assert run("sources", "change", "line 1", "--set-aside") == 0
    assert run("import", ".", "--source", "line 1") == 2
    assert run("sources", "change", "line 1", "--use") == 0
    assert run("sources", "list") == 0
    assert rule in capsys.readouterr().out


def test_import_of_sound_without_a_header(house: House, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "ann_7.ul").write_bytes(b"\x7f" * 8000)
    assert run("import", "ann_7.ul") == 1
    assert "--raw" in capsys.readouterr().err
    assert intake.listed(house, SYSTEM) == ()
    assert run("import", "ann_7.ul", "--raw", "mp3") == 2
    run("people", "add", "ann", "--role", "agent")
    assert run("import", "ann_7.ul", "--raw", "ulaw:8000:1", "--rule", "{agent}_{call_id}", "--wait") == 0
    (line,) = intake.listed(house, SYSTEM)
    assert (line.state, line.agent, line.reference, line.duration) == (CallState.READY, "ann", "7", 1.0)  # silence needs no model


def test_a_table_alone_fills_in_what_is_missing(house: House, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "calls.jsonl").write_text(json.dumps(CALL), encoding="utf-8")
    run("import", "calls.jsonl")
    book = pytest.importorskip("openpyxl").Workbook()
    book.active.append(["通话编号", "技能组", "开始时间", "备注"])
    book.active.append(["C1", "宽带", datetime(2026, 3, 5, 14, 2), "x"])
    book.save(workspace / "t.xlsx")
    capsys.readouterr()
    for said in ("queue", "already here"):
        assert run("import", "--metadata", "t.xlsx") == 0
        out, err = capsys.readouterr()
        assert said in out
        assert "备注" in err
    (line,) = intake.listed(house, SYSTEM)
    assert (line.queue, line.started_at) == ("宽带", datetime(2026, 3, 5, 14, 2).astimezone())


@pytest.mark.parametrize("content", ["name,agent\na,b\n", "file,started_at\na.wav,yesterday\n"])
def test_a_table_that_is_wrong_stops_before_anything_is_taken(house: House, inbox: Path, content: str) -> None:
    (inbox / "table.csv").write_text(content, encoding="utf-8")
    assert run("import", inbox, "--metadata", inbox / "table.csv") == 2
    assert intake.listed(house, SYSTEM) == ()


def test_transcribe_without_a_workspace(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    cut(SAMPLES / "zh-broadband-third-call.opus", workspace / "first.flac", 0.0, 12.0)
    assert run("transcribe", "first.flac") == 2
    assert "QA_MODEL" in capsys.readouterr().err
    line = next(line for line in (SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines() if "zh-broadband-third-call" in line)
    (workspace / "script.jsonl").write_text(line, encoding="utf-8")
    engine = ("--engine", "scripted", "--model", "script.jsonl")
    for options, first, turned in (
        (("--agent-channel", "0"), "agent", False),
        (("--agent-channel", "1"), "agent", True),
        (("--agent-channel", "1", "--keep-roles"), "customer", False),
    ):
        assert run("transcribe", "first.flac", *engine, *options) == 0
        out, err = capsys.readouterr()
        said = json.loads(out)
        assert ("first.flac: agent and customer" in err, err.count("\n")) == (turned, int(turned))
        assert ("工号二零一六" in err) == turned
        assert (said["id"], said["language"], said["turns"][0]["speaker"]) == ("first", "zh", first)
        assert "工号二零一六" in said["turns"][0]["text"]
    assert not (workspace / "data").exists()


def test_transcribe_tells_a_terminal_how_far_it_is(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cut(SAMPLES / "zh-broadband-third-call.opus", workspace / "first.flac", 0.0, 12.0)
    line = next(line for line in (SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines() if "zh-broadband-third-call" in line)
    (workspace / "script.jsonl").write_text(line, encoding="utf-8")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run("transcribe", "first.flac", "--engine", "scripted", "--model", "script.jsonl") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["id"] == "first"
    assert "first.flac  0%" in err
    assert err.endswith("\r\x1b[K")


def test_a_worker_that_works_off_the_queue(house: House, workspace: Path) -> None:
    (workspace / "calls.jsonl").write_text(json.dumps(CALL), encoding="utf-8")
    run("import", "calls.jsonl")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "qa", "work", "--once"], capture_output=True, text=True, check=True, env=environment)
    assert (done.stdout, done.stderr) == ("", "")
    assert [line.state for line in intake.listed(house, SYSTEM)] == [CallState.READY]


def test_the_queue(house: House, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    each = [{"id": f"c{n}", "language": "en", "turns": [{"speaker": "agent", "text": f"Hello, number {n}."}]} for n in range(3)]
    (workspace / "calls.jsonl").write_text("".join(json.dumps(call) + "\n" for call in each), encoding="utf-8")
    run("import", "calls.jsonl")
    one, two, three = sorted(line.id for line in intake.listed(house, SYSTEM))
    capsys.readouterr()

    def queue(*argv: object) -> tuple[int, str, str]:
        return (run("queue", *argv), *capsys.readouterr())

    def listed() -> list[tuple[int, str]]:
        return [(found["call"], found["state"]) for found in map(json.loads, queue("list", "--json")[1].splitlines())]

    assert listed() == [(one, "queued"), (two, "queued"), (three, "queued")]
    assert queue("first", three, two) == (0, f"Call {two} comes next.\nCall {three} comes next.\n", "")
    assert listed() == [(three, "queued"), (two, "queued"), (one, "queued")]
    done, out, err = queue("cancel", three, 99)
    assert (done, out, err.count("\n")) == (1, f"Call {three} is cancelled.\n", 1)
    assert listed() == [(two, "queued"), (one, "queued"), (three, "cancelled")]
    assert queue("first", three)[0] == 2
    assert queue("retry", three) == (0, f"Call {three} goes through again.\n", "")
    assert queue("retry", one)[0] == 2
    assert f"{one}\tqueued\t" in queue("list")[1]


ROWS = [{"title": "=cmd()", "n": -1.5, "note": None, "flag": True}, {"title": "好的", "n": 2.0, "note": "@x", "flag": False}]


def test_export_harms_nobody() -> None:
    for text in ("=1+1", "+1", "-1", "@x", "\tx", "\rx"):
        assert harmless(text) == "'" + text
    for fine in ("a=1", "", "您好", -1, None, True):
        assert harmless(fine) == fine
    table = list(csv.DictReader(io.StringIO(as_csv(DataFrame(ROWS)).decode("utf-8-sig"))))
    assert [row["title"] for row in table] == ["'=cmd()", "好的"]
    assert table[0]["n"] == "-1.5"


def test_export_as_a_workbook() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(DataFrame([*ROWS, {"title": "a\x07b", "n": 0, "note": "", "flag": True}])))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[:3] == [["title", "n", "note", "flag"], ["'=cmd()", -1.5, None, True], ["好的", 2.0, "'@x", False]]
    assert cells[3][0] == "ab"
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_export_for_programs_leaves_words_as_they_are() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert parquet.read_table(io.BytesIO(as_parquet(DataFrame(ROWS)))).to_pylist() == ROWS
    assert [json.loads(line) for line in as_jsonl(DataFrame(ROWS)).decode().splitlines()] == ROWS


@pytest.mark.parametrize("what", ["reviews", "findings", "excerpts", "packs", "appeals", "cases", "quiz"])
@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "parquet"])
def test_export_of_an_empty_house(house: House, workspace: Path, what: str, form: str) -> None:
    assert run("export", what, "--format", form, "--output", "table") == 0
    assert (workspace / "table").exists()


def test_a_pack_becomes_a_file(house: House, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from qa.desk import packs
    from tests.desk.excerpting import excerpt

    maker = people.add(house, SYSTEM, name="max", shown="Max", role="manager", team="", language="en", password=None)
    pack = packs.make(house, maker, "Monday")
    assert run("pack") == 0
    assert capsys.readouterr().out == f"{pack}\t0\tMonday\n"
    assert run("pack", str(pack)) == 2
    said = {"id": "c", "language": "en", "turns": [{"speaker": "agent", "text": "Hello.", "start": 0.0, "end": 2.0}]}
    call = intake.load_transcript(house, SYSTEM, "c.jsonl", json.dumps(said).encode()).call_id
    packs.put_in(house, maker, pack, excerpt(house, maker, call, start=0, end=2, kind="good", title="t").id)
    assert run("pack", str(pack)) == 0
    assert run("pack", str(pack), "--format", "pptx", "--output", "slides") == 0
    assert {(workspace / name).read_bytes()[:2] for name in ("Monday.zip", "slides")} == {b"PK"}
    assert run("pack", str(pack), "--output", "no/where") == 2


def test_demo_is_ready_to_be_shown(workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.delenv("QA_RUBRICS")
    from qa.desk import cases, coaching, discuss, excerpts, insight, mentors, packs, review, showing

    assert run("demo", "--data", "demo") == 0
    assert "陈悦" in capsys.readouterr().out
    first = (workspace / "demo" / "hearback.db").read_bytes()
    assert first
    assert run("demo", "--data", "demo") == 0
    house = open_house(config.load(data=workspace / "demo"))
    try:
        lines = intake.listed(house, SYSTEM)
        samples = len((SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines())
        assert len(lines) == samples
        assert {line.state for line in lines} == {CallState.READY}
        assert all(line.agent and line.started_at and line.percent is not None for line in lines)
        assert {person.role for person in people.demo_people(house)} == {"agent", "lead", "inspector", "manager", "admin"}
        agent = people.sign_in_demo(house, "chen")[0]
        assert review.mine(house, agent)
        states = {line.title: line.review for line in lines if line.review}
        assert sorted(states.values()) == ["acknowledged", "appealed", "published"]
        assert [one.name for one in mentors.newcomers(house, agent)] == ["wang"]
        assert len(coaching.of_newcomers(house, agent)) == 1
        assert [(one.state, one.calls) for one in cases.listed(house, SYSTEM)] == [("open", 1), ("closed", 1)]
        judged = [
            finding
            for line in lines
            if line.review
            for evaluation in intake.view(house, SYSTEM, line.id).evaluations
            for finding in evaluation.findings
        ]
        changed = [finding for finding in judged if finding.standing is not finding.verdict and finding.verdict != "unscored"]
        assert len(changed) >= 2, "nobody differs from the machine: do the criteria in demo.toml still have these names?"
        assert all(finding.judgement and finding.judgement.comment for finding in changed)
        library = excerpts.listed(house, agent)
        assert len(library) == 4
        assert all(one.has_sound and one.lines for one in library)
        assert [one.hidden for one in library].count(True) == 1, "one is to be scored before it is talked about"
        assert sum(len(discuss.thread(house, agent, one.id)) for one in library if not one.hidden) == 8
        assert [bool(one.conclusion) for one in library].count(True) == 1
        (pack,) = packs.listed(house, agent)
        assert len(pack.items) == 3
        (shown,) = insight.EXPORTS["packs"](house, SYSTEM)[:1]
        assert (shown["people_there"], shown["voted_good"], shown["voted_bad"]) == (2, 5, 1)
        scored = next(row for row in insight.EXPORTS["excerpts"](house, SYSTEM) if row["score_first"])
        assert (scored["scored_good"], scored["scored_unsure"], scored["posts"].startswith("赵颖: ")) == (3, 1, True)
        assert len(showing.listed(house, agent, pack.id)) == 1
    finally:
        house.close()


def test_a_demo_is_made_of_no_house_with_people_in_it(house: House, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("people", "add", "ann", "--role", "admin")
    capsys.readouterr()
    assert run("demo", "--data", workspace / "data") == 2
    assert not people.is_demo(house)
