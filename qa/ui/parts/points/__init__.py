"""The points of a review as its agent reads them: what was good before what was not, each to be heard with one click.

Quotes are heard in the player of the same page; what can be done about a point is a button that the page is told of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from qa import locales
from qa.ui.parts import script, style
from qa.ui.parts.player import Tone
from qa.ui.parts.scorecard import Quote


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done about a point."""

    name: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One point: a criterion with its points (None for a remark), why it is asked (``why``), what people said to it (who, words).

    ``state``: how its appeal stands, in words of the reader's language; ``badge``: why it weighs more than others.
    """

    key: str
    title: str
    points: float | None = None
    max_points: float | None = None
    reason: str = ""
    why: str = ""
    said: tuple[tuple[str, str], ...] = ()
    quotes: tuple[Quote, ...] = ()
    badge: str = ""
    state: str = ""
    state_tone: str = ""
    acts: tuple[Act, ...] = ()

    def shape(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title,
            "points": self.points,
            "max_points": self.max_points,
            "reason": self.reason,
            "why": self.why,
            "said": [{"who": who, "text": text} for who, text in self.said],
            "quotes": [quote.shape() for quote in self.quotes],
            "badge": self.badge,
            "state": self.state,
            "state_tone": self.state_tone,
            "acts": [{"name": act.name, "label": act.label, "hint": act.hint} for act in self.acts],
        }


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    tone: Tone
    items: tuple[Item, ...]

    def shape(self) -> dict[str, Any]:
        return {"title": self.title, "tone": self.tone.value, "items": [item.shape() for item in self.items]}


def labels(language: str) -> dict[str, str]:
    """The words of the points for a reader of ``language``: those of the scorecard, and their own."""
    return locales.area(language, "scorecard.words") | locales.area(language, "feedback.points")


def points(
    key: str,
    *,
    groups: Sequence[Group],
    labels: Mapping[str, str],
    label: str,
    player: str = "",
    on_act: Callable[[str, str], None] | None = None,
) -> None:
    """Show the groups that have points. ``label`` tells a screen reader what is listed, ``player`` is the key of the player that quotes
    are heard in. ``on_act`` gets the key of a point and the name of a pressed button, before the page's next run.
    """
    _component(
        key=key,
        data={"groups": [group.shape() for group in groups if group.items], "labels": dict(labels), "label": label, "player": player},
        on_act_change=lambda: _acted(key, on_act),
    )


def _acted(key: str, callback: Callable[[str, str], None] | None) -> None:
    value = st.session_state[key]["act"]
    if callback is not None and value is not None:
        callback(str(value["item"]), str(value["act"]))


_component = st.components.v2.component("hearback_points", css=style("points/points.css"), js=script("player/dom.js", "points/points.js"))
