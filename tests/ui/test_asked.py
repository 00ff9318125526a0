"""Pages and the language model: whether one is set up, where words go, what it answered, asking it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from qa.desk import answers, asking, record, scoring
from qa.desk.house import SYSTEM, open_house
from qa.model.call import Speaker, Transcript, Utterance
from qa.store import rows
from qa.store.tables import CallRow
from qa.ui import session
from qa.ui.parts import measures, player, scorecard
from tests.reader.server import Answered, ModelServer, model_server, verdict
from tests.ui.conftest import Place, add_call

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
KEY = "sk-a-very-secret-key-3333"
SAID = Transcript("zh", (Utterance(Speaker.AGENT, "师傅明天上午十点上门", 0.0, 3.0), Utterance(Speaker.CUSTOMER, "好的，再见。", 3.5, 6.0)))
RUBRIC = """
id: asked
version: 1
title: {zh: 提问, en: Asked}
criteria:
  - {id: next, title: {zh: 下一步, en: Next step}, kind: ask, points: 10, question: 说清下一步了吗}
"""
Open = Callable[..., AppTest]


@pytest.fixture
def served() -> Iterator[ModelServer]:
    with model_server() as server:
        server.answers = lambda asked: verdict("met", (1, "师傅明天上午十点上门"), reason="说了 *时间* <b>")
        yield server


@pytest.fixture
def asks(place: Place, served: ModelServer, tmp_path: Path) -> Place:
    """A house whose one rubric asks a language model, which is set up."""
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "asked.yaml").write_text(RUBRIC, encoding="utf-8")
    values = {"reader_url": served.address, "reader_model": "small-model", "reader_key": SecretStr(KEY), "reader_timeout": 20.0}
    return rebuilt(place, rubrics=tmp_path / "rubrics", **values)


def rebuilt(place: Place, **values: Any) -> Place:
    """The same place with other settings."""
    return replace(place, house=open_house(place.house.settings.model_copy(update=values)))


@pytest.fixture
def visit(move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page of a place as somebody, the parts that are a browser's stood in for."""
    for part, name in ((player, "player"), (scorecard, "scorecard"), (measures, "measures")):
        monkeypatch.setattr(part, name, lambda *_, **__: None)

    def opened(place: Place, page: str, name: str = "inspector", call: int | None = None, text: str = "") -> AppTest:
        move_in(place)
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        if call is not None:
            app.query_params["call"] = str(call)
        if text:
            app.query_params["text"] = text
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    return opened


def heard(place: Place) -> int:
    """A call that was scored, with its question wanted."""
    call_id = add_call(place, sound=True)
    with place.house.db.writing() as session_:
        row = record.write_transcript(session_, call_id, SAID, engine="whisper", model="small", options={}, author=None)
        call = rows.get(session_, CallRow, call_id)
        scoring.score(session_, place.house.book, call, row)
        answers.want(session_, place.house, call, row)
    return call_id


def work(place: Place) -> None:
    for inquiry in asking.waiting(place.house, SYSTEM, 9):
        for wanted in asking.begin(place.house, SYSTEM, *inquiry):
            asking.put(place.house, SYSTEM, *inquiry, wanted, None)
        asking.settle(place.house, SYSTEM, *inquiry)


def said(app: AppTest) -> str:
    kinds = ("warning", "error", "info", "success", "markdown", "caption", "text")
    words = "\n".join(str(e.value).replace("\\", "") for kind in kinds for e in app.get(kind))
    assert KEY not in words
    return words


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def test_settings_say_that_nothing_leaves(visit: Open, place: Place) -> None:
    assert "没有配置语言模型，通话文字不会发往任何地方" in said(visit(place, "settings"))


def test_settings_say_where_words_go(visit: Open, asks: Place, served: ModelServer) -> None:
    assert f"通话文字会发到 {served.host}（模型 small-model）" in said(visit(asks, "settings"))


def test_settings_say_what_is_wrong(visit: Open, asks: Place) -> None:
    assert "QA_READER_MODEL" in said(visit(rebuilt(asks, reader_model=""), "settings"))


def test_a_rubric_that_asks_says_so(visit: Open, asks: Place, served: ModelServer) -> None:
    assert f"这套标准有 1 项要问语言模型，评分时通话文字会发到 {served.host}" in said(visit(asks, "rubrics", text="rubric:asked"))
    assert "通话文字不会外发" in said(visit(rebuilt(asks, reader_url=""), "rubrics", text="rubric:asked"))


def test_rubrics_that_ask_nothing_say_nothing(visit: Open, place: Place) -> None:
    assert "语言模型" not in said(visit(place, "rubrics", text="rubric:empathy"))


def test_a_call_is_asked_about_again_and_shows_what_was_answered(visit: Open, asks: Place, served: ModelServer) -> None:
    call_id = heard(asks)
    waiting = visit(asks, "call", call=call_id)
    assert f"正在等 {served.host} 的语言模型回答" in said(waiting)
    assert "询问语言模型" not in labels(waiting)

    work(asks)
    app = visit(asks, "call", call=call_id)
    assert "下一步" in said(app)
    assert f"small-model · {served.host}" in said(app)
    assert "自动提问" in said(app)
    (again,) = [one for one in app.button if one.label == "再问一次语言模型"]
    again.click().run()
    assert not app.exception
    assert asking.shown(asks.house, asks.people["inspector"], call_id).waiting
    work(asks)
    assert "李娜 提问" in said(visit(asks, "call", call=call_id))
    assert len(served.asked) == 2


def test_why_there_is_no_answer_is_shown(visit: Open, asks: Place, served: ModelServer) -> None:
    served.answers = lambda asked: Answered(401)
    call_id = heard(asks)
    work(asks)
    assert "不接受密钥" in said(visit(asks, "call", call=call_id))


def test_a_call_that_nothing_is_asked_about_shows_nothing_of_it(visit: Open, place: Place) -> None:
    assert "语言模型" not in said(visit(place, "call", call=heard(place)))


def test_a_lead_sees_the_score_and_asks_nobody(visit: Open, asks: Place) -> None:
    call_id = heard(asks)
    work(asks)
    app = visit(asks, "call", name="lead", call=call_id)
    assert "再问一次语言模型" not in labels(app)
    assert "small-model" not in said(app)
