"""A point that people differ on: who said what, what the machine shows, and the seconds to hear it in (key ``d``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from qa import locales
from qa.model.finding import Verdict
from qa.ui.parts import script, style
from qa.ui.parts.scorecard import Quote


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said; ``at`` is the second pointed to and ``line`` what is said then."""

    name: str
    verdict: Verdict
    comment: str = ""
    expert: bool = False
    at: float | None = None
    line: int | None = None

    def shape(self) -> dict[str, Any]:
        return asdict(self) | {"verdict": self.verdict.value}


def labels(language: str) -> dict[str, str]:
    """The words of a point for a reader of ``language``."""
    return locales.area(language, "calibration.dispute")


def dispute(
    key: str,
    *,
    point: str,
    why: str,
    voices: Sequence[Said],
    missing: Sequence[str],
    machine: Verdict,
    reason: str,
    quotes: Sequence[Quote],
    player: str,
    labels: Mapping[str, str],
) -> None:
    """Show a point. ``point`` names it, ``missing`` are those who gave no answer, ``player`` is the key of the player that is heard."""
    _component(
        key=key,
        data={
            "point": point,
            "why": why,
            "voices": [voice.shape() for voice in voices],
            "missing": list(missing),
            "machine": machine.value,
            "reason": reason,
            "quotes": [quote.shape() for quote in quotes],
            "player": player,
            "labels": dict(labels),
        },
    )


_component = st.components.v2.component(
    "hearback_dispute", css=style("dispute/dispute.css"), js=script("player/dom.js", "ballot/free.js", "dispute/dispute.js")
)
