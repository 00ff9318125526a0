"""Calls as lines, judged with the answers of a language model: without a workspace, for the command line."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from qa.errors import ReaderError, ReaderUnavailable, UnreadableCall
from qa.model.asking import Answer, Question
from qa.model.call import Call
from qa.model.text import Text
from qa.reader.reply import read_reply
from qa.rubric.book import Rubric
from qa.rubric.evaluate import evaluate_all, questions
from qa.rubric.lines import finding_lines
from qa.speech.formats import read_calls

if TYPE_CHECKING:
    from qa.reader.client import Reader

AT_ONCE = 4
"""Calls that are asked about at the same time."""
PATIENCE = 3
"""After so many failures in a row the model is held for gone, and nothing more is asked."""


def findings(reader: Reader, rubrics: Sequence[Rubric], lines: Iterable[str], file: str, language: str) -> Iterator[str | UnreadableCall]:
    """As ``many.findings``, in the same order, with what ``reader`` answers. A question without an answer is unscored with the reason."""
    asks = _Asks(reader)
    threads = ThreadPoolExecutor(AT_ONCE)
    waiting: deque[Future[list[str | UnreadableCall]]] = deque()
    try:
        for call in read_calls(lines, file):
            waiting.append(threads.submit(_judged, asks, rubrics, call, language))
            if len(waiting) > 2 * AT_ONCE:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        threads.shutdown(cancel_futures=True)


def _judged(asks: _Asks, rubrics: Sequence[Rubric], call: Call | UnreadableCall, language: str) -> list[str | UnreadableCall]:
    if isinstance(call, UnreadableCall):
        return [call]
    given = {rubric.id: {name: asks.ask(question) for name, question in questions(rubric, call).items()} for rubric in rubrics}
    found = evaluate_all(rubrics, call, given)
    return [json.dumps(line, ensure_ascii=False) for evaluation in found for line in finding_lines(evaluation, language)]


class _Asks:
    """Puts questions, for any number of threads, until the model is out of reach for good."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._lock = reader, threading.Lock()
        self._failed: list[ReaderError] = []

    def ask(self, question: Question) -> Answer:
        with self._lock:
            gone = self._failed[-1] if len(self._failed) >= PATIENCE else None
        if gone is not None:
            return self._without(gone)
        try:
            answer = read_reply(self._reader.ask(question).text, self._reader.model)
        except ReaderError as problem:
            with self._lock:
                self._failed = [*self._failed, problem] if isinstance(problem, ReaderUnavailable) else []
            return self._without(problem)
        with self._lock:
            self._failed = []
        return answer

    def _without(self, problem: ReaderError) -> Answer:
        return Answer(self._reader.model, problem=Text(problem.message("zh"), problem.message("en")))
