"""JSON of Deepgram."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qa.model.call import Utterance
from qa.speech.formats.grouping import Token, utterances
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, wrong


def fits(value: Any) -> bool:
    results = value.get("results") if isinstance(value, dict) else None
    return isinstance(results, dict) and isinstance(results.get("channels"), list)


def read(value: Any, name: str) -> Read:
    """Each channel of the sound by itself. Raises UnreadableTranscript, naming the place."""
    channels = value["results"]["channels"]
    said: list[Utterance] = []
    tag = None
    for i, channel in enumerate(channels):
        place = f"results.channels[{i}].alternatives[0]"
        try:
            words = channel["alternatives"][0]["words"]
        except (KeyError, IndexError, TypeError) as problem:
            raise wrong(name, place) from problem
        if not isinstance(words, list):
            raise wrong(name, f"{place}.words")
        tag = tag or channel.get("detected_language")
        said += utterances(_tokens(words, name, f"{place}.words", i if len(channels) > 1 else None))
    return finish(said, tag, name, FORMAT.name)


FORMAT = Format("deepgram", (".json",), fits, read, json=True)


def _tokens(words: list[Any], name: str, place: str, channel: int | None) -> Iterator[Token]:
    for i, word in enumerate(words):
        text = word.get("punctuated_word", word.get("word")) if isinstance(word, dict) else None
        if not isinstance(text, str):
            raise wrong(name, f"{place}[{i}]")
        start, end = (seconds(word.get(edge), name, f"{place}[{i}].{edge}") for edge in ("start", "end"))
        yield Token(text, start, max(start, end), chance(word.get("confidence")), lane=str(word.get("speaker", "")), channel=channel)
