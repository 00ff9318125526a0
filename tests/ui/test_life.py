"""The pages of a published review's life: feedback, appeals, notices, team, newcomers; their components are stood in for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.desk import amend, appeals, coaching, history, intake, mentors, notices, record, scoring, terms
from qa.desk.lifeviews import LifeView
from qa.desk.views import FindingView
from qa.model.appeal import AppealState
from qa.model.call import Speaker, Transcript, Utterance
from qa.model.finding import Verdict
from qa.store import calls, rows
from qa.store.tables import CallRow, ReviewRow, now
from qa.ui import lifepage, session
from qa.ui.parts import hearing, points, precision, table, trend
from tests.ui.conftest import Place, add_call, publish_review

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
SAID = Transcript("zh", (Utterance(Speaker.AGENT, "你自己看着办", 0.0, 3.0), Utterance(Speaker.CUSTOMER, "我要投诉", 3.5, 6.0)))
Open = Callable[..., AppTest]


class Shown:
    """Stands in for the components: what each was given last, and what is to be pressed in them next."""

    def __init__(self) -> None:
        self.points: dict[str, Any] = {}
        self.tables: dict[str, Any] = {}
        self.press: tuple[str, str] | None = None
        self.open: dict[str, int] = {}

    def show_points(self, key: str, **given: Any) -> None:
        self.points[key] = given
        if self.press is not None:
            pressed, self.press = self.press, None
            given["on_act"](*pressed)

    def show_table(self, key: str, *, rows: Any, **_: Any) -> int | None:
        self.tables[key] = rows
        return self.open.pop(key, None)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    stub = Shown()
    monkeypatch.setattr(points, "points", stub.show_points)
    monkeypatch.setattr(hearing, "player", lambda *_, **__: None)
    for part in (table, trend, precision):
        monkeypatch.setattr(part, "table", stub.show_table)
    return stub


@pytest.fixture
def visit(place: Place, shown: Shown, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> Open:
    move_in(place)

    def opened(name: str, page: str, **query: str) -> AppTest:
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        for key, value in query.items():
            app.query_params[key] = value
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    return opened


def published(place: Place, title: str = "宽带断网") -> int:
    """A call whose words were scored by the rubrics of the house, its review published."""
    call_id = add_call(place, title, sound=True)
    with place.house.db.writing() as opened:
        row = record.write_transcript(opened, call_id, SAID, engine="import", model="", options={}, author=None)
        scoring.score(opened, place.house.book, rows.get(opened, CallRow, call_id), row)
    publish_review(place, call_id)
    with place.house.db.writing() as opened:
        row_ = calls.transcript(opened, call_id)
        assert row_ is not None
        scoring.score(opened, place.house.book, rows.get(opened, CallRow, call_id), row_)
    return call_id


def missed(place: Place, call_id: int) -> FindingView:
    found = intake.view(place.house, place.people["agent"], call_id).evaluations
    return next(one for evaluation in found for one in evaluation.findings if one.standing is Verdict.MISSED)


def life(place: Place, call_id: int) -> LifeView:
    found = history.life(place.house, place.people["agent"], call_id)
    assert found is not None
    return found


def appeal(place: Place, call_id: int) -> int:
    return appeals.make(
        place.house, place.people["agent"], call_id, finding=missed(place, call_id).id, comment="当时客户已经挂了", proposed="met"
    )


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def said(app: AppTest) -> str:
    kinds = ("warning", "error", "info", "success", "markdown", "caption", "text")
    return "\n".join(str(one.value).replace("\\", "") for kind in kinds for one in app.get(kind))


# feedback


def test_what_was_good_comes_before_what_was_not(visit: Open, shown: Shown, place: Place) -> None:
    first, second = published(place, "第一通"), published(place, "第二通")
    visit("agent", "feedback")
    assert list(shown.points) == [f"points-{second}"], "the newest is open, the other one is not loaded"
    groups = shown.points[f"points-{second}"]["groups"]
    assert [group.title for group in groups[:3]] == ["做得好的", "可以更好的", "批注"]
    tones = [(group.tone.value, {item.key for item in group.items}) for group in groups]
    assert tones[0][0] == "good"
    bad = {f"finding-{missed(place, second).id}"}
    assert bad <= tones[1][1]
    assert not tones[0][1] & tones[1][1]
    assert all(item.why for item in groups[1].items), "each tells why it is asked"
    shown.points.clear()
    visit("agent", "feedback", call=str(first))
    assert list(shown.points) == [f"points-{first}"]


def test_of_few_reviews_no_mean_is_shown(visit: Open, shown: Shown, place: Place) -> None:
    published(place)
    app = visit("agent", "feedback")
    assert "近期有 1 通评审，满 10 通才显示" in said(app)
    assert not app.metric
    for number in range(9):
        publish_review(place, add_call(place, f"第 {number} 通"))
    app = visit("agent", "feedback")
    (metric,) = app.metric
    assert (metric.label, metric.value) == ("近 90 天平均分", "87.5%")
    assert "有 95% 的把握在" in said(app)


def test_the_agent_acknowledges_and_comments(visit: Open, shown: Shown, place: Place) -> None:
    call_id = published(place)
    app = visit("agent", "feedback")
    button(app, "确认收到").click().run()
    assert life(place, call_id).acknowledged_at is not None
    assert "确认收到" not in [one.label for one in app.button]
    app.text_area[0].set_value("谢谢")
    button(app, "发送").click().run()
    assert [step.text for step in life(place, call_id).comments] == ["谢谢"]
    assert [one.kind.value for one in notices.listed(place.house, place.people["inspector"])] == ["commented", "acknowledged"]


def test_an_appeal_is_made_from_its_point_and_withdrawn_there(visit: Open, shown: Shown, place: Place) -> None:
    call_id = published(place)
    key = f"finding-{missed(place, call_id).id}"
    shown.press = (key, "appeal")
    app = visit("agent", "feedback")
    assert any(one.label == "申诉理由" for one in app.text_area), "the dialog is open"
    made = appeal(place, call_id)
    visit("agent", "feedback")
    (item,) = (one for group in shown.points[f"points-{call_id}"]["groups"] for one in group.items if one.key == key)
    assert (item.state, [act.name for act in item.acts]) == ("申诉中", ["withdraw"])
    shown.press = (key, "withdraw")
    visit("agent", "feedback")
    assert [(one.id, one.state) for one in life(place, call_id).appeals] == [(made, AppealState.WITHDRAWN)]


def test_a_tampered_point_does_nothing(visit: Open, shown: Shown, place: Place) -> None:
    published(place)
    for wrong in ("finding-", "remark-x", "finding-9999999999999", "other-1", ""):
        assert lifepage.point_of(wrong) is None
    shown.press = ("finding-999999", "appeal")
    app = visit("agent", "feedback")
    assert "这一项现在不能申诉" in said(app)


# appeals


def test_a_judge_sees_both_sides_and_settles(visit: Open, shown: Shown, place: Place) -> None:
    call_id = published(place)
    made = appeal(place, call_id)
    app = visit("manager", "appeals")
    assert "当时客户已经挂了" in said(app)
    assert "1 份待复核" in said(app)
    button(app, "提交裁定").click().run()
    assert "请先选择维持原判还是改判" in said(app)
    app.button_group(key=f"way-{made}").set_value(AppealState.OVERTURNED).run()
    button(app, "提交裁定").click().run()
    assert "请写明理由" in said(app)
    app.text_area(key=f"reason-{made}").set_value("重听属实").run()
    button(app, "提交裁定").click().run()
    (view,) = life(place, call_id).appeals
    assert (view.state, view.judged_by, view.reason) == (AppealState.OVERTURNED, "王芳", "重听属实")
    assert "没有待复核的申诉" in said(app)


def test_whoever_reviewed_sees_the_appeal_and_no_form(visit: Open, shown: Shown, place: Place) -> None:
    made = appeal(place, published(place))
    app = visit("inspector", "appeals")
    assert "没有需要您复核的申诉" in said(app)
    app = visit("inspector", "appeals", appeal=str(made))
    assert "当时客户已经挂了" in said(app)
    assert "提交裁定" not in [one.label for one in app.button]


# notices


def test_notices_lead_to_their_place_and_count_in_the_bell(visit: Open, shown: Shown, place: Place) -> None:
    call_id = published(place)
    amend.comment(place.house, place.people["inspector"], call_id, "请听第二句")
    app = visit("agent", "notices")
    (row,) = shown.tables["notices.table"]
    assert (row.href, row.cells[0].text, row.cells[0].note) == (f"/feedback?call={call_id}", "李娜 在“宽带断网”的评审下留言", "请听第二句")
    assert row.cells[1].text == "未读"
    assert "1 条未读" in said(app)
    button(app, "全部标为已读").click().run()
    assert notices.unread(place.house, place.people["agent"]) == 0
    amend.comment(place.house, place.people["inspector"], call_id, "再听一次")
    shown.open["notices.table"] = notices.listed(place.house, place.people["agent"])[0].id
    app = visit("agent", "notices")
    assert app.title[0].value == "我的反馈"
    assert notices.unread(place.house, place.people["agent"]) == 0


# team, newcomers


def test_the_team_page_tells_of_states_and_ranks_nobody(visit: Open, shown: Shown, place: Place) -> None:
    appeal(place, published(place))
    publish_review(place, add_call(place, "另一通"))
    app = visit("lead", "team")
    assert "申诉中" in said(app)
    assert {one.label: one.value for one in app.metric} == {"近 90 天评审数": "2", "平均分": "–"}
    (row,) = shown.tables["team.means"]
    assert [cell.text for cell in row.cells] == ["陈晨", "一班", "2", "–", "–"]
    visit("inspector", "team", show="precision")
    assert shown.tables.get("team.precision") is None, "nobody judged by hand yet"


def test_a_mentor_is_set_sees_the_newcomer_and_is_taken_back(visit: Open, shown: Shown, place: Place) -> None:
    call_id = published(place)
    app = visit("lead", "team", show="mentors")
    assert "还没有结对" in said(app)
    button(app, "结对").click().run()
    assert "请选好师傅和徒弟" in said(app)
    names = {one.label: one for one in app.selectbox}
    names["师傅"].set_value(place.people["other"])
    names["徒弟"].set_value(place.people["agent"])
    button(app, "结对").click().run()
    assert "带" in said(app)
    assert [one.name for one in mentors.newcomers(place.house, place.people["other"])] == ["agent"]
    day = (now().astimezone() + timedelta(days=3)).date()
    coaching.note(place.house, place.people["lead"], call_id, utterance=0, from_char=0, to_char=2, text="慢一点", follow_up=day)
    app = visit("other", "newcomers")
    assert "慢一点" in said(app)
    assert "您带着 陈晨" in said(app)
    app = visit("lead", "team", show="mentors")
    button(app, "结束").click().run()
    assert mentors.newcomers(place.house, place.people["other"]) == ()
    assert any("已结束（1 对）" in one.label for one in app.expander)


def test_coaching_is_followed_up_on_the_team_page(visit: Open, shown: Shown, place: Place) -> None:
    call_id = published(place)
    coaching.note(place.house, place.people["lead"], call_id, utterance=0, from_char=0, to_char=2, text="慢一点")
    app = visit("lead", "team", show="coaching")
    app.text_area[0].set_value("这周好多了")
    button(app, "保存").click().run()
    (view,) = coaching.mine(place.house, place.people["agent"])
    assert [one.text for one in view.outcomes] == ["这周好多了"]
    app = visit("agent", "feedback", show="coaching")
    assert "这周好多了" in said(app)
    assert notices.unread(place.house, place.people["agent"]) == 0


# settings


def test_terms_are_set_by_who_may(visit: Open, place: Place) -> None:
    app = visit("manager", "settings")
    days = next(one for one in app.number_input if one.label == "工作日数")
    days.set_value(7)
    next(one for one in app.text_area if one.label == "节假日").set_value("2026-10-01..2026-10-08")
    [one for one in app.button if one.label == "保存"][-1].click().run()
    assert "申诉期限已保存" in said(app)
    here = terms.in_force(place.house, place.people["agent"])
    assert (here.days, len(here.holidays)) == (7, 8)
    app = visit("inspector", "settings")
    assert next(one for one in app.number_input if one.label == "工作日数").disabled


def test_reviews_from_before_have_their_window_too(place: Place) -> None:
    """Published by an earlier version: no window was written down, so it is worked out from the day of publication."""
    call_id = published(place)
    with place.house.db.reading() as opened:
        (row,) = opened.connection().exec_driver_sql("select appeal_until from review").fetchall()
        assert row[0] is None
        published_at = opened.get(ReviewRow, 1).published_at  # type: ignore[union-attr]
    assert published_at is not None
    assert life(place, call_id).until == terms.Terms().until(published_at)
    assert life(place, call_id).windows
