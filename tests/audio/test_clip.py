"""Clips are exact to the sample, wherever they are cut."""

from __future__ import annotations

import hashlib
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.audio.clip import cut
from qa.audio.decode import decode
from qa.audio.peaks import from_bytes, peaks
from qa.audio.source import Source
from qa.errors import Invalid, UnreadableSound
from tests.audio import sounds

SECONDS = 40.0
Long = tuple[Path, sounds.Samples, int]


@pytest.fixture(scope="module", params=[(8000, 2, "flac"), (44_100, 1, "flac"), (8000, 2, "wav")], ids=["call", "studio", "wav"])
def recording(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Long:
    rate, channels, kind = request.param
    folder = tmp_path_factory.mktemp("long")
    samples = sounds.noise(SECONDS, rate, channels)
    path = sounds.write(folder / "a.wav", samples, rate)
    return (decode(path, folder / "out", name="a.wav").play if kind == "flac" else path), samples, rate


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.floats(0, SECONDS - 0.01), length=st.floats(0.01, 6))
def test_a_clip_is_exactly_what_stands_between_its_bounds(tmp_path: Path, recording: Long, start: float, length: float) -> None:
    source, samples, rate = recording
    end = start + length
    out = tmp_path / "clip.flac"
    clip = cut(source, out, start, end)
    wanted = samples[:, round(start * rate) : round(end * rate)]
    assert (sounds.read(out) == wanted).all()
    assert clip.seconds == pytest.approx(min(end, SECONDS) - start, abs=1 / rate)
    assert clip.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (from_bytes(clip.peaks, len(samples)) == peaks(wanted, rate)).all()


def test_a_lossy_source_is_cut_where_it_is_heard(tmp_path: Path) -> None:
    source = sounds.write(tmp_path / "a.mp3", sounds.noise(20), codec="libmp3lame", container="mp3", form="s16p")
    whole = sounds.read(decode(source, tmp_path / "out", name="a.mp3").play)
    cut(source, tmp_path / "clip.flac", 12.345, 13.5)
    assert (sounds.read(tmp_path / "clip.flac") == whole[:, 98_760:108_000]).all()


def test_compressed_sound_in_a_wav_is_cut_where_it_is_heard(tmp_path: Path) -> None:
    source = sounds.write(tmp_path / "a.wav", sounds.noise(20), codec="adpcm_ima_wav", form="s16p")
    whole = sounds.read(decode(source, tmp_path / "out", name="a.wav").play)
    cut(source, tmp_path / "clip.flac", 12.345, 13.5)
    assert (sounds.read(tmp_path / "clip.flac") == whole[:, 98_760:108_000]).all()


def test_a_long_file_is_entered_half_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sounds.sparse_wav(tmp_path / "a.wav", 900)
    with path.open("r+b") as file:
        file.seek(44 + 600 * 8000)
        file.write(bytes([0x80]) * 4000)
    play = decode(path, tmp_path / "out", name="a.wav").play
    seen = []
    whole = Source._fitted

    def counted(self: Source, frame: av.AudioFrame) -> list[sounds.Samples]:
        seen.append(frame.samples)
        return whole(self, frame)

    monkeypatch.setattr(Source, "_fitted", counted)
    cut(play, tmp_path / "clip.flac", 599.5, 601)
    assert sum(seen) < 10 * 8000
    heard = sounds.read(tmp_path / "clip.flac")[0]
    assert (heard[:4000] == heard[0]).all()
    assert (heard[4000:8000] == 32_124).all()
    assert (heard[8000:] == heard[0]).all()


def test_what_lies_outside_is_left_off(tmp_path: Path) -> None:
    samples = sounds.noise(2)
    source = sounds.write(tmp_path / "a.wav", samples)
    assert cut(source, tmp_path / "clip.flac", -5, 99).seconds == 2
    assert (sounds.read(tmp_path / "clip.flac") == samples).all()


def test_the_same_clip_has_the_same_fingerprint(tmp_path: Path) -> None:
    source = sounds.write(tmp_path / "a.wav", sounds.noise(3))
    first, second = cut(source, tmp_path / "1.flac", 1, 2), cut(source, tmp_path / "2.flac", 1, 2)
    assert first == second
    assert first != cut(source, tmp_path / "3.flac", 1, 2.5)


@pytest.mark.parametrize(
    ("start", "end"), [(2.0, 1.0), (1.0, 1.0), (2.0, 3.0), (5.0, 6.0), (5e5, 5e6), (-3.0, -1.0), (float("nan"), 1.0), (1.0, 1.00001)]
)
@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_a_span_without_sound(tmp_path: Path, kind: str, start: float, end: float) -> None:
    codec = "flac" if kind == "flac" else "pcm_s16le"
    source = sounds.write(tmp_path / f"a.{kind}", sounds.noise(2), codec=codec, container=kind)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Invalid) as caught:
        cut(source, tmp_path / "clip.flac", start, end)
    assert "2.00" in caught.value.message("zh")
    assert sorted(tmp_path.iterdir()) == before


def test_a_source_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"no sound at all")
    with pytest.raises(UnreadableSound):
        cut(tmp_path / "a.wav", tmp_path / "clip.flac", 0, 1)
    with pytest.raises(UnreadableSound):
        cut(tmp_path / "gone.wav", tmp_path / "clip.flac", 0, 1)


def test_a_failed_cut_leaves_the_older_clip_alone(tmp_path: Path) -> None:
    source = sounds.write(tmp_path / "a.wav", sounds.noise(2))
    clip = cut(source, tmp_path / "clip.flac", 0, 1)
    with pytest.raises(Invalid):
        cut(source, tmp_path / "clip.flac", 8, 9)
    assert hashlib.sha256((tmp_path / "clip.flac").read_bytes()).hexdigest() == clip.sha256


def test_peaks_show_each_channel_by_itself() -> None:
    samples = np.zeros((2, 8000), np.int16)
    samples[0, 1000] = -32768
    samples[1, 7999] = 16_384
    found = peaks(samples, 8000)
    assert found.shape == (2, 25)
    assert found[0].nonzero()[0].tolist() == [3]
    assert found[1].nonzero()[0].tolist() == [24]
    assert (found[0, 3], found[1, 24]) == (255, 128)
