"""The page of the monthly review as it runs; its tables, which are a browser's, are stood in for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa import access
from qa.access import About
from qa.desk import cases, improve, improve_record, month
from qa.desk.house import SYSTEM
from qa.model.casefile import Family, Part, Step
from qa.model.improve import Field, ImproveAct, ImproveState
from qa.store.tables import now
from qa.ui import session
from qa.ui.parts import improvements, month_review, table
from tests.ui.conftest import Place, add_call, publish_review
from tests.ui.test_cases import button, said

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"


def test_a_month_is_reviewed_and_its_improvements_are_seen_to(
    place: Place, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, Any] = {}
    for part in (table, improvements, month_review):
        monkeypatch.setattr(part, "table", lambda key, *, rows, **_: shown.update({key: rows}))
    move_in(place)

    def visit(name: str, **query: str) -> AppTest:
        shown.clear()
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        for key, value in query.items():
            app.query_params[key] = value
        app.switch_page("pages/month.py").run()
        assert not app.exception, app.exception
        return app

    house, lead, agent, manager = place.house, *(place.people[name] for name in ("lead", "agent", "manager"))
    publish_review(place, add_call(place, "宽带断网"))
    case = cases.open_case(house, lead, title="一周断三次", complained_at=now() - timedelta(hours=1), team="一班", call_id=None)
    cases.write(house, lead, case, Part.RESULT, "换了光纤")
    cases.write(house, lead, case, Part.CAUSE, "没有派单", family=Family.PROCESS)
    cases.happened(house, lead, case, Step.SETTLED, now())
    cases.close(house, lead, case, "未接通")

    app = visit("lead")
    assert {"流程原因引起的投诉", "本月结案 1 起"} <= set(said(app).replace("**", "").splitlines())
    assert "<dt>已发布的评审</dt><dd>1 </dd>" in "".join(str(one.proto.body) for one in app.get("html"))
    button(app, "采纳").click().run()
    assert not app.exception, app.exception
    (one,) = improve.listed(house, lead)
    assert (one.what, one.cause, one.team, one.month) == ("流程原因引起的投诉", "process", "一班", str(month.this_month()))
    assert [row.href for row in shown["month.own"]] == [f"/month?entry={one.id}"]
    assert "本月没有待处理的建议" in said(app)

    app = visit("lead", show="list")
    button(app, "加入清单").click().run()
    assert "改进内容要有 1 至 200 个字" in said(app)
    app.text_input(key="month.new.0.what").set_value("开通前先念资费")
    app.selectbox(key="month.new.0.owner").select(agent.id)
    app.date_input(key="month.new.0.due").set_value(improve_record.today() + timedelta(days=5))
    button(app, "加入清单").click().run()
    assert not app.exception, app.exception
    (given,) = improve.listed(house, agent)
    assert (given.what, given.owner, given.team) == ("开通前先念资费", "陈晨", "一班")
    assert app.text_input(key="month.new.1.what").value == "", "the next one can be written at once"
    app.toggle(key="month.late").set_value(True).run()
    assert "没有符合条件的改进事项" in said(app)

    app = visit("agent", entry=str(given.id))
    assert not {one.label for one in app.selectbox} & {"负责人", "原因类别"}, "the owner brings it forward and changes nothing else"
    key = f"improve-{given.id}-{improve.one(house, agent, given.id).last}"
    button(app, "保存").click().run()
    assert improve.one(house, agent, given.id).line.state is ImproveState.OPEN
    app.text_area(key=f"{key}-outcome").set_value("同类投诉没有了")
    button(app, "保存").click().run()
    assert "同类投诉没有了" in said(app)
    improve.change(house, agent, given.id, [ImproveAct(Field.STATE, "", ImproveState.DONE)])
    assert "还没有已公布的改进" in said(visit("other"))
    key = f"improve-{given.id}-{improve.one(house, lead, given.id).last}"
    app = visit("lead", entry=str(given.id))
    app.checkbox(key=f"{key}-shared").check()
    button(app, "保存").click().run()
    app = visit("other")
    assert [row.cells[0].text for row in shown["month.own"]] == ["开通前先念资费"]
    assert "找不到编号为" in said(visit("other", entry=str(one.id)))

    for name, person in place.people.items():
        for number, team, done in ((given.id, "一班", True), (one.id, "一班", False)):
            owner = improve.one(house, SYSTEM, number).line.owner_id
            may = access.allowed(person, "improve.see", About(team=team, author=owner, published=done))
            assert any(title.value.startswith("### ") for title in visit(name, entry=str(number)).markdown) is may, name

    app = visit("manager", show="shift")
    assert "这几天没有开班前会" in said(app)
    assert {one.label for one in app.get("download_button")} == {"Word 文档", "Excel 工作簿"}
    app.selectbox(key="month.team").select("二班").run()
    assert not app.exception, app.exception
    assert len(improve.listed(house, SYSTEM)) == len(improve.listed(house, manager)) == 2
