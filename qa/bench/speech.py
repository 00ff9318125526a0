"""How fast a call becomes words: openai-whisper alone, ours with it, ours with faster-whisper; the same speech, the same number of words.

Weights are random, so what is decoded means nothing; to keep the work equal, every engine decodes the same number of tokens for a second of
speech (no earlier end, no second tries, no time stamps), and openai-whisper alone as many in all. Word times are off in all three. Each
runs as it does for its users: with as many threads as its library takes by itself. The three take turns, several times over, so that what
else the machine does hits them alike; of each, the quickest run counts.
"""

from __future__ import annotations

import importlib.util
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.audio.decode import decode
from qa.bench import Figure
from qa.bench.machine import BUSY, Machine
from qa.bench.material import call, write_mulaw, write_random_model
from qa.desk import hearing
from qa.desk.hearing import Told
from qa.speech import faster_whisper, whisper
from qa.speech.ahead import Stand
from qa.speech.faster_whisper import FasterWhisper
from qa.speech.heard import Heard, Sound, Transcriber
from qa.speech.whisper import Whisper

TOKENS_A_SECOND = 80 / 30
SPEECH_SHARE = 0.5
ROUNDS = 2
EOT = 50_257
TOLD_BEFORE = 4
"""Tokens before the first one decoded: the transcript's start, its language, its task, no time stamps."""
SAME_ENGINE, FAST_ENGINE, OWN_SHARE = 1.7, 4.0, 5.0
_WORK = {"word_timestamps": False, "without_timestamps": True, "condition_on_previous_text": False, "suppress_tokens": [-1, EOT]}
_OPENAI = {
    **_WORK,
    "temperature": 0.0,
    "fp16": False,
    "beam_size": None,
    "compression_ratio_threshold": None,
    "logprob_threshold": None,
    "no_speech_threshold": None,
}
_FASTER = {
    **_WORK,
    "temperature": [0.0],
    "beam_size": 1,
    "compression_ratio_threshold": None,
    "log_prob_threshold": None,
    "no_speech_threshold": None,
}


def run(seconds: float, dims: str, rounds: int = ROUNDS) -> list[Figure]:
    """Figures for a two-channel call of so many seconds, and models of the size ``dims``. Raises NotFound without the sample calls."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        file, model = here / "call.wav", here / "random.pt"
        lanes = call(seconds)
        write_mulaw(lanes, file)
        write_random_model(dims, model)
        contest: dict[str, Callable[[], Took]] = {"alone": _alone(model, lanes), "ours": _ours(_openai(model), file, here / "slow")}
        if importlib.util.find_spec("faster_whisper") is not None:
            contest["faster"] = _ours(_faster(model), file, here / "fast")
        machine = Machine()
        took: dict[str, list[Took]] = {name: [] for name in contest}
        for _ in range(rounds):
            for name, run_once in contest.items():
                took[name].append(run_once())
        return _figures(took, machine.others())


@dataclass(frozen=True, slots=True)
class Took:
    """What one run took: wall and processor seconds in all, those of the engine in it, and how many tokens were decoded."""

    wall: float
    cpu: float
    engine_wall: float
    engine_cpu: float
    tokens: int

    @property
    def own_wall(self) -> float:
        """Per cent that is not the engine's, of wall seconds."""
        return 100 * (1 - self.engine_wall / self.wall)

    @property
    def own_cpu(self) -> float:
        """The same of processor seconds."""
        return 100 * (1 - self.engine_cpu / self.cpu)


def _figures(took: dict[str, list[Took]], others: float) -> list[Figure]:
    busy = others >= BUSY
    best = {clock: {name: min(getattr(one, clock) for one in runs) for name, runs in took.items()} for clock in ("wall", "cpu")}

    def judged(name: str, of: dict[str, float], unit: str, target: float, at_least: bool) -> list[Figure]:
        """By both clocks; what its user waits for is judged."""
        return [Figure(name, of["wall"], unit, None if busy else target, at_least), Figure(f"{name}_cpu", of["cpu"], unit)]

    figures = [Figure("others", 100 * others, "%", 100 * BUSY)]
    for name, runs in took.items():
        figures += [Figure(name, best["wall"][name], "s"), Figure(f"{name}_cpu", best["cpu"][name], "s")]
        figures.append(Figure(f"{name}_tokens", runs[0].tokens, ""))
        if name == "alone":
            continue
        ratio = {clock: times["alone"] / times[name] for clock, times in best.items()}
        share = {"wall": min(runs, key=lambda one: one.wall).own_wall, "cpu": min(runs, key=lambda one: one.cpu).own_cpu}
        figures += judged(f"{name}_ratio", ratio, "×", SAME_ENGINE if name == "ours" else FAST_ENGINE, True)
        figures += judged(f"{name}_own", share, "%", OWN_SHARE, False)
    return figures


def _alone(model: Path, lanes: Any) -> Callable[[], Took]:
    """openai-whisper as it comes, once a channel over all of it."""
    import torch
    import whisper as library

    network = _Counting(library.load_model(str(model), device="cpu"))
    usual = torch.get_num_threads()
    tokens = max(1, round(TOKENS_A_SECOND * 30 * SPEECH_SHARE))

    def once() -> Took:
        ours = torch.get_num_threads()
        torch.set_num_threads(usual)
        before, wall, cpu = network.tokens, time.perf_counter(), time.process_time()
        for lane in lanes:
            library.transcribe(network, lane, language="zh", **_OPENAI, sample_len=tokens)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        torch.set_num_threads(ours)
        return Took(wall, cpu, wall, cpu, network.tokens - before)

    return once


def _ours(ear: _Openai | _Faster, file: Path, folder: Path) -> Callable[[], Took]:
    """The whole way from the file to the turns."""

    def once() -> Took:
        clocked = _Clocked(ear)
        before, wall, cpu = ear.tokens, time.perf_counter(), time.process_time()
        decoded = decode(file, folder, name=file.name)
        activity, windows = hearing.listened(decoded, 30.0)
        ear.length = max(1, round(TOKENS_A_SECOND * sum(window.speech for window in windows) / len(windows)))
        batches = (windows[at : at + ear.batch] for at in range(0, len(windows), ear.batch))
        heard = [one for batch in batches for one in hearing.hear(clocked, decoded, "bench", batch, Told("zh", ""))]
        hearing.written(windows, heard, activity, 0, "zh")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return Took(wall, cpu, clocked.wall, clocked.cpu, ear.tokens - before)

    return once


class _Clocked:
    """A transcriber that tells how long it was at work."""

    name, model = "clocked", "random"

    def __init__(self, of: Transcriber) -> None:
        self._of = of
        self.wall = self.cpu = 0.0

    @property
    def batch(self) -> int:
        return self._of.batch

    def options(self) -> dict[str, Any]:
        return {}

    def transcribe(self, sounds: Sequence[Sound], *, language: str | None, prompt: str | None, hotwords: Sequence[str] = ()) -> list[Heard]:
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            return self._of.transcribe(sounds, language=language, prompt=prompt, hotwords=hotwords)
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu


class _Counting(Stand):
    """openai-whisper's network; counts the tokens it decodes."""

    tokens = 0

    def decode(self, mel: Any, options: Any) -> Any:
        found = self._of.decode(mel, options)
        self.tokens += sum(len(one.tokens) for one in (found if isinstance(found, list) else [found]))
        return found


class _Openai(Whisper):
    """Ours, with the work made equal: ``length`` tokens a window."""

    length = 0

    def _decoding(self) -> dict[str, Any]:
        return {**_OPENAI, "sample_len": self.length}

    def count(self, fellows: Sequence[Any]) -> None:
        self._fellows = [_Counting(one) for one in fellows]

    @property
    def tokens(self) -> int:
        return sum(one.tokens for one in self._fellows)


class _Faster(FasterWhisper):
    length = 0
    tokens = 0

    def _decoding(self) -> dict[str, Any]:
        # CTranslate2 decodes up to half of the length that it is given, beginning included.
        return {**_FASTER, "max_new_tokens": 2 * self.length - TOLD_BEFORE}

    def _batch(self, asked: Any) -> list[Any]:
        found = super()._batch(asked)
        self.tokens += sum(len(one.sequences_ids[0]) for one in found)
        return found


def _openai(model: Path) -> _Openai:
    loaded = whisper.open_model("random", model, "cpu", "float32")
    counted = _Openai(loaded._network, "random", "", "cpu", "float32")
    counted.count(loaded._fellows)
    return counted


def _faster(model: Path) -> _Faster:
    loaded = faster_whisper.open_model("random", model, "cpu", "int8")
    return _Faster(loaded._network, "random", "", "cpu", "int8", loaded.batch, loaded._crew)
