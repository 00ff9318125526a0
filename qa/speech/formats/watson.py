"""JSON of IBM Watson Speech to Text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qa.speech.formats.grouping import Token, utterances
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, wrong


def fits(value: Any) -> bool:
    results = value.get("results") if isinstance(value, dict) else None
    if not isinstance(results, list):
        return False
    best = [alternative for result in results if isinstance(result, dict) for alternative in _list(result, "alternatives")[:1]]
    return (
        bool(best)
        and all(isinstance(one, dict) and "transcript" in one and "words" not in one for one in best)
        and ("result_index" in value or "speaker_labels" in value or any("timestamps" in one for one in best))
    )


def read(value: Any, name: str) -> Read:
    """Raises UnreadableTranscript, naming the place, like ``results[0].alternatives[0].timestamps[3]``."""
    voices = {}
    for i, label in enumerate(_list(value, "speaker_labels")):
        if not isinstance(label, dict) or "from" not in label:
            raise wrong(name, f"speaker_labels[{i}]")
        voices[round(seconds(label["from"], name, f"speaker_labels[{i}].from"), 2)] = str(label.get("speaker", ""))
    tokens = [token for i, result in enumerate(value["results"]) for token in _tokens(result, voices, name, f"results[{i}]")]
    return finish(utterances(tokens), None, name, FORMAT.name)


FORMAT = Format("watson", (".json",), fits, read, json=True)


def _tokens(result: Any, voices: dict[float, str], name: str, place: str) -> Iterator[Token]:
    place = f"{place}.alternatives[0]"
    alternatives = _list(result, "alternatives") if isinstance(result, dict) else []
    if not alternatives or not isinstance(alternatives[0], dict):
        raise wrong(name, place)
    best = alternatives[0]
    sure = _list(best, "word_confidence")
    for i, stamp in enumerate(_list(best, "timestamps")):
        here = f"{place}.timestamps[{i}]"
        if not isinstance(stamp, list) or len(stamp) < 3 or not isinstance(stamp[0], str):
            raise wrong(name, here)
        start, end = seconds(stamp[1], name, f"{here}[1]"), seconds(stamp[2], name, f"{here}[2]")
        told = sure[i] if i < len(sure) else None
        likely = chance(told[1]) if isinstance(told, list) and len(told) > 1 else None
        yield Token(stamp[0], start, max(start, end), likely, lane=voices.get(round(start, 2), ""))


def _list(value: dict[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []
