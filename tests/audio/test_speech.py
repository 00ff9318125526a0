"""Where somebody talks."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.audio import speech
from qa.audio.decode import Decoded, decode
from qa.audio.speech import RATE, Listened, Stretch, listen
from qa.config import ROOT
from tests.audio import sounds

CHUNK = 512 / RATE


def stretches(lane: np.ndarray) -> tuple[Stretch, ...]:
    return listen(lane).stretches()


@pytest.fixture(scope="module")
def greeting(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """A synthetic voice of 2.3 s through a telephone's codec at 4.75 kbit/s."""
    return decode(Path(__file__).parent / "data" / "greeting.amr", tmp_path_factory.mktemp("greeting"), name="greeting.amr").lane(0)


def shared(name: str, folder: Path) -> Decoded:
    path = sounds.SHARED / name
    if not path.exists():
        pytest.skip("the shared recordings are not here")
    return decode(path, folder, name=path.name)


@pytest.mark.parametrize("gain", [1.0, 0.05])
def test_a_voice_is_found_between_silences(greeting: np.ndarray, gain: float) -> None:
    quiet = np.random.default_rng(0).normal(0, 0.0005, 3 * RATE).astype(np.float32)
    found = stretches(np.concatenate([quiet, gain * greeting, quiet]))
    assert found[0].start == pytest.approx(3.0, abs=0.3)
    assert found[-1].end == pytest.approx(5.2, abs=0.4)
    assert sum(s.end - s.start for s in found) > 1.6


def test_whole_numbers_and_fractions_are_the_same_sound(greeting: np.ndarray) -> None:
    assert stretches(greeting) == stretches(np.rint(greeting * 32768).astype(np.int16)) != ()


@pytest.mark.parametrize("length", [0, 1, 511, 512, 5 * RATE])
def test_silence_has_no_speech(length: int) -> None:
    assert stretches(np.zeros(length, np.float32)) == ()


def test_noise_and_tones_are_no_speech() -> None:
    t = np.arange(5 * RATE) / RATE
    assert stretches(np.random.default_rng(0).normal(0, 0.02, len(t)).astype(np.float32)) == ()
    dial_tone = 0.2 * np.sin(2 * np.pi * 450 * t).astype(np.float32)
    assert sum(s.end - s.start for s in stretches(dial_tone)) < 1


def test_a_silent_line_is_not_listened_to_and_what_follows_is_found_all_the_same(
    greeting: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    forward = speech._detector().audio_forward
    monkeypatch.setattr(speech._detector(), "audio_forward", lambda samples: given.append(len(samples)) or forward(samples))
    silence = np.zeros(60 * RATE, np.float32)
    lane = np.concatenate([silence, greeting, silence, greeting, silence])
    found = [stretch for stretch in stretches(lane) if stretch.end - stretch.start > 0.5]
    second = 120 + len(greeting) / RATE
    assert [any(abs(stretch.start - at) < 0.3 for stretch in found) for at in (60, second)] == [True, True]
    assert sum(given) / RATE < 2 * (len(greeting) / RATE + 1)


def test_listening_leaves_torch_its_threads() -> None:
    asked = "import torch; torch.set_num_threads(3); import numpy as np; from qa.audio.speech import listen; "
    asked += "listen(np.full(16000, 900, np.int16)); import sys; assert 'silero_vad' in sys.modules; print(torch.get_num_threads())"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "3"


def test_two_hours_of_silence_take_no_time_and_two_words_in_them_are_found(tmp_path: Path, greeting: np.ndarray) -> None:
    path = tmp_path / "lane"
    lane = np.memmap(path, np.int16, "w+", shape=7200 * RATE)
    for at in (600, 7190):
        lane[at * RATE : at * RATE + len(greeting)] = np.rint(greeting * 32768)
    told: list[float] = []
    found = listen(lane, on_progress=told.append).stretches()
    assert [round(s.start) for s in found] == [600, 7190]
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_real_voice_is_found(tmp_path: Path) -> None:
    found = stretches(shared("speech/whisper_jfk.flac", tmp_path).raw(0))
    assert found[0].start < 0.5
    assert found[-1].end > 10.5
    assert 8 < sum(s.end - s.start for s in found) < 11


def test_both_lanes_of_a_real_call(tmp_path: Path) -> None:
    call = shared("calls/telephone-en-two-channel.wav", tmp_path)
    agent, customer = (stretches(call.lane(c, 0, 40)) for c in (0, 1))
    assert agent[0].end < 7
    assert len(customer) > 5
    both = sum(max(0.0, min(a.end, c.end) - max(a.start, c.start)) for a in agent for c in customer)
    assert both < 1  # they take turns, and neither lane carries the other's voice


# Thirty-two milliseconds each: speech or not, with runs as calls have them.
RUNS = st.lists(st.tuples(st.integers(1, 1500), st.sampled_from([0.0, 0.2, 0.4, 0.6, 0.9])), max_size=30)


@given(runs=RUNS, most=st.floats(2, 40), gap=st.floats(0, 2), pad=st.floats(0, 0.5), seed=st.integers(0, 9))
def test_the_outline_keeps_its_promises(runs: list[tuple[int, float]], most: float, gap: float, pad: float, seed: int) -> None:
    heard = np.array([p for count, p in runs for _ in range(count)], np.float32)
    levels = np.random.default_rng(seed).random(len(heard)).astype(np.float32)
    length = len(heard) * CHUNK
    found = Listened(heard, levels, length).stretches(max_seconds=most, join_gap=gap, pad=pad)
    for stretch in found:
        assert 0 <= stretch.start < stretch.end <= length + 1e-6
        assert stretch.end - stretch.start <= most + 1e-6
    for one, other in pairwise(found):
        assert one.end <= other.start + 1e-6
    inside = np.zeros(len(heard), bool)
    for stretch in found:
        inside[round(stretch.start / CHUNK) : round(stretch.end / CHUNK)] = True
    sure = heard >= 0.5
    kept = sum(count for count, p in runs if p >= 0.5 and count * CHUNK >= 0.1)
    assert (sure & inside).sum() >= kept
    if not sure.any():
        assert found == ()


def test_what_is_too_long_is_parted_in_the_pause() -> None:
    heard = np.full(round(40 / CHUNK), 0.9, np.float32)
    levels = np.full(len(heard), 0.1, np.float32)
    pause = slice(round(22 / CHUNK), round(22.3 / CHUNK))
    levels[pause] = 0.001
    first, second = Listened(heard, levels, len(heard) * CHUNK).stretches()
    assert first.start == 0
    assert 22 < first.end == second.start < 22.3
    assert second.end == pytest.approx(40, abs=0.05)


def test_short_pauses_are_bridged_and_short_sounds_dropped() -> None:
    heard = np.zeros(400, np.float32)
    heard[50:100] = heard[110:150] = heard[200:202] = heard[300:350] = 0.9
    found = Listened(heard, np.zeros(400, np.float32), 400 * CHUNK).stretches(pad=0.0)
    assert found == (Stretch(50 * CHUNK, 150 * CHUNK), Stretch(300 * CHUNK, 350 * CHUNK))
