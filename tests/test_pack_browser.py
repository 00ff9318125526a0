"""A pack in a real browser: unpacked and opened as a file with no network it plays; before a group, votes and notes are kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.desk import packs, showing, taking
from qa.desk.house import open_house
from qa.model.packs import Votes
from qa.ui.seal import COOKIE, Seal, secret_of
from tests.browser import application
from tests.desk.conftest import Cast, furnish, rubrics, settings, with_sound
from tests.desk.excerpting import excerpt

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: packs were NOT tested in a browser")
expect = sync_api.expect

SLOW_MS = 20_000
SLY = "</script><img src=x onerror=alert(1)>"
CATCH = """const { play } = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () { window.heard = this; return play.call(this); };"""
HEARD = "() => { const heard = document.querySelector('audio'); return heard && !heard.paused && heard.currentTime > 0.3 }"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("packs")
    rubrics(folder)
    house = open_house(settings(folder))
    yield furnish(house)
    house.close()


@pytest.fixture(scope="module")
def pack(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> int:
    call = with_sound(cast.house, tmp_path_factory.mktemp("sound"))
    made = packs.make(cast.house, cast.lea, f"Monday {SLY}")
    for start, kind in ((0, "good"), (3, "bad")):
        one = excerpt(cast.house, cast.ines, call, start=start, end=start + 3, kind=kind, title=f"{kind} {SLY}", note=SLY)
        packs.put_in(cast.house, cast.lea, made, one.id, f"Listen {SLY}")
    return made


def test_the_archive_plays_as_a_file_without_a_network(cast: Cast, pack: int, browser: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(taking.offline(cast.house, cast.lea, pack, "en"))) as archive:
        assert archive.namelist() == ["sounds/01.flac", "sounds/02.flac", "index.html", "README.txt"]
        archive.extractall(tmp_path)
    context = browser.new_context(offline=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda wrong: said.append(str(wrong)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.locator(".line").first).to_contain_text("Hello, how can I help?")
    page.keyboard.press("Space")
    page.wait_for_function(HEARD)
    expect(page.locator(".told")).to_have_count(0)
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".told.good")).to_contain_text(f"Listen {SLY}")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".told")).to_have_count(0)
    page.keyboard.press("Space")
    page.wait_for_function(HEARD)
    page.reload()
    expect(page.locator(".dot[aria-pressed=true]")).to_have_text("2")
    assert said == []
    assert all(url.startswith(tmp_path.as_uri()) for url in asked)
    context.close()


def test_before_a_group_votes_and_notes_are_kept(cast: Cast, pack: int, browser: Any) -> None:
    with application(cast.house.settings.data, QA_RUBRICS=str(cast.house.settings.rubrics), QA_WORKER="0") as address:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 960}, base_url=address)
        context.set_default_timeout(SLOW_MS)
        context.add_cookies([{"name": COOKIE, "value": Seal(secret_of(cast.house.settings.data)).issue(cast.lea.id, 0), "url": address}])
        page = context.new_page()
        page.add_init_script(CATCH)
        page.goto(f"/packs?pack={pack}")
        page.get_by_role("button", name="Present").click()
        show = page.locator(".present")
        expect(show.locator(".line").first).to_contain_text("Hello", timeout=SLOW_MS)
        page.keyboard.press("Space")
        page.wait_for_function("() => window.heard && !window.heard.paused && window.heard.currentTime > 0.3")
        page.keyboard.press("v")
        for key in "1", "1", "2":
            page.keyboard.press(key)
        expect(show.locator(".told")).to_have_count(0)  # nothing is revealed before the vote
        page.keyboard.press("v")
        expect(show.locator(".told.good")).to_be_visible()
        page.keyboard.press("n")
        page.keyboard.type("She waits.")
        expect(show.locator(".state.saved")).to_be_visible(timeout=SLOW_MS)
        page.reload()
        expect(show.locator("textarea")).to_have_value("She waits.", timeout=SLOW_MS)
        page.keyboard.press("f")
        page.wait_for_function("() => document.fullscreenElement !== null")
        page.keyboard.press("Escape")
        page.locator(".dot", has_text="Wrap up").click()
        show.get_by_label("Ann").check()
        show.locator("textarea").fill("Again on Friday.")
        show.get_by_role("button", name="End the meeting").click()
        expect(show.locator(".ended")).to_be_visible(timeout=SLOW_MS)
        (line,) = showing.listed(cast.house, cast.lea, pack)
        meeting = showing.one(cast.house, cast.lea, line.id)
        assert (meeting.remark, meeting.there) == ("Again on Friday.", ((cast.ann.id, "Ann"),))
        (kept, _) = meeting.items
        assert (kept.votes, kept.remark) == (Votes(2, 1, 0), "She waits.")
        context.close()
