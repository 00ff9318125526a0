"""Sources, and the folders that they watch."""

from __future__ import annotations

import io
import os
import wave
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from qa.desk import bulk, intake, process, sources, watch
from qa.desk.bulk import What
from qa.desk.details import Details, Filled
from qa.desk.house import SYSTEM
from qa.desk.sources import Fields
from qa.errors import Conflict, Forbidden, Invalid, NotFound, UnreadableSound
from qa.model.call import CallState
from qa.model.text import Text
from qa.store import rows
from qa.store import sources as kept
from qa.store.tables import CallRow, RecordingRow
from tests.desk.conftest import Cast, line

SOON = 10_000_000_000.0


def looked(cast: Cast, at: float = SOON) -> tuple[bulk.Brought, ...]:
    """Two looks, far enough apart for every file to have lain still."""
    assert watch.look(cast.house, SYSTEM, at) == ()
    return watch.look(cast.house, SYSTEM, at + 10)


def noise(path: Path, seed: int) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, 8000, 0, "NONE", ""))
        out.writeframes(np.random.default_rng(seed).normal(0, 900, 8000).astype("<i2").tobytes())
    return path


def test_what_is_set_of_a_source_holds_for_its_calls(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    told = Fields("北京一线", 1, "zh", "red", "宽带报修。", ("光猫", "光猫", " "), "{agent}_{phone}_{call_id}")
    source = sources.make(cast.house, cast.max, told)
    (kept,) = sources.listed(cast.house, cast.ines)
    assert kept.fields.hotwords == ("光猫",)
    noise(tmp_path / "ann_13800138000_c7.wav", 1)
    origin = bulk.origin_of(cast.house, cast.ines, "北京一线", None, None)
    (brought,) = bulk.bring(cast.house, cast.ines, [tmp_path / "ann_13800138000_c7.wav"], origin)
    assert brought.what is What.ADDED
    line = intake.view(cast.house, cast.ines, brought.call_id or 0).line
    assert (line.agent, line.team, line.language, line.reference) == ("Ann", "red", "zh", "c7")
    sources.change(cast.house, cast.max, source, Fields("北京一线", active=False))
    with pytest.raises(NotFound) as gone:
        bulk.origin_of(cast.house, cast.ines, "北京一线", None, None)
    assert gone.value.code == "sources.unknown"


def test_a_table_counts_before_the_name_and_fills_in_what_was_missing(cast: Cast, tmp_path: Path) -> None:
    file = noise(tmp_path / "ann_x.wav", 2)
    (first,) = bulk.bring(cast.house, cast.ines, [file])
    table = tmp_path / "t.csv"
    table.write_text("file,agent,queue\nann_x.wav,Bob,宽带\n", encoding="utf-8")
    origin = bulk.origin_of(cast.house, cast.ines, None, "{agent}_{title}", table)
    (again,) = bulk.bring(cast.house, cast.ines, [file], origin)
    assert (again.what, again.call_id) == (What.HERE, first.call_id)
    assert "agent" in again.note.en
    assert intake.view(cast.house, cast.ines, first.call_id or 0).line.agent == "Bob"
    (third,) = bulk.bring(cast.house, cast.ines, [file], bulk.From(rule=origin.rule))
    assert third.note == Text("与已有信息不同，保留原值：客服代表。", "These differ and stay as they were: agent.")
    assert intake.view(cast.house, cast.ines, first.call_id or 0).line.agent == "Bob"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (Fields(" "), "sources.name"),
        (Fields("x", language="fr"), "desk.language"),
        (Fields("x", prompt="p" * 600), "sources.prompt"),
        (Fields("x", hotwords=("w" * 60,)), "sources.hotwords"),
        (Fields("x", rule="{nobody}"), "sources.rule_field"),
        (Fields("x", raw="mp3:1"), "audio.raw"),
        (Fields("x", folder="recordings"), "sources.folder"),
    ],
)
def test_what_cannot_be_of_a_source_is_refused(cast: Cast, told: Fields, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        sources.make(cast.house, cast.ada, told)
    assert refused.value.code == code
    assert sources.listed(cast.house, cast.ada) == ()


def test_a_name_is_given_once_and_only_admins_choose_folders(cast: Cast, tmp_path: Path) -> None:
    sources.make(cast.house, cast.max, Fields("line"))
    with pytest.raises(Conflict):
        sources.make(cast.house, cast.max, Fields("line"))
    with pytest.raises(Forbidden):
        sources.make(cast.house, cast.max, Fields("other", folder=str(tmp_path)))
    with pytest.raises(Invalid) as own:
        sources.make(cast.house, cast.ada, Fields("other", folder=str(cast.house.settings.data.parent)))
    assert own.value.code == "sources.folder_own"


def test_a_watched_folder_brings_each_file_once(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    folder = tmp_path / "in"
    (folder / "day").mkdir(parents=True)
    noise(folder / "ann_1.wav", 3)
    noise(folder / "day" / "bob_2.wav", 4)
    noise(folder / "copying.wav.part", 5)
    (folder / ".hidden.wav").write_bytes(b"x")
    (folder / "notes.txt").write_text("nothing", encoding="utf-8")
    (folder / "metadata.csv").write_text("file,queue\nann_1.wav,宽带\n", encoding="utf-8")
    sources.make(cast.house, cast.ada, Fields("folder", folder=str(folder), rule="{agent}_{title}"))
    assert watch.look(cast.house, SYSTEM, SOON) == ()
    assert watch.look(cast.house, SYSTEM, SOON + 1) == (), "perhaps still being copied"
    brought = watch.look(cast.house, SYSTEM, SOON + 6)
    assert sorted(Path(one.file).name for one in brought if one.what is What.ADDED) == ["ann_1.wav", "bob_2.wav"]
    assert watch.look(cast.house, SYSTEM, SOON + 20) == ()
    noise(folder / "same again.wav", 3)
    (again,) = looked(cast, SOON + 30)
    assert again.what is What.HERE
    (view,) = sources.listed(cast.house, cast.ines)
    assert view.troubles == ()
    assert len(process.queued(cast.house, SYSTEM)) == 2


def test_what_a_folder_cannot_give_is_told_and_tried_again(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    sources.make(cast.house, cast.ada, Fields("folder", folder=str(folder)))
    os.rename(folder, tmp_path / "away")
    assert watch.look(cast.house, SYSTEM, SOON) == ()
    (view,) = sources.listed(cast.house, cast.ines)
    assert [trouble.path for trouble in view.troubles] == [""]
    assert view.troubles[0].why.zh != view.troubles[0].why.en
    os.rename(tmp_path / "away", folder)
    (folder / "metadata.csv").write_text("who,what\n1,2\n", encoding="utf-8")
    noise(folder / "a.wav", 6)
    assert looked(cast) == ()
    assert [trouble.path for trouble in sources.listed(cast.house, cast.ines)[0].troubles] == ["metadata.csv"]
    (folder / "metadata.csv").unlink()
    assert [one.what for one in watch.look(cast.house, SYSTEM, SOON + 20)] == [What.ADDED]
    assert sources.listed(cast.house, cast.ines)[0].troubles == ()


def test_links_do_not_lead_out_of_the_folder(cast: Cast, tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", noise(tmp_path / "secret.wav", 7)
    folder.mkdir()
    (folder / "link.wav").symlink_to(outside)
    sources.make(cast.house, cast.ada, Fields("folder", folder=str(folder)))
    assert looked(cast) == ()


def test_a_file_without_a_header_waits_for_its_coding(cast: Cast) -> None:
    sound = (np.sin(np.arange(16_000) / 5) * 9000).astype("<i2").tobytes()
    call = intake.load_recording(cast.house, cast.ines, "x.pcm", io.BytesIO(sound)).call_id
    attempt = process.attempt(cast.house, SYSTEM, call)
    with pytest.raises(UnreadableSound) as refused:
        process.prepare(cast.house, SYSTEM, call, attempt)
    assert refused.value.code == "audio.headerless"
    process.stop(cast.house, SYSTEM, call, attempt, refused.value, waits=False)
    intake.set_raw(cast.house, cast.ines, call, "s16:8000:1")
    process.prepare(cast.house, SYSTEM, call, process.attempt(cast.house, SYSTEM, call))
    sound_view = intake.view(cast.house, cast.ines, call).sound
    assert sound_view is not None
    assert (sound_view.duration, sound_view.sample_rate, sound_view.channels) == (2.0, 8000, 1)
    assert intake.view(cast.house, cast.ines, call).line.state is not CallState.FAILED


def test_the_coding_of_a_source_is_for_files_without_a_header_alone(cast: Cast, tmp_path: Path) -> None:
    sources.make(cast.house, cast.max, Fields("line", raw="ulaw:8000:1"))
    origin = bulk.origin_of(cast.house, cast.ines, "line", None, None)
    (tmp_path / "b.pcm").write_bytes(b"\x7f" * 8000)
    noise(tmp_path / "c.pcm", 9)  # a WAV under another name
    for name, raw in ((noise(tmp_path / "a.wav", 8), ""), (tmp_path / "b.pcm", "ulaw:8000:1"), (tmp_path / "c.pcm", "")):
        (brought,) = bulk.bring(cast.house, cast.ines, [name], origin)
        with cast.house.db.reading() as session:
            call = rows.get(session, CallRow, brought.call_id)
            assert rows.get(session, RecordingRow, call.recording_id).raw == raw, name


def test_nobody_can_be_asked_on_the_command_line(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "b.vox").write_bytes(b"\x12" * 8000)
    (refused,) = bulk.bring(cast.house, cast.ines, [tmp_path / "b.vox"])
    assert (refused.what, refused.call_id) == (What.BAD, None)
    assert "--raw" in refused.note.zh


def test_what_is_filled_in_touches_nothing_that_is_set(cast: Cast) -> None:
    call = intake.load_recording(cast.house, cast.ines, "x_1.wav", io.BytesIO(b"x"), Details(team="mine", phone="110")).call_id
    came = intake.fill_in(cast.house, cast.ines, call, Details(agent="bob", phone="119", queue="q", title="A call"))
    assert (came.filled, came.kept) == (("title", "agent", "queue"), ("phone",))
    line = intake.view(cast.house, cast.ines, call).line
    assert (line.agent, line.team, line.phone, line.queue, line.title) == ("Bob", "mine", "110", "q", "A call")
    assert intake.fill_in(cast.house, cast.ines, call, Details(agent="Bob", phone="1-1-0")) == Filled()


def test_a_transcript_twice_gets_what_it_lacked(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "c9.jsonl").write_bytes(line("c9", "nobody"))
    (tmp_path / "t.csv").write_text("id,agent,queue\nc9,ann,billing\n", encoding="utf-8")
    (first,) = bulk.bring(cast.house, cast.ines, [tmp_path / "c9.jsonl"])
    origin = bulk.origin_of(cast.house, cast.ines, None, None, tmp_path / "t.csv")
    (again,) = bulk.bring(cast.house, cast.ines, [tmp_path / "c9.jsonl"], origin)
    assert (again.what, again.call_id) == (What.HERE, first.call_id)
    assert intake.view(cast.house, cast.ines, first.call_id or 0).line.queue == "billing"


def test_a_table_that_comes_later_fills_in_what_the_folder_brought(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "mon").mkdir(parents=True)
    noise(folder / "mon" / "1.wav", 10)
    sources.make(cast.house, cast.ada, Fields("folder", folder=str(folder)))
    (brought,) = looked(cast)
    (folder / "metadata.csv").write_text("文件名,坐席\nmon/1.wav,Ann\n", encoding="utf-8")
    assert looked(cast, SOON + 20) == ()
    assert intake.view(cast.house, cast.ines, brought.call_id or 0).line.agent == "Ann"


def test_a_file_that_grows_is_left_until_it_is_whole(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    file = noise(folder / "a.wav", 11)
    whole, before = file.read_bytes(), file.stat()
    sources.make(cast.house, cast.ada, Fields("folder", folder=str(folder)))
    for part in (4000, 8000, len(whole)):
        file.write_bytes(whole[:part])
        os.utime(file, (before.st_atime, before.st_mtime))  # as a copy does that keeps the date
        assert watch.look(cast.house, SYSTEM, SOON + part) == ()
    assert [one.what for one in watch.look(cast.house, SYSTEM, SOON + 100_000)] == [What.ADDED]


def test_a_file_is_in_one_hand_at_a_time(anywhere: Cast, tmp_path: Path) -> None:
    cast, folder = anywhere, tmp_path / "in"
    folder.mkdir()
    noise(folder / "a.wav", 12)
    source = sources.make(cast.house, cast.ada, Fields("folder", folder=str(folder)))
    assert watch.look(cast.house, SYSTEM, SOON) == ()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with cast.house.db.writing() as session:
        assert kept.claim(session, source, "a.wav", yesterday)
    with cast.house.db.writing() as session:
        assert not kept.claim(session, source, "a.wav", yesterday)
    assert watch.look(cast.house, SYSTEM, datetime.now(UTC).timestamp() + 60) == ()
    assert [one.what for one in watch.look(cast.house, SYSTEM, SOON)] == [What.ADDED], "whoever had it is long dead"


def test_names_of_other_systems_and_what_was_mended_come_in(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    noise(folder / os.fsdecode("ann_报修.wav".encode("gb18030")), 13)
    (folder / "bob_2.pcm").write_bytes(b"\x7f" * 8000)
    told = Fields("folder", folder=str(folder), rule="{agent}_{title}")
    source = sources.make(cast.house, cast.ada, told)
    added, refused = sorted(looked(cast), key=lambda one: one.what)
    assert (added.what, refused.what) == (What.ADDED, What.BAD)
    line = intake.view(cast.house, cast.ines, added.call_id or 0).line
    assert (line.title, line.agent, line.file) == ("报修", "Ann", "ann_报修.wav")
    sources.change(cast.house, cast.max, source, replace(told, raw="ulaw:8000:1"))
    assert [one.what for one in looked(cast, SOON + 20)] == [What.ADDED]
    os.rename(folder, tmp_path / "moved")
    sources.change(cast.house, cast.ada, source, replace(told, folder=str(tmp_path / "moved")))
    assert {one.what for one in looked(cast, SOON + 40)} == {What.BAD, What.HERE}
