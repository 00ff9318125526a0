"""Sounds for tests, made on the spot: signals, and files of them in any codec that PyAV can write."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def tone(seconds: float, rate: int = 8000, hertz: float = 440.0, level: float = 0.3) -> Samples:
    """A sine that swells and fades, shape (samples,)."""
    t = np.arange(round(seconds * rate)) / rate
    return np.rint(32767 * level * np.sin(2 * np.pi * hertz * t) * (0.6 + 0.4 * np.sin(2 * np.pi * t))).astype(np.int16)


def noise(seconds: float, rate: int = 8000, channels: int = 1, seed: int = 0) -> Samples:
    """White noise, shape (channels, samples): no two places are alike."""
    return np.random.default_rng(seed).integers(-9000, 9000, (channels, round(seconds * rate)), dtype=np.int16)


def write(
    path: Path,
    samples: Samples,
    rate: int = 8000,
    *,
    codec: str = "pcm_s16le",
    container: str = "wav",
    form: str = "s16",
    stream_rate: int | None = None,
    layout: str | None = None,
    **options: str,
) -> Path:
    """Encodes int16 of shape (channels, samples)."""
    layout = layout or {1: "mono", 2: "stereo", 6: "5.1"}[len(samples)]
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=stream_rate or rate, options=options)
        stream.codec_context.layout = layout
        stream.codec_context.format = form
        stream.bit_rate = 64_000
        change = av.AudioResampler(form, layout, stream_rate or rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T).reshape(1, -1), "s16", layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        for piece in [*change.resample(frame), *change.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return path


def read(path: Path) -> Samples:
    """All samples of a file of 16-bit sound, shape (channels, samples)."""
    pieces = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            raw = frame.to_ndarray()
            pieces.append(raw if frame.format.is_planar else raw.reshape(-1, frame.layout.nb_channels).T)
    return np.concatenate(pieces, axis=1)


def sparse_wav(path: Path, seconds: float, rate: int = 8000) -> Path:
    """An 8-bit µ-law file of any length that takes no room on disk."""
    size = round(seconds * rate)
    head = b"RIFF" + (size + 36).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    head += b"\x07\x00\x01\x00" + rate.to_bytes(4, "little") * 2 + b"\x01\x00\x08\x00" + b"data" + size.to_bytes(4, "little")
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + size)
    return path
