"""What all readers share: text out of bytes, places, roles behind labels, and the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from qa import locales
from qa.errors import UnreadableTranscript
from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.model.text import Text
from qa.speech.formats.encodings import text_of
from qa.speech.formats.labels import parted, role, voice
from qa.speech.wordwise import language_of

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"\s*")
_NO_CHARACTER = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_TAG = re.compile(r"[a-z]{2,3}")
_LANGUAGE_NAMES = {"chinese": "zh", "mandarin": "zh", "cmn": "zh", "yue": "zh", "中文": "zh", "english": "en", "eng": "en"}
MOST_SECONDS = 1e8
MOST_CHANNELS = 64
MOST_WARNINGS = 50


@dataclass(frozen=True, slots=True)
class Read:
    """A transcript that was read, what was wrong with it, the format it was in, and the call as far as the file tells of it."""

    transcript: Transcript
    warnings: tuple[Text, ...] = ()
    format: str = ""
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read: ``fits`` looks at the beginning of the text, or at the JSON value where ``json`` is set."""

    name: str
    suffixes: tuple[str, ...]
    fits: Callable[[Any], bool]
    read: Callable[[Any, str], Read]
    json: bool = False


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16, UTF-32, GB18030 or Big5, line ends made one. Raises UnreadableTranscript."""
    text = text_of(data)
    if text is None:
        raise UnreadableTranscript("speech.encoding", file=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parsed_json(text: str, name: str) -> Any:
    """Any JSON value; where several follow one another, as tools that write while they hear leave them, a list of them.

    Raises UnreadableTranscript with line and column.
    """
    values, at = [], 0
    try:
        while at < len(text):
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
            at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
    except json.JSONDecodeError as problem:
        raise UnreadableTranscript("speech.json_broken", file=name, line=problem.lineno, column=problem.colno) from problem
    except (RecursionError, ValueError) as problem:
        raise UnreadableTranscript("speech.json_broken", file=name, line=1, column=1) from problem
    return plain_text(values[0] if len(values) == 1 else values, text)


def plain_text(value: Any, source: str) -> Any:
    """A JSON value without the characters that JSON can hold, but no file and no database: halves of others, and NUL.

    ``source`` is what the value was read from: it shows at once whether there are any.
    """
    return _cleaned(value) if _NO_CHARACTER.search(source) else value


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value if char != "\0")
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return {_cleaned(key): _cleaned(one) for key, one in value.items()} if isinstance(value, dict) else value


def wrong(name: str, place: str) -> UnreadableTranscript:
    """The error for a JSON value that is not what it must be; ``place`` is like ``segments[3].start``."""
    return UnreadableTranscript("speech.json_value", file=name, place=place)


def record(value: Any, name: str, place: str) -> dict[str, Any]:
    """A JSON object. Raises UnreadableTranscript."""
    if not isinstance(value, dict):
        raise wrong(name, place)
    return value


def listed(value: Any, name: str, place: str) -> list[Any]:
    """A JSON list, empty where there is none. Raises UnreadableTranscript for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong(name, place)
    return value


def string(value: Any, name: str, place: str) -> str:
    """A JSON string. Raises UnreadableTranscript."""
    if not isinstance(value, str):
        raise wrong(name, place)
    return value


def number_from_0(value: Any) -> int | None:
    """The number of a channel, where it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_CHANNELS else None


def seconds(value: Any, name: str, place: str, unit: float = 1.0) -> float:
    """A time in seconds: a number, or one written as text, of which ``unit`` make a second. Raises UnreadableTranscript."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise wrong(name, place) from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_SECONDS * unit:
        raise wrong(name, place)
    return value / unit


def chance(value: Any) -> float | None:
    """A probability, where there is one."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1 else None


def warning(code: str, **params: Any) -> Text:
    return locales.both(f"speech.warnings.{code}", **params)


def language(tag: Any, utterances: Iterable[Utterance]) -> str:
    """zh or en from a tag such as ``zh-CN`` or ``English`` (another language: its two letters); without one, from the text."""
    if isinstance(tag, str) and tag.strip():
        low = re.split(r"[-_]", tag.strip().lower())[0]
        if low in _LANGUAGE_NAMES or _TAG.fullmatch(low):
            return _LANGUAGE_NAMES.get(low, low)
    return language_of("".join(said.text for said in utterances))


def finish(utterances: Iterable[Utterance], tag: Any, name: str, format: str, warnings: Iterable[Text] = ()) -> Read:
    """The answer of a reader: spoken lines in order of time. Raises UnreadableTranscript where nothing was said."""
    said = [one for one in utterances if one.text.strip()]
    if not said:
        raise UnreadableTranscript("speech.nothing_said", file=name)
    if all(one.start is not None for one in said):
        said.sort(key=lambda one: one.start or 0.0)
    found = tuple(warnings)
    if len(found) > MOST_WARNINGS:
        found = (*found[:MOST_WARNINGS], warning("more", count=len(found) - MOST_WARNINGS))
    return Read(Transcript(language(tag, said), tuple(said)), found, format)


def stripped(said: Utterance) -> Utterance:
    """An utterance whose label, where its text begins with one, has become role and voice; its words lose what the text loses."""
    label, rest = parted(said.text)
    if not label or not rest.strip():
        return said
    words = list(said.words)
    over = len("".join(word.text for word in words).lstrip()) - len(rest)
    if words:
        words[0] = replace(words[0], text=words[0].text.lstrip())
    while words and over >= len(words[0].text):
        over -= len(words.pop(0).text)
    if words and over:
        words[0] = replace(words[0], text=words[0].text[over:])
    joined = "".join(word.text for word in words).strip()
    return replace(
        said,
        speaker=said.speaker if role(label) is Speaker.UNKNOWN else role(label),
        voice=said.voice or voice(label),
        text=rest.strip(),
        words=tuple(words) if joined == rest.strip() else (),
    )
