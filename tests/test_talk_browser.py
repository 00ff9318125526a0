"""An excerpt that is scored first, in a real browser: listened to, scored, talked about; who is mentioned is led to the post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qa.desk import discuss, notices
from qa.desk.house import open_house
from qa.model.people import Person
from qa.ui.seal import COOKIE, Seal, secret_of
from tests.browser import application
from tests.desk.conftest import Cast, furnish, rubrics, settings
from tests.desk.excerpting import excerpt

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: threads were NOT tested in a browser")
expect = sync_api.expect

SLOW_MS = 20_000
SLY = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("talk")
    rubrics(folder)
    house = open_house(settings(folder))
    yield furnish(house)
    house.close()


def page_of(cast: Cast, browser: Any, who: Person, address: str, wide: int) -> Any:
    context = browser.new_context(locale="en-GB", viewport={"width": wide, "height": 900}, base_url=address)
    context.set_default_timeout(SLOW_MS)
    context.add_cookies([{"name": COOKIE, "value": Seal(secret_of(cast.house.settings.data)).issue(who.id, 0), "url": address}])
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a text ran as a script: {dialog.message}"))
    return page


def test_scored_talked_about_and_found_by_who_is_mentioned(cast: Cast, browser: Any) -> None:
    made = excerpt(cast.house, cast.ines, cast.call, start=0, end=4, note=f"Care {SLY}", score_first=True).id
    first = discuss.say(cast.house, cast.ines, made, f"What about the tone? {SLY}", kind="question")
    with application(cast.house.settings.data, QA_RUBRICS=str(cast.house.settings.rubrics), QA_WORKER="0") as address:
        page = page_of(cast, browser, cast.bob, address, 1280)
        page.goto(f"/excerpt?excerpt={made}")
        expect(page.get_by_role("heading", name="Listen, then score")).to_be_visible(timeout=SLOW_MS)
        expect(page.get_by_text("Care")).to_have_count(0)
        page.get_by_role("radio", name="Not good").click()
        page.get_by_role("button", name="Score", exact=True).click()
        asked = page.locator(f".questions [data-post='{first}']")
        expect(asked).to_contain_text(f"What about the tone? {SLY}", timeout=SLOW_MS)
        expect(page.locator(".spread .mine")).to_contain_text("Not good")
        asked.get_by_role("button", name="Agree", exact=True).click()
        expect(asked.get_by_role("button", name="Agree, 1: Bob")).to_have_attribute("aria-pressed", "true")
        box = page.locator(".thread > .compose textarea")
        box.press_sequentially("Ask @le")
        expect(page.locator(".offers li").first).to_contain_text("Lea")
        box.press("Enter")
        box.press_sequentially("too")
        expect(box).to_have_value("Ask @Lea too")
        box.press("Control+Enter")
        expect(page.locator(".posts .text", has_text="Ask @Lea too")).to_be_visible()
        expect(box).to_have_value("")
        box.fill("not yet said")
        page.reload()
        expect(box).to_have_value("not yet said", timeout=SLOW_MS)
        page.context.close()

        (told,) = [one for one in notices.listed(cast.house, cast.lea) if one.kind == "mentioned"]
        page = page_of(cast, browser, cast.lea, address, 390)
        page.goto(told.href)
        page.get_by_role("button", name="Look without scoring").click()
        page.get_by_role("button", name="Look now").click()
        target = page.locator(".post.target")
        expect(target).to_contain_text("Ask @Lea too", timeout=SLOW_MS)
        expect(target).to_be_in_viewport()
        # all of it was on the screen: the bell has no more to tell
        asked = page.locator(f".questions [data-post='{first}']")
        asked.scroll_into_view_if_needed()
        asked.get_by_role("button", name="Reply").click()
        page.locator(".slot textarea").fill("Calm, I think.")
        page.locator(".slot").get_by_role("button", name="Post").click()
        reply = asked.locator(".replies .post")
        expect(reply).to_contain_text("Calm, I think.")
        reply.get_by_role("button", name="Accept as answer").click()
        expect(page.locator(".questions")).to_have_count(0)
        page.goto(told.href)
        expect(page.locator(".thread .post").first).to_be_visible(timeout=SLOW_MS)
        expect(page.locator(".mark.accent", has_text="New")).to_have_count(0)
        assert discuss.seen_until(cast.house, cast.lea, made) > first
        assert notices.unread(cast.house, cast.lea) == 0
        page.context.close()
