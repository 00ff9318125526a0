"""A fact sheet is read as it is written; a wrong one is refused at its line and column, with the mend."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.errors import RubricError
from qa.rubric import sheets
from qa.rubric.facts import Sheet
from qa.rubric.load import load_rubric
from qa.rubric.match import Matcher
from qa.rubric.sheets import COLUMNS, load_sheet, read_sheet
from qa.rubric.units import Unit

HEAD = ",".join(COLUMNS)
FOLDER = Path(__file__).resolve().parents[2] / "rubrics" / "facts"
Write = Callable[[str, str], Path]


def sheet_of(*rows: str) -> Sheet:
    return read_sheet("\n".join([HEAD, *rows]), Path("f.csv"))


def problems_of(*rows: str) -> list[tuple[int, int, str]]:
    with pytest.raises(RubricError) as refused:
        sheet_of(*rows)
    return [(problem.line, problem.column, problem.what.en) for problem in refused.value.params["problems"]]


@pytest.mark.parametrize(
    ("rows", "line", "column", "says"),
    [
        (["A,,fee,many,元,,"], 2, 8, "is no number"),
        (["A,,fee,1,florin,,"], 2, 10, "unknown unit"),
        (["A,,fee,1,元/florin,,"], 2, 10, "unknown period"),
        (["A,,fee,,元,,"], 2, 8, "is no number"),
        (["A,,fee,1,,,"], 2, 10, "unknown unit"),
        (["A,,fee,5-3,元,,"], 2, 8, "large to small"),
        (["A,,fee,1e300,元,,"], 2, 8, "is no number"),
        (["A,,fee,9999999999999,元,,"], 2, 8, "too large"),
        (["A,,day,32,号,,"], 2, 8, "too large"),
        (["A,,hours,9,clock,,"], 2, 10, "no time of day"),
        (["A,,hours,18:00-9:00,clock,,"], 2, 10, "large to small"),
        (["A,,ends,31.12.2025,date,,"], 2, 9, "no day"),
        (["A,,ends,2025-02-30,date,,"], 2, 9, "no day"),
        (["A,,fee,1,元,01.02.2024,"], 2, 12, "no day"),
        (["A,,fee,1,元,2025-01-01,2024-01-01"], 2, 12, "after"),
        (["A,,fee,1,元,,", "A,,fee,2,元,2024-01-01,"], 3, 1, "overlaps line 2"),
        (["A,,fee,1"], 2, 1, "4 columns"),
        ([",,fee,1,元,,"], 2, 1, "may not be empty"),
        (["A,,,1,元,,"], 2, 4, "may not be empty"),
        (["A,,papers,(ID,text,,"], 2, 11, "not a valid pattern"),
        (["A,,papers,|,text,,"], 2, 11, "may not be empty"),
        (["A,，。,fee,1,元,,"], 2, 3, "leaves nothing"),
        (['"A, B","x,y",fee,many,元,,'], 2, 18, "is no number"),
        (['A,"b', 'c",fee,many,元,,'], 3, 8, "is no number"),
        (['A,,"fee"s,1,元,,'], 2, 1, "not valid CSV"),
        (["B,b|c,,,,,"], 2, 1, "no fact"),
        ([",,fee|price,,,,", "A,,cost,1,元,,"], 2, 3, "no fact"),
        (["A," + "|".join(f"w{i}" for i in range(300)) + ",fee,1,元,,"], 2, 3, "301 wordings"),
        (["A," + "w" * 5000 + ",fee,1,元,,"], 2, 3, "5000 characters"),
    ],
)
def test_a_mistake_is_shown_at_its_place(rows: list[str], line: int, column: int, says: str) -> None:
    found = problems_of(*rows)
    assert [(at, to) for at, to, _ in found] == [(line, column)], found
    assert says in found[0][2]


def test_all_mistakes_are_told_up_to_a_hundred() -> None:
    assert [line for line, _, _ in problems_of("A,,fee,x,元,,", "B,,fee,1,元,,", "C,,fee,1,x,,")] == [2, 4]
    assert len(problems_of(*[f"A{i},,fee,x,元,," for i in range(300)])) == 100


def test_a_wrong_header_is_told_with_the_right_one() -> None:
    with pytest.raises(RubricError, match="subject,aliases,attribute") as refused:
        read_sheet("subject;aliases\n", Path("f.csv"))
    assert [(p.line, p.column) for p in refused.value.params["problems"]] == [(1, 1)]


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    assert "at most 2 rows" in problems_of("A,,fee,1,元,,", "B,,fee,1,元,,", "C,,fee,1,元,,")[0][2]
    monkeypatch.setattr(sheets, "MOST_CHARACTERS", 30)
    assert "characters" in problems_of("A,,fee,1,元,,")[0][2]


def test_facts_that_follow_each_other_do_not_overlap(write: Write) -> None:
    rows = [HEAD, "A,b|c,fee|price,1,元,,2023-12-31", "A,b,fee,2,元,2024-01-01,", ""]
    sheet = load_sheet(write("facts/f.csv", "\ufeff" + "\r\n".join(rows)))
    assert [(row.written, row.line) for row in sheet.rows] == [("1元", 2), ("2元", 3)]
    assert [p.written for p in sheet.subjects["A"]] == ["A", "b", "c"]
    assert [p.written for p in sheet.attributes["fee"]] == ["fee", "price"]


def test_overlaps_are_found_behind_a_long_row() -> None:
    assert [
        line
        for line, _, _ in problems_of(
            "A,,fee,1,元,2020-01-01,2029-12-31", "A,,fee,2,元,2021-01-01,2021-02-01", "A,,fee,3,元,2025-01-01,2025-02-01"
        )
    ] == [3, 4]
    sheet_of("A,,fee,1,元,,2020-12-31", "B,,fee,2,元,,2020-12-31", "A,,cost,2,元,,")


@pytest.mark.parametrize(
    ("value", "unit", "low", "high", "kind", "per", "written"),
    [
        ("39", "元", 39, None, Unit.YUAN, None, "39元"),
        ("39.90", "元/月", 39.9, None, Unit.YUAN, Unit.MONTH, "39.90元/月"),
        ("39", "yuan / month", 39, None, Unit.YUAN, Unit.MONTH, "39 yuan / month"),
        ("5", "元/GB", 5, None, Unit.YUAN, Unit.GB, "5元/GB"),
        ("3~5", "工作日", 3, 5, Unit.WORKDAY, None, "3~5工作日"),
        ("3-5", "days", 3, 5, Unit.DAY, None, "3-5 days"),
        ("3至5", "天", 3, 5, Unit.DAY, None, "3至5天"),
        ("30", "%", 30, None, Unit.PERCENT, None, "30%"),
        ("7", "折", 7, None, Unit.DISCOUNT, None, "7折"),
        ("30", "% off", 7, None, Unit.DISCOUNT, None, "30% off"),
        ("75", "折", 7.5, None, Unit.DISCOUNT, None, "75折"),
        ("500", "Mb/s", 500, None, Unit.MBPS, None, "500 Mb/s"),
        ("9:00-17:30", "clock", 540, 1050, Unit.CLOCK, None, "9:00-17:30"),
        ("9:00", "钟点", 540, None, Unit.CLOCK, None, "9:00"),
        ("2026-12-31", "date", 20261231, None, Unit.DATE, None, "2026-12-31"),
        ("2026-01-01 ~ 2026-12-31", "日期", 20260101, 20261231, Unit.DATE, None, "2026-01-01 ~ 2026-12-31"),
        ("15", "号", 15, None, Unit.MONTHDAY, None, "15号"),
        ("0", "元", 0, None, Unit.YUAN, None, "0元"),
    ],
)
def test_values(value: str, unit: str, low: float, high: float | None, kind: Unit, per: Unit | None, written: str) -> None:
    (row,) = sheet_of(f"A,,x,{value},{unit},,").rows
    assert (row.value, row.high, row.unit, row.per, row.written) == (low, high, kind, per, written)


def test_words_as_values() -> None:
    (row,) = sheet_of('A,,papers,"original ID|(ID|identity) card.{0,3}original|身份证原件",text,,').rows
    assert (row.unit, row.written) == (Unit.TEXT, "original ID")
    assert [(p.written, p.pattern) for p in row.texts] == [
        ("original ID", False),
        ("(ID|identity) card.{0,3}original", True),
        ("身份证原件", False),
    ]


def test_words_are_given_once_for_the_whole_sheet() -> None:
    sheet = sheet_of(",,月费|月租,,,,", ",price|cost,fee,,,,", "甲,乙|丙,,,,,", "甲,,月费,39,元/月,,", "甲,丁,fee,1,元,,")
    assert [p.written for p in sheet.subjects["甲"]] == ["甲", "乙", "丙", "丁"]
    assert [p.written for p in sheet.attributes["月费"]] == ["月费", "月租"]
    assert [p.written for p in sheet.attributes["fee"]] == ["fee", "price", "cost"]
    assert [row.line for row in sheet.rows] == [5, 6]
    assert sheet.subjects_of[sheet.subjects["甲"][2].sought] == ("甲",)


def test_numbers_in_names_are_also_found_as_they_are_said() -> None:
    sheet = sheet_of("Freedom 39,Carefree 129|plan 105,fee,1,元,,", "畅享39元套餐,,fee,2,元,,")
    english = {p.written for p in sheet.subjects["Freedom 39"]}
    assert english >= {"Freedom thirty nine", "Carefree one hundred and twenty nine", "Carefree one twenty nine", "plan one hundred five"}
    assert {p.written for p in sheet.subjects["畅享39元套餐"]} == {"畅享39元套餐", "畅享39块套餐", "畅享39块钱套餐"}


def test_old_sheets_still_load() -> None:
    old = [
        "畅享39套餐,39套餐|39 plan,月费|月租|monthly fee,39,元,2023-01-01,",
        "畅享39套餐,39套餐|39 plan,流量|data,30,GB,2025-01-01,",
        "手机合约,合约机,违约金,30,%,2024-07-01,",
    ]
    assert [row.written for row in sheet_of(*old).rows] == ["39元", "30 GB", "30%"]


def test_the_shipped_sheets() -> None:
    rows = [row for path in sorted(FOLDER.glob("*.csv")) for row in load_sheet(path).rows]
    assert len(rows) >= 60
    assert {row.unit for row in rows} >= {Unit.YUAN, Unit.GB, Unit.TEXT, Unit.CLOCK, Unit.DATE, Unit.MONTHDAY, Unit.DISCOUNT, Unit.PERCENT}
    assert max(len(line) for path in FOLDER.glob("*.csv") for line in path.read_text(encoding="utf-8").splitlines()) < 240


def test_ten_thousand_rows_load_and_judge_in_no_time(write: Write) -> None:
    rows = [
        row
        for i in range(2500)
        for row in (
            f"星河{i}元套餐,星河{i}|Galaxy {i},月费|monthly fee,{i},元/月,2023-01-01,2024-12-31",
            f"星河{i}元套餐,,月费,{i + 1},元/月,2025-01-01,",
            f"星河{i}元套餐,,流量|data,{i + 3},GB,2023-01-01,",
            f"星河{i}元套餐,,地点|where,营业厅{i}|branch {i},text,2023-01-01,",
        )
    ]
    write("facts/big.csv", "\n".join([HEAD, *rows]))
    path = write("one.yaml", "id: one\nversion: 1\ntitle: One\ncriteria: [{id: a, title: A, points: 1, kind: fact, sheet: big}]\n")
    began = time.process_time()
    sheet = load_sheet(path.parent / "facts" / "big.csv")
    assert len(sheet.rows) == 10_000
    assert time.process_time() - began < 20  # a guard against the square of the rows
    began = time.process_time()
    rubric = load_rubric(path)
    assert isinstance(rubric.matcher, Matcher)
    assert time.process_time() - began < 40


CELLS = st.text(alphabet='ab39元月%"|,(\n~-:。 ', max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELLS, min_size=5, max_size=8).map(",".join), max_size=4))
def test_any_file_is_read_or_refused_at_a_place(rows: list[str]) -> None:
    text = "\n".join([HEAD, *rows])
    try:
        read_sheet(text, Path("f.csv"))
    except RubricError as refused:
        lines = text.split("\n")
        for problem in refused.params["problems"]:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
