"""A real browser and the real application for tests: found or skipped loudly."""

from __future__ import annotations

import pytest

from qa.bench import application as real
from qa.bench.application import QUIET, application, served
from qa.config import ROOT
from qa.errors import NotFound

__all__ = ["QUIET", "ROOT", "application", "chromium", "served"]


def chromium(playwrights_own: str) -> str:
    """The path of a Chromium on this machine, else Playwright's own, where that was installed. Skips where there is neither."""
    try:
        return real.chromium(playwrights_own)
    except NotFound as missing:
        pytest.skip(f"NO BROWSER: {missing}")
