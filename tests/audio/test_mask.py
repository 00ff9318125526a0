"""Nothing is heard inside a mask; what stays is where it was; every clip is as loud as the next."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.audio.decode import decode
from qa.audio.loudness import CEILING_DBTP, TARGET_LUFS, loudness
from qa.audio.mask import BEEP_HZ, FADE_S, PAD_S, cut_masked, merged
from qa.errors import Invalid
from tests.audio import sounds

RATE = 8000


def talk(seconds: float, level: float, channels: int = 2, rate: int = RATE) -> sounds.Samples:
    """Noise that comes and goes as syllables do, quieter in the second channel."""
    at = np.arange(round(seconds * rate)) / rate
    rise = 0.5 + 0.5 * np.sin(2 * np.pi * 3 * at)
    noise = np.random.default_rng(5).normal(0, level, (channels, len(at))) * rise
    if channels == 2:
        noise[1] *= 0.1
    return np.clip(np.rint(noise), -32768, 32767).astype(np.int16)


def beside_the_tone(samples: sounds.Samples, rate: int = RATE) -> float:
    """The strongest band but the tone's, in dB of full scale: Hann windows of 64 ms, everything from 150 Hz beside the tone on."""
    size = round(0.064 * rate)
    worst = 0.0
    for channel in samples.astype(np.float64) / 32768:
        for at in range(0, len(channel) - size + 1, size // 2):
            power = np.abs(np.fft.rfft(channel[at : at + size] * np.hanning(size))) ** 2 / (size / 2) ** 2
            away = np.abs(np.fft.rfftfreq(size, 1 / rate) - min(BEEP_HZ, rate / 8)) > 150
            worst = max(worst, float(power[away].sum()))
    return 10 * np.log10(max(worst, 1e-12))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8000, 16_000])
def test_no_speech_is_left_inside_a_mask_in_any_channel(tmp_path: Path, channels: int, rate: int) -> None:
    source = sounds.write(tmp_path / "a.wav", talk(10, 3000, channels, rate), rate)
    clip = cut_masked(source, tmp_path / "c.flac", 1.0, 9.0, [(3.0, 4.5), (6.2, 6.4)])
    heard = sounds.read(tmp_path / "c.flac")
    assert np.ravel(clip.masks) == pytest.approx([2 - PAD_S, 3.5 + PAD_S, 5.2 - PAD_S, 5.4 + PAD_S])
    assert beside_the_tone(heard[:, : round(1.5 * rate)], rate) > -40
    fade = round(FADE_S * rate) + 1
    for start, end in clip.masks:
        a, b = round(start * rate), round(end * rate)
        for channel in heard[:, a:b]:
            assert np.abs(channel).max() > 500
        assert beside_the_tone(heard[:, a + fade : b - fade], rate) < -75
        # all that is in there is the tone: the same for whatever was said
        assert (heard[0, a:b] == heard[-1, a:b]).all()


def test_what_was_said_makes_no_difference_inside(tmp_path: Path) -> None:
    one, other = talk(4, 3000), talk(4, 3000)
    other[:, 8500:15_500] = np.random.default_rng(9).normal(0, 6000, (2, 7000)).astype(np.int16)
    inside = []
    for name, samples in (("a", one), ("b", other)):
        source = sounds.write(tmp_path / f"{name}.wav", samples)
        cut_masked(source, tmp_path / f"{name}.flac", 0, 4, [(1.0, 2.0)])
        inside.append(sounds.read(tmp_path / f"{name}.flac")[:, round((1 - PAD_S) * RATE) : round((2 + PAD_S) * RATE)])
    assert (inside[0] == inside[1]).all()


@pytest.mark.parametrize("level", [200, 600, 6000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_clip_is_as_loud(tmp_path: Path, level: float, channels: int) -> None:
    source = sounds.write(tmp_path / "a.wav", talk(8, level, channels))
    cut_masked(source, tmp_path / "c.flac", 0, 8, [(3.0, 3.5)])
    heard = loudness(sounds.read(tmp_path / "c.flac"), RATE)
    assert heard.integrated == pytest.approx(TARGET_LUFS, abs=0.6)
    assert heard.peak <= CEILING_DBTP + 0.2


def test_a_single_crack_does_not_clip(tmp_path: Path) -> None:
    samples = talk(8, 60)
    samples[:, 4000] = 30_000
    cut_masked(sounds.write(tmp_path / "a.wav", samples), tmp_path / "c.flac", 0, 8, [])
    assert loudness(sounds.read(tmp_path / "c.flac"), RATE).peak <= CEILING_DBTP + 0.2


def test_silence_stays_silent(tmp_path: Path) -> None:
    clip = cut_masked(sounds.write(tmp_path / "a.wav", np.zeros((2, 16_000), np.int16)), tmp_path / "c.flac", 0, 2, [])
    assert clip.gain == 0
    assert not sounds.read(tmp_path / "c.flac").any()


def test_a_known_tone_is_measured_as_the_standard_says() -> None:
    at = np.arange(48_000 * 4) / 48_000
    tone = (32767 * 10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * at)).astype(np.int16)
    assert loudness(np.stack([tone, tone]), 48_000).integrated == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3"])
def test_in_and_out_are_exact_to_20_ms(tmp_path: Path, kind: str) -> None:
    samples = np.zeros((2, 20 * RATE), np.int16)
    ticks = {7.0: 800, 9.4: 800}
    for second, height in ticks.items():
        samples[:, round(second * RATE) : round(second * RATE) + 400] = height * 10 * np.where(np.arange(400) // 8 % 2, 1, -1)
    codec, form = {"wav": ("pcm_s16le", "s16"), "flac": ("flac", "s16"), "mp3": ("libmp3lame", "s16p")}[kind]
    source = sounds.write(tmp_path / f"a.{kind}", samples, codec=codec, container=kind, form=form)
    source = decode(source, tmp_path / "out", name=source.name).play  # what the house plays and cuts
    whole = sounds.read(source)
    first = np.flatnonzero(np.abs(whole[0].astype(int)) > np.abs(whole[0].astype(int)).max() / 2)[0] / RATE
    clip = cut_masked(source, tmp_path / "c.flac", 6.5, 9.9, [])
    heard = sounds.read(tmp_path / "c.flac")[0].astype(float)
    loud = np.flatnonzero(np.abs(heard) > 0.5 * np.abs(heard).max()) / RATE
    assert clip.seconds == pytest.approx(3.4, abs=0.001)
    assert loud[0] == pytest.approx(first - 6.5, abs=0.02)
    assert loud[-1] - loud[0] == pytest.approx(2.45, abs=0.02)


def test_nothing_left_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        cut_masked(sounds.write(tmp_path / "a.wav", talk(2, 500)), tmp_path / "c.flac", 5, 6, [])


@given(st.lists(st.tuples(st.floats(-2, 12), st.floats(0, 3)), max_size=8))
def test_merged_masks_cover_all_and_lie_apart(spans: list[tuple[float, float]]) -> None:
    given_ = [(a, a + length) for a, length in spans]
    found = merged(given_, 10.0)
    assert all(0 <= a < b <= 10 for a, b in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    for a, b in given_:
        middle = (a + b) / 2
        if 0 <= middle <= 10:
            assert any(x <= middle <= y for x, y in found)
