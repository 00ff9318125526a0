"""Who is at work in a worker's process, on what, and how it comes to rest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from qa.desk.house import House

Job = tuple[int, int]
"""A call and its attempt."""


@dataclass
class Crew:
    """The jobs of one worker: ``hands`` of them decode, and as many hear, at the same time; the others wait their turn."""

    house: House
    hands: int
    decoding: threading.Semaphore = field(init=False)
    hearing: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.decoding = threading.Semaphore(self.hands)
        self.hearing = threading.Semaphore(self.hands)
        self._change = threading.Condition()
        self._jobs: set[Job] = set()
        self._inquiries: set[Job] = set()
        self._steps = 0
        self._resting = False

    @property
    def jobs(self) -> frozenset[Job]:
        with self._change:
            return frozenset(self._jobs)

    def expect(self, job: Job) -> None:
        """A job is about to begin; its own thread says when it has ended."""
        with self._change:
            self._jobs.add(job)

    def forget(self, job: Job) -> None:
        with self._change:
            self._jobs.discard(job)
            self._change.notify_all()

    @property
    def inquiries(self) -> frozenset[Job]:
        """What a language model is being asked, by inquiry and attempt; no call waits for it."""
        with self._change:
            return frozenset(self._inquiries)

    def expect_inquiry(self, inquiry: Job) -> None:
        with self._change:
            self._inquiries.add(inquiry)

    def forget_inquiry(self, inquiry: Job) -> None:
        with self._change:
            self._inquiries.discard(inquiry)
            self._change.notify_all()

    @contextmanager
    def asking(self, inquiry: Job) -> Iterator[None]:
        self.expect_inquiry(inquiry)
        try:
            yield
        finally:
            self.forget_inquiry(inquiry)

    @contextmanager
    def at_work(self, job: Job) -> Iterator[None]:
        self.expect(job)
        try:
            yield
        finally:
            self.forget(job)

    @contextmanager
    def step(self) -> Iterator[None]:
        """Around each step. Once the crew rests, nothing comes past here: the job stays as it is in the engine's memory, to be resumed."""
        with self._change:
            while self._resting:
                self._change.wait()
            self._steps += 1
        try:
            yield
        finally:
            with self._change:
                self._steps -= 1
                self._change.notify_all()

    def rest(self, patience_s: float) -> bool:
        """No step begins any more; waits for those under way. Gives whether every job was at its end."""
        with self._change:
            self._resting = True
            self._change.wait_for(lambda: not self._steps, patience_s)
            return not (self._jobs or self._inquiries)
