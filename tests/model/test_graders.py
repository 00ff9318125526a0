from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.graders import leaning, majority, one_sided, pairs, share_interval

MET, MISSED, NA = "met", "missed", "not_applicable"


def test_strict_is_missed_where_the_others_said_met() -> None:
    others = [dict.fromkeys(range(20), MET), dict.fromkeys(range(20), MET)]
    own = {i: MISSED if i < 7 else MET for i in range(20)}
    found = leaning(own, others)
    assert (found.of_met, found.strict, found.of_missed, found.lenient, found.leans) == (20, 7, 0, 0, "strict")
    assert found.chance == pytest.approx(2 / 2**7)


def test_lenient_is_met_where_the_others_said_missed_and_a_few_are_no_leaning() -> None:
    others = [dict.fromkeys(range(10), MISSED), dict.fromkeys(range(10), MISSED)]
    found = leaning({i: MET if i < 3 else MISSED for i in range(10)}, others)
    assert (found.of_missed, found.lenient, found.leans) == (10, 3, "")
    assert leaning(dict.fromkeys(range(10), MET), others).leans == "lenient"


def test_who_differs_both_ways_leans_neither() -> None:
    most = {i: MET if i < 10 else MISSED for i in range(20)}
    found = leaning({i: MISSED if answer == MET else MET for i, answer in most.items()}, [most, most])
    assert (found.strict, found.lenient, found.leans, found.chance) == (10, 10, "", 1.0)


def test_one_other_or_a_tie_is_no_majority() -> None:
    assert majority([MET]) is None
    assert majority([MET, MISSED]) is None
    assert majority([MET, MISSED, NA]) is None
    assert majority([MET, MET, MISSED]) == MET
    assert leaning({1: MISSED}, [{1: MET}]).of_met == 0


def test_only_what_both_answered_is_paired() -> None:
    assert dict(pairs({1: MET, 2: MISSED}, {2: MET, 3: MET})) == {(MISSED, MET): 1}


@given(st.integers(0, 30), st.integers(0, 30))
def test_the_exact_chance(one: int, other: int) -> None:
    n = one + other
    tail = sum((Fraction(comb(n, k), 2**n) for k in range(n + 1) if abs(2 * k - n) >= abs(one - other)), Fraction())
    assert one_sided(one, other) == pytest.approx(float(min(tail, Fraction(1))))


def test_the_interval_of_a_share() -> None:
    assert share_interval(0, 0) is None
    low, high = share_interval(0, 10) or (1, 0)
    assert (low, round(high, 4)) == (0.0, 0.2775)
    low, high = share_interval(50, 100) or (1, 0)
    assert (round(low, 4), round(high, 4)) == (0.4038, 0.5962)
