"""Each kind: what meets it, what breaks it, what leaves it out, and what cannot be told."""

from __future__ import annotations

import pytest

from qa.model.finding import How, Verdict
from qa.rubric.criterion import Criterion
from qa.rubric.kinds import Kind
from tests.rubric.conftest import Judge

MET, MISSED, NA, UNSCORED = Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE, Verdict.UNSCORED
BANNED = "kind: banned\nnever: {any: [不归我管, not my problem, {pattern: 没办法}]}"
REPLY = "kind: reply\ncue: {any: [第三次, third time]}\nexpect: {any: [抱歉, sorry], within_s: 10}\npartial: {any: [哦], points: 4}"


def quotes(finding: object) -> list[str]:
    return [evidence.quote for evidence in finding.evidence]  # type: ignore[attr-defined]


def test_every_kind_can_judge() -> None:
    for kind in Kind.__args__:
        assert issubclass(kind, Criterion)
        assert not kind.__abstractmethods__


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("这个不归我管", MISSED),
        ("这个，不 歸我管！", MISSED),
        ("您说不归我管，我理解", MET),
        ("您刚才说同事说这个不归我管是吗", MET),
        ("您说的这个不归我管", MISSED),
        ("我们不会说不归我管的", MET),
        ("不归我管这种话我们不能讲", MET),
        ("是谁跟您说不归我管的", MET),
        ("您说。这不归我管", MISSED),
        ("不是，这个不归我管", MISSED),
        ("我这不是没办法", MET),
    ],
)
def test_banned_minds_who_is_speaking_for_whom(judge: Judge, said: str, verdict: Verdict) -> None:
    finding = judge(BANNED, ("a", said))
    assert finding.verdict is verdict, finding.reason.en


def test_banned_hears_the_agent_only(judge: Judge) -> None:
    assert judge(BANNED, ("c", "你们都说不归我管"), ("a", "我来处理")).verdict is MET


def test_banned_in_english(judge: Judge) -> None:
    assert judge(BANNED, ("a", "That's NOT my problem."), language="en").verdict is MISSED
    assert judge(BANNED, ("a", "You said it's not my problem, I hear you"), language="en").verdict is MET
    assert judge(BANNED, ("a", "What you said is not my problem"), language="en").verdict is MISSED


def test_banned_takes_points_for_each_hit(judge: Judge) -> None:
    finding = judge(BANNED + "\neach: 4", ("a", "不归我管"), ("a", "真没办法"))
    assert (finding.points, quotes(finding)) == (2, ["不归我管", "没办法"])
    assert [e.how for e in finding.evidence] == [How.LITERAL, How.PATTERN]
    assert judge(BANNED + "\neach: 4", *[("a", "不归我管")] * 3).points == 0


def test_banned_own_excuse(judge: Judge) -> None:
    keys = "kind: banned\nexcuses: false\nnever: {any: [没办法], unless: [没办法不]}"
    assert judge(keys, ("a", "我没办法不帮您")).verdict is MET
    assert judge(keys, ("a", "您说没办法")).verdict is MISSED


@pytest.mark.parametrize(
    ("keys", "turns", "verdict"),
    [
        ("expect: {any: [您好], first: 2}", [("c", "喂"), ("a", "嗯"), ("a", "您好")], MET),
        ("expect: {any: [您好], first: 2}", [("a", "喂"), ("a", "在"), ("a", "您好")], MISSED),
        ("expect: {any: [再见], last: 1}", [("a", "再见"), ("a", "哦")], MISSED),
        ("expect: {all: [工号, 您好]}", [("a", "您好"), ("a", "工号八")], MET),
        ("expect: {any: [一, 二, 三], at_least: 2}", [("a", "一一")], MISSED),
        ("expect: {any: [一, 二, 三], at_least: 2}", [("a", "一"), ("a", "三")], MET),
        ("expect: {none: [哎]}", [("a", "哎")], MISSED),
        ("expect: {none: [哎]}", [("a", "好")], MET),
        ("when: {any: [退订]}\nexpect: {any: [手续费]}", [("a", "好")], NA),
        ("when: {any: [退订]}\nexpect: {any: [手续费]}", [("c", "退订"), ("a", "有手续费")], MET),
        ("when: {any: [退订]}\nexpect: {any: [手续费], within_turns: 1}", [("c", "退订"), ("a", "好"), ("a", "有手续费")], MISSED),
        ("when: {any: [退订]}\nexpect: {any: [手续费], place: after}", [("a", "手续费"), ("c", "退订"), ("a", "好")], MISSED),
    ],
)
def test_required(judge: Judge, keys: str, turns: list[tuple[str, str]], verdict: Verdict) -> None:
    assert judge("kind: required\n" + keys, *turns).verdict is verdict


PART = [("c", "一", 0.0, 1.0), ("a", "甲", 1.0, 2.0), ("c", "二", 8.0, 9.0), ("a", "乙", 9.0, 10.0)]


@pytest.mark.parametrize(
    ("expect", "verdict"),
    [
        ("{any: [甲], first_pct: 20}", MET),
        ("{any: [乙], first_pct: 20}", MISSED),
        ("{any: [乙], last_pct: 20}", MET),
        ("{any: [甲], last_pct: 20}", MISSED),
        ("{any: [甲], near: {speaker: customer, any: [一], place: after, within_turns: 1}}", MET),
        ("{any: [乙], near: {speaker: customer, any: [一], place: after, within_turns: 1}}", MISSED),
        ("{any: [乙], near: {speaker: customer, any: [一], place: after, within_s: 8}}", MET),
        ("{any: [甲], near: {speaker: customer, any: [二], place: before}}", MET),
        ("{any: [甲], near: {speaker: customer, any: [三]}}", MISSED),
        ("{all_of: [{any: [甲]}, {any: [乙]}]}", MET),
        ("{all_of: [{any: [甲]}, {any: [丙]}]}", MISSED),
        ("{all_of: [{any: [甲]}, {speaker: customer, any: [二]}]}", MET),
        ("{all_of: [{any: [甲]}, {any: [二]}]}", MISSED),
        ("{any_of: [{any: [丙]}, {any: [乙]}]}", MET),
        ("{any_of: [{any: [甲]}, {any: [乙]}, {any: [丙]}], at_least: 2}", MET),
        ("{any_of: [{any: [甲]}, {any: [丁]}, {any: [丙]}], at_least: 2}", MISSED),
        ("{none_of: [{any: [丙]}]}", MET),
        ("{none_of: [{speaker: customer, any: [二]}]}", MISSED),
        ("{any: [甲], none_of: [{any: [乙], last_pct: 20}]}", MISSED),
    ],
)
def test_where_and_how_conditions_join(judge: Judge, expect: str, verdict: Verdict) -> None:
    finding = judge(f"kind: required\nexpect: {expect}", *PART)
    assert finding.verdict is verdict, finding.reason.en


def test_per_cent_of_a_chat_are_those_of_its_turns(judge: Judge) -> None:
    turns = [turn[:2] for turn in PART]
    assert judge("kind: required\nexpect: {any: [甲], first_pct: 50}", *turns).verdict is MET
    assert judge("kind: required\nexpect: {any: [乙], first_pct: 50}", *turns).verdict is MISSED


@pytest.mark.parametrize(("nth", "verdict"), [(1, MET), (2, MISSED), (-1, MISSED), (-2, MET), (3, NA)])
def test_the_nth_cue_alone_counts(judge: Judge, nth: int, verdict: Verdict) -> None:
    keys = f"kind: reply\ncue: {{any: [第三次], nth: {nth}}}\nexpect: {{any: [抱歉], within_turns: 1}}"
    assert judge(keys, ("c", "第三次"), ("a", "抱歉"), ("c", "第三次了"), ("a", "嗯")).verdict is verdict


def test_an_answer_that_breaks_in_does_not_count(judge: Judge) -> None:
    keys = "kind: reply\ncue: {any: [第三次]}\nexpect: {any: [抱歉], within_turns: 1}"
    turns = [("c", "我这是第三次打电话来了", 0.0, 6.0), ("a", "抱歉抱歉", 3.0, 4.5)]
    finding = judge(keys, *turns)
    assert (finding.verdict, quotes(finding)) == (MISSED, ["第三次", "抱歉"])
    assert "插话" in finding.reason.zh
    assert judge(keys + "\nmay_interrupt: true", *turns).verdict is MET
    assert judge(keys, turns[0], ("a", "抱歉", 5.8, 7.0)).verdict is MET


def test_whom_a_critical_miss_harms(judge: Judge) -> None:
    never = "\nkind: banned\nnever: {any: [滚]}"
    assert judge("severity: critical\ncritical_to: compliance" + never, ("a", "滚")).critical_to == "compliance"
    assert judge("severity: fatal" + never, ("a", "滚")).critical_to == "customer"
    assert judge("severity: normal" + never, ("a", "滚")).critical_to == ""


def test_an_excuse_is_named(judge: Judge) -> None:
    finding = judge(BANNED, ("a", "您说不归我管，我理解"))
    assert (finding.verdict, quotes(finding)) == (MET, ["不归我管"])
    assert "转述" in finding.reason.zh
    assert judge(BANNED + "\nexcuses: [denied]", ("a", "您说不归我管，我理解")).verdict is MISSED


def test_reply_marks_the_cue_and_the_answer(judge: Judge) -> None:
    finding = judge(REPLY, ("c", "我第三次打来了"), ("a", "非常抱歉"))
    assert (finding.verdict, quotes(finding)) == (MET, ["第三次", "抱歉"])


def test_reply_is_owed_in_time(judge: Judge) -> None:
    late = judge(REPLY, ("c", "第三次", 0.0, 1.0), ("a", "稍等", 2.0, 3.0), ("a", "抱歉", 20.0, 21.0))
    assert (late.verdict, quotes(late), late.points) == (MISSED, ["第三次"], 0)
    assert "第三次" in late.reason.zh
    assert "10 秒" in late.reason.zh
    assert judge(REPLY, ("c", "第三次", 0.0, 1.0), ("a", "稍等", 2.0, 3.0), ("a", "抱歉", 9.0, 10.0)).verdict is MET


def test_reply_each_cue_is_owed(judge: Judge) -> None:
    turns = [("c", "第三次"), ("a", "抱歉"), ("c", "又是第三次"), ("a", "嗯"), ("a", "在查")]
    assert judge(REPLY, *turns).verdict is MISSED
    assert judge(REPLY + "\nowed: once", *turns).verdict is MET


def test_reply_in_part(judge: Judge) -> None:
    finding = judge(REPLY, ("c", "第三次"), ("a", "哦"))
    assert (finding.verdict, finding.points, quotes(finding)) == (MISSED, 4, ["第三次", "哦"])


def test_reply_without_cue_or_turn(judge: Judge) -> None:
    assert judge(REPLY, ("c", "你好"), ("a", "抱歉")).verdict is NA
    assert judge(REPLY, ("a", "您好"), ("c", "第三次")).verdict is NA


def test_speakers_unknown_or_nothing_said_is_not_guessed(judge: Judge) -> None:
    assert judge(BANNED, ("u", "不归我管")).verdict is UNSCORED
    assert judge(REPLY, ("u", "第三次"), ("u", "抱歉")).verdict is UNSCORED
    assert judge(BANNED).verdict is UNSCORED


def test_when_gates_any_kind(judge: Judge) -> None:
    keys = BANNED + "\nwhen: {speaker: customer, any: [投诉]}"
    assert judge(keys, ("c", "你好"), ("a", "不归我管")).verdict is NA
    assert judge(keys, ("c", "投诉"), ("a", "不归我管")).verdict is MISSED


def test_language_gates(judge: Judge) -> None:
    assert judge(BANNED + "\nlanguage: en", ("a", "不归我管")).verdict is NA
    keys = "kind: banned\nnever: {any: {zh: [不行], en: [no way]}}"
    assert judge(keys, ("a", "no way")).verdict is MET
    assert judge(keys, ("a", "no way"), language="en").verdict is MISSED


SILENCE = "kind: measure\nmeasure: silence\nmax: 10\nunless: [请稍等]"


@pytest.mark.parametrize(
    ("keys", "turns", "verdict"),
    [
        (SILENCE, [("c", "好", 0.0, 1.0), ("a", "在", 5.0, 6.0)], MET),
        (SILENCE, [("c", "好", 0.0, 1.0), ("a", "在", 20.0, 21.0)], MISSED),
        (SILENCE, [("a", "请稍等", 0.0, 1.0), ("a", "好了", 60.0, 61.0)], MET),
        (SILENCE, [("a", "请稍等", 0.0, 1.0), ("c", "好", 2.0, 3.0), ("a", "好了", 60.0, 61.0)], MET),
        (SILENCE, [("a", "请稍等", 0.0, 1.0), ("a", "好了", 600.0, 601.0)], MISSED),
        (SILENCE, [("a", "好"), ("c", "好")], UNSCORED),
        ("kind: measure\nmeasure: overlap\nmax: 1", [("c", "我说", 0.0, 5.0), ("a", "您听", 2.0, 6.0)], MISSED),
        ("kind: measure\nmeasure: overlap\nmax: 1", [("c", "我说", 0.0, 5.0), ("a", "嗯", 2.0, 2.4)], MET),
        ("kind: measure\nmeasure: pace\nmax: 300", [("a", "好" * 40, 0.0, 5.0)], MISSED),
        ("kind: measure\nmeasure: pace\nmax: {zh: 600, en: 1}", [("a", "好" * 40, 0.0, 5.0)], MET),
        ("kind: measure\nmeasure: pace\nmax: 300", [("a", "好", 0.0, 1.0)], UNSCORED),
        (
            "kind: measure\nmeasure: pace\nmax: 300\nunless: [条款]",
            [("a", "条款" + "好" * 40, 0.0, 5.0), ("a", "您" * 20, 6.0, 11.0)],
            MET,
        ),
        ("kind: measure\nmeasure: overlap\nmax: 1\nunless: [您先说]", [("c", "我说", 0.0, 5.0), ("a", "您先说", 2.0, 6.0)], MET),
        ("kind: measure\nmeasure: talk_share\nmax: 60", [("a", "好", 0.0, 8.0), ("c", "好", 8.0, 10.0)], MISSED),
        ("kind: measure\nmeasure: talk_share\nmin: 60", [("a", "好", 0.0, 8.0), ("c", "好", 8.0, 10.0)], MET),
    ],
)
def test_measure(judge: Judge, keys: str, turns: list[tuple[object, ...]], verdict: Verdict) -> None:
    finding = judge(keys, *turns)
    assert finding.verdict is verdict, finding.reason.en


def test_silence_is_marked_where_it_is(judge: Judge) -> None:
    (evidence,) = judge(SILENCE, ("c", "好", 0.0, 1.0), ("a", "在", 20.0, 21.0)).evidence
    assert (evidence.quote, evidence.starts_at, evidence.ends_at, evidence.how) == ("好", 1.0, 20.0, How.MEASURE)


def test_repeat(judge: Judge) -> None:
    said = "麻烦您提供一下身份证号"
    turns = [("a", f"好的。{said}。"), ("c", "说过了"), ("a", f"{said}吧"), ("a", said)]
    finding = judge("kind: repeat", *turns)
    assert (finding.verdict, quotes(finding)) == (MISSED, [said, said + "吧", said])
    assert judge("kind: repeat", *turns[:3]).verdict is MET
    assert judge("kind: repeat", ("a", "好的。")).verdict is NA
    assert judge("kind: repeat\nunless: [身份证]", *turns).verdict is NA


def test_manual_waits_for_a_person(judge: Judge) -> None:
    finding = judge("kind: manual\nguide: Listen.", ("a", "您好"))
    assert (finding.verdict, finding.points, finding.max_points) == (UNSCORED, 0, 10)
    assert finding.reason.zh
