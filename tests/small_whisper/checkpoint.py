"""The small checkpoint and the sound it knows, for tests."""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

HERE = Path(__file__).parent
RATE = 16_000
UNTIMED = ("11_en",)
"""Heard right, but the checkpoint's attention gives its words no time, and Whisper drops a segment without length."""


@dataclass(frozen=True, eq=False)
class Said:
    """A spoken sentence: ``samples`` float32, mono, 16 kHz, shape (n,); speech lies between ``start`` and ``end``, in seconds."""

    file: Path
    language: str
    text: str
    start: float
    end: float
    samples: NDArray[np.float32]


def checkpoint(folder: Path) -> Path:
    """``small_test.pt`` in ``folder``, unpacked there unless it already lies there."""
    target = folder / "small_test.pt"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(lzma.decompress((HERE / "small.pt.xz").read_bytes()))
    return target


def speech() -> list[Said]:
    """The sentences of the checkpoint as telephone sound, without those of ``UNTIMED``."""
    folder = HERE / "speech"
    said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return [
        Said(**{**one, "file": folder / one["file"]}, samples=_samples(folder / one["file"]))
        for one in said
        if Path(one["file"]).stem not in UNTIMED
    ]


def _samples(file: Path) -> NDArray[np.float32]:
    sound, rate = soundfile.read(file, dtype="float32")
    return resample_poly(sound, RATE // rate, 1).astype(np.float32)
