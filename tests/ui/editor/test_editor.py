"""The editor as a person uses it, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import ROOT, served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the editor was NOT tested in a browser")
expect = sync_api.expect
Visit = Callable[[str], Any]


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """What is written goes to the server and back, which takes its seconds on a busy machine."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("editor") / "log"
    with served(Path(__file__).with_name("page.py"), log, {"PYTHONPATH": str(ROOT)}, "/_stcore/health") as address:
        yield address


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context
    context.close()


@pytest.fixture
def visit(context: Any, address: str) -> Iterator[Visit]:
    errors: list[str] = []

    def opened(query: str = "") -> Any:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/?{query}")
        page.locator(".editor").wait_for(timeout=30_000)
        page.locator(".st-key-events").wait_for()
        return page

    yield opened
    for page in context.pages:
        page.close()
    assert not errors


def field(page: Any) -> Any:
    return page.locator(".editor textarea")


def at_end(page: Any) -> None:
    field(page).click()
    page.keyboard.press("Control+End")


def last_written(page: Any, count: int = 1) -> str:
    """What reached Python, once it came ``count`` times."""
    page.wait_for_function("n => JSON.parse(document.querySelector('.st-key-events')?.innerText || '[]').length >= n", arg=count)
    return str(json.loads(page.locator(".st-key-events").inner_text())[-1]["text"])


def select(page: Any, words: str) -> None:
    page.evaluate(
        """([field, words]) => { field.focus(); const at = field.value.indexOf(words); field.setSelectionRange(at, at + words.length); }""",
        [field(page).element_handle(), words],
    )


def test_what_is_written_reaches_the_page_and_is_marked_at_its_line(visit: Visit) -> None:
    page = visit()
    at_end(page)
    page.keyboard.type("points: wrong")
    assert last_written(page).endswith("\npoints: wrong")
    expect(page.locator(".editor .row.bad")).to_contain_text("points: wrong")
    expect(page.locator(".editor .row.bad .wrong")).to_have_text("wrong")
    expect(page.locator(".editor .row.bad .said")).to_contain_text("这里应为数字")
    expect(page.locator(".editor .number.bad")).to_have_text("17")
    expect(page.locator(".editor .state")).to_have_text("草稿已保存 12:03")
    page.keyboard.press("Control+Home")
    expect(page.locator(".editor .place")).to_have_text("第 1 行，第 1 列，共 17 行")
    page.locator(".editor .marks button").click()
    expect(page.locator(".editor .place")).to_have_text("第 17 行，第 9 列，共 17 行")
    page.keyboard.type("10")
    expect(page.locator(".editor .row.bad")).to_have_count(0)
    expect(page.locator(".editor .marks li")).to_have_count(0)


def test_a_rerun_leaves_what_is_being_written_alone(visit: Visit) -> None:
    page = visit()
    at_end(page)
    page.keyboard.type("# mine")
    last_written(page)
    page.keyboard.type(" and more")
    runs = page.locator(".st-key-runs").inner_text()
    page.get_by_role("button", name="rerun").click()
    page.wait_for_function("before => ![undefined, before].includes(document.querySelector('.st-key-runs')?.innerText)", arg=runs)
    assert field(page).input_value().endswith("# mine and more")
    assert last_written(page, 2).endswith("# mine and more")


def test_another_stamp_brings_another_text(visit: Visit) -> None:
    page = visit()
    at_end(page)
    page.keyboard.type("# mine")
    last_written(page)
    page.get_by_role("button", name="anew").click()
    expect(field(page)).to_have_value("id: anew\n")


def test_what_was_not_kept_says_why_and_outlives_a_reload(visit: Visit) -> None:
    page = visit()
    at_end(page)
    page.keyboard.type("# refuse")
    last_written(page)
    expect(page.locator(".editor .state.failed")).to_have_text("草稿没有保存：请刷新")
    page.reload()
    page.locator(".editor").wait_for()
    expect(field(page)).to_have_value(re.compile("# refuse$"))
    assert last_written(page).endswith("# refuse"), "it is sent again"
    at_end(page)
    for _ in "# refuse":
        page.keyboard.press("Backspace")
    expect(page.locator(".editor .state.saved")).to_be_visible()
    page.reload()
    page.locator(".editor").wait_for()
    assert not field(page).input_value().endswith("# refuse")


def test_tab_and_enter_know_the_shape_of_the_file(visit: Visit) -> None:
    page = visit()
    at_end(page)
    page.keyboard.type("criteria:\n- id: one\ntitle: t\nexamples:\n- name: n\nverdict: met")
    written = field(page).input_value()
    assert written.endswith("criteria:\n  - id: one\n    title: t\n    examples:\n      - name: n\n        verdict: met")


def test_several_lines_move_together_and_back(visit: Visit) -> None:
    page = visit()
    before = field(page).input_value()
    select(page, "kind: reply\n    points: 10\n    cue")
    page.keyboard.press("Tab")
    assert "\n      kind: reply\n      points: 10\n      cue: {" in field(page).input_value()
    page.keyboard.press("Shift+Tab")
    assert field(page).input_value() == before
    page.keyboard.press("Control+/")
    assert "\n    # kind: reply\n    # points: 10\n    # cue: {" in field(page).input_value()
    page.keyboard.press("Control+/")
    assert field(page).input_value() == before


def test_undo_takes_back_what_keys_did(visit: Visit) -> None:
    page = visit()
    before = field(page).input_value()
    select(page, "kind: reply\n    points")
    page.keyboard.press("Tab")
    assert field(page).input_value() != before
    page.keyboard.press("Control+z")
    assert field(page).input_value() == before


def test_escape_lets_tab_leave(visit: Visit) -> None:
    page = visit()
    at_end(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(field(page)).not_to_be_focused()


def test_words_are_found(visit: Visit) -> None:
    page = visit()
    field(page).click()
    page.keyboard.press("Control+f")
    page.keyboard.type("upset")
    expect(page.locator(".editor .findbar .count")).to_have_text("1/3")
    expect(page.locator(".editor .hit")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page.locator(".editor .findbar .count")).to_have_text("2/3")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".editor .findbar .count")).to_have_text("3/3")
    page.keyboard.press("Escape")
    expect(page.locator(".editor .findbar")).to_be_hidden()
    expect(field(page)).to_be_focused()
    assert page.evaluate("f => f.value.slice(f.selectionStart, f.selectionEnd)", field(page).element_handle()) == "upset"
    page.keyboard.press("Control+f")
    page.keyboard.type("nowhere")
    expect(page.locator(".editor .findbar .count")).to_have_text("没有找到")


def test_a_text_that_may_only_be_read_cannot_be_written(visit: Visit) -> None:
    page = visit("read=1&lang=en")
    before = field(page).input_value()
    at_end(page)
    page.keyboard.type("x")
    page.keyboard.press("Tab")
    assert field(page).input_value() == before


def test_ten_thousand_lines_are_written_in_as_ten_are(visit: Visit) -> None:
    page = visit("rows=10000")
    at_end(page)
    page.keyboard.type("\nwrong at the end")
    expect(page.locator(".editor .row.bad")).to_contain_text("wrong at the end")
    assert page.locator(".editor .row").count() < 80, "only what is in view is drawn"
    page.keyboard.press("Control+Home")
    expect(page.locator(".editor .row").first).to_contain_text("line 1:")
    page.locator(".editor .marks button").click()
    expect(page.locator(".editor .row.bad")).to_be_in_viewport()


def test_columns_are_told_apart(visit: Visit) -> None:
    page = visit("csv=1")
    field(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type('a,"b, c",d')
    expect(page.locator(".editor .row .odd")).to_have_text('"b, c"')
    assert "".join(page.locator(".editor .row").first.locator("span").all_inner_texts()) == 'a,"b, c",d'


def test_markup_is_text(visit: Visit) -> None:
    page = visit()
    field(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("<img src=x onerror=alert(1)> wrong")
    expect(page.locator(".editor .row.bad")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator(".editor img").count() == 0
