"""JSON of Amazon Transcribe, of its Call Analytics and of Contact Lens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qa.model.call import Utterance
from qa.speech.formats.grouping import Token, utterances
from qa.speech.formats.labels import role
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, wrong
from qa.speech.wordwise import fit


def fits(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    results = value.get("results")
    analytics = value.get("Transcript")
    return (isinstance(results, dict) and isinstance(results.get("items"), list)) or (
        isinstance(analytics, list) and "Content" in str(analytics[:1])
    )


def read(value: Any, name: str) -> Read:
    """Raises UnreadableTranscript, naming the place, like ``results.items[3].start_time``."""
    if "Transcript" in value:
        roles = _participants(value)
        said = [_turn(turn, roles, name, f"Transcript[{i}]") for i, turn in enumerate(value["Transcript"])]
        return finish(said, value.get("LanguageCode"), name, FORMAT.name)
    results = value["results"]
    channels = _inner(results, "channel_labels", "channels")
    if channels:
        spoken: list[Utterance] = []
        for i, channel in enumerate(channels):
            tokens = _tokens(channel.get("items", []), {}, name, f"results.channel_labels.channels[{i}].items")
            spoken += utterances(replace(token, channel=i) for token in tokens)
        return finish(spoken, results.get("language_code"), name, FORMAT.name)
    labels = {
        str(item.get("start_time")): str(item.get("speaker_label", piece.get("speaker_label", "")))
        for piece in _inner(results, "speaker_labels", "segments")
        for item in piece.get("items", [])
    }
    tokens = _tokens(results["items"], labels, name, "results.items")
    return finish(utterances(tokens), results.get("language_code"), name, FORMAT.name)


FORMAT = Format("amazon", (".json",), fits, read, json=True)


def _inner(value: dict[str, Any], first: str, second: str) -> list[dict[str, Any]]:
    inner = value.get(first)
    found = inner.get(second) if isinstance(inner, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _tokens(items: Any, labels: dict[str, str], name: str, place: str) -> Iterator[Token]:
    """Words with the marks that follow them, which are items of their own without a time."""
    held: Token | None = None
    for i, item in enumerate(items):
        try:
            best = item["alternatives"][0]
            text = str(best["content"])
        except (KeyError, IndexError, TypeError) as problem:
            raise wrong(name, f"{place}[{i}]") from problem
        if item.get("type") == "punctuation":
            held = replace(held, text=held.text + text) if held else None
            continue
        if held:
            yield held
        start, end = (seconds(item.get(edge), name, f"{place}[{i}].{edge}") for edge in ("start_time", "end_time"))
        label = str(item.get("speaker_label") or labels.get(str(item["start_time"]), ""))
        held = Token(text, start, max(start, end), chance(best.get("confidence")), role(label), label)
    if held:
        yield held


def _participants(value: dict[str, Any]) -> dict[str, str]:
    """Contact Lens names the speakers of its turns by an id, and says elsewhere who that is."""
    listed = value.get("Participants")
    known = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {str(one.get("ParticipantId", "")): str(one.get("ParticipantRole", "")) for one in known}


def _turn(turn: Any, roles: dict[str, str], name: str, place: str) -> Utterance:
    if not isinstance(turn, dict) or not isinstance(turn.get("Content"), str):
        raise wrong(name, f"{place}.Content")
    start, end = (seconds(turn.get(edge), name, f"{place}.{edge}", 1000) for edge in ("BeginOffsetMillis", "EndOffsetMillis"))
    text = turn["Content"].strip()
    who = str(turn.get("ParticipantId", ""))
    speaker = role(str(turn.get("ParticipantRole") or roles.get(who, who)))
    items = turn.get("Items")
    timed = []
    for i, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict) and item.get("Type") != "punctuation":
            here = f"{place}.Items[{i}]"
            begins, ends = (seconds(item.get(edge), name, f"{here}.{edge}", 1000) for edge in ("BeginOffsetMillis", "EndOffsetMillis"))
            timed.append((str(item.get("Content", "")), begins, ends, chance(item.get("Confidence"))))
    return Utterance(speaker, text, start, max(start, end), fit(text, timed), voice=who)
