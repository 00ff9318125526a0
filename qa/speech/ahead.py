"""Several windows heard at once by libraries that by themselves take one after the other.

Their own loop stays in charge of each window: second tries, time stamps and word times are its business. Only the first thing that it asks
of the network is held back until all windows have asked, is decoded for all of them as one batch, and handed to each.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")
T = TypeVar("T")

Ask = Callable[[Q], A | None]
"""Puts a question, and waits for the answer; None: whoever asks has to find it out."""


def gathered(
    runs: Sequence[Callable[[Ask[Q, A]], T]], answer: Callable[[Sequence[Q]], Sequence[A | None]], *, side_by_side: bool
) -> list[T]:
    """What each run gives. Each may ask one question; ``answer`` is given those of all runs together, in order.

    Runs work ``side_by_side`` but for the answer, or strictly one at a time. Raises what ``answer`` or the first run to fail raises.
    """
    held = [_Held(run) for run in runs]
    try:
        for one in held:
            one.begin()
            if not side_by_side:
                one.asked.result()
        asking = [(one, asked[0]) for one in held if (asked := one.asked.result()) is not None]
        answers = answer([question for _, question in asking]) if asking else ()
        for (one, _), found in zip(asking, answers, strict=True):
            one.answer.set_result(found)
            if not side_by_side:
                one.done.exception()
    finally:
        for one in held:
            one.give_up()
    return [one.done.result() for one in held]


class _Held(Generic[Q, A, T]):
    """A run in a thread of its own that stops where it asks."""

    def __init__(self, run: Callable[[Ask[Q, A]], T]) -> None:
        self._run = run
        self._thread = threading.Thread(target=self._go, daemon=True)
        self.asked: Future[tuple[Q] | None] = Future()
        self.answer: Future[A | None] = Future()
        self.done: Future[T] = Future()

    def begin(self) -> None:
        self._thread.start()

    def give_up(self) -> None:
        """Wait for its end. One that still waits for an answer is told that none will come."""
        self.answer.cancel()
        if self._thread.ident is not None:
            self._thread.join()

    def _go(self) -> None:
        try:
            result = self._run(self._ask)
        except BaseException as problem:  # noqa: BLE001  (it is raised where the run is waited for)
            self.done.set_exception(problem)
        else:
            self.done.set_result(result)
        finally:
            if not self.asked.done():
                self.asked.set_result(None)

    def _ask(self, question: Q) -> A | None:
        self.asked.set_result((question,))
        return self.answer.result()


class Stand:
    """Stands for another object in everything but what a class made from it says."""

    def __init__(self, of: Any) -> None:
        self._of = of

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._of(*args, **named)


def together(network: Any, runs: Sequence[Callable[[Any], Any]]) -> list[Any]:
    """What each run makes with openai-whisper's network, the first decoding of all of them done in one go."""
    import torch

    def answer(asked: Sequence[tuple[Any, Any]]) -> list[Any]:
        alike = [number for number, (_, options) in enumerate(asked) if options == asked[0][1]]
        mels = torch.stack([asked[number][0] for number in alike])
        found = dict(zip(alike, network.decode(mels, asked[0][1]), strict=True))
        return [found.get(number) for number in range(len(asked))]

    if len(runs) < 2:
        return [run(network) for run in runs]
    # One at a time: the network keeps hooks and the last encodings.
    return gathered([lambda ask, run=run: run(_Asking(network, ask)) for run in runs], answer, side_by_side=False)  # type: ignore[misc]


class _Asking(Stand):
    def __init__(self, of: Any, ask: Ask[tuple[Any, Any], Any]) -> None:
        super().__init__(of)
        self._ask: Ask[tuple[Any, Any], Any] | None = ask

    def decode(self, mel: Any, options: Any) -> Any:
        ask, self._ask = self._ask, None
        result = ask((mel, options)) if ask else None
        if ask:
            import torch

            torch.manual_seed(0)  # a second try samples: not by what its neighbours sampled
        return self._of.decode(mel, options) if result is None else result


def encode_once(network: Any, kept: int) -> None:
    """Have a network remember its last encodings until ``encoder.forget()`` is called.

    Whisper asks again to tell the language, for each try to decode, and to time the words.
    """
    import torch

    encode = network.encoder.forward
    known: deque[tuple[Any, Any]] = deque(maxlen=kept)

    def remembered(mel: Any) -> Any:
        return next((encoding for heard, encoding in known if heard.dtype == mel.dtype and torch.equal(heard, mel)), None)

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
