"""What the clock and the meter say of a call."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.model.call import Doubt, Speaker, Utterance
from qa.model.measures import Activity, Measures, Talk, _meeting, measure, spoken_units

A, C = Speaker.AGENT, Speaker.CUSTOMER
ROLES = {0: A, 1: C}


def sound(agent: list[tuple[float, ...]], customer: list[tuple[float, ...]], duration: float = 60.0) -> Activity:
    return Activity(duration, tuple(tuple(Talk(*one) for one in lane) for lane in (agent, customer)))


def of(agent: list[tuple[float, ...]], customer: list[tuple[float, ...]], said: tuple[Utterance, ...] = ()) -> Measures:
    return measure(said, 60.0, sound(agent, customer), ROLES)


def test_talk_and_its_share_come_from_the_sound() -> None:
    found = of([(0, 6), (20, 24)], [(7, 17)])
    assert found.from_sound
    assert found.talk_s == {A: 10.0, C: 10.0}
    assert found.share(A) == found.share(C) == 0.5


def test_silence_is_where_nobody_talks_and_knows_what_was_said_before() -> None:
    said = (Utterance(A, "please hold", 0, 3.9), Utterance(C, "fine", 3.95, 5.1), Utterance(A, "thank you", 25, 27))
    found = of([(0, 4), (25, 27)], [(4.2, 5)], said)
    (silence,) = found.silences
    assert (silence.start, silence.end, silence.seconds, silence.after) == (5, 25, 20, 1)
    assert found.longest_silence == silence


def test_before_the_first_word_and_after_the_last_nothing_is_silence() -> None:
    assert of([(10, 12)], [(12.5, 13)]).silences == ()


@pytest.mark.parametrize(
    ("agent", "customer", "by", "interruption"),
    [
        ([(5, 10)], [(0, 6)], A, True),  # comes in, the customer stops, the agent goes on
        ([(5, 5.6)], [(0, 9)], A, False),  # "mm-hm" while the customer goes on
        ([(5.7, 10)], [(0, 6)], A, False),  # turns that just touch
        ([(0.4, 9)], [(0, 2)], A, False),  # both begin at once
        ([(0, 6)], [(5, 10)], C, True),
    ],
)
def test_an_interruption_takes_the_floor_from_somebody_who_had_it(
    agent: list[tuple[float, ...]], customer: list[tuple[float, ...]], by: Speaker, interruption: bool
) -> None:
    (overlap,) = of(agent, customer).overlaps
    assert (overlap.by, overlap.interruption) == (by, interruption)
    assert overlap.after_s == pytest.approx(max(agent[0][0], customer[0][0]) - min(agent[0][0], customer[0][0]))


def test_loudness_is_the_mean_power_of_the_talk() -> None:
    found = of([(0, 2, -20.0), (3, 5, -26.0)], [(6, 8, -40.0)])
    assert found.level[A] == pytest.approx(-22.0, abs=0.1)
    assert found.level[C] == -40.0


def test_pace_counts_characters_and_words() -> None:
    assert spoken_units("您的套餐是129元 5G") == 8
    assert spoken_units("It's 5 pounds a month.") == 5
    found = of([(0, 3)], [], (Utterance(A, "您好请问有什么可以帮您", 0.0, 3.0), Utterance(A, "好", 4.0, 4.2)))
    assert [(pace.utterance, pace.per_minute) for pace in found.paces] == [(0, 220.0)]


def test_of_one_channel_the_words_tell_who_and_the_sound_when() -> None:
    said = (Utterance(A, "hello there", 0, 2), Utterance(C, "yes hello", 3, 5), Utterance(Speaker.UNKNOWN, "what", 9, 10))
    activity = Activity(20.0, ((Talk(0, 2, -20.0), Talk(3, 5, -30.0), Talk(9, 10, -50.0)),))
    found = measure(said, 20.0, activity, {0: Speaker.UNKNOWN})
    assert found.talk_s == {A: 2.0, C: 2.0}
    assert found.level == {A: -20.0, C: -30.0}
    assert [(one.start, one.end) for one in found.silences] == [(2, 3), (5, 9)]


def test_without_sound_the_words_serve_and_nothing_is_loud() -> None:
    said = (Utterance(A, "one two three", 0, 4), Utterance(C, "but I", 3, 6))
    found = measure(said, 6.0, None, {})
    assert not found.from_sound
    assert found.level == {}
    assert [one.by for one in found.overlaps] == [C]


def test_what_nobody_said_counts_for_nothing() -> None:
    said = (Utterance(A, "hello you", 0, 2), Utterance(A, "thanks for watching", 2, 9), Utterance(C, "hello too", 10, 12))
    doubted = (said[0], replace(said[1], doubt=Doubt.PHANTOM), said[2])
    assert measure(doubted, 12.0, None, {}) == replace(
        measure((said[0], said[2]), 12.0, None, {}), paces=tuple(replace(p, utterance=2 * p.utterance) for p in _paces(said))
    )


def _paces(said: tuple[Utterance, ...]) -> tuple[object, ...]:
    return measure((said[0], said[2]), 12.0, None, {}).paces


SPANS = st.lists(st.tuples(st.floats(0, 40), st.floats(0.1, 6)), max_size=8)


def lane(drawn: list[tuple[float, float]]) -> list[tuple[float, ...]]:
    at, found = 0.0, []
    for gap, lasts in drawn:
        found.append((round(at + gap / 8, 3), round(at + gap / 8 + lasts, 3)))
        at += gap / 8 + lasts + 0.01
    return found


@settings(max_examples=120, deadline=None)
@given(SPANS, SPANS)
def test_the_parts_make_the_whole(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> None:
    agent, customer = lane(one), lane(other)
    found = of(agent, customer)
    assert found.talk_s.get(A, 0.0) == pytest.approx(sum(end - start for start, end in agent), abs=0.01)
    assert all(0 <= s.start < s.end <= 60 + 60 and s.seconds >= 0.99 for s in found.silences)
    assert all(o.seconds >= 0.19 and o.after_s >= 0 for o in found.overlaps)
    for overlap in found.overlaps:
        assert any(a <= overlap.start and overlap.end <= b for a, b in agent)
        assert any(a <= overlap.start and overlap.end <= b for a, b in customer)
    mirrored = measure((), 60.0, sound(agent, customer), {0: C, 1: A})
    assert mirrored.talk_s.get(C, 0.0) == found.talk_s.get(A, 0.0)
    assert mirrored.silences == found.silences
    assert [(o.start, o.interruption) for o in mirrored.overlaps] == [(o.start, o.interruption) for o in found.overlaps]


SPANS = st.lists(st.floats(0, 50, width=16), min_size=2, max_size=20, unique=True).map(
    lambda ends: list(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)


@given(SPANS, SPANS)
def test_every_time_in_which_both_talk_is_met_once(agent: list[tuple[float, float]], customer: list[tuple[float, float]]) -> None:
    both = [(a, c) for a in agent for c in customer if max(a[0], c[0]) < min(a[1], c[1])]
    assert sorted(_meeting(agent, customer)) == sorted(both)
