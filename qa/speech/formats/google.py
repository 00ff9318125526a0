"""JSON of Google Cloud Speech-to-Text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qa.speech.formats.grouping import Token, utterances
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, wrong


def fits(value: Any) -> bool:
    results = value.get("results") if isinstance(value, dict) else None
    return isinstance(results, list) and any(isinstance(result, dict) and "alternatives" in result for result in results)


def read(value: Any, name: str) -> Read:
    """Raises UnreadableTranscript, naming the place. With speakers told apart, the last result repeats all words, and it alone is read."""
    results = value["results"]
    found = [list(_tokens(result, name, f"results[{i}]")) for i, result in enumerate(results)]
    told_apart = found and found[-1] and all(token.lane for token in found[-1])
    tokens = found[-1] if told_apart else [token for one in found for token in one]
    tag = next((result["languageCode"] for result in results if isinstance(result, dict) and "languageCode" in result), None)
    return finish(utterances(tokens), tag, name, FORMAT.name)


FORMAT = Format("google", (".json",), fits, read, json=True)


def _tokens(result: Any, name: str, place: str) -> Iterator[Token]:
    try:
        words = result["alternatives"][0].get("words", [])
    except (KeyError, IndexError, TypeError, AttributeError) as problem:
        raise wrong(name, f"{place}.alternatives") from problem
    channel = result.get("channelTag")
    for i, word in enumerate(words):
        here = f"{place}.alternatives[0].words[{i}]"
        if not isinstance(word, dict) or not isinstance(word.get("word"), str):
            raise wrong(name, here)
        start, end = (_seconds(word.get(f"{edge}Time", word.get(f"{edge}Offset")), name, f"{here}.{edge}Time") for edge in ("start", "end"))
        lane = str(word.get("speakerTag", word.get("speakerLabel", "")))
        lane = "" if lane == "0" else lane
        number = channel - 1 if isinstance(channel, int) and channel > 0 else None
        yield Token(word["word"], start, max(start, end), chance(word.get("confidence")), lane=lane, channel=number)


def _seconds(value: Any, name: str, place: str) -> float:
    """``"1.300s"`` or ``{"seconds": "1", "nanos": 300000000}``; what is 0 is left out there."""
    if isinstance(value, str):
        return seconds(value.removesuffix("s"), name, place)
    if isinstance(value, dict):
        return seconds(value.get("seconds", 0), name, place) + seconds(value.get("nanos", 0), name, place, 1e9)
    return seconds(0 if value is None else value, name, place)
