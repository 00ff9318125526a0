"""Recordings that cannot be decoded, or only in part: each says why, none brings anything down."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa import locales
from qa.audio.decode import Decoded, Limits, decode, probe
from qa.errors import UnreadableSound
from tests.audio import sounds


def refusal(path: Path, limits: Limits | None = None, name: str = "来电.wav") -> UnreadableSound:
    """Both ways in refuse with the same words in both languages, and nothing is left behind."""
    with pytest.raises(UnreadableSound) as looked:
        probe(path, name, limits)
    folder = path.parent / "refused"
    with pytest.raises(UnreadableSound) as caught:
        decode(path, folder, name=name, limits=limits)
    assert looked.value.code == caught.value.code
    assert list(folder.iterdir()) == []
    for language in ("zh", "en"):
        assert name in caught.value.message(language)
    return caught.value


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.wav").code == "audio.missing"
    assert refusal(tmp_path).code == "audio.missing"


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.touch()
    assert refusal(path).code == "audio.empty"


@pytest.mark.parametrize("extension", ["wav", "mp3", "m4a", "ogg", "amr", "aac"])
def test_a_text_is_not_a_sound(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    path.write_text("您好,很高兴为您服务。\n" * 200, encoding="utf-8")
    assert refusal(path).code in ("audio.not_sound", "audio.broken")


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{real}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{real}'\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>{real}</BaseURL></Period></MPD>',
    ],
    ids=["hls", "concat", "sdp", "dash"],
)
@pytest.mark.parametrize("extension", ["wav", "m3u8", "ffconcat"])
def test_what_points_elsewhere_is_not_followed(tmp_path: Path, content: str, extension: str) -> None:
    real = sounds.write(tmp_path / "real.wav", sounds.noise(1))
    path = tmp_path / f"a.{extension}"
    path.write_text(content.format(real=real))
    assert refusal(path).code == "audio.not_sound"


def test_a_name_that_looks_like_an_address_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sounds.write(tmp_path / "b.wav", sounds.noise(1))
    Path("concat:b.wav").write_bytes(Path("b.wav").read_bytes()[:20_000])
    assert probe(Path("concat:b.wav"), "b").channels == 1
    assert refusal(Path("concat:b.wav|b.wav")).code == "audio.missing"


def test_a_film_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        for _ in range(5):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")))
        out.mux(stream.encode(None))
    assert refusal(path).code == "audio.no_audio"


def test_a_codec_that_is_not_taken(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.mka", sounds.noise(1, 48_000, 2), 48_000, codec="ac3", container="matroska", form="fltp")
    error = refusal(path)
    assert (error.code, error.params["codec"]) == ("audio.codec", "ac3")


def test_broken_with_nothing_usable(tmp_path: Path) -> None:
    whole = sounds.write(tmp_path / "whole.m4a", sounds.noise(3), codec="aac", container="ipod", form="fltp").read_bytes()
    path = tmp_path / "a.m4a"
    path.write_bytes(whole[: len(whole) // 2])  # its index stood at the end
    assert refusal(path).code == "audio.broken"
    head = tmp_path / "a.wav"
    head.write_bytes(sounds.write(tmp_path / "whole.wav", sounds.noise(1)).read_bytes()[:44])
    assert refusal(head).code == "audio.broken"


def test_too_many_channels(tmp_path: Path) -> None:
    error = refusal(sounds.write(tmp_path / "a.wav", sounds.noise(1, channels=6)))
    assert (error.code, error.params["channels"], error.params["limit"]) == ("audio.too_many_channels", 6, 2)
    assert refusal(sounds.write(tmp_path / "b.wav", sounds.noise(1, channels=2)), Limits(max_channels=1)).code == "audio.too_many_channels"


def test_too_many_bytes(tmp_path: Path) -> None:
    path = sounds.sparse_wav(tmp_path / "a.wav", 1000)
    error = refusal(path, Limits(max_bytes=4 * 1024**2))
    assert (error.code, error.params["size"], error.params["limit"]) == ("audio.too_big", "8 MB", "4 MB")


def test_three_hours_are_too_long_and_both_lengths_are_told(tmp_path: Path) -> None:
    error = refusal(sounds.sparse_wav(tmp_path / "a.wav", 3 * 3600))
    assert (error.code, error.params["length"], error.params["limit"]) == ("audio.too_long", "3:00:00", "2:00:00")
    for language in ("zh", "en"):
        assert all(part in error.message(language) for part in ("3:00:00", "2:00:00", "QA_MAX_HOURS"))


def test_just_inside_the_limit(tmp_path: Path) -> None:
    assert probe(sounds.sparse_wav(tmp_path / "a.wav", 7200), "a.wav").duration == 7200


def test_a_header_that_tells_too_little_is_stopped_while_decoding(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.flac", sounds.noise(20), codec="flac", container="flac")
    lie = bytearray(path.read_bytes())
    lie[21:26] = bytes([lie[21] & 0xF0]) + (8000).to_bytes(4, "big")
    path.write_bytes(lie)
    limits = Limits(max_seconds=5)
    assert probe(path, "a.flac", limits).duration == 1
    with pytest.raises(UnreadableSound) as caught:
        decode(path, tmp_path / "out", name="a.flac", limits=limits)
    assert caught.value.code == "audio.too_long"
    assert caught.value.params["limit"] == "0:00:05"
    assert list((tmp_path / "out").iterdir()) == []


def test_a_header_that_tells_too_much_is_not_believed(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.noise(2))
    lie = bytearray(path.read_bytes())
    at = lie.index(b"data") + 4
    lie[at : at + 4] = (3 * 3600 * 16_000).to_bytes(4, "little")
    path.write_bytes(lie)
    assert probe(path, "a.wav").duration == pytest.approx(2)
    found = decoded(path)
    assert found.duration == pytest.approx(2)
    assert found.warnings == ("truncated",)


@pytest.mark.parametrize("unknown", [b"\xff\xff\xff\xff", b"\x00\xf0\xff\x7f"])
def test_a_header_that_a_recorder_could_not_fill_in_is_no_fault(tmp_path: Path, unknown: bytes) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.noise(2))
    piped = bytearray(path.read_bytes())
    at = piped.index(b"data") + 4
    piped[at : at + 4] = unknown
    path.write_bytes(piped)
    assert decoded(path).duration == pytest.approx(2)
    assert decoded(path).warnings == ()


# container, codec, sample format, rate, the least seconds of six that 60 % of it hold
CUT = [
    ("wav", "pcm_s16le", "s16", 8000, 3.5),
    ("mp3", "libmp3lame", "s16p", 8000, 3.3),
    ("ogg", "libopus", "s16", 48000, 2.5),
    ("flac", "flac", "s16", 8000, 2.5),
    ("webm", "libopus", "s16", 48000, 2.5),
    ("adts", "aac", "fltp", 16000, 3.0),
]


@pytest.mark.parametrize(("container", "codec", "form", "rate", "least"), CUT)
def test_a_file_that_was_cut_gives_what_is_there(tmp_path: Path, container: str, codec: str, form: str, rate: int, least: float) -> None:
    whole = sounds.write(tmp_path / "whole", sounds.noise(6), codec=codec, container=container, form=form, stream_rate=rate)
    assert decoded(whole).warnings == ()
    path = tmp_path / "cut"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10 + 1])
    found = decoded(path)
    assert found.warnings == ("truncated",)
    assert least < found.duration < 4.5
    for language in ("zh", "en"):
        assert locales.text(language, "audio.warnings.truncated")


def test_an_mp3_without_its_length_that_was_cut_inside_a_frame(tmp_path: Path) -> None:
    whole = sounds.write(tmp_path / "a.mp3", sounds.noise(6), codec="libmp3lame", container="mp3", form="s16p").read_bytes()
    frames = whole[whole.index(b"\xff", whole.index(b"Info") + 200) :]
    path = tmp_path / "bare.mp3"
    path.write_bytes(frames)
    assert decoded(path).warnings == ()
    path.write_bytes(frames[: len(frames) // 2 + 7])
    found = decoded(path)
    assert found.warnings == ("truncated",)
    assert 2.7 < found.duration < 3.3


def test_damage_in_the_middle_is_told(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.flac", sounds.noise(6), codec="flac", container="flac")
    spoilt = bytearray(path.read_bytes())
    middle = len(spoilt) // 2
    spoilt[middle : middle + 3000] = bytes(3000)
    path.write_bytes(spoilt)
    found = decoded(path)
    assert "damaged" in found.warnings
    assert 3 < found.duration <= 6.2
    for language in ("zh", "en"):
        assert locales.text(language, "audio.warnings.damaged")


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of short sounds, one of each kind."""
    folder = tmp_path_factory.mktemp("originals")
    kinds = [("wav", "pcm_s16le", "s16", 8000), ("mp3", "libmp3lame", "s16p", 8000), ("ogg", "libopus", "s16", 48000)]
    kinds += [
        ("ipod", "aac", "fltp", 8000),
        ("flac", "flac", "s16", 8000),
        ("webm", "libopus", "s16", 48000),
        ("asf", "wmav2", "fltp", 16000),
    ]
    kinds += [("amr", "libopencore_amrnb", "s16", 8000)]
    for container, codec, form, rate in kinds:
        sounds.write(folder / container, sounds.noise(0.6), codec=codec, container=container, form=form, stream_rate=rate)
    return folder


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_wrong_with_a_file_only_unreadable_sound_is_raised(tmp_path: Path, originals: Path, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(path.name for path in originals.iterdir())))
    content = bytearray((originals / kind).read_bytes())
    near_head = st.integers(0, min(600, len(content)) - 1)
    for at in data.draw(st.lists(near_head | st.integers(0, len(content) - 1), max_size=12)):
        content[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    path = tmp_path / f"a.{data.draw(st.sampled_from(['wav', 'mp3', 'ogg', 'm4a', 'flac', 'txt']))}"
    path.write_bytes(content)
    limits = Limits(max_seconds=20)
    try:
        found = decode(path, tmp_path / "out", name="a", limits=limits)
    except UnreadableSound as wrong:
        told = wrong.message("zh")
    else:
        told = "fine"
        assert 0 < found.duration <= limits.max_seconds + 1
        assert found.peaks.shape[0] == found.channels
        assert len(found.raw(0)) == pytest.approx(found.duration * 16_000, abs=16_000 / found.sample_rate + 2)
    assert told


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=2000))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(UnreadableSound):
        probe(path, "a.wav")


def decoded(path: Path) -> Decoded:
    return decode(path, path.parent / "out", name=path.name)
