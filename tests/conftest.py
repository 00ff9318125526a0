"""What every test is spared."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from qa.desk import shelf
from qa.rubric import load, texts
from tests.browser import QUIET, chromium

LONGEST_FIRST = (
    "tests/test_jobs.py",
    "tests/rubric/test_worst.py",
    "tests/test_browser_rules.py",
    "tests/test_browser.py",
    "tests/test_cli.py",
    "tests/ui/parts/test_browser.py",
    "tests/test_calibration_browser.py",
    "tests/test_browser_appeal.py",
    "tests/test_story_browser.py",
    "tests/desk/test_tasks.py",
    "tests/ui/test_life.py",
    "tests/ui/test_rules.py",
    "tests/test_browser_review.py",
)
"""Begun before all others: the last one to be begun must not be waited for by an idle processor."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    first = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: first.get(item.nodeid.split("::")[0], len(first)))


@pytest.fixture(scope="session", autouse=True)
def shipped_rules_are_read_once() -> Iterator[None]:
    """A house that opens takes the shipped rules from one that opened before, as a house itself does from before a change."""
    first = cache(lambda: _ready(texts.Shelf(texts.read_folder(load.SHIPPED))))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shelf, "Shelf", lambda sources, before=None: texts.Shelf(sources, before or first()))
        yield


def _ready(made: texts.Shelf) -> texts.Shelf:
    made.book()
    return made


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
