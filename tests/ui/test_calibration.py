"""The calibration pages as they run; their components, which are a browser's, are stood in for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.desk import calibrate, meeting, record, scoring
from qa.desk.calibration_views import Answer
from qa.model.call import Speaker, Transcript, Utterance
from qa.model.finding import Verdict
from qa.store import rows
from qa.store.tables import CallRow
from qa.ui import session
from qa.ui.parts import calibration_meeting, calibration_sheet, table
from qa.ui.parts.ballot import Given
from tests.ui.conftest import Place, add_call

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
MET, MISSED = Verdict.MET, Verdict.MISSED
Open = Callable[..., AppTest]


class Shown:
    """What each component was last given."""

    def __init__(self) -> None:
        self.given: dict[str, dict[str, Any]] = {}

    def stub(self, name: str) -> Callable[..., None]:
        def shown(key: str, **given: Any) -> None:
            self.given[name] = {"key": key} | given

        return shown


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    stub = Shown()
    places = ((table, "table"), (calibration_sheet, "player"), (calibration_sheet, "ballot"), (calibration_meeting, "dispute"))
    for part, name in places:
        monkeypatch.setattr(part, name, stub.stub(name))
    return stub


@pytest.fixture
def visit(place: Place, shown: Shown, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> Open:
    move_in(place)

    def opened(name: str, **query: object) -> AppTest:
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        for key, value in query.items():
            app.query_params[key] = str(value)
        app.switch_page("pages/calibration.py").run()
        assert not app.exception, app.exception
        return app

    return opened


def heard(place: Place, number: int) -> int:
    call_id = add_call(place, f"第 {number} 通", sound=True)
    words = Transcript(
        "zh", (Utterance(Speaker.AGENT, "您好很高兴为您服务", 0.0, 3.0), Utterance(Speaker.CUSTOMER, f"第{number}次", 3.5, 6.0))
    )
    with place.house.db.writing() as session_:
        row = record.write_transcript(session_, call_id, words, engine="whisper", model="small", options={}, author=None)
        scoring.score(session_, place.house.book, rows.get(session_, CallRow, call_id), row)
    return call_id


def made(place: Place, calls: int = 1) -> tuple[int, list[int]]:
    ids = [heard(place, number) for number in range(calls)]
    people = [place.people[name].id for name in ("inspector", "manager", "admin")]
    return calibrate.make(place.house, place.people["manager"], title="三月", call_ids=ids, person_ids=people, rubrics=["empathy"]), ids


def fill(place: Place, name: str, set_id: int, verdict: Verdict) -> None:
    who = place.people[name]
    for line in calibrate.one(place.house, who, set_id).calls:
        sheet = calibrate.sheet(place.house, who, set_id, line.call)
        calibrate.answer(place.house, who, set_id, line.call, {q.finding: Answer(verdict) for q in sheet.questions})
    calibrate.hand_in(place.house, who, set_id)


def said(app: AppTest) -> str:
    return "\n".join(
        str(e.value).replace("\\", "") for kind in ("warning", "error", "info", "success", "markdown", "caption") for e in app.get(kind)
    )


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def test_nobody_is_asked_and_who_runs_it_may_begin(visit: Open) -> None:
    assert "目前没有请您参加的校准" in said(visit("inspector"))
    app = visit("manager")
    assert "还没有校准" in said(app)
    assert "还没有处理完成的通话" in said(app)


def test_the_list_shows_the_readers_own_progress(visit: Open, place: Place, shown: Shown) -> None:
    set_id, (call,) = made(place)
    question = calibrate.sheet(place.house, place.people["inspector"], set_id, call).questions[0]
    calibrate.answer(place.house, place.people["inspector"], set_id, call, {question.finding: Answer(MET)})
    visit("inspector")
    (row,) = shown.given["table"]["rows"]
    assert (row.cells[0].text, row.cells[1].text, row.cells[2].text) == ("三月", "1 / 9", "0 / 3")


def test_answers_are_kept_and_a_late_one_changes_nothing(visit: Open, place: Place, shown: Shown) -> None:
    set_id, (call,) = made(place)
    app = visit("inspector", set=set_id, call=call)
    given = shown.given["ballot"]
    assert (given["editable"], given["timed"], given["player"]) == (True, True, shown.given["player"]["key"])
    (part,) = given["parts"]
    assert {row.verdict for row in part.rows} == {None}
    given["on_answer"]((Given(int(part.rows[0].finding), MISSED, "没有共情", 1.5),))
    app.run()
    row = shown.given["ballot"]["parts"][0].rows[0]
    assert (row.verdict, row.comment, row.at) == (MISSED, "没有共情", 1.5)
    calibrate.close(place.house, place.people["manager"], set_id, "够了")
    shown.given["ballot"]["on_answer"]((Given(int(part.rows[0].finding), MET, "", None),))
    app.run()
    assert not shown.given["ballot"]["editable"]
    assert shown.given["ballot"]["parts"][0].rows[0].verdict is MISSED


def test_handing_in_with_blanks_wants_a_word(visit: Open, place: Place) -> None:
    set_id, _ = made(place)
    app = visit("inspector", set=set_id)
    assert button(app, "交卷").disabled
    app.checkbox[0].check().run()
    button(app, "交卷").click().run()
    assert "您已在" in said(app)


def test_closing_early_is_told_to_all(visit: Open, place: Place) -> None:
    set_id, _ = made(place)
    fill(place, "inspector", set_id, MET)
    app = visit("manager", set=set_id)
    app.text_input(key=f"calibration.{set_id}.reason").set_value("先开会").run()
    app.button(key=f"calibration.{set_id}.close").click().run()
    assert "王芳 在全部交卷之前结束了这次校准：先开会" in said(visit("inspector", set=set_id))


def test_the_result_says_what_is_known_and_what_is_not(visit: Open, place: Place) -> None:
    set_id, _ = made(place)
    for name, verdict in (("inspector", MISSED), ("manager", MET), ("admin", MET)):
        fill(place, name, set_id, verdict)
    app = visit("inspector", set=set_id)
    tiles = {one.label: one.value for one in app.metric}
    assert tiles["有分歧的项"] == "9 / 9"
    assert tiles["一致率"] == "33%"
    assert "不到 5 通电话，没有区间" in said(app)
    assert "每项标准至少要有 5 通电话" in said(app)
    graders = app.table[1].value
    lean = dict(zip(graders["参加者"], graders["倾向"], strict=True))
    assert "偏严" in lean["李娜"]
    assert "看不出倾向" in lean["王芳"]


def test_the_meeting_leads_through_and_only_its_leader_writes(visit: Open, place: Place, shown: Shown) -> None:
    set_id, _ = made(place)
    for name, verdict in (("inspector", MISSED), ("manager", MET), ("admin", MET)):
        fill(place, name, set_id, verdict)
    app = visit("inspector", set=set_id)
    app.button_group(key=f"calibration.{set_id}.shown").set_value("meeting").run()
    assert [voice.name for voice in shown.given["dispute"]["voices"]] == sorted(["李娜", "王芳", "周平"])
    assert shown.given["dispute"]["player"] == shown.given["player"]["key"]
    assert "记为统一意见" not in [one.label for one in app.button]
    first = shown.given["dispute"]["point"]
    app.button(key=f"meeting.{set_id}.on").click().run()
    assert shown.given["dispute"]["point"] != first

    app = visit("manager", set=set_id)
    app.button_group(key=f"calibration.{set_id}.shown").set_value("meeting").run()
    button(app, "记为统一意见").click().run()
    assert "请先选择统一的判定" in said(app)
    app.button_group[-1].set_value(MET)
    button(app, "记为统一意见").click().run()
    points = meeting.meeting(place.house, place.people["manager"], set_id).points
    assert [one.gold[-1].verdict for one in points if one.gold] == [MET]
    assert shown.given["dispute"]["point"] == str(points[1].finding)


def test_the_gold_answers_measure_the_machine_and_the_reader_alone(visit: Open, place: Place) -> None:
    set_id, _ = made(place)
    for name in ("inspector", "manager", "admin"):
        fill(place, name, set_id, MET)
    app = visit("manager", set=set_id)
    app.button_group(key=f"calibration.{set_id}.shown").set_value("meeting").run()
    button(app, "把这 9 项收为标准答案").click().run()
    app = visit("inspector")
    app.button_group(key="calibration.part").set_value("gold").run()
    assert "共 9 条标准答案，来自 1 通电话" in said(app)
    assert list(app.table[-1].value["参加者"]) == ["李娜"]
    button(app, "用现行评分标准再量一次").click().run()
    assert list(app.table[0].value["机评"]) == ["校准当时", "现行评分标准"]
    app = visit("manager")
    app.button_group(key="calibration.part").set_value("gold").run()
    assert len(app.table[-1].value) == 3
