"""What is heard in a call of the subjects of a fact sheet: sound whatever was said, the same where nothing is passed over, and quick."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.model.finding import Verdict
from qa.rubric.claims import Claim, Standing, claims_of
from qa.rubric.evaluate import evaluate
from qa.rubric.facts import Sheet
from qa.rubric.load import load_book, load_sheet
from qa.rubric.match import Matcher
from qa.rubric.naming import Naming
from qa.rubric.pairing import Pairing
from qa.rubric.scene import Scene
from tests.rubric.conftest import call_of

RUBRICS = Path(__file__).resolve().parents[2] / "rubrics"
BOOK = load_book(RUBRICS)
Turns = list[tuple[str, str]]
WORDS = [
    *[
        "畅享59套餐",
        "月费",
        "每月",
        "五十九元",
        "69元",
        "流量",
        "五十个G",
        "补卡",
        "身份证原件",
        "免费",
        "不是",
        "您说",
        "如果",
        "的话",
        "分别是",
        "和",
        "是",
        "，",
        "。",
        "？",
        "对吧",
        "呃",
        "说错了",
    ],
    *[" the Freedom 59 ", " is ", "59 yuan", " a month", " not ", " if ", ".", " replacement SIM ", " fee ", " free"],
]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from(["a", "c"]), st.lists(st.sampled_from(WORDS), max_size=14).map("".join)), max_size=6), st.booleans()
)
def test_claims_hold_whatever_was_said(turns: Turns, dated: bool) -> None:
    call = call_of(*turns, day="2025-06-01" if dated else None)
    for finding in evaluate(BOOK.by_id["accuracy"], call).findings:
        for evidence in finding.evidence:
            assert evidence.quote == call.transcript.utterances[evidence.utterance].text[evidence.start : evidence.end]
            assert evidence.quote
    for sheet in BOOK.facts.values():
        scene = Scene.of(call, Matcher.of(sheet.phrases))
        claims = claims_of(scene, sheet, 4)
        assert claims == _heard_in_full(call, sheet)
        for claim in claims:
            assert call.transcript.utterances[claim.utterance].speaker is Speaker.AGENT
            assert claim.standing is not Standing.WRONG or claim.row is not None


def _heard_in_full(call: Call, sheet: Sheet) -> tuple[Claim, ...]:
    """The claims where nothing is passed over that seems to tell nothing."""

    def subject_in_reach(naming: Naming, at: int) -> bool:
        return any(i in naming._subjects.hits for i in range(at - naming.within_turns, at + 1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Naming, "may_tell", subject_in_reach)
        patch.setattr(Pairing, "concerns", lambda *_: True)
        return claims_of(Scene.of(call, Matcher.of(sheet.phrases)), sheet, 4)


def test_a_call_without_subjects_costs_next_to_nothing() -> None:
    said = [("a" if i % 2 else "c", "好的先生，您稍等大概二十秒，我马上帮您查一下这三天的情况。") for i in range(60)]
    scene = Scene.of(call_of(*said), BOOK.by_id["accuracy"].matcher)
    kinds = [criterion for criterion in BOOK.by_id["accuracy"].criteria if criterion.kind == "fact"]
    seconds = []
    for _ in range(20):
        began = time.process_time()
        assert {kind.judge(scene).verdict for kind in kinds} == {Verdict.NOT_APPLICABLE}
        seconds.append(time.process_time() - began)
    assert min(seconds) / len(kinds) < 3e-3  # ten times what it takes: a guard, the figures are the benchmark's


def test_a_long_call_full_of_figures_is_quick() -> None:
    sheet = load_sheet(RUBRICS / "facts" / "plans.csv")
    said = tuple(
        Utterance(
            Speaker.AGENT if i % 2 else Speaker.CUSTOMER,
            "畅享五十九的套餐每月五十九块，流量五十个G，通话两百分钟，超出套餐的流量每个G五块钱",
        )
        for i in range(300)
    )
    scene = Scene.of(Call("x", Transcript("zh", said)), Matcher.of(sheet.phrases))
    began = time.process_time()
    assert len(claims_of(scene, sheet, 6)) == 600
    assert time.process_time() - began < 10  # a guard against the square of the length
