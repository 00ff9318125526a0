"""Sound without a header: asked about, never guessed."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest

from qa.audio.decode import Decoded, Limits, decode, probe
from qa.audio.raw import RAW_ENDINGS, Raw
from qa.errors import Invalid, UnreadableSound
from tests.audio import sounds
from tests.audio.test_decode import loudest_hertz

TONE = sounds.tone(2, 8000, 500)


def encoded(codec: str, form: str = "s16", rate: int = 8000) -> bytes:
    """The tone in a codec, packets alone."""
    coder = av.CodecContext.create(codec, "w")
    coder.sample_rate, coder.layout, coder.format = rate, "mono", form
    frame = av.AudioFrame.from_ndarray(TONE[None], "s16", "mono")
    frame.sample_rate = rate
    change = av.AudioResampler(form, "mono", rate)
    return b"".join(bytes(packet) for piece in change.resample(frame) for packet in [*coder.encode(piece), *coder.encode(None)])


RAW = {
    "s16:8000:1": TONE.astype("<i2").tobytes(),
    "s16be:8000:1": TONE.astype(">i2").tobytes(),
    "s16:8000:2": np.stack([TONE, TONE]).T.astype("<i2").tobytes(),
    "u8:8000:1": ((TONE.astype(int) >> 8) + 128).astype(np.uint8).tobytes(),
    "s8:8000:1": (TONE.astype(int) >> 8).astype(np.int8).tobytes(),
    "ulaw:8000:1": encoded("pcm_mulaw"),
    "alaw:8000:1": encoded("pcm_alaw"),
}


def read(path: Path, content: bytes, raw: str | None, limits: Limits | None = None) -> Decoded:
    path.write_bytes(content)
    return decode(path, path.parent / "out", name=path.name, limits=limits, raw=Raw.parse(raw) if raw else None)


@pytest.mark.parametrize("raw", RAW)
def test_what_was_said_of_it_is_heard(raw: str, tmp_path: Path) -> None:
    found = read(tmp_path / "a.pcm", RAW[raw], raw)
    assert (found.sample_rate, found.channels) == (8000, int(raw[-1]))
    assert found.duration == pytest.approx(2.0)
    for channel in range(found.channels):
        assert loudest_hertz(found.lane(channel)) == pytest.approx(500, abs=5)
    assert probe(tmp_path / "a.pcm", "a.pcm", raw=Raw.parse(raw)).channels == found.channels


def oki(samples: np.ndarray) -> bytes:
    """Dialogic ADPCM of 12-bit samples, by the table of its maker (Dialogic application note 00-1366-001)."""
    steps = [int(16 * 1.1**n) for n in range(49)]
    moves = (-1, -1, -1, -1, 2, 4, 6, 8)
    index = last = 0
    codes = []
    for sample in (samples.astype(int) >> 4).tolist():
        step, apart = steps[index], sample - last
        code = 8 if apart < 0 else 0
        apart = abs(apart)
        for bit, part in ((4, step), (2, step >> 1), (1, step >> 2)):
            if apart >= part:
                code |= bit
                apart -= part
        moved = (step >> 3) + sum(part for bit, part in ((4, step), (2, step >> 1), (1, step >> 2)) if code & bit)
        last = max(-2048, min(2047, last - moved if code & 8 else last + moved))
        index = max(0, min(48, index + moves[code & 7]))
        codes.append(code)
    return bytes(high << 4 | low for high, low in zip(codes[::2], codes[1::2], strict=True))


def test_vox_is_heard_too(tmp_path: Path) -> None:
    found = read(tmp_path / "a.vox", oki(TONE), "vox:8000")
    assert found.duration == pytest.approx(2.0)
    assert loudest_hertz(found.lane(0)) == pytest.approx(500, abs=5)


def test_the_same_coding_in_a_wav_file_is_not_asked_about(tmp_path: Path) -> None:
    body = oki(TONE)
    shape = struct.pack("<HHIIHHHH", 0x10, 1, 8000, 4000, 1, 4, 2, 0)  # WAVE_FORMAT_OKI_ADPCM
    head = b"WAVEfmt " + struct.pack("<I", len(shape)) + shape + b"data" + struct.pack("<I", len(body))
    found = read(tmp_path / "a.wav", b"RIFF" + struct.pack("<I", len(head) + len(body)) + head + body, None)
    assert (found.codec, found.sample_rate, found.duration, found.warnings) == ("adpcm_ima_oki", 8000, 2.0, ())
    assert loudest_hertz(found.lane(0)) == pytest.approx(500, abs=5)


@pytest.mark.parametrize("ending", sorted(RAW_ENDINGS))
def test_nothing_is_guessed(ending: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSound) as refused:
        read(tmp_path / f"a{ending}", RAW["s16:8000:1"], None)
    assert refused.value.code == "audio.headerless"
    assert "--raw" in refused.value.message("zh")
    assert f"a{ending}" in refused.value.message("en")


def test_a_header_counts_whatever_the_ending(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.pcm", TONE[None])
    assert decode(path, tmp_path / "out", name="a.pcm").codec == "pcm_s16le"


@pytest.mark.parametrize("written", ["", "mp3:8000:1", "ulaw", "ulaw:80", "ulaw:8000:3", "vox:8000:2", "ulaw:900000:1", "ulaw:8000:1:x"])
def test_what_cannot_be_says_how_it_is_written(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        Raw.parse(written)
    assert written in refused.value.message("zh")


@pytest.mark.parametrize("written", ["ulaw:8000:1", "VOX:6000", " s16:16000:2 "])
def test_it_can_be_written_again(written: str) -> None:
    assert Raw.parse(str(Raw.parse(written))) == Raw.parse(written)


def test_a_rate_too_high_and_too_much_sound_have_their_own_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSound) as rate:
        read(tmp_path / "a.pcm", RAW["s16:8000:1"], "s16:96000:1", Limits(max_rate=48_000))
    assert rate.value.code == "audio.rate"
    with pytest.raises(UnreadableSound) as much:
        read(tmp_path / "a.pcm", RAW["ulaw:8000:1"], "ulaw:8000:1", Limits(max_decoded_bytes=20_000))
    assert much.value.code == "audio.too_much"
    lying = bytearray(sounds.write(tmp_path / "b.wav", TONE[None], codec="pcm_mulaw").read_bytes())
    at = lying.index(b"data") + 4
    lying[at : at + 4] = (4000).to_bytes(4, "little")
    assert read(tmp_path / "b.wav", bytes(lying), None, Limits(max_decoded_bytes=20_000)).duration < 1
