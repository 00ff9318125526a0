"""A pack unpacked and opened as a file in a real browser: it is driven by keys, keeps its place, and runs no text as a script."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.desk import packs, taking
from qa.desk.house import open_house
from tests.desk.conftest import Cast, furnish, rubrics, settings, with_sound
from tests.desk.excerpting import excerpt

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: packs were NOT tested in a browser")
expect = sync_api.expect

SLY = "</script><img src=x onerror=alert(1)>"
HEARD = "() => { const heard = document.querySelector('audio'); return heard && !heard.paused && heard.currentTime > 0.3 }"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    folder = tmp_path_factory.mktemp("packs")
    rubrics(folder)
    house = open_house(settings(folder))
    yield furnish(house)
    house.close()


@pytest.fixture(scope="module")
def pack(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> int:
    call = with_sound(cast.house, tmp_path_factory.mktemp("sound"))
    made = packs.make(cast.house, cast.lea, f"Monday {SLY}")
    for start, kind in ((0, "good"), (3, "bad")):
        one = excerpt(cast.house, cast.ines, call, start=start, end=start + 3, kind=kind, title=f"{kind} {SLY}", note=SLY)
        packs.put_in(cast.house, cast.lea, made, one.id, f"Listen {SLY}")
    return made


def test_the_archive_plays_as_a_file_without_a_network(cast: Cast, pack: int, browser: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(taking.offline(cast.house, cast.lea, pack, "en"))) as archive:
        assert archive.namelist() == ["sounds/01.flac", "sounds/02.flac", "index.html", "README.txt"]
        archive.extractall(tmp_path)
    context = browser.new_context(offline=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda wrong: said.append(str(wrong)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.locator(".line").first).to_contain_text("Hello, how can I help?")
    page.keyboard.press("Space")
    page.wait_for_function(HEARD)
    expect(page.locator(".told")).to_have_count(0)
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".told.good")).to_contain_text(f"Listen {SLY}")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".told")).to_have_count(0)
    page.keyboard.press("Space")
    page.wait_for_function(HEARD)
    page.reload()
    expect(page.locator(".dot[aria-pressed=true]")).to_have_text("2")
    assert said == []
    assert all(url.startswith(tmp_path.as_uri()) for url in asked)
    context.close()
