"""Writing lossless sound, and changing its rate, a piece at a time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

_COMPRESSION = "4"  # of 0 to 12: of a call, a third smaller than below and quicker too; beyond it hardly smaller


class Resampler:
    """Changes the rate of int16 sound of shape (channels, samples) that comes in pieces; the channels are never mixed."""

    def __init__(self, channels: int, rate: int, to: int) -> None:
        self._layout = layout(channels)
        self._channels, self._rate, self._at = channels, rate, 0
        self._inner = None if rate == to else av.AudioResampler("s16p", self._layout, to)

    def __call__(self, samples: Samples) -> Samples:
        """What of the next piece can be given out already."""
        if self._inner is None:
            return samples
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "s16p", self._layout)
        frame.sample_rate, frame.time_base, frame.pts = self._rate, Fraction(1, self._rate), self._at
        self._at += samples.shape[1]
        return self._joined(self._inner.resample(frame))

    def rest(self) -> Samples:
        """What is still inside at the end."""
        return self._joined(self._inner.resample(None) if self._inner is not None and self._at else [])

    def _joined(self, frames: list[av.AudioFrame]) -> Samples:
        empty = np.zeros((self._channels, 0), np.int16)
        return np.concatenate([empty, *(frame.to_ndarray() for frame in frames)], axis=1)


class FlacWriter:
    """A FLAC file, 16 bit, written a piece at a time; a context manager. The same sound always gives the same bytes."""

    def __init__(self, path: Path, channels: int, rate: int) -> None:
        self._layout = layout(channels)
        self._rate, self._at = rate, 0
        self._container = av.open(f"file:{path.resolve()}", mode="w", format="flac", options={"fflags": "+bitexact"})
        self._stream = self._container.add_stream("flac", rate=rate, options={"compression_level": _COMPRESSION, "flags": "+bitexact"})
        self._stream.codec_context.layout = self._layout
        self._stream.codec_context.format = "s16"

    def __enter__(self) -> FlacWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()

    def add(self, samples: Samples) -> None:
        """The next piece: int16 of shape (channels, samples) at the file's rate."""
        if not samples.shape[1]:
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T).reshape(1, -1), "s16", self._layout)
        frame.sample_rate, frame.time_base, frame.pts = self._rate, Fraction(1, self._rate), self._at
        self._at += samples.shape[1]
        self._container.mux(self._stream.encode(frame))


def layout(channels: int) -> str:
    """FFmpeg's name for one or two channels."""
    return {1: "mono", 2: "stereo"}[channels]
