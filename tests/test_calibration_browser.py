"""Blind calibration in a real browser: three people judge by keyboard, alpha is that of the definition, a meeting settles what differs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from qa.desk.house import open_house
from qa.ui.seal import COOKIE, Seal, secret_of
from tests import coincidence
from tests.browser import application
from tests.desk.conftest import Cast, furnish, rubrics, settings, with_sound

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: calibration was NOT tested in a browser")
expect = sync_api.expect

SLOW_MS = 20_000
VERDICT = {"y": "met", "n": "missed", "a": "not_applicable"}
KEYS = {"ines": ("yyny", "ynya"), "igor": ("yynn", "yyyy"), "max": ("ynny", "ynya")}
"""By person, a key for each criterion of either call: greet, close, never, care. Differing: close and care of both."""
PINNED = 2
"""Which of the four points that differ has a second marked: "close" of the second call."""


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("calibration")
    rubrics(folder)
    house = open_house(settings(folder))
    made = furnish(house)
    with_sound(house, folder)
    yield made
    house.close()


@pytest.fixture(scope="module")
def address(cast: Cast, browser: Any) -> Iterator[str]:
    expect.set_options(timeout=SLOW_MS)
    with application(cast.house.settings.data, QA_RUBRICS=str(cast.house.settings.rubrics), QA_WORKER="0") as address:
        yield address
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def enter(cast: Cast, browser: Any, address: str) -> Any:
    """Opens a page as somebody, in a browser of their own."""
    seal = Seal(secret_of(cast.house.settings.data))

    def opened(name: str, path: str) -> Any:
        context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 960}, base_url=address)
        context.set_default_timeout(SLOW_MS)
        context.add_cookies([{"name": COOKIE, "value": seal.issue(cast.people[name].id, 0), "url": address}])
        page = context.new_page()
        page.goto(path)
        return page

    return opened


def test_an_address_opened_first_of_all_has_its_menu(enter: Any) -> None:
    page = enter("max", "/calibration")
    expect(page.get_by_test_id("stSidebarNav").get_by_text("Calibration", exact=True)).to_be_visible()


def test_a_manager_makes_a_set(enter: Any) -> None:
    page = enter("max", "/calibration")
    page.get_by_label("Title", exact=True).fill("March")
    page.get_by_label("Title", exact=True).blur()
    page.get_by_role("button", name="Draw at random").click()
    expect(page.get_by_text("There are not enough such calls")).to_be_visible()
    for shown in ("Ines", "Igor", "Max"):
        box = page.get_by_role("combobox", name="Who judges")
        box.fill(shown)
        expect(page.get_by_role("option", name=re.compile(f"^{shown} ·"))).to_be_visible()
        box.press("Enter")
        expect(page.get_by_test_id("stMultiSelect").filter(has_text="Who judges").get_by_text(f"{shown} ·")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Make the set").click()
    page.wait_for_url("**/calibration?set=1")
    expect(page.get_by_text("2 calls, 8 criteria to judge")).to_be_visible()


@pytest.mark.parametrize("name", KEYS)
def test_each_judges_alone_by_keyboard(enter: Any, name: str) -> None:
    page = enter(name, "/calibration?set=1")
    expect(page.get_by_text("Everybody judges alone")).to_be_visible()
    expect(page.get_by_text("Agreement α")).to_have_count(0)
    for call, keys in enumerate(KEYS[name]):
        page.goto("/calibration?set=1")
        page.locator(".hb.list tr.row").nth(call).click()
        page.wait_for_url("**call=*")
        expect(page.locator(".ballot .row.active")).to_have_count(1)
        expect(page.locator(".ballot")).not_to_contain_text("Machine")
        if call == 1 and name == "ines":
            _mark_and_comment(page)
        for done, key in enumerate(keys, 1):
            page.keyboard.press(key)
            expect(page.locator(".ballot .top b")).to_have_text(f"{done} of 4 judged")
        expect(page.locator(".ballot .state")).to_have_class(re.compile("saved"))
        expect(page.locator(".ballot .state")).to_have_text("Saved")
        page.reload()
        expect(page.locator(".ballot .top b")).to_have_text("4 of 4 judged")
        pressed = page.locator(".ballot .choice[aria-pressed=true]")
        expect(pressed).to_have_count(4)
        assert [one.get_attribute("data-verdict") for one in pressed.all()] == [VERDICT[key] for key in keys]
    page.goto("/calibration?set=1")
    page.get_by_role("button", name="Hand in").click()
    if name == "max":
        expect(page.get_by_text("Agreement α", exact=True)).to_be_visible()
    else:
        expect(page.get_by_text("The others are still at it")).to_be_visible()


def _mark_and_comment(page: Any) -> None:
    """On the call with sound: the second that is heard is kept, and so are words that are still being written when the page reloads."""
    page.keyboard.press("j")
    expect(page.locator(".ballot .row").nth(1)).to_have_class(re.compile("active"))
    page.locator("li.line").nth(2).locator("button.at").click()
    expect(page.locator(".player").first).to_have_class(re.compile("playing"))
    expect(page.locator("li.line").nth(2)).to_have_class(re.compile("speaking"))
    page.keyboard.press("t")
    expect(page.locator(".ballot .chip")).to_be_visible()
    page.keyboard.press("c")
    page.keyboard.type("not before the second line")
    page.reload()
    expect(page.locator(".ballot .chip")).to_be_visible()
    expect(page.locator(".ballot")).to_contain_text("not before the second line")


def test_alpha_is_that_of_the_definition_on_what_was_pressed(enter: Any) -> None:
    page = enter("ines", "/calibration?set=1")
    units = [[VERDICT[KEYS[name][call][at]] for name in KEYS] for call in range(2) for at in range(4)]
    right = coincidence.alpha(units)
    assert right is not None
    tile = page.get_by_test_id("stMetric").filter(has_text="Agreement α")
    expect(tile).to_contain_text(f"{float(right):.2f}")
    disputed = sum(len(set(unit)) > 1 for unit in units)
    expect(page.get_by_test_id("stMetric").filter(has_text="Disputed")).to_contain_text(f"{disputed} / 8")
    expect(page.get_by_text("fewer than 5 calls: no interval")).to_be_visible()
    expect(page.get_by_role("button", name="Close early")).to_have_count(0)


def test_the_meeting_plays_the_seconds_and_settles_what_differs(enter: Any) -> None:
    page = enter("max", "/calibration?set=1")
    page.get_by_test_id("stButtonGroup").get_by_text("Meeting").click()
    points = page.get_by_text(re.compile("Point 1 of 4"))
    expect(points).to_be_visible()
    for number in range(4):
        expect(page.get_by_text(f"Point {number + 1} of 4")).to_be_visible()
        expect(page.locator(".dispute .voice")).to_have_count(4)
        expect(page.locator(".dispute")).to_contain_text("Machine")
        if number == PINNED:
            expect(page.locator(".dispute")).to_contain_text("not before the second line")
            page.keyboard.press("d")
            expect(page.locator(".player").first).to_have_class(re.compile("playing"))
        else:
            expect(page.locator(".dispute")).to_contain_text("Nobody marked a second")
        form = page.get_by_test_id("stForm")
        expect(form.get_by_role("radio", checked=True)).to_have_count(0)
        form.get_by_role("radio", name="Missed").click()
        expect(form.get_by_role("radio", checked=True)).to_have_count(1)
        form.get_by_label("Why").first.fill("as the standard says")
        form.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Agreed: Missed").first).to_be_visible()
    expect(page.get_by_text("Max, ").first).to_be_visible()
    page.get_by_role("button", name="Take these 4 as gold answers").click()
    expect(page.get_by_role("button", name="Take these 4 as gold answers")).to_have_count(0)
    page.goto("/calibration")
    page.get_by_test_id("stButtonGroup").get_by_text("Gold answers").click()
    expect(page.get_by_text("8 gold answers on 2 calls.")).to_be_visible()
    page.get_by_role("button", name="Measure with the rubrics in force").click()
    expect(page.get_by_text("Rubrics in force", exact=True)).to_be_visible()


def test_an_agent_finds_nothing_of_it(enter: Any) -> None:
    page = enter("ann", "/")
    expect(page.get_by_text("Hello, Ann")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav").get_by_text("Calibration", exact=True)).to_have_count(0)
    page.goto("/feedback")
    expect(page.get_by_text("No review of your calls is published yet")).to_be_visible()
