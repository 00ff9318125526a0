"""From a call to what a team keeps of it, in a browser: excerpted, masked, scored, talked about, presented, taken along, withdrawn."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.audio.mask import BEEP_HZ, PAD_S
from qa.desk import discuss, drafts, excerpts, library, notices, packs, showing
from qa.desk.house import open_house
from qa.model.library import Wanted
from qa.model.packs import Votes
from qa.model.people import Person
from qa.store.tables import CallRow
from qa.ui.seal import COOKIE, Seal, secret_of
from tests.audio import sounds
from tests.browser import application
from tests.desk.conftest import Cast, furnish, rubrics, settings
from tests.desk.excerpting import called, excerpt

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the story was NOT tested in a browser")
expect = sync_api.expect

SLOW_MS = 20_000
SLY = "<img src=x onerror=alert(1)>"
TITLE, NOTE, OTHER = "How a number is taken", f"She repeats nothing {SLY}", "The last words"
RATE = 8000
CATCH = """const { play } = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () { window.heard = this; return play.call(this); };"""
IDLE = "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
HEARD = "() => window.heard && !window.heard.paused && window.heard.readyState >= 2 && window.heard.currentTime > 0.3"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("story")
    rubrics(folder)
    house = open_house(settings(folder))
    made = furnish(house)
    yield replace(made, call=called(made, tmp_path_factory.mktemp("sound")))
    house.close()


@pytest.fixture(scope="module")
def address(cast: Cast) -> Iterator[str]:
    with application(cast.house.settings.data, QA_RUBRICS=str(cast.house.settings.rubrics), QA_WORKER="0") as address:
        yield address


@pytest.fixture
def opened(cast: Cast, browser: Any, address: str) -> Any:
    """A page as somebody sees it, closed afterwards."""

    @contextmanager
    def page_of(who: Person, path: str, wide: int = 1280) -> Iterator[Any]:
        context = browser.new_context(locale="en-GB", viewport={"width": wide, "height": 960}, base_url=address)
        context.set_default_timeout(SLOW_MS)
        expect.set_options(timeout=SLOW_MS)
        context.add_cookies([{"name": COOKIE, "value": Seal(secret_of(cast.house.settings.data)).issue(who.id, 0), "url": address}])
        page = context.new_page()
        wrong: list[str] = []
        page.on("dialog", lambda dialog: wrong.append(f"a text ran as a script: {dialog.message}"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.add_init_script(CATCH)
        page.goto(path)
        try:
            yield page
        finally:
            context.close()
            expect.set_options(timeout=5_000)
        assert wrong == []

    return page_of


def test_an_inspector_excerpts_what_is_picked_masks_it_hears_it_and_publishes(cast: Cast, opened: Any) -> None:
    with opened(cast.ines, f"/call?call={cast.call}") as page:
        page.locator("li.line").nth(3).locator(".text").click(click_count=3)
        page.keyboard.press("e")
        form = page.get_by_role("dialog")
        masks, words = form.locator(".masker button.mask"), form.locator(".masker .w")
        expect(masks).to_have_text(["〔Telephone〕"])  # the number's second part is context
        first, last = (words.filter(has_text=one).first for one in "马上")
        first.hover()
        page.mouse.down()
        last.hover()
        page.mouse.up()
        expect(form.locator(".masker q")).to_have_text("马上")
        page.keyboard.press("Escape")  # what was picked, not the dialog
        expect(form.locator(".masker q")).to_have_count(0)
        for key in ("Home", *["ArrowRight"] * 3, "Shift+ArrowRight", "Enter"):
            page.keyboard.press(key)
        expect(masks).to_have_text(["〔Telephone〕", "〔masked〕"])
        masks.last.click()
        expect(masks.last).to_have_text("马上")
        masks.first.click()
        expect(masks.first).to_have_text("八零零六")
        masks.first.click()
        expect(masks).to_have_text(["〔Telephone〕", "马上"])
        publish = form.get_by_role("button", name="I have listened")
        expect(publish).to_be_disabled()
        form.get_by_label("From", exact=True).first.fill("2.2")
        form.get_by_label("From", exact=True).first.press("Enter")
        expect(masks).to_have_text(["〔Telephone〕", "〔Telephone〕", "马上"])
        form.get_by_role("button", name="Make the masked preview").click()
        expect(form.locator(".player .line .text")).to_have_text(["〔电话〕", "〔电话〕", "好的，马上为您处理"])
        form.locator(".player").get_by_role("button", name=re.compile("^Play")).first.click()
        page.wait_for_function(HEARD)
        (draft,) = drafts.listed(cast.house, cast.ines)
        assert page.request.get(f"/drafts/{draft.id}/audio").status == 200
        form.get_by_label("Title", exact=True).fill(TITLE)
        form.get_by_label("What to notice").fill(NOTE)
        publish.click()
        expect(page.get_by_text("Published to the library.")).to_be_visible()
    (made,) = excerpts.listed(cast.house, cast.ines)
    assert (made.score_first, made.kind) == (True, "good")


def test_a_colleague_scores_it_blind_sees_the_spread_and_mentions_the_inspector(cast: Cast, opened: Any) -> None:
    (made,) = excerpts.listed(cast.house, cast.ines)
    asked = discuss.say(cast.house, cast.ines, made.id, f"What about the tone? {SLY}", kind="question")
    with opened(cast.bob, "/library") as page:
        card = page.locator(".card")
        expect(card).to_contain_text("To score")
        expect(card).not_to_contain_text("Good")
        card.get_by_role("link", name=TITLE).click()
        page.wait_for_url(f"**/excerpt?excerpt={made.id}")
        expect(page.get_by_role("heading", name="Listen, then score")).to_be_visible()
        expect(page.locator("li.line")).to_have_count(3)
        for hidden in ("She repeats nothing", "What about the tone?", "Good example"):
            expect(page.get_by_text(hidden)).to_have_count(0)
        answer = page.request.get(f"/excerpts/{made.id}/audio", headers={"Range": "bytes=0-99"})
        assert (answer.status, answer.headers["content-type"]) == (206, "audio/flac")
        page.get_by_role("radio", name="Not good").click()
        page.get_by_role("button", name="Score", exact=True).click()
        question = page.locator(f".questions [data-post='{asked}']")
        expect(question).to_contain_text(f"What about the tone? {SLY}")
        expect(page.get_by_text(NOTE)).to_be_visible()
        expect(page.locator(".spread .mine")).to_contain_text("Not good")
        question.get_by_role("button", name="Agree", exact=True).click()
        expect(question.get_by_role("button", name="Agree, 1: Bob")).to_have_attribute("aria-pressed", "true")
        box = page.locator(".thread > .compose textarea")
        box.press_sequentially("Calm, @in")
        expect(page.locator(".offers li").first).to_contain_text("Ines")
        box.press("Enter")
        box.press_sequentially("too")
        expect(box).to_have_value("Calm, @Ines too")
        box.press("Control+Enter")
        expect(page.locator(".posts .text", has_text="Calm, @Ines too")).to_be_visible()
        box.fill("not yet said")
        page.reload()
        expect(box).to_have_value("not yet said")


def test_the_inspector_is_led_to_the_post_and_answers(cast: Cast, opened: Any) -> None:
    (told,) = [one for one in notices.listed(cast.house, cast.ines) if one.kind == "mentioned"]
    with opened(cast.ines, "/notices", 390) as page:
        page.get_by_role("row").filter(has_text="mention").first.click()
        page.wait_for_url(f"**{told.href}")
        target = page.locator(".post.target")
        expect(target).to_contain_text("Calm, @Ines too")
        expect(target).to_be_in_viewport()
        asked = page.locator(".questions .post").first
        asked.scroll_into_view_if_needed()
        asked.get_by_role("button", name="Reply").click()
        page.locator(".slot textarea").fill("Calm, I think.")
        page.locator(".slot").get_by_role("button", name="Post").click()
        reply = asked.locator(".replies .post")
        expect(reply).to_contain_text("Calm, I think.")
        reply.get_by_role("button", name="Accept as answer").click()
        expect(page.locator(".questions")).to_have_count(0)
        # all of it was on the screen: the bell has no more to tell
        page.reload()
        expect(page.locator(".thread .post").first).to_be_visible()
        expect(page.locator(".mark.accent", has_text="New")).to_have_count(0)
    assert notices.unread(cast.house, cast.ines) == 0


def test_a_lead_presents_it_in_a_pack(cast: Cast, opened: Any) -> None:
    other = excerpt(cast.house, cast.ines, cast.call, start=5.3, end=7.6, kind="bad", title=OTHER)
    with opened(cast.lea, "/packs") as page:
        page.get_by_label("New pack").fill("Monday")
        page.get_by_role("button", name="Make pack").click()
        for title in TITLE, OTHER:
            page.wait_for_url("**/packs?pack=*")
            page.wait_for_function(IDLE)  # a page that is drawn anew closes what was opened
            expect(page.get_by_label("Add an excerpt")).to_have_count(1)
            page.get_by_label("Add an excerpt").click()
            page.get_by_role("option", name=title).click()
            page.get_by_role("button", name="Add", exact=True).click()
            expect(page.get_by_role("link", name=title)).to_be_visible()
        page.wait_for_function(IDLE)
        page.get_by_role("button", name="Present").click()
        show = page.locator(".present")
        expect(show.locator(".line")).to_have_count(3)
        page.keyboard.press("Space")
        page.wait_for_function(HEARD)
        page.keyboard.press("v")
        expect(show.locator(".told")).to_have_count(0)  # nothing is revealed before the vote
        for key in ("1", "1", "2", "v"):
            page.keyboard.press(key)
        expect(show.locator(".told.good")).to_contain_text(NOTE)
        page.keyboard.press("n")
        page.keyboard.type("She waits.")
        expect(show.locator(".state.saved")).to_be_visible()
        page.reload()
        expect(show.locator("textarea")).to_have_value("She waits.")
        page.keyboard.press("f")
        page.wait_for_function("() => document.fullscreenElement !== null")
        page.keyboard.press("Escape")
        page.locator(".dot", has_text="Wrap up").click()
        show.get_by_label("Ann").check()
        show.locator("textarea").fill("Again on Friday.")
        show.get_by_role("button", name="End the meeting").click()
        expect(show.locator(".ended")).to_be_visible()
    (pack,) = packs.listed(cast.house, cast.lea)
    (line,) = showing.listed(cast.house, cast.lea, pack.id)
    meeting = showing.one(cast.house, cast.lea, line.id)
    assert [item.excerpt_id for item in meeting.items][1] == other.id
    assert (meeting.remark, meeting.there) == ("Again on Friday.", ((cast.ann.id, "Ann"),))
    assert (meeting.items[0].votes, meeting.items[0].remark) == (Votes(2, 1, 0), "She waits.")


def test_the_archive_is_heard_without_a_network_and_the_number_is_in_no_sample(
    cast: Cast, opened: Any, browser: Any, tmp_path: Path
) -> None:
    (pack,) = packs.listed(cast.house, cast.lea)
    with opened(cast.lea, f"/packs?pack={pack.id}") as page:
        page.get_by_role("button", name="Take along").click()
        with page.expect_download() as kept:
            page.get_by_role("button", name="ZIP to play offline").click()
        with zipfile.ZipFile(kept.value.path()) as archive:
            archive.extractall(tmp_path)
    asked: list[str] = []
    context = browser.new_context(offline=True)
    context.set_default_timeout(SLOW_MS)

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(tmp_path.as_uri()), refuse)
    page = context.new_page()
    page.add_init_script(CATCH)
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.locator(".line .said")).to_have_text(["〔电话〕", "〔电话〕", "好的，马上为您处理"])
    page.keyboard.press("Space")
    page.wait_for_function(HEARD)
    assert page.evaluate("window.heard.volume > 0 && !window.heard.muted && Number.isFinite(window.heard.duration)")
    assert asked == []
    context.close()

    (made,) = [item.excerpt for item in pack.items if item.excerpt.title == TITLE]
    sound = sounds.read(tmp_path / "sounds" / "01.flac")
    hidden, said = ([(line["start"], line["end"]) for line in lines] for lines in (made.lines[:2], made.lines[2:]))
    for start, end in hidden:
        inside = sound[:, round(max(start - PAD_S, 0) * RATE) : round((end + PAD_S) * RATE)]
        assert (inside[0] == inside[1]).all(), "the same in both channels: nobody's voice"
        assert beside_the_tone(inside[0]) < 1e-3
    for start, end in said:
        assert beside_the_tone(sound[0, round((start + 2 * PAD_S) * RATE) : round(end * RATE)]) > 0.5


def beside_the_tone(samples: Any) -> float:
    """Which part of the energy is not that of the tone that hides words."""
    power = np.abs(np.fft.rfft(samples * np.hanning(samples.size))) ** 2
    near = np.abs(np.fft.rfftfreq(samples.size, 1 / RATE) - BEEP_HZ) < 25
    return float(power[~near].sum() / power.sum())


def test_withdrawn_it_is_gone_and_marked_while_another_outlives_its_call(cast: Cast, opened: Any) -> None:
    house = cast.house
    made, other = sorted(excerpts.listed(house, cast.ines), key=lambda one: one.title == OTHER)
    (pack,) = packs.listed(house, cast.lea)
    (line,) = showing.listed(house, cast.lea, pack.id)
    with opened(cast.ines, f"/excerpt?excerpt={made.id}") as page:
        page.get_by_role("button", name="Withdraw", exact=True).click()
        page.wait_for_url("**/library")
        expect(page.locator(".card .title")).to_have_text([OTHER])
        expect(page.locator(".undo")).to_contain_text(TITLE)
        assert page.request.get(f"/excerpts/{made.id}/audio").status == 404
    with house.db.writing() as session:
        session.delete(session.get(CallRow, cast.call))
    with opened(cast.lea, f"/packs?pack={pack.id}") as page:
        expect(page.get_by_role("link", name=OTHER)).to_be_visible()
        expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
        page.get_by_text("Meetings", exact=True).click()
        page.get_by_role("link", name=re.compile("version 1")).click()
        show = page.locator(".present")
        expect(show.locator(".gone")).to_contain_text("withdrawn after the pack was shown")
        page.locator(".dot").nth(1).click()
        expect(show.locator(".line")).to_have_count(1)
        page.keyboard.press("Space")
        page.wait_for_function(HEARD)
    (left,) = library.page(house, cast.bob, Wanted()).cards
    assert left.excerpt == replace(other, call_id=None, may=frozenset())
    assert [item.gone for item in showing.one(house, cast.lea, line.id).items] == ["withdrawn", ""]
