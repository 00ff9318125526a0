"""How people scored: a bar for each way to score, inspectors and others apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from qa.ui.parts import script, style


@dataclass(frozen=True, slots=True)
class Bar:
    """``label`` stands beside it, ``told`` is the same as a sentence, for readers of screens. ``mine``: the reader scored so."""

    name: str
    label: str
    told: str
    inspectors: int
    others: int
    mine: bool


def spread(key: str, bars: Sequence[Bar], *, inspectors: str, others: str) -> None:
    """Show the bars; ``inspectors`` and ``others`` are the words of the legend."""
    _component(key=key, data={"bars": [asdict(bar) for bar in bars], "inspectors": inspectors, "others": others})


_component = st.components.v2.component("hearback_spread", css=style("spread/spread.css"), js=script("player/dom.js", "spread/spread.js"))
