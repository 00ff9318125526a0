"""The page of an excerpt as it runs; its thread, which is a browser's, is stood in for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.desk import concluding, discuss, excerpts, voting
from qa.model.talk import Stance
from qa.ui import session
from qa.ui.parts import talk
from qa.ui.parts.thread import Act
from tests.desk.excerpting import excerpt
from tests.ui.conftest import Place, add_call

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
NOTE, SAID = "先接住情绪", "我会先问候"


def words(app: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (app.markdown, app.text, app.caption) for one in kind)


def test_an_excerpt_is_scored_then_talked_about_and_concluded(
    place: Place, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    move_in(place)
    reader = "other"
    monkeypatch.setattr(session, "cookie", lambda: place.cookie(reader))
    shown: dict[str, Any] = {}
    monkeypatch.setattr(talk.thread_part, "thread", lambda key, **given: shown.update(given))
    house, call = place.house, add_call(place, sound=True)
    made = excerpt(house, place.people["inspector"], call, start=0, end=1, kind="good", title="听一听", note=NOTE, score_first=True)
    post = discuss.say(house, place.people["inspector"], made.id, f"{SAID} @刘洋")
    app = AppTest.from_file(str(MAIN), default_timeout=30).run()
    app.switch_page("pages/library.py").run()
    assert "有 1 个片段等您先评" in words(app)
    next(one for one in app.button if one.label == "去评分").click().run()
    assert not app.exception
    assert app.query_params == {"waiting": "1"}
    app.query_params.clear()
    app.query_params["excerpt"], app.query_params["post"] = str(made.id), str(post)
    app.switch_page("pages/excerpt.py").run()
    assert not app.exception
    assert "待评" in words(app)
    assert NOTE not in words(app)
    assert "示范" not in words(app)
    assert shown == {}, "no thread before the score"
    app.button_group(key=f"score-{made.id}-stance").set_value(Stance.BAD)
    app.text_input(key=f"score-{made.id}-reason").set_value("太快")
    next(one for one in app.button if one.label == "提交评分").click().run()
    assert not app.exception
    assert NOTE in words(app)
    assert "您评的是 **不好**，发布人的看法是 **示范**。" in words(app)
    assert (shown["target"], shown["kinds"], [one.raw for one in shown["posts"]]) == (post, ["plain", "wording"], [f"{SAID} @刘洋"])
    assert [(piece.text, piece.name) for piece in shown["posts"][0].pieces] == [(f"{SAID} ", ""), ("@刘洋", "刘洋")]
    act = {"id": "1", "post": None, "text": "<b>我</b>", "kind": "plain"}
    assert shown["on_act"](Act.read({**act, "verb": "say"})) == ""
    assert "不能" in shown["on_act"](Act.read({**act, "verb": "say", "text": " "}))
    assert "没有权限" in shown["on_act"](Act.read({**act, "verb": "edit", "post": post}))
    assert shown["on_act"](Act.read({**act, "verb": "seen", "post": post})) == ""
    assert discuss.seen_until(house, place.people["other"], made.id) == post
    result = voting.result(house, place.people["other"], made.id)
    assert result is not None
    assert [(voice.name, voice.reason) for voice in result.voices] == [("刘洋", "太快")]
    assert not any(one.label == "写上结论" for one in app.button), "an agent draws no conclusion"

    reader = "inspector"
    app.run()
    app.text_area(key=f"conclude-{made.id}-0").set_value("先问候，再办事。").run()
    app.button(key=f"conclude-{made.id}-0-save").click().run()
    assert not app.exception
    assert "先问候，再办事。" in words(app)
    app.button(key=f"conclude-{made.id}-1-reopen").click().run()
    assert [one.text for one in concluding.history(house, place.people["other"], made.id)] == ["先问候，再办事。", ""]
    app.toggle(key=f"ask-{made.id}-True").set_value(False).run()
    assert not app.exception
    assert not excerpts.one(house, place.people["other"], made.id).score_first
    assert "怎么评" in words(app), "scores that were given stay"


@pytest.mark.parametrize(
    "sly",
    [{"id": 1}, {"id": "1", "verb": "say", "post": "x"}, {"id": "1", "verb": "react", "given": 1}, {"id": "1", "verb": "say", "post": []}],
)
def test_what_no_page_sends_is_no_act(sly: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Act.read(sly)
