"""What else the machine is at while a benchmark runs: figures of a busy one tell of the others."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

BUSY = 0.1
"""The share of the machine's processors in other hands from which on nothing is judged: wall seconds tell of those others, and processor
seconds of threads that wait for each other."""
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class _Process:
    """``ticks``: at work so far, with what it started and saw end. ``begun``: in ticks since the machine started."""

    parent: int
    ticks: int
    begun: int


class Machine:
    """How much of the processors other programs take, from when it is made: all that did not come of this one."""

    def __init__(self) -> None:
        self._at = time.perf_counter()
        self._before = self._strangers()
        self._stolen = _stolen()

    def others(self) -> float:
        """0 to 1; 0 where the system does not tell."""
        ticks = _stolen() - self._stolen
        for key, used in self._strangers().items():
            ticks += max(0, used - self._before.get(key, 0))
        whole = (time.perf_counter() - self._at) * (os.cpu_count() or 1) * os.sysconf("SC_CLK_TCK")
        return min(1.0, ticks / whole) if whole else 0.0

    @staticmethod
    def _strangers() -> dict[tuple[int, int], int]:
        """By number and begin of each program that did not come of this one, its ticks."""
        every = _processes()
        ours = {os.getpid()}
        while more := {pid for pid, one in every.items() if one.parent in ours} - ours:
            ours |= more
        return {(pid, one.begun): one.ticks for pid, one in every.items() if pid not in ours}


def _processes() -> dict[int, _Process]:
    found = {}
    for folder in _PROC.iterdir() if _PROC.is_dir() else ():
        if not folder.name.isdigit():
            continue
        try:
            # The name, in brackets, may hold anything; see proc_pid_stat(5) for what follows it.
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile
        found[int(folder.name)] = _Process(int(fields[1]), sum(map(int, fields[11:15])), int(fields[19]))
    return found


def _stolen() -> int:
    """Ticks that the machine below gave to others."""
    file = _PROC / "stat"
    fields = file.read_text(encoding="ascii").split("\n", 1)[0].split() if file.exists() else []
    return int(fields[8]) if len(fields) > 8 else 0
