"""Segments of the lanes become the turns of a call."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.model.call import Speaker, Word
from qa.speech.heard import Heard, Segment
from qa.speech.turns import LONGEST_S, roles, turns
from qa.speech.wordwise import spread

A, C = Speaker.AGENT, Speaker.CUSTOMER


def segment(text: str, start: float, end: float) -> Segment:
    return Segment(text.strip(), start, end, spread(text, start, end))


def lane(channel: int, speaker: Speaker, *segments: Segment) -> tuple[int, Speaker, Heard]:
    return channel, speaker, Heard("zh", segments)


def test_roles() -> None:
    assert roles(2, 0) == {0: A, 1: C}
    assert roles(2, 1) == {0: C, 1: A}
    assert roles(1, 0) == {0: Speaker.UNKNOWN}
    assert roles(3, 0) == dict.fromkeys(range(3), Speaker.UNKNOWN)


def test_lanes_are_woven_in_order_of_time() -> None:
    said = turns([lane(0, A, segment("您好。", 0, 1), segment("请稍等。", 5, 6)), lane(1, C, segment("我要投诉。", 2, 4))])
    assert [(one.speaker, one.text, one.channel) for one in said] == [(A, "您好。", 0), (C, "我要投诉。", 1), (A, "请稍等。", 0)]


def test_an_unfinished_sentence_goes_on() -> None:
    said = turns([lane(0, A, segment("您的套餐", 0, 1)), lane(0, A, segment("每月三十九元。", 1.5, 3))])
    assert [(one.text, one.start, one.end) for one in said] == [("您的套餐每月三十九元。", 0, 3)]


def test_english_pieces_keep_a_space_between() -> None:
    said = turns([lane(0, A, segment("your plan costs", 0, 1), segment("thirty nine dollars", 1.2, 2))])
    assert said[0].text == "your plan costs thirty nine dollars"
    assert said[0].text == "".join(word.text for word in said[0].words)


def test_what_parts_turns() -> None:
    finished = turns([lane(0, A, segment("it is our policy.", 0, 1), segment("goodbye", 1.1, 2))])
    paused = turns([lane(0, A, segment("it is", 0, 1), segment("our policy", 2.0, 3))])
    interrupted = turns([lane(0, A, segment("it is", 0, 1), segment("our policy", 1.4, 3)), lane(1, C, segment("what", 1.1, 1.3))])
    long = turns([lane(0, A, segment("it is", 0, 10), segment("our policy", 10, LONGEST_S + 0.1))])
    assert [len(said) for said in (finished, paused, interrupted, long)] == [2, 2, 3, 2]
    assert len(turns([lane(0, A, segment("this is Mr.", 0, 1), segment("Li", 1.1, 2))])) == 1


def test_nothing_said_is_no_turn() -> None:
    assert turns([lane(0, A, Segment("  ", 0, 1, (Word("  ", 0, 1),)))]) == ()
    assert turns([]) == ()


texts = st.text(alphabet="您好 ab.。，x", min_size=1, max_size=8)
lanes = st.lists(st.tuples(st.integers(0, 1), texts, st.floats(0, 60), st.floats(0, 8)), max_size=12)


@given(lanes)
def test_nothing_is_lost_and_words_join(pieces: list[tuple[int, str, float, float]]) -> None:
    who = roles(2, 0)
    heard = [lane(channel, who[channel], segment(text, start, start + lasts)) for channel, text, start, lasts in pieces]
    said = turns(heard)
    assert all(one.text and one.text == "".join(word.text for word in one.words).strip() for one in said)
    starts = [one.start or 0.0 for one in said]
    assert starts == sorted(starts)
    for channel in (0, 1):
        given_text = sorted("".join(text.split()) for at, text, _, _ in pieces if at == channel)
        kept = "".join("".join(one.text.split()) for one in said if one.channel == channel)
        assert sorted("".join(given_text)) == sorted(kept)
