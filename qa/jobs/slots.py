"""Which worker is which: a numbered place a worker holds as long as its process lives, by a lock the system takes back at its death."""

from __future__ import annotations

import fcntl
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that is held. ``worker`` names it in the database and in the job engine."""

    worker: str
    _handle: int

    def free(self) -> None:
        os.close(self._handle)


class Places:
    """The places of one machine in one workspace: ``<host>-<workspace>-<number>``.

    The workspace's own tag keeps two machines of one name apart when they share a database and no folder.
    """

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / "workers"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.prefix = f"{socket.gethostname()}-{self._tag()}-"

    def take(self) -> Slot:
        """The lowest place that nobody holds, so that a restarted worker finds its own again."""
        number = 0
        while (handle := self._lock(f"{self.prefix}{number}")) is None:
            number += 1
        return Slot(f"{self.prefix}{number}", handle)

    def here(self, worker: str) -> bool:
        """Whether a worker's place is on this machine, so that its lock tells whether it lives."""
        return worker.startswith(self.prefix)

    @contextmanager
    def vacant(self, worker: str) -> Iterator[bool]:
        """Whether nobody holds a place of this machine; while the block runs, nobody can take it."""
        handle = self._lock(worker)
        try:
            yield handle is not None
        finally:
            if handle is not None:
                os.close(handle)

    def _lock(self, worker: str) -> int | None:
        handle = os.open(self._folder / f"{worker}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle

    def _tag(self) -> str:
        file = self._folder / "tag"
        mine = file.with_name(f".tag-{uuid.uuid4().hex}")
        mine.write_text(uuid.uuid4().hex[:6], encoding="ascii")
        with suppress(FileExistsError):
            os.link(mine, file)  # the first one stays, and is never seen half written
        mine.unlink()
        return file.read_text(encoding="ascii")
