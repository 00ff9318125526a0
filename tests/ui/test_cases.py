"""The page of case files as it runs; its table, which is a browser's, is stood in for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.desk import cases, notices
from qa.desk.house import SYSTEM
from qa.model.casefile import CaseState, Family, Part, Step
from qa.store.tables import now
from qa.ui import session
from qa.ui.parts import caselist, table
from tests.ui.conftest import Place, add_call

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"


def said(app: AppTest) -> str:
    kinds = ("warning", "error", "info", "success", "markdown", "caption", "text")
    return "\n".join(str(one.value).replace("\\", "") for kind in kinds for one in app.get(kind))


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def test_a_case_is_made_worked_on_and_found_again(place: Place, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> None:
    shown: dict[str, Any] = {}
    for part in (table, caselist):
        monkeypatch.setattr(part, "table", lambda key, *, rows, **_: shown.update({key: rows}))
    move_in(place)

    def visit(name: str, page: str, **query: str) -> AppTest:
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        for key, value in query.items():
            app.query_params[key] = value
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    lead, agent, inspector = (place.people[name] for name in ("lead", "agent", "inspector"))
    app = visit("lead", "cases")
    assert "还没有投诉案例" in said(app)
    button(app, "建立案例").click().run()
    assert "标题要有 1 至 120 个字" in said(app)
    app.text_input(key="case-new--title").set_value("宽带一周断三次")
    app.text_area(key="case-new--problem").set_value("要求退月租")
    button(app, "建立案例").click().run()
    assert not app.exception, app.exception
    (case,) = cases.listed(place.house, lead)
    assert (case.title, case.team, case.owner) == ("宽带一周断三次", "一班", "赵敏")
    assert "要求退月租" in said(app)
    assert "还缺" in said(app)

    cases.happened(place.house, lead, case.id, Step.RECEIVED, now() - timedelta(hours=2))
    cases.link(place.house, lead, case.id, add_call(place, "宽带断网"), "第一通")
    app = visit("lead", "notices")
    assert [row.cells[0].text.split("：")[0] for row in shown["notices.table"]] == ["投诉案例已过时限"]
    app = visit("lead", "cases", case=str(case.id))
    assert "已超时约 1 小时 45 分" in said(app)
    assert notices.unread(place.house, lead) == 0, "who was there has seen it"
    button(app, "记下来").click().run()
    assert cases.one(place.house, lead, case.id).deadlines[0].standing == "missed"

    app = visit("inspector", "cases")
    app.text_input(key="cases.words").set_value("断三次 退月租").run()
    (row,) = shown["cases.table"]
    assert (row.href, row.cells[0].note) == (f"/cases?case={case.id}", "一班 · 1 通电话")
    app.text_input(key="cases.words").set_value("漫游资费").run()
    assert "没有符合条件的案例" in said(app)

    assert "还没有涉及您通话" in said(visit("agent", "cases"))
    assert "找不到编号为" in said(visit("agent", "cases", case=str(case.id)))
    cases.write(place.house, lead, case.id, Part.RESULT, "换了光纤")
    cases.write(place.house, lead, case.id, Part.CAUSE, "", family=Family.PRODUCT)
    cases.happened(place.house, lead, case.id, Step.SETTLED, now())
    app = visit("inspector", "cases", case=str(case.id))
    button(app, "结案").click().run()
    assert "还没有回访" in said(app)
    app.text_input(key=f"case-{case.id}-close").set_value("三次未接通").run()
    button(app, "结案").click().run()
    assert cases.listed(place.house, SYSTEM)[0].state is CaseState.CLOSED
    app = visit("agent", "cases", case=str(case.id))
    assert "换了光纤" in said(app)
    assert not {"结案", "补写", "加入", "重新打开"} & {one.label for one in app.button}, "an agent reads and changes nothing"
    assert [one.id for one in cases.listed(place.house, agent)] == [case.id]
    assert cases.waiting(place.house, inspector) == (0, 0)
