"""Words that nobody said are marked; words that people do say are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.model.call import Doubt
from qa.speech.guard import guarded
from qa.speech.heard import Segment
from qa.speech.phantoms import phantom
from qa.speech.wordwise import spread
from tests.audio import sounds

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "calls.jsonl"


def segment(text: str, start: float = 0.0, end: float = 4.0, **scores: float) -> Segment:
    return Segment(text, start, end, spread(text, start, end), **scores)


def doubt(text: str, **scores: float) -> Doubt | None:
    (one,) = guarded([segment(text, **scores)], [(0.0, 4.0)])
    return one.doubt


@pytest.mark.parametrize(
    "text",
    [
        "请不吝点赞、订阅、转发、打赏支持我们的栏目",
        "字幕由志愿者提供",
        "謝謝大家的觀看！",
        "我们下期节目再见",
        "Thank you so much for watching, see you soon!",
        "Please like and subscribe to our channel.",
        "Subtitles by the community",
        "♪♪♪",
        "[Music]",
    ],
)
def test_what_closes_a_video_is_not_said_on_a_hotline(text: str) -> None:
    assert doubt(text) is Doubt.PHANTOM


@pytest.mark.parametrize(
    "text",
    [
        "感谢您的来电，祝您生活愉快，再见。",
        "谢谢。",
        "您可以在应用里点击订阅，下个月生效。",
        "我没有订阅过这个视频会员，怎么扣我钱？",
        "请您关注我们的公众号。",
        "对对对对对，就是这个。",
        "喂喂喂，听得到吗？",
        "不是不是不是，我说的是上个月。",
        "一三八零零一三八零零零，一三八零零一三八零零零。",
        "No, no, no, no, that is not what I said.",
        "Thank you for calling, how can I help?",
        "I want to subscribe to the sports package.",
        "Okay, okay. Thank you. Bye-bye. Bye.",
    ],
)
def test_what_people_say_is_left_alone(text: str) -> None:
    assert doubt(text, log_probability=-0.4, no_speech=0.1, compression=1.6) is None


@pytest.mark.parametrize(
    "text",
    [
        "的的的的的的的的的的的的",
        "我们来看看我们来看看我们来看看我们来看看我们来看看我们来看看",
        "I'm sorry, I'm sorry, " * 6,
        "好的谢谢您的支持和理解，" * 5,
    ],
)
def test_a_loop_is_no_speech(text: str) -> None:
    assert doubt(text) is Doubt.LOOP


def test_the_same_sentence_in_segment_after_segment_is_a_loop() -> None:
    same = [segment("然后我们再看这个", at, at + 2) for at in range(0, 10, 2)]
    assert {one.doubt for one in guarded(same, [(0.0, 10.0)])} == {Doubt.LOOP}
    hello = [segment("喂", at, at + 1) for at in range(5)]
    assert {one.doubt for one in guarded(hello, [(0.0, 10.0)])} == {None}


def test_the_engines_own_numbers_count_as_in_whispers_paper() -> None:
    assert doubt("some words that repeat", compression=2.6) is Doubt.COMPRESSION
    assert doubt("138 0013 8000 138 0013 8000", compression=2.6) is None
    assert doubt("maybe", log_probability=-1.2, no_speech=0.7) is Doubt.UNLIKELY
    assert doubt("maybe", log_probability=-1.2, no_speech=0.2) is None


def test_words_over_silence_are_parted_from_those_that_were_said() -> None:
    words = segment("hello there ", 0.0, 2.0).words + segment("shut up", 8.0, 9.0).words
    said, invented = guarded([Segment("hello there shut up", 0.0, 9.0, words)], [(0.0, 2.0)])
    assert (said.text, said.doubt) == ("hello there", None)
    assert (invented.text, invented.doubt) == ("shut up", Doubt.SILENCE)
    assert (invented.start, invented.end) == (8.0, 9.0)


SPEECH = st.lists(st.tuples(st.floats(1.5, 6), st.floats(0.5, 4)), min_size=1, max_size=6)


@settings(max_examples=100, deadline=None)
@given(SPEECH, st.data())
def test_what_is_invented_over_silence_is_always_marked(layout: list[tuple[float, float]], data: st.DataObject) -> None:
    talk, silence, at = [], [], 0.0
    for quiet, loud in layout:
        silence.append((at, at + quiet))
        talk.append((at + quiet, at + quiet + loud))
        at += quiet + loud
    said = [segment(f"said {i}", *span) for i, span in enumerate(talk)]
    made_up = []
    for i, (start, end) in enumerate(silence):
        if start > 0 and end - start > 2.2 and data.draw(st.booleans()):
            made_up.append(segment(f"invented {i}", start + 0.6 + 0.5, end - 0.6))
    found = guarded(sorted(said + made_up, key=lambda one: one.start), talk)
    assert [one.text for one in found if one.doubt is None] == [one.text for one in said]
    assert [one.text for one in found if one.doubt] == [one.text for one in made_up]


def test_half_of_the_known_inventions_are_known_here_too() -> None:
    path = sounds.SHARED / "phrases" / "whisper_inventions.json"
    if not path.exists():
        pytest.skip("the shared phrases are not here")
    known = json.loads(path.read_text(encoding="utf-8"))
    for language, phrases in known.items():
        missed = [phrase for phrase in phrases if not phantom(phrase)]
        assert len(missed) <= len(phrases) // 10, (language, missed)


def test_no_line_of_real_dialogues_is_taken_for_an_invention() -> None:
    files = [SAMPLES, *sorted((sounds.SHARED / "dialogues").glob("*.jsonl"))]
    lines = [turn["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines() for turn in json.loads(line)["turns"]]
    wrong = [text for text in lines if text.strip() and doubt(text) is not None]
    assert len(wrong) * 10_000 <= len(lines), wrong
