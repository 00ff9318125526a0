"""What all engines of the Whisper family share: names of models, the prompt, raw segments into ours."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import Invalid, Misconfigured
from qa.model.call import Word
from qa.speech.heard import Segment

NAMES = ("tiny", "base", "small", "medium", "large-v1", "large-v2", "large-v3", "large-v3-turbo")
ENGLISH = tuple(f"{name}.en" for name in NAMES[:4])
ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}
LANGUAGES = ("zh", "en")
# One sentence in simplified characters, with punctuation: Whisper then writes likewise.
PROMPTS = {"zh": "这是一段客服热线的通话，文字用简体中文记录。", "en": ""}
HOTWORDS = {"zh": "常用词：{words}。", "en": "Words: {words}."}
WINDOW_S = 30
MOST_AT_ONCE = 8
ROOM = {"cuda": 4 * 1024**3, "cpu": 1024**3}
"""Bytes for what decoding keeps of the windows it is at. A step of decoding costs little more for several windows than for one."""
MOST_SIDE_BY_SIDE = 4
"""On a processor, several that compute side by side, each on few threads, are quicker than one on many: threads wait for each other at
every layer, and on a busy machine several times as long as they compute."""
MOST_TOKENS = 223
"""Of a prompt: Whisper keeps half of its text context for it, less one, and drops the beginning of a longer one."""

Timed = tuple[str, float, float, float | None]


@dataclass(frozen=True, slots=True)
class Raw:
    """A segment as an engine of the family gives it, in seconds of its window."""

    text: str
    start: float
    end: float
    words: tuple[Timed, ...]
    log_probability: float
    no_speech: float
    compression: float


def official(model: str) -> str | None:
    """The official name behind a model's name; None for any other name or a path."""
    name = ALIASES.get(model, model)
    return name if name in (*NAMES, *ENGLISH) else None


def check_language(language: str | None) -> None:
    """Raises Invalid for a language that is neither zh nor en, nor left open."""
    if language is not None and language not in LANGUAGES:
        raise Invalid("speech.language", spoken=language)


def spoken(chances: Iterable[tuple[str, float]]) -> str:
    """Chinese or English: of all of Whisper's languages only these two are spoken here, Cantonese counted as Chinese."""
    of = dict(chances)
    return "zh" if of.get("zh", 0.0) + of.get("yue", 0.0) >= of.get("en", 0.0) else "en"


def prompted(language: str, prompt: str | None, hotwords: Sequence[str], tokens: Callable[[str], int]) -> str:
    """What an engine is told before it hears: the prompt (None: our own for that language), then as many words to expect as fit.

    ``tokens`` counts those of a text; no more than ``MOST_TOKENS`` are used.

    >>> prompted("en", "A call.", ["FTTH", "VoLTE"], len)
    'A call. Words: FTTH, VoLTE.'
    """
    said = (PROMPTS.get(language, "") if prompt is None else prompt).strip()
    kept: list[str] = []
    for word in filter(None, (word.strip() for word in hotwords)):
        if tokens(_told(language, said, [*kept, word])) > MOST_TOKENS:
            break
        kept.append(word)
    return _told(language, said, kept) if kept else said


def _told(language: str, said: str, words: Sequence[str]) -> str:
    chinese = language == "zh"
    listed = HOTWORDS["zh" if chinese else "en"].format(words=("、" if chinese else ", ").join(words))
    return f"{said}{'' if chinese or not said else ' '}{listed}"


def segments(raw: Iterable[Raw], seconds: float, prompt: str = "") -> Iterator[Segment]:
    """Raw segments as ours: inside the window of ``seconds``, in order, text and words in agreement.

    A segment that only repeats the prompt was not said: Whisper does that over noise.
    """
    now = 0.0
    for piece in raw:
        text = piece.text.strip()
        if not text or text == prompt:
            continue
        found = piece.words
        if "".join(word[0] for word in found).strip() != text:
            found = ((piece.text, piece.start, piece.end, None),)
        words = []
        for said, start, end, probability in found:
            begins = _inside(start, now, seconds)
            now = _inside(end, begins, seconds)
            words.append(Word(said, begins, now, probability))
        yield Segment(
            text=text,
            start=words[0].start,
            end=words[-1].end,
            words=tuple(words),
            log_probability=piece.log_probability,
            no_speech=piece.no_speech,
            compression=piece.compression,
        )


def device_of(wished: str, has_cuda: bool) -> str:
    """cuda or cpu. Raises Misconfigured where cuda is wished for and not here."""
    if wished == "cuda" and not has_cuda:
        raise Misconfigured("speech.no_cuda")
    return "cuda" if has_cuda and wished != "cpu" else "cpu"


def precision_of(wished: str, usual: str, known: Sequence[str], device: str) -> str:
    """A precision that the engine has on the device. Raises Invalid."""
    if wished == "auto":
        return usual
    if wished not in known:
        raise Invalid("speech.precision", precision=wished, device=device, known=", ".join(known))
    return wished


def at_once(device: str, kept: float) -> int:
    """How many windows are decoded together, where ``kept`` bytes are kept of each."""
    return max(1, min(MOST_AT_ONCE, int(ROOM[device] // kept)))


def crew(device: str, batch: int) -> tuple[int, int]:
    """(how many compute side by side, threads of each) where ``batch`` windows are heard at once."""
    side_by_side = min(cores(), batch, MOST_SIDE_BY_SIDE) if device == "cpu" else 1
    return side_by_side, max(1, cores() // side_by_side)


def cores() -> int:
    """The processors that this process may use; more threads than these only get in each other's way."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _inside(seconds: float, low: float, high: float) -> float:
    return min(max(round(float(seconds), 3), low), high)
