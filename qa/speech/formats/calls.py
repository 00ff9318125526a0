"""Calls as lines: one call a line of JSON, the public format of the house."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from qa.errors import UnreadableCall
from qa.model.call import Call, Doubt, Speaker, Transcript, Utterance
from qa.speech.formats.reading import Format, Read

LANGUAGES = ("zh", "en")
_SPEAKERS = {speaker.value: speaker for speaker in Speaker}


def read_calls(lines: Iterable[str], file: str, first: int = 1) -> Iterator[Call | UnreadableCall]:
    """The calls in ``lines``, in order; for a line that is no call the error that says why, and on with the next.

    Blank lines are passed over. The error names ``file`` and line, counted from ``first``.
    """
    for number, line in enumerate(lines, first):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            yield call_of(line, file, number)
        except UnreadableCall as problem:
            yield problem


def call_of(line: str, file: str, number: int) -> Call:
    """One line as a call. Unknown fields are passed over. Raises UnreadableCall, naming file, line and field."""
    try:
        raw = json.loads(line.lstrip("\ufeff"))
    except json.JSONDecodeError as problem:
        raise UnreadableCall("speech.call_json", file=file, line=number, column=problem.colno) from problem
    except (RecursionError, ValueError) as problem:
        raise UnreadableCall("speech.call_json", file=file, line=number, column=1) from problem
    return _Line(file, number).call(raw)


def call_line(call: Call) -> str:
    """A call as one line of JSON, without the line's end."""
    line: dict[str, Any] = {"id": call.id, "language": call.transcript.language}
    if call.agent is not None:
        line["agent"] = call.agent
    if call.started_at is not None:
        line["started_at"] = call.started_at.isoformat()
    line["turns"] = [_turn(said) for said in call.transcript.utterances]
    return json.dumps(line, ensure_ascii=False)


def write_calls(calls: Iterable[Call]) -> Iterator[str]:
    """Calls as lines, each with its line's end."""
    for call in calls:
        yield call_line(call) + "\n"


def write(transcript: Transcript, id: str = "call") -> str:
    """One transcript as a line, the call named ``id``."""
    return call_line(Call(id, transcript)) + "\n"


def read(value: Any, name: str) -> Read:
    """A call that stands in a file as a single JSON value."""
    call = _Line(name, 1).call(value)
    return Read(call.transcript, (), FORMAT.name, call)


def fits(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("turns"), list)


FORMAT = Format("calls", (".jsonl", ".ndjson"), fits, read, json=True)


def _turn(said: Utterance) -> dict[str, Any]:
    turn: dict[str, Any] = {"speaker": said.speaker.value, "text": said.text}
    for field, value in (("start", said.start), ("end", said.end)):
        if value is not None:
            turn[field] = value
    if said.voice:
        turn["voice"] = said.voice
    if said.doubt:
        turn["doubt"] = said.doubt.value
    return turn


class _Line:
    """Checks the fields of one line, so that an error can say which one is wrong and what it must be."""

    def __init__(self, file: str, number: int) -> None:
        self.file = file
        self.number = number

    def wrong(self, field: str, expected: str) -> UnreadableCall:
        return UnreadableCall("speech.call_field", file=self.file, line=self.number, field=field, expected=expected)

    def call(self, raw: Any) -> Call:
        if not isinstance(raw, dict):
            raise self.wrong("", "{…}")
        id = raw.get("id")
        if isinstance(id, int) and not isinstance(id, bool):
            id = str(id)
        if not isinstance(id, str) or not id.strip():
            raise self.wrong("id", "a non-empty string")
        language = raw.get("language")
        if language not in LANGUAGES:
            raise self.wrong("language", "zh | en")
        agent = raw.get("agent")
        if agent is not None and not isinstance(agent, str):
            raise self.wrong("agent", "a string")
        turns = raw.get("turns")
        if not isinstance(turns, list):
            raise self.wrong("turns", "[…]")
        transcript = Transcript(language, tuple([self.turn(turn, i) for i, turn in enumerate(turns)]))
        return Call(id, transcript, agent, self.moment(raw.get("started_at")))

    def moment(self, value: Any) -> datetime | None:
        if value is None:
            return None
        try:
            return datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.wrong("started_at", "2026-01-31T09:30:00") from None

    def turn(self, raw: Any, number: int) -> Utterance:
        if not isinstance(raw, dict):
            raise self.wrong(f"turns[{number}]", "{…}")
        said = raw.get("speaker")
        speaker = _SPEAKERS.get(said) if isinstance(said, str) else None
        if speaker is None:
            raise self.wrong(f"turns[{number}].speaker", "agent | customer | unknown")
        text = raw.get("text")
        if not isinstance(text, str):
            raise self.wrong(f"turns[{number}].text", "a string")
        start, end = self.time(raw, "start", number), self.time(raw, "end", number)
        if start is not None and end is not None and end < start:
            raise self.wrong(f"turns[{number}].end", f">= {start:g}")
        voice, doubt = raw.get("voice", ""), raw.get("doubt")
        if not isinstance(voice, str):
            raise self.wrong(f"turns[{number}].voice", "a string")
        if doubt is not None and doubt not in list(Doubt):
            raise self.wrong(f"turns[{number}].doubt", " | ".join(Doubt))
        return Utterance(speaker, text, start, end, voice=voice, doubt=Doubt(doubt) if doubt else None)

    def time(self, raw: dict[str, Any], field: str, number: int) -> float | None:
        value = raw.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= sys.float_info.max:
            raise self.wrong(f"turns[{number}].{field}", "a number of seconds, 0 or more")
        return float(value)
