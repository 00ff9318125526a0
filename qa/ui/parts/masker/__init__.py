"""The words of a draft with its masks in them: words are picked and masked, masks taken off and put back, by mouse, touch and keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from qa import locales
from qa.ui.parts import script, style

Place = tuple[int, int]
"""An utterance and a character of it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words from the character ``start`` of their line on. ``masks``: those that lie over them, by id; ``hidden`` by one of them, or shown
    because all were taken off; ``kind``: what they are masked as, in the reader's words. A ``locked`` one stays.
    """

    start: int
    text: str
    masks: tuple[str, ...] = ()
    hidden: bool = False
    locked: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A line: ``index`` of its utterance, who speaks, and when, as written."""

    index: int
    speaker: str
    name: str
    at: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """Words that somebody wants masked: from one place to another, which is excluded."""

    start: Place
    end: Place

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Picked:
        """From what the browser sent. Raises ValueError or TypeError when those are no places: only a tampered page sends such."""
        start, end = _place(value["from"]), _place(value["to"])
        if start >= end:
            raise ValueError("the words end before they begin")
        return cls(start, end)


@dataclass(frozen=True, slots=True)
class Turned:
    """Masks that somebody takes off, or puts back (``hidden``)."""

    masks: tuple[str, ...]
    hidden: bool

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Turned:
        """From what the browser sent. Raises TypeError when that names no masks."""
        masks, hidden = value["masks"], value["hidden"]
        if not isinstance(masks, list) or not all(isinstance(one, str) for one in masks) or not isinstance(hidden, bool):
            raise TypeError(f"no masks: {value!r}")
        return cls(tuple(masks), hidden)


def labels(language: str) -> dict[str, str]:
    """The words of the part for a reader of ``language``."""
    return locales.area(language, "masks.words")


def masker(
    key: str, lines: Sequence[Words], *, labels: Mapping[str, str], on_pick: Callable[[Picked], None], on_turn: Callable[[Turned], None]
) -> None:
    """Show the lines. The callbacks run before the page's next run."""

    def picked() -> None:
        if (value := st.session_state[key]["pick"]) is not None:
            on_pick(Picked.read(value))

    def turned() -> None:
        if (value := st.session_state[key]["turn"]) is not None:
            on_turn(Turned.read(value))

    data = {"lines": [asdict(line) for line in lines], "labels": dict(labels)}
    _component(key=key, data=data, on_pick_change=picked, on_turn_change=turned)


def _place(value: Mapping[str, Any]) -> Place:
    line, character = value["line"], value["character"]
    if not all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in (line, character)):
        raise TypeError(f"no place: {value!r}")
    return line, character


_component = st.components.v2.component(
    "hearback_masker", css=style("masker/masker.css"), js=script("player/dom.js", "masker/tokens.js", "masker/masker.js")
)
