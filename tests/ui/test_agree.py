"""Whoever asks for a call by its page, by the address of its sound or by a direct call gets the same answer, and it is access.py's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qa import access
from qa.access import About
from qa.cli import main
from qa.desk import insight, intake, record
from qa.desk.house import SYSTEM
from qa.errors import HearbackError
from qa.model.call import Speaker, Transcript, Utterance
from qa.ui import session
from tests.ui.conftest import PEOPLE, Place, add_call, publish_review
from tests.ui.test_gate import client_of, enter

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"


@pytest.fixture
def calls(place: Place) -> dict[int, About]:
    """A call of one's own, of one's team and of another team, each reviewed in secret and in the open; with what decides who may see it."""
    found = {}
    for agent in ("agent", "other"):
        for published in (False, True):
            call = add_call(place, f"{agent}{published}", sound=True, agent=agent)
            if published:
                publish_review(place, call)
            else:
                with place.house.db.writing() as writing:
                    words = Transcript("zh", (Utterance(Speaker.AGENT, "您好", 0.0, 1.0),))
                    record.write_transcript(writing, call, words, engine="import", model="", options={}, author=None)
            who = place.people[agent]
            found[call] = About(agent=who.id, team=who.team, published=published)
    return found


def test_the_page_the_sound_and_a_direct_call_agree(
    place: Place, calls: dict[int, About], move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    move_in(place)
    with client_of(place.house, place.seal) as client:
        for name in PEOPLE:
            monkeypatch.setattr(session, "cookie", lambda name=name: place.cookie(name))
            enter(client, place, name)
            app = AppTest.from_file(str(MAIN), default_timeout=30).run()
            for call, about in calls.items():
                may = access.allowed(place.people[name], "call.see", about)
                app.query_params["call"] = str(call)
                app.switch_page("pages/call.py").run()
                assert not app.exception, app.exception
                answers = {
                    "direct": not refused(lambda call=call, name=name: intake.view(place.house, place.people[name], call)),
                    "page": any(one.value.startswith("### ") for one in app.markdown),
                    "sound": client.get(f"/calls/{call}/audio").status_code == 200,
                }
                assert answers == dict.fromkeys(answers, may), (name, about)


def test_the_command_line_tells_what_who_may_export_is_told(
    place: Place, calls: dict[int, About], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever has the files of the workspace is its operator: refused nothing that a manager may, and told the same."""
    monkeypatch.setenv("QA_DATA", str(place.house.settings.data))
    assert main(["export", "reviews", "--format", "jsonl", "--output", str(tmp_path / "out.jsonl")]) == 0
    told = [json.loads(line)["call"] for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(told) == [call for call, about in calls.items() if about.published]
    for name, person in {**place.people, "system": SYSTEM}.items():
        may = access.allowed(person, "export", access.NOTHING)
        assert refused(lambda person=person: insight.published_reviews(place.house, person)) is not may, name
    assert access.allowed(SYSTEM, "export", access.NOTHING)


def refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except HearbackError:
        return True
    return False
