"""A review's life in a real browser: published, heard and appealed by its agent, settled by another person, all in the history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from qa.desk import people
from qa.desk.house import SYSTEM, open_house
from tests.browser import application
from tests.desk.conftest import rubrics, settings, with_sound
from tests.test_browser import PASSWORD, sign_in

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the application was NOT tested in a browser")
expect = sync_api.expect

STAFF = (
    ("ann", "agent", "East"),
    ("bob", "agent", "East"),
    ("lea", "lead", "East"),
    ("ines", "inspector", ""),
    ("igor", "inspector", ""),
    ("max", "manager", ""),
)
SLOW_MS = 20_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[str]:
    """The application on a workspace with a call of Ann's that is ready for review."""
    folder = tmp_path_factory.mktemp("appeal")
    rubrics(folder)
    house = open_house(settings(folder))
    for name, role, team in STAFF:
        people.add(house, SYSTEM, name=name, shown=name.title(), role=role, team=team, language="en", password=PASSWORD)
    assert with_sound(house, folder) == 1
    house.close()
    with application(folder / "data", QA_RUBRICS=str(folder / "rubrics"), QA_WORKER="0") as address:
        yield address


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    expect.set_options(timeout=SLOW_MS)
    yield
    expect.set_options(timeout=5_000)


def bell(page: Any) -> Any:
    return page.locator("[class*='st-key-shell_bell'] a")


def history(page: Any) -> Any:
    return page.locator(".st-key-history-1")


def test_two_inspectors_on_one_call_are_told_so(browser: Any, address: str) -> None:
    first, second = sign_in(browser, address, "ines"), sign_in(browser, address, "igor")
    for page in (first, second):
        page.goto("/call?call=1")
        expect(page.locator(".scorecard .row").first).to_be_visible()
    _accept(second)
    expect(first.get_by_text("is reviewing this call too")).to_have_count(0)
    _accept(first)
    expect(first.get_by_text("Igor is reviewing this call too")).to_be_visible()
    assert first.locator(".scorecard .row.decided").count() == 1, "nobody's judgement is another's"
    second.reload()
    expect(second.get_by_text("Ines is reviewing this call too")).to_be_visible()


def _accept(page: Any) -> None:
    """Agree with the machine on the first criterion that is open."""
    page.locator(".scorecard [data-quick]").first.click()
    expect(page.locator(".scorecard .row.decided")).to_have_count(1)


def test_the_inspector_publishes(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "ines")
    page.goto("/call?call=1")
    finding = page.locator(".scorecard .row.unscored").first.get_attribute("data-finding")
    row = page.locator(f".scorecard .row[data-finding='{finding}']")
    row.locator("[data-verdict=met]").click()
    row.locator(".save").click()
    expect(row).to_have_class(re.compile("decided"))
    accept = page.get_by_role("button", name="Accept the rest")
    accept.click()
    page.get_by_role("button", name="Confirm").click()
    expect(accept).to_be_hidden()
    page.get_by_label("Summary").fill("A warm welcome.")
    page.get_by_label("Summary").blur()
    page.get_by_role("button", name="Publish review").click()
    expect(page.get_by_text("published by Ines").first).to_be_visible()


def test_the_agent_is_told_hears_acknowledges_and_appeals(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "ann")
    expect(bell(page)).to_contain_text("1")
    bell(page).click()
    page.get_by_role("link", name="Ines published the review").click()
    page.wait_for_url("**/feedback?call=1")
    good, bad = page.locator(".points .group").nth(0), page.locator(".points .group").nth(1)
    expect(good).to_have_class(re.compile("good"))
    expect(bad).to_have_class(re.compile("bad"))
    _hear(page, good)
    expect(bell(page)).not_to_contain_text("1")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("button", name="Acknowledge")).to_have_count(0)
    expect(page.get_by_text("Acknowledged", exact=True).first).to_be_visible()

    bad.locator("[data-item]").filter(has_text="Says goodbye").get_by_role("button", name="Appeal").click()
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Send the appeal").click()
    expect(form.get_by_text("Say why you appeal")).to_be_visible()
    form.get_by_role("radio", name="Not applicable").click()
    form.get_by_label("Why").fill("The caller hung up before I could say it.")
    form.get_by_role("button", name="Send the appeal").click()
    expect(form).to_be_hidden()
    expect(page.locator(".points .state")).to_have_text("Under appeal")
    expect(history(page)).to_contain_text("Ann appealed “Says goodbye”")


def _hear(page: Any, good: Any) -> None:
    """One click on a quote plays it in the small player above."""
    good.locator(".quote").first.click()
    expect(page.locator(".player.compact")).to_have_class(re.compile("playing"))


def test_nobody_else_sees_it_but_those_whose_work_it_is(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "bob")
    page.goto("/feedback?call=1")
    expect(page.get_by_text("No review of your calls is published yet")).to_be_visible()
    page.goto("/call?call=1")
    expect(page.get_by_text("not shared with you")).to_be_visible()
    page.goto("/appeals?appeal=1")
    expect(page.get_by_text("Page not found")).to_be_visible()
    assert page.request.get("/calls/1/audio").status == 404


def test_the_reviewer_is_told_and_cannot_judge(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "ines")
    bell(page).click()
    page.get_by_role("link", name="Ann appealed").click()
    page.wait_for_url("**/appeals?appeal=1")
    expect(page.get_by_text("The caller hung up before I could say it.").first).to_be_visible()
    expect(page.get_by_text("Somebody else judges this appeal")).to_be_visible()
    expect(page.get_by_text("Your judgement", exact=True)).to_have_count(0)


def test_another_person_settles_it(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "max")
    page.goto("/appeals")
    expect(page.get_by_text("1 to judge")).to_be_visible()
    page.get_by_role("radio", name="Overturn").click()
    page.get_by_role("radio", name="Not applicable").click()
    page.get_by_label("Reason").fill("One hears the line go dead.")
    page.get_by_role("button", name="Judge", exact=True).click()
    expect(page.get_by_text("No appeal is open.")).to_be_visible()


def test_the_history_shows_all(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "ann")
    expect(bell(page)).to_contain_text("1")
    page.goto("/call?call=1")
    for words in (
        "Ines published the review",
        "Ann acknowledged it",
        "Ann appealed “Says goodbye”",
        "The caller hung up before I could say it.",
        "Max overturned “Says goodbye”",
        "One hears the line go dead.",
        "score 80% → 100%",
    ):
        expect(history(page)).to_contain_text(words)
    expect(history(page).locator("del, s").filter(has_text="Missed")).to_have_count(1)
    expect(page.get_by_text("Settled", exact=True).first).to_be_visible()
    # the earlier verdict stands in the scorecard too, beside the machine's
    row = page.locator(".scorecard .row").filter(has_text="Says goodbye")
    expect(row.locator(".pill.not_applicable.mine")).to_be_visible()
    row.locator(".fold").click()
    expect(row.locator(".judgement").filter(has_text="Max")).to_contain_text("One hears the line go dead.")
    row.locator(".history summary").click()
    expect(row.locator(".history .judgement").filter(has_text="Ines")).to_contain_text("Missed")
    expect(page.get_by_role("button", name="Appeal", exact=True)).to_have_count(0)


def test_a_lead_coaches_and_writes_down_what_came_of_it(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "lea")
    page.goto("/call?call=1")
    expect(page.locator(".scorecard .row").first).to_be_visible()
    page.locator("li.line").nth(2).locator(".text").click(click_count=3)
    page.locator(".player [data-act=coach]").click()
    form = page.get_by_role("dialog")
    form.get_by_label("To the agent").fill("Say by when you will call back.")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say by when you will call back.").first).to_be_visible()
    page.goto("/team?show=coaching")
    page.get_by_role("button", name="What came of it").click()
    page.get_by_role("textbox", name="What came of it").fill("Said it twice today.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Said it twice today.").first).to_be_visible()
    page.goto("/team?show=precision")
    expect(page.locator(".hb tr").filter(has_text="Says goodbye")).to_contain_text("0%")


def test_a_reviewer_corrects_with_a_reason(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "ines")
    page.goto("/call?call=1")
    page.get_by_role("button", name="Correct", exact=True).click()
    form = page.get_by_role("dialog")
    expect(form).not_to_contain_text("Says goodbye")
    form.get_by_role("radio", name="Missed").click()
    form.get_by_role("button", name="Save the correction").click()
    expect(form.get_by_text("Give a reason")).to_be_visible()
    form.get_by_label("Reason").fill("Listened again.")
    form.get_by_role("button", name="Save the correction").click()
    expect(form).to_be_hidden()
    expect(history(page)).to_contain_text("Listened again.")
    expect(history(page)).to_contain_text("Ines corrected “Greets”")
