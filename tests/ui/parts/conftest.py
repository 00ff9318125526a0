"""The small application, running, and a browser looking at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import ROOT, served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the components were NOT tested in a browser")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("server") / "log"
    with served(Path(__file__).with_name("server.py"), log, {"PYTHONPATH": str(ROOT)}, "/_stcore/health") as address:
        yield address


@pytest.fixture(scope="module")
def context(browser: sync_api.Browser) -> Iterator[sync_api.BrowserContext]:
    """One for all tests, so that the browser loads Streamlit's own scripts once."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context
    context.close()


@pytest.fixture
def visit(context: sync_api.BrowserContext, address: str) -> Iterator[Callable[[str], sync_api.Page]]:
    """Opens the application with a query; fails the test on any script error of the page."""
    errors: list[str] = []

    def opened(query: str) -> sync_api.Page:
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/?{query}")
        page.locator(".hb").first.wait_for(timeout=20000)
        page.locator(".st-key-events").wait_for()
        return page

    yield opened
    for page in context.pages:
        page.evaluate("localStorage.clear()")
        page.close()
    assert not errors
