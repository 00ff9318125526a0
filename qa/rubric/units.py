"""Units as fact sheets write them and people say them."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """What is counted. Units of one dimension compare with each other: 72 hours are 3 days."""

    YUAN = "yuan"
    DOLLAR = "dollar"
    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    WORKDAY = "workday"
    MONTH = "month"
    YEAR = "year"
    MB = "mb"
    GB = "gb"
    TB = "tb"
    MBPS = "mbps"
    PERCENT = "percent"
    DISCOUNT = "discount"
    TIMES = "times"
    MESSAGE = "message"
    COUNT = "count"


_SIZES: dict[Unit, tuple[str, int]] = {
    Unit.SECOND: ("time", 1),
    Unit.MINUTE: ("time", 60),
    Unit.HOUR: ("time", 3600),
    Unit.DAY: ("time", 86400),
    Unit.WEEK: ("time", 7 * 86400),
    Unit.MONTH: ("calendar", 1),
    Unit.YEAR: ("calendar", 12),
    Unit.MB: ("data", 1),
    Unit.GB: ("data", 1024),
    Unit.TB: ("data", 1024 * 1024),
}

UNIT_NAMES: dict[str, Unit] = {
    **dict.fromkeys(("元", "块", "块钱", "圆", "人民币", "yuan", "rmb", "cny"), Unit.YUAN),
    **dict.fromkeys(("美元", "美金", "dollar", "dollars", "buck", "bucks", "usd"), Unit.DOLLAR),
    **dict.fromkeys(("秒", "秒钟", "second", "seconds", "sec", "secs"), Unit.SECOND),
    **dict.fromkeys(("分钟", "minute", "minutes", "min", "mins"), Unit.MINUTE),
    **dict.fromkeys(("小时", "钟头", "hour", "hours", "hr", "hrs"), Unit.HOUR),
    **dict.fromkeys(("天", "day", "days"), Unit.DAY),
    **dict.fromkeys(("周", "星期", "礼拜", "week", "weeks"), Unit.WEEK),
    **dict.fromkeys(("工作日", "workday", "workdays", "business day", "business days", "working day", "working days"), Unit.WORKDAY),
    **dict.fromkeys(("月", "个月", "month", "months"), Unit.MONTH),
    **dict.fromkeys(("年", "year", "years"), Unit.YEAR),
    **dict.fromkeys(("mb", "m", "兆", "meg", "megs", "megabyte", "megabytes"), Unit.MB),
    **dict.fromkeys(("gb", "g", "gig", "gigs", "gigabyte", "gigabytes"), Unit.GB),
    **dict.fromkeys(("tb", "t", "terabyte", "terabytes"), Unit.TB),
    **dict.fromkeys(("mbps", "megabit", "megabits"), Unit.MBPS),
    **dict.fromkeys(("%", "percent", "per cent"), Unit.PERCENT),
    **dict.fromkeys(("折", "discount"), Unit.DISCOUNT),
    **dict.fromkeys(("次", "times"), Unit.TIMES),
    **dict.fromkeys(("条", "message", "messages", "text message", "text messages"), Unit.MESSAGE),
    **dict.fromkeys(("个", "count"), Unit.COUNT),
}
"""Every way a unit is written in a fact sheet or said in a call."""


def comparable(one: Unit, other: Unit) -> bool:
    """Whether both count the same thing. A spoken 兆 is a megabyte or a megabit a second: the context decides."""
    if one is other or {one, other} == {Unit.MB, Unit.MBPS}:
        return True
    return one in _SIZES and other in _SIZES and _SIZES[one][0] == _SIZES[other][0]


def same(one: float, unit: Unit, other: float, other_unit: Unit) -> bool:
    """Whether two amounts are equal, units minded; one gigabyte is 1024 megabytes, and 1000 are let pass."""
    if not comparable(unit, other_unit):
        return False
    size, other_size = _SIZES.get(unit, ("", 1))[1], _SIZES.get(other_unit, ("", 1))[1]
    if unit in (Unit.MB, Unit.MBPS) and other_unit in (Unit.MB, Unit.MBPS):
        size = other_size = 1
    if _close(one * size, other * other_size):
        return True
    return {unit, other_unit} == {Unit.MB, Unit.GB} and _close(
        one * (1000 if unit is Unit.GB else 1), other * (1000 if other_unit is Unit.GB else 1)
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(one), abs(other))
