"""Tables about calls, as hotlines keep them."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from qa.desk.intake import Details
from qa.desk.metadata import details_of, over, read
from qa.errors import Invalid


def spreadsheet() -> bytes:
    book = Workbook()
    book.active.append(["file", "agent", "start", "phone"])
    for number in range(20):
        book.active.append([f"{number}.wav", "ann", datetime(2026, 5, 6, 7, 8, number), 1000.0 + number])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


SPREADSHEET = spreadsheet()
ROWS = "录音文件,坐席工号,班组,开始时间,技能组,主叫号码,备注\na.wav,1001,一组,2026/3/5 14:02,宽带,138****0000,x\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_table_in_any_encoding(encoding: str) -> None:
    table = read(ROWS.encode(encoding), "t.csv")
    for key in ("a.wav", "a"):
        told = table.of(key)
        assert told is not None
        assert (told.agent, told.team, told.queue, told.phone) == ("1001", "一组", "宽带", "138****0000")
        assert told.started_at == datetime(2026, 3, 5, 14, 2).astimezone()
    assert table.ignored == ("备注",)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_are_parted_as_the_writer_liked(mark: str) -> None:
    told = read(f"Call ID{mark}Agent{mark}Start Time\nc-7{mark}chen{mark}2026-01-31T09:30:00\n".encode(), "t.csv").of("c-7")
    assert told == Details(reference="c-7", agent="chen", started_at=datetime(2026, 1, 31, 9, 30).astimezone())


def test_a_spreadsheet_keeps_moments_and_numbers() -> None:
    book = Workbook()
    book.active.append(["文件名", "工号", "通话时间", "电话"])
    book.active.append(["b.wav", 1002.0, datetime(2026, 5, 6, 7, 8, 9), 13800138000])
    content = io.BytesIO()
    book.save(content)
    told = read(content.getvalue(), "t.xlsx").of("b.wav")
    assert told == Details(agent="1002", started_at=datetime(2026, 5, 6, 7, 8, 9).astimezone(), phone="13800138000")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"agent,team\nx,y\n", "t.csv", "sources.table_columns"),
        (b"", "t.csv", "sources.table_empty"),
        (b"file,started_at\na.wav,soon\n", "t.csv", "sources.table_cell"),
        (b"file,language\na.wav,fr\n", "t.csv", "sources.table_cell"),
        (b"PK\x03\x04 broken", "t.xlsx", "sources.table_broken"),
    ],
)
def test_what_is_no_table_says_where_and_why(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(content, name)
    assert refused.value.code == code
    assert name in refused.value.message("en")
    if code.endswith("cell"):
        assert refused.value.params["row"] == 2


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026/3/5 14:02", datetime(2026, 3, 5, 14, 2)),
        ("2026-03-05 14:02:11.5", datetime(2026, 3, 5, 14, 2, 11)),
        ("20260305140211", datetime(2026, 3, 5, 14, 2, 11)),
        ("202603051402", datetime(2026, 3, 5, 14, 2)),
        ("20260305 140211", datetime(2026, 3, 5, 14, 2, 11)),
        ("2026年3月5日 下午2时02分", datetime(2026, 3, 5, 14, 2)),
        ("2026年3月5日14:02", datetime(2026, 3, 5, 14, 2)),
        ("2026/3/5 2:02 PM", datetime(2026, 3, 5, 14, 2)),
        ("2026.3.5", datetime(2026, 3, 5)),
        ("２０２６－０３－０５　１４：０２", datetime(2026, 3, 5, 14, 2)),
        ("2026-03-05T06:02:00+00:00", datetime(2026, 3, 5, 6, 2, tzinfo=UTC)),
    ],
)
def test_moments_as_people_write_them(written: str, moment: datetime) -> None:
    told = read(f"file\tstart\na.wav\t{written}\n".encode(), "t.csv").of("a.wav")
    assert told is not None
    assert told.started_at == moment.astimezone()


def test_day_and_time_of_day_in_two_columns() -> None:
    told = read("文件名,日期,时间\na,2026/3/5,14:02\n".encode(), "t.csv").of("a.wav")
    assert told == Details(started_at=datetime(2026, 3, 5, 14, 2).astimezone())
    book = Workbook()
    book.active.append(["通话清单"])
    book.active.append([])
    book.active.append(["序号", "录音文件", "日期", "时间"])
    book.active.append([1, "b.wav", date(2026, 3, 5), time(14, 2)])
    content = io.BytesIO()
    book.save(content)
    assert read(content.getvalue(), "t.xlsx").of("b.wav") == told


def test_folders_tell_files_of_one_name_apart() -> None:
    table = read(b"file,agent,call id\nC:\\rec\\mon\\1.WAV,ann,77\ntue/1.wav,bob,77\nwed/2.wav,cay,78\n", "t.csv")
    assert [getattr(table.of(name), "agent", None) for name in ("/in/tue/1.wav", "1.wav", "/in/c:/rec/mon/1.wav")] == ["bob", None, "ann"]
    assert [getattr(table.of(name), "agent", None) for name in ("2.mp3", "x/2.wav", "78", "77", "1600.123")] == [
        "cay",
        "cay",
        "cay",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("file,agent\na.wav,ann\nb.wav,bob\na.wav,cay\n", "table_twice", 4),
        ("file,phone\na.wav,1.38E+10\n", "table_cell", 2),
        ("file,date\na.wav,2026-02-30\n", "table_cell", 2),
        ("file,date\na.wav,1026-02-03\n", "table_cell", 2),
        ("\xd0\xcf\x11\xe0", "table_old", None),
        ("file\n" + '"' + "x" * 200_000, "table_text", None),
    ],
)
def test_what_cannot_be_names_the_row(content: str, code: str, row: int | None) -> None:
    with pytest.raises(Invalid) as refused:
        read(content.encode("latin-1"), "t.csv")
    assert (refused.value.code, refused.value.params.get("row")) == (f"sources.{code}", row)


def test_a_number_that_nobody_knows_is_none() -> None:
    for written, kept in (("匿名", ""), ("+86 (138) 0013-8000", "+8613800138000"), ("１０００", "1000"), ("138****0000", "138****0000")):
        told = read(f"file\tphone\na\t{written}\n".encode(), "t.csv").of("a")
        assert told is not None
        assert told.phone == kept


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_table_is_refused_in_words(data: st.DataObject) -> None:
    whole = bytearray(SPREADSHEET)
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Invalid):  # whatever else is raised fails the test
        read(bytes(whole[: data.draw(st.integers(1, len(whole)))]), "t.xlsx")


def test_the_first_word_counts_and_the_others_fill_in() -> None:
    assert over(Details(agent="a"), Details(agent="b", team="t")) == Details(agent="a", team="t")
    assert details_of({"call_id": "7", "phone": "1"}) == Details(reference="7", phone="1")
