"""The quiz as its page runs; the component that asks, which is a browser's, is stood in for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.access import allowed
from qa.desk import keeping, packs, quiz_agree, quiz_items, quiz_make, quiz_match, quiz_play
from qa.model.quiz import Content, ItemKind, ItemState, Option
from qa.model.text import Text
from qa.ui import session
from qa.ui.parts import quiz_agree as agreeing
from qa.ui.parts import quiz_make as making
from qa.ui.parts import quiz_play as playing
from qa.ui.parts.quizzing import Answered, shape
from tests.desk.excerpting import excerpt
from tests.desk.quiz_verbs import crowd
from tests.ui.conftest import PEOPLE, Place, add_call
from tests.ui.test_gate import client_of, enter

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
SECRET = "因为她先说了您好"
CHOICE = Content(
    ItemKind.CRITERION,
    criterion="basic/greet",
    about=Text("规范开头语", "Greets"),
    options=tuple(Option(Text(f"{word}项", word), f"basic/{word}") for word in ("甲", "乙", "丙", "丁")),
    why=SECRET,
)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the component was shown last."""
    found: dict[str, Any] = {}
    for module in (playing, agreeing, making):
        monkeypatch.setattr(module, "quizzing", lambda key, **given: found.update(given))
    return found


@pytest.fixture
def visit(place: Place, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    move_in(place)

    def opened(name: str, **query: object) -> AppTest:
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        for key, value in query.items():
            app.query_params[key] = str(value)
        app.switch_page("pages/quiz.py").run()
        assert not app.exception, app.exception
        return app

    return opened


def proposed(place: Place, content: Content = CHOICE) -> tuple[int, int]:
    """An item by the inspector, and its excerpt."""
    call = add_call(place, sound=True)
    found = excerpt(place.house, place.people["inspector"], call, start=0, end=1, title="别先说标题", note="看点", better="好说法")
    return quiz_make.propose(place.house, place.people["inspector"], found.id, content), found.id


def in_play(place: Place) -> tuple[int, int]:
    item, found = proposed(place)
    manager = place.people["manager"]
    choice = quiz_agree.question(place.house, manager, item).options.index(CHOICE.options[0].text)
    assert quiz_agree.agree(place.house, manager, item, choice=choice, reason="一样")
    return item, found


def test_an_agent_plays_and_is_told_only_afterwards(place: Place, visit: Callable[..., AppTest], shown: dict[str, Any]) -> None:
    item, found = in_play(place)
    app = visit("agent")
    next(one for one in app.button if one.label.startswith("开始")).click().run()
    number = int(app.query_params["round"][0] if isinstance(app.query_params["round"], list) else app.query_params["round"])
    sent = {name: shown[name] for name in ("mode", "language", "sound", "scope", "place", "thread", "last")}
    before = json.dumps(shape(shown["question"], shown["told"], **sent), ensure_ascii=False)
    assert shown["sound"] == f"/items/{item}/audio"
    for secret in (SECRET, "别先说标题", "看点", "好说法", "basic/", "规范开头语", f"excerpt={found}"):
        assert secret not in before
    agent = place.people["agent"]
    right = [one.zh for one in shown["question"].options].index("甲项")
    quiz_play.answer(place.house, agent, number, item, choice=right)
    app.session_state[f"quiz-at-{number}"] = item
    app.run()
    told = shown["told"]
    assert (told.right, told.points, told.why, shown["thread"], shown["last"]) == (True, 10, SECRET, f"/excerpt?excerpt={found}", True)
    del app.session_state[f"quiz-at-{number}"]
    app.run()
    assert any("答对 1 / 1 题，得 10 分" in one.value for one in app.markdown)


def test_an_answer_from_the_browser_is_read_or_refused() -> None:
    assert Answered.read({"scope": "1.2", "choice": 3}) == Answered("1.2", 3, None, "", False)
    assert Answered.read({"scope": "1.2", "at": 2, "reason": "r", "refused": True}) == Answered("1.2", None, 2.0, "r", True)
    for wrong in ({}, {"scope": "x", "choice": "many"}, {"scope": "x", "at": True}, {"scope": "x", "choice": [1]}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            Answered.read(wrong)


def test_a_lead_proposes_and_an_inspector_judges_blind(place: Place, visit: Callable[..., AppTest], shown: dict[str, Any]) -> None:
    call = add_call(place, sound=True)
    excerpt(place.house, place.people["lead"], call, start=0, end=1, title="开头")
    app = visit("lead", show="make")
    app.selectbox(key="quiz-excerpt").select_index(0).run()
    assert not app.exception, app.exception
    (claim,) = (one for one in app.text_area if one.label == "客服的说法")
    (row,) = (one for one in app.text_area if one.label == "资料表里怎么写")
    (why,) = (one for one in app.text_area if one.label.startswith("为什么"))
    claim.set_value("每月三十九元")
    row.set_value("39 元/月")
    why.set_value("与资料表一致")
    next(one for one in app.button if one.label == "提交核对").click().run()
    assert not app.exception, app.exception
    (waits,) = quiz_agree.waiting(place.house, place.people["inspector"])
    assert waits.kind is ItemKind.FACT
    assert quiz_agree.waiting(place.house, place.people["manager"]) != ()
    app = visit("inspector", show="items")
    assert any("请先到“核对”里作答" in one.value for one in app.caption)
    assert not any("每月三十九元" in one.value for one in app.markdown)
    app = visit("inspector", item=waits.id)
    assert (shown["question"].claim, shown["told"], shown["mode"]) == ("每月三十九元", None, "judge")
    quiz_agree.agree(place.house, place.people["inspector"], waits.id, choice=0, reason="查过")
    (view,) = quiz_items.listed(place.house, place.people["lead"])
    assert view.state is ItemState.PLAYING


def test_each_role_is_shown_what_it_may_and_matches_are_between_two(place: Place, visit: Callable[..., AppTest]) -> None:
    in_play(place)
    match = quiz_match.challenge(place.house, place.people["other"], place.people["agent"].id)
    app = visit("agent", match=match)
    assert any("刘洋 邀您对战" in one.value for one in app.markdown)
    assert [one.label for one in app.button if one.key and one.key.startswith("match-")] == ["开始答", "这次不了"]
    number = quiz_match.play(place.house, place.people["agent"], match)
    (item,) = quiz_play.round_of(place.house, place.people["agent"], number).open
    quiz_play.answer(place.house, place.people["agent"], number, item, choice=0)
    assert [one.value for one in visit("agent", round=number).info] == ["您已答完。等 刘洋 也答完，就能看到结果。"]
    theirs = quiz_match.play(place.house, place.people["other"], match)
    quiz_play.answer(place.house, place.people["other"], theirs, item, choice=0)
    assert next(one.value.replace("\\", "") for one in visit("agent", round=number).info).startswith("平手")
    tabs = {"agent": 2, "lead": 5, "manager": 6}
    for name, count in tabs.items():
        (control,) = (one for one in visit(name).button_group if one.key and one.key.startswith("quiz-show"))
        assert len(control.options) == count, name


def test_the_sound_and_a_direct_call_agree(place: Place) -> None:
    item, found = proposed(place)
    with client_of(place.house, place.seal) as client:
        assert client.get(f"/items/{item}/audio").status_code == 401
        for name in PEOPLE:
            enter(client, place, name)
            assert (client.get(f"/items/{item}/audio").status_code == 200) is allowed(place.people[name], "quiz.see"), name
        second = place.people["manager"]
        choice = quiz_agree.question(place.house, second, item).options.index(CHOICE.options[0].text)
        quiz_agree.agree(place.house, second, item, choice=choice, reason="一样")
        enter(client, place, "agent")
        assert client.get(f"/items/{item}/audio").status_code == 200
        keeping.withdraw(place.house, place.people["manager"], found)
        assert client.get(f"/items/{item}/audio").status_code == 404


def test_an_item_of_every_kind_can_be_written(place: Place, visit: Callable[..., AppTest], shown: dict[str, Any]) -> None:
    call = add_call(place, sound=True)
    made = excerpt(place.house, place.people["inspector"], call, start=0, end=1, criterion="service_standard/opening", note="先问好")
    app = visit("inspector", show="make")
    app.selectbox(key="quiz-excerpt").select_index(0).run()
    for kind in (ItemKind.PLACE, ItemKind.CRITERION, ItemKind.REPLY):
        (control,) = (one for one in app.button_group if one.key == f"quiz-kind-{made.id}")
        control.set_value(kind).run()
        assert not app.exception, app.exception
        if kind is ItemKind.REPLY:
            rights = [one for one in app.text_area if one.label in ("正确答案", "干扰项 1")]
            for one, words in zip(rights, ("您好，请讲。", "说。"), strict=True):
                one.set_value(words)
        app.toggle(key=f"quiz-trying-{made.id}-{kind}").set_value(True).run()
        assert (shown["question"].kind, shown["told"].why, shown["mode"]) == (kind, "先问好", "preview")
        next(one for one in app.button if one.label == "提交核对").click().run()
        assert not app.exception, app.exception
    found = quiz_items.listed(place.house, place.people["inspector"])
    assert {one.kind for one in found} == {ItemKind.PLACE, ItemKind.CRITERION, ItemKind.REPLY}
    criterion = next(one.content for one in found if one.content and one.kind is ItemKind.CRITERION)
    assert [one.key.partition("/")[0] for one in criterion.options] == ["service_standard"] * 4


def test_what_was_often_wrong_goes_into_a_pack_with_a_click(place: Place, visit: Callable[..., AppTest]) -> None:
    item, found = in_play(place)
    crowd(place.house, item, [True, False, False, False, False, False])
    pack = packs.make(place.house, place.people["lead"], "周一早班")
    app = visit("lead", show="wrong")
    assert any("最常答成：乙项（5 次）" in one.value for one in app.markdown)
    app.button(key=f"wrong-add-{item}").click().run()
    assert not app.exception, app.exception
    assert [one.excerpt.id for one in packs.one(place.house, place.people["lead"], pack).items] == [found]
    app = visit("manager", show="items")
    next(one for one in app.text_input if one.label == "理由").set_value("题意不清")
    next(one for one in app.button if one.label == "确定").click().run()
    assert not app.exception, app.exception
    assert quiz_items.listed(place.house, place.people["lead"])[0].state is ItemState.RETIRED


def test_a_round_goes_on_where_an_excerpt_was_taken_back(place: Place, visit: Callable[..., AppTest], shown: dict[str, Any]) -> None:
    item, found = in_play(place)
    number = quiz_play.begin(place.house, place.people["agent"])
    app = visit("agent", round=number)
    keeping.withdraw(place.house, place.people["manager"], found)
    shown["on_answer"](Answered(f"{number}.{item}", 0, None, "", False))
    app.run()
    assert not app.exception, app.exception
    assert any("有 1 道题的案例已撤下" in one.value for one in app.caption)
