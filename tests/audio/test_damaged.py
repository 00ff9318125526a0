"""Hundreds of damaged files: an answer for each, in time and within memory, and no crash."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audio import sounds
from tests.audio.damage import damaged

ROOT = Path(__file__).parents[2]
EACH = 56
HANGS_S = 10.0
SEEDS = (
    ("pcm.wav", "wav", "pcm_s16le", "s16", 8000),
    ("mulaw.wav", "wav", "pcm_mulaw", "s16", 8000),
    ("adpcm.wav", "wav", "adpcm_ima_wav", "s16p", 8000),
    ("speech.mp3", "mp3", "libmp3lame", "s16p", 16000),
    ("speech.m4a", "ipod", "aac", "fltp", 16000),
    ("speech.mp4", "mp4", "aac", "fltp", 16000),
    ("speech.ogg", "ogg", "libopus", "flt", 48000),
    ("speech.flac", "flac", "flac", "s16", 16000),
    ("speech.webm", "webm", "libopus", "flt", 48000),
    ("speech.wma", "asf", "wmav2", "fltp", 16000),
    ("speech.avi", "avi", "pcm_s16le", "s16", 8000),
    ("speech.ts", "mpegts", "mp2", "s16", 16000),
)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("seeds")
    content = {}
    for name, container, codec, form, rate in SEEDS:
        samples = sounds.noise(0.4, rate, channels=2, seed=1)
        content[name] = sounds.write(folder / name, samples, rate, codec=codec, container=container, form=form).read_bytes()
    return content


class Child:
    """A process that decodes; one that died or hung is told by its silence."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.audio.damage"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.ask, self.answers = self.process.stdin, self.process.stdout
        self.waiting = selectors.DefaultSelector()
        self.waiting.register(self.answers, selectors.EVENT_READ)

    def decode(self, path: Path) -> str:
        self.ask.write(f"{path}\n")
        self.ask.flush()
        if not self.waiting.select(HANGS_S + (20 if self.process.poll() is None and not hasattr(self, "warm") else 0)):
            self.process.kill()
            return "hung"
        self.warm = True
        line = self.answers.readline()
        return json.loads(line)["what"] if line else f"died ({self.process.wait()})"

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.waiting.close()
        self.ask.close()
        self.answers.close()


def test_every_damaged_file_gets_an_answer(seeds: dict[str, bytes], tmp_path: Path) -> None:
    child = Child()
    wrong: dict[str, str] = {}
    answers: list[str] = []
    try:
        for name, content in damaged(seeds, EACH):
            path = tmp_path / name
            path.write_bytes(content)
            what = child.decode(path)
            answers.append(what)
            if not (what.endswith(" s") or what.startswith("audio.")) or "without" in what:
                wrong[name] = what
                child.close()
                child = Child()
            path.unlink()
    finally:
        child.close()
    assert wrong == {}
    assert len(answers) == EACH * len(SEEDS) >= 600
    assert any(what.endswith(" s") for what in answers)
    assert len({what for what in answers if what.startswith("audio.")}) >= 3
