"""The runner of a rubric's own examples."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.rubric.book import Rubric
from qa.rubric.criterion import Example
from qa.rubric.examples import example_call, run, unmark

KEYS = "kind: banned\nnever: {any: [不归我管]}\nexamples:\n"
MET = "  - {name: m, verdict: met, call: [{agent: 您好}]}\n"
MISSED = "  - {name: n, verdict: missed, call: [{agent: '这个[[不归我管]]'}]}\n"


def failures(rubric: Rubric) -> list[str]:
    return [result.why.en for result in run(rubric) if not result.ok]


def test_a_rubric_that_holds(rubric: Callable[[str], Rubric]) -> None:
    results = run(rubric(KEYS + MET + MISSED))
    assert [result.ok for result in results] == [True, True, True]


@pytest.mark.parametrize(
    ("example", "says"),
    [
        ("{name: x, verdict: met, call: [{agent: 不归我管}]}", "expected “met”, found “missed”"),
        ("{name: x, verdict: missed, call: [{agent: '[[这个]]不归我管'}]}", "turn 1 “这个”; found: turn 1 “不归我管”"),
        ("{name: x, verdict: missed, points: 3, call: [{agent: 不归我管}]}", "expected 3 points"),
        ("{name: x, verdict: met, known_gap: later, call: [{agent: 您好}]}", "Remove its known_gap"),
    ],
)
def test_what_differs_is_told(rubric: Callable[[str], Rubric], example: str, says: str) -> None:
    (why,) = failures(rubric(KEYS + MET + MISSED + f"  - {example}\n"))
    assert says in why


def test_a_known_gap_may_fail(rubric: Callable[[str], Rubric]) -> None:
    gap = "  - {name: g, verdict: missed, known_gap: by sound, call: [{agent: 不龟我管}]}\n"
    results = run(rubric(KEYS + MET + MISSED + gap))
    assert all(result.ok for result in results)
    assert [result.known_gap for result in results] == [None, None, "by sound", None]


def test_examples_must_be_complete(rubric: Callable[[str], Rubric]) -> None:
    assert failures(rubric(KEYS + MET)) == ["there is no example with the verdict “missed”."]
    assert failures(rubric("kind: manual")) == []
    assert "not applicable" in failures(rubric(KEYS.replace("examples", "when: {any: [x]}\nexamples") + MET + MISSED))[-1]


def test_marks_leave_the_words() -> None:
    assert unmark("这[[第三]]次[[了]]") == ("这第三次了", ((1, 3), (4, 5)))


def test_times_are_made_up_only_when_asked_for() -> None:
    example = Example.model_validate({"name": "x", "verdict": "met", "call": [{"customer": "我要查话费"}, {"agent": "好"}]})
    assert [u.start for u in example_call(example, False)[0].transcript.utterances] == [None, None]
    first, second = example_call(example, True)[0].transcript.utterances
    assert (first.start, first.end) == (0.0, 1.25)
    assert (second.start, second.end) == (1.75, 2.25)
    given = Example.model_validate({"name": "x", "verdict": "met", "call": [{"customer": "hello"}, {"agent": "hi", "at": 9, "until": 12}]})
    call, _ = example_call(given, False)
    assert call.transcript.language == "en"
    assert (call.transcript.utterances[1].start, call.transcript.utterances[1].end) == (9, 12)
