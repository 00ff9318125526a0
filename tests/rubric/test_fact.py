"""The judge of facts: what is a claim, about whom, and how it stands; what was left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import RubricError
from qa.model.finding import Finding, How, Verdict
from tests.rubric.conftest import Judge

MET, MISSED, NA, UNSCORED = Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE, Verdict.UNSCORED
RUBRICS = Path(__file__).resolve().parents[2] / "rubrics"
FACTS = """subject,aliases,attribute,value,unit,valid_from,valid_to
,,月费|月租|每月|多少钱|monthly fee|a month|how much|costs,,,,
,,流量|含|data,,,,
,,超出|单价,,,,
,,证件|带什么|身份证|papers|bring|ID,,,,
,,办理人|谁去|本人|双方|who|in person,,,,
,,办理时限|办结|多久|how long,,,,
,,营业时间|几点|开门|关门|open|opens|closes|hours,,,,
畅享129套餐,129套餐|129 plan,月费,139,元/月,2023-01-01,2023-12-31
畅享129套餐,,月费,129,元/月,2024-01-01,
畅享129套餐,,流量,30,GB,2024-01-01,
畅享129套餐,,超出,5,元/GB,2024-01-01,
畅享59套餐,59套餐|59 plan,月费,59,元/月,2024-01-01,
携号转网,,办理时限,3,天,2024-01-01,
补卡,换卡|replacement SIM,工本费|费用|要钱|fee,10,元,2024-01-01,
补卡,,证件,身份证原件|original ID,text,2024-01-01,
补卡,,办理人,本人|in person,text,2024-01-01,
补卡,,办理时限,当场|现场|on the spot,text,2024-01-01,
过户,name change,证件,双方身份证原件|both IDs,text,2024-01-01,
过户,,办理人,双方|两个人|both of you,text,2024-01-01,
过户,,费用,0,元,2024-01-01,
营业厅,branch,营业时间,9:00-17:30,clock,2024-01-01,
宽带合约,broadband contract,违约金|termination fee,200,元,2024-01-01,
"""
Turns = list[tuple[str, str]]


@pytest.fixture
def facts(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "plans.csv").write_text(FACTS, encoding="utf-8")
    yield "kind: fact\nsheet: plans"
    shutil.rmtree(folder)


def quotes(finding: Finding) -> list[str]:
    return [evidence.quote for evidence in finding.evidence]


def turns_of(said: str) -> Turns:
    """``c:…/…``: turns parted by a slash, the agent's unless a c: stands before."""
    return [("c", turn[2:].strip()) if turn.startswith("c:") else ("a", turn.strip()) for turn in said.split(" / ")]


@pytest.mark.parametrize(
    ("said", "verdict", "marked"),
    [
        # by a word of its own
        ("129套餐的月费是一百二十九块", MET, ["一百二十九块"]),
        ("129套餐的月费是一百三十九块", MISSED, ["一百三十九块"]),
        ("129套餐每月一百二十九", MET, ["一百二十九"]),
        ("129套餐一年一千五百四十八元", MET, ["一千五百四十八元"]),
        ("129套餐一年一千五", MISSED, ["一千五"]),
        ("129套餐的月费呢，是129元", MET, ["129元"]),
        ("129套餐月费129元，包含流量20G", MISSED, ["20G"]),
        ("129套餐月费129元，流量30G，超出每兆5元", MISSED, ["5元"]),
        ("129套餐含30个G流量，每月一百二十九块", MET, ["30个G", "一百二十九块"]),
        ("那个129套餐呢每个月是一百二十九块钱流量有三十个G", MET, ["一百二十九块钱", "三十个G"]),
        ("129套餐月费大概一百三十元", MET, ["一百三十元"]),
        ("129套餐月费大概一百六十元", MISSED, ["一百六十元"]),
        ("携号转网七十二小时办结", MET, ["七十二小时"]),
        # by the question before, or as the only thing that is counted so
        ("c:129套餐月费多少 / 一百二十九元", MET, ["一百二十九元"]),
        ("c:129套餐月费多少 / 稍等。 / 一百三十九元", MISSED, ["一百三十九元"]),
        ("c:129套餐多少钱 / 一百三十九", MISSED, ["一百三十九"]),
        ("补卡十块钱", MET, ["十块钱"]),
        ("补卡要二十块", MISSED, ["二十块"]),
        ("免费补卡", MISSED, ["免费"]),
        ("补卡不收费", MISSED, ["不收费"]),
        ("过户不收费", MET, ["不收费"]),
        ("宽带合约没有违约金", MISSED, ["没有违约金"]),
        ("c:补卡 / c:要钱吗 / 不要钱的", MISSED, ["不要钱"]),
        # whom it is about
        ("129套餐很好，59套餐月费五十九元", MET, ["五十九元"]),
        ("129套餐和59套餐的月费分别是129元和59元", MET, ["129元", "59元"]),
        ("129套餐和59套餐的月费分别是129元和69元", MISSED, ["69元"]),
        ("c:59套餐怎么样 / 很好的 / c:多少钱 / 每月五十九元", MET, ["五十九元"]),
        ("59套餐流量是10G", UNSCORED, ["10G"]),
        ("月费是一百三十九块", NA, []),
        # not stated
        ("如果129套餐月费是99元呢", NA, []),
        ("如果您是老用户，129套餐月费99元", NA, []),
        ("如果合约到期了，宽带合约违约金是零元", NA, []),
        ("如果您要办129套餐，月费是99元", MISSED, ["99元"]),
        ("您补卡的话，工本费二十元", MISSED, ["二十元"]),
        ("129套餐的月费不是99元", NA, []),
        ("129套餐的月费不是99元，是129元", MET, ["129元"]),
        ("您说129套餐月费99元", NA, []),
        ("您刚才说，129套餐月费99元", NA, []),
        ("您说得对，129套餐月费99元", MISSED, ["99元"]),
        ("我跟您说，129套餐月费99元", MISSED, ["99元"]),
        ("c:129套餐月费是99元 / 您好", NA, []),
        ("129套餐月费是99元吗？", NA, []),
        ("129套餐月费是99元，对吧？", NA, []),
        ("129套餐月费是99元，您看可以吗？", MISSED, ["99元"]),
        ("是不是129套餐月费99元", NA, []),
        ("129套餐原来月费是99元", NA, []),
        ("129套餐便宜十元", NA, []),
        ("129套餐月费多了十元", NA, []),
        ("别的公司129套餐月费99元", NA, []),
        ("c:129套餐 / 您这个月账单是99元", NA, []),
        ("129套餐您已经用了20G流量", NA, []),
        ("129套餐前两个月月费免费", NA, []),
        ("c:129套餐 / 59元的套餐也有", NA, []),
        # words
        ("补卡要本人带身份证原件", MET, ["本人", "身份证原件"]),
        ("c:补卡谁去 / 双方都要去", MISSED, ["双方"]),
        ("c:过户谁去 / 双方都要去", MET, ["双方"]),
        ("c:过户带什么 / 带身份证原件", UNSCORED, ["身份证原件"]),
        ("补卡不需要本人去", NA, []),
        ("补卡的证件是随便什么都行", UNSCORED, ["证件"]),
        ("c:补卡带什么 / 我查一下", NA, []),
        # hours
        ("营业厅上午九点到下午五点半开门", MET, ["上午九点到下午五点半"]),
        ("营业厅晚上八点关门", MISSED, ["晚上八点"]),
        ("c:营业厅几点开门 / 下午三点来就行", NA, []),
    ],
)
def test_chinese(judge: Judge, facts: str, said: str, verdict: Verdict, marked: list[str]) -> None:
    finding = judge(facts + "\nwithin_turns: 4", *turns_of(said), day="2025-06-01")
    assert (finding.verdict, quotes(finding)) == (verdict, marked), finding.reason.en
    assert all(evidence.how is How.FACT for evidence in finding.evidence)


@pytest.mark.parametrize(
    ("said", "verdict", "marked"),
    [
        ("The monthly fee of the 129 plan is a hundred and twenty nine yuan.", MET, ["a hundred and twenty nine yuan"]),
        ("The 129 plan is a hundred and thirty nine yuan a month.", MISSED, ["a hundred and thirty nine yuan"]),
        ("129 plan, the monthly fee is $129", NA, []),
        ("The 129 plan costs 1,548 yuan a year.", MET, ["1,548 yuan"]),
        ("c:How much is the 59 plan? / It's fifty-nine a month.", MET, ["fifty-nine"]),
        ("c:How much is the 59 plan? / That's sixty nine yuan.", MISSED, ["sixty nine yuan"]),
        ("c:What's the fee for a replacement SIM? / It's free.", MISSED, ["free"]),
        ("There's no termination fee on the broadband contract.", MISSED, ["no termination fee"]),
        ("If the 59 plan is 69 yuan a month", NA, []),
        ("If you want the 59 plan, it's 69 yuan a month.", MISSED, ["69 yuan"]),
        ("If you're a member, the replacement SIM is free.", NA, []),
        ("The 59 plan isn't 69 yuan a month.", NA, []),
        ("The 59 plan isn't 69 yuan a month, it's 59 yuan.", MET, ["59 yuan"]),
        ("You said the 59 plan is 69 yuan a month.", NA, []),
        ("The 59 plan used to be 69 yuan a month.", NA, []),
        ("Is the 59 plan 69 yuan a month?", NA, []),
        ("The 59 plan is 69 yuan a month, right?", NA, []),
        ("The 59 plan is 69 yuan a month, is that okay?", MISSED, ["69 yuan"]),
        ("The 59 plan is 10 yuan cheaper a month.", NA, []),
        ("c:the 59 plan / Your bill is 69 yuan this month.", NA, []),
        ("The branch is open nine to half past five.", MET, ["nine to half past five"]),
        ("The branch closes at eight.", MISSED, ["eight"]),
        ("For the name change bring both IDs, both of you in person.", MET, ["both IDs", "both of you"]),
    ],
)
def test_english(judge: Judge, facts: str, said: str, verdict: Verdict, marked: list[str]) -> None:
    finding = judge(facts + "\nwithin_turns: 4", *turns_of(said), day="2025-06-01", language="en")
    assert (finding.verdict, quotes(finding)) == (verdict, marked), finding.reason.en


def test_wrong_tells_subject_values_days_and_line(judge: Judge, facts: str) -> None:
    finding = judge(facts, ("a", "129套餐的月费是139元，流量20G"), day="2024-06-01")
    for said in (
        "畅享129套餐",
        "月费",
        "“139元”",
        "129元/月",
        "2024-01-01 起有效",
        "第 10 行",
        "2023-01-01 至 2023-12-31 有效",
        "第 9 行",
        "“20G”",
        "30 GB",
        "第 11 行",
    ):
        assert said in finding.reason.zh, said
    for said in ("“139元”", "129元/月", "valid from 2024-01-01", "line 10", "valid 2023-01-01 to 2023-12-31", "Also: “20G”"):
        assert said in finding.reason.en, said


def test_own_words_may_use_all_of_it(judge: Judge, facts: str) -> None:
    keys = facts + "\non_miss: {zh: '{subject}/{attribute}/{quote}/{expected}/{valid}/{line}', en: '{valid}'}"
    finding = judge(keys, ("a", "59套餐的月费是69元"), day="2025-06-01")
    assert finding.reason.zh == "畅享59套餐/月费/69元/59元/月/2024-01-01 起有效/13"
    assert finding.reason.en == "valid from 2024-01-01"


@pytest.mark.parametrize(
    ("day", "said", "why"),
    [
        ("2022-06-01", "129套餐的月费是139元", "没有当天有效的内容"),
        (None, "129套餐的月费是139元", "这通电话没有日期"),
        ("2025-06-01", "59套餐流量是10G", "没有这一项"),
        ("2025-06-01", "过户带身份证原件就行", "说法一个也没有出现"),
    ],
)
def test_unverified_tells_why(judge: Judge, facts: str, day: str | None, said: str, why: str) -> None:
    finding = judge(facts, ("a", said), day=day)
    assert finding.verdict is UNSCORED
    assert why in finding.reason.zh


def test_without_a_day_only_what_always_holds_is_told(judge: Judge, facts: str) -> None:
    assert judge(facts, ("a", "129套餐的月费是149元")).verdict is MISSED
    assert judge(facts, ("a", "59套餐的月费是59元")).verdict is MET
    assert judge(facts, ("a", "129套餐的月费是139元"), day="2023-06-01").verdict is MET


@pytest.mark.parametrize(
    ("said", "excused"),
    [
        ("59套餐每月69元 / c:不对吧 / 不好意思，我说错了，是59元", True),
        ("59套餐每月69元 / c:不对吧 / 我核对了，59套餐的月费是59元", True),
        ("59套餐每月六十九，哦不对，五十九块", True),
        ("59套餐每月69元 / c:不对吧 / 不好意思，是79元", False),
        ("59套餐每月59元 / c:好 / 59套餐每月69元", False),
        ("59套餐每月69元 / 59套餐每月59元 / 59套餐每月69元", False),
    ],
)
def test_a_slip_put_right(judge: Judge, facts: str, said: str, excused: bool) -> None:
    finding = judge(facts, *turns_of(said), day="2025-06-01")
    assert finding.verdict is (MET if excused else MISSED)
    if excused:
        assert "后来更正为" in finding.reason.zh
        assert len(finding.evidence) == 2
        strict = judge(facts + "\ncorrected: missed", *turns_of(said), day="2025-06-01")
        assert strict.verdict is MISSED
        assert "客服后来更正为" in strict.reason.zh


def test_only_what_is_asked_for_is_judged(judge: Judge, facts: str) -> None:
    said = ("a", "129套餐月费129元，流量20G，59套餐月费69元")
    assert judge(facts + "\nattributes: [流量]", said, day="2025-06-01").verdict is MISSED
    assert judge(facts + "\nattributes: [月费]\nsubjects: [畅享129套餐]", said, day="2025-06-01").verdict is MET
    assert judge(facts + "\nattributes: [违约金]", said, day="2025-06-01").verdict is NA


def test_words_of_unless_excuse_an_amount_near_them(judge: Judge, facts: str) -> None:
    said = ("a", "59套餐校园价月费是49元")
    assert judge(facts, said, day="2025-06-01").verdict is MISSED
    assert judge(facts + "\nunless: [校园价]", said, day="2025-06-01").verdict is NA


def test_a_subject_counts_for_some_turns(judge: Judge, facts: str) -> None:
    turns = [("c", "59套餐"), *[("c", "嗯")] * 3, ("a", "月费69元")]
    assert judge(facts, *turns, day="2025-06-01").verdict is NA
    assert judge(facts + "\nwithin_turns: 4", *turns, day="2025-06-01").verdict is MISSED


COMPLETE = "\nsubjects: [补卡, 过户]\nmust_tell: [证件, 费用, 办理时限]\nwithin_turns: 4"


@pytest.mark.parametrize(
    ("said", "verdict", "says"),
    [
        ("c:我想补卡 / 带身份证原件，工本费十元，当场就能办好", MET, "都已说到"),
        ("c:我想补卡 / 带身份证原件。 / c:嗯 / c:哦 / c:好 / c:那个 / 工本费十元。 / 当场办好", MET, "都已说到"),
        ("c:我想补卡 / 带身份证原件", MISSED, "没有说到办理时限（当场，第 18 行）"),
        ("c:我想补卡 / 好的", MISSED, "证件（身份证原件，第 16 行）、办理时限（当场"),
        ("c:我想过户 / 带双方身份证原件，不收费", MET, "都已说到"),
        ("c:我想过户 / 好的", MISSED, "费用（0元，第 21 行）"),
        ("c:我想查话费 / 好的", NA, "没有谈到"),
        ("c:我想补卡 / c:还有过户 / 好的", MISSED, "补卡的证件"),
    ],
)
def test_complete(judge: Judge, facts: str, said: str, verdict: Verdict, says: str) -> None:
    finding = judge(facts + COMPLETE, *turns_of(said), day="2025-06-01")
    assert finding.verdict is verdict, finding.reason.zh
    assert says in finding.reason.zh


def test_complete_where_it_comes_up_and_in_time(judge: Judge, facts: str) -> None:
    when = COMPLETE + "\nwhen: {speaker: customer, any: [想], unless: [上次]}"
    assert judge(facts + when, ("c", "我上次想补卡"), ("a", "好的"), day="2025-06-01").verdict is NA
    assert judge(facts + when, ("c", "补卡"), ("a", "好的"), day="2025-06-01").verdict is NA
    assert judge(facts + when, ("c", "我想补卡"), ("a", "好的"), day="2025-06-01").verdict is MISSED
    told = [("c", "我想补卡"), ("a", "嗯"), ("a", "带身份证原件，工本费十元，当场办好")]
    assert judge(facts + COMPLETE + "\ntold_within: 1", *told, day="2025-06-01").verdict is MISSED
    assert judge(facts + COMPLETE + "\ntold_within: 2", *told, day="2025-06-01").verdict is MET
    assert judge(facts + COMPLETE + "\nunless: [转接]", ("c", "我想补卡"), ("a", "给您转接"), day="2025-06-01").verdict is NA


def test_what_the_sheet_does_not_have_on_that_day_is_not_owed(judge: Judge, facts: str) -> None:
    assert judge(facts + COMPLETE, ("c", "我想补卡"), ("a", "好的"), day="2020-06-01").verdict is NA


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("subjects: [nobody]", "has no “nobody”"),
        ("attributes: [nothing]", "has no “nothing”"),
        ("must_tell: [nothing]", "has no “nothing”"),
        ("told_within: 3", "goes with must_tell"),
        ("corrected: maybe", "not one of the choices"),
    ],
)
def test_mistakes_in_the_criterion(judge: Judge, facts: str, keys: str, says: str) -> None:
    with pytest.raises(RubricError, match=says):
        judge(facts + "\n" + keys, ("a", "好"))


def test_unknown_speakers_are_not_guessed(judge: Judge, facts: str) -> None:
    assert judge(facts, ("u", "129套餐月费99元"), day="2025-06-01").verdict is UNSCORED
