"""OpenAI's Whisper, as its authors publish it. The library is imported when a model is loaded, not before."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import Misconfigured, ModelMissing
from qa.speech.family import (
    ALIASES,
    LANGUAGES,
    MOST_AT_ONCE,
    NAMES,
    PROMPTS,
    WINDOW_S,
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
from qa.speech.fellows import encode_once, fellow, together
from qa.speech.heard import RATE, Heard, Sound

PRECISIONS = {"cuda": ("float16", "float32"), "cpu": ("float32",)}


def place(model: str, folder: Path) -> Path | None:
    """Where a model with an official name belongs; None for a path or any other name."""
    name = official(model)
    return folder / f"{name}.pt" if name else None


def locate(model: str, folder: Path) -> Path:
    """The checkpoint: a path as given, else ``<folder>/<name>.pt``, else in Whisper's own cache. Raises ModelMissing."""
    path = Path(model).expanduser()
    if path.suffix == ".pt" or path.name != model:
        candidates = [path]
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"
        names = dict.fromkeys((model, ALIASES.get(model, model)))
        candidates = [home / f"{name}.pt" for home in (folder, cache) for name in names]
    for file in candidates:
        if file.is_file():
            _look(file)
            return file
    if place(model, folder) is not None:
        raise ModelMissing("speech.model_missing", model=model, place=str(place(model, folder)))
    if candidates == [path]:
        raise ModelMissing("speech.checkpoint_missing", file=str(path))
    raise ModelMissing("speech.model_unknown", model=model, place=str(candidates[0]), names=", ".join((*NAMES[:4], "large-v3", "turbo")))


def fetch(model: str, folder: Path) -> Path:
    """Download an official model with Whisper's own code, which checks its SHA-256. Raises ModelMissing when that fails."""
    target = place(model, folder)
    if target is None:
        raise ModelMissing("speech.checkpoint_missing", file=model)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Into a folder of its own first: a download that breaks off must not look like a model.
    part = tempfile.mkdtemp(prefix=".download-", dir=target.parent)
    try:
        library = _library()
        got = library._download(library._MODELS[ALIASES.get(model, model)], part, False)
        os.replace(got, target)
    except (OSError, RuntimeError) as problem:
        raise ModelMissing("speech.download_failed", model=model, why=str(problem), place=str(target)) from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def accelerator() -> str | None:
    """The name of the accelerator that a model would be loaded on; None where there is none. Imports torch, which takes seconds."""
    import torch

    return str(torch.cuda.get_device_name()) if torch.cuda.is_available() else None


def runs_on(device: str, precision: str) -> tuple[str, str]:
    """On an accelerator in half precision where there is one, else on the processor in single. Raises Misconfigured, Invalid."""
    import torch

    chosen = device_of(device, torch.cuda.is_available())
    return chosen, precision_of(precision, PRECISIONS[chosen][0], PRECISIONS[chosen], chosen)


def open_model(model: str, file: Path, device: str, precision: str) -> Whisper:
    """Load a checkpoint. Raises ModelMissing for a file that is damaged, Misconfigured where the memory is too small for it."""
    import torch

    whisper = _library()
    try:
        network = whisper.load_model(str(file), device=device)
    except (MemoryError, torch.OutOfMemoryError) as problem:
        raise Misconfigured("speech.model_too_large", file=str(file)) from problem
    except Exception as problem:  # a damaged pickle raises anything: UnpicklingError, struct.error, IndexError, KeyError …
        raise ModelMissing("speech.model_damaged", file=str(file)) from problem
    heads = whisper._ALIGNMENT_HEADS.get(file.stem)
    # The heads that time the words are known for official checkpoints; a file of the same name and another size keeps the default ones.
    if heads is not None:
        with contextlib.suppress(RuntimeError, ValueError):
            network.set_alignment_heads(heads)
    encode_once(network, MOST_AT_ONCE)
    loaded = Whisper(network, model, sha256(file), device, precision)
    side_by_side, threads = crew(device, loaded.batch)
    loaded.share_out(side_by_side)
    if device == "cpu":
        torch.set_num_threads(threads)
    return loaded


class Whisper:
    """A loaded checkpoint. One caller at a time; on a processor, it computes several windows side by side."""

    name = "whisper"
    # Of all models: how attention is computed and what random numbers come is the library's for the whole process.
    _one_at_a_time = threading.Lock()

    def __init__(self, network: Any, model: str, sha256: str, device: str, precision: str) -> None:
        self.model = model
        self._network = network
        self._fellows = [network]
        self._sha256 = sha256
        self._device = device
        self._precision = precision

    def share_out(self, side_by_side: int) -> None:
        """Have so many windows computed at the same time."""
        self._fellows = [self._network, *(fellow(self._network) for _ in range(side_by_side - 1))]

    def options(self) -> dict[str, Any]:
        return {
            "version": _library().__version__,
            "sha256": self._sha256,
            "device": self._device,
            "precision": self._precision,
            "prompts": dict(PROMPTS),
            **self._decoding(),
        }

    def _decoding(self) -> dict[str, Any]:
        return {
            "fp16": self._precision == "float16",
            "beam_size": None if self._device == "cpu" else 5,
            "word_timestamps": True,
            "condition_on_previous_text": False,
            # Whisper may hear a window in several goes: each is told the prompt.
            "carry_initial_prompt": True,
        }

    @property
    def batch(self) -> int:
        """As many windows as there is room for: of each, the decoder keeps keys and values of every layer, for each beam."""
        dims, options = self._network.dims, self._decoding()
        kept = 2 * dims.n_text_layer * dims.n_audio_ctx * dims.n_text_state * (2 if options["fp16"] else 4) * (options["beam_size"] or 1)
        return at_once(self._device, kept)

    def transcribe(self, sounds: Sequence[Sound], *, language: str | None, prompt: str | None, hotwords: Sequence[str] = ()) -> list[Heard]:
        """See Transcriber. Raises Invalid for a language that is neither zh nor en."""
        check_language(language)
        import torch

        with self._one_at_a_time, torch.random.fork_rng():
            with ThreadPoolExecutor(len(self._fellows)) as pool:
                tongues = list(pool.map(lambda sound: self._tongue(sound, language), sounds))
            told = {tongue: prompted(tongue, prompt, hotwords, self._tokens) for tongue in tongues}
            heard: dict[int, Any] = {}
            for tongue in told:
                numbers = [number for number, one in enumerate(tongues) if one == tongue and sounds[number].samples.size]
                runs = [self._run(sounds[number], tongue, told[tongue]) for number in numbers]
                heard |= zip(numbers, together(self._fellows, runs), strict=True)
            self._network.encoder.forget()
        return [
            Heard(tongue, tuple(segments(map(_raw, heard[i]["segments"]), sounds[i].seconds, told[tongue])) if i in heard else ())
            for i, tongue in enumerate(tongues)
        ]

    def _run(self, sound: Sound, tongue: str, told: str) -> Callable[[Any], Any]:
        samples = np.ascontiguousarray(sound.samples, dtype=np.float32)
        options = {"language": tongue, "initial_prompt": told or None, **self._decoding()}
        return lambda network: _library().transcribe(network, samples, **options)

    def _tongue(self, sound: Sound, language: str | None) -> str:
        if sound.samples.size == 0:
            return language or LANGUAGES[0]
        return language if language and self._network.is_multilingual else self._spoken(sound.samples)

    def _tokens(self, text: str) -> int:
        network = self._network
        reader = _library().tokenizer.get_tokenizer(network.is_multilingual, num_languages=network.num_languages)
        return len(reader.encode(f" {text}"))

    def _spoken(self, samples: np.ndarray[Any, np.dtype[np.float32]]) -> str:
        if not self._network.is_multilingual:
            return "en"
        import torch

        whisper = _library()
        mel = whisper.log_mel_spectrogram(samples[: WINDOW_S * RATE], self._network.dims.n_mels, padding=WINDOW_S * RATE)
        # Cut and filled up as Whisper does it before decoding, so that the same sound is encoded once.
        window = whisper.pad_or_trim(mel[:, : mel.shape[-1] - WINDOW_S * 100], WINDOW_S * 100)
        precision = torch.float16 if self._precision == "float16" else torch.float32
        _, chances = self._network.detect_language(window.to(self._network.device, precision))
        return spoken(chances.items())


def _raw(piece: dict[str, Any]) -> Raw:
    return Raw(
        text=piece["text"],
        start=piece["start"],
        end=piece["end"],
        words=tuple((word["word"], word["start"], word["end"], float(word["probability"])) for word in piece.get("words", ())),
        log_probability=float(piece["avg_logprob"]),
        no_speech=float(piece["no_speech_prob"]),
        compression=float(piece["compression_ratio"]),
    )


def _library() -> Any:
    import whisper

    return whisper


def _look(file: Path) -> None:
    """Refuse a file that was cut off or is something else, without reading it whole. Raises ModelMissing."""
    try:
        with file.open("rb") as opened:
            old_format = opened.read(1) == b"\x80"
        sound = old_format or zipfile.is_zipfile(file)
    except OSError as problem:
        raise ModelMissing("speech.model_damaged", file=str(file)) from problem
    if not sound:
        raise ModelMissing("speech.model_damaged", file=str(file))
