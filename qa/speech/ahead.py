"""Several windows heard at once by libraries that by themselves take one after the other.

Their own loop stays in charge of each window: second tries, time stamps and word times are its business. Only the first thing that it asks
of the network is held back until all windows have asked, is decoded for all of them as one batch, and handed to each.
"""

from __future__ import annotations

import threading
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
