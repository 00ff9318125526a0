"""The rules as their owner works on them, in a real browser: from a slip of the pen to calls that are judged again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import config
from qa.desk import intake, people, process, review, rulebook
from qa.desk.house import SYSTEM, House, open_house
from qa.desk.intake import Details
from qa.model.people import Role
from qa.model.rules import RuleKey, RuleKind
from tests.browser import application

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the rubrics page was NOT tested in a browser")
expect = sync_api.expect

PASSWORD = "correct horse battery"
PATIENCE_MS = 30_000
BASIC = RuleKey(RuleKind.RUBRIC, "basic")
PHRASES = "id: hello\ntitle: {zh: 问候语, en: Greetings}\nen: [hello]\n"
RUBRIC = """id: basic
version: 1
title: {zh: 基本, en: Basics}
criteria:
  - id: greet
    title: {zh: 问候, en: Greets}
    kind: required
    points: 10
    expect: {any: ["@hello"]}
    examples:
      - {name: said, verdict: met, call: [{agent: "[[Hello]] there."}]}
      - {name: not said, verdict: missed, call: [{agent: "Yes?"}]}
  - id: close
    title: {zh: 道别, en: Says goodbye}
    kind: required
    points: 10
    expect: {any: [goodbye]}
    examples:
      - {name: said, verdict: met, call: [{agent: "[[Goodbye]]."}]}
      - {name: not said, verdict: missed, call: [{agent: "Yes?"}]}
"""


def call(house: House, name: str, text: str) -> int:
    turns = [
        {"speaker": "agent", "text": text, "start": 0.0, "end": 2.0},
        {"speaker": "customer", "text": "Fine.", "start": 2.5, "end": 3.0},
    ]
    content = json.dumps({"id": name, "language": "en", "turns": turns}).encode()
    return intake.load_transcript(house, SYSTEM, f"{name}.jsonl", content, Details(title=name)).call_id


def scored(house: House, name: str, text: str) -> int:
    number = call(house, name, text)
    process.score(house, SYSTEM, number, process.attempt(house, SYSTEM, number))
    return number


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with its people and six calls, judged by the first version; of two an inspector said something."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rubrics" / "phrases").mkdir(parents=True)
    (folder / "rubrics" / "basic.yaml").write_text(RUBRIC, encoding="utf-8")
    (folder / "rubrics" / "phrases" / "hello.yaml").write_text(PHRASES, encoding="utf-8")
    house = opened(folder)
    for name, role in (("max", Role.MANAGER), ("mia", Role.MANAGER), ("ines", Role.INSPECTOR), ("ann", Role.AGENT)):
        people.add(house, SYSTEM, name=name, shown=name.title(), role=role, team="", language="en", password=PASSWORD)
    ines = next(one for one in people.listed(house, SYSTEM) if one.name == "ines")
    for number in range(6):
        made = scored(house, f"call {number}", f"{'Good day' if number % 2 else 'Hello'}, number {number}.")
        if number < 2:
            found = {f.criterion: f for e in intake.view(house, ines, made).evaluations for f in e.findings}
            review.decide(house, ines, made, found["greet"].id, "met", "a greeting it is")
            review.decide(house, ines, made, found["close"].id, "missed", "")
            if number == 0:
                review.publish(house, ines, made, "well")
    house.close()
    return folder


def opened(folder: Path) -> House:
    return open_house(config.load(data=folder / "data", rubrics=folder / "rubrics", database_url="", files=""))


@pytest.fixture(scope="module")
def address(workspace: Path, browser: Any) -> Iterator[str]:
    with application(workspace / "data", QA_RUBRICS=str(workspace / "rubrics")) as address:
        yield address


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


def sign_in(browser: Any, address: str, name: str, locale: str = "en-GB") -> Any:
    context = browser.new_context(locale=locale, viewport={"width": 1400, "height": 1000}, base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("button.main").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    return page


@pytest.fixture(scope="module")
def manager(browser: Any, address: str) -> Any:
    return sign_in(browser, address, "max")


def field(page: Any) -> Any:
    return page.locator(".editor:not(.reading) textarea")


def edit(page: Any, old: str, new: str) -> None:
    """Put words in the place of others, as with the mouse and the keys."""
    page.evaluate(
        """([field, words]) => { field.focus(); const at = field.value.indexOf(words); field.setSelectionRange(at, at + words.length); }""",
        [field(page).element_handle(), old],
    )
    page.keyboard.insert_text(new)


def saved(page: Any) -> None:
    expect(page.locator(".editor .state")).to_have_class(re.compile("saved"))


def test_the_list_leads_to_a_text(manager: Any) -> None:
    manager.goto("/rubrics")
    row = manager.locator(".list tr.row").filter(has_text="Greetings")
    expect(row).to_contain_text("Basics")
    expect(row).to_contain_text("as shipped")
    manager.locator(".list tr.row").filter(has_text="basic").first.click()
    expect(manager.get_by_text("All 6 checks of the examples hold")).to_be_visible()
    manager.get_by_role("radio", name="Edit").or_(manager.get_by_role("button", name="Edit")).first.click()
    expect(field(manager)).to_have_value(RUBRIC)
    expect(manager.locator(".editor .marks .good")).to_contain_text("all 6 checks")
    expect(manager.get_by_role("button", name="Put in force")).to_be_disabled()


def test_a_mistake_is_told_at_its_line_and_mended(manager: Any) -> None:
    edit(manager, "points: 10\n    expect: {any: [goodbye]}", "points: ten\n    expect: {any: [goodbye]}")
    expect(manager.locator(".editor .row.bad")).to_contain_text("points: ten")
    expect(manager.locator(".editor .row.bad .said")).to_contain_text("number is expected here, not ten")
    expect(manager.locator(".editor .number.bad")).to_have_text("16")
    expect(manager.get_by_text("Not yet: mistakes to mend 1")).to_be_visible()
    edit(manager, "points: ten", "points: 10")
    expect(manager.locator(".editor .row.bad")).to_have_count(0)
    expect(manager.locator(".editor .marks .good")).to_be_visible()


def test_examples_run_by_themselves_and_say_what_differs(manager: Any) -> None:
    edit(manager, "[goodbye]", "[see you]")
    failing = manager.locator(".editor .marks .warn").filter(has_text="close · said")
    expect(failing).to_contain_text("Line 19")
    expect(failing).to_contain_text("expected “met”, found “missed”")
    expect(manager.locator(".editor .row.warn")).to_contain_text("name: said")
    edit(manager, "[see you]", "[goodbye]")
    expect(failing).to_have_count(0)


def test_a_draft_outlives_a_reload_and_colleagues_are_told(browser: Any, address: str, manager: Any) -> None:
    edit(manager, '["@hello"]', '["@hello", good day]')
    saved(manager)
    manager.reload()
    expect(field(manager)).to_have_value(re.compile(r'\["@hello", good day\]'))
    expect(manager.get_by_text("Against what is in force: 1 lines more, 1 lines fewer")).to_be_visible()
    colleague = sign_in(browser, address, "mia")
    colleague.goto("/rubrics?text=rubric:basic&view=edit")
    expect(colleague.get_by_text("Max is working on this too")).to_be_visible()
    expect(field(colleague)).to_have_value(RUBRIC)
    colleague.context.close()


def test_a_version_number_that_is_taken_is_raised_with_a_click(manager: Any) -> None:
    expect(manager.get_by_text("Not yet: choose another version number first")).to_be_visible()
    manager.get_by_role("button", name="Make it version 2").click()
    expect(field(manager)).to_have_value(re.compile("^id: basic\nversion: 2\n"))
    expect(manager.get_by_text("All checks pass")).to_be_visible()


def test_a_draft_is_tried_on_a_call(manager: Any) -> None:
    manager.goto("/rubrics?text=rubric:basic&view=try")
    expect(manager.locator(".lines mark").first).to_have_text("Good day")
    expect(manager.get_by_text("Said: “good day”", exact=False).first).to_be_visible()
    manager.get_by_role("radio", name="Pasted words").or_(manager.get_by_role("button", name="Pasted words")).first.click()
    manager.get_by_role("textbox", name="Talk").fill("agent: Welcome.\ncustomer: Hello?")
    manager.get_by_role("button", name="Judge it").click()
    expect(manager.locator(".lines li")).to_have_count(2)
    expect(manager.locator(".lines mark")).to_have_count(0)


def test_a_backtest_tells_what_would_be_found(manager: Any) -> None:
    manager.goto("/rubrics?text=rubric:basic&view=backtest")
    manager.get_by_role("button", name="Start").click()
    row = manager.locator(".list tr.row").filter(has_text="Greets")
    expect(row).to_contain_text("3 → 6")
    expect(row).to_contain_text("+3")
    expect(row).to_contain_text("0/1 → –")  # precision: the one that it called missed and the inspector did not
    hits = manager.locator(".list").filter(has_text="Missed → Met")
    expect(hits.locator("tr.row")).to_have_count(3)
    expect(hits).to_contain_text("+ 0:00 “Good day”")
    link = hits.locator("tr.row a").last.get_attribute("href")
    assert re.fullmatch(r"/call\?call=\d+&t=0\.0", link)


def test_an_inspector_tries_what_a_manager_writes_and_changes_nothing(browser: Any, address: str, manager: Any) -> None:
    page = sign_in(browser, address, "ines")
    page.goto("/rubrics?text=rubric:basic&view=edit")  # no such view for an inspector: it is read
    expect(page.get_by_text("All 6 checks of the examples hold")).to_be_visible()
    assert page.locator(".editor:not(.reading)").count() == 0
    page.goto("/rubrics?text=rubric:basic&view=backtest")
    page.locator("summary").filter(has_text="New back-test").click()
    expect(page.get_by_role("combobox", name="Version to try")).to_have_value("Max's draft")
    expect(page.get_by_text("Max's draft · Version 2 against In force · Version 1")).to_be_visible()
    page.goto("/rubrics?again=new")
    expect(page.get_by_text("may not", exact=False).first).to_be_visible()
    page.context.close()


def test_it_is_put_in_force_with_a_note(manager: Any, workspace: Path) -> None:
    manager.goto("/rubrics?text=rubric:basic&view=edit")
    expect(manager.get_by_text("All checks pass")).to_be_visible()
    manager.get_by_role("button", name="Put in force").click()
    expect(manager.get_by_text("Write a note: what has changed, and why.")).to_be_visible()
    manager.get_by_label("Note").fill("good day greets too")
    manager.get_by_role("button", name="Put in force").click()
    expect(manager.get_by_text("In force: calls from now on are judged by it")).to_be_visible()
    expect(manager.get_by_text("good day greets too").first).to_be_visible()
    house = opened(workspace)
    assert house.book.by_id["basic"].version == 2
    assert [one.note for one in rulebook.history(house, SYSTEM, BASIC)] == ["good day greets too", ""]
    house.close()


def test_a_new_call_is_judged_by_it_and_an_old_one_keeps_its_score(manager: Any, workspace: Path) -> None:
    house = opened(workspace)
    new = call(house, "new call", "Good day, this is new.")  # the application's own worker judges it
    house.close()
    manager.goto("/calls")
    expect(manager.locator(".list tr.row").filter(has_text="new call")).to_contain_text("50%")
    expect(manager.locator(".list tr.row").filter(has_text="call 1")).to_contain_text("0%")
    manager.goto(f"/call?call={new}")
    expect(manager.get_by_role("link", name="Basics Version 2")).to_be_visible()


def test_stored_calls_are_judged_again_after_a_look(manager: Any) -> None:
    manager.goto("/rubrics?again=new")
    manager.get_by_role("button", name="List what changes").click()
    changed = manager.locator(".list").filter(has_text="Greets: Missed → Met")
    expect(changed.locator("tr.row")).to_have_count(3)
    expect(changed.locator("tr.row").filter(has_text="call 3")).to_contain_text("50%")
    expect(changed.locator("tr.row").filter(has_text="call 1")).to_contain_text("1 verdicts in drafts")
    manager.reload()
    expect(changed.locator("tr.row")).to_have_count(3)
    manager.get_by_role("button", name="Judge them again").click()
    expect(manager.get_by_text("New evaluations of 6 calls are written down.")).to_be_visible()
    manager.goto("/calls")
    expect(manager.locator(".list tr.row").filter(has_text="call 3")).to_contain_text("50%")


def test_a_published_review_leads_to_the_text_that_judged_then(manager: Any) -> None:
    manager.goto("/call?call=1")
    expect(manager.get_by_text("Published by Ines").first).to_be_visible()
    manager.get_by_role("link", name="Basics Version 1").click()
    expect(manager.get_by_text("This is the text that judged")).to_be_visible()
    expect(manager.locator(".editor.reading textarea").first).to_have_value(RUBRIC)
    manager.locator("summary").filter(has_text="What is in force now differs").click()
    expect(manager.locator(".lines .good").filter(has_text="good day")).to_be_visible()


def test_the_past_is_compared_and_taken_up_again(manager: Any) -> None:
    manager.goto("/rubrics?text=rubric:basic&view=history")
    expect(manager.locator(".lines .bad").filter(has_text="version: 1")).to_be_visible()
    expect(manager.locator(".lines .good").filter(has_text="version: 2")).to_be_visible()
    manager.get_by_role("button", name="Take up").click()
    expect(manager.get_by_text("The older version is your draft now")).to_be_visible()
    expect(field(manager)).to_have_value(RUBRIC)
    manager.get_by_role("button", name="Drop the draft").click()
    manager.get_by_role("button", name="Drop it").click()
    expect(field(manager)).to_have_value(re.compile("^id: basic\nversion: 2\n"))


def test_a_phrase_set_that_breaks_a_rubric_says_which(manager: Any) -> None:
    manager.goto("/rubrics?text=phrases:hello&view=edit")
    expect(field(manager)).to_have_value(PHRASES)
    edit(manager, "[hello]", "[hallo]")
    expect(manager.locator(".editor .marks .bad")).to_contain_text("It would break: Basics")
    expect(manager.get_by_role("button", name="Put in force")).to_be_disabled()
    edit(manager, "[hallo]", "[hello, hallo]")
    expect(manager.locator(".editor .marks .good")).to_be_visible()
    expect(manager.get_by_text("Rubrics whose verdicts may change: Basics")).to_be_visible()


def test_something_new_is_begun(manager: Any) -> None:
    manager.goto("/rubrics")
    manager.get_by_role("button", name="New").click()
    manager.get_by_role("textbox", name="Id").fill("manners")
    manager.get_by_role("button", name="Begin").click()
    expect(field(manager)).to_have_value(re.compile("id: manners"))
    expect(manager.locator(".editor .marks .good")).to_contain_text("all 3 checks")


def test_a_file_of_a_newer_product_is_told_of(manager: Any, workspace: Path) -> None:
    file = workspace / "rubrics" / "basic.yaml"
    file.write_text(RUBRIC.replace("version: 1", "version: 5").replace("[goodbye]", "[goodbye, so long]"), encoding="utf-8")
    manager.goto("/rubrics")
    expect(manager.locator(".list tr.row").filter(has_text="Newer file")).to_contain_text("Basics")
    manager.goto("/rubrics?text=rubric:basic")
    manager.locator("summary").filter(has_text="Compare what is in force with the new file").click()
    expect(manager.locator(".lines .good").filter(has_text="so long")).to_be_visible()
    manager.get_by_role("button", name="Take the new file over").click()
    expect(manager.get_by_text("The new file is your draft now")).to_be_visible()
    expect(field(manager)).to_have_value(re.compile("so long"))


def test_an_agent_reads_and_no_more(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "ann")
    page.goto("/rubrics")
    page.locator(".list tr.row").filter(has_text="basic").first.click()
    expect(page.get_by_text("checks of the examples hold")).to_be_visible()
    for name in ("Edit", "Try on a call", "Back-test"):
        expect(page.get_by_text(name, exact=True)).to_have_count(0)
    page.context.close()
