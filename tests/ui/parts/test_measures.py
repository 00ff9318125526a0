"""The measures of a call, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.ui.parts.test_browser import CATCH, TIME, rerun

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the components were NOT tested in a browser")
expect = sync_api.expect
Visit = Callable[[str], Any]


def test_a_place_is_heard_with_a_lead_in_and_many_fold_away(visit: Visit) -> None:
    page = visit("view=measures&lang=zh")
    page.evaluate(CATCH)
    part = page.locator(".measures")
    expect(part.locator(".place:visible")).to_have_count(6)
    part.get_by_role("button", name="还有 3 处").click()
    expect(part.locator(".place:visible")).to_have_count(9)
    part.locator(".place").first.click()
    page.wait_for_function("() => window.heard && !window.heard.paused")
    assert 22.0 <= page.evaluate(TIME) < 24.0


def test_shares_are_told_to_the_eye_and_to_the_ear_and_words_are_no_markup(visit: Visit) -> None:
    page = visit("view=measures&lang=zh")
    bar = page.locator(".measures .bar")
    expect(bar).to_have_attribute("aria-label", "坐席 62%, 客户 38%")
    agent, customer = (bar.locator(f".{who}").bounding_box()["width"] for who in ("agent", "customer"))
    assert agent / (agent + customer) == pytest.approx(0.62, abs=0.02)
    expect(page.locator(".measures .tile .name").nth(1)).to_have_text("<i>pace</i>")


def test_a_rerun_with_the_same_figures_builds_nothing(visit: Visit) -> None:
    page = visit("view=measures&lang=zh")
    kept = page.locator(".measures").element_handle()
    rerun(page)
    assert kept.evaluate("e => e.isConnected")
