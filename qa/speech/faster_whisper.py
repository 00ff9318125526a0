"""faster-whisper: the same models computed by CTranslate2, with 8-bit weights several times as fast on a processor. Optional.

Takes a converted model (a folder with ``model.bin``), or a checkpoint in Whisper's own format, which it converts once. It never goes out
for a model by itself. The library is imported when a model is loaded, not before.
"""

from __future__ import annotations

import copy
import os
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import Misconfigured, ModelMissing
from qa.speech import ct2, whisper
from qa.speech.ahead import Ask, Stand, gathered
from qa.speech.family import (
    LANGUAGES,
    Raw,
    at_once,
    check_language,
    crew,
    device_of,
    official,
    precision_of,
    prompted,
    segments,
    sha256,
    spoken,
)
from qa.speech.heard import Heard, Sound

PRECISIONS = {"cuda": ("float16", "int8_float16", "float32"), "cpu": ("int8", "float32")}
WEIGHTS = "model.bin"
WEIGHTS_PER_WINDOW = 6
"""What decoding keeps of a window (keys and values of every layer) is this part of the weights for a large model, and for a small one a
quarter, where it does not matter."""
_AVX512 = frozenset(("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni"))


def place(model: str, folder: Path) -> Path | None:
    """Where a download would lie: the official checkpoint, to be converted."""
    return whisper.place(model, folder)


def locate(model: str, folder: Path) -> Path:
    """The weights: of a folder as given, of ``<folder>/<name>`` or ``<folder>/faster-whisper-<name>``; else a checkpoint to convert.

    Raises ModelMissing.
    """
    names = dict.fromkeys((model, official(model) or model))
    homes = [Path(model).expanduser(), *(folder / f"{start}{name}" for name in names for start in ("", "faster-whisper-"))]
    for home in homes:
        if (home / WEIGHTS).is_file():
            return home / WEIGHTS
    return whisper.locate(model, folder)


def fetch(model: str, folder: Path) -> Path:
    """Download the official checkpoint. Raises ModelMissing when that fails."""
    return whisper.fetch(model, folder)


def runs_on(device: str, precision: str) -> tuple[str, str]:
    """On an accelerator in half precision where there is one, else on the processor in 8 bits. Raises Misconfigured, Invalid."""
    chosen = device_of(device, _library().get_cuda_device_count() > 0)
    return chosen, precision_of(precision, PRECISIONS[chosen][0], PRECISIONS[chosen], chosen)


def open_model(model: str, file: Path, device: str, precision: str) -> FasterWhisper:
    """Load a model, converting a checkpoint first. Raises ModelMissing for a file that is damaged, Misconfigured for too little memory."""
    _library()
    from faster_whisper import WhisperModel

    home = ct2.converted(file) if file.name != WEIGHTS else file.parent
    if not (home / "tokenizer.json").is_file():
        # Without it the library would go out for one.
        raise ModelMissing("speech.no_tokenizer", folder=str(home))
    batch = at_once(device, (home / WEIGHTS).stat().st_size / WEIGHTS_PER_WINDOW * _beams(device))
    side_by_side, threads = crew(device, batch)
    try:
        network = WhisperModel(
            str(home), device=device, compute_type=precision, cpu_threads=threads, num_workers=side_by_side, local_files_only=True
        )
    except MemoryError as problem:
        raise Misconfigured("speech.model_too_large", file=str(file)) from problem
    except (RuntimeError, ValueError, OSError) as problem:
        if "memory" in str(problem).casefold():
            raise Misconfigured("speech.model_too_large", file=str(file)) from problem
        raise ModelMissing("speech.model_damaged", file=str(file)) from problem
    return FasterWhisper(network, model, sha256(file), device, precision, batch, side_by_side)


class FasterWhisper:
    """A loaded model. It hears ``batch`` windows at once, of which so many are computed ``side_by_side``."""

    name = "faster-whisper"

    def __init__(self, network: Any, model: str, sha256: str, device: str, precision: str, batch: int, side_by_side: int) -> None:
        self.model = model
        self.batch = batch
        self._network = network
        self._sha256 = sha256
        self._device = device
        self._precision = precision
        self._crew = side_by_side
        self._one_at_a_time = threading.Lock()

    def options(self) -> dict[str, Any]:
        import faster_whisper

        return {
            "version": faster_whisper.__version__,
            "sha256": self._sha256,
            "device": self._device,
            "precision": self._precision,
            "beam_size": self._decoding()["beam_size"],
        }

    def _decoding(self) -> dict[str, Any]:
        return {"beam_size": _beams(self._device), "word_timestamps": True, "condition_on_previous_text": False}

    def transcribe(self, sounds: Sequence[Sound], *, language: str | None, prompt: str | None, hotwords: Sequence[str] = ()) -> list[Heard]:
        """See Transcriber. Raises Invalid for a language that is neither zh nor en."""
        check_language(language)
        with self._one_at_a_time:
            _library().set_random_seed(0)  # a second try at a hard place samples; the same sound shall give the same words
            runs = [partial(self._heard, sound, language, prompt, hotwords) for sound in sounds]
            return gathered(runs, self._decoded, side_by_side=True)

    def _heard(self, sound: Sound, language: str | None, prompt: str | None, hotwords: Sequence[str], ask: Ask[_Asked, Any]) -> Heard:
        if sound.samples.size == 0:
            return Heard(language or LANGUAGES[0], ())
        network = copy.copy(self._network)
        network.model = _Model(network.model, ask)
        network.feature_extractor = _Features(network.feature_extractor)
        samples = np.ascontiguousarray(sound.samples, dtype=np.float32)
        said_in = "en" if not network.model.is_multilingual else language or _spoken(network, samples)
        told = prompted(said_in, prompt, hotwords, self._tokens)
        found, _ = network.transcribe(samples, language=said_in, initial_prompt=told or None, **self._decoding())
        return Heard(said_in, tuple(segments(_raw(found), sound.seconds, told)))

    def _decoded(self, asked: Sequence[_Asked]) -> list[Any]:
        """The first decoding of all windows: those that are told the same, in as many batches as compute side by side."""
        alike: dict[tuple[int, ...], list[int]] = {}
        for number, one in enumerate(asked):
            alike.setdefault(one.prompt, []).append(number)
        batches = [some[at :: self._crew] for some in alike.values() for at in range(min(self._crew, len(some)))]
        found: dict[int, Any] = {}
        with ThreadPoolExecutor(self._crew) as pool:
            for some, results in zip(batches, pool.map(lambda some: self._batch([asked[n] for n in some]), batches), strict=True):
                found |= zip(some, results, strict=True)
        return [found[number] for number in range(len(asked))]

    def _batch(self, asked: Sequence[_Asked]) -> list[Any]:
        joined = np.concatenate([np.asarray(one.encoding) for one in asked])
        encoding = _library().StorageView.from_array(joined)
        return list(self._network.model.generate(encoding, [list(one.prompt) for one in asked], **asked[0].options))

    def _tokens(self, text: str) -> int:
        return len(self._network.hf_tokenizer.encode(text, add_special_tokens=False).ids)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be decoded first in a window: its encoding (a view in memory), the tokens before it, and how."""

    encoding: Any
    prompt: tuple[int, ...]
    options: dict[str, Any]


class _Model(Stand):
    """CTranslate2's model for one window: it encodes a sound once, and asks for the first decoding instead of doing it."""

    def __init__(self, of: Any, ask: Ask[_Asked, Any]) -> None:
        super().__init__(of)
        self._ask: Ask[_Asked, Any] | None = ask
        self._last: tuple[np.ndarray[Any, Any], Any] | None = None

    def encode(self, features: Any, to_cpu: bool = False) -> Any:
        given = np.array(features)
        if self._last is None or not np.array_equal(self._last[0], given):
            # Into the memory of the processor: from there several are joined to a batch.
            self._last = given, self._of.encode(features, to_cpu=True)
        return self._last[1]

    def generate(self, encoding: Any, prompts: Sequence[Sequence[int]], **options: Any) -> Any:
        ask, self._ask = self._ask, None
        found = ask(_Asked(encoding, tuple(prompts[0]), options)) if ask else None
        return self._of.generate(encoding, prompts, **options) if found is None else [found]


class _Features(Stand):
    """Makes the spectrogram of a sound once: to tell the language, and to transcribe."""

    def __init__(self, of: Any) -> None:
        super().__init__(of)
        self._last: tuple[Any, Any] | None = None

    def __call__(self, samples: Any, **named: Any) -> Any:
        if self._last is None or self._last[0] is not samples:
            self._last = samples, self._of(samples, **named)
        return self._last[1]


def _beams(device: str) -> int:
    return 1 if device == "cpu" else 5


def _spoken(network: Any, samples: np.ndarray[Any, np.dtype[np.float32]]) -> str:
    """Told from the very window that is transcribed, so that it is encoded once."""
    from faster_whisper.audio import pad_or_trim

    features = network.feature_extractor(samples)[:, :-1][:, : network.feature_extractor.nb_max_frames]
    (chances,) = network.model.detect_language(network.encode(pad_or_trim(features)))
    return spoken((token.strip("<|>"), chance) for token, chance in chances)


def _raw(found: Iterable[Any]) -> Iterable[Raw]:
    for piece in found:
        yield Raw(
            text=piece.text,
            start=piece.start,
            end=piece.end,
            words=tuple((word.word, word.start, word.end, float(word.probability)) for word in piece.words or ()),
            log_probability=float(piece.avg_logprob),
            no_speech=float(piece.no_speech_prob),
            compression=float(piece.compression_ratio),
        )


def _library() -> Any:
    """CTranslate2. It takes AVX-512 only when it is told to, which makes it a tenth quicker where the processor has all that it needs."""
    if _processor() >= _AVX512:
        os.environ.setdefault("CT2_FORCE_CPU_ISA", "AVX512")
    import ctranslate2

    return ctranslate2


@cache
def _processor() -> frozenset[str]:
    """What the processor can do, where the system tells."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8", errors="replace").splitlines() if told.exists() else []
    flags = next((line for line in lines if line.startswith("flags")), "")
    return frozenset(flags.partition(":")[2].split())
