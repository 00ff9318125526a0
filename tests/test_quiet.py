"""Nothing is sent home: what libraries would tell their makers is switched off before they are loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LISTEN = "import numpy; from qa.audio.speech import listen; listen(numpy.random.default_rng(1).normal(0, 0.1, 16000).astype(numpy.float32))"


def test_the_runtime_of_the_detector_keeps_no_device_number_and_no_events(tmp_path: Path) -> None:
    # With telemetry on, the first session writes the number of this device and a queue of events below the cache folder.
    telling = {"CI", "TF_BUILD", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY", "PYTEST_CURRENT_TEST", "ORT_RUNNING_UNIT_TESTS"}
    surroundings = {name: value for name, value in os.environ.items() if name not in telling}
    surroundings |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", LISTEN], env=surroundings, check=True, timeout=60)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
