"""Units as fact sheets write them and people say them, and when two amounts are the same."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """What is counted. Units of one dimension compare with each other: 72 hours are 3 days."""

    YUAN = "yuan"
    DOLLAR = "dollar"
    POUND = "pound"
    EURO = "euro"
    HKD = "hkd"
    MONEY = "money"
    """A price whose currency was not said: free, thirty nine ninety nine. Not for sheets."""
    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    WORKDAY = "workday"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    KB = "kb"
    MB = "mb"
    GB = "gb"
    TB = "tb"
    KBPS = "kbps"
    MBPS = "mbps"
    GBPS = "gbps"
    PERCENT = "percent"
    DISCOUNT = "discount"
    """Tenths of the price that remain to be paid: 七折 and 30 % off are 7."""
    TIMES = "times"
    MESSAGE = "message"
    COUNT = "count"
    DATE = "date"
    """A day as the number yyyymmdd; what was not said (the year, the day of the month) is 0."""
    MONTHDAY = "monthday"
    """A day of every month, 1 to 31."""
    CLOCK = "clock"
    """A time of day in minutes since midnight."""
    TEXT = "text"
    """Words instead of a number: a place, papers."""


MONEY = frozenset({Unit.YUAN, Unit.DOLLAR, Unit.POUND, Unit.EURO, Unit.HKD, Unit.MONEY})
DATES = frozenset({Unit.DATE, Unit.MONTHDAY})

_SIZES: dict[Unit, tuple[str, int]] = {
    Unit.SECOND: ("time", 1),
    Unit.MINUTE: ("time", 60),
    Unit.HOUR: ("time", 3600),
    Unit.DAY: ("time", 86400),
    Unit.WEEK: ("time", 7 * 86400),
    Unit.MONTH: ("calendar", 1),
    Unit.QUARTER: ("calendar", 3),
    Unit.YEAR: ("calendar", 12),
    Unit.KB: ("data", 1),
    Unit.MB: ("data", 1024),
    Unit.GB: ("data", 1024**2),
    Unit.TB: ("data", 1024**3),
    Unit.KBPS: ("speed", 1),
    Unit.MBPS: ("speed", 1000),
    Unit.GBPS: ("speed", 1_000_000),
}
_SPEED_OF = {Unit.KB: Unit.KBPS, Unit.MB: Unit.MBPS, Unit.GB: Unit.GBPS}
"""A spoken 兆 is a megabyte or a megabit a second: the other side of the comparison decides."""
_SPEEDS = frozenset(_SPEED_OF.values())
_POWERS = {Unit.KB: 0, Unit.MB: 1, Unit.GB: 2, Unit.TB: 3}
_WITH_MONTHS = frozenset({Unit.DAY, Unit.WEEK})
_WITH_WORKDAYS = frozenset({Unit.HOUR, Unit.DAY, Unit.WEEK})

UNIT_NAMES: dict[str, Unit] = {
    **dict.fromkeys(("元", "块", "块钱", "圆", "人民币", "yuan", "rmb", "cny"), Unit.YUAN),
    **dict.fromkeys(("美元", "美金", "dollar", "dollars", "buck", "bucks", "usd"), Unit.DOLLAR),
    **dict.fromkeys(("英镑", "pound", "pounds", "quid", "gbp"), Unit.POUND),
    **dict.fromkeys(("欧元", "euro", "euros", "eur"), Unit.EURO),
    **dict.fromkeys(("港元", "港币", "hkd"), Unit.HKD),
    **dict.fromkeys(("秒", "秒钟", "second", "seconds", "sec", "secs"), Unit.SECOND),
    **dict.fromkeys(("分钟", "minute", "minutes", "min", "mins"), Unit.MINUTE),
    **dict.fromkeys(("小时", "钟头", "hour", "hours", "hr", "hrs"), Unit.HOUR),
    **dict.fromkeys(("天", "日", "自然日", "day", "days", "calendar day", "calendar days"), Unit.DAY),
    **dict.fromkeys(("周", "星期", "礼拜", "week", "weeks"), Unit.WEEK),
    **dict.fromkeys(("工作日", "workday", "workdays", "business day", "business days", "working day", "working days"), Unit.WORKDAY),
    **dict.fromkeys(("月", "个月", "month", "months"), Unit.MONTH),
    **dict.fromkeys(("季度", "季", "quarter", "quarters"), Unit.QUARTER),
    **dict.fromkeys(("年", "year", "years"), Unit.YEAR),
    **dict.fromkeys(("kb", "k", "kilobyte", "kilobytes"), Unit.KB),
    **dict.fromkeys(("mb", "m", "兆", "meg", "megs", "megabyte", "megabytes"), Unit.MB),
    **dict.fromkeys(("gb", "g", "gig", "gigs", "gigabyte", "gigabytes"), Unit.GB),
    **dict.fromkeys(("tb", "t", "terabyte", "terabytes"), Unit.TB),
    **dict.fromkeys(("kbps", "kb/s", "kilobit", "kilobits"), Unit.KBPS),
    **dict.fromkeys(("mbps", "mb/s", "megabit", "megabits"), Unit.MBPS),
    **dict.fromkeys(("gbps", "gb/s", "gigabit", "gigabits"), Unit.GBPS),
    **dict.fromkeys(("%", "percent", "per cent", "百分点", "个百分点"), Unit.PERCENT),
    **dict.fromkeys(("折", "discount", "% off"), Unit.DISCOUNT),
    **dict.fromkeys(("次", "times"), Unit.TIMES),
    **dict.fromkeys(("条", "message", "messages", "text message", "text messages"), Unit.MESSAGE),
    **dict.fromkeys(("个", "张", "份", "台", "部", "户", "位", "人", "count"), Unit.COUNT),
    **dict.fromkeys(("日期", "date"), Unit.DATE),
    **dict.fromkeys(("号", "monthday", "day of month"), Unit.MONTHDAY),
    **dict.fromkeys(("钟点", "clock"), Unit.CLOCK),
    **dict.fromkeys(("文字", "text"), Unit.TEXT),
}
"""Every way a unit is written in a fact sheet or said in a call."""

PERIODS: dict[str, Unit] = {
    name: unit for name, unit in UNIT_NAMES.items() if unit in _SIZES.keys() - _SPEEDS | {Unit.TIMES, Unit.MESSAGE, Unit.COUNT}
} | {"time": Unit.TIMES, "text": Unit.MESSAGE, "sms": Unit.MESSAGE}
"""What may stand after ``/`` in a rate: 元/月, yuan/GB."""


def comparable(one: Unit, other: Unit) -> bool:
    """Whether both count the same thing, so that they are the same or one of them is wrong."""
    if one is other or {one, other} <= DATES:
        return True
    if Unit.MONEY in (one, other):
        return one in MONEY and other in MONEY
    if (one in _SPEED_OF and other in _SPEEDS) or (one in _SPEEDS and other in _SPEED_OF):
        return True
    if one in _SIZES and other in _SIZES:
        kinds = {_SIZES[one][0], _SIZES[other][0]}
        return len(kinds) == 1 or (kinds == {"time", "calendar"} and bool({one, other} & _WITH_MONTHS))
    return (one is Unit.WORKDAY and other in _WITH_WORKDAYS) or (other is Unit.WORKDAY and one in _WITH_WORKDAYS)


def same(one: float, unit: Unit, other: float, other_unit: Unit) -> bool:
    """Whether two amounts are equal, units minded.

    One gigabyte is 1024 megabytes, and 1000 are let pass; a month is 28 to 31 days, a year 360 to 366. Working days are never other days.
    """
    if not comparable(unit, other_unit):
        return False
    if unit is other_unit or {unit, other_unit} <= MONEY:
        return _close(one, other)
    if unit not in _SIZES or other_unit not in _SIZES:
        return one == other == 0
    if other_unit in _SPEEDS:
        unit = _SPEED_OF.get(unit, unit)
    elif unit in _SPEEDS:
        other_unit = _SPEED_OF.get(other_unit, other_unit)
    (kind, size), (other_kind, other_size) = _SIZES[unit], _SIZES[other_unit]
    if kind != other_kind:
        return _days_in_months(one * size, other * other_size) if kind == "time" else _days_in_months(other * other_size, one * size)
    if _close(one * size, other * other_size):
        return True
    if kind == "data":
        return _close(one * 1000.0 ** _POWERS[unit], other * 1000.0 ** _POWERS[other_unit])
    return kind == "speed" and _close(one * _binary(size), other * _binary(other_size))


def converted(value: float, unit: Unit, to: Unit) -> float | None:
    """A value in another unit of its dimension; None where there is no one answer."""
    if unit is to:
        return value
    if unit not in _SIZES or to not in _SIZES or _SIZES[unit][0] != _SIZES[to][0]:
        return None
    return value * _SIZES[unit][1] / _SIZES[to][1]


def _binary(size: int) -> int:
    return {1: 1, 1000: 1024, 1_000_000: 1024**2}[size]


def _days_in_months(seconds: float, months: float) -> bool:
    days = seconds / 86400
    whole_years = months >= 12 and months % 12 == 0
    return (360 if whole_years else 336) / 12 * months <= days <= (366 if whole_years else 372) / 12 * months


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(one), abs(other))
