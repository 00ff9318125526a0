"""Days and times of day, relative to the day of the call where they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.rubric.numbers import Amount, amounts
from qa.rubric.units import Unit

DAY = date(2025, 6, 10)
DIGITS = "零一二三四五六七八九"
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def only(text: str, unit: Unit, day: date | None = DAY) -> Amount:
    (amount,) = (a for a in amounts(text, day) if a.unit is unit)
    return amount


def chinese(n: int) -> str:
    tens, ones = divmod(n, 10)
    return ("" if not tens else ("" if tens == 1 else DIGITS[tens]) + "十") + (DIGITS[ones] if ones or not tens else "")


def ordinal(n: int) -> str:
    return f"{n}{'th' if 10 < n < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_writing(day: date) -> None:
    number = day.year * 10_000 + day.month * 100 + day.day
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    month = MONTHS[day.month - 1]
    for said in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{chinese(day.month)}月{chinese(day.day)}号",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02}.{day.day:02}",
        f"{month} {ordinal(day.day)}, {day.year}",
        f"the {ordinal(day.day)} of {month} {day.year}",
        f"{day.day} {month} {day.year}",
    ):
        amount = only(f"到{said}。" if "年" in said else f"until {said}", Unit.DATE)
        assert amount.value == number, said
    for said in (f"{day.month}月{day.day}号", f"{month} {ordinal(day.day)}"):
        assert only(said, Unit.DATE).value == number % 10_000


@settings(deadline=None)
@given(st.integers(0, 23), st.integers(0, 59))
def test_every_time_is_read(hour: int, minute: int) -> None:
    twelve, half = (hour - 1) % 12 + 1, "pm" if hour >= 12 else "am"
    assert only(f"{hour:02}:{minute:02}", Unit.CLOCK).value % 720 == (hour * 60 + minute) % 720
    amount = only(f"at {twelve}:{minute:02} {half}", Unit.CLOCK)
    assert (amount.value, amount.vague) == (hour * 60 + minute, False)
    if 1 <= hour <= 11 and minute >= 10:
        amount = only(f"上午{chinese(hour)}点{chinese(minute)}分", Unit.CLOCK)
        assert (amount.value, amount.vague) == (hour * 60 + minute, False)
        assert only(f"下午{hour}点{minute}分", Unit.CLOCK).value == (hour + 12) * 60 + minute


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("今天", 0),
        ("明天", 1),
        ("后天", 2),
        ("大后天", 3),
        ("昨天", -1),
        ("today", 0),
        ("tomorrow", 1),
        ("the day after tomorrow", 2),
        ("yesterday", -1),
    ],
)
def test_days_relative_to_the_call(said: str, days: int) -> None:
    day = DAY + timedelta(days)
    assert only(said, Unit.DATE).value == day.year * 10_000 + day.month * 100 + day.day
    assert amounts(said) == ()


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ("三月底", 331, Unit.DATE),
        ("二月底", 229, Unit.DATE),
        ("月底", 20250630, Unit.DATE),
        ("今年年底", 20251231, Unit.DATE),
        ("明年三月", 20260300, Unit.DATE),
        ("2026年", 20260000, Unit.DATE),
        ("25年3月1号", 20250301, Unit.DATE),
        ("下个月一号", 20250701, Unit.DATE),
        ("本月15日", 20250615, Unit.DATE),
        ("每月1号", 1, Unit.MONTHDAY),
        ("每个月的十五号", 15, Unit.MONTHDAY),
        ("十五号之前", 15, Unit.MONTHDAY),
        ("the 1st of the month", 1, Unit.MONTHDAY),
        ("the end of March", 331, Unit.DATE),
        ("the end of the year", 20251231, Unit.DATE),
        ("until the end of next month", 20250731, Unit.DATE),
        ("in March", 300, Unit.DATE),
        ("March 2026", 20260300, Unit.DATE),
        ("December thirty-first twenty twenty five", 20251231, Unit.DATE),
        ("15/3/2025", 20250315, Unit.DATE),
        ("3/15/2025", 20250315, Unit.DATE),
        ("八点半", 510, Unit.CLOCK),
        ("八点一刻", 495, Unit.CLOCK),
        ("差十分九点", 530, Unit.CLOCK),
        ("晚上十二点", 1440, Unit.CLOCK),
        ("中午十二点", 720, Unit.CLOCK),
        ("凌晨一点", 60, Unit.CLOCK),
        ("十点三十", 630, Unit.CLOCK),
        ("half past eight", 510, Unit.CLOCK),
        ("a quarter to nine", 525, Unit.CLOCK),
        ("six o'clock", 360, Unit.CLOCK),
        ("six thirty p.m.", 1110, Unit.CLOCK),
        ("by eight tonight", 1200, Unit.CLOCK),
        ("nine in the morning", 540, Unit.CLOCK),
        ("noon", 720, Unit.CLOCK),
        ("it closes at six thirty", 390, Unit.CLOCK),
    ],
)
def test_days_and_times_as_people_say_them(said: str, value: float, unit: Unit) -> None:
    assert only(said, unit).value == value


@pytest.mark.parametrize(
    ("said", "low", "high", "vague"),
    [
        ("上午九点到下午六点", 540, 1080, False),
        ("早上九点到下午五点半", 540, 1050, False),
        ("上午九点到六点", 540, 1080, False),
        ("九点到六点", 540, 1080, True),
        ("下午两点到四点", 840, 960, False),
        ("9:00-18:00", 540, 1080, False),
        ("9点至18点", 540, 1080, False),
        ("早九晚五", 540, 1020, False),
        ("9 to 6", 540, 1080, True),
        ("open nine to half past five", 540, 1050, True),
        ("open from 8 to 10", 480, 600, True),
        ("9 a.m. to 6 p.m.", 540, 1080, False),
        ("between 9 a.m. and 6 p.m.", 540, 1080, False),
    ],
)
def test_spans_of_hours(said: str, low: float, high: float, vague: bool) -> None:
    amount = only(said, Unit.CLOCK)
    assert (amount.value, amount.high) == (low, high)
    assert amount.vague is vague


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("3月1号到15号", 301, 315),
        ("6月1日至8月31日", 601, 831),
        ("2025年6月1日至2025年8月31日", 20250601, 20250831),
        ("March 1st to April 15th", 301, 415),
    ],
)
def test_spans_of_days(said: str, low: float, high: float) -> None:
    amount = only(said, Unit.DATE)
    assert (amount.value, amount.high) == (low, high)


@pytest.mark.parametrize(
    "said",
    [
        "3/1/2025",
        "you may 2 times",
        "便宜一点",
        "有两点需要注意",
        "受到一点影响",
        "3号线",
        "一号店",
        "2月30日",
        "三点五折",
        "one evening",
        "8 to 10",
    ],
)
def test_what_is_no_moment(said: str) -> None:
    assert [a for a in amounts(said, DAY) if a.unit in (Unit.DATE, Unit.CLOCK, Unit.MONTHDAY)] == []
