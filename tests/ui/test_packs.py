"""The pages of packs as they run; the component of present mode, which is a browser's, is stood in for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.desk import packs, showing
from qa.model.packs import EntryKind, Length, Votes
from qa.ui import session
from qa.ui.parts import packmeeting
from qa.ui.parts.present import Noted
from tests.desk.excerpting import excerpt
from tests.ui.conftest import Place, add_call

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"


def test_a_lead_makes_a_pack_and_shows_it(place: Place, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> None:
    move_in(place)
    monkeypatch.setattr(session, "cookie", lambda: place.cookie("lead"))
    shown: dict[str, Any] = {}
    monkeypatch.setattr(packmeeting, "present", lambda key, **given: shown.update(given))
    house, lead = place.house, place.people["lead"]
    call = add_call(place, sound=True)
    made = excerpt(house, place.people["inspector"], call, start=0, end=1, kind="good", title="接住情绪")
    pack = packs.make(house, lead, "周一早班")
    app = AppTest.from_file(str(MAIN), default_timeout=30).run()
    app.query_params["pack"] = str(pack)
    app.switch_page("pages/packs.py").run()
    next(one for one in app.button if one.label == "挑满十分钟").click().run()
    app.number_input(key=f"talk-{pack}-{made.id}").set_value(90).run()
    assert not app.exception
    assert packs.one(house, lead, pack).length == Length(1.0, 90)
    app.button(key=f"present-{pack}").click().run()
    assert not app.exception
    (line,) = showing.listed(house, lead, pack)
    data = shown["data"]
    assert app.query_params == {"meeting": str(line.id)}
    assert (data["title"], data["items"][0]["sound"], data["editable"]) == ("周一早班", f"/excerpts/{made.id}/audio", True)
    assert {one["name"] for one in data["crew"]} == {"陈晨", "赵敏"}
    item = data["items"][0]["id"]
    given = [
        {"key": f"vote:{item}", "good": 3, "bad": 0, "unsure": 1},
        {"key": "note:", "text": "下周再听"},
        {"key": "there:", "people": [lead.id], "text": "小王"},
    ]
    read = [Noted.read(one) for one in given]
    assert [one.kind for one in read] == [EntryKind.VOTE, EntryKind.NOTE, EntryKind.THERE]
    shown["on_noted"](read)
    kept = showing.one(house, lead, line.id)
    assert (kept.items[0].votes, kept.remark, kept.there, kept.others) == (Votes(3, 0, 1), "下周再听", ((lead.id, "赵敏"),), "小王")
