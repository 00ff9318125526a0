"""Lines of words with something beside them and places marked in them: a comparison of two texts, the words of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import streamlit as st

from qa.desk.rulebook import DiffLine
from qa.ui.parts import script, style

Tone = Literal["", "good", "bad", "neutral", "gap", "agent", "customer"]


@dataclass(frozen=True, slots=True)
class Place:
    """Characters ``start`` to ``end`` (excluded) of a line, in a tone; ``title`` is told on a hover."""

    start: int
    end: int
    tone: Tone
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """``beside`` stands left of the words, a column each; ``sign`` between, for those who see no colours."""

    text: str
    beside: tuple[str, ...] = ()
    tone: Tone = ""
    sign: str = ""
    places: tuple[Place, ...] = ()


def lines(key: str, shown: Sequence[Line], *, label: str, code: bool = False, height: int = 480) -> None:
    """Show lines; ``code`` keeps their spaces and sets them in letters of one width. ``height``: at most, in pixels."""
    _component(key=key, data={"lines": [asdict(line) for line in shown], "label": label, "code": code, "height": height})


def compared(found: Sequence[DiffLine]) -> list[Line]:
    """A comparison of two texts as lines."""
    tones: dict[str, Tone] = {"-": "bad", "+": "good", "@": "gap"}
    numbers = [(str(one.old or ""), str(one.new or "")) for one in found]
    return [
        Line("⋯" if one.mark == "@" else one.text, beside, tones.get(one.mark, ""), one.mark.strip("@ "))
        for one, beside in zip(found, numbers, strict=True)
    ]


_component = st.components.v2.component("hearback_lines", css=style("lines/lines.css"), js=script("player/dom.js", "lines/lines.js"))
