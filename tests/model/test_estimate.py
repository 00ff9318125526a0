"""The interval of a mean holds as often as it says, for scores as they are; the interval of a share is Wilson's."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.estimate import LEAST_CALLS, Estimate, mean, share

SCORES = st.lists(st.floats(0, 100), min_size=LEAST_CALLS, max_size=60)


def fatal_now_and_then(rng: random.Random) -> float:
    """As calls are scored: near the top, and one of twenty is 0."""
    return 0.0 if rng.random() < 0.05 else 100 * rng.betavariate(12, 2)


def all_or_nothing(rng: random.Random) -> float:
    return 100.0 if rng.random() < 0.9 else 0.0


def plain(rng: random.Random) -> float:
    return 60 + 40 * rng.random()


@pytest.mark.parametrize(
    ("draw", "true"),
    [(fatal_now_and_then, 95 * 12 / 14), (all_or_nothing, 90.0), (plain, 80.0)],
    ids=lambda one: getattr(one, "__name__", ""),
)
@pytest.mark.parametrize("count", [LEAST_CALLS, 40])
def test_the_true_mean_lies_within_at_least_as_often_as_it_is_said(draw: Callable[[random.Random], float], true: float, count: int) -> None:
    rng, runs = random.Random(f"{draw.__name__}{count}"), 300
    held = 0
    for _ in range(runs):
        found = mean([draw(rng) for _ in range(count)])
        assert found.low is not None
        assert found.high is not None
        held += found.low <= true <= found.high
    assert held >= 0.95 * runs


def test_it_holds_while_one_keeps_looking() -> None:
    """Looked at after every call from the tenth to the eightieth, it is wrong at any time in at most one of twenty lives."""
    rng, lives, wrong = random.Random(7), 60, 0
    for _ in range(lives):
        scores = [all_or_nothing(rng) for _ in range(80)]
        looks = [mean(scores[:count]) for count in range(LEAST_CALLS, 81, 5)]
        wrong += any(not (one.low or 0.0) <= 90 <= (one.high or 0.0) for one in looks)
    assert wrong <= 0.05 * lives


def test_more_calls_say_more() -> None:
    widths = []
    for count in (10, 40, 160):
        found = mean([80.0, 100.0] * (count // 2))
        assert found.low is not None
        assert found.high is not None
        widths.append(found.high - found.low)
    assert widths[0] > 2 * widths[1] > 3 * widths[2]


@given(SCORES)
def test_the_mean_lies_within_its_interval_and_that_within_bounds(scores: list[float]) -> None:
    found = mean(scores)
    assert found.low is not None
    assert found.value is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 100 + 1e-9
    assert found.value == pytest.approx(sum(scores) / len(scores))


@given(SCORES)
def test_turned_round_it_is_the_same(scores: list[float]) -> None:
    """100 minus every score: the interval is mirrored."""
    found, turned = mean(scores), mean([100 - one for one in scores])
    assert found.low == pytest.approx(100 - (turned.high or 0.0), abs=1e-6)
    assert found.high == pytest.approx(100 - (turned.low or 0.0), abs=1e-6)


def test_of_few_calls_nothing_is_said() -> None:
    assert mean([90.0] * (LEAST_CALLS - 1)) == Estimate(LEAST_CALLS - 1)
    assert mean([]) == Estimate(0)
    with pytest.raises(ValueError, match="between"):
        mean([101.0] * LEAST_CALLS)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # worked out by hand from the formula of the paper; 81 of 263 is the example of Newcombe 1998 (0.2553 to 0.3662)
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_interval_of_wilson(count: int, of: int, low: float, high: float) -> None:
    found = share(count, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert found.value == count / of


@given(st.integers(0, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_solves_its_equation(counted: tuple[int, int]) -> None:
    """Both ends of the interval are those shares from which the observed one is 1.96 standard errors away."""
    count, of = counted
    found = share(count, of)
    if not of:
        assert found == Estimate(0)
        return
    for end in (found.low, found.high):
        assert end is not None
        if 1e-6 < end < 1 - 1e-6:
            assert abs(count / of - end) == pytest.approx(1.959963984540054 * math.sqrt(end * (1 - end) / of), rel=1e-4)


def test_intervals_that_meet_are_not_apart() -> None:
    assert share(95, 100).apart(share(50, 100))
    assert not share(9, 10).apart(share(7, 10))
    assert not share(9, 10).apart(Estimate(3))
