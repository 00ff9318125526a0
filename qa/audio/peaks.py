"""Peaks: the loudest sample of each twenty-fifth of a second, one byte each, for drawing the waveform."""

from __future__ import annotations

import base64

import numpy as np
import numpy.typing as npt

PER_SECOND = 25

Samples = npt.NDArray[np.int16]
Peaks = npt.NDArray[np.uint8]


def window(rate: int) -> int:
    """How many samples of ``rate`` a second make one peak."""
    return max(1, round(rate / PER_SECOND))


class Meter:
    """Measures sound that comes in pieces: int16 of shape (channels, samples), any length, and forgets it.

    ``peaks`` has shape (channels, windows), 0 for silence to 255 for full scale; ``loud`` counts the windows of each channel whose
    root mean square is at least ``threshold`` (of full scale 32768). A last, incomplete window counts as one.
    """

    def __init__(self, channels: int, rate: int, threshold: float = 0.0) -> None:
        self._window = window(rate)
        self._threshold = threshold
        self._rest: Samples = np.zeros((channels, 0), np.int16)
        # One growing store a channel: thousands of small arrays would lie between the large blocks and keep their memory from reuse.
        self._done = [bytearray() for _ in range(channels)]
        self.loud: npt.NDArray[np.int64] = np.zeros(channels, np.int64)

    def add(self, samples: Samples) -> None:
        """The next piece, shape (channels, samples)."""
        joined = np.concatenate([self._rest, samples], axis=1) if self._rest.shape[1] else samples
        whole = joined.shape[1] - joined.shape[1] % self._window
        self._measure(joined[:, :whole].reshape(joined.shape[0], -1, self._window))
        self._rest = joined[:, whole:].copy()

    def finish(self) -> Peaks:
        """All peaks, the incomplete window at the end included."""
        if self._rest.shape[1]:
            self._measure(self._rest[:, np.newaxis, :])
            self._rest = self._rest[:, :0]
        return from_bytes(b"".join(self._done), len(self._done))

    def _measure(self, windows: Samples) -> None:
        if not windows.shape[1]:
            return
        top = np.maximum(windows.max(axis=2).astype(np.int32), -windows.min(axis=2).astype(np.int32))
        for done, channel in zip(self._done, np.minimum(top >> 7, 255).astype(np.uint8), strict=True):
            done += channel.tobytes()
        power = np.mean(np.square(windows, dtype=np.float32), axis=2)
        self.loud += np.count_nonzero(power >= self._threshold**2, axis=1)


def peaks(samples: Samples, rate: int) -> Peaks:
    """The peaks of sound that is at hand as a whole: int16 of shape (channels, samples) gives uint8 of shape (channels, windows)."""
    meter = Meter(samples.shape[0], rate)
    meter.add(samples)
    return meter.finish()


def to_base64(values: Peaks) -> tuple[str, ...]:
    """One ASCII text a channel, as a page takes it."""
    return tuple(base64.b64encode(channel.tobytes()).decode("ascii") for channel in values)


def from_bytes(raw: bytes, channels: int) -> Peaks:
    """Peaks of shape (channels, windows) from their stored bytes, channel after channel. Raises ValueError where they do not divide."""
    return np.frombuffer(raw, np.uint8).reshape(channels, -1)
