"""Amounts of one dimension compare with each other, others never."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.rubric.units import PERIODS, UNIT_NAMES, Unit, comparable, converted, same


@pytest.mark.parametrize(
    ("one", "unit", "other", "other_unit"),
    [
        (72, Unit.HOUR, 3, Unit.DAY),
        (1, Unit.WEEK, 7, Unit.DAY),
        (1, Unit.YEAR, 12, Unit.MONTH),
        (2, Unit.QUARTER, 6, Unit.MONTH),
        (30, Unit.DAY, 1, Unit.MONTH),
        (365, Unit.DAY, 1, Unit.YEAR),
        (1, Unit.GB, 1024, Unit.MB),
        (1, Unit.GB, 1000, Unit.MB),
        (1, Unit.TB, 1024, Unit.GB),
        (1000, Unit.MB, 1000, Unit.MBPS),
        (1, Unit.GB, 1000, Unit.MBPS),
        (128, Unit.KB, 128, Unit.KBPS),
        (0.125, Unit.MBPS, 128, Unit.KBPS),
        (0, Unit.MONEY, 0, Unit.YUAN),
        (39.99, Unit.MONEY, 39.99, Unit.DOLLAR),
        (0, Unit.DAY, 0, Unit.WORKDAY),
    ],
)
def test_the_same_in_another_unit(one: float, unit: Unit, other: float, other_unit: Unit) -> None:
    assert same(one, unit, other, other_unit)
    assert same(other, other_unit, one, unit)


@pytest.mark.parametrize(
    ("one", "unit", "other", "other_unit"),
    [(3, Unit.DAY, 3, Unit.WORKDAY), (40, Unit.DAY, 1, Unit.MONTH), (1, Unit.GB, 1, Unit.MB), (700, Unit.DAY, 24, Unit.MONTH)],
)
def test_comparable_but_not_the_same(one: float, unit: Unit, other: float, other_unit: Unit) -> None:
    assert comparable(unit, other_unit)
    assert comparable(other_unit, unit)
    assert not same(one, unit, other, other_unit)


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        (Unit.YUAN, Unit.DOLLAR),
        (Unit.YUAN, Unit.DAY),
        (Unit.MINUTE, Unit.MONTH),
        (Unit.PERCENT, Unit.YUAN),
        (Unit.TB, Unit.MBPS),
        (Unit.CLOCK, Unit.HOUR),
    ],
)
def test_what_does_not_compare(unit: Unit, other: Unit) -> None:
    assert not comparable(unit, other)
    assert not same(1, unit, 1, other)


@settings(deadline=None)
@given(st.sampled_from(Unit), st.sampled_from(Unit), st.floats(0.001, 1e6))
def test_comparing_has_no_direction(unit: Unit, other: Unit, value: float) -> None:
    assert comparable(unit, unit)
    assert comparable(unit, other) == comparable(other, unit)
    assert same(value, unit, value, unit)
    assert same(value, unit, value * 2, other) == same(value * 2, other, value, unit)
    to = converted(value, unit, other)
    assert to is None or same(to, other, value, unit)


def test_names_and_periods() -> None:
    assert Unit.MONEY not in UNIT_NAMES.values()
    assert {PERIODS[name] for name in ("月", "month", "GB".lower(), "次", "分钟")} == {Unit.MONTH, Unit.GB, Unit.TIMES, Unit.MINUTE}
    assert all(name == name.casefold() for name in UNIT_NAMES)
