"""The real application on a free port and a real browser, for benchmarks and tests of its pages: waited for by condition."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qa.config import ROOT
from qa.errors import Misconfigured, NotFound

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
)
START_S, STOP_S = 90, 20


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium without a window. Raises NotFound where Playwright or Chromium is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise NotFound("bench.no_playwright") from missing
    with sync_playwright() as tools:
        opened = tools.chromium.launch(executable_path=chromium(tools.chromium.executable_path), args=list(QUIET))
        try:
            yield opened
        finally:
            opened.close()


def chromium(playwrights_own: str) -> str:
    """The path of a Chromium on this machine, else Playwright's own, where that was installed. Raises NotFound where there is neither."""
    for candidate in (os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), playwrights_own):
        if candidate and Path(candidate).is_file():
            return candidate
    raise NotFound("bench.no_browser")


@contextmanager
def served(script: Path, log: Path, environment: dict[str, str], health: str) -> Iterator[str]:
    """A Streamlit script, on a free port; gives its address once ``health`` answers there. Raises Misconfigured where it does not."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            address = f"http://127.0.0.1:{port}"
            _until_up(address + health, process, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def application(data: Path, **settings: str) -> Iterator[str]:
    """The application on a workspace; gives its address. Raises Misconfigured where it does not come up."""
    data.mkdir(parents=True, exist_ok=True)
    with served(ROOT / "streamlit_app.py", data / "application.log", {"QA_DATA": str(data), **settings}, "/healthz") as address:
        yield address


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_up(health: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(health, timeout=2):  # noqa: S310 - an address of our own
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise Misconfigured("bench.not_up", seconds=START_S, said=log.read_text(errors="replace")[-4000:])
