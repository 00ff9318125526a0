"""Correcting lines in the player, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.ui.parts import invented
from tests.ui.parts.test_browser import CATCH, TIME, events, line, rerun

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the components were NOT tested in a browser")
expect = sync_api.expect
Visit = Callable[[str], Any]


@pytest.fixture
def call(visit: Visit) -> Any:
    page = visit("view=mend&lang=zh")
    page.evaluate(CATCH)
    page.locator(".player .line").first.wait_for()
    return page


def tools(page: Any, number: int) -> Any:
    line(page, number).locator(".text").hover()
    return line(page, number).locator(".linetools")


def edit(page: Any, number: int) -> Any:
    tools(page, number).get_by_role("button", name="改正文字").click()
    return line(page, number).locator("textarea")


def test_a_line_is_corrected_in_its_place_and_keeps_its_original(call: Any) -> None:
    kept = line(call, 0).element_handle()
    field = edit(call, 8)
    expect(field).to_be_focused()
    expect(field).to_have_value(invented.TURNS[8][3])
    field.fill("那这 2 天的费用\n怎么算？")
    field.press("Enter")
    (event,) = events(call, 1)
    assert (event["revision"], event["lines"], event["text"]) == (1, [8], "那这 2 天的费用 怎么算？")
    expect(line(call, 8).locator(".text")).to_have_text("那这 2 天的费用 怎么算？")
    expect(line(call, 8).locator(".edited")).to_have_text("李娜 更正")
    expect(line(call, 8).locator(".edited")).to_have_attribute("title", f"更正前：{invented.TURNS[8][3]}")
    expect(line(call, 8).locator("textarea")).to_have_count(0)
    assert call.evaluate("sessionStorage.length") == 0
    assert kept.evaluate("e => e.isConnected")  # the other lines are not built again


def test_escape_leaves_the_line_as_it_was_and_the_keys_to_the_player(call: Any) -> None:
    line(call, 8).locator(".at").click()
    call.keyboard.press("m")
    field = line(call, 8).locator("textarea")
    expect(field).to_be_focused()
    call.keyboard.type("n 1 e")  # no key of the player's while somebody writes
    field.press("Escape")
    expect(line(call, 8).locator(".text")).to_have_text(invented.TURNS[8][3])
    call.keyboard.press("ArrowDown")
    expect(line(call, 9)).to_have_class("line agent current speaking")
    assert events(call, 0) == []


def test_unsaved_words_outlive_a_rerun_and_a_reload(call: Any) -> None:
    edit(call, 8).fill("改到一半")
    rerun(call)
    expect(line(call, 8).locator("textarea")).to_have_value("改到一半")
    call.reload()
    expect(line(call, 8).locator("textarea")).to_have_value("改到一半")
    line(call, 8).get_by_role("button", name="取消").click()
    call.reload()
    expect(line(call, 8).locator(".text")).to_be_visible()
    expect(call.locator(".player textarea")).to_have_count(0)


def test_what_another_changed_meanwhile_is_said_and_not_lost(call: Any) -> None:
    field = edit(call, 8)
    field.fill("我写的")
    call.get_by_role("button", name="another").click()
    expect(line(call, 8).locator(".told")).to_have_text("这句话现在是：“那这几天的费用怎么算？”")
    expect(field).to_have_value("我写的")


def test_a_refused_correction_comes_back_into_its_editor_with_the_reason(call: Any) -> None:
    field = edit(call, 8)
    field.fill("refuse")
    field.press("Enter")
    expect(line(call, 8).locator("textarea")).to_have_value("refuse")
    expect(line(call, 8).locator(".told")).to_contain_text("已有别人改过")
    line(call, 8).locator("textarea").fill("再写一次")
    line(call, 8).get_by_role("button", name="保存").click()
    expect(line(call, 8).locator(".text")).to_have_text("再写一次")


def test_a_double_click_opens_the_words_at_the_word_and_a_third_selects_the_line(call: Any) -> None:
    line(call, 16).locator(".text").dblclick(position={"x": 8, "y": 8})
    field = line(call, 16).locator("textarea")
    expect(field).to_be_focused()
    start, end = field.evaluate("e => [e.selectionStart, e.selectionEnd]")
    assert (start, 0 < end < len(invented.TURNS[16][3])) == (0, True)
    field.press("Escape")
    line(call, 14).locator(".text").click(click_count=3)
    expect(call.locator(".player .region .words")).to_have_text(invented.TURNS[14][3])
    expect(call.locator(".player textarea")).to_have_count(0)


def test_the_line_can_be_heard_while_it_is_corrected_and_the_sound_keeps_its_place(call: Any) -> None:
    line(call, 4).locator(".at").click()
    call.wait_for_function("() => window.heard && window.heard.currentTime > 16.6")
    call.keyboard.press("m")
    call.wait_for_function("() => window.heard.paused")
    place = call.evaluate(TIME)
    field = line(call, 4).locator("textarea")
    field.press("Control+Enter")
    call.wait_for_function("() => !window.heard.paused")
    assert call.evaluate(TIME) == pytest.approx(16.3, abs=0.3)
    field.press("Escape")
    assert call.evaluate(TIME) == pytest.approx(place, abs=0.3)
    assert not call.evaluate("window.heard.paused")


def test_one_click_turns_the_speaker(call: Any) -> None:
    tools(call, 3).get_by_role("button", name="是客服说的").click()
    (event,) = events(call, 1)
    assert (event["lines"], event["speaker"]) == ([3], "agent")
    expect(line(call, 3)).to_have_class("line agent same")
    expect(line(call, 3).locator(".name")).to_have_text("坐席")


def test_an_unknown_line_is_given_to_a_side_by_click_by_key_or_with_its_neighbours(call: Any) -> None:
    tools(call, 5).get_by_role("button", name="客服", exact=True).click()
    events(call, 1)
    line(call, 6).locator(".at").click()
    call.keyboard.press("2")
    events(call, 2)
    first, last = line(call, 7).locator(".text"), line(call, 8).locator(".text")
    box, other = first.bounding_box(), last.bounding_box()
    call.mouse.move(box["x"] + 2, box["y"] + 8)
    call.mouse.down()
    call.mouse.move(other["x"] + 60, other["y"] + 8, steps=4)
    call.mouse.up()
    call.locator(".player [data-give=agent]").click()
    told = [(event["lines"], event["speaker"]) for event in events(call, 3)]
    assert told == [([5], "agent"), ([6], "customer"), ([7, 8], "agent")]
    for number, speaker in ((5, "agent"), (6, "customer"), (7, "agent"), (8, "agent")):
        expect(line(call, number)).to_have_class(re.compile(f"^line {speaker}"))


def test_corrections_in_quick_succession_are_each_said_of_the_revision_before(call: Any) -> None:
    for number, key in ((5, "1"), (6, "2"), (7, "1")):
        line(call, number).locator(".at").click()
        call.keyboard.press(key)
    call.wait_for_function("() => !document.querySelector('.st-key-events').innerText.includes('refused')")
    call.wait_for_function("() => JSON.parse(document.querySelector('.st-key-events').innerText).flatMap(e => e.lines).length === 3")
    told = events(call, 2)
    assert sorted(number for event in told for number in event["lines"]) == [5, 6, 7]
    assert [event["revision"] for event in told] == list(range(1, len(told) + 1))


def test_the_menu_gives_all_lines_of_a_voice(call: Any) -> None:
    line(call, 5).locator(".name").click()
    call.get_by_role("menuitem", name="“A”的话都是客服说的").click()
    (event,) = events(call, 1)
    assert (event["lines"], event["speaker"], event["voice"]) == ([5, 7], "agent", "A")
    expect(line(call, 7).locator(".name")).to_have_text("坐席")


def test_a_doubtful_line_tells_why_and_can_be_trusted_and_another_denied(call: Any) -> None:
    doubtful = line(call, 2)
    assert doubtful.locator(".text").evaluate("e => getComputedStyle(e).textDecorationLine") == "line-through"
    expect(doubtful.locator(".doubt")).to_have_attribute("title", "没有检测到人声")
    doubtful.get_by_role("button", name="确实说过").click()
    events(call, 1)
    expect(doubtful.locator(".doubt")).to_have_count(0)
    line(call, 14).locator(".name").click()
    call.get_by_role("menuitem", name="没有人说过").click()
    assert [(event["lines"], event["said"]) for event in events(call, 2)] == [([2], True), ([14], False)]
    expect(line(call, 14).locator(".doubt")).to_have_text("没有人说过")


def test_the_menu_is_for_the_keyboard_too(call: Any) -> None:
    line(call, 8).locator(".at").click()
    line(call, 8).locator(".name").focus()
    call.keyboard.press("Enter")
    expect(call.get_by_role("menuitemradio", name="是客服说的")).to_be_focused()
    call.keyboard.press("ArrowUp")
    expect(call.get_by_role("menuitem", name="没有人说过")).to_be_focused()
    call.keyboard.press("Escape")
    expect(call.locator(".player .choices")).to_have_count(0)
    expect(line(call, 8).locator(".name")).to_be_focused()


def test_who_may_not_correct_sees_no_tools(visit: Visit) -> None:
    page = visit("view=call&lang=zh")
    line(page, 8).locator(".text").hover()
    assert page.locator(".player .linetools, .player button.name").count() == 0
    line(page, 8).locator(".text").dblclick()
    page.keyboard.press("m")
    expect(page.locator(".player textarea")).to_have_count(0)
