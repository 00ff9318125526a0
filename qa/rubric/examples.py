"""A rubric's own examples: what they expect, and what the rubric says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from qa import locales
from qa.model.asking import NO_ANSWERS
from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.model.finding import Verdict
from qa.model.text import LANGUAGES, Text
from qa.rubric.book import Rubric
from qa.rubric.criterion import Example, Turn
from qa.rubric.evaluate import evaluate
from qa.rubric.kinds import Kind, Measure
from qa.rubric.kinds.ask import AskExample
from qa.rubric.normal import is_han

PAUSE = 0.5
"""Seconds before each turn whose time an example does not give."""
_A_SECOND = {"zh": 4.0, "en": 2.5}

Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """Whether an example holds; ``why`` says what differs, and is empty where nothing does. ``name`` is unique in its criterion."""

    rubric: str
    criterion: str
    name: Text
    ok: bool
    why: Text
    known_gap: str | None = None


def run(rubric: Rubric) -> tuple[ExampleResult, ...]:
    """The examples of every criterion, and one result more for each: whether it has all the examples it needs."""
    return tuple(result for criterion in rubric.criteria for result in _run(rubric, criterion))


def example_call(example: Example, timed: bool) -> tuple[Call, frozenset[Place]]:
    """An example as a call, and its marked evidence as (utterance, start, end).

    Times are made up (``PAUSE``, then an even pace) for the turns that give none, if ``timed`` or if any turn gives one.
    """
    language = example.language or ("zh" if any(is_han(char) for turn in example.call for char in _words(turn)) else "en")
    utterances: list[Utterance] = []
    marks: set[Place] = set()
    timed = timed or any(turn.at is not None for turn in example.call)
    for index, turn in enumerate(example.call):
        text, places = unmark(_words(turn))
        marks |= {(index, start, end) for start, end in places}
        start, end = _times(turn, text, language, utterances[-1].end if utterances else None) if timed else (None, None)
        utterances.append(Utterance(_speaker(turn), text, start, end))
    started = datetime.combine(example.started_at, time(12)) if example.started_at else None
    return Call(example.name.en, Transcript(language, tuple(utterances)), None, started), frozenset(marks)


def unmark(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A turn's words without their ``[[…]]``, and where those stood."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for at, piece in enumerate(re.split(r"\[\[(.*?)\]\]", text, flags=re.S)):
        if at % 2:
            places.append((length, length + len(piece)))
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces), tuple(places)


def _run(rubric: Rubric, criterion: Kind) -> Iterator[ExampleResult]:
    for example in criterion.examples:
        why = _wrong(rubric, criterion, example)
        if example.known_gap is None:
            yield ExampleResult(rubric.id, criterion.id, example.name, why is None, why or Text("", ""))
        else:
            gone = why is None
            reason = locales.both("rubric.example.gap_closed") if gone else Text("", "")
            yield ExampleResult(rubric.id, criterion.id, example.name, not gone, reason, example.known_gap)
    lacking = _lacking(criterion)
    yield ExampleResult(rubric.id, criterion.id, locales.both("rubric.example.completeness"), not lacking, _joined(lacking))


def _lacking(criterion: Kind) -> list[Text]:
    if not criterion.machine_judges:
        return []
    needed = [Verdict.MET, Verdict.MISSED, *([Verdict.NOT_APPLICABLE] if criterion.may_not_apply else [])]
    there = {example.verdict for example in criterion.examples}
    return [locales.both("rubric.example.lacks", verdict=_said(verdict)) for verdict in needed if verdict not in there]


def _wrong(rubric: Rubric, criterion: Kind, example: Example) -> Text | None:
    """What differs from the example; None where nothing does."""
    timed = isinstance(criterion, Measure) and example.verdict is not Verdict.UNSCORED
    call, marks = example_call(example, timed)
    given = {criterion.id: example.answer.answer()} if isinstance(example, AskExample) and example.answer else NO_ANSWERS
    finding = next(found for found in evaluate(rubric, call, given).findings if found.criterion == criterion.id)
    if finding.verdict is not example.verdict:
        return locales.both("rubric.example.verdict", expected=_said(example.verdict), found=_said(finding.verdict), reason=finding.reason)
    if example.points is not None and abs(example.points * rubric.weight - finding.points) > 1e-9:
        found = finding.points / rubric.weight
        return locales.both("rubric.example.points", expected=f"{example.points:g}", found=f"{found:g}", reason=finding.reason)
    places = frozenset((e.utterance, e.start, e.end) for e in finding.evidence)
    if marks and marks != places:
        return locales.both("rubric.example.evidence", expected=_places(call, marks), found=_places(call, places))
    return None


def _places(call: Call, places: frozenset[Place]) -> Text:
    if not places:
        return locales.both("rubric.example.nothing")
    quotes = [(turn + 1, call.transcript.utterances[turn].text[start:end]) for turn, start, end in sorted(places)]
    return _joined([locales.both("rubric.example.place", turn=turn, quote=quote) for turn, quote in quotes])


def _joined(texts: list[Text]) -> Text:
    return Text("；".join(text.zh for text in texts), "; ".join(text.en for text in texts))


def _said(verdict: Verdict) -> Text:
    return Text(*(locales.text(language, f"rubric.verdict.{verdict.value}") for language in LANGUAGES))


def _words(turn: Turn) -> str:
    return next(words for words in (turn.agent, turn.customer, turn.unknown) if words is not None)


def _speaker(turn: Turn) -> Speaker:
    return Speaker.AGENT if turn.agent is not None else Speaker.CUSTOMER if turn.customer is not None else Speaker.UNKNOWN


def _times(turn: Turn, text: str, language: str, before: float | None) -> tuple[float, float]:
    start = turn.at if turn.at is not None else 0.0 if before is None else before + PAUSE
    spoken = len(text) if language == "zh" else len(text.split())
    return start, turn.until if turn.until is not None else start + max(spoken / _A_SECOND[language], PAUSE)
