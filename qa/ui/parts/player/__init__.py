"""The player: waveform, transport and transcript of a call, in one component.

It plays a recording lane by lane, follows the words, marks findings inside them, turns a dragged stretch or selected words into an excerpt
or a remark, and lets lines be corrected. Everything happens in the browser; Python hears only of what a person asks for.

Parts of a page talk through events of the browser's window. The player hears ``hearback:play`` (``start``, ``end``, ``line``, ``from``,
``to``, ``player``: a quote, by time, by place or both) and tells ``hearback:finding`` (``finding``, when somebody picks a mark or a
marker) and ``hearback:time`` (``time``, once a second).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

import streamlit as st

from qa import locales
from qa.model.call import Speaker
from qa.ui.parts import packed, script, style
from qa.ui.parts.player.mending import Mend, Mending

__all__ = ["Lane", "Line", "Mark", "Marker", "Mend", "Mending", "Selection", "Shade", "Tone", "labels", "player"]


class Tone(StrEnum):
    """How a marked place is meant: well done, not well done, or worth talking about."""

    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Lane:
    """One side of the recording: ``peaks`` are loudest samples (0 to 255), ``rate`` of them a second.

    ``channel`` is None in a mono recording: then no side can be heard alone.
    """

    speaker: Speaker
    name: str
    peaks: bytes
    channel: int | None = None
    rate: float = 25.0

    def shape(self) -> dict[str, Any]:
        peaks = base64.b64encode(self.peaks).decode("ascii")
        return {"speaker": self.speaker.value, "name": self.name, "channel": self.channel, "rate": self.rate, "peaks": peaks}


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters ``start`` to ``end`` (excluded) of a line that a finding rests on; ``title`` is the criterion and the reason."""

    start: int
    end: int
    tone: Tone
    title: str
    finding: str = ""

    def shape(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "tone": self.tone.value, "title": self.title, "finding": self.finding}


@dataclass(frozen=True, slots=True)
class Line:
    """An utterance as shown. ``index`` is its number in the transcript, times are seconds (None in a chat), ``note`` a warning beside it.

    ``words`` are ``(from character, to character, start, end)``; with them a selection is exact to the word, without them in proportion.
    ``voice``: the name of one of several voices on a channel. ``doubt``: in a few words, why nobody can have said it, ``doubt_why`` in a
    sentence; such a line is struck through. ``original``: the words before people corrected them ("" where nobody did), ``edited`` who did.
    """

    index: int
    speaker: Speaker
    name: str
    text: str
    start: float | None = None
    end: float | None = None
    marks: tuple[Mark, ...] = ()
    note: str = ""
    words: tuple[tuple[int, int, float, float], ...] = ()
    voice: str = ""
    doubt: str = ""
    doubt_why: str = ""
    original: str = ""
    edited: str = ""

    def shape(self) -> dict[str, Any]:
        """Without what is empty, the words in one row of numbers (``whole`` of ``text.js`` undoes both): an hour is sent at once."""
        told = {
            "marks": [mark.shape() for mark in self.marks],
            "note": self.note,
            "words": [number for a, b, start, end in self.words for number in (a, b - a, round(100 * start), round(100 * (end - start)))],
            "voice": self.voice,
            "doubt": self.doubt,
            "doubt_why": self.doubt_why,
            "original": self.original,
            "edited": self.edited,
        }
        always = {"index": self.index, "speaker": self.speaker.value, "name": self.name, "text": self.text}
        return {**always, "start": self.start, "end": self.end, **{name: value for name, value in told.items() if value}}


@dataclass(frozen=True, slots=True)
class Marker:
    """A finding on the waveform, in seconds; also a stop of "previous / next finding". ``line`` is used where there is no time."""

    start: float | None
    tone: Tone
    title: str
    end: float | None = None
    finding: str = ""
    line: int | None = None

    def shape(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "tone": self.tone.value,
            "title": self.title,
            "finding": self.finding,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person picked: seconds (None in a chat), and the words from a character of one utterance to a character of another.

    The words are None where nobody speaks in the picked stretch.
    """

    start: float | None
    end: float | None
    utterance_from: int | None
    utterance_to: int | None
    from_char: int | None
    to_char: int | None
    text: str

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Selection:
        """From what the browser sent. Raises ValueError or TypeError when that is no selection: only a tampered page sends such."""
        start, end = _number(value["start"]), _number(value["end"])
        if (start is None) != (end is None) or (start is not None and end is not None and not 0 <= start <= end):
            raise ValueError(f"no stretch of time: {start} to {end}")
        first, last, from_char, to_char = (_index(value[name]) for name in ("utterance_from", "utterance_to", "from_char", "to_char"))
        if first is None or last is None or from_char is None or to_char is None:
            if start is None or {first, last, from_char, to_char} != {None}:
                raise ValueError("neither time nor words, or a part of the words' address is missing")
        elif (first, from_char) > (last, to_char):
            raise ValueError("the words end before they begin")
        return cls(start, end, first, last, from_char, to_char, str(value["text"]))


@dataclass(frozen=True, slots=True)
class Shade:
    """A stretch of the call, in seconds, that is tinted on the waveform."""

    start: float
    end: float
    kind: Literal["silence", "overlap", "interruption"]

    def shape(self) -> dict[str, Any]:
        return {"start": round(self.start, 2), "end": round(self.end, 2), "kind": self.kind}


def labels(language: str) -> dict[str, str]:
    """The words of the player for a reader of ``language``."""
    return locales.area(language, "player.words")


def player(
    key: str,
    *,
    audio_url: str | None,
    duration: float,
    lanes: Sequence[Lane] = (),
    lines: Sequence[Line] = (),
    markers: Sequence[Marker] = (),
    labels: Mapping[str, str],
    selection_actions: bool = False,
    on_excerpt: Callable[[Selection], None] | None = None,
    on_remark: Callable[[Selection], None] | None = None,
    on_coach: Callable[[Selection], None] | None = None,
    mending: Mending | None = None,
    judging: bool = False,
    shades: Sequence[Shade] = (),
    start_at: float | None = None,
    link_base: str = "",
    height: int = 760,
    compact: bool = False,
) -> None:
    """Show a call. ``duration`` and ``start_at`` in seconds, ``height`` in pixels (never more than the window is high).

    ``audio_url`` is an address of this server that answers ranges and stays the same within a session; None shows the words alone.
    ``link_base`` is the page's address (``/call?call=12``); "copy link" adds ``t``. ``compact`` is the small form for lists: it loads no
    sound before it is asked to play, shows no tools, and hears keys only while it has the focus. With ``mending`` lines can be
    corrected; ``judging`` lists the keys of a scorecard beside it. The callbacks run before the page's next run.
    """
    shaped = packed({"lines": [line.shape() for line in lines]})
    data = packed(
        {
            "key": key,
            "audio_url": audio_url,
            "duration": duration,
            "lanes": [lane.shape() for lane in lanes],
            "lines_version": hashlib.blake2b(shaped, digest_size=12).hexdigest(),
            "markers": [marker.shape() for marker in markers],
            "labels": dict(labels),
            "actions": {
                "excerpt": selection_actions and on_excerpt is not None,
                "remark": selection_actions and on_remark is not None,
                "coach": selection_actions and on_coach is not None,
                "mend": mending is not None,
                "judge": judging,
            },
            "mending": mending.shape(st.session_state.get(_answer(key))) if mending else None,
            "shades": [shade.shape() for shade in shades],
            "start_at": start_at,
            "link_base": link_base,
            "height": height,
            "compact": compact,
        }
    )
    _component(
        key=key,
        data=data[:-1] + b"," + shaped[1:],  # one object of both
        on_excerpt_change=_heard(key, "excerpt", on_excerpt),
        on_remark_change=_heard(key, "remark", on_remark),
        on_coach_change=_heard(key, "coach", on_coach),
        on_mend_change=_mended(key, mending),
    )


def _heard(key: str, trigger: str, callback: Callable[[Selection], None] | None) -> Callable[[], None]:
    def changed() -> None:
        value = st.session_state[key][trigger]
        if callback is not None and value is not None:
            callback(Selection.read(value))

    return changed


def _mended(key: str, mending: Mending | None) -> Callable[[], None]:
    """The answer goes back to the browser with the data of the run that follows."""

    def changed() -> None:
        value = st.session_state[key]["mend"]
        if mending is not None and value is not None:
            st.session_state[_answer(key)] = {"id": str(value["id"]), "refused": mending.on_mend(Mend.read(value))}

    return changed


def _answer(key: str) -> str:
    return f"{key}.answer"


def _number(value: object) -> float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return None if value is None else float(value)
    raise TypeError(f"not a number: {value!r}")


def _index(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise TypeError(f"not an index: {value!r}")


_component = st.components.v2.component(
    "hearback_player",
    css=style("player/player.css"),
    js=script(
        "player/dom.js",
        "player/clipboard.js",
        "player/text.js",
        "player/sound.js",
        "player/wave.js",
        "player/markers.js",
        "player/region.js",
        "player/transport.js",
        "player/lines.js",
        "player/picking.js",
        "player/mends.js",
        "player/editor.js",
        "player/linetools.js",
        "player/mending.js",
        "player/search.js",
        "player/keys.js",
        "player/main.js",
    ),
)
