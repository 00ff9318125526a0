"""JSON of AssemblyAI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qa.model.call import Utterance
from qa.speech.formats.grouping import Token, utterances
from qa.speech.formats.labels import role
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, wrong
from qa.speech.wordwise import Timed, fit


def fits(value: Any) -> bool:
    if not isinstance(value, dict) or ("audio_duration" not in value and "acoustic_model" not in value and "language_code" not in value):
        return False
    return isinstance(value.get("utterances"), list) or isinstance(value.get("words"), list)


def read(value: Any, name: str) -> Read:
    """Its utterances where speakers or channels were told apart, else its words. Raises UnreadableTranscript, naming the place."""
    turns = value.get("utterances")
    said: list[Utterance] = (
        [_turn(turn, name, f"utterances[{i}]") for i, turn in enumerate(turns)]
        if isinstance(turns, list) and turns
        else list(utterances(_tokens(value.get("words") or [], name, "words")))
    )
    return finish(said, value.get("language_code"), name, FORMAT.name)


FORMAT = Format("assemblyai", (".json",), fits, read, json=True)


def _turn(turn: Any, name: str, place: str) -> Utterance:
    text = turn.get("text") if isinstance(turn, dict) else None
    if not isinstance(text, str):
        raise wrong(name, f"{place}.text")
    start, end = (seconds(turn.get(edge), name, f"{place}.{edge}", 1000) for edge in ("start", "end"))
    voice = str(turn.get("speaker") or "")
    timed: list[Timed] = [(t.text, t.start, t.end, t.probability) for t in _tokens(turn.get("words") or [], name, f"{place}.words")]
    channel = str(turn.get("channel") or "")
    lane = int(channel) - 1 if channel.isdecimal() and int(channel) > 0 else None
    return Utterance(role(voice), text.strip(), start, max(start, end), fit(text.strip(), timed), lane, voice)


def _tokens(words: Any, name: str, place: str) -> Iterator[Token]:
    if not isinstance(words, list):
        raise wrong(name, place)
    for i, word in enumerate(words):
        text = word.get("text") if isinstance(word, dict) else None
        if not isinstance(text, str):
            raise wrong(name, f"{place}[{i}].text")
        start, end = (seconds(word.get(edge), name, f"{place}[{i}].{edge}", 1000) for edge in ("start", "end"))
        voice = str(word.get("speaker") or "")
        yield Token(text, start, max(start, end), chance(word.get("confidence")), role(voice), voice)
