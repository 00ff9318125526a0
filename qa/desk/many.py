"""Many calls against rubrics, on every core: calls as lines in, findings as lines out, in the same order."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.errors import ProcessLost, UnreadableCall
from qa.rubric.book import Rubric
from qa.rubric.evaluate import evaluate_all
from qa.rubric.lines import finding_lines
from qa.speech.formats import read_calls

_WRITTEN = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
CHUNK_LINES, CHUNK_CHARS = 64, 4_000_000
_GARBAGE = (20_000, 50, 50)
FEW = 4
"""Chunks that are not worth starting processes for."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What a process is told once: the rubrics, the name of the file for errors, the language of the reasons."""

    rubrics: tuple[Rubric, ...]
    file: str
    language: str

    def judge(self, chunk: _Chunk) -> list[str | UnreadableCall]:
        found: list[str | UnreadableCall] = []
        for call in read_calls(chunk.lines, self.file, chunk.first):
            if isinstance(call, UnreadableCall):
                found.append(call)
                continue
            for evaluation in evaluate_all(self.rubrics, call):
                found += map(_WRITTEN, finding_lines(evaluation, self.language))
        return found


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some lines, the first of them number ``first``."""

    first: int
    lines: tuple[str, ...]


def findings(
    rubrics: Sequence[Rubric], lines: Iterable[str], file: str, language: str, processes: int | None = None
) -> Iterator[str | UnreadableCall]:
    """Findings as lines (without the line's end) for calls as lines; for a line that is no call the error, and then the next one.

    ``processes``: as many as there are cores by default; few calls are judged in this one. Memory does not grow with the number of calls.
    Raises ProcessLost where one of them is ended from outside.
    """
    task = _Task(tuple(rubrics), file, language)
    chunks = _chunks(lines)
    processes = processes or cores()
    first = [chunk for chunk, _ in zip(chunks, range(FEW), strict=False)]
    if processes == 1 or len(first) < FEW:
        for chunk in (*first, *chunks):
            yield from task.judge(chunk)
        return
    # Spawned, not forked: the libraries behind a matcher keep threads and locks of their own. The task lies in a file: more than a pipe
    # holds, given to a process that dies before it reads, would be waited on for ever.
    with TemporaryDirectory() as folder:
        told = Path(folder, "task")
        told.write_bytes(pickle.dumps(task))
        try:
            yield from _judged(chunks, first, processes, told)
        except BrokenProcessPool as lost:
            raise ProcessLost("desk.process_lost", file=file, processes=processes) from lost


def _judged(chunks: Iterator[_Chunk], first: Sequence[_Chunk], processes: int, told: Path) -> Iterator[str | UnreadableCall]:
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin, (told,)) as pool:
        waiting: deque[Future[list[str | UnreadableCall]]] = deque(pool.submit(_judge, chunk) for chunk in first)
        for chunk in chunks:
            waiting.append(pool.submit(_judge, chunk))
            if len(waiting) > 2 * processes + FEW:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(lines: Iterable[str]) -> Iterator[_Chunk]:
    held: list[str] = []
    chars, number = 0, 0
    for number, line in enumerate(lines, 1):
        held.append(line)
        chars += len(line)
        if len(held) == CHUNK_LINES or chars >= CHUNK_CHARS:
            yield _Chunk(number - len(held) + 1, tuple(held))
            held, chars = [], 0
    if held:
        yield _Chunk(number - len(held) + 1, tuple(held))


_task: _Task | None = None


def _begin(told: Path) -> None:
    global _task
    _task = pickle.loads(told.read_bytes())  # noqa: S301 - written by the process that started this one
    # The rubrics stay as long as the process: they need not be gone through for garbage again and again, and calls leave hardly any.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


def _judge(chunk: _Chunk) -> list[str | UnreadableCall]:
    assert _task is not None
    return _task.judge(chunk)
