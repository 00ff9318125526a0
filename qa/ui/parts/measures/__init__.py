"""The measures of a call as people read them: shares, figures, and places that play at a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from qa import locales
from qa.ui.parts import script, style


@dataclass(frozen=True, slots=True)
class Share:
    """A speaker's part of all talk: ``percent`` of it; ``speaker`` is agent or customer."""

    speaker: str
    name: str
    percent: float


@dataclass(frozen=True, slots=True)
class Value:
    """One figure. ``hint``: what it means here; ``warn``: whether it asks for attention."""

    name: str
    value: str
    hint: str = ""
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the call, in seconds, that can be heard."""

    name: str
    start: float
    end: float
    at: str
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Stretches of one kind, in order of time."""

    name: str
    places: tuple[Place, ...]


def labels(language: str) -> dict[str, str]:
    """The words of the component for a reader of ``language``."""
    return locales.area(language, "callpage.measures.words")


def measures(
    key: str,
    *,
    shares: Sequence[Share],
    values: Sequence[Value],
    places: Sequence[Places],
    player: str,
    labels: Mapping[str, str],
    note: str = "",
) -> None:
    """Show the measures of a call; a click on a place has the player ``player`` play it. ``note``: how the shares were come by."""
    _component(
        key=key,
        data={
            "shares": [asdict(share) for share in shares],
            "values": [asdict(value) for value in values],
            "places": [asdict(kind) for kind in places],
            "player": player,
            "labels": dict(labels),
            "note": note,
        },
    )


_component = st.components.v2.component(
    "hearback_measures", css=style("measures/measures.css"), js=script("player/dom.js", "measures/measures.js")
)
