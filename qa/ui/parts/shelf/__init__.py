"""The cards of the library in one component: a waveform each, one sound for all, played one after the other.

Everything about playing happens in the browser; Python hears of what is opened, marked, withdrawn or put back, and of the next page.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from qa import locales
from qa.ui.parts import packed, script, style
from qa.ui.parts.player import Lane, Marker
from qa.ui.parts.talkline import TalkLine

COLUMNS = 240
"""So many bars at most are drawn of a waveform; what is sent is no finer."""
Piece = tuple[str, str]
"""Some text, and whether it is what was looked for: "" no, ``word`` as it is written, ``heard`` by its sound."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card, in the reader's words. ``facts``: length, author, day; ``tags``: topic and criterion; ``said``: where what was looked for
    stands, or the note; ``heard``: what only sounds so, in a sentence. ``audio`` is None where there is no sound."""

    id: int
    href: str
    kind: str
    kind_words: str
    title: tuple[Piece, ...]
    facts: tuple[str, ...]
    tags: tuple[tuple[Piece, ...], ...]
    said: tuple[Piece, ...]
    heard: str
    audio: str | None
    seconds: float
    lanes: tuple[Lane, ...]
    markers: tuple[Marker, ...]
    favourite: bool
    may_withdraw: bool
    talk: TalkLine

    def shape(self) -> dict[str, Any]:
        named = {name: getattr(self, name) for name in self.__slots__ if name not in ("lanes", "markers", "talk")}
        marks = [marker.shape() for marker in self.markers]
        return {**named, "lanes": [_lane(lane, self.seconds) for lane in self.lanes], "markers": marks, "talk": asdict(self.talk)}


@dataclass(frozen=True, slots=True)
class Undo:
    """What was just withdrawn, and for how many seconds it may still be put back."""

    id: int
    title: str
    left_s: float


@dataclass(frozen=True, slots=True)
class Acts:
    """What Python does: ``open`` and the others get an excerpt's number; ``turn`` a step of pages, and whether it is played on."""

    open: Callable[[int], None]
    star: Callable[[int, bool], None]
    withdraw: Callable[[int], None]
    restore: Callable[[int], None]
    turn: Callable[[int], None]


def labels(language: str) -> dict[str, str]:
    """The words of player and shelf for a reader of ``language``."""
    return {**locales.area(language, "player.words"), **locales.area(language, "shelf.cards")}


def shelf(
    key: str,
    cards: Sequence[Card],
    *,
    first: int,
    total: int,
    more: bool,
    play: str,
    undo: Undo | None,
    labels: Mapping[str, str],
    acts: Acts,
) -> None:
    """Show the cards. ``first``: the place of the first one in the list, from 1, of ``total``; ``more``: a page follows.

    A new value of ``play`` (begun by ``+`` or ``-``) plays on with the first or the last card. The acts run before the page's next run,
    ``open`` in the midst of it.
    """
    data = {
        "cards": [card.shape() for card in cards],
        "first": first,
        "total": total,
        "more": more,
        "play": play,
        "undo": asdict(undo) if undo else None,
        "labels": dict(labels),
    }

    def told(name: str, act: Callable[[Mapping[str, Any]], None]) -> Callable[[], None]:
        def changed() -> None:
            if (value := st.session_state[key][name]) is not None:
                act(value)

        return changed

    def opened(value: Mapping[str, Any]) -> None:
        st.session_state[f"{key}.opened"] = int(value["id"])

    _component(
        key=key,
        data=packed(data),
        on_open_change=told("open", opened),
        on_star_change=told("star", lambda value: acts.star(int(value["id"]), bool(value["on"]))),
        on_withdraw_change=told("withdraw", lambda value: acts.withdraw(int(value["id"]))),
        on_restore_change=told("restore", lambda value: acts.restore(int(value["id"]))),
        on_turn_change=told("turn", lambda value: acts.turn(1 if int(value["by"]) > 0 else -1)),
    )
    number: int | None = st.session_state.pop(f"{key}.opened", None)
    if number is not None:
        acts.open(number)


def _lane(lane: Lane, seconds: float) -> dict[str, Any]:
    """A lane with no more peaks than are drawn: of each stretch the loudest."""
    peaks = lane.peaks
    if len(peaks) > COLUMNS:
        each = len(peaks) / COLUMNS
        peaks = bytes(max(peaks[int(at * each) : max(int((at + 1) * each), int(at * each) + 1)]) for at in range(COLUMNS))
    rate = len(peaks) / seconds if seconds else lane.rate
    return {"speaker": lane.speaker.value, "name": lane.name, "channel": None, "rate": rate, "peaks": base64.b64encode(peaks).decode()}


_component = st.components.v2.component(
    "hearback_shelf",
    css=style("player/player.css", "shelf/shelf.css"),
    js=script(
        "player/dom.js",
        "player/keys.js",
        "player/clipboard.js",
        "player/sound.js",
        "player/wave.js",
        "shelf/card.js",
        "shelf/main.js",
    ),
)
