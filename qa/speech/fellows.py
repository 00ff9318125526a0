"""openai-whisper's network for several windows at once: decoded in batches, and on a processor by several networks side by side."""

from __future__ import annotations

import copy
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import Queue
from typing import Any

from qa.speech.ahead import Ask, Stand, gathered


def together(fellows: Sequence[Any], runs: Sequence[Callable[[Any], Any]]) -> list[Any]:
    """What each run makes with the network that it is given, the first decoding of all of them done as one batch for each of ``fellows``.

    ``fellows``: the network, and others like it that may decode at the same time.
    """
    import torch
    from whisper.model import MultiHeadAttention

    free: Queue[Any] = Queue()
    for network in fellows:
        free.put(network)
    seeding = threading.Lock()

    def answer(asked: Sequence[tuple[Any, Any]]) -> list[Any]:
        options = asked[0][1]
        alike = [number for number, (_, asked_for) in enumerate(asked) if asked_for == options]
        parts = [part for at in range(len(fellows)) if (part := alike[at :: len(fellows)])]
        mels = [torch.stack([asked[number][0] for number in part]) for part in parts]
        with ThreadPoolExecutor(len(fellows)) as pool:
            done = pool.map(lambda fellow, some: fellow.decode(some, options), fellows, mels)
            found = {number: one for part, results in zip(parts, done, strict=True) for number, one in zip(part, results, strict=True)}
        if len(fellows) > 1:
            # To time words, Whisper turns this off and on again for all networks at once; off throughout, none disturbs another.
            MultiHeadAttention.use_sdpa = False
        return [found.get(number) for number in range(len(asked))]

    def heard(run: Callable[[Any], Any], ask: Ask[tuple[Any, Any], Any]) -> Any:
        asking = _Asking(fellows[0], ask, free, seeding)
        try:
            return run(asking)
        finally:
            asking.leave()

    before = MultiHeadAttention.use_sdpa
    try:
        return gathered([partial(heard, run) for run in runs], answer, side_by_side=True)
    finally:
        MultiHeadAttention.use_sdpa = before


def fellow(network: Any) -> Any:
    """Another network with the same weights in memory: it may decode while the first one does, which keeps hooks in its decoder."""
    other = copy.copy(network)
    other._modules = dict(network._modules)
    shared = (*network.decoder.parameters(), *network.decoder.buffers())
    other.decoder = copy.deepcopy(network.decoder, {id(tensor): tensor for tensor in shared})
    return other


class _Asking(Stand):
    """Asks for the first decoding; for all that comes after it takes a network that nobody else has."""

    def __init__(self, of: Any, ask: Ask[tuple[Any, Any], Any], free: Queue[Any], seeding: threading.Lock) -> None:
        super().__init__(of)
        self._ask: Ask[tuple[Any, Any], Any] | None = ask
        self._free, self._seeding = free, seeding
        self._taken = False

    def decode(self, mel: Any, options: Any) -> Any:
        ask, self._ask = self._ask, None
        if ask:
            result = ask((mel, options))
            self._of, self._taken = self._free.get(), True
            if result is not None:
                return result
        if options.temperature == 0:
            return self._of.decode(mel, options)
        import torch

        # A second try samples, from numbers that all networks share: the same sound shall give the same words.
        with self._seeding:
            torch.manual_seed(0)
            return self._of.decode(mel, options)

    def leave(self) -> None:
        """Give the network back."""
        if self._taken:
            self._free.put(self._of)


def encode_once(network: Any, kept: int) -> None:
    """Have a network remember its last encodings until ``encoder.forget()`` is called.

    Whisper asks again to tell the language, for each try to decode, and to time the words.
    """
    import torch

    encode = network.encoder.forward
    known: deque[tuple[Any, Any]] = deque(maxlen=kept)

    def remembered(mel: Any) -> Any:
        return next((encoding for heard, encoding in tuple(known) if heard.dtype == mel.dtype and torch.equal(heard, mel)), None)

    def forward(mels: Any) -> Any:
        found = [remembered(mel) for mel in mels]
        new = [number for number, encoding in enumerate(found) if encoding is None]
        # On a processor several at once take a tenth longer than one by one: what one needs stays in the cache.
        for some in [[number] for number in new] if mels.device.type == "cpu" else [new] if new else []:
            for number, encoding in zip(some, encode(mels[some]), strict=True):
                found[number] = encoding
                known.append((mels[number], encoding))
        return torch.stack(found)

    network.encoder.forward = forward
    network.encoder.forget = known.clear
