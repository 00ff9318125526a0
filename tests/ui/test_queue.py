"""The pages of the queue and of plans as they run; their components, which are a browser's, are stood in for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.desk import assign, myqueue, record, scoring
from qa.model.assignment import Reason, ReasonKind, Wanted
from qa.model.call import Speaker, Transcript, Utterance
from qa.store import rows
from qa.store.tables import CallRow
from qa.ui import reasons, session
from qa.ui.parts import table
from tests.ui.conftest import Place, add_call

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
Open = Callable[..., AppTest]


class Shown:
    """What each table was last given, and the button of a row that is to be pressed next."""

    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}
        self.press: dict[str, tuple[int, str]] = {}

    def __call__(self, key: str, *, columns: Any, rows: Any, label: str, on_act: Any = None) -> int | None:
        assert all(len(row.cells) == len(columns) for row in rows)
        self.rows[key] = rows
        if key in self.press:
            on_act(*self.press.pop(key))
        return None


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    stub = Shown()
    monkeypatch.setattr(table, "table", stub)
    return stub


@pytest.fixture
def visit(place: Place, shown: Shown, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> Open:
    move_in(place)

    def opened(name: str, page: str, **query: object) -> AppTest:
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        for key, value in query.items():
            app.query_params[key] = str(value)
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    return opened


def heard(place: Place, name: str, agent: str = "agent", silent_s: float = 0.5) -> int:
    call_id = add_call(place, name, agent=agent, started_at=datetime.now(UTC) - timedelta(hours=2), duration=100.0)
    said = Transcript("zh", (Utterance(Speaker.AGENT, "您好", 0.0, 3.0), Utterance(Speaker.CUSTOMER, name, 3.0 + silent_s, 6.0 + silent_s)))
    with place.house.db.writing() as session_:
        row = record.write_transcript(session_, call_id, said, engine="whisper", model="small", options={}, author=None)
        scoring.score(session_, place.house.book, rows.get(session_, CallRow, call_id), row)
    return call_id


def planned(place: Place, **more: Any) -> int:
    here = datetime.now(UTC)
    wanted = Wanted(here - timedelta(days=1), here + timedelta(days=1), 5)
    shares = {place.people["inspector"].id: 1}
    return assign.make(place.house, place.people["manager"], wanted, title="三月常规", shares=shares, **more)


def said(app: AppTest) -> str:
    kinds = ("warning", "error", "info", "success", "markdown", "caption")
    return "\n".join(str(e.value).replace("\\", "") for kind in kinds for e in app.get(kind))


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def test_an_empty_queue_says_where_to_look(visit: Open) -> None:
    app = visit("inspector", "queue")
    assert "队列是空的" in said(app)
    assert "没有其他值得先听的通话" in said(app)


def test_the_queue_says_why_and_until_when(visit: Open, place: Place, shown: Shown) -> None:
    call_id = heard(place, "宽带断网")
    planned(place, due=datetime.now(UTC) - timedelta(days=1))
    app = visit("inspector", "queue")
    (row,) = shown.rows["queue.mine"]
    assert row.id == call_id
    assert row.note.startswith("随机抽样（三月常规）")
    assert row.cells[-1].badge
    assert {one.label: one.value for one in app.metric} == {"待评审": "1", "已过期": "1", "近 7 天完成": "0"}


def test_a_suggestion_is_taken_from_the_list(visit: Open, place: Place, shown: Shown) -> None:
    call_id = heard(place, "让客户干等", silent_s=40.0)
    visit("inspector", "queue")
    (row,) = shown.rows["queue.suggested"]
    assert (row.id, [act.name for act in row.acts]) == (call_id, ["take"])
    assert "长时间静默：40 秒" in row.note
    shown.press["queue.suggested"] = (call_id, "take")
    visit("inspector", "queue")
    assert [item.call.id for item in myqueue.mine(place.house, place.people["inspector"])] == [call_id]


def test_a_plan_is_previewed_and_drawn(visit: Open, place: Place, shown: Shown) -> None:
    for i in range(3):
        heard(place, f"第 {i} 通")
    heard(place, "短的", agent="other")
    app = visit("manager", "plans")
    assert "这段时间共 **4** 通，符合条件 **4** 通，涉及 2 位客服，将抽 **4** 通" in said(app)
    assert "要抽 **4** 通" in said(app)
    assert "有 2 位客服不足 5 通" in said(app)
    app.number_input(key="plan.each").set_value(2).run()
    app.number_input(key="plan.lowest").set_value(0).run()
    assert "将抽 **3** 通" in said(app)
    app.text_input(key="plan.title").set_value("常规").run()
    button(app, "抽取 3 通并分派").click().run()
    assert "请至少选一位质检员" in said(app)
    app.multiselect(key="plan.people").set_value([place.people["inspector"].id, place.people["manager"].id]).run()
    app.toggle(key="plan.weights").set_value(True).run()
    app.number_input(key=f"plan.weight.{place.people['inspector'].id}").set_value(2).run()
    button(app, "抽取 3 通并分派").click().run()
    plan = assign.listed(place.house, place.people["manager"])[0]
    assert {one.name: (one.weight, one.open) for one in plan.shares} == {"李娜": (2, 2), "王芳": (1, 1)}
    assert plan.due_at is not None
    assert plan.due_at.astimezone().date() >= date.today()


def test_a_plans_page_shows_what_was_given_back_and_can_end_it(visit: Open, place: Place) -> None:
    heard(place, "第一通")
    plan_id = planned(place)
    item = myqueue.mine(place.house, place.people["inspector"])[0]
    assign.unusable(place.house, place.people["inspector"], item.assignment or 0, "cut", "只有十秒")
    app = visit("manager", "plans", plan=plan_id)
    assert list(app.table[1].value["原因"]) == ["录音不完整: 只有十秒".replace(":", "\\:")]
    app.text_input(key=f"plan.{plan_id}.stop_why").set_value("时间选错了").run()
    app.button(key=f"plan.{plan_id}.stop").click().run()
    assert "停止：时间选错了" in said(app)


def test_every_reason_has_its_words() -> None:
    told: dict[ReasonKind, dict[str, Any]] = {
        ReasonKind.SAMPLE: {"plan": "p"},
        ReasonKind.FATAL: {"title_zh": "辱骂", "title_en": "abuse", "quote": "滚", "at": 3.0},
        ReasonKind.LOW: {"percent": 41.5},
        ReasonKind.UPSET: {"quote": "气死我了", "at": 1.0},
        ReasonKind.REPEAT: {"calls": 2, "days": 7, "last": 1},
        ReasonKind.SILENCE: {"seconds": 32, "at": 8.0},
        ReasonKind.NEWCOMER: {"days": 3},
    }
    assert set(told) == set(ReasonKind)
    from qa import locales

    for language in ("zh", "en"):

        def say(key: str, language: str = language, **params: Any) -> str:
            return locales.text(language, f"queue.{key}", **params)

        for kind, evidence in told.items():
            assert reasons.words(Reason(kind, evidence), say, language)
    assert reasons.second(Reason(ReasonKind.SILENCE, told[ReasonKind.SILENCE])) == 8.0
    assert reasons.second(Reason(ReasonKind.LOW, told[ReasonKind.LOW])) is None
