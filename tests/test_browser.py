"""From an empty workspace to a review that its agent reads, in a real browser; what becomes of excerpts is told in test_story_browser."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import ROOT, application

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the application was NOT tested in a browser")
expect = sync_api.expect

SAMPLES = ROOT / "data" / "samples"
PASSWORD = "correct horse battery"
SAMPLE = "zh-broadband-third-call"
SLOW_MS = 20_000


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the scripted engine hears in the sample."""
    lines = [json.loads(line) for line in (SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines()]
    (call,) = [line for line in lines if line["id"] == SAMPLE]
    call["recording"] = hashlib.sha256(sound().read_bytes()).hexdigest()
    file = tmp_path_factory.mktemp("script") / "script.jsonl"
    file.write_text(json.dumps(call, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def sound() -> Path:
    (found,) = SAMPLES.glob(f"{SAMPLE}.[!j]*")
    return found


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="module")
def address(workspace: Path, script: Path, browser: Any) -> Iterator[str]:
    with application(workspace, QA_ENGINE="scripted", QA_MODEL=str(script)) as address:
        yield address


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """A page that scores a call for the first time takes its seconds on a busy machine."""
    expect.set_options(timeout=SLOW_MS)
    yield
    expect.set_options(timeout=5_000)


def visitor(browser: Any, address: str, locale: str = "en-GB") -> Any:
    context = browser.new_context(locale=locale, viewport={"width": 1440, "height": 960}, base_url=address)
    context.set_default_timeout(SLOW_MS)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def sign_in(browser: Any, address: str, name: str, locale: str = "en-GB") -> Any:
    page = visitor(browser, address, locale)
    page.goto("/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("button.main").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible(timeout=SLOW_MS)
    return page


def account(page: Any, name: str, shown: str, role: str) -> None:
    """As the administrator does it on the page."""
    page.get_by_role("textbox", name="Sign-in name").fill(name)
    page.get_by_role("textbox", name="Display name").fill(shown)
    page.get_by_label("Role", exact=True).click()
    page.get_by_role("option", name=re.compile(f"^{role} ·")).click()
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(f"{shown} is added.")).to_be_visible()


def account_by_command(workspace: Path, name: str, shown: str, role: str, team: str) -> None:
    command = [sys.executable, "-m", "qa", "people", "add", name, "--shown", shown, "--role", role, "--team", team, "--password-stdin"]
    environment = {**os.environ, "QA_DATA": str(workspace)}
    subprocess.run(command, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True, cwd=ROOT, env=environment)


def test_nobody_gets_in_without_signing_in(browser: Any, address: str) -> None:
    page = visitor(browser, address)
    page.goto("/library")
    page.wait_for_url("**/welcome*")
    for path in ("/calls/1/audio", "/excerpts/1/audio", "/drafts/1/audio"):
        assert page.request.get(path).status == 401
    assert page.request.get("/media/anything.wav").status in (401, 403)


def test_the_first_visit_makes_the_administrator_who_adds_the_others(browser: Any, address: str, workspace: Path) -> None:
    page = visitor(browser, address)
    page.goto("/")
    page.wait_for_url("**/welcome*")
    page.fill("input[name=name]", "root")
    page.fill("input[name=shown]", "Administrator")
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.locator("button.main").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible(timeout=SLOW_MS)
    page.goto("/people")
    account(page, "inspector", "Inspector One", "Inspector")
    for name, shown, role, team in (
        ("agent", "Agent One", "agent", "East"),
        ("other", "Agent Two", "agent", "West"),
        ("lead", "Lead One", "lead", "East"),
    ):
        account_by_command(workspace, name, shown, role, team)


def test_an_inspector_loads_a_recording_and_sees_it_become_ready(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "inspector")
    page.goto("/calls")
    page.locator("input[type=file]").first.set_input_files(
        [
            {"name": sound().name, "mimeType": "audio/ogg", "buffer": sound().read_bytes()},
            {"name": "not a sound.wav", "mimeType": "audio/wav", "buffer": b"this is a text, not a sound\n" * 50},
        ]
    )
    page.get_by_label("Agent", exact=True).click()
    page.get_by_role("option", name="Agent One").click()
    page.get_by_role("button", name="Load 2 file(s)").click()
    for file, state in ((SAMPLE, "Ready"), ("not a sound", "Failed")):
        row = page.locator(".hb tr").filter(has_text=file).filter(has_text=state)
        expect(row.first).to_be_visible(timeout=60_000)


def test_the_call_is_heard_judged_remarked_and_published(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "inspector")
    page.goto("/call?call=1")
    lines = page.locator("li.line")
    expect(lines.first).to_be_visible()
    _hear(page)
    _differ(page)
    _remark(page)
    page.reload()
    expect(page.locator(".scorecard")).to_contain_text("1 of ")
    page.get_by_label("Summary").fill("Well begun; name the trouble before the solution.")
    page.get_by_label("Summary").blur()
    accept = page.get_by_role("button", name="Accept the rest")
    accept.click()
    page.get_by_role("button", name="Confirm").click()
    expect(accept).to_be_hidden()
    page.get_by_role("button", name="Publish review").click()
    expect(page.get_by_text("still wait for your verdict")).to_be_visible()
    _decide_alone(page)
    page.get_by_role("button", name="Publish review").click()
    expect(page.get_by_text("Published by Inspector One").first).to_be_visible()


def _hear(page: Any) -> None:
    """A click on a line plays it from there, and it is marked."""
    page.locator("li.line").nth(3).locator("button.at").click()
    expect(page.locator(".player")).to_have_class(re.compile("playing"))
    expect(page.locator("li.line").nth(3)).to_have_class(re.compile("speaking"))


def _differ(page: Any) -> None:
    """Another verdict than the machine's wants a comment, which then stands beside it with name and time."""
    row = page.locator(".scorecard .row.met").first
    finding = row.get_attribute("data-finding")
    row = page.locator(f".scorecard .row[data-finding='{finding}']")
    row.locator(".fold").click()
    row.locator("[data-verdict=missed]").click()
    row.locator(".save").click()
    expect(row.locator(".hint")).to_contain_text("say why")
    row.locator(".comment").fill("it was said, but too late")
    row.locator(".save").click()
    expect(row).to_have_class(re.compile("decided"))


def _decide_alone(page: Any) -> None:
    """The criterion that the machine leaves to a person."""
    finding = page.locator(".scorecard .row.unscored").first.get_attribute("data-finding")
    row = page.locator(f".scorecard .row[data-finding='{finding}']")
    row.locator("[data-verdict=met]").click()
    if row.locator(".save").count():
        row.locator(".save").click()
    expect(row).to_have_class(re.compile("decided"))


def _remark(page: Any) -> None:
    _pick(page, 2)
    page.locator(".player [data-act=remark]").click()
    page.get_by_label("Your remark").fill("Listen to the tone here.")
    page.get_by_role("button", name="Save remark").click()
    expect(page.get_by_text("Listen to the tone here.").first).to_be_visible()


def _pick(page: Any, line: int) -> None:
    """Select the words of a line as a person does: with the mouse, from its first to its last character."""
    page.locator("li.line").nth(line).locator(".text").click(click_count=3)


def test_the_agent_sees_own_reviews_alone(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "agent")
    page.goto("/feedback")
    expect(page.get_by_text("Well begun; name the trouble").first).to_be_visible()
    page.goto("/call?call=1")
    expect(page.locator("li.line").first).to_be_visible()
    expect(page.get_by_role("button", name="Publish review")).to_have_count(0)
    assert page.request.get("/calls/1/audio", headers={"Range": "bytes=0-99"}).status == 206
    other = sign_in(browser, address, "other")
    assert other.request.get("/calls/1/audio").status == 404
    other.goto("/call?call=1")
    expect(other.get_by_text("not shared with you")).to_be_visible()
    other.goto("/feedback")
    expect(other.get_by_text("No review of your calls is published yet")).to_be_visible()


def test_the_lead_reads_what_the_team_s_reviews_say(browser: Any, address: str) -> None:
    page = sign_in(browser, address, "lead", "zh-CN")
    page.goto("/team")
    expect(page.get_by_text("Well begun; name the trouble").first).to_be_visible()
