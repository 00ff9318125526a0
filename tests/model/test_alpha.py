from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.alpha import LEAST, alpha
from tests import coincidence

PUBLISHED = {
    ("0100000010", "1110010000"): 0.095,
    ("aabbdcccedda", "babbbccceddd"): 0.692,
    ("123321412...", "1233224125.3", ".3332342251.", "12332441251."): 0.743,
}
"""Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability": sections A (binary), B (two observers), C (four, answers missing)."""


def units(*observers: str) -> list[tuple[str, ...]]:
    return [tuple(answer for answer in unit if answer != ".") for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize("observers", PUBLISHED, ids=len)
def test_the_published_examples(observers: tuple[str, ...]) -> None:
    found = alpha([unit] for unit in units(*observers))
    assert found.alpha == pytest.approx(PUBLISHED[observers], abs=0.0005)
    assert coincidence.alpha(units(*observers)) == pytest.approx(PUBLISHED[observers], abs=0.0005)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.alpha < found.high  # type: ignore[operator]


def test_the_third_example_pairs_forty_answers_to_eleven_units() -> None:
    found = alpha([unit] for unit in units("123321412...", "1233224125.3", ".3332342251.", "12332441251."))
    assert (found.units, found.answers) == (11, 40)


@given(st.lists(st.lists(st.sampled_from(["met", "missed", "not_applicable"]), max_size=5), max_size=25), st.integers(1, 4))
def test_it_equals_the_definition(judged: list[list[str]], size: int) -> None:
    clusters = [judged[at : at + size] for at in range(0, len(judged), size)]
    found, right = alpha(clusters), coincidence.alpha(judged)
    pairable = [unit for unit in judged if len(unit) > 1]
    assert found.units == len(pairable)
    if len(pairable) < LEAST:
        assert (found.alpha, found.lacks) == (None, "few")
    elif right is None:
        assert (found.alpha, found.lacks) == (None, "constant")
    else:
        assert found.alpha == pytest.approx(float(right), abs=1e-9)
        assert found.lacks == ""
        if found.low is not None and found.high is not None:
            assert -1 <= found.low <= found.high <= 1
            assert found.lacks_interval == ""
        else:
            assert found.lacks_interval in ("few", "constant")


def test_it_is_the_same_for_whoever_answered_and_in_whatever_order() -> None:
    one = [[("met", "missed", "met")], [("met", "met")]] * 4
    other = [[unit[::-1] for unit in cluster] for cluster in one]
    assert alpha(one) == alpha(other)


def test_everybody_always_the_same_is_no_reliability() -> None:
    found = alpha([[("met", "met", "met")]] * 20)
    assert (found.observed, found.alpha, found.low, found.lacks) == (1.0, None, None, "constant")


def test_nothing_and_lone_answers_are_too_few() -> None:
    assert (alpha([]).observed, alpha([]).lacks) == (None, "few")
    assert (alpha([[("met",)]] * 9).units, alpha([[("met",)]] * 9).lacks) == (0, "few")


def test_calls_are_drawn_whole() -> None:
    """Criteria of one call hang together: as single units they would seem to say more than they do."""
    call = [("met", "met"), ("met", "met"), ("missed", "missed")]
    other = [("met", "missed"), ("missed", "met"), ("met", "missed")]
    whole = alpha([call, other] * 4)
    apart = alpha([[unit] for unit in (call + other) * 4])
    assert whole.alpha == apart.alpha
    assert whole.low is not None
    assert apart.low is not None
    assert whole.high is not None
    assert apart.high is not None
    assert whole.high - whole.low > apart.high - apart.low


def test_few_calls_and_rare_answers_have_no_interval() -> None:
    assert alpha([[("met", "met"), ("missed", "met"), ("missed", "missed")]] * 3).lacks_interval == "few"
    rare = alpha([[("met", "missed")], *[[("met", "met")]] * 9])
    assert rare.alpha is not None
    assert (rare.low, rare.high, rare.lacks_interval) == (None, None, "constant")


def test_the_interval_holds_what_is_true_about_as_often_as_it_says() -> None:
    """Two judges who are each right nine times in ten: alpha of the whole population is 0.64 for even answers."""
    chance, inside = random.Random(7), 0
    for _ in range(60):
        sample = []
        for _ in range(60):
            right = chance.random() < 0.5
            sample.append([tuple("met" if right == (chance.random() < 0.9) else "missed" for _ in range(2))])
        found = alpha(sample)
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= 0.64 <= found.high
    assert 51 <= inside <= 60
