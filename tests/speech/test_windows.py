"""Speech packed into windows, and every time led back to where it was said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.model.call import Word
from qa.speech.heard import RATE, Heard, Segment
from qa.speech.windows import GAP_S, Piece, Window, pack, sound, unpack

Spans = list[tuple[float, float]]


@st.composite
def layouts(draw: st.DrawFn) -> Spans:
    """Speech and silence by turns, in seconds of the call; a stretch lasts 30 s at most."""
    now, spans = 0.0, []
    for _ in range(draw(st.integers(1, 12))):
        now += draw(st.floats(0.0, 20.0))
        end = now + draw(st.floats(0.1, 30.0))
        spans.append((now, end))
        now = end
    return spans


@given(layouts(), st.floats(1.0, 30.0))
@settings(max_examples=60, deadline=None)
def test_windows_hold_all_speech_in_order(spans: Spans, longest: float) -> None:
    windows = pack(1, spans, longest)
    assert [(piece.start, piece.end) for window in windows for piece in window.pieces] == spans
    for window in windows:
        assert window.channel == 1
        assert window.seconds <= longest + 0.001 or len(window.pieces) == 1
        for before, after in pairwise(window.pieces):
            assert after.at == pytest.approx(before.until + GAP_S)
    for window, following in pairwise(windows):
        first = following.pieces[0]
        assert window.seconds + GAP_S + first.end - first.start > longest, "it would have had a place in the window before"
    assert tuple(Window.from_json(json.loads(json.dumps(window.to_json()))) for window in windows) == windows


def words_of(span: tuple[float, float], step: float = 0.4) -> list[tuple[float, float]]:
    """Where words lie in a stretch, from its first to its last moment."""
    count = max(1, int((span[1] - span[0]) / step))
    edges = np.linspace(*span, count + 1).tolist()
    return list(pairwise(edges))


def engine_hears(window: Window, truth: Sequence[tuple[int, float, float]], slips: Sequence[float], cuts: Sequence[int]) -> Heard:
    """Whisper as it is: it knows a window and nothing of the call, is off by a little, and cuts segments as it likes."""
    heard = []
    now = 0.0
    for number, (name, start, end) in enumerate(truth):
        piece = next(piece for piece in window.pieces if piece.start <= start and end <= piece.end)
        begins, ends = (at - piece.start + piece.at + slips[number % len(slips)] for at in (start, end))
        begins = min(max(begins, now), window.seconds)
        now = min(max(ends, begins), window.seconds)
        heard.append(Word(f" w{name}", begins, now, 0.5))
    parts, at = [], 0
    while at < len(heard):
        size = cuts[len(parts) % len(cuts)]
        some = tuple(heard[at : at + size])
        parts.append(Segment("".join(word.text for word in some).strip(), some[0].start, some[-1].end, some, -0.25, 0.1, 1.5))
        at += size
    return Heard("en", tuple(parts))


@given(
    layouts(),
    st.floats(1.0, 30.0),
    st.lists(st.floats(-0.04, 0.04), min_size=1, max_size=7),
    st.lists(st.integers(1, 40), min_size=1, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_mapped_times_are_those_of_the_call(spans: Spans, longest: float, slips: list[float], cuts: list[int]) -> None:
    truth = [(number, *word) for number, word in enumerate(word for span in spans for word in words_of(span))]
    found: list[Word] = []
    for window in pack(0, spans, longest):
        here = [word for word in truth if any(piece.start <= word[1] and word[2] <= piece.end for piece in window.pieces)]
        back = unpack(window, engine_hears(window, here, slips, cuts))
        for segment in back.segments:
            assert segment.text == "".join(word.text for word in segment.words).strip()
            assert (segment.start, segment.end) == (segment.words[0].start, segment.words[-1].end)
            assert (segment.log_probability, segment.no_speech, segment.compression) == (-0.25, 0.1, 1.5)
            assert any(piece.start <= segment.start + 0.001 and segment.end <= piece.end + 0.001 for piece in window.pieces)
            found += segment.words
    assert [word.text for word in found] == [f" w{number}" for number, _, _ in truth], "lost, doubled or out of order"
    for word, (_, start, end) in zip(found, truth, strict=True):
        assert abs(word.start - start) <= 0.05
        assert abs(word.end - end) <= 0.05


WINDOW = Window(0, (Piece(0.0, 100.0, 102.0), Piece(2.3, 200.0, 201.0)))


def heard(*words: Word) -> Heard:
    return Heard("zh", (Segment("".join(word.text for word in words).strip(), words[0].start, words[-1].end, words, -0.5),))


def test_a_segment_over_a_gap_becomes_two() -> None:
    back = unpack(WINDOW, heard(Word(" yes", 1.5, 1.9, 0.9), Word(" no", 2.4, 2.6, 0.8)))
    assert back.segments == (
        Segment("yes", 101.5, 101.9, (Word(" yes", 101.5, 101.9, 0.9),), -0.5),
        Segment("no", 200.1, 200.3, (Word(" no", 200.1, 200.3, 0.8),), -0.5),
    )


def test_a_word_in_a_gap_belongs_to_the_nearer_side() -> None:
    back = unpack(WINDOW, heard(Word("一", 2.02, 2.10), Word("二", 2.22, 2.28)))
    assert [(segment.text, segment.start, segment.end) for segment in back.segments] == [("一", 102.0, 102.0), ("二", 200.0, 200.0)]


def test_a_word_over_a_gap_belongs_to_its_middle_and_stays_inside() -> None:
    back = unpack(WINDOW, heard(Word("一二三", 1.0, 2.5), Word("四五六", 1.9, 2.9)))
    assert [(segment.text, segment.start, segment.end) for segment in back.segments] == [("一二三", 101.0, 102.0), ("四五六", 200.0, 200.6)]


def test_a_segment_without_words_keeps_its_text() -> None:
    back = unpack(WINDOW, Heard("zh", (Segment("您好", 2.4, 3.1, ()),)))
    assert [(segment.text, segment.start, segment.end) for segment in back.segments] == [("您好", 200.1, 200.8)]


def test_words_never_run_back_into_an_earlier_piece() -> None:
    back = unpack(WINDOW, heard(Word(" a", 2.4, 2.5), Word(" b", 1.0, 1.1), Word(" c", 2.6, 2.7)))
    assert [segment.text for segment in back.segments] == ["a b c"]
    assert all(200.0 <= word.start <= word.end <= 201.0 for word in back.segments[0].words)


def test_a_window_sounds_like_its_pieces_with_silence_between() -> None:
    lane = np.arange(60 * RATE, dtype=np.float32) + 1

    def between(start: float, end: float) -> NDArray[np.float32]:
        return lane[round(start * RATE) : round(end * RATE)]

    (window,) = pack(0, [(3.0, 5.0), (20.25, 21.5), (59.0, 60.0)])
    samples = sound(window, between)
    assert samples.dtype == np.float32
    assert len(samples) == round((2.0 + 1.25 + 1.0 + 2 * GAP_S) * RATE)
    spoken = np.concatenate([between(piece.start, piece.end) for piece in window.pieces])
    assert np.array_equal(samples[samples > 0], spoken)
    for piece in window.pieces:
        assert samples[round(piece.at * RATE)] == between(piece.start, piece.end)[0]
    assert not samples[round(2.0 * RATE) : round((2.0 + GAP_S) * RATE)].any()


def test_a_lane_that_ends_early_leaves_silence() -> None:
    (window,) = pack(0, [(0.0, 2.0)])
    samples = sound(window, lambda start, end: np.ones(RATE, np.float32))
    assert (len(samples), samples.sum()) == (2 * RATE, RATE)
