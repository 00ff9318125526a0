"""What an hour of two-channel sound costs before any engine hears it: decoding, listening for speech, measuring."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from qa import heap
from qa.bench import Figure
from qa.bench.material import call, write_mulaw
from qa.config import ROOT

MOST_SECONDS, MOST_MB = 15.0, 400.0
"""For an hour; less sound has to be quicker in proportion."""


def run(minutes: float) -> list[Figure]:
    """Figures for so many minutes, taken in a process of their own. Raises NotFound without the sample calls."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "call.wav"
        write_mulaw(call(60 * minutes), file)
        command = [sys.executable, "-m", "qa.bench.sound", str(file)]
        done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})  # noqa: S603
    said = json.loads(done.stdout)
    return [
        Figure("sound_seconds", said["seconds"], "s", max(MOST_SECONDS * minutes / 60, 1.0)),
        Figure("sound_memory", said["mb"], "MB", MOST_MB),
        Figure("sound_rate", 60 * minutes / said["seconds"], "×"),
    ]


def _taken_mb(field: str = "VmRSS") -> float:
    """What the process takes now (VmRSS), or took at the most (VmHWM).

    Where the system does not tell, the peak of its accounts, which counts the parent in too.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 1024**2 if sys.platform == "darwin" else most / 1024
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def _measured(file: Path) -> dict[str, float]:
    import numpy as np

    from qa.audio.decode import decode
    from qa.audio.speech import RATE, listen
    from qa.desk import hearing
    from qa.model.measures import measure
    from qa.speech.turns import roles

    with tempfile.TemporaryDirectory() as folder:
        listen(np.full(RATE, 9000, np.int16))  # libraries and models are there already in a worker
        before, begun = _taken_mb(), time.perf_counter()
        decoded = decode(file, Path(folder), name=file.name)
        activity, _ = hearing.listened(decoded, 30.0)
        measure((), decoded.duration, activity, roles(decoded.channels, 0))
        return {"seconds": time.perf_counter() - begun, "mb": _taken_mb("VmHWM") - before}


if __name__ == "__main__":
    heap.keep()  # as every command does
    print(json.dumps(_measured(Path(sys.argv[1]))))
