"""Recordings that can be decoded: every codec, both channels, the three things that come out."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import av
import numpy as np
import pytest

from qa.audio.decode import LANE_RATE, Decoded, Limits, SoundInfo, decode, open_decoded, probe
from qa.audio.peaks import from_bytes, to_base64
from qa.errors import NotFound
from tests.audio import sounds

WAV = [("pcm_u8", "u8"), ("pcm_s16le", "s16"), ("pcm_s24le", "s32"), ("pcm_s32le", "s32"), ("pcm_f32le", "flt"), ("pcm_f64le", "dbl")]
WAV += [("pcm_alaw", "s16"), ("pcm_mulaw", "s16")]

# name, container, codec, sample format, rate of the stream, what the decoder is called
CODED = [
    ("a.mp3", "mp3", "libmp3lame", "s16p", 8000, "mp3float"),
    ("a.m4a", "ipod", "aac", "fltp", 8000, "aac"),
    ("a.aac", "adts", "aac", "fltp", 16000, "aac"),
    ("a.opus", "ogg", "libopus", "s16", 48000, "opus"),
    ("a.webm", "webm", "libopus", "s16", 48000, "opus"),
    ("a.flac", "flac", "flac", "s16", 8000, "flac"),
    ("a.m4a", "ipod", "alac", "s16p", 8000, "alac"),
    ("a.aiff", "aiff", "pcm_s16be", "s16", 8000, "pcm_s16be"),
    ("a.au", "au", "pcm_mulaw", "s16", 8000, "pcm_mulaw"),
    ("a.wav", "wav", "adpcm_ima_wav", "s16p", 8000, "adpcm_ima_wav"),
    ("a.wav", "wav", "adpcm_yamaha", "s16", 8000, "adpcm_yamaha"),
    ("a.mov", "mov", "adpcm_ima_qt", "s16p", 8000, "adpcm_ima_qt"),
    ("a.wma", "asf", "wmav2", "fltp", 16000, "wmav2"),
    ("a.wav", "wav", "adpcm_ms", "s16", 8000, "adpcm_ms"),
    ("a.mp4", "mp4", "aac", "fltp", 16000, "aac"),
    ("a.mov", "mov", "pcm_s16le", "s16", 8000, "pcm_s16le"),
    ("a.mkv", "matroska", "flac", "s16", 8000, "flac"),
    ("a.avi", "avi", "pcm_s16le", "s16", 8000, "pcm_s16le"),
    ("a.flv", "flv", "aac", "fltp", 16000, "aac"),
    ("a.ts", "mpegts", "mp2", "s16", 16000, "mp3float"),
    ("a.3gp", "3gp", "aac", "fltp", 16000, "aac"),
]


def decoded(path: Path, folder: Path, limits: Limits | None = None) -> Decoded:
    return decode(path, folder, name=path.name, limits=limits)


@pytest.mark.parametrize(("codec", "form"), WAV)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_kind_of_wav(tmp_path: Path, codec: str, form: str, channels: int) -> None:
    wanted = np.stack([sounds.tone(1.5, hertz=300 * (c + 1)) for c in range(channels)])
    path = sounds.write(tmp_path / "a.wav", wanted, codec=codec, form=form)
    info = probe(path, "a.wav")
    assert (info.container, info.sample_rate, info.channels) == ("wav", 8000, channels)
    found = decoded(path, tmp_path / "out")
    assert (found.codec, found.duration, found.warnings) == (codec, 1.5, ())
    loss = {"pcm_u8": 260, "pcm_alaw": 600, "pcm_mulaw": 600}.get(codec, 0)
    assert np.abs(sounds.read(found.play).astype(int) - wanted).max() <= loss


@pytest.mark.parametrize(("name", "container", "codec", "form", "rate", "known_as"), CODED)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_codec(tmp_path: Path, name: str, container: str, codec: str, form: str, rate: int, known_as: str, channels: int) -> None:
    wanted = np.stack([sounds.tone(2, hertz=500 * (c + 1)) for c in range(channels)])
    path = sounds.write(tmp_path / name, wanted, codec=codec, container=container, form=form, stream_rate=rate)
    assert probe(path, name).codec == known_as
    found = decoded(path, tmp_path / "out")
    assert (found.codec, found.channels, found.sample_rate, found.warnings) == (known_as, channels, rate, ())
    assert found.duration == pytest.approx(2, abs=0.15)
    for channel in range(channels):
        assert loudest_hertz(found.lane(channel)) == pytest.approx(500 * (channel + 1), abs=5)


def test_wide_band_telephony(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.tone(2, 16_000, 500)[None], 16_000, codec="g722")
    found = decoded(path, tmp_path / "out")
    assert (found.codec, found.sample_rate, found.duration) == ("g722", 16_000, 2)
    assert loudest_hertz(found.lane(0)) == pytest.approx(500, abs=5)


def test_ogg_vorbis(tmp_path: Path) -> None:
    wanted = np.stack([sounds.tone(2, hertz=500), sounds.tone(2, hertz=1000)])
    path = sounds.write(tmp_path / "a.ogg", wanted, codec="vorbis", container="ogg", form="fltp", strict="experimental")
    found = decoded(path, tmp_path / "out")
    assert (found.container, found.codec, found.warnings) == ("ogg", "vorbis", ())
    assert [round(loudest_hertz(found.lane(c)) / 10) for c in (0, 1)] == [50, 100]


def test_amr_narrow_band(tmp_path: Path) -> None:
    found = decoded(Path(__file__).parent / "data" / "greeting.amr", tmp_path)
    assert (found.container, found.codec, found.sample_rate, found.channels) == ("amr", "amrnb", 8000, 1)
    assert found.duration == pytest.approx(2.3, abs=0.1)
    assert found.silent == (False,)


def test_amr_wide_band(tmp_path: Path) -> None:
    frames = np.random.default_rng(1).integers(0, 256, (50, 17), dtype=np.uint8)
    path = tmp_path / "a.awb"
    path.write_bytes(b"#!AMR-WB\n" + b"".join(b"\x04" + frame.tobytes() for frame in frames))
    found = decoded(path, tmp_path / "out")
    assert (found.codec, found.sample_rate, found.duration) == ("amrwb", 16000, 1.0)


@pytest.mark.parametrize(("name", "codec"), [("tone.gsm", "gsm"), ("tone-gsm.wav", "gsm_ms")])
def test_gsm(tmp_path: Path, name: str, codec: str) -> None:
    found = decoded(Path(__file__).parent / "data" / name, tmp_path)
    assert (found.codec, found.sample_rate, found.channels, found.warnings) == (codec, 8000, 1, ())
    assert found.duration == pytest.approx(1.5, abs=0.03)
    assert loudest_hertz(found.lane(0)) == pytest.approx(500, abs=5)
    assert found.silent == (False,)


@pytest.mark.parametrize("bits", [2, 3, 4, 5])
def test_g726_at_every_rate(tmp_path: Path, bits: int) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.tone(2, hertz=500)[None], codec="g726", code_size=str(bits))
    found = decoded(path, tmp_path / "out")
    assert (found.codec, found.sample_rate, found.channels, found.warnings) == ("g726", 8000, 1, ())
    assert found.duration == pytest.approx(2, abs=0.05)
    assert loudest_hertz(found.lane(0)) == pytest.approx(500, abs=5)


def test_the_extension_does_not_matter(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.tone(1)[None], codec="libmp3lame", container="mp3", form="s16p")
    assert decoded(path, tmp_path / "out").codec == "mp3float"


def test_lanes_peaks_and_the_copy_to_play_agree_on_the_time(tmp_path: Path) -> None:
    click = np.zeros((2, 8000 * 10), np.int16)
    click[0, 30_000:30_040] = 20_000
    click[1, 70_000:70_040] = -20_000
    found = decoded(sounds.write(tmp_path / "a.wav", click), tmp_path / "out")
    assert found.duration == 10
    assert found.peaks.shape == (2, 250)
    assert (sounds.read(found.play) == click).all()
    for channel, at in ((0, 3.75), (1, 8.75)):
        lane = np.abs(found.lane(channel))
        assert np.flatnonzero(lane > 0.3)[0] / LANE_RATE == pytest.approx(at, abs=0.001)
        assert set(np.flatnonzero(found.peaks[channel] > 100)) <= {int(at * 25), int((at + 0.005) * 25)}
        assert len(lane) == 10 * LANE_RATE
    other = found.lane(1, 3.7, 3.8)
    assert len(other) == 1600
    assert not other.any()


def test_a_high_rate_is_brought_down_for_the_copy_to_play(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.tone(1, rate=96_000)[None], 96_000)
    found = decoded(path, tmp_path / "out")
    assert found.sample_rate == 96_000
    assert probe(found.play, "play.flac") == SoundInfo("flac", "flac", 48_000, 1, 1.0)


@pytest.mark.parametrize("rate", [11_025, 16_000, 44_100])
def test_lanes_are_as_long_as_the_recording(tmp_path: Path, rate: int) -> None:
    found = decoded(sounds.write(tmp_path / "a.wav", sounds.tone(3.21, rate=rate)[None], rate), tmp_path / "out")
    assert len(found.raw(0)) == pytest.approx(3.21 * LANE_RATE, abs=2)


def test_a_silent_channel_is_known(tmp_path: Path) -> None:
    quiet = np.random.default_rng(0).integers(-20, 20, 16_000, dtype=np.int16)
    click = np.zeros(16_000, np.int16)
    click[4000] = 30_000
    talk = sounds.tone(2)
    assert decoded(sounds.write(tmp_path / "a.wav", np.stack([talk, quiet])), tmp_path / "1").silent == (False, True)
    assert decoded(sounds.write(tmp_path / "b.wav", np.stack([click, talk])), tmp_path / "2").silent == (True, False)
    assert decoded(sounds.write(tmp_path / "c.wav", np.zeros((2, 8000), np.int16)), tmp_path / "3").silent == (True, True)


def test_a_decoded_folder_opens_in_another_process(tmp_path: Path) -> None:
    found = decoded(sounds.write(tmp_path / "a.wav", sounds.noise(1, channels=2)), tmp_path / "out")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        other, total = pool.apply(_open_elsewhere, (tmp_path / "out",))
    assert other == found
    assert total == int(found.raw(1).astype(np.int64).sum())


def _open_elsewhere(folder: Path) -> tuple[Decoded, int]:
    found = open_decoded(folder)
    return found, int(found.raw(1).astype(np.int64).sum())


@pytest.mark.parametrize("spoil", ["missing", "garbage", "version", "lane"])
def test_an_unfinished_folder_is_not_opened(tmp_path: Path, spoil: str) -> None:
    folder = tmp_path / "out"
    decoded(sounds.write(tmp_path / "a.wav", sounds.noise(0.5)), folder)
    said = folder / "decoded.json"
    if spoil == "missing":
        said.unlink()
    elif spoil == "garbage":
        said.write_text("{")
    elif spoil == "version":
        said.write_text(json.dumps({**json.loads(said.read_text()), "format": 99}))
    else:
        (folder / "lane0.s16").unlink()
    with pytest.raises(NotFound) as caught:
        open_decoded(folder)
    assert "out" in caught.value.message("zh")


def test_decoding_twice_replaces_what_was_there(tmp_path: Path) -> None:
    decoded(sounds.write(tmp_path / "a.wav", sounds.noise(2, channels=2)), tmp_path / "out")
    found = decoded(sounds.write(tmp_path / "b.wav", sounds.noise(1)), tmp_path / "out")
    assert open_decoded(tmp_path / "out") == found
    assert not (tmp_path / "out" / "lane1.s16").exists()


def test_progress_rises_to_one(tmp_path: Path) -> None:
    told: list[float] = []
    path = sounds.write(tmp_path / "a.wav", sounds.noise(30))
    decode(path, tmp_path / "out", name="a.wav", on_progress=told.append)
    assert told == sorted(set(told))
    assert len(told) > 3
    assert told[-1] == 1.0


def test_what_progress_raises_stops_the_work_and_leaves_nothing(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(part: float) -> None:
        raise Cancelled

    path = sounds.write(tmp_path / "a.wav", sounds.noise(30))
    with pytest.raises(Cancelled):
        decode(path, tmp_path / "out", name="a.wav", on_progress=cancel)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_recording_whose_rate_changes_half_way(tmp_path: Path) -> None:
    """Two Ogg files, one after the other, are one chained file."""
    first = sounds.write(tmp_path / "1.ogg", sounds.noise(2, 8000), codec="flac", container="ogg")
    second = sounds.write(tmp_path / "2.ogg", sounds.noise(2, 16000), 16000, codec="flac", container="ogg")
    path = tmp_path / "a.ogg"
    path.write_bytes(first.read_bytes() + second.read_bytes())
    found = decoded(path, tmp_path / "out")
    assert found.sample_rate == 8000
    assert found.duration >= 2


def test_peaks_travel_as_text(tmp_path: Path) -> None:
    found = decoded(sounds.write(tmp_path / "a.wav", sounds.noise(1, channels=2)), tmp_path / "out")
    left, right = to_base64(found.peaks)
    assert left != right
    assert len(left) == 36
    assert (from_bytes(found.peaks.tobytes(), 2) == found.peaks).all()


@pytest.mark.parametrize(("name", "seconds", "channels"), [("two-channel", 245.38, 2), ("mono", 277.66, 1)])
def test_a_real_call(tmp_path: Path, name: str, seconds: float, channels: int) -> None:
    path = sounds.SHARED / "calls" / f"telephone-en-{name}.wav"
    if not path.exists():
        pytest.skip("the shared recordings are not here")
    found = decoded(path, tmp_path)
    assert (found.duration, found.channels, found.warnings) == (pytest.approx(seconds, abs=0.001), channels, ())
    assert found.silent == (False,) * channels
    assert found.peaks.shape == (channels, np.ceil(seconds * 25))
    lanes = [found.lane(c) for c in range(channels)]
    assert all(len(lane) == pytest.approx(seconds * LANE_RATE, abs=2) for lane in lanes)
    if channels == 2:
        assert np.corrcoef(lanes)[0, 1] == pytest.approx(0, abs=0.05)
    with av.open(str(found.play)) as played:
        assert played.duration == pytest.approx(seconds * 1e6, abs=1000)


def loudest_hertz(lane: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(lane * np.hanning(len(lane))))
    return float(np.argmax(spectrum) * LANE_RATE / len(lane))
