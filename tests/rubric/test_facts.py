"""Whether what was said agrees with a row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.rubric.claims import Standing, against
from qa.rubric.facts import Agreement, Row
from qa.rubric.numbers import amounts
from qa.rubric.sheets import COLUMNS, read_sheet
from qa.rubric.units import Unit

DAY = date(2025, 6, 10)
RIGHT, WRONG, NEITHER = Agreement.RIGHT, Agreement.WRONG, Agreement.NEITHER


def row_of(value: str, unit: str) -> Row:
    (row,) = read_sheet(f"{','.join(COLUMNS)}\nA,,x,{value},{unit},,", Path("f.csv")).rows
    return row


@pytest.mark.parametrize(
    ("value", "unit", "said", "agrees"),
    [
        ("39", "元/月", "三十九块", RIGHT),
        ("39", "元/月", "每月39", RIGHT),
        ("39", "元/月", "一年468元", RIGHT),
        ("39", "元/月", "468 yuan a year", RIGHT),
        ("39", "元/月", "一个季度一百一十七块", RIGHT),
        ("39", "元/月", "每年39元", WRONG),
        ("39", "元", "每月39元", RIGHT),
        ("5", "元/GB", "每兆五分钱", WRONG),
        ("5.12", "元/GB", "每兆半分钱", None),
        ("0", "元", "免费", RIGHT),
        ("10", "元", "不收费", WRONG),
        ("0", "dollars", "free of charge", RIGHT),
        ("39.99", "dollars", "thirty nine ninety nine", RIGHT),
        ("72", "小时", "三天", RIGHT),
        ("24", "个月", "两年", RIGHT),
        ("3", "工作日", "三个工作日", RIGHT),
        ("3", "工作日", "三天", WRONG),
        ("30", "GB", "三十个G", RIGHT),
        ("1024", "MB", "1个G", RIGHT),
        ("1000", "Mbps", "千兆", RIGHT),
        ("30", "%", "百分之三十", RIGHT),
        ("30", "%", "三成", RIGHT),
        ("8", "折", "打八折", RIGHT),
        ("20", "% off", "打八折", RIGHT),
        ("8", "折", "优惠百分之二十", RIGHT),
        ("8", "折", "20% off", RIGHT),
        ("8", "折", "七折", WRONG),
        # about, at least, at most
        ("129", "元", "大概一百三十块", RIGHT),
        ("129", "元", "大概一百五十块", WRONG),
        ("129", "元", "一百三左右", RIGHT),
        ("129", "元", "不到一百三十元", RIGHT),
        ("129", "元", "不到一百元", WRONG),
        ("129", "元", "不到一百二十九元", WRONG),
        ("129", "元", "至少一百元", RIGHT),
        ("129", "元", "至少两百元", WRONG),
        ("72", "小时", "不超过三天", RIGHT),
        ("72", "小时", "最多两天", WRONG),
        ("72", "小时", "三天之内", RIGHT),
        ("72", "小时", "五天之内", WRONG),
        ("72", "小时", "within three days", RIGHT),
        ("129", "元", "一百多块", RIGHT),
        ("129", "元", "两百多块", WRONG),
        ("129", "元", "超过一百块", RIGHT),
        # spans
        ("3", "天", "三到五天", RIGHT),
        ("4", "天", "三到五天", RIGHT),
        ("7", "天", "三到五天", WRONG),
        ("3~5", "天", "三到五天", RIGHT),
        ("3~5", "天", "四天", RIGHT),
        ("3~5", "天", "七天", WRONG),
        ("3~5", "天", "三到七天", RIGHT),
        ("3~5", "天", "四到七天", WRONG),
        ("72", "小时", "三到五天", RIGHT),
        ("1", "个月", "二十到四十天", RIGHT),
        # days
        ("2026-12-31", "date", "今年年底", WRONG),
        ("2025-12-31", "date", "今年年底", RIGHT),
        ("2025-12-31", "date", "十二月三十一号", RIGHT),
        ("2025-12-31", "date", "十二月", RIGHT),
        ("2025-12-31", "date", "December 30th", WRONG),
        ("2025-06-11", "date", "明天", RIGHT),
        ("2025-06-01~2025-08-31", "date", "六月一号到八月三十一号", RIGHT),
        ("2025-06-01~2025-08-31", "date", "八月三十一号", RIGHT),
        ("2025-06-01~2025-08-31", "date", "六月一号到九月一号", WRONG),
        ("1", "号", "每月一号", RIGHT),
        ("1", "号", "下个月一号", RIGHT),
        ("1", "号", "每月五号", WRONG),
        # times of day
        ("9:00-18:00", "clock", "上午九点到下午六点", RIGHT),
        ("9:00-18:00", "clock", "九点到六点", RIGHT),
        ("9:00-18:00", "clock", "9 to 6", RIGHT),
        ("9:00-18:00", "clock", "九点到五点", WRONG),
        ("9:00-18:00", "clock", "早上九点", RIGHT),
        ("9:00-18:00", "clock", "下午六点", RIGHT),
        ("9:00-18:00", "clock", "下午三点", NEITHER),
        ("9:00-18:00", "clock", "三点", NEITHER),
        ("9:00-18:00", "clock", "晚上八点", WRONG),
        ("9:00-18:00", "clock", "half past eight p.m.", WRONG),
        ("8:30", "clock", "八点半", RIGHT),
        ("8:30", "clock", "晚上八点半", WRONG),
        # what is counted otherwise
        ("30", "%", "两百块", None),
        ("39", "元", "三十九天", None),
        ("39", "元", "每兆五元", None),
    ],
)
def test_agreement(value: str, unit: str, said: str, agrees: Agreement | None) -> None:
    row = row_of(value, unit)
    fitting = [amount for amount in amounts(said, DAY) if row.fits(amount)]
    assert (row.agrees(fitting[-1]) if fitting else None) is agrees


@settings(deadline=None)
@given(st.integers(1, 999), st.sampled_from(["元", "元/月", "GB", "小时", "天", "个月", "%", "分钟"]))
def test_what_the_sheet_says_is_right_and_twice_as_much_is_wrong(value: int, unit: str) -> None:
    row = row_of(str(value), unit)
    for said, agreement in ((f"{value}{unit}", RIGHT), (f"{value * 2}{unit}", WRONG)):
        (amount,) = amounts(said)
        assert row.fits(amount)
        assert row.agrees(amount) is agreement


def rows_of(*lines: str) -> tuple[Row, ...]:
    return read_sheet("\n".join([",".join(COLUMNS), *lines]), Path("f.csv")).rows


@pytest.mark.parametrize(
    ("said", "day", "standing", "shown", "outdated"),
    [
        ("129元", DAY, Standing.RIGHT, "129元", None),
        ("139元", DAY, Standing.WRONG, "129元", "139元"),
        ("149元", DAY, Standing.WRONG, "129元", None),
        ("139元", date(2023, 5, 1), Standing.RIGHT, "139元", None),
        ("139元", date(2022, 5, 1), Standing.NOT_VALID, None, "139元"),
        ("129元", None, Standing.DAY_UNKNOWN, "129元", None),
        ("149元", None, Standing.WRONG, "129元", None),
        ("30%", DAY, Standing.OTHER_UNIT, "129元", None),
    ],
)
def test_standing(said: str, day: date | None, standing: Standing, shown: str | None, outdated: str | None) -> None:
    rows = rows_of("A,,fee,139,元,2023-01-01,2023-12-31", "A,,fee,129,元,2024-01-01,")
    found, row, old = against(rows, day, amounts(said)[0])
    assert (found, row and row.written, old and old.written) == (standing, shown, outdated)


def test_no_row_at_all() -> None:
    assert against((), DAY, amounts("129元")[0])[0] is Standing.NO_ROW


def test_an_old_value_in_another_unit_is_wrong() -> None:
    rows = rows_of("A,,fee,300,元,,2024-06-30", "A,,fee,30,%,2024-07-01,")
    standing, row, old = against(rows, DAY, amounts("三百块")[0])
    assert (standing, row and row.written, old and old.written) == (Standing.WRONG, "30%", "300元")


def test_units_of_sheet_rows() -> None:
    assert row_of("39", "元/月").per is Unit.MONTH
