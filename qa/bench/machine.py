"""What else the machine is at while a benchmark runs: figures of a busy one tell of the others."""

from __future__ import annotations

import os
import time
from pathlib import Path

BUSY = 0.1
"""The share of the machine's processors in other hands from which on nothing is judged: wall seconds tell of those others, and processor
seconds of threads that wait for each other."""


class Machine:
    """How much of the processors other programs take, from when it is made; programs that were started and have ended are no others."""

    def __init__(self) -> None:
        self._begun, self._ours = self._busy(), self._own()

    def others(self) -> float:
        """0 to 1; 0 where the system does not tell."""
        (busy, whole), (busy_before, whole_before) = self._busy(), self._begun
        ours = (self._own() - self._ours) * os.sysconf("SC_CLK_TCK")
        return max(0.0, (busy - busy_before - ours) / (whole - whole_before)) if whole > whole_before else 0.0

    @staticmethod
    def _own() -> float:
        """Processor seconds of this program and of those that it started, as far as they have ended."""
        return time.process_time() + sum(os.times()[2:4])

    @staticmethod
    def _busy() -> tuple[int, int]:
        """Ticks of all processors: at work, and in all."""
        file = Path("/proc/stat")
        if not file.exists():
            return 0, 0
        user, nice, system, idle, waiting, *rest = map(int, file.read_text(encoding="ascii").split("\n", 1)[0].split()[1:9])
        busy = user + nice + system + sum(rest)
        return busy, busy + idle + waiting
