"""What benchmarks run on: speech of the sample calls as a call of any length, and models of true size with random weights."""

from __future__ import annotations

import tempfile
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.audio.decode import decode
from qa.audio.speech import RATE, listen
from qa.config import ROOT
from qa.errors import NotFound

SAMPLES = ROOT / "data" / "samples"
TURN_S = 6.0
TELEPHONE = 8_000
DIMS = {  # layers, width and heads of the official models
    "tiny": (4, 384, 6),
    "base": (6, 512, 8),
    "small": (12, 768, 12),
}
Floats = NDArray[np.float32]


def call(seconds: float) -> Floats:
    """Two people who take turns of six seconds, so that half of each lane is silent: float32 of shape (2, n), 16 kHz.

    Raises NotFound where the sample calls are not here.
    """
    speech = [cycle(stretches) for stretches in _speech()]
    lanes = np.zeros((2, int(seconds * RATE)), np.float32)
    for turn, at in enumerate(np.arange(0.0, seconds, TURN_S)):
        lane = turn % 2
        begin, end = int(at * RATE), min(int((at + TURN_S) * RATE), lanes.shape[1])
        filled = begin
        while filled < end:
            piece = next(speech[lane])[: end - filled]
            lanes[lane, filled : filled + len(piece)] = piece
            filled += len(piece)
    return lanes


def write_mulaw(lanes: Floats, path: Path, *, repeat: int = 1) -> None:
    """A call as a telephone recorder leaves it: 8 kHz, µ-law, one file; the sound so often, one after the other."""
    telephone = lanes[:, ::2].T
    # ITU-T G.711 by its continuous curve; a benchmark needs the format, not the last bit.
    bent = np.sign(telephone) * np.log1p(255 * np.abs(telephone).clip(0, 1)) / np.log1p(255)
    codes = (~(np.where(bent < 0, 0x80, 0) | np.rint(np.abs(bent) * 127).astype(np.int64)) & 0xFF).astype(np.uint8)
    body = codes.tobytes() * repeat
    shape = b"".join(size.to_bytes(width, "little") for size, width in ((7, 2), (2, 2), (TELEPHONE, 4), (2 * TELEPHONE, 4), (2, 2), (8, 2)))
    head = b"WAVEfmt " + len(shape).to_bytes(4, "little") + shape + b"data" + len(body).to_bytes(4, "little")
    path.write_bytes(b"RIFF" + (len(head) + len(body)).to_bytes(4, "little") + head + body)


def write_random_model(name: str, path: Path) -> None:
    """A checkpoint of an official model's true size in the official format, with random weights: it takes as long, and knows nothing."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    layers, width, heads = DIMS[name]
    dims = ModelDimensions(80, 1500, width, heads, layers, 51_865, 448, width, heads, layers)
    torch.manual_seed(0)
    network = Whisper(dims)
    torch.nn.init.normal_(network.decoder.positional_embedding, std=0.02)
    weights: dict[str, Any] = network.state_dict()
    torch.save({"dims": dict(vars(dims)), "model_state_dict": weights}, path)


def _speech() -> tuple[list[Floats], list[Floats]]:
    """Stretches of a second and more from both channels of the sample calls."""
    found: tuple[list[Floats], list[Floats]] = [], []
    for file in sorted(SAMPLES.glob("*.opus"))[:4]:
        with tempfile.TemporaryDirectory() as folder:
            decoded = decode(file, Path(folder), name=file.name)
            for channel, pieces in enumerate(found):
                lane = decoded.lane(channel)
                spans = [(int(s.start * RATE), int(s.end * RATE)) for s in listen(lane).stretches()]
                pieces += [lane[begin:end] for begin, end in spans if end - begin >= RATE]
    if not all(found):
        raise NotFound("bench.no_samples", folder=str(SAMPLES))
    return found
