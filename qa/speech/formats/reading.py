"""What all readers share: text out of bytes, places, roles behind labels, and the answer."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from qa import locales
from qa.errors import UnreadableTranscript
from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.model.text import Text
from qa.speech.wordwise import language_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AGENT = r"客服(?:代表|人员|专员|坐席)?|[坐座]席|话务员|接线员|agent|representative|rep|csr|operator|advisor"
_CUSTOMER = r"客户|用户|顾客|来电人|来电者|机主|customer|caller|client"
_OTHER = r"(?:说话人|发言人|讲话人|speaker|spk|channel)[\s_]*(?:\d{1,3}|[a-z])|unknown|未知"
_LABEL = rf"(?:{_AGENT}|{_CUSTOMER})(?:[\s#_]*\d{{1,8}})?|{_OTHER}"
_PREFIX = re.compile(rf"\s*(?:[-–—>]+\s*)?(?:[\[(（【]\s*({_LABEL})\s*[\])）】]\s*[:：]?|({_LABEL})\s*[:：])\s*", re.IGNORECASE)
_WHOLE = re.compile(rf"\s*({_LABEL})\s*", re.IGNORECASE)
_AGENT_LABEL = re.compile(_AGENT, re.IGNORECASE)
_CUSTOMER_LABEL = re.compile(_CUSTOMER, re.IGNORECASE)
_LANGUAGE_NAMES = {"chinese": "zh", "mandarin": "zh", "cmn": "zh", "yue": "zh", "中文": "zh", "english": "en", "eng": "en"}


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
    """The text of a file in UTF-8, UTF-16, UTF-32 or GB18030, line ends made one. Raises UnreadableTranscript."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lines_one(_strictly(data, encoding, name))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _lines_one(_guessed(data, name))
    return _lines_one(_guessed(data, name) if "\0" in text else text)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise UnreadableTranscript("speech.encoding", file=name) from problem


def _guessed(data: bytes, name: str) -> str:
    if 0 in data[:4096]:
        wide = ["utf_32_le", "utf_32_be", "utf_16_le", "utf_16_be"]
        for encoding in wide:
            text = data.decode(encoding, errors="replace")
            if "\ufffd" not in text and "\0" not in text and ("\n" in text or "\r" in text or "{" in text):
                return text
        raise UnreadableTranscript("speech.encoding", file=name)
    from charset_normalizer import from_bytes

    # Only what a Chinese hotline's tools write: with all encodings allowed, a short Chinese text passes for Korean or Greek.
    best = from_bytes(data, cp_isolation=["gb18030", "big5", "cp1252"], preemptive_behaviour=False).best()
    found = "gb18030" if best is None or best.encoding == "big5" else best.encoding
    return _strictly(data, found, name)


def _lines_one(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parsed_json(text: str, name: str) -> Any:
    """Any JSON value. Raises UnreadableTranscript with line and column."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise UnreadableTranscript("speech.json_broken", file=name, line=problem.lineno, column=problem.colno) from problem
    except (RecursionError, ValueError) as problem:
        raise UnreadableTranscript("speech.json_broken", file=name, line=1, column=1) from problem


def wrong(name: str, place: str) -> UnreadableTranscript:
    """The error for a JSON value that is not what it must be; ``place`` is like ``segments[3].start``."""
    return UnreadableTranscript("speech.json_value", file=name, place=place)


def seconds(value: Any, name: str, place: str) -> float:
    """A time in seconds: a number, or one written as text. Raises UnreadableTranscript."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise wrong(name, place) from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise wrong(name, place)
    return float(value)


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


def role(label: str) -> Speaker:
    """Who a label names: 坐席 and "Agent 2" the agent, 客户 and "Caller" the customer, anything else nobody known."""
    found = _WHOLE.fullmatch(label)
    if found and _AGENT_LABEL.match(found.group(1)):
        return Speaker.AGENT
    return Speaker.CUSTOMER if found and _CUSTOMER_LABEL.match(found.group(1)) else Speaker.UNKNOWN


def labelled(text: str) -> tuple[Speaker, str]:
    """Who says a line, by the label before it, and the line without that label."""
    found = _PREFIX.match(text)
    if not found:
        return Speaker.UNKNOWN, text
    return role(found.group(1) or found.group(2)), text[found.end() :]


def language(tag: Any, utterances: Iterable[Utterance]) -> str:
    """zh or en from a tag such as ``zh-CN`` or ``English`` (another language: its two letters); without one, from the text."""
    if isinstance(tag, str) and tag.strip():
        low = re.split(r"[-_]", tag.strip().lower())[0]
        return _LANGUAGE_NAMES.get(low, low)
    return language_of("".join(said.text for said in utterances))


def finish(utterances: Iterable[Utterance], tag: Any, name: str, format: str, warnings: Iterable[Text] = ()) -> Read:
    """The answer of a reader: spoken lines in order of time. Raises UnreadableTranscript where nothing was said."""
    said = [one for one in utterances if one.text.strip()]
    if not said:
        raise UnreadableTranscript("speech.nothing_said", file=name)
    if all(one.start is not None for one in said):
        said.sort(key=lambda one: one.start or 0.0)
    return Read(Transcript(language(tag, said), tuple(said)), tuple(warnings), format)


def stripped(said: Utterance) -> Utterance:
    """An utterance whose label, where its text begins with one, has become its role; its words lose what the text loses."""
    speaker, rest = labelled(said.text)
    if rest == said.text or not rest.strip():
        return said
    words = list(said.words)
    over = len("".join(word.text for word in words).lstrip()) - len(rest)
    if words:
        words[0] = replace(words[0], text=words[0].text.lstrip())
    while words and over >= len(words[0].text):
        over -= len(words.pop(0).text)
    if words and over:
        words[0] = replace(words[0], text=words[0].text[over:])
    speaker = said.speaker if speaker is Speaker.UNKNOWN else speaker
    joined = "".join(word.text for word in words).strip()
    return replace(said, speaker=speaker, text=rest.strip(), words=tuple(words) if joined == rest.strip() else ())
