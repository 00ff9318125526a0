"""What holds of every evaluation, whatever was said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.model.call import Call, Speaker, Transcript, Utterance, Word
from qa.model.finding import Evaluation, Verdict
from qa.rubric.book import Book
from qa.rubric.evaluate import evaluate, evaluate_all
from qa.rubric.lines import finding_lines
from qa.rubric.load import load_book
from tests.rubric.conftest import Judge, call_of

BOOK = load_book(Path(__file__).resolve().parents[2] / "rubrics")
SPECIAL = ["三十九元", "129块9", "月费", "thirty nine dollars", "畅享39套餐", "您说", "不是", "请稍等"]
MARKS = ["。", "，", "㎏", "呃", "\n", "[[", "{cue}"]
WORDS = [*sorted({p.written for s in BOOK.phrases.values() for p in s.phrases if not p.pattern})[::7], *SPECIAL, *MARKS]
SAID = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=8).map("".join)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    at = 0.0
    said = []
    timed = draw(st.booleans())
    for text in draw(st.lists(SAID, max_size=10)):
        start = at = at + draw(st.floats(-3, 30))
        times = (max(start, 0.0), max(start, 0.0) + draw(st.floats(0, 10))) if timed or draw(st.integers(0, 9)) == 0 else (None, None)
        said.append(Utterance(draw(st.sampled_from(Speaker)), text, *times))
    return Call("x", Transcript(draw(st.sampled_from(["zh", "en", "auto"])), tuple(said)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls())
def test_every_finding_is_sound(call: Call) -> None:
    for rubric in BOOK.rubrics:
        evaluation = evaluate(rubric, call)
        assert [finding.criterion for finding in evaluation.findings] == [criterion.id for criterion in rubric.criteria]
        for finding in evaluation.findings:
            assert finding.reason.zh.strip()
            assert finding.reason.en.strip()
            assert 0 <= finding.points <= finding.max_points
            assert finding.verdict in (Verdict.MET, Verdict.MISSED) or finding.points == 0
            assert finding.verdict is not Verdict.MET or finding.points == finding.max_points
            for evidence in finding.evidence:
                assert evidence.quote == call.transcript.utterances[evidence.utterance].text[evidence.start : evidence.end]
                assert evidence.quote
        assert evaluation == evaluate(rubric, call)


def test_several_rubrics_at_once_give_the_same() -> None:
    call = call_of(("a", "您好"), ("c", "第三次了"))
    assert evaluate_all(BOOK.rubrics, call) == tuple(evaluate(rubric, call) for rubric in BOOK.rubrics)


def test_evidence_has_the_seconds_of_its_words(rubric: Callable[[str], object]) -> None:
    words = (Word("这个", 1.0, 1.5), Word("不归我", 1.5, 2.0), Word("管", 2.0, 2.2))
    call = Call("x", Transcript("zh", (Utterance(Speaker.AGENT, "这个不归我管", 1.0, 2.2, words),)))
    finding = evaluate(rubric("kind: banned\nnever: {any: [不归我管]}"), call).findings[0]  # type: ignore[arg-type]
    assert (finding.evidence[0].starts_at, finding.evidence[0].ends_at) == (1.5, 2.2)
    assert "0:01" in finding.reason.en


def test_own_reason_is_filled_and_what_is_missing_is_a_dash(judge: Judge) -> None:
    keys = "kind: reply\ncue: {any: [生气]}\nexpect: {any: [抱歉]}\non_miss: {zh: '“{cue}”{value}{subject}', en: '“{cue}” {within_s}'}"
    finding = judge(keys, ("c", "我很生气"), ("a", "哦"))
    assert finding.reason.zh == "“生气”1—"
    assert finding.reason.en == "“生气” —"


def test_weight_multiplies_points(write: Callable[[str, str], Path]) -> None:
    head = "id: w\nversion: 2\ntitle: W\nweight: 2.5\nlanguages: [zh]\n"
    text = head + "criteria: [{id: a, title: A, kind: banned, points: 4, never: {any: [滚]}}]\n"
    path = write("w.yaml", text)
    rubric = load_book(path.parent).rubrics[0]
    assert rubric.max_points == 10
    assert evaluate(rubric, call_of(("a", "您好"))).findings[0].points == 10
    assert evaluate(rubric, call_of(("a", "hello"), language="en")).findings[0].verdict is Verdict.NOT_APPLICABLE


def test_lines_are_the_public_format(rubric: Callable[[str], object]) -> None:
    evaluation: Evaluation = evaluate(rubric("kind: banned\nnever: {any: [不归我管]}"), call_of(("a", "不归我管", 0.0, 4.0)))  # type: ignore[arg-type]
    (line,) = finding_lines(evaluation, "zh")
    assert json.loads(json.dumps(line)) == {
        "call": "call",
        "rubric": "one",
        "version": 1,
        "criterion": "only",
        "verdict": "missed",
        "points": 0.0,
        "max_points": 10.0,
        "reason": "客服说了“不归我管”（0:00），共 1 处。",
        "evidence": [{"turn": 0, "from": 0, "to": 4, "quote": "不归我管", "start": 0.0, "end": 4.0, "how": "literal"}],
    }
    chat = evaluate(rubric("kind: banned\nnever: {any: [不归我管]}"), call_of(("a", "不归我管")))  # type: ignore[arg-type]
    assert set(finding_lines(chat, "en")[0]["evidence"][0]) == {"turn", "from", "to", "quote", "how"}


def test_the_book_knows_its_rubrics() -> None:
    assert isinstance(BOOK, Book)
    assert set(BOOK.by_id) == {rubric.id for rubric in BOOK.rubrics}


def test_what_was_not_said_is_named_with_where_it_had_to_be(judge: Judge) -> None:
    finding = judge("kind: required\nexpect: {any: [您好, (早上|上午)好, 喂, 欢迎来电], first: 2}", ("a", "什么事"))
    assert finding.reason.zh == "客服前 2 句里没有说到：“您好”“早上好”“喂”（另有 1 种说法）。"
    assert finding.reason.en == "Not said in the first 2 turns. What counts: “您好”, “早上好”, “喂” and 1 more."
    finding = judge("kind: reply\ncue: {any: [第三次]}\nexpect: {any: [抱歉]}", ("c", "第三次"), ("a", "哦"))
    assert "如“抱歉”" in finding.reason.zh
    assert judge("kind: banned\nnever: {any: [滚, 去死]}", ("a", "您好")).reason.zh == "没有出现禁语（共查 2 种说法）。"


def test_evidence_names_the_words_of_the_rule(judge: Judge) -> None:
    finding = judge("kind: banned\nnever: {any: [(不归|不属)我管]}", ("a", "不归我管"))
    assert [(e.quote, e.sought) for e in finding.evidence] == [("不归我管", "(不归|不属)我管")]
