"""JSON of Speechmatics (json-v2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qa.speech.formats.grouping import Token, utterances
from qa.speech.formats.labels import role
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, wrong

NOBODY = ("UU", "")


def fits(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("results"), list):
        return False
    first = next((one for one in value["results"] if isinstance(one, dict)), {})
    return "metadata" in value and first.get("type") in ("word", "punctuation", "entity", "speaker_change")


def read(value: Any, name: str) -> Read:
    """Raises UnreadableTranscript, naming the place, like ``results[3].alternatives[0].content``."""
    named = (one.get("channel") for one in value["results"] if isinstance(one, dict))
    channels = list(dict.fromkeys(channel for channel in named if isinstance(channel, str)))
    tokens = list(_tokens(value["results"], channels if len(channels) > 1 else [], name))
    # Channels follow one another: utterances are made channel by channel.
    lanes = dict.fromkeys(token.channel for token in tokens)
    said = [one for lane in lanes for one in utterances(token for token in tokens if token.channel == lane)]
    settings = value["metadata"].get("transcription_config") if isinstance(value["metadata"], dict) else None
    return finish(said, settings.get("language") if isinstance(settings, dict) else None, name, FORMAT.name)


FORMAT = Format("speechmatics", (".json",), fits, read, json=True)


def _tokens(results: list[Any], channels: list[str], name: str) -> Iterator[Token]:
    """Words with the marks that belong to them."""
    held: Token | None = None
    for i, one in enumerate(results):
        place = f"results[{i}]"
        if not isinstance(one, dict):
            raise wrong(name, place)
        if one.get("type") not in ("word", "punctuation", "entity"):
            continue
        try:
            best = one["alternatives"][0]
            text = best["content"]
        except (KeyError, IndexError, TypeError) as problem:
            raise wrong(name, f"{place}.alternatives[0].content") from problem
        if not isinstance(text, str):
            raise wrong(name, f"{place}.alternatives[0].content")
        if one["type"] == "punctuation" and held is not None and one.get("attaches_to") != "next":
            held = replace(held, text=held.text + text)
            continue
        if held:
            yield held
        start, end = (seconds(one.get(edge), name, f"{place}.{edge}") for edge in ("start_time", "end_time"))
        voice = str(best.get("speaker") or "")
        voice = "" if voice in NOBODY else voice
        channel = str(one.get("channel") or "")
        held = Token(
            text,
            start,
            max(start, end),
            chance(best.get("confidence")),
            role(voice or channel),
            voice,
            channels.index(channel) if channel in channels else None,
        )
    if held:
        yield held
