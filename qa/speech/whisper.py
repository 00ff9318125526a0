"""OpenAI's Whisper, as its authors publish it. The library is imported when a model is loaded, not before."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import Invalid, Misconfigured, ModelMissing
from qa.model.call import Word
from qa.speech.heard import RATE, Heard, Segment, Stretch

NAMES = ("tiny", "base", "small", "medium", "large-v1", "large-v2", "large-v3", "large-v3-turbo")
ENGLISH = tuple(f"{name}.en" for name in NAMES[:4])
ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}
LANGUAGES = ("zh", "en")
# One sentence in simplified characters, with punctuation: Whisper then writes likewise.
PROMPTS = {"zh": "这是一段客服热线的通话，文字用简体中文记录。"}
WINDOW_S = 30


def place(model: str, folder: Path) -> Path | None:
    """Where a model with an official name belongs; None for a path or any other name."""
    official = ALIASES.get(model, model)
    return folder / f"{official}.pt" if official in (*NAMES, *ENGLISH) else None


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


def open_model(model: str, file: Path) -> Whisper:
    """Load a checkpoint: on an accelerator in half precision where there is one, else on the processor.

    Raises ModelMissing for a file that is damaged, Misconfigured where the memory is too small for it.
    """
    import torch

    whisper = _library()
    device = "cuda" if torch.cuda.is_available() else "cpu"
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
    return Whisper(network, model, _sha256(file), device)


class Whisper:
    """A loaded checkpoint. Stretches are heard one at a time: decoding leaves hooks in the network."""

    name = "whisper"

    def __init__(self, network: Any, model: str, sha256: str, device: str) -> None:
        self.model = model
        self._network = network
        self._sha256 = sha256
        self._device = device
        self._one_at_a_time = threading.Lock()

    def options(self) -> dict[str, Any]:
        return {"version": _library().__version__, "sha256": self._sha256, "prompts": dict(PROMPTS), **self._decoding()}

    def _decoding(self) -> dict[str, Any]:
        quick = self._device == "cpu"
        return {"fp16": not quick, "beam_size": None if quick else 5, "word_timestamps": True, "condition_on_previous_text": False}

    def transcribe(self, stretch: Stretch, *, language: str | None, prompt: str | None) -> Heard:
        """See Transcriber. Raises Invalid for a language that is neither zh nor en."""
        if language is not None and language not in LANGUAGES:
            raise Invalid("speech.language", spoken=language)
        if stretch.samples.size == 0:
            return Heard(language or LANGUAGES[0], ())
        import torch

        samples = np.ascontiguousarray(stretch.samples, dtype=np.float32)
        with self._one_at_a_time, torch.random.fork_rng():
            torch.manual_seed(0)  # a second try at a hard place samples; the same sound shall give the same words
            spoken = language or self._spoken(samples)
            if not self._network.is_multilingual:
                spoken = "en"
            said_before = (PROMPTS.get(spoken, "") if prompt is None else prompt).strip()
            said = self._network.transcribe(samples, language=spoken, initial_prompt=said_before or None, **self._decoding())
        return Heard(spoken, tuple(_segments(said["segments"], stretch, said_before)))

    def _spoken(self, samples: np.ndarray[Any, np.dtype[np.float32]]) -> str:
        """Chinese or English: of all of Whisper's languages only these two are spoken here, Cantonese counted as Chinese."""
        if not self._network.is_multilingual:
            return "en"
        whisper = _library()
        mel = whisper.log_mel_spectrogram(samples[: WINDOW_S * RATE], self._network.dims.n_mels, padding=WINDOW_S * RATE)
        window = whisper.pad_or_trim(mel, WINDOW_S * 100).to(self._network.device)
        _, chances = self._network.detect_language(window)
        return "zh" if chances["zh"] + chances.get("yue", 0.0) >= chances["en"] else "en"


def _segments(raw: list[dict[str, Any]], stretch: Stretch, prompt: str = "") -> Iterator[Segment]:
    """Whisper's segments in seconds of the call: inside the stretch, in order, text and words in agreement.

    A segment that only repeats the prompt was not said: Whisper does that over noise.
    """
    now = stretch.start
    for piece in raw:
        text = piece["text"].strip()
        if not text or text == prompt:
            continue
        found: list[tuple[str, float, float, float | None]] = [
            (word["word"], word["start"], word["end"], float(word["probability"])) for word in piece.get("words", ())
        ]
        if "".join(word[0] for word in found).strip() != text:
            found = [(piece["text"], piece["start"], piece["end"], None)]
        words = []
        for said, start, end, probability in found:
            begins = _inside(stretch.start + float(start), now, stretch.end)
            now = _inside(stretch.start + float(end), begins, stretch.end)
            words.append(Word(said, begins, now, probability))
        yield Segment(
            text=text,
            start=words[0].start,
            end=words[-1].end,
            words=tuple(words),
            log_probability=float(piece["avg_logprob"]),
            no_speech=float(piece["no_speech_prob"]),
            compression=float(piece["compression_ratio"]),
        )


def _inside(seconds: float, low: float, high: float) -> float:
    return min(max(round(seconds, 3), low), high)


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


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
