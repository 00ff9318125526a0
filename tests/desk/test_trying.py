"""A text tried on one call: the verdicts, the reasons and the marked words, and nothing kept."""

from __future__ import annotations

import json

import pytest

from qa.desk import intake, trying
from qa.errors import Invalid, NotFound, RubricError, UnreadableCall, UnreadableTranscript
from qa.model.finding import Verdict
from tests.desk.conftest import Cast
from tests.desk.test_rulebook import BASIC, POLITE, RUBRIC, THANKS, WORDS, basic, put


def test_on_a_stored_call(cast: Cast) -> None:
    before = intake.view(cast.house, cast.ines, cast.call)
    found = trying.on_stored(cast.house, cast.ines, BASIC, basic(cast).replace("{any: [hello]}", "{any: [look into]}"), cast.call)
    greet = next(one for one in found.rubrics[0].findings if one.criterion == "greet")
    assert (greet.verdict, [(e.utterance, e.quote, e.starts_at is not None) for e in greet.evidence]) == (
        Verdict.MET,
        [(2, "look into", True)],
    )
    assert found.rubrics[0].version == 2
    assert intake.view(cast.house, cast.ines, cast.call) == before
    with pytest.raises(NotFound):
        trying.on_stored(cast.house, cast.ines, BASIC, basic(cast), 99)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("agent: Hello there\ncustomer: hi", Verdict.MET),
        ("客服：Hello\n客户：你好", Verdict.MET),
        ("customer: Hello", Verdict.MISSED),
        (json.dumps({"id": "c", "language": "en", "turns": [{"speaker": "agent", "text": "hello"}]}), Verdict.MET),
    ],
)
def test_on_words_that_were_typed_in(cast: Cast, words: str, verdict: Verdict) -> None:
    found = trying.on_words(cast.house, cast.ines, BASIC, basic(cast), words)
    assert next(one.verdict for one in found.rubrics[0].findings if one.criterion == "greet") is verdict


@pytest.mark.parametrize("words", ["", "  \n", "just some words", '{"id": 1', '{"id": "c"}', "x" * (trying.LONGEST + 1)])
def test_words_that_are_no_talk_are_refused_in_words(cast: Cast, words: str) -> None:
    with pytest.raises((Invalid, UnreadableTranscript, UnreadableCall)) as refused:
        trying.on_words(cast.house, cast.ines, BASIC, basic(cast), words)
    assert refused.value.message("zh")


def test_a_phrase_set_is_tried_through_the_rubrics_that_refer_to_it(cast: Cast) -> None:
    put(cast, WORDS, THANKS)
    put(cast, POLITE, RUBRIC)
    found = trying.on_words(cast.house, cast.max, WORDS, THANKS.replace("thanks]", "thanks, cheers]"), "agent: Cheers")
    assert [(one.rubric, one.findings[0].verdict) for one in found.rubrics] == [("polite", Verdict.MET)]


def test_a_text_that_is_wrong_is_told(cast: Cast) -> None:
    with pytest.raises(RubricError):
        trying.on_words(cast.house, cast.max, BASIC, "id: basic\n", "agent: hello")
