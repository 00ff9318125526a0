"""Working days: Saturdays and Sundays do not count, nor do holidays; a day that is worked in exchange for a holiday does."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5


def is_workday(day: date, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> bool:
    """Whether a day is worked. ``workdays``: those that are worked although they fall on a weekend.

    >>> is_workday(date(2026, 10, 10)), is_workday(date(2026, 10, 10), workdays=[date(2026, 10, 10)])
    (False, True)
    """
    return day in workdays or (day.weekday() < SATURDAY and day not in holidays)


def last_day(start: date, count: int, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> date:
    """The last of ``count`` working days after ``start``, which itself does not count. ``count`` is at least 1.

    >>> last_day(date(2026, 10, 1), 5)  # a Thursday
    datetime.date(2026, 10, 8)
    """
    if count < 1:
        raise ValueError(f"not a number of days: {count}")
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_workday(day, holidays, workdays)
    return day


def workdays_left(today: date, last: date, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> int:
    """How many working days come after ``today`` until ``last``: 0 on the last day, and once it is over.

    >>> workdays_left(date(2026, 10, 5), date(2026, 10, 8))
    3
    """
    return sum(is_workday(today + timedelta(days=ahead), holidays, workdays) for ahead in range(1, (last - today).days + 1))
