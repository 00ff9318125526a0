"""A case file in a real browser: opened from a call with the customer's words in it, a step written down, a text added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qa.desk import cases
from qa.desk.house import SYSTEM, open_house
from qa.model.casefile import Part, Step
from qa.ui.seal import COOKIE, Seal, secret_of
from tests.browser import application
from tests.desk.conftest import Cast, furnish, rubrics, settings

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: case files were NOT tested in a browser")
expect = sync_api.expect

SLOW_MS = 20_000


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("cases")
    rubrics(folder)
    house = open_house(settings(folder))
    yield furnish(house)
    house.close()


def test_from_a_call_to_its_case(cast: Cast, browser: Any) -> None:
    expect.set_options(timeout=SLOW_MS)
    with application(cast.house.settings.data, QA_RUBRICS=str(cast.house.settings.rubrics), QA_WORKER="0") as address:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 960}, base_url=address)
        context.set_default_timeout(SLOW_MS)
        context.add_cookies([{"name": COOKIE, "value": Seal(secret_of(cast.house.settings.data)).issue(cast.ines.id, 0), "url": address}])
        page = context.new_page()
        page.goto(f"/call?call={cast.call}")
        page.get_by_role("button", name="Open a case from this call").click()
        form = page.get_by_role("dialog")
        expect(form.get_by_label("Problem")).to_have_value("In the customer’s words: “My line is down again.”")
        form.get_by_label("Title").fill("Line down again")
        form.get_by_role("button", name="Make the case file").click()
        expect(page.get_by_role("heading", name="Line down again")).to_be_visible()
        (case,) = cases.listed(cast.house, SYSTEM)
        assert page.url.endswith(f"/cases?case={case.id}")
        contact = page.locator(".st-key-case-deadline-contacted")
        contact.get_by_role("button", name="Record").click()
        page.get_by_role("button", name="Write down").click()
        expect(contact).to_contain_text("In time")
        page.locator(".st-key-case-part-handling").get_by_role("button", name="Write").click()
        page.get_by_role("dialog").get_by_role("textbox").fill("Sent a technician")
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
        expect(page.locator(".st-key-case-part-handling")).to_contain_text("Sent a technician")
        view = cases.one(cast.house, SYSTEM, case.id)
        assert [one.kind for one in view.entries][-2:] == [Step.CONTACTED, Part.HANDLING]
        page.get_by_role("link", name="call-1").click()
        page.get_by_role("link", name="Line down again").click()
        expect(page.get_by_role("heading", name="Line down again")).to_be_visible()
        context.close()
    expect.set_options(timeout=5_000)
