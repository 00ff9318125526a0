"""Both components as a person uses them, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.ui.parts import invented

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the components were NOT tested in a browser")
expect = sync_api.expect
Visit = Callable[[str], Any]

TIME = """() => window.heard.currentTime"""
CATCH = """() => {
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () { window.heard = this; return play.call(this); };
}"""


def events(page: Any, count: int) -> list[dict[str, Any]]:
    """What reached Python, once there are ``count`` of them."""
    page.wait_for_function("n => JSON.parse(document.querySelector('.st-key-events')?.innerText || '[]').length >= n", arg=count)
    return list(json.loads(page.locator(".st-key-events").inner_text()))


def rerun(page: Any) -> None:
    runs = page.locator(".st-key-runs").inner_text()
    page.get_by_role("button", name="rerun").click()
    page.wait_for_function("before => ![undefined, before].includes(document.querySelector('.st-key-runs')?.innerText)", arg=runs)


@pytest.fixture
def call(visit: Visit) -> Any:
    page = visit("view=call&lang=zh")
    page.evaluate(CATCH)
    page.locator(".player .line").first.wait_for()
    return page


def line(page: Any, number: int) -> Any:
    return page.locator(f".player .line[data-index='{number}']")


def drag(page: Any, start: float, end: float) -> None:
    box = page.locator(".player .stage").bounding_box()
    x = [box["x"] + box["width"] * time / invented.SECONDS for time in (start, end)]
    y = box["y"] + box["height"] / 3
    page.mouse.move(x[0], y)
    page.mouse.down()
    page.mouse.move((x[0] + x[1]) / 2, y)
    page.mouse.move(x[1], y)
    page.mouse.up()


def test_a_click_on_a_line_is_heard_from_its_start_and_the_line_is_marked(call: Any) -> None:
    line(call, 4).locator(".text").click()
    call.wait_for_function("() => window.heard && !window.heard.paused && window.heard.currentTime > 16.4")
    assert call.evaluate(TIME) < 19
    expect(line(call, 4)).to_have_class("line agent current speaking")


def test_keys_play_step_and_help_but_not_while_typing(call: Any) -> None:
    call.keyboard.press("Space")
    call.wait_for_function("() => window.heard && !window.heard.paused")
    call.keyboard.press("Space")
    call.wait_for_function("() => window.heard.paused")
    before = call.evaluate(TIME)
    call.keyboard.press("ArrowRight")
    assert call.evaluate(TIME) == pytest.approx(before + 5, abs=0.3)
    call.keyboard.press("ArrowDown")
    assert call.evaluate(TIME) == pytest.approx(8.4, abs=0.05)
    call.keyboard.press("]")
    expect(call.locator(".player .speed")).to_have_value("1.25")
    call.keyboard.press("?")
    expect(call.locator(".player .keyhelp")).to_be_visible()
    expect(call.locator(".player .keyhelp")).to_contain_text("把选中部分或当前句做成片段")
    call.keyboard.press("Escape")
    expect(call.locator(".player .keyhelp")).to_be_hidden()
    call.keyboard.press("/")
    call.keyboard.type("e n ")
    expect(call.locator(".player input[type=search]")).to_have_value("e n ")
    assert call.evaluate("window.heard.paused")
    assert call.evaluate(TIME) == pytest.approx(8.4, abs=0.05)


def test_the_speed_is_remembered(call: Any) -> None:
    call.locator(".player .speed").select_option("1.5")
    call.reload()
    expect(call.locator(".player .speed")).to_have_value("1.5")


def test_a_quote_is_heard_with_a_lead_in_and_stops_after_it(call: Any) -> None:
    call.evaluate("window.addEventListener('hearback:play', e => window.asked = e.detail)")
    chip = call.locator(".scorecard .row[data-finding='f2'] .quote").first
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    asked = call.evaluate("window.asked")
    call.wait_for_function("() => window.heard && !window.heard.paused")
    assert asked["start"] - 2.1 <= call.evaluate(TIME) <= asked["start"]
    expect(call.locator(".player .text .heard")).to_have_text("不归我管")
    call.wait_for_function("() => window.heard.paused")
    assert call.evaluate(TIME) == pytest.approx(asked["end"] + 0.5, abs=0.35)


def test_a_dragged_region_becomes_an_excerpt_with_its_seconds_and_words(call: Any) -> None:
    drag(call, 8.0, 21.7)
    expect(call.locator(".player .region")).to_contain_text("不归我管")
    call.get_by_role("button", name="结束时间推后 0.1 秒").click()
    call.locator(".player [data-act=excerpt]").click()
    (event,) = events(call, 1)
    assert event["kind"] == "excerpt"
    assert event["start"] == pytest.approx(8.0, abs=0.15)
    assert event["end"] == pytest.approx(21.8, abs=0.15)
    assert event["from"] == [2, 0]
    assert event["to"] == [4, len(invented.TURNS[4][3])]
    assert event["text"] == "\n".join(invented.TURNS[turn][3] for turn in (2, 3, 4))


def select(page: Any, number: int, words: str) -> None:
    """Selects words of a line as a mouse would leave them."""
    text = line(page, number).locator(".text")
    text.scroll_into_view_if_needed()
    text.evaluate(
        """(element, words) => {
          const at = element.textContent.indexOf(words), range = document.createRange();
          range.setStart(element.firstChild, at); range.setEnd(element.firstChild, at + words.length);
          const selection = element.getRootNode().getSelection(); selection.removeAllRanges(); selection.addRange(range);
          element.dispatchEvent(new PointerEvent("pointerup", {bubbles: true}));
        }""",
        words,
    )


def test_words_with_times_make_a_selection_exact(call: Any) -> None:
    select(call, 16, "没有")
    call.locator(".player [data-act=excerpt]").click()
    (event,) = events(call, 1)
    assert (event["start"], event["end"], event["from"], event["to"]) == (88.3, 88.7, [16, 0], [16, 2])


def test_selected_words_become_a_remark_exact_to_the_character_even_beyond_the_basic_plane(call: Any) -> None:
    select(call, 10, "先生")
    expect(call.locator(".player .region .words")).to_have_text("先生")
    call.locator(".player [data-act=remark]").click()
    (event,) = events(call, 1)
    at = invented.TURNS[10][3].index("先生")
    assert (event["kind"], event["from"], event["to"], event["text"]) == ("remark", [10, at], [10, at + 2], "先生")
    assert 55.4 < event["start"] < event["end"] < 57.0


def test_e_excerpts_the_current_line(call: Any) -> None:
    line(call, 8).locator(".at").click()
    call.keyboard.press("e")
    (event,) = events(call, 1)
    assert (event["start"], event["end"], event["text"]) == (45.4, 48.0, invented.TURNS[8][3])


def test_j_and_e_excerpt_the_line_of_the_finding_and_not_its_lead_in(call: Any) -> None:
    for number in range(1, 6):
        call.keyboard.press("j")
        call.keyboard.press("e")
        event = events(call, number)[-1]
        assert call.locator(".player .text .heard").inner_text() in event["text"]
        call.keyboard.press("Escape")


def test_what_people_said_is_text_and_never_markup(call: Any) -> None:
    expect(line(call, 10).locator(".text")).to_have_text(invented.TURNS[10][3])
    assert call.locator(".player .text b, .scorecard img").count() == 0
    expect(call.locator(".scorecard .row[data-finding='f9'] .title")).to_contain_text("<img src=x onerror=alert(1)>")


def test_search_counts_and_walks_the_hits(call: Any) -> None:
    box = call.locator(".player input[type=search]")
    box.fill("您")
    total = sum(text.count("您") for *_, text in invented.TURNS)
    expect(call.locator(".player .steps .count")).to_have_text(f"1/{total}")
    assert call.locator(".player .text .hit").count() == total
    box.press("Enter")
    expect(call.locator(".player .steps .count")).to_have_text(f"2/{total}")
    box.press("Escape")
    expect(call.locator(".player .text .hit")).to_have_count(0)


def test_next_finding_goes_through_all_and_opens_its_row(call: Any) -> None:
    row = call.locator(".scorecard .row[data-finding='f1']")
    expect(row.locator(".body")).to_have_count(0)
    call.keyboard.press("j")
    expect(row.locator(".body")).to_be_visible()
    for number in (2, 3, 4):
        call.keyboard.press("j")
        expect(call.locator(".player .findings .count")).to_have_text(f"标记 {number}/8")
    call.keyboard.press("k")
    expect(call.locator(".player .findings .count")).to_have_text("标记 3/8")


def test_whoever_scrolled_away_is_left_there_and_finds_back(call: Any) -> None:
    call.set_viewport_size({"width": 1440, "height": 620})
    line(call, 1).locator(".at").click()
    lines = call.locator(".player .lines")
    lines.hover()
    call.mouse.wheel(0, 4000)
    back = call.get_by_role("button", name="回到正在播放的句子")
    expect(back).to_be_visible()
    back.click()
    expect(back).to_be_hidden()
    expect(line(call, 1)).to_be_in_viewport()


def test_a_rerun_neither_stops_the_sound_nor_loses_the_region(call: Any) -> None:
    drag(call, 30.0, 60.0)
    line(call, 4).locator(".at").click()
    call.wait_for_function("() => window.heard && window.heard.currentTime > 16.5")
    rerun(call)
    assert not call.evaluate("window.heard.paused")
    expect(call.locator(".player .region")).to_be_visible()


def test_one_side_can_be_heard_alone(call: Any) -> None:
    call.get_by_role("button", name="只听客户").click()
    expect(call.get_by_role("button", name="恢复听双方")).to_have_attribute("aria-pressed", "true")
    line(call, 3).locator(".at").click()
    call.wait_for_function("() => window.heard && window.heard.currentTime > 12.2")


def test_an_address_with_a_second_starts_there(visit: Visit) -> None:
    page = visit("view=call&t=45.5")
    expect(page.locator(".player .now")).to_have_text("00:45")
    expect(line(page, 8)).to_have_class("line customer current speaking")


def test_a_link_to_this_second_can_be_copied(call: Any) -> None:
    call.context.grant_permissions(["clipboard-read", "clipboard-write"])
    line(call, 4).locator(".at").click()
    call.keyboard.press("Space")
    call.locator(".player .link").click()
    expect(call.locator(".player .said")).to_contain_text("已复制")
    assert call.evaluate("navigator.clipboard.readText()").endswith("/?view=call&t=16")


@pytest.mark.parametrize(("view", "sentence"), [("missing", "找不到这通录音的文件"), ("denied", "登录已过期")])
def test_a_sound_that_does_not_come_says_why(visit: Visit, view: str, sentence: str) -> None:
    expect(visit(f"view={view}").locator(".player .alert")).to_contain_text(sentence)


def test_a_chat_shows_words_alone_and_still_makes_excerpts(visit: Visit) -> None:
    page = visit("view=chat")
    expect(page.locator(".player .transport")).to_be_hidden()
    line(page, 3).locator(".text").click()
    page.keyboard.press("e")
    (event,) = events(page, 1)
    assert (event["start"], event["end"], event["from"], event["to"]) == (None, None, [3, 0], [3, len(invented.TURNS[3][3])])


def test_small_players_load_nothing_before_they_play_and_never_two_at_once(visit: Visit) -> None:
    page = visit("view=compact")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/sound/" in request.url else None)
    buttons = page.locator(".player .play")
    expect(buttons).to_have_count(3)
    rerun(page)
    assert asked == []
    buttons.nth(0).click()
    expect(page.locator(".player").nth(0)).to_have_class("hb player compact playing")
    buttons.nth(1).click()
    expect(page.locator(".player").nth(1)).to_have_class("hb player compact playing")
    expect(page.locator(".player").nth(0)).to_have_class("hb player compact")
    assert asked


def test_a_differing_verdict_needs_words_and_the_draft_outlives_rerun_and_reload(call: Any) -> None:
    row = call.locator(".scorecard .row[data-finding='f3']")
    row.locator("[data-verdict=met]").click()
    row.locator(".save").click()
    assert json.loads(call.locator(".st-key-events").inner_text()) == []
    expect(row.locator(".hint")).to_have_text("与机评不一致，请先写明理由")
    row.locator(".comment").fill("客户说完后两句内已经道歉")
    rerun(call)
    expect(row.locator(".comment")).to_have_value("客户说完后两句内已经道歉")
    call.reload()
    expect(row.locator(".comment")).to_have_value("客户说完后两句内已经道歉")
    expect(row.locator("[data-verdict=met]")).to_have_attribute("aria-pressed", "true")
    row.locator(".save").click()
    (event,) = events(call, 1)
    assert event == {"kind": "decide", "finding": "f3", "verdict": "met", "comment": "客户说完后两句内已经道歉"}
    expect(row.locator(".line .pill")).to_have_text(["未达标", "达标"])
    expect(call.locator(".scorecard .progress")).to_contain_text("已判定 2/9 项")
    assert call.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('hearback.draft')).length") == 0


def test_a_draft_stays_when_the_machine_judges_anew_meanwhile(call: Any) -> None:
    row = call.locator(".scorecard .row[data-finding='f3']")
    row.locator("[data-verdict=met]").click()
    row.locator(".comment").fill("客户说完后两句内已经道歉")
    call.get_by_role("button", name="judge anew").click()
    anew = call.locator(".scorecard .row[data-finding='anew-f3']")
    expect(anew.locator(".comment")).to_have_value("客户说完后两句内已经道歉")
    anew.locator(".save").click()
    (event,) = events(call, 1)
    assert event == {"kind": "decide", "finding": "anew-f3", "verdict": "met", "comment": "客户说完后两句内已经道歉"}
    expect(anew.locator(".line .pill")).to_have_text(["未达标", "达标"])
    assert call.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('hearback.draft')).length") == 0


def test_a_deduction_that_a_person_alone_makes_needs_words_and_saying_the_same_again_saves_nothing(call: Any) -> None:
    row = call.locator(".scorecard .row[data-finding='f9']")
    row.locator("[data-verdict=missed]").click()
    row.locator(".save").click()
    expect(row.locator(".hint")).to_have_text("请先写明判定依据")
    for _ in range(2):
        row.locator(".comment").fill("方案不完整")
        row.locator(".save").click()
        expect(row).to_have_class(re.compile("^row missed decided"))
        row.locator(".fold").click()
        row.locator("[data-verdict=missed]").click()
    assert len(events(call, 1)) == 1


def test_rows_accepted_in_quick_succession_all_arrive(call: Any) -> None:
    for finding in ("f1", "f4", "f6"):
        call.locator(f"[data-quick='{finding}']").click()
    decided = events(call, 3)
    assert [(event["finding"], event["verdict"]) for event in decided] == [("f1", "met"), ("f4", "met"), ("f6", "met")]
    expect(call.locator(".scorecard .progress")).to_contain_text("已判定 4/9 项")


def test_accepting_the_rest_asks_first_and_leaves_out_what_a_person_must_decide(call: Any) -> None:
    call.locator(".scorecard .row[data-finding='f7'] [data-verdict=met]").click()
    call.locator("[data-act=ask_all]").click()
    expect(call.locator(".scorecard .asking")).to_contain_text("另有 2 项需要您逐项判定")
    call.locator("[data-act=accept_all]").click()
    (event,) = events(call, 1)
    assert event == {"kind": "accept_all", "findings": ["f1", "f2", "f3", "f4", "f6", "f8"]}


def test_earlier_verdicts_stay_visible(call: Any) -> None:
    row = call.locator(".scorecard .row[data-finding='f5']")
    row.locator(".fold").click()
    expect(row.locator(".judgement").first).to_contain_text("质检主管")
    row.locator("summary").click()
    expect(row.locator(".history .judgement")).to_contain_text("语气生硬")


def test_an_agent_reads_hears_and_cannot_decide(visit: Visit) -> None:
    page = visit("view=read&lang=en")
    page.locator(".scorecard .row[data-finding='f2'] .quote").first.wait_for()
    assert page.locator(".scorecard .decide, .scorecard .quick, .scorecard textarea").count() == 0
    page.locator("[data-filter=missed]").click()
    expect(page.locator(".scorecard .row")).to_have_count(3)


def test_the_dark_theme_is_dark(visit: Visit) -> None:
    page = visit("view=call&embed=true&embed_options=dark_theme")
    ground, text = page.locator(".scorecard").evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
    light = {name: sum(int(part) for part in colour[4:-1].split(",")[:3]) for name, colour in (("ground", ground), ("text", text))}
    assert light["ground"] < 200 < 500 < light["text"]


def test_an_hour_of_eight_hundred_lines_is_built_once_and_its_markers_cluster(visit: Visit) -> None:
    page = visit("view=long")
    expect(page.locator(".player .line")).to_have_count(800)
    page.locator(".player .line").first.evaluate("e => { e.kept = true }")
    rerun(page)
    assert page.locator(".player .line").first.evaluate("e => e.kept")
    assert page.locator(".player .marker").count() < 60


def test_in_eight_hundred_lines_one_correction_builds_one_line(visit: Visit) -> None:
    page = visit("view=long")
    expect(page.locator(".player .line")).to_have_count(800)
    line(page, 15).locator(".at").click()
    page.keyboard.press("Space")
    page.locator(".player .lines").evaluate("list => { for (const row of list.children) row.kept = true }")
    page.keyboard.press("1")
    events(page, 1)
    expect(line(page, 15)).to_have_class("line agent same current speaking")
    built = page.locator(".player .lines").evaluate("list => [...list.children].filter(row => !row.kept).map(row => row.dataset.index)")
    assert built == ["15", "16"]  # the next one too: whether it tells its speaker hangs on the one before


def test_critical_errors_are_counted_by_whom_they_harm(call: Any) -> None:
    counts = call.locator(".scorecard .errors .harmed")
    expect(counts).to_have_text(["客户2", "合规1"])


def test_the_whole_card_is_decided_by_keys(call: Any) -> None:
    card = call.locator(".scorecard")
    call.keyboard.press("y")
    current = card.locator(".row.current")
    expect(current).to_have_count(1)
    assert events(call, 0) == []  # nothing is decided unseen
    first = current.get_attribute("data-finding")
    same = {"达标": "y", "未达标": "n", "不适用": "a"}[current.locator(".pill").first.inner_text().strip()]
    call.keyboard.press(same)
    decided = events(call, 1)[-1]
    assert (decided["kind"], decided["finding"], decided["comment"]) == ("decide", first, "")
    expect(current).not_to_have_attribute("data-finding", str(first))
    second = current.get_attribute("data-finding")
    other = "n" if current.locator(".pill").first.inner_text().strip() == "达标" else "y"
    call.keyboard.press(other)
    expect(current.locator("textarea.comment")).to_be_focused()
    call.keyboard.type("复听后认为应该改判，nya")
    call.keyboard.press("Control+Enter")
    decided = events(call, 2)[-1]
    assert (decided["finding"], decided["comment"]) == (second, "复听后认为应该改判，nya")
    call.keyboard.press("g")
    expect(card.locator(".tools.asking")).to_be_visible()
    call.keyboard.press("Escape")
    expect(card.locator(".tools.asking")).to_have_count(0)
    call.keyboard.press("g")
    call.keyboard.press("Enter")
    assert events(call, 3)[-1]["kind"] == "accept_all"


def test_sections_count_and_fold_and_u_goes_to_the_next_undecided(call: Any) -> None:
    card = call.locator(".scorecard")
    first = card.locator("section").first
    expect(first.locator("h3 .done")).to_have_text(re.compile(r"^已判定 1/\d+$"))
    first.locator(".foldsection").click()
    expect(first.locator(".row").first).to_be_hidden()
    call.keyboard.press("u")
    expect(first.locator(".row.current")).to_be_visible()  # unfolded for it
    before = card.locator(".row.current").get_attribute("data-finding")
    card.locator("[data-act=next_open]").click()
    expect(card.locator(".row.current")).not_to_have_attribute("data-finding", str(before))
    assert events(call, 0) == []  # nothing was decided
