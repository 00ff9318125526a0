from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.desk import intake, people, sources
from qa.model.call import CallState
from qa.model.people import Role
from qa.store import rows
from qa.store.tables import CallRow, RecordingRow
from qa.ui import session, shell, words
from qa.ui.parts import calllist, table
from tests.ui.conftest import PASSWORD, Place, add_call, publish_review

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
Open = Callable[[str, str], AppTest]


class Tables:
    """Stands in for the table, which is a browser's: what it was shown, and the row that is to be opened next."""

    def __init__(self) -> None:
        self.shown: dict[str, Any] = {}
        self.open: dict[str, int] = {}
        self.press: dict[str, tuple[int, str]] = {}

    def __call__(self, key: str, *, columns: Any, rows: Any, label: str, on_act: Any = None) -> int | None:
        assert label
        assert all(len(row.cells) == len(columns) for row in rows)
        self.shown[key] = rows
        if key in self.press:
            on_act(*self.press.pop(key))
        return self.open.pop(key, None)


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    stub = Tables()
    monkeypatch.setattr(table, "table", stub)
    monkeypatch.setattr(calllist, "table", stub)
    return stub


@pytest.fixture
def visit(place: Place, tables: Tables, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page as somebody."""
    move_in(place)

    def opened(name: str, page: str = "home") -> AppTest:
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        if page != "home":
            app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    return opened


def titles(app: AppTest) -> list[str]:
    return [title.value for title in app.title]


def said(app: AppTest) -> str:
    """What the page says, without the marks that keep Markdown off it."""
    return "\n".join(str(e.value).replace("\\", "") for kind in ("warning", "error", "info", "success", "caption") for e in app.get(kind))


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


# the frame


@pytest.mark.parametrize("name", ["agent", "lead", "inspector", "manager", "admin"])
def test_everybody_comes_home(visit: Open, place: Place, name: str) -> None:
    add_call(place)
    assert titles(visit(name, "home")) == [f"{place.people[name].shown}，您好"]


def test_nobody_without_a_cookie_sees_anything(visit: Open, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit("inspector", "home")
    people.set_active(place.house, place.people["admin"], "inspector", False)
    app.run()
    assert titles(app) == []
    assert not app.exception
    monkeypatch.setattr(session, "cookie", lambda: None)
    app.run()
    assert titles(app) == []


def menu_of(role: Role) -> set[str]:
    return {name for pages in shell.SECTIONS.values() for name, _, roles in pages if role in roles}


def test_the_menu_fits_the_role() -> None:
    everyone = {"home", "library", "packs", "rubrics", "account", "notices", "newcomers", "cases", "quiz", "month"}
    assert menu_of(Role.AGENT) == everyone | {"feedback"}
    assert menu_of(Role.LEAD) == everyone | {"calls", "team"}
    judges = everyone | {"queue", "calls", "team", "calibration", "settings", "appeals"}
    assert menu_of(Role.INSPECTOR) == judges
    assert menu_of(Role.MANAGER) == judges | {"plans"}
    assert menu_of(Role.ADMIN) == judges | {"plans", "people"}


def test_the_language_is_remembered_in_the_account(visit: Open, place: Place) -> None:
    app = visit("inspector", "home")
    app.button_group(key="shell.language.zh").set_value("en").run()
    assert titles(app) == ["Hello, 李娜"]
    listed = people.listed(place.house, place.people["admin"])
    assert next(one for one in listed if one.name == "inspector").language == "en"


def test_a_name_is_no_markup() -> None:
    assert words.plain("*a* [b](c) $d$ :red[e]") == r"\*a\* \[b\]\(c\) \$d\$ \:red\[e\]"


# home


def test_an_empty_workspace_says_where_to_begin(visit: Open) -> None:
    app = visit("admin", "home")
    assert "从这里开始" in [one.value for one in app.subheader]
    assert "现在不能转写录音" in said(app)
    assert "没有后台程序在运行" in said(app)


def test_home_lists_what_is_to_review_and_leads_there(visit: Open, place: Place, tables: Tables) -> None:
    first, second = add_call(place, "第一通"), add_call(place, "第二通")
    add_call(place, "排队的", state="queued")
    publish_review(place, second)
    app = visit("inspector", "home")
    assert [row.id for row in tables.shown["home.review"]] == [first]
    assert {one.label: one.value for one in app.metric} == {
        "待评审": "1",
        "处理中": "1",
        "需要处理": "0",
        "已发布评审": "1",
        "案例": "0",
    }


def test_an_agent_finds_the_own_feedback_at_home(visit: Open, place: Place, tables: Tables) -> None:
    mine, others = add_call(place, "我的"), add_call(place, "别人的", agent="other")
    publish_review(place, mine)
    publish_review(place, others)
    visit("agent", "home")
    (row,) = tables.shown["home.feedback"]
    assert (row.id, row.cells[-1].text) == (mine, "87.5%")
    assert not visit("agent", "home").metric


# calls


def test_calls_show_their_state_and_reason(visit: Open, place: Place, tables: Tables) -> None:
    add_call(place, "完成的", percent=92.0)
    add_call(place, "转写的", state="transcribing", progress=0.62, left_s=190.0)
    add_call(place, "失败的", state="failed", problem="audio.empty", problem_params={"file": "a.wav"})
    visit("inspector", "calls")
    failed, moving, ready = tables.shown["calls.table"]
    assert failed.note.startswith("a.wav 是空文件")
    assert [act.name for act in failed.acts] == ["retry", "attach"]
    state = next(cell for cell in moving.cells if cell.progress is not None)
    assert (state.text, state.progress) == ("转写中 62% · 还需约 3 分钟", 0.62)
    assert "92%" in [cell.text for cell in ready.cells]
    assert not ready.acts


def test_a_failed_call_is_tried_again(visit: Open, place: Place, tables: Tables) -> None:
    call = add_call(place, "失败的", state="failed", problem="audio.empty", problem_params={"file": "a.wav"})
    tables.press["calls.table"] = (call, "retry")
    visit("inspector", "calls")
    assert intake.listed(place.house, place.people["admin"])[0].state is CallState.QUEUED


def test_a_button_that_comes_too_late_says_so(visit: Open, place: Place, tables: Tables) -> None:
    call = add_call(place, "完成的")
    tables.press["calls.table"] = (call, "retry")
    assert "“完成的”没有失败也不在等待" in said(visit("inspector", "calls"))


def test_calls_are_filtered_and_searched(visit: Open, place: Place, tables: Tables) -> None:
    add_call(place, "宽带断网")
    add_call(place, "套餐争议")
    add_call(place, "读不出", state="failed", problem="audio.empty", problem_params={"file": "a.wav"})
    app = visit("inspector", "calls")
    app.button_group(key="calls.shown").set_value("stuck").run()
    assert [row.cells[0].text for row in tables.shown["calls.table"]] == ["读不出"]
    app.button_group(key="calls.shown").set_value("all").run()
    app.text_input(key="calls.words").set_value("套餐").run()
    assert [row.cells[0].text for row in tables.shown["calls.table"]] == ["套餐争议"]
    app.text_input(key="calls.words").set_value("没有这样的").run()
    assert "没有符合条件的通话" in said(app)
    button(app, "清除筛选").click().run()
    assert len(tables.shown["calls.table"]) == 3


def test_many_calls_come_in_pages(visit: Open, place: Place, tables: Tables) -> None:
    with place.house.db.writing() as session_:
        for number in range(60):
            rows.add(session_, CallRow(title=f"{number:02}", state="ready", created_at=datetime(2026, 1, 1, tzinfo=UTC)))
    app = visit("inspector", "calls")
    first = [row.id for row in tables.shown["calls.table"]]
    assert len(first) == 50
    app.button(key="calls.on").click().run()
    second = [row.id for row in tables.shown["calls.table"]]
    assert len(second) == 10
    assert not set(first) & set(second)


def test_a_lead_sees_the_team_and_loads_nothing(visit: Open, place: Place, tables: Tables) -> None:
    mine = add_call(place, "本班")
    add_call(place, "外班", agent="other")
    app = visit("lead", "calls")
    assert [row.id for row in tables.shown["calls.table"]] == [mine]
    assert not app.get("file_uploader")


SUBTITLES = "1\n00:00:00,000 --> 00:00:02,000\n客服：您好\n\n2\n00:00:02,000 --> 00:00:04,000\n客户：我要退订\n".encode()


def load(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, "") for name, content in files]).run()
    return app.button(key="calls.go").click().run()


def test_files_come_in_and_a_bad_one_does_not_hurt_the_others(visit: Open, place: Place) -> None:
    app = visit("inspector", "calls")
    app.selectbox(key="calls.agent").set_value("agent").run()
    load(app, ("坏的.srt", b"nothing"), ("录音_01.wav", b"RIFF...."), ("好的.srt", SUBTITLES))
    assert not app.exception
    assert "已导入 2 个文件" in said(app)
    assert "“坏的.srt”未导入" in said(app)
    found = intake.listed(place.house, place.people["admin"])
    assert {(one.title, one.agent, one.team) for one in found} == {(title, "陈晨", "一班") for title in ("坏的", "好的", "录音 01")}
    # the bad one stays listed, to be tried again or given another transcript
    assert [one.title for one in found if one.state is CallState.FAILED] == ["坏的"]
    app.run()
    app.run()
    assert len(intake.listed(place.house, place.people["admin"])) == 3


def test_the_same_file_again_is_said_to_be_here(visit: Open, place: Place) -> None:
    app = load(visit("inspector", "calls"), ("好的.srt", SUBTITLES))
    load(app, ("同一个.srt", SUBTITLES))
    assert "“同一个.srt”之前已导入" in said(app)
    assert len(intake.listed(place.house, place.people["admin"])) == 1


TABLE = "文件名,坐席,技能组,主叫号码,备注\n好的.srt,陈晨,宽带报修,138 0013 8000,x\n".encode("gb18030")


def test_a_table_among_the_files_tells_of_them(visit: Open, place: Place) -> None:
    app = visit("inspector", "calls")
    app.file_uploader[0].set_value([("好的.srt", SUBTITLES, ""), ("表.csv", TABLE, "")]).run()
    assert "选中的 1 个文件里，1 个在表中有信息" in said(app)
    assert "备注" in said(app)
    app.button(key="calls.go").click().run()
    (line,) = intake.listed(place.house, place.people["admin"])
    assert (line.agent, line.queue, line.phone) == ("陈晨", "宽带报修", "13800138000")


def test_a_table_that_comes_later_fills_in(visit: Open, place: Place) -> None:
    app = load(visit("inspector", "calls"), ("录音_01.wav", b"RIFF...."))
    load(app, ("表.csv", TABLE.replace("好的.srt".encode("gb18030"), "录音_01.wav".encode("gb18030"))))
    assert "补上了原来缺的信息：客服代表、技能组、电话" in said(app)
    assert [line.agent for line in intake.listed(place.house, place.people["admin"])] == ["陈晨"]
    app.file_uploader[0].set_value([("表.csv", "坐席,班组\nx,y\n".encode(), "")]).run()
    assert "没有通话编号列，也没有文件名列" in said(app)
    assert app.button(key="calls.go").disabled


def test_a_source_is_chosen_and_a_file_without_a_header_is_asked_about(visit: Open, place: Place) -> None:
    admin = place.people["admin"]
    source = sources.make(place.house, admin, sources.Fields("北京一线", 1, "zh", "二班", rule="{agent}_{phone}"))
    app = visit("inspector", "calls")
    app.selectbox(key="calls.source").set_value(source).run()
    app.file_uploader[0].set_value([("agent_10086.vox", b"\x12" * 400, "")]).run()
    app.selectbox(key="calls.coding").set_value("vox").run()
    app.selectbox(key="calls.rate").set_value(6_000).run()
    app.button(key="calls.go").click().run()
    (line,) = intake.listed(place.house, admin)
    assert (line.agent, line.team, line.language, line.phone) == ("陈晨", "一班", "zh", "10086")
    with place.house.db.reading() as opened:
        recording, call = rows.get(opened, RecordingRow, 1), rows.get(opened, CallRow, line.id)
        assert (recording.raw, call.source_id, call.agent_channel) == ("vox:6000:1", source, 1)
    assert app.selectbox(key="calls.source").value == source


# settings


def test_a_source_is_added_with_its_rule_tried_on_a_name(visit: Open, place: Place) -> None:
    app = visit("manager", "settings")
    fields = {one.label: one for one in app.text_input}
    fields["名称"].set_value("热线")
    fields["文件名规则"].set_value("{agent}_{call_id}").run()
    {one.label: one for one in app.text_input}["用一个文件名试试规则"].set_value("chen_A7.wav").run()
    assert "客服代表: **chen**\n- 通话编号: **A7**" in said(app)
    {one.label: one for one in app.text_input}["文件名规则"].set_value("{agent}{call_id}").run()
    assert any("两个字段紧挨着" in one.value for one in app.error)
    {one.label: one for one in app.text_input}["文件名规则"].set_value("{agent}_{call_id}").run()
    assert {one.label: one for one in app.text_input}["自动收取的文件夹"].disabled
    button(app, "新增来源").click().run()
    assert "已保存" in said(app)
    (kept,) = sources.listed(place.house, place.people["manager"])
    assert (kept.fields.name, kept.fields.rule) == ("热线", "{agent}_{call_id}")
    assert "新增来源" not in [one.label for one in visit("inspector", "settings").button]


def test_settings_are_changed_by_who_may_and_read_by_who_judges(visit: Open, place: Place) -> None:
    app = visit("manager", "settings")
    assert "不能转写" in said(app)
    app.text_input[0].set_value("medium")
    button(app, "保存").click().run()
    assert "设置已保存" in said(app)
    app = visit("inspector", "settings")
    assert app.text_input[0].value == "medium"
    assert app.text_input[0].disabled
    assert button(app, "保存").disabled


# accounts


def test_an_account_is_added_and_a_wrong_one_is_explained(visit: Open, place: Place) -> None:
    app = visit("admin", "people")
    fields = {one.label: one for one in app.text_input}
    fields["登录名"].set_value("Neu Name")
    fields["显示名"].set_value("新同事")
    fields["密码"].set_value(PASSWORD)
    button(app, "添加").click().run()
    assert "不能用作登录名" in said(app)
    app.text_input[0].set_value("neu.name")
    button(app, "添加").click().run()
    assert "已添加 新同事" in said(app)
    assert people.sign_in(place.house, "neu.name", PASSWORD)[0].role is Role.AGENT


def test_an_account_is_disabled_and_enabled(visit: Open, place: Place, tables: Tables) -> None:
    tables.open["people.table"] = place.people["agent"].id
    app = visit("admin", "people")
    button(app, "停用账号").click().run()
    assert "已停用 陈晨" in said(app)
    assert not next(one for one in people.listed(place.house, place.people["admin"]) if one.name == "agent").active
    button(app, "启用账号").click().run()
    assert "已启用 陈晨" in said(app)


def test_the_own_account_has_no_button_to_close_it(visit: Open, place: Place, tables: Tables) -> None:
    tables.open["people.table"] = place.people["admin"].id
    assert "停用账号" not in [one.label for one in visit("admin", "people").button]


def test_the_own_password_is_changed(visit: Open, place: Place) -> None:
    app = visit("agent", "account")
    for field, value in zip(app.text_input, (PASSWORD, "another secret", "another secre"), strict=True):
        field.set_value(value)
    button(app, "修改密码").click().run()
    assert "两次输入的新密码不一致" in said(app)
    for field, value in zip(app.text_input, (PASSWORD, "another secret", "another secret"), strict=True):
        field.set_value(value)
    button(app, "修改密码").click().run()
    assert "密码已修改" in said(app)
    assert people.sign_in(place.house, "agent", "another secret")[0].name == "agent"


# words


def test_times_and_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [words.clock(s) for s in (None, 0, 59.9, 185, 3723)] == ["–", "0:00", "0:59", "3:05", "1:02:03"]
    assert [words.percent(p) for p in (None, 0.0, 86.46, 100.0)] == ["–", "0%", "86.5%", "100%"]
    at, this_year = datetime(2001, 3, 5, 7, 9, tzinfo=UTC), datetime.now(UTC).replace(month=6, day=7)
    monkeypatch.setattr(words, "_zone", lambda: UTC)
    for language, expected in (("zh", ("2001年3月5日 07:09", "6月7日")), ("en", ("5 Mar 2001 07:09", "7 Jun"))):
        monkeypatch.setattr(words, "language", lambda language=language: language)
        assert (words.moment(at), words.day(this_year)) == expected
