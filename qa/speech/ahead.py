"""Several windows decoded at once with openai-whisper, which by itself takes one after the other.

Whisper's own loop stays in charge of each window: second tries, time stamps and word times are its business. Only its first try is
foreseen: what it will ask of the network is found out for all windows, decoded as one batch, and handed to it when it asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Run = Callable[[Any], Any]
"""Transcribes one window with the network that it is given."""


def together(network: Any, runs: Sequence[Run]) -> list[Any]:
    """What each run gives, the first decoding of all of them done in one go. Their options have to be the same."""
    import torch

    if len(runs) < 2:
        return [run(network) for run in runs]
    asked = [_asked(network, run) for run in runs]
    options = next((one[1] for one in asked if one is not None), None)
    wanted = [number for number, one in enumerate(asked) if one is not None and one[1] == options]
    foreseen: dict[int, Any] = {}
    if len(wanted) > 1:
        mels = torch.stack([asked[number][0] for number in wanted])  # type: ignore[index]
        foreseen = dict(zip(wanted, network.decode(mels, options), strict=True))
    return [run(_Foreseen(network, foreseen[number])) if number in foreseen else run(network) for number, run in enumerate(runs)]


def encode_once(network: Any) -> None:
    """Have a network remember its last encodings: Whisper asks again for each try to decode, and to time the words."""
    import torch

    encode = network.encoder.forward
    last: list[tuple[Any, Any]] = []

    def forward(mels: Any) -> Any:
        if last and last[0][0].dtype == mels.dtype:
            for number, known in enumerate(last[0][0]):
                if len(mels) == 1 and torch.equal(known, mels[0]):
                    return last[0][1][number : number + 1]
        last[:] = [(mels, encode(mels))]
        return last[0][1]

    network.encoder.forward = forward


def _asked(network: Any, run: Run) -> tuple[Any, Any] | None:
    """The sound and the options of a run's first decoding; None where it decodes nothing."""
    try:
        run(_Listening(network))
    except _Asked as asked:
        return asked.mel, asked.options
    return None


class _Asked(Exception):
    def __init__(self, mel: Any, options: Any) -> None:
        super().__init__("what is to be decoded first")
        self.mel, self.options = mel, options


class _Stand:
    """Stands for a network in everything but decoding."""

    def __init__(self, network: Any) -> None:
        self._network = network

    def __getattr__(self, name: str) -> Any:
        return getattr(self._network, name)

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._network(*args, **named)


class _Listening(_Stand):
    def decode(self, mel: Any, options: Any) -> Any:
        raise _Asked(mel, options)


class _Foreseen(_Stand):
    """Answers the first decoding with what is known of it already."""

    def __init__(self, network: Any, result: Any) -> None:
        super().__init__(network)
        self._result: Any = result

    def decode(self, mel: Any, options: Any) -> Any:
        result, self._result = self._result, None
        return self._network.decode(mel, options) if result is None else result
