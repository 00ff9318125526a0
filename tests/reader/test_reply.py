"""What a model wrote, as an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import UnreadableAnswer
from qa.model.asking import Answer, Cited
from qa.model.finding import Verdict
from qa.reader.reply import LONGEST_QUOTE, LONGEST_REASON, MOST_CITED, read_reply

GOOD = '{"verdict": "met", "quotes": [{"turn": 2, "quote": "so sorry"}], "reason": "It was said."}'
EXPECTED = Answer("m", Verdict.MET, (Cited(2, "so sorry"),), "It was said.", id=7)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"Sure! Here is my judgement:\n\n{GOOD}\n\nLet me know if you need more.",
        f"```json\n{GOOD}\n```",
        f'<think>Perhaps {{"verdict": "missed"}}? No.</think>\n{GOOD}',
        f'At first I thought {{"verdict": "missed", "quotes": []}} but no: {GOOD}',
        f"{{ not json {GOOD}",
        f'{{"answer": {GOOD}}}',
        f"[{GOOD}]",
        "\ufeff" + GOOD,
        "{" * 100 + GOOD,
        "[" * 60_000 + GOOD,
    ],
)
def test_the_answer_is_found_wherever_it_stands(text: str) -> None:
    assert read_reply(text, "m", 7) == EXPECTED


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("met", Verdict.MET),
        (" Missed. ", Verdict.MISSED),
        ("not applicable", Verdict.NOT_APPLICABLE),
        ("Not-Applicable", Verdict.NOT_APPLICABLE),
        ("unsure", Verdict.UNSCORED),
    ],
)
def test_verdicts_as_models_write_them(written: str, verdict: Verdict) -> None:
    assert read_reply(json.dumps({"verdict": written}), "m") == Answer("m", verdict)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "met",
        "I would say it was met.",
        "{}",
        '{"verdict": null}',
        '{"verdict": true}',
        '{"verdict": ["met"]}',
        '{"verdict": "unscored"}',
        '{"verdict": "达标"}',
        '{"verdict": "met"',
        '["verdict", "met"]',
        "{" * 60_000,
        '{"a":' * 60_000,
        '{"verdict": ' + "9" * 10_000 + "}",
        "<think>" + GOOD + "</think>",
    ],
)
def test_what_is_no_answer_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UnreadableAnswer) as refused:
        read_reply(text, "m")
    assert refused.value.code == "reader.no_answer"


@pytest.mark.parametrize(
    ("quotes", "cited"),
    [
        (None, ()),
        ("so sorry", ()),
        ({"turn": 1, "quote": "so sorry"}, ()),
        ([None, 1, "so sorry", [1, "so sorry"], {}], ()),
        ([{"turn": "2", "quote": "so sorry"}], (Cited(2, "so sorry"),)),
        ([{"turn": 2.0, "quote": "so sorry"}], (Cited(2, "so sorry"),)),
        ([{"turn": 2.5, "quote": "so sorry"}, {"turn": True, "quote": "so sorry"}, {"turn": None, "quote": "so sorry"}], ()),
        ([{"turn": 10**400, "quote": "so sorry"}, {"turn": 1e300, "quote": "x"}], ()),
        ([{"turn": 2, "quote": None}, {"turn": 2, "quote": ["x"]}, {"turn": 2, "quote": " "}, {"turn": 2}], ()),
        ([{"turn": 2, "quote": "x" * (LONGEST_QUOTE + 1)}], ()),
        ([{"turn": i, "quote": "x"} for i in range(MOST_CITED + 5)], tuple(Cited(i, "x") for i in range(MOST_CITED))),
    ],
)
def test_quotes_of_another_form_are_none(quotes: Any, cited: tuple[Cited, ...]) -> None:
    assert read_reply(json.dumps({"verdict": "met", "quotes": quotes}), "m").quotes == cited


def test_a_reason_is_one_short_line_that_can_be_kept() -> None:
    said = read_reply('{"verdict": "met", "reason": "a\\u0000\\ud800\\n\\u001b[31mb ' + "c" * 2000 + '"}', "m").reason
    assert said.startswith("a [31mb ccc")
    assert len(said) == LONGEST_REASON
    assert said.isprintable()
    assert said.encode()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "verdict": st.sampled_from(["met", "missed", "not_applicable", "unsure"]) | anything,
        "quotes": st.lists(st.fixed_dictionaries({}, optional={"turn": st.integers() | anything, "quote": st.text() | anything}))
        | anything,
        "reason": st.text() | anything,
    },
)


@given(st.text() | (answers | anything).map(json.dumps))
def test_whatever_is_written_is_an_answer_or_refused(text: str) -> None:
    try:
        answer = read_reply(text, "m")
    except UnreadableAnswer:
        return
    assert answer.verdict in set(Verdict)
    for one in answer.quotes:
        assert one.quote.strip()
        assert one.quote.encode()
    assert len(answer.reason.encode()) >= len(answer.reason)
