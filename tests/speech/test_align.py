"""Corrected lines keep the times of the words that stay."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.model.call import Speaker, Utterance, Word
from qa.speech.align import corrected
from qa.speech.wordwise import spread


def said(text: str, start: float = 10.0, end: float = 14.0) -> Utterance:
    return Utterance(Speaker.AGENT, text, start, end, spread(text, start, end))


def times(line: Utterance) -> dict[str, tuple[float, float]]:
    return {word.text.strip(" ,.，。"): (word.start, word.end) for word in line.words}


def test_words_that_stay_keep_their_times_and_new_ones_take_those_of_the_old() -> None:
    before = said("please hold the lion")
    after = corrected(before, "please hold the line")
    assert after.text == "please hold the line"
    assert times(after)["hold"] == times(before)["hold"]
    assert times(after)["line"] == times(before)["lion"]


def test_chinese_is_aligned_by_character() -> None:
    before = said("请您稍等我查一下套菜")
    after = corrected(before, "请您稍等，我查一下套餐。")
    assert [word.start for word in after.words][:8] == [word.start for word in before.words][:8]
    assert after.words[-1].text == "餐。"
    assert (after.words[-1].start, after.words[-1].end) == (before.words[-1].start, before.words[-1].end)


def test_a_word_put_in_goes_into_the_pause() -> None:
    words = (Word("你", 1.0, 1.2), Word("好", 2.0, 2.4))
    after = corrected(Utterance(Speaker.AGENT, "你好", 1.0, 2.4, words), "你很好")
    assert [(word.text, word.start, word.end) for word in after.words] == [("你", 1.0, 1.2), ("很", 1.2, 2.0), ("好", 2.0, 2.4)]
    assert after.words[1].probability is None


def test_a_line_without_word_times_gets_none() -> None:
    after = corrected(Utterance(Speaker.CUSTOMER, "hallo", 1.0, 2.0), "hello")
    assert (after.text, after.words, after.start, after.end) == ("hello", (), 1.0, 2.0)


def test_a_chat_has_no_times_to_keep() -> None:
    assert corrected(Utterance(Speaker.CUSTOMER, "hallo"), " hello ").text == "hello"


TEXT = st.text("你好我们 ab12,。.!", min_size=1, max_size=24).map(str.strip).filter(lambda text: any(char.isalnum() for char in text))


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT)
def test_words_join_to_the_text_and_time_goes_forward(old: str, new: str) -> None:
    before = said(old)
    after = corrected(before, new)
    assert after.text == new
    assert "".join(word.text for word in after.words).strip() == new
    assert all(10.0 <= word.start <= word.end <= 14.0 for word in after.words)
    assert all(one.start <= other.start for one, other in pairwise(after.words))
    assert (after.start, after.end, after.speaker) == (before.start, before.end, before.speaker)
    assert corrected(after, old).text == old
