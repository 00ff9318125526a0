"""Tables about calls, as hotlines keep them."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from openpyxl import Workbook

from qa.desk.intake import Details
from qa.desk.metadata import details_of, over, read
from qa.errors import Invalid

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


def test_the_first_word_counts_and_the_others_fill_in() -> None:
    assert over(Details(agent="a"), Details(agent="b", team="t")) == Details(agent="a", team="t")
    assert details_of({"call_id": "7", "phone": "1"}) == Details(reference="7", phone="1")
