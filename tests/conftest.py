"""What every test is spared."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import QUIET, chromium


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A command that sets up logging writes to this test's captured output, which is closed when the next one runs."""
    loggers = (logging.root, logging.getLogger("dbos"))
    before = [list(logger.handlers) for logger in loggers]
    yield
    for logger, handlers in zip(loggers, before, strict=True):
        logger.handlers[:] = handlers


@pytest.fixture(autouse=True)
def main_as_before() -> Iterator[None]:
    """A page run by Streamlit's test tools leaves itself behind as the main module, which every process started afterwards would run."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser, closed again after the module: Playwright's plain interface bears no second one, and no other event loop, beside it."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="NO BROWSER: playwright is not installed, the pages were NOT tested")
    with sync_api.sync_playwright() as tools:
        opened = tools.chromium.launch(executable_path=chromium(tools.chromium.executable_path), args=list(QUIET))
        yield opened
        opened.close()
