"""The work itself without a workspace: hear, convert, evaluate. For the command line, and for other programs."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from qa.audio import sniff
from qa.audio.decode import decode
from qa.audio.raw import RAW_ENDINGS, Raw
from qa.config import Settings
from qa.desk import hearing
from qa.desk.hearing import Told
from qa.errors import UnreadableCall, UnreadableSound
from qa.masking.find import masked_lines
from qa.model.call import Transcript
from qa.model.text import Text
from qa.rubric import examples
from qa.rubric.book import Rubric
from qa.rubric.examples import ExampleResult
from qa.rubric.load import load_book, load_rubric
from qa.speech import engine
from qa.speech.engine import Heard, Transcriber
from qa.speech.formats import READABLE, SUFFIXES, read_all, write
from qa.speech.formats.reading import Read

ENDINGS = "wav wave mp3 m4a mp4 aac ogg oga opus flac amr awb wma gsm au snd aif aiff caf webm mka mkv w64 3gp mov avi flv ts"
SOUND = frozenset(f".{ending}" for ending in ENDINGS.split()) | RAW_ENDINGS


class Kind(StrEnum):
    """What a file is taken for."""

    SOUND = "sound"
    TRANSCRIPT = "transcript"
    NEITHER = "neither"


def kind(path: Path) -> Kind:
    """By its ending, else by its first bytes. Raises OSError for a file that cannot be opened."""
    ending = path.suffix.lower()
    if ending in READABLE:
        return Kind.TRANSCRIPT
    return Kind.SOUND if ending in SOUND or sniff.marked_as_sound(path) else Kind.NEITHER


def read(path: Path) -> tuple[Read | UnreadableCall, ...]:
    """The transcripts in a file. Raises UnreadableTranscript."""
    return read_all(path)


def masked(transcript: Transcript) -> Transcript:
    """A transcript to be passed on: private words masked; times of single words are left out, they would tell of them."""
    said = transcript.utterances
    texts = masked_lines([(one.speaker.value, one.text) for one in said], transcript.language)
    return replace(transcript, utterances=tuple(replace(one, text=text, words=()) for one, text in zip(said, texts, strict=True)))


def written(transcript: Transcript, form: str, name: str) -> str | bytes:
    """A transcript in a format, text or bytes. Raises Invalid for one that is not written."""
    return write(transcript, form, name)


def suffix(form: str) -> str:
    """The ending of a file of a format, with its dot."""
    return SUFFIXES[form]


def ear(settings: Settings) -> Transcriber:
    """The speech engine that the settings name. Raises as ``engine.load``."""
    return engine.load(
        settings.engine,
        settings.model,
        folder=settings.model_folder,
        download=settings.model_download,
        device=settings.device,
        precision=settings.precision,
    )


def transcribe(
    settings: Settings,
    by: Transcriber,
    path: Path,
    on_progress: Callable[[float], None] = lambda _: None,
    *,
    prompt: str | None = None,
    hotwords: Sequence[str] = (),
    raw: Raw | None = None,
) -> Transcript:
    """The words of a recording. ``on_progress`` is told the share of speech that was heard. Raises UnreadableSound."""
    if not path.is_file():
        raise UnreadableSound("audio.missing", file=str(path))
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    told = Told(None if settings.language == "auto" else settings.language, prompt, tuple(hotwords))
    with tempfile.TemporaryDirectory() as folder:
        decoded = decode(path, Path(folder), name=path.name, limits=hearing.limits(settings), raw=raw)
        activity, windows = hearing.listened(decoded, settings.window)
        heard: list[Heard] = []
        while len(heard) < len(windows):
            on_progress(sum(window.speech for window in windows[: len(heard)]) / sum(window.speech for window in windows))
            heard += hearing.hear(by, decoded, sha256, windows[len(heard) : len(heard) + by.batch], told)
    return hearing.written(windows, heard, activity, settings.agent_channel, told.language)


def rubrics(settings: Settings, files: Iterable[Path] = ()) -> tuple[Rubric, ...]:
    """The rubrics of these files, else of the house. Raises RubricError."""
    chosen = tuple(load_rubric(file) for file in files)
    return chosen or load_book(settings.rubrics).rubrics


@dataclass(frozen=True, slots=True)
class Trial:
    """How the examples of one rubric went."""

    rubric: str
    title: Text
    results: tuple[ExampleResult, ...]

    @property
    def failures(self) -> tuple[ExampleResult, ...]:
        return tuple(result for result in self.results if not result.ok)


def trials(of: Iterable[Rubric]) -> Iterator[Trial]:
    """Run the examples of rubrics."""
    for rubric in of:
        yield Trial(rubric.id, rubric.title, examples.run(rubric))
