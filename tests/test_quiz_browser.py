"""The quiz in a real browser: a place is found by a click on the waveform, a choice by a key; nothing of the answer is sent before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from qa.desk import quiz_agree, quiz_make, quiz_play
from qa.desk.house import open_house
from qa.model.quiz import Content, ItemKind
from qa.model.text import Text
from qa.ui.seal import COOKIE, Seal, secret_of
from tests.browser import application
from tests.desk.conftest import Cast, furnish, rubrics, settings, with_sound
from tests.desk.excerpting import excerpt
from tests.desk.quiz_verbs import choosing, playing

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the quiz was NOT tested in a browser")
expect = sync_api.expect

SLOW_MS = 20_000
SLY = "</script><img src=x onerror=alert(1)>"
FOUND, NAMED = f"she says hello {SLY}", "it is the greeting"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("quiz")
    rubrics(folder)
    house = open_house(settings(folder))
    cast = furnish(house)
    call = with_sound(house, folder)
    place = Content(ItemKind.PLACE, about=Text("问候", f"the greeting {SLY}"), span=(3.0, 4.0), why=FOUND)
    item = quiz_make.propose(house, cast.ines, excerpt(house, cast.ines, call, start=0, end=8, title="Hidden title").id, place)
    assert quiz_agree.agree(house, cast.igor, item, at=3.5, reason="r")
    playing(cast, replace(choosing(), why=NAMED), on=excerpt(house, cast.ines, call, start=0, end=7, title="Other title").id)
    yield cast
    house.close()


def test_a_round_is_played_by_click_and_key(cast: Cast, browser: Any) -> None:
    sent: list[bytes] = []
    wrong: list[str] = []
    with application(cast.house.settings.data, QA_RUBRICS=str(cast.house.settings.rubrics), QA_WORKER="0") as address:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 960}, base_url=address)
        context.set_default_timeout(SLOW_MS)
        context.add_cookies([{"name": COOKIE, "value": Seal(secret_of(cast.house.settings.data)).issue(cast.ann.id, 0), "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(_bytes(frame))))
        page.goto("/quiz")
        page.get_by_role("button", name="Begin").click()
        quiz = page.locator(".quiz")
        for place in range(2):
            expect(quiz.locator("header")).to_contain_text(f"{place + 1} of 2", timeout=SLOW_MS)
            if "moment" in quiz.locator("header").inner_text():
                _find(page, quiz, sent)
            else:
                _name(page, quiz, sent)
            page.keyboard.press("Enter")
        expect(page.get_by_text("2 of 2 right, 20 points")).to_be_visible(timeout=SLOW_MS)
        context.close()
    assert wrong == []
    assert quiz_play.lobby(cast.house, cast.ann).points == 20


def _find(page: Any, quiz: Any, sent: list[bytes]) -> None:
    """Listens, clicks three and a half eighths into the waveform, confirms."""
    expect(quiz.locator("h3")).to_contain_text(SLY)
    page.keyboard.press("Space")
    expect(quiz.locator(".bar .clock")).to_contain_text("00:01", timeout=SLOW_MS)
    page.keyboard.press("Space")
    page.keyboard.press("1")
    expect(quiz.get_by_role("status")).to_contain_text("Marked at 00:01")
    stage = quiz.locator(".stage")
    box = stage.bounding_box()
    stage.click(position={"x": box["width"] * 3.5 / 8, "y": box["height"] / 2})
    expect(quiz.get_by_role("status")).to_contain_text("Marked at 00:03.5")
    assert not _told(sent, FOUND, "Hidden title")
    page.keyboard.press("Enter")
    expect(quiz.locator(".told.right")).to_contain_text(FOUND, timeout=SLOW_MS)
    assert _told(sent, FOUND)


def _name(page: Any, quiz: Any, sent: list[bytes]) -> None:
    """Presses the key of the right choice."""
    expect(quiz.locator(".option")).to_have_count(4)
    words = [one.split("\n")[-1] for one in quiz.locator(".option").all_inner_texts()]
    assert not _told(sent, NAMED, "Other title", "basic/greet")
    page.keyboard.press(str(words.index("greet") + 1))
    expect(quiz.locator(".told.right")).to_contain_text(NAMED, timeout=SLOW_MS)
    expect(quiz.locator(".option.right")).to_contain_text("greet")


def _told(sent: list[bytes], *words: str) -> bool:
    """Whether any of the words came over the wire; what is packed as JSON has its quotes escaped, these have none."""
    return any(word.encode() in frame for frame in sent for word in words)


def _bytes(frame: Any) -> bytes:
    return frame if isinstance(frame, bytes) else str(frame).encode()
