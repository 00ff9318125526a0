"""The sample calls of the demo are what their transcript says: the sound is decoded here with PyAV alone, past our own decoder."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
RATE = 8000
LANES = {"agent": 0, "customer": 1}
TALK = -34.0  # dBFS that every turn reaches
QUIET = -50.0  # dBFS that a lane stays under where only the other one talks
FAINT = -57.0  # dBFS over the line's own noise: the last breath of a word
CODEC = 0.06  # a coded frame may carry the edge of a turn this much further, in seconds

Call = dict[str, Any]
Lanes = npt.NDArray[np.float32]

CALLS: list[Call] = [json.loads(line) for line in (SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines()]
each_call = pytest.mark.parametrize("call", CALLS, ids=[call["id"] for call in CALLS])


@cache
def lanes(name: str) -> Lanes:
    """The sound of a sample at 8 kHz, float32 of shape (2, samples)."""
    resampler = av.AudioResampler(format="fltp", rate=RATE)
    with av.open(str(SAMPLES / name)) as container:
        frames = [*container.decode(audio=0), None]
        return np.concatenate([part.to_ndarray() for frame in frames for part in resampler.resample(frame)], axis=1)


def level(sound: Lanes) -> float:
    """Loudness in dB of full scale."""
    return float(20 * np.log10(np.sqrt(np.mean(np.square(sound, dtype=np.float64))) + 1e-9))


def between(call: Call, lane: int, start: float, end: float) -> Lanes:
    return lanes(call["audio"])[lane, round(start * RATE) : round(end * RATE)]


def free_of(turns: list[Call], start: float, end: float) -> list[tuple[float, float]]:
    """The stretches of ``start`` to ``end`` in which none of ``turns`` is said."""
    free = [(start, end)]
    for turn in turns:
        begins, stops = turn["start"] - CODEC, turn["end"] + CODEC
        free = [part for a, b in free for part in ((a, min(b, begins)), (max(a, stops), b)) if part[1] > part[0]]
    return free


def test_there_are_enough_in_both_languages() -> None:
    languages = [call["language"] for call in CALLS]
    assert languages.count("zh") >= 7
    assert languages.count("en") >= 3
    assert len({call["id"] for call in CALLS}) == len(CALLS)
    assert {call["agent"] for call in CALLS} == {"chen", "wang", "li", "emma"}


def test_sound_transcript_and_story_belong_together() -> None:
    ids = {call["id"] for call in CALLS}
    assert {path.stem for path in SAMPLES.glob("*.opus")} == ids
    assert {path.stem for path in (SAMPLES / "stories").glob("*.txt")} == ids
    for call in CALLS:
        assert call["audio"] == f"{call['id']}.opus"
        story = (SAMPLES / "stories" / f"{call['id']}.txt").read_text(encoding="utf-8").splitlines()
        said = [line.split(": ", 1)[1].strip() for line in story[story.index("") :] if line and not line.startswith("#")]
        assert sorted(said) == sorted(turn["text"] for turn in call["turns"])


def test_they_stay_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 4.5e6
    assert sum(path.stat().st_size for path in SAMPLES.glob("*.opus")) < 4e6


@each_call
def test_the_call_says_what_it_is(call: Call) -> None:
    assert call["title"]["zh"]
    assert call["title"]["en"]
    assert call["topic"]
    assert datetime.fromisoformat(call["started_at"]).strftime("%Y-%m") == "2026-11"
    assert {turn["speaker"] for turn in call["turns"]} == {"agent", "customer"}
    said = "".join(turn["text"] for turn in call["turns"])
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said) == (call["language"] == "zh")


@each_call
def test_two_channels_of_telephone_sound(call: Call) -> None:
    with av.open(str(SAMPLES / call["audio"])) as container:
        context = container.streams.audio[0].codec_context
        header = context.extradata
    # Opus always decodes at 48 kHz; its header keeps the rate that went in, and says that the two channels are coded apart
    assert header is not None
    assert header[9] == 2
    assert int.from_bytes(header[12:16], "little") == RATE
    assert header[18:21] == bytes([255, 2, 0])
    sound = lanes(call["audio"])
    assert sound.shape[0] == 2
    assert 60 <= sound.shape[1] / RATE <= 240
    power = np.abs(np.fft.rfft(sound, axis=1)) ** 2
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    assert power[:, (hertz > 250) & (hertz < 3500)].sum() > 0.98 * power.sum()


@each_call
def test_turns_are_in_order_and_inside_the_sound(call: Call) -> None:
    turns = call["turns"]
    assert turns[0]["start"] >= 0
    assert turns[-1]["end"] <= lanes(call["audio"]).shape[1] / RATE
    assert all(turn["start"] < turn["end"] for turn in turns)
    assert all(a["start"] <= b["start"] for a, b in pairwise(turns))
    for speaker in LANES:
        own = [turn for turn in turns if turn["speaker"] == speaker]
        assert all(a["end"] <= b["start"] for a, b in pairwise(own)), "nobody talks over oneself"


@each_call
def test_words_join_to_their_turn_and_lie_in_it(call: Call) -> None:
    for turn in call["turns"]:
        words = turn["words"]
        assert "".join(word["text"] for word in words).strip() == turn["text"]
        assert words[0]["start"] >= turn["start"] - 1e-6
        assert words[-1]["end"] <= turn["end"] + 1e-6
        assert all(word["start"] < word["end"] for word in words)
        assert all(a["start"] <= b["start"] and a["end"] <= b["start"] + 0.011 for a, b in pairwise(words))


@each_call
def test_every_turn_is_heard_on_its_own_lane(call: Call) -> None:
    for turn in call["turns"]:
        assert level(between(call, LANES[turn["speaker"]], turn["start"], turn["end"])) > TALK, turn["text"]


@each_call
def test_turns_begin_and_end_where_the_sound_does(call: Call) -> None:
    for speaker, lane in LANES.items():
        own = [turn for turn in call["turns"] if turn["speaker"] == speaker]
        for before, after in pairwise(own):
            if after["start"] - before["end"] > 4 * CODEC:
                assert level(between(call, lane, before["end"] + CODEC, after["start"] - CODEC)) < QUIET, after["text"]
        for turn in own:
            # within a tenth of a second of either edge somebody is audible
            assert level(between(call, lane, turn["start"], turn["start"] + 0.1)) > FAINT, turn["text"]
            assert level(between(call, lane, turn["end"] - 0.1, turn["end"])) > FAINT, turn["text"]


@each_call
def test_the_other_lane_is_quiet_while_one_talks(call: Call) -> None:
    for turn in call["turns"]:
        other = 1 - LANES[turn["speaker"]]
        others = [each for each in call["turns"] if LANES[each["speaker"]] == other]
        for start, end in free_of(others, turn["start"], turn["end"]):
            if end - start > CODEC:
                assert level(between(call, other, start, end)) < QUIET, turn["text"]


def test_the_calls_hold_what_a_review_is_about() -> None:
    overlaps, silences = 0, 0
    for call in CALLS:
        for a, b in pairwise(call["turns"]):
            overlaps += a["speaker"] != b["speaker"] and b["start"] < a["end"] - 0.3
            silences += b["start"] - a["end"] > 10
    assert overlaps >= 5
    assert silences >= 5
