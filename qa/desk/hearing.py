"""From a recording's lanes to its transcript: what the worker and the command line have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from qa.audio.decode import Decoded, Limits
from qa.audio.measures import activity
from qa.audio.speech import Listened, listen
from qa.config import Settings
from qa.model.call import Speaker, Transcript
from qa.model.measures import Activity
from qa.speech import casting
from qa.speech.guard import guarded
from qa.speech.heard import Heard, Sound, Transcriber
from qa.speech.turns import roles, turns
from qa.speech.windows import Window, pack, sound, unpack

MB = 1024**2
MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What an engine is told of a call. ``language``: zh, en, or None to find out; ``prompt``: None for the engine's own."""

    language: str | None = None
    prompt: str | None = None
    hotwords: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"language": self.language, "prompt": self.prompt, "hotwords": list(self.hotwords)}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Told:
        return cls(plain["language"], plain["prompt"], tuple(plain["hotwords"]))


def limits(settings: Settings) -> Limits:
    """What is taken of a recording."""
    return Limits(
        max_seconds=settings.max_hours * 3600,
        max_channels=settings.max_channels,
        max_bytes=settings.max_file_mb * MB,
        max_rate=settings.max_rate,
        max_decoded_bytes=settings.max_decoded_mb * MB,
    )


def listened(decoded: Decoded, longest: float, on_progress: Callable[[float], None] | None = None) -> tuple[Activity, tuple[Window, ...]]:
    """Where somebody talks, and the windows to be heard: channel by channel, in order of time, ``longest`` seconds packed into each.

    ``on_progress`` is told the part done, 0 to 1; what it raises stops the work.
    """
    done = [0.0] * decoded.channels

    def lane(channel: int) -> Listened:
        def told(part: float) -> None:
            done[channel] = part
            if on_progress:
                on_progress(sum(done) / len(done))

        return listen(decoded.raw(channel), on_progress=told)

    # The detector computes outside of Python's lock: lanes are listened to side by side.
    with ThreadPoolExecutor(decoded.channels) as pool:
        lanes = list(pool.map(lane, range(decoded.channels)))
    spans = (tuple((stretch.start, stretch.end) for stretch in one.stretches()) for one in lanes)
    return activity(lanes), tuple(window for channel, found in enumerate(spans) for window in pack(channel, found, longest))


def hear(by: Transcriber, decoded: Decoded, recording: str, windows: Sequence[Window], told: Told) -> list[Heard]:
    """What an engine hears in some windows, in seconds of each. ``recording`` is its SHA-256."""
    sounds = [Sound(sound(window, partial(decoded.lane, window.channel)), window, recording) for window in windows]
    return by.transcribe(sounds, language=told.language, prompt=told.prompt, hotwords=told.hotwords)


def written(
    windows: Sequence[Window], heard: Sequence[Heard], talks: Activity, agent_channel: int, language: str | None = None
) -> Transcript:
    """What was heard in all windows as the turns of the call, invented words marked.

    ``language`` None: the one heard for most of the time.
    """
    speaker = roles(len(talks.channels), agent_channel)
    said = [(channel, speaker[channel], one) for channel, one in _by_channel(windows, heard, talks)]
    return Transcript(language or _most_heard(windows, heard), turns(said))


@dataclass(frozen=True, slots=True)
class Recast:
    """What the words say of who is the agent: ``swapped`` where they contradict the setting; ``quotes`` are lines that decided it."""

    transcript: Transcript
    swapped: bool
    quotes: tuple[str, ...]


def recast(said: Transcript) -> Recast | None:
    """Agent and customer by what they say, where two channels, or two voices on one, say it clearly; None where they do not."""
    found = casting.by_channel(said)
    if found.speakers:
        turned = casting.recast(said, found, lambda one: one.channel)
        return Recast(turned, casting.swapped(said, found), _quotes(said, found))
    found = casting.by_voice(said)
    if found.speakers and all(one.speaker is Speaker.UNKNOWN for one in said.utterances if one.voice):
        return Recast(casting.recast(said, found, lambda one: one.voice), False, _quotes(said, found))
    return None


def _quotes(said: Transcript, found: casting.Casting) -> tuple[str, ...]:
    """The lines with the clues, the plainest of what a reader has to see."""
    lines = dict.fromkeys(clue.utterance for clue in found.clues if clue.side is Speaker.AGENT)
    return tuple(said.utterances[line].text for line in lines)[:MOST_QUOTES]


def _by_channel(windows: Sequence[Window], heard: Sequence[Heard], talks: Activity) -> Iterator[tuple[int, Heard]]:
    in_call = [(window.channel, unpack(window, one)) for window, one in zip(windows, heard, strict=True)]
    for channel, group in groupby(in_call, key=lambda one: one[0]):
        found = [one for _, one in group]
        talk = [(talk.start, talk.end) for talk in talks.channels[channel]]
        segments = guarded([segment for one in found for segment in one.segments], talk)
        yield channel, replace(found[0], segments=segments)


def _most_heard(windows: Sequence[Window], heard: Sequence[Heard]) -> str:
    """The language spoken for most of the time; Chinese where nothing was heard."""
    seconds: dict[str, float] = {}
    for window, one in zip(windows, heard, strict=True):
        seconds[one.language] = seconds.get(one.language, 0.0) + window.speech
    return max(seconds, key=lambda language: seconds[language], default="zh")
