"""How good an item is: held against numpy and against groups counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qa.model.estimate import share
from qa.model.quiz_items import First, Weakness, point_biserial, quality, upper_lower

rests = st.integers(0, 20).map(lambda twentieths: twentieths / 20)
answers = st.lists(st.builds(First, st.booleans(), st.none() | rests), max_size=40)
scored = st.lists(st.builds(First, st.booleans(), rests), min_size=2, max_size=40)


@given(answers, st.randoms())
def test_the_order_of_persons_changes_nothing(found: list[First], chance: Any) -> None:
    other = list(found)
    chance.shuffle(other)
    first, second = quality(found), quality(other)
    assert first.difficulty == second.difficulty
    for one, two in ((first.discrimination, second.discrimination), (first.index, second.index)):
        assert (one is None) == (two is None)
        assert one is None or one == pytest.approx(two, abs=1e-9)


@given(scored)
def test_the_correlation_is_numpys(found: list[First]) -> None:
    told = point_biserial(found)
    rights, rest = [float(one.right) for one in found], [one.rest for one in found]
    if len(set(rights)) < 2 or len(set(rest)) < 2:
        assert told is None
    else:
        assert told == pytest.approx(float(np.corrcoef(rights, rest)[0, 1]), abs=1e-9)


@given(scored, st.booleans())
def test_of_what_is_constant_nothing_is_said(found: list[First], right: bool) -> None:
    alike = [First(right, one.rest) for one in found]
    level = [First(one.right, 0.5) for one in found]
    for constant in (alike, level):
        assert point_biserial(constant) is None
        assert upper_lower(constant) is None
    assert point_biserial([First(one.right) for one in found]) is None


@given(scored)
def test_the_index_lies_between_and_turns_with_the_answers(found: list[First]) -> None:
    told = upper_lower(found)
    assume(told is not None)
    assert told is not None
    assert -1 <= told <= 1
    assert upper_lower([First(not one.right, one.rest) for one in found]) == pytest.approx(-told, abs=1e-9)


def test_the_index_counts_27_per_cent_at_each_end() -> None:
    # of 100 persons with different rest scores 27 are at each end: 20 of the best are right, 5 of the last
    found = [First((place >= 73 and place < 93) or place < 5, place / 100) for place in range(100)]
    assert upper_lower(found) == pytest.approx(20 / 27 - 5 / 27)


def test_persons_level_at_the_border_count_in_part() -> None:
    # ten persons: 2.7 at each end; one at the top, then four level with each other of whom one is right
    found = [First(True, 1.0), *[First(place == 0, 0.8) for place in range(4)], *[First(False, 0.1) for _ in range(5)]]
    assert upper_lower(found) == pytest.approx((1 + 1.7 / 4) / 2.7)


def test_nothing_is_weak_before_twenty_answers() -> None:
    found = [First(True, place / 20) for place in range(19)]
    assert quality(found).weakness is None
    assert quality([*found, First(True, 0.9)]).weakness is Weakness.EASY
    assert quality([First(False, place / 20) for place in range(20)]).weakness is Weakness.HARD


def test_an_item_that_tells_nothing_is_weak_and_one_that_tells_is_not() -> None:
    good = [First(place >= 10, place / 20) for place in range(20)]
    assert quality(good).weakness is None
    assert quality([First(not one.right, one.rest) for one in good]).weakness is Weakness.TELLS_NOTHING
    # where everybody has answered nothing else, that is not held against the item
    assert quality([First(place % 2 == 0) for place in range(20)]).weakness is None


@given(answers)
def test_difficulty_is_the_share_that_was_right(found: list[First]) -> None:
    assert quality(found).difficulty == share(sum(one.right for one in found), len(found))
