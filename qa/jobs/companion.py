"""A worker beside the application: started with it, kept alive, stopped with it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from pydantic import SecretStr

from qa import locales
from qa.config import ROOT, Settings

LOG = logging.getLogger("hearback.companion")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
STEADY_S = 60.0
PATIENCE_S = 15.0


class Companion:
    """Keeps one worker process alive between ``start`` and ``stop``; usable as a context manager.

    The worker holds the other end of a pipe: should this process be killed, it notices and leaves after its present step.
    """

    def __init__(self, settings: Settings, jobs: int = 1, language: str = "en") -> None:
        self._command = [sys.executable, "-m", "qa", "work", "--jobs", str(jobs), "--companion"]
        self._environment = _environment(settings)
        self._language = language
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="companion", daemon=True)

    @property
    def pid(self) -> int | None:
        """The worker's process, None while there is none."""
        with self._lock:
            return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        self._keeper.start()

    def stop(self) -> None:
        """Ask the worker to leave, and wait for it; what it had begun is taken up by the next one."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is not None:
            _end(process)
        self._keeper.join(PATIENCE_S)

    def __enter__(self) -> Companion:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _keep(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping.is_set():
            begun = time.monotonic()
            with self._lock:
                if self._stopping.is_set():
                    return
                self._process = subprocess.Popen(self._command, env=self._environment, stdin=subprocess.PIPE)  # noqa: S603 - our own program
            code = self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE_S if time.monotonic() - begun > STEADY_S else pause
            LOG.warning(locales.text(self._language, "jobs.companion.died", code=code, seconds=round(pause)))
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _environment(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings in force on top, so that the worker sees the very same ones."""
    said = {f"QA_{name.upper()}": _said(value) for name, value in settings.model_dump().items()}
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, **said, "PYTHONPATH": paths}


def _said(value: object) -> str:
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return value if isinstance(value, str) else json.dumps(value)
