"""A queue in a real browser: from one call to the next by one key, through a published review and a call that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qa.desk import assign, intake, myqueue, review
from qa.desk.house import open_house
from qa.model.assignment import Wanted
from qa.ui.seal import COOKIE, Seal, secret_of
from tests.browser import application
from tests.desk.conftest import TURNS, Cast, furnish, rubrics, scored, settings

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the queue was NOT tested in a browser")
expect = sync_api.expect

SLOW_MS = 20_000
CALLS = 5


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """Ines has four of Ann's five calls to review."""
    folder = tmp_path_factory.mktemp("queue")
    rubrics(folder)
    house = open_house(settings(folder))
    made = furnish(house)
    for i in range(1, CALLS):
        scored(house, f"call-{i + 1}", "ann", (*TURNS, ("agent", f"Number {i}.", 7.0, 8.0)))
    here = datetime.now(UTC)
    wanted = Wanted(here - timedelta(days=1), here + timedelta(days=1), CALLS - 1)
    assign.make(house, made.max, wanted, title="March", shares={made.ines.id: 1}, due=here + timedelta(days=2), seed="browser")
    yield made
    house.close()


@pytest.fixture(scope="module")
def page(cast: Cast, browser: Any) -> Iterator[Any]:
    expect.set_options(timeout=SLOW_MS)
    with application(cast.house.settings.data, QA_RUBRICS=str(cast.house.settings.rubrics), QA_WORKER="0") as address:
        context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 960}, base_url=address)
        context.set_default_timeout(SLOW_MS)
        seal = Seal(secret_of(cast.house.settings.data))
        context.add_cookies([{"name": COOKIE, "value": seal.issue(cast.ines.id, 0), "url": address}])
        yield context.new_page()
        context.close()
    expect.set_options(timeout=5_000)


def mine(cast: Cast) -> list[int]:
    return [item.call.id for item in myqueue.mine(cast.house, cast.ines)]


def at(page: Any, call_id: int) -> None:
    page.wait_for_url(re.compile(rf"/call\?call={call_id}$"))
    expect(page.locator(".nextup .reason.sample")).to_be_visible()


def test_from_the_queue_to_its_first_call_and_on_by_one_key(page: Any, cast: Cast) -> None:
    first, second, *_ = mine(cast)
    page.goto("/queue")
    page.get_by_role("button", name="Begin with the first").click()
    at(page, first)
    expect(page.locator(".nextup")).to_contain_text("4 in my queue")
    expect(page.locator(".nextup")).to_contain_text("Random sample (March)")
    page.keyboard.press("q")
    at(page, second)


def test_the_key_is_a_letter_to_whoever_writes(page: Any, cast: Cast) -> None:
    _, second, *_ = mine(cast)
    summary = page.get_by_label("Summary")
    summary.click()
    page.keyboard.type("quick")
    expect(summary).to_have_value("quick")
    assert page.url.endswith(f"call={second}")
    summary.blur()


def test_after_publishing_the_next_one_is_a_click_away(page: Any, cast: Cast) -> None:
    first, second, third, _ = mine(cast)
    for finding in (f for e in intake.view(cast.house, cast.ines, second).evaluations for f in e.findings):
        review.decide(cast.house, cast.ines, second, finding.id, "met", "so")
    page.reload()
    page.get_by_role("button", name=re.compile("^Publish review")).click()
    expect(page.locator(".nextup .done")).to_have_text("This one is done")
    assert mine(cast)[:2] == [first, third]
    page.locator(".nextup .next").click()
    at(page, first)
    expect(page.locator(".nextup")).to_contain_text("3 in my queue")


def test_what_cannot_be_used_makes_way_for_another(page: Any, cast: Cast) -> None:
    before = mine(cast)
    page.get_by_role("button", name="Cannot be reviewed").click()
    box = page.get_by_role("combobox", name="Reason")
    box.fill("cut off")
    expect(page.get_by_role("option", name="The recording is cut off")).to_be_visible()
    box.press("Enter")
    page.get_by_role("button", name="Give back, draw another").click()
    page.wait_for_url(lambda address: not address.endswith(f"call={before[0]}"))
    after = mine(cast)
    assert before[0] not in after
    (new,) = set(after) - set(before)
    at(page, new)
