"""How fast a call becomes words: openai-whisper alone, ours with it, ours with faster-whisper; the same speech, the same number of words.

Weights are random, so what is decoded means nothing; to keep the work equal, every engine decodes the same number of tokens for a second of
speech (no earlier end, no second tries, no time stamps), and openai-whisper alone as many in all. Word times are off in all three.
"""

from __future__ import annotations

import importlib.util
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.audio.decode import decode
from qa.bench import Figure
from qa.bench.material import call, write_mulaw, write_random_model
from qa.desk import hearing
from qa.desk.hearing import Told
from qa.speech import faster_whisper, whisper
from qa.speech.faster_whisper import FasterWhisper
from qa.speech.heard import Heard, Sound, Transcriber
from qa.speech.whisper import Whisper

TOKENS_A_SECOND = 80 / 30
SPEECH_SHARE = 0.5
EOT = 50_257
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


def run(seconds: float, dims: str) -> list[Figure]:
    """Figures for a two-channel call of so many seconds, and models of the size ``dims``. Raises NotFound without the sample calls."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        file, model = here / "call.wav", here / "random.pt"
        lanes = call(seconds)
        write_mulaw(lanes, file)
        write_random_model(dims, model)
        slow = _Clocked(_openai(model))
        alone = _alone(slow.of.network, lanes)
        total, engine = _ours(slow, file, here / "slow")
        figures = [
            Figure("alone", alone, "s"),
            Figure("ours", total, "s"),
            Figure("ratio", alone / total, "×", SAME_ENGINE, True),
            Figure("own_share", 100 * (total - engine) / total, "%", OWN_SHARE),
        ]
        if importlib.util.find_spec("faster_whisper") is not None:
            quick = _Clocked(_faster(model))
            fast, fast_engine = _ours(quick, file, here / "fast")
            figures += [
                Figure("faster", fast, "s"),
                Figure("faster_ratio", alone / fast, "×", FAST_ENGINE, True),
                Figure("faster_own_share", 100 * (fast - fast_engine) / fast, "%", OWN_SHARE),
            ]
        return figures


def _alone(network: Any, lanes: Any) -> float:
    """openai-whisper as it comes, once a channel over all of it."""
    tokens = max(1, round(TOKENS_A_SECOND * 30 * SPEECH_SHARE))
    begun = time.perf_counter()
    for lane in lanes:
        network.transcribe(lane, language="zh", **_OPENAI, sample_len=tokens)
    return time.perf_counter() - begun


def _ours(ear: _Clocked, file: Path, folder: Path) -> tuple[float, float]:
    """Seconds for the whole way from the file to the turns, and those of the engine in it."""
    ear.seconds = 0.0
    begun = time.perf_counter()
    decoded = decode(file, folder, name=file.name)
    activity, windows = hearing.listened(decoded, 30.0)
    ear.of.length = max(1, round(TOKENS_A_SECOND * sum(window.speech for window in windows) / len(windows)))
    batches = (windows[at : at + ear.batch] for at in range(0, len(windows), ear.batch))
    heard = [one for batch in batches for one in hearing.hear(ear, decoded, "bench", batch, Told("zh", ""))]
    hearing.written(windows, heard, activity, 0, "zh")
    return time.perf_counter() - begun, ear.seconds


class _Clocked:
    """A transcriber that tells how long it was at work."""

    name, model = "clocked", "random"

    def __init__(self, of: Any) -> None:
        self.of: Any = of
        self.seconds = 0.0

    @property
    def batch(self) -> int:
        return int(self.of.batch)

    def options(self) -> dict[str, Any]:
        return {}

    def transcribe(self, sounds: Sequence[Sound], *, language: str | None, prompt: str | None, hotwords: Sequence[str] = ()) -> list[Heard]:
        begun = time.perf_counter()
        try:
            ear: Transcriber = self.of
            return ear.transcribe(sounds, language=language, prompt=prompt, hotwords=hotwords)
        finally:
            self.seconds += time.perf_counter() - begun


class _Openai(Whisper):
    """Ours, with the work made equal: ``length`` tokens a window."""

    length = 0

    def _decoding(self) -> dict[str, Any]:
        return {**_OPENAI, "sample_len": self.length}

    @property
    def network(self) -> Any:
        return self._network


class _Faster(FasterWhisper):
    length = 0

    def _decoding(self) -> dict[str, Any]:
        return {**_FASTER, "max_new_tokens": self.length}


def _openai(model: Path) -> _Openai:
    loaded = whisper.open_model("random", model, "cpu", "float32")
    return _Openai(loaded._network, "random", "", "cpu", "float32")


def _faster(model: Path) -> _Faster:
    loaded = faster_whisper.open_model("random", model, "cpu", "int8")
    return _Faster(loaded._network, "random", "", "cpu", "int8")
