"""A real browser and the real application for tests: found or skipped loudly, started on a free port, waited for by condition."""

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

import pytest

ROOT = Path(__file__).resolve().parent.parent
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
START_S = 90


def chromium(playwrights_own: str) -> str:
    """The path of a Chromium on this machine, else Playwright's own, where that was installed. Skips where there is neither."""
    for candidate in (os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), playwrights_own):
        if candidate and Path(candidate).is_file():
            return candidate
    pytest.skip("NO BROWSER: neither Chromium nor Playwright's own browser is here; install the package chromium to run the browser tests")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(script: Path, log: Path, environment: dict[str, str], health: str) -> Iterator[str]:
    """A Streamlit script, running on a free port; gives its address once ``health`` answers there."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            _until_up(address + health, process, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def application(data: Path, **settings: str) -> Iterator[str]:
    """The application on a workspace; gives its address."""
    data.mkdir(parents=True, exist_ok=True)
    with served(ROOT / "streamlit_app.py", data / "application.log", {"QA_DATA": str(data), **settings}, "/healthz") as address:
        yield address


def _until_up(health: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, f"the application ended at once:\n{log.read_text(errors='replace')[-4000:]}"
        try:
            with urllib.request.urlopen(health, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the application did not answer within {START_S} s:\n{log.read_text(errors='replace')[-4000:]}")
