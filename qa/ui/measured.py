"""The measures of a call as the page shows them: pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from qa.model.call import Speaker, Transcript
from qa.model.measures import Measures
from qa.ui.parts.measures import Place, Places, Share, Value
from qa.ui.parts.player import Shade

SHOWN_SILENCE_S = 3.0
LONG_SILENCE_S = 10.0
QUIET_DB = -38.0
"""Speech on a telephone line lies about -26 to -16 dB of full scale; below this, listeners strain."""
APART_DB = 12.0

Say = Callable[..., str]
"""The words behind ``callpage.measures.<key>``."""
Clock = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Shown:
    shares: tuple[Share, ...]
    values: tuple[Value, ...]
    places: tuple[Places, ...]
    note: str = ""


def shown(
    found: Measures, said: Transcript, say: Say, clock: Clock, name: Callable[[Speaker], str], announced: Collection[int] = ()
) -> Shown:
    """What is worth showing of a call's measures. ``announced``: utterances that asked for patience; a silence after one is excused."""
    sides = (Speaker.AGENT, Speaker.CUSTOMER)
    shares = tuple(Share(who.value, name(who), 100 * part) for who in sides if (part := found.share(who)) is not None)
    values, places = _values(found, said, say, name, announced), _places(found, say, clock, announced)
    return Shown(shares, tuple(values), tuple(places), "" if found.from_sound or not shares else say("by_words"))


def shades(found: Measures) -> tuple[Shade, ...]:
    """What is tinted on the waveform: the longer silences, and where both talk."""
    silences = (Shade(one.start, one.end, "silence") for one in found.silences if one.seconds >= SHOWN_SILENCE_S)
    both = (Shade(one.start, one.end, "interruption" if one.interruption else "overlap") for one in found.overlaps)
    return (*silences, *both)


def _values(found: Measures, said: Transcript, say: Say, name: Callable[[Speaker], str], announced: Collection[int]) -> list[Value]:
    values = []
    silence = found.longest_silence
    if silence is not None:
        excused = silence.after in announced
        hint = say("announced") if excused else ""
        long = silence.seconds >= LONG_SILENCE_S and not excused
        values.append(Value(say("longest_silence"), say("seconds", value=f"{silence.seconds:.0f}"), hint, long))
    if found.talk_s:
        by_agent = sum(one.by is Speaker.AGENT for one in found.interruptions)
        by_customer = len(found.interruptions) - by_agent
        hint = say("interruptions_hint", agent=by_agent, customer=by_customer) if found.interruptions else ""
        values.append(Value(say("interruptions"), str(len(found.interruptions)), hint, warn=by_agent > 1))
    for who in (Speaker.AGENT, Speaker.CUSTOMER):
        paces = [p for p in found.paces if said.utterances[p.utterance].speaker is who and p.end - p.start >= 2]
        if paces:
            seconds = sum(p.end - p.start for p in paces)
            mean = sum(p.per_minute * (p.end - p.start) for p in paces) / seconds
            unit = "pace_zh" if said.language == "zh" else "pace_en"
            values.append(Value(say("pace", who=name(who)), say(unit, value=f"{mean:.0f}")))
    for who, level in found.level.items():
        other = next((value for one, value in found.level.items() if one is not who), None)
        quiet = level < QUIET_DB or (other is not None and other - level > APART_DB)
        values.append(Value(say("loudness", who=name(who)), f"{level:.0f} dB".replace("-", "−"), say("quiet") if quiet else "", quiet))
    return values


def _places(found: Measures, say: Say, clock: Clock, announced: Collection[int]) -> list[Places]:
    silences = tuple(
        Place(
            say("announced_s" if one.after in announced else "seconds", value=f"{one.seconds:.0f}"),
            one.start,
            one.end,
            clock(one.start),
            one.seconds >= LONG_SILENCE_S and one.after not in announced,
        )
        for one in found.silences
        if one.seconds >= SHOWN_SILENCE_S
    )
    interruptions = tuple(
        Place(say(f"by_{one.by.value}", value=f"{one.after_s:.0f}"), one.start, one.end, clock(one.start), one.by is Speaker.AGENT)
        for one in found.interruptions
    )
    overlaps = tuple(
        Place(say("overlap_s", value=f"{one.seconds:.1f}"), one.start, one.end, clock(one.start))
        for one in found.overlaps
        if not one.interruption
    )
    kinds = (
        (say("silences", value=f"{SHOWN_SILENCE_S:.0f}"), silences),
        (say("interruptions"), interruptions),
        (say("overlaps"), overlaps),
    )
    return [Places(name, places) for name, places in kinds if places]
