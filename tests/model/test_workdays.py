"""Working days against counting by hand, and against a plain enumeration."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.workdays import is_workday, last_day, workdays_left

DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))
NEAR = st.frozensets(st.integers(0, 60), max_size=20)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 10, 5), 5, date(2026, 10, 12)),  # Monday to the next Monday
        (date(2026, 10, 9), 1, date(2026, 10, 12)),  # a Friday: the weekend does not count
        (date(2026, 10, 10), 1, date(2026, 10, 12)),  # published on a Saturday
        (date(2026, 10, 9), 6, date(2026, 10, 19)),
    ],
)
def test_weekends_do_not_count(start: date, count: int, last: date) -> None:
    assert last_day(start, count) == last


def test_holidays_do_not_count_and_weekends_that_are_worked_do() -> None:
    national = [date(2026, 10, day) for day in range(1, 9)]
    assert last_day(date(2026, 9, 30), 1, national) == date(2026, 10, 9)
    assert last_day(date(2026, 9, 30), 2, national, [date(2026, 10, 10)]) == date(2026, 10, 10)
    assert last_day(date(2026, 9, 30), 2, national) == date(2026, 10, 12)


@given(DAYS, st.integers(1, 20), NEAR, NEAR)
def test_as_many_days_are_worked_as_were_asked_for(start: date, count: int, free: frozenset[int], worked: frozenset[int]) -> None:
    holidays = {start + timedelta(days=i) for i in free}
    workdays = {start + timedelta(days=i) for i in worked}
    last = last_day(start, count, holidays, workdays)
    between = [start + timedelta(days=i) for i in range(1, (last - start).days + 1)]
    counted = [day for day in between if day in workdays or (day.isoweekday() < 6 and day not in holidays)]
    assert len(counted) == count
    assert counted[-1] == last
    assert workdays_left(start, last, holidays, workdays) == count
    assert workdays_left(last, last, holidays, workdays) == 0


def test_no_days_are_no_window() -> None:
    with pytest.raises(ValueError, match="days"):
        last_day(date(2026, 1, 1), 0)
    assert is_workday(date(2026, 10, 9))
