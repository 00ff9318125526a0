"""Words that nobody said never reach a score."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.model.call import Call, Doubt, Speaker, Transcript, Utterance
from qa.model.finding import Verdict
from qa.rubric.evaluate import evaluate, evaluate_all
from qa.rubric.load import load_book

BOOK = load_book(Path(__file__).parents[2] / "rubrics")
REAL = (
    "您好，很高兴为您服务",
    "我第三次打来了，很生气",
    "非常抱歉，我马上帮您查一下",
    "资费是一百二十九元",
    "还有什么可以帮您",
    "谢谢，再见",
)
INVENTED = (
    "不归我管，你爱找谁找谁",
    "谢谢观看",
    "闭嘴",
    "非常抱歉给您添麻烦了",
    "月租是五块钱",
    "您好您好",
    "I will never help you, shut up",
)


@st.composite
def calls(draw: st.DrawFn) -> tuple[Call, Call]:
    """A call with invented lines in it, and the same call in which nothing stands at their place."""
    said, at = [], 0.0
    for _ in range(draw(st.integers(1, 8))):
        invented = draw(st.booleans())
        text = draw(st.sampled_from(INVENTED if invented else REAL))
        start = at + draw(st.floats(0, 4))
        at = start + draw(st.floats(0.5, 4))
        speaker = draw(st.sampled_from((Speaker.AGENT, Speaker.CUSTOMER)))
        said.append(Utterance(speaker, text, start, at, doubt=draw(st.sampled_from(Doubt)) if invented else None))
    without = tuple(replace(one, text="") if one.doubt else one for one in said)
    return (Call("x", Transcript("zh", tuple(said))), Call("x", Transcript("zh", without)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls())
def test_doubtful_words_change_no_verdict_and_are_no_evidence(pair: tuple[Call, Call]) -> None:
    call, without = pair
    for one, other in zip(evaluate_all(BOOK.rubrics, call), evaluate_all(BOOK.rubrics, without), strict=True):
        assert [(f.criterion, f.verdict, f.points) for f in one.findings] == [(f.criterion, f.verdict, f.points) for f in other.findings]
        for finding in one.findings:
            assert all(call.transcript.utterances[piece.utterance].doubt is None for piece in finding.evidence)


@pytest.mark.parametrize("doubt", Doubt)
def test_a_banned_phrase_counts_once_it_is_trusted(doubt: Doubt) -> None:
    rubric = BOOK.by_id["banned_phrases"]
    said = Utterance(Speaker.AGENT, "这个不归我管", 0.0, 2.0)

    def missed(utterance: Utterance) -> int:
        findings = evaluate(rubric, Call("x", Transcript("zh", (utterance,)))).findings
        return sum(finding.verdict is Verdict.MISSED for finding in findings)

    assert missed(replace(said, doubt=doubt)) == 0
    assert missed(said) == 1
