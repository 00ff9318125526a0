"""A review by keyboard alone, in a real browser: few keys, nothing lost to a reload, and two inspectors who know of each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import config
from qa.desk import intake, people, process
from qa.desk.house import SYSTEM, House, open_house
from qa.desk.intake import Details
from qa.model.people import Role
from tests.browser import application

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: reviewing was NOT tested in a browser")
expect = sync_api.expect

PASSWORD = "correct horse battery"
PATIENCE_MS = 30_000
MOST_KEYS = 12
CRITERION = """  - id: c{n}
    title: Says word {n}
    kind: required
    points: 10
    expect: {{any: [word{n}]}}
    examples:
      - {{name: said, verdict: met, call: [{{agent: "[[word{n}]]"}}]}}
      - {{name: not said, verdict: missed, call: [{{agent: "nothing"}}]}}
"""
RUBRIC = "id: six\nversion: 1\ntitle: Six things\ncriteria:\n" + "".join(CRITERION.format(n=n) for n in range(6))


def load(house: House, name: str) -> int:
    """A call of five minutes in which three of six things are said."""
    turns = [
        {"speaker": "agent" if n % 2 else "customer", "text": f"word{n // 2} and more", "start": n * 25.0, "end": n * 25.0 + 20}
        for n in range(6)
    ]
    turns += [{"speaker": "customer", "text": f"Goodbye then, {name}.", "start": 290.0, "end": 300.0}]
    content = json.dumps({"id": name, "language": "en", "turns": turns}).encode()
    number = intake.load_transcript(house, SYSTEM, f"{name}.jsonl", content, Details(title=name)).call_id
    process.score(house, SYSTEM, number, process.attempt(house, SYSTEM, number))
    return number


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reviewing")
    (folder / "rubrics").mkdir()
    (folder / "rubrics" / "six.yaml").write_text(RUBRIC, encoding="utf-8")
    house = open_house(config.load(data=folder, rubrics=folder / "rubrics"))
    for name in ("ines", "ivan"):
        people.add(house, SYSTEM, name=name, shown=name.title(), role=Role.INSPECTOR, team="", language="en", password=PASSWORD)
    for name in ("all stands", "one differs", "two inspectors", "two tabs"):
        load(house, name)
    house.close()
    return folder


@pytest.fixture(scope="module")
def address(workspace: Path, browser: Any) -> Iterator[str]:
    with application(workspace, QA_RUBRICS=str(workspace / "rubrics")) as address:
        yield address


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


def opened(browser: Any, address: str, name: str, call: int) -> Any:
    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 1000}, base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("button.main").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    page.goto(f"/call?call={call}")
    expect(page.locator(".scorecard .row")).to_have_count(6)
    return page


class Keys:
    """Presses keys and counts them."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def test_a_call_whose_verdicts_all_stand_is_published_with_few_keys(browser: Any, address: str) -> None:
    page = opened(browser, address, "ines", 1)
    keys = Keys(page)
    progress = page.locator(".scorecard .progress .num")
    keys.press("y")
    for done in range(6):
        current = page.locator(".scorecard .row.current")
        expect(current).to_have_count(1)
        keys.press("y" if current.locator(".pill.met").count() else "n")
        expect(progress).to_have_text(re.compile(rf"^{done + 1} "))
    keys.press("Control+Shift+Enter")
    expect(page.get_by_text(re.compile("^Published by Ines"))).to_be_visible()
    assert keys.count <= MOST_KEYS
    page.context.close()


def test_a_differing_verdict_is_given_with_its_reason_by_keys_and_a_reload_loses_nothing(browser: Any, address: str) -> None:
    page = opened(browser, address, "ines", 2)
    page.keyboard.press("y")
    current = page.locator(".scorecard .row.current")
    expect(current).to_have_count(1)
    first = current.get_attribute("data-finding")
    page.keyboard.press("a")
    expect(current.locator("textarea.comment")).to_be_focused()
    page.keyboard.type("Not asked for in this call")
    page.reload()
    row = page.locator(f".scorecard .row[data-finding='{first}']")
    expect(row.locator("textarea.comment")).to_have_value("Not asked for in this call")
    row.locator("textarea.comment").focus()
    page.keyboard.press("Control+Enter")
    expect(row.locator(".pill.mine.not_applicable")).to_be_visible()
    page.reload()
    expect(page.locator(f".scorecard .row[data-finding='{first}'] .pill.mine.not_applicable")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("Enter")
    expect(page.locator(".scorecard .progress .num")).to_have_text(re.compile("^6 "))
    page.context.close()


def test_what_is_decided_in_two_tabs_is_kept_from_both(browser: Any, address: str) -> None:
    first = opened(browser, address, "ines", 4)
    second = first.context.new_page()
    second.goto("/call?call=4")
    expect(second.locator(".scorecard .row")).to_have_count(6)
    for page, number in ((first, 0), (second, 4), (first, 2)):
        row = page.locator(".scorecard .row").nth(number)
        row.locator("[data-quick]").click()
        expect(row.locator(".pill.mine:not(.waiting)")).to_be_visible()
    for page in (first, second):
        page.reload()
        expect(page.locator(".scorecard .progress .num")).to_have_text(re.compile("^3 "))
        for number in (0, 2, 4):
            expect(page.locator(".scorecard .row").nth(number).locator(".pill.mine")).to_be_visible()
    first.context.close()


def test_two_inspectors_on_one_call_are_told_so_and_neither_overwrites_the_other(browser: Any, address: str) -> None:
    ines, ivan = (opened(browser, address, name, 3) for name in ("ines", "ivan"))
    for page in (ines, ivan):
        page.keyboard.press("y")
        expect(page.locator(".scorecard .row.current")).to_have_count(1)
    first = ines.locator(".scorecard .row.current").get_attribute("data-finding")
    met = ines.locator(".scorecard .row.current .pill.met").count()
    ines.keyboard.press("y" if met else "n")
    expect(ines.locator(f".scorecard .row[data-finding='{first}'] .pill.mine")).to_be_visible()
    ivan.reload()
    expect(ivan.locator(".scorecard .row")).to_have_count(6)
    expect(ivan.get_by_text(re.compile("Ines"))).to_be_visible()
    expect(ivan.locator(f".scorecard .row[data-finding='{first}'] .pill.mine")).to_have_count(0)
    ivan.keyboard.press("g")
    ivan.keyboard.press("Enter")
    expect(ivan.locator(".scorecard .progress .num")).to_have_text(re.compile("^6 "))
    ivan.keyboard.press("Control+Shift+Enter")
    expect(ivan.get_by_text(re.compile("^Published by Ivan"))).to_be_visible()
    ines.keyboard.press("g")
    ines.keyboard.press("Enter")
    expect(ines.get_by_text(re.compile("published", re.IGNORECASE)).first).to_be_visible()
    for page in (ines, ivan):
        page.context.close()
