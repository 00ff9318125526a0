"""JSON of Azure Speech: batch transcription (v3), and the detailed results of recognition in real time."""

from __future__ import annotations

import re
from typing import Any

from qa.model.call import Utterance
from qa.speech.formats.labels import role
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, wrong
from qa.speech.wordwise import fit

TICKS = 10_000_000
"""A tick is a ten-millionth of a second."""
_ISO = re.compile(r"PT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?")


def fits(value: Any) -> bool:
    return _batch(value) or (bool(_live(value)) and all("NBest" in one for one in _live(value)))


def read(value: Any, name: str) -> Read:
    """Raises UnreadableTranscript, naming the place, like ``recognizedPhrases[3].nBest[0].display``."""
    if _batch(value):
        phrases = value["recognizedPhrases"]
        mono = len({phrase.get("channel", 0) for phrase in phrases if isinstance(phrase, dict)}) < 2
        said = [_phrase(phrase, mono, name, f"recognizedPhrases[{i}]") for i, phrase in enumerate(phrases)]
        tag = next((one.get("locale") for one in phrases if isinstance(one, dict) and one.get("locale")), None)
        return finish(said, tag, name, FORMAT.name)
    heard = [_heard(one, name, f"[{i}]") for i, one in enumerate(_live(value))]
    return finish(heard, None, name, FORMAT.name)


FORMAT = Format("azure", (".json",), fits, read, json=True)


def _batch(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("recognizedPhrases"), list)


def _live(value: Any) -> list[dict[str, Any]]:
    """Results of recognition in real time: one, or a list of them."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict) and "RecognitionStatus" in one]


def _phrase(phrase: Any, mono: bool, name: str, place: str) -> Utterance:
    best = _best(phrase, "nBest", name, place)
    text = best.get("display")
    if not isinstance(text, str):
        raise wrong(name, f"{place}.nBest[0].display")
    start = _time(phrase, "offset", name, place)
    end = start + _time(phrase, "duration", name, place)
    timed = []
    for i, word in enumerate(_list(best, "displayWords") or _list(best, "words")):
        here = f"{place}.nBest[0].words[{i}]"
        begins = _time(word, "offset", name, here)
        said = word.get("displayText", word.get("word"))
        timed.append((str(said), begins, begins + _time(word, "duration", name, here), chance(word.get("confidence"))))
    voice = str(phrase.get("speaker", "") or "")
    channel = phrase.get("channel")
    lane = channel if isinstance(channel, int) and not isinstance(channel, bool) and not mono else None
    return Utterance(role(voice), text.strip(), start, end, fit(text.strip(), timed), lane, voice)


def _heard(one: dict[str, Any], name: str, place: str) -> Utterance:
    best = _best(one, "NBest", name, place)
    text = best.get("Display", one.get("DisplayText"))
    if not isinstance(text, str):
        raise wrong(name, f"{place}.NBest[0].Display")
    start = seconds(one.get("Offset", 0), name, f"{place}.Offset", TICKS)
    timed = []
    for i, word in enumerate(_list(best, "Words")):
        here = f"{place}.NBest[0].Words[{i}]"
        begins = seconds(word.get("Offset"), name, f"{here}.Offset", TICKS)
        lasts = seconds(word.get("Duration"), name, f"{here}.Duration", TICKS)
        timed.append((str(word.get("Word", "")), begins, begins + lasts, chance(word.get("Confidence"))))
    voice = str(one.get("SpeakerId", "") or "")
    end = start + seconds(one.get("Duration", 0), name, f"{place}.Duration", TICKS)
    return Utterance(role(voice), text.strip(), start, end, fit(text.strip(), timed), voice=voice)


def _best(value: Any, key: str, name: str, place: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        raise wrong(name, f"{place}.{key}[0]")
    best: dict[str, Any] = found[0]
    return best


def _list(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = value.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _time(value: dict[str, Any], what: str, name: str, place: str) -> float:
    """In ticks, in milliseconds, or as an ISO 8601 duration: versions differ."""
    if f"{what}InTicks" in value:
        return seconds(value[f"{what}InTicks"], name, f"{place}.{what}InTicks", TICKS)
    if f"{what}Milliseconds" in value:
        return seconds(value[f"{what}Milliseconds"], name, f"{place}.{what}Milliseconds", 1000)
    found = _ISO.fullmatch(str(value.get(what, "")))
    if found is None or not any(found.groups()):
        raise wrong(name, f"{place}.{what}")
    hours, minutes, rest = (float(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + rest
