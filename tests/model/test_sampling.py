from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.sampling import drawn, margin, needed, place, quotas, shared

SEEDS = st.text("0123456789abcdef", min_size=16, max_size=16)


@pytest.mark.parametrize(
    ("population", "within", "confidence", "size"),
    # the tables that are printed everywhere (Krejcie and Morgan 1970; Cochran's n0 of 384.16 for ever larger populations)
    [
        (100, 0.05, 0.95, 80),
        (1500, 0.05, 0.95, 306),
        (1000, 0.05, 0.95, 278),
        (10**9, 0.05, 0.95, 385),
        (10**9, 0.03, 0.95, 1068),
        (10**9, 0.05, 0.99, 664),
    ],
)
def test_the_sample_that_a_margin_needs(population: int, within: float, confidence: float, size: int) -> None:
    assert needed(population, within, confidence) == size


@given(st.integers(2, 10**7), st.floats(0.01, 0.3), st.sampled_from([0.8, 0.9, 0.95, 0.99]), st.floats(0.05, 0.95))
def test_what_is_needed_reaches_the_margin_and_one_less_does_not(population: int, within: float, confidence: float, share: float) -> None:
    size = needed(population, within, confidence, share)
    reached = margin(population, size, confidence, share)
    assert reached is not None
    assert reached <= within * (1 + 1e-6)
    if 1 < size < population:
        short = margin(population, size - 1, confidence, share)
        assert short is not None
        assert short > within * (1 - 1e-6)


def test_of_all_nothing_is_left_to_chance_and_of_none_nothing_is_known() -> None:
    assert margin(50, 50) == 0.0
    assert margin(50, 0) is None
    assert margin(0, 0) is None


@given(st.sets(st.integers(1, 10**6), max_size=60), st.integers(1, 5), SEEDS, st.randoms(use_true_random=False))
def test_a_draw_can_be_repeated_whatever_the_order(calls: set[int], each: int, seed: str, chance: random.Random) -> None:
    pairs = [(call, call % 4) for call in calls]
    mixed = pairs[:]
    chance.shuffle(mixed)
    found = drawn(pairs, each, seed)
    assert found == drawn(mixed, each, seed)
    for agent, theirs in found.items():
        all_of_theirs = sorted((call for call in calls if call % 4 == agent), key=lambda call: place(seed, call))
        assert theirs == all_of_theirs[:each]


def test_every_call_has_the_same_chance() -> None:
    times: Counter[int] = Counter()
    for turn in range(3000):
        times.update(drawn(((call, 1) for call in range(20)), 5, f"{turn:x}")[1])
    assert set(times) == set(range(20))
    # 3000 draws of 5 in 20: 750 each, give or take; 4.5 standard deviations of 23.7
    assert all(abs(count - 750) < 107 for count in times.values())


@given(st.integers(0, 500), st.dictionaries(st.integers(0, 9), st.integers(1, 9), min_size=1, max_size=8))
def test_quotas_add_up_and_are_never_a_whole_one_off(count: int, weights: dict[int, int]) -> None:
    found = quotas(count, weights)
    assert sum(found.values()) == count
    total = sum(weights.values())
    assert all(abs(found[who] - count * weights[who] / total) < 1 for who in weights)


@given(
    st.lists(st.integers(1, 8), max_size=120),
    st.dictionaries(st.integers(5, 12), st.integers(0, 5), min_size=1, max_size=6),
    SEEDS,
)
def test_nobody_gets_their_own_call_and_the_numbers_are_fair(agents: list[int], weights: dict[int, int], seed: str) -> None:
    calls = list(enumerate(agents, 1))
    found = shared(calls, weights, seed)
    able = {who: weight for who, weight in weights.items() if weight}
    assert set(found) == {call for call, _ in calls}
    for call, agent in calls:
        who = found[call]
        assert who != agent
        assert (who is None) == (not set(able) - {agent})
        assert who is None or able[who] > 0
    if able and not set(able) & set(agents):
        assert Counter(found.values()) == Counter(quotas(len(calls), able))
    assert found == shared(list(reversed(calls)), weights, seed)


def test_everybody_hears_something_of_every_agent() -> None:
    calls = [(call, call % 10) for call in range(200)]
    found = shared(calls, {101: 1, 102: 1, 103: 2}, "seed")
    assert Counter(found.values()) == {101: 50, 102: 50, 103: 100}
    for agent in range(10):
        assert Counter(found[call] for call, of in calls if of == agent) == {101: 5, 102: 5, 103: 10}
