"""faster-whisper: the same models computed by CTranslate2, with 8-bit weights several times as fast on a processor. Optional.

Takes a converted model (a folder with ``model.bin``), or a checkpoint in Whisper's own format, which it converts once. It never goes out
for a model by itself. The library is imported when a model is loaded, not before.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import Misconfigured, ModelMissing
from qa.speech import ct2, whisper
from qa.speech.family import (
    LANGUAGES,
    Raw,
    check_language,
    cores,
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
    import ctranslate2

    chosen = device_of(device, ctranslate2.get_cuda_device_count() > 0)
    return chosen, precision_of(precision, PRECISIONS[chosen][0], PRECISIONS[chosen], chosen)


def open_model(model: str, file: Path, device: str, precision: str) -> FasterWhisper:
    """Load a model, converting a checkpoint first. Raises ModelMissing for a file that is damaged, Misconfigured for too little memory."""
    from faster_whisper import WhisperModel

    home = ct2.converted(file) if file.name != WEIGHTS else file.parent
    if not (home / "tokenizer.json").is_file():
        # Without it the library would go out for one.
        raise ModelMissing("speech.no_tokenizer", folder=str(home))
    try:
        network = WhisperModel(str(home), device=device, compute_type=precision, cpu_threads=cores(), local_files_only=True)
    except MemoryError as problem:
        raise Misconfigured("speech.model_too_large", file=str(file)) from problem
    except (RuntimeError, ValueError, OSError) as problem:
        if "memory" in str(problem).casefold():
            raise Misconfigured("speech.model_too_large", file=str(file)) from problem
        raise ModelMissing("speech.model_damaged", file=str(file)) from problem
    return FasterWhisper(network, model, sha256(file), device, precision)


class FasterWhisper:
    """A loaded model. Windows are heard one at a time: on a processor, batches gain little and cost memory."""

    name = "faster-whisper"
    batch = 1

    def __init__(self, network: Any, model: str, sha256: str, device: str, precision: str) -> None:
        self.model = model
        self._network = network
        self._sha256 = sha256
        self._device = device
        self._precision = precision
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
        return {"beam_size": 1 if self._device == "cpu" else 5, "word_timestamps": True, "condition_on_previous_text": False}

    def transcribe(self, sounds: Sequence[Sound], *, language: str | None, prompt: str | None, hotwords: Sequence[str] = ()) -> list[Heard]:
        """See Transcriber. Raises Invalid for a language that is neither zh nor en."""
        check_language(language)
        return [self._heard(sound, language, prompt, hotwords) for sound in sounds]

    def _heard(self, sound: Sound, language: str | None, prompt: str | None, hotwords: Sequence[str]) -> Heard:
        if sound.samples.size == 0:
            return Heard(language or LANGUAGES[0], ())
        import ctranslate2

        samples = np.ascontiguousarray(sound.samples, dtype=np.float32)
        with self._one_at_a_time:
            ctranslate2.set_random_seed(0)  # a second try at a hard place samples; the same sound shall give the same words
            said_in = language or self._spoken(samples)
            if not self._network.model.is_multilingual:
                said_in = "en"
            told = prompted(said_in, prompt, hotwords, self._tokens)
            found, _ = self._network.transcribe(samples, language=said_in, initial_prompt=told or None, **self._decoding())
            return Heard(said_in, tuple(segments(_raw(found), sound.seconds, told)))

    def _tokens(self, text: str) -> int:
        return len(self._network.hf_tokenizer.encode(text, add_special_tokens=False).ids)

    def _spoken(self, samples: np.ndarray[Any, np.dtype[np.float32]]) -> str:
        if not self._network.model.is_multilingual:
            return "en"
        _, _, chances = self._network.detect_language(samples)
        return spoken(chances)


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
