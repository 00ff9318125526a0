"""The call page as it runs: its components, which are a browser's, are stood in for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qa.desk import correct, intake, record, scoring
from qa.model.call import Doubt, Speaker, Transcript, Utterance
from qa.store import calls, rows
from qa.store.tables import CallRow, RecordingRow
from qa.ui import session
from qa.ui.parts import measures, player, scorecard
from qa.ui.parts.player import Mend
from tests.ui.conftest import Place, add_call, publish_review

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
SAID = Transcript(
    "zh",
    (
        Utterance(Speaker.AGENT, "您好很高兴为您服务", 0.0, 3.0),
        Utterance(Speaker.UNKNOWN, "我家的宽带断了", 3.5, 6.0, voice="说话人 2"),
        Utterance(Speaker.UNKNOWN, "都断了两天了", 6.5, 8.0, voice="说话人 2"),
    ),
)
Open = Callable[..., AppTest]


class Shown:
    """What the player was last given."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    def __call__(self, key: str, **given: Any) -> None:
        self.given = given


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    stub = Shown()
    monkeypatch.setattr(player, "player", stub)
    for part, name in ((scorecard, "scorecard"), (measures, "measures")):
        monkeypatch.setattr(part, name, lambda *_, **__: None)
    return stub


@pytest.fixture
def visit(place: Place, shown: Shown, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> Open:
    move_in(place)

    def opened(call_id: int, name: str = "inspector") -> AppTest:
        monkeypatch.setattr(session, "cookie", lambda: place.cookie(name))
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        app.query_params["call"] = str(call_id)
        app.switch_page("pages/call.py").run()
        assert not app.exception, app.exception
        return app

    return opened


def heard(place: Place, options: dict[str, Any] | None = None) -> int:
    """A call whose words were heard and scored."""
    call_id = add_call(place, sound=True)
    with place.house.db.writing() as session_:
        row = record.write_transcript(session_, call_id, SAID, engine="whisper", model="small", options=options or {}, author=None)
        scoring.score(session_, place.house.book, rows.get(session_, CallRow, call_id), row)
    return call_id


def published(place: Place) -> int:
    call_id = heard(place)
    publish_review(place, call_id)
    with place.house.db.writing() as session_:
        row = calls.transcript(session_, call_id)
        assert row is not None
        scoring.score(session_, place.house.book, rows.get(session_, CallRow, call_id), row)
    return call_id


def words(place: Place, call_id: int) -> tuple[Utterance, ...]:
    transcript = intake.view(place.house, place.people["inspector"], call_id).transcript
    assert transcript is not None
    return transcript.utterances


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def said(app: AppTest) -> str:
    return "\n".join(str(e.value) for kind in ("warning", "error", "info", "markdown", "caption") for e in app.get(kind))


def test_what_is_corrected_in_the_player_is_done_and_told(visit: Open, shown: Shown, place: Place) -> None:
    call_id = heard(place)
    visit(call_id)
    mend = shown.given["mending"].on_mend
    assert mend(Mend(1, (0,), text="您好，很高兴为您服务")) == ""
    assert mend(Mend(2, (1,), speaker=Speaker.CUSTOMER, voice="说话人 2")) == ""
    assert mend(Mend(3, (2,), said=False)) == ""
    assert mend(Mend(4, (2,), said=True)) == ""
    assert mend(Mend(5, (0, 1), speaker=Speaker.UNKNOWN)) == ""
    assert [(one.text, one.speaker, one.doubt) for one in words(place, call_id)] == [
        ("您好，很高兴为您服务", Speaker.UNKNOWN, None),
        ("我家的宽带断了", Speaker.UNKNOWN, None),
        ("都断了两天了", Speaker.CUSTOMER, None),
    ]


def test_a_correction_of_an_old_revision_is_refused_in_the_readers_words(visit: Open, shown: Shown, place: Place) -> None:
    call_id = heard(place)
    visit(call_id)
    mend = shown.given["mending"].on_mend
    correct.trust(place.house, place.people["manager"], call_id, revision=1, utterance=2, doubt=Doubt.LOOP)
    assert "刚被别人改过" in mend(Mend(1, (0,), text="喂"))
    assert words(place, call_id)[0].text == SAID.utterances[0].text


def test_corrections_are_listed_with_who_and_what(visit: Open, shown: Shown, place: Place) -> None:
    call_id = heard(place)
    correct.line(place.house, place.people["inspector"], call_id, revision=1, utterance=0, text="您好，我是小李")
    app = visit(call_id)
    assert any(expander.label == "文字稿的历次改动（共 2 版）" for expander in app.expander)
    assert "~~您好很高兴为您服务~~ → 您好，我是小李" in said(app)
    first = shown.given["lines"][0]
    assert (first.original, first.edited) == ("您好很高兴为您服务", "李娜 更正")


def test_a_voice_is_given_to_a_side_at_once(visit: Open, place: Place) -> None:
    call_id = heard(place)
    app = visit(call_id)
    assert "有 2 句还不知道是谁说的" in said(app)
    app.button(key=f"voice-{call_id}-0-customer").click().run()
    assert [one.speaker for one in words(place, call_id)][1:] == [Speaker.CUSTOMER, Speaker.CUSTOMER]
    assert "还不知道" not in said(app)


def test_speakers_swapped_by_the_words_are_told_and_turned_back(visit: Open, place: Place) -> None:
    call_id = heard(place, {"recast": {"swapped": True, "quotes": ["很高兴为您服务"]}})
    app = visit(call_id)
    assert "“很高兴为您服务”" in said(app)
    button(app, "改回来").click().run()
    assert words(place, call_id)[0].speaker is Speaker.CUSTOMER
    assert "很高兴为您服务”" not in said(app)


@pytest.mark.parametrize("name", ["lead", "agent", "inspector"])
def test_what_is_published_stays_as_it_was_judged(visit: Open, shown: Shown, place: Place, name: str) -> None:
    app = visit(published(place), name)
    assert shown.given["mending"] is None
    assert [one.label for one in app.expander if "历次改动" in one.label] == ["文字稿的历次改动（共 2 版）"]


@pytest.mark.parametrize("name", ["lead", "inspector"])
def test_whoever_sees_the_call_sees_who_corrected_it(visit: Open, shown: Shown, place: Place, name: str) -> None:
    call_id = heard(place)
    correct.line(place.house, place.people["inspector"], call_id, revision=1, utterance=0, text="您好，我是小李")
    app = visit(call_id, name)
    assert "~~您好很高兴为您服务~~ → 您好，我是小李" in said(app)
    assert "李娜" in said(app)
    first = shown.given["lines"][0]
    assert (first.original, first.edited) == ("您好很高兴为您服务", "李娜 更正")


@pytest.mark.parametrize(("name", "phone"), [("inspector", True), ("lead", True), ("agent", False)])
def test_queue_and_phone_stand_in_the_head(visit: Open, place: Place, name: str, phone: bool) -> None:
    call_id = published(place)
    with place.house.db.writing() as session_:
        call = rows.get(session_, CallRow, call_id)
        call.queue, call.phone = "宽带报障", "13800001111"
    head = said(visit(call_id, name))
    assert "技能组 宽带报障" in head
    assert ("来电号码 13800001111" in head) is phone


def test_a_lead_reads_and_corrects_nothing(visit: Open, shown: Shown, place: Place) -> None:
    app = visit(heard(place), "lead")
    assert shown.given["mending"] is None
    assert not [one for one in app.button if (one.key or "").startswith("voice-")]


def test_a_waiting_call_goes_to_the_front_is_cancelled_and_tried_again(visit: Open, place: Place) -> None:
    call_id = add_call(place, state="queued")
    app = visit(call_id)
    button(app, "提到最前").click().run()
    with place.house.db.reading() as session_:
        assert rows.get(session_, CallRow, call_id).priority > 0
    button(app, "取消处理").click().run()
    assert "处理已取消" in said(app)
    button(app, "重新处理").click().run()
    assert intake.view(place.house, place.people["inspector"], call_id).line.state == "queued"


def test_a_call_under_way_can_no_longer_be_hurried(visit: Open, place: Place) -> None:
    app = visit(add_call(place, state="transcribing", progress=0.4, left_s=95.0))
    assert [one.label for one in app.button if one.label in ("提到最前", "取消处理")] == ["取消处理"]


def test_a_file_without_a_header_is_asked_about(visit: Open, place: Place) -> None:
    call_id = add_call(place, state="failed", problem="audio.headerless", problem_params={"file": "0815.vox"})
    app = visit(call_id)
    assert "重新处理" not in [one.label for one in app.button]
    app.selectbox[0].select("alaw")
    button(app, "按此读取").click().run()
    with place.house.db.reading() as session_:
        call = rows.get(session_, CallRow, call_id)
        assert (call.state, rows.get(session_, RecordingRow, call.recording_id or 0).raw) == ("queued", "alaw:8000:1")
