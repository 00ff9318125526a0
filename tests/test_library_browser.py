"""The library in a real browser: the list plays on by itself, keys go on and back, and the way back brings the filters back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qa.desk import excerpts, library
from qa.desk.house import open_house
from qa.model.library import Wanted
from qa.ui.seal import COOKIE, Seal, secret_of
from tests.browser import application
from tests.desk.conftest import Cast, furnish, rubrics, settings, with_sound
from tests.desk.excerpting import excerpt

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the library was NOT tested in a browser")
expect = sync_api.expect

SLOW_MS = 20_000


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("library")
    rubrics(folder)
    house = open_house(settings(folder))
    made = furnish(house)
    call = with_sound(house, tmp_path_factory.mktemp("sound"))
    for number in range(library.A_PAGE + 1):
        at = number / 2
        excerpt(house, made.ines, call, start=at, end=at + 0.6, kind=("good", "bad")[number % 2], title=f"<b>{number}</b>")
    yield made
    house.close()


def test_the_list_plays_on_over_the_end_of_a_page_and_the_way_back_leads_back(cast: Cast, browser: Any) -> None:
    house = cast.house
    with application(house.settings.data, QA_RUBRICS=str(house.settings.rubrics), QA_WORKER="0") as address:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 960}, base_url=address)
        context.set_default_timeout(SLOW_MS)
        context.add_cookies([{"name": COOKIE, "value": Seal(secret_of(house.settings.data)).issue(cast.ines.id, 0), "url": address}])
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto("/library")
        current = page.locator(".card.current .title")
        page.get_by_role("button", name="Play all").click()
        expect(current).to_have_text("<b>12</b>", timeout=SLOW_MS)
        expect(current).to_have_text("<b>10</b>", timeout=SLOW_MS)  # by itself, twice
        page.get_by_role("button", name="Pause").first.click()
        page.keyboard.press("p")
        expect(current).to_have_text("<b>11</b>")
        page.locator(".card").last.get_by_role("button", name="Play").click()
        expect(current).to_have_text("<b>0</b>", timeout=SLOW_MS)  # on the second page, by itself
        page.wait_for_url("**/library?page=2")
        page.get_by_text("Bad", exact=True).first.click()
        page.wait_for_url("**/library?kind=bad")
        expect(page.locator(".card")).to_have_count(6)
        page.go_back()
        page.wait_for_url("**/library?page=2")
        expect(page.locator(".card")).to_have_count(1)
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Withdraw").click()
        expect(page.locator(".undo")).to_contain_text("“<b>0</b>” is withdrawn")
        assert len(excerpts.listed(house, cast.ines)) == library.A_PAGE
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(".undo")).to_be_hidden()
        page.wait_for_function("() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
        assert library.page(house, cast.ines, Wanted()).total == library.A_PAGE + 1
        assert wrong == []
        context.close()
