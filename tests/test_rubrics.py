"""Every example of every rubric holds: one case each, named by rubric, criterion and example."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.model.text import NO_TEXT
from qa.rubric.evaluate import evaluate
from qa.rubric.examples import ExampleResult, run
from qa.rubric.load import load_book

FOLDER = Path(__file__).resolve().parents[1] / "rubrics"
RESULTS = [result for rubric in load_book(FOLDER).rubrics for result in run(rubric)]


def test_there_are_rubrics() -> None:
    assert RESULTS, f"no rubrics in {FOLDER}"


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: f"{r.rubric}/{r.criterion}/{r.name.en}")
def test_example_holds(result: ExampleResult) -> None:
    if not result.ok:
        pytest.fail(result.why.en, pytrace=False)
    if result.known_gap is not None:
        pytest.xfail(result.known_gap)


def test_a_finding_tells_why_its_criterion_is_asked_for() -> None:
    call = Call("c", Transcript("en", (Utterance(Speaker.AGENT, "Hello."),)))
    for rubric in load_book(FOLDER).rubrics:
        told = {finding.criterion: finding.why for finding in evaluate(rubric, call).findings}
        assert told == {criterion.id: criterion.why or NO_TEXT for criterion in rubric.criteria}
        assert any(why.en for why in told.values())
