"""A text in the making: line numbers, mistakes at their line, indenting, finding; what is written reaches the page after a short rest.

What somebody is writing is never written over by a rerun: the page's text is taken over only under a new ``stamp``. Until the page has
said that it has it, it is also kept in the browser, so that a reload loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import streamlit as st

from qa import locales
from qa.ui.parts import script, style

Tone = Literal["bad", "warn", "good"]
Syntax = Literal["yaml", "csv", "plain"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be said at a line (from 1); ``column`` (from 1) is where it begins. ``text`` stands behind the line's own words."""

    line: int
    column: int
    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the list below; a click goes to ``line``, where there is one."""

    tone: Tone
    text: str
    title: str = ""
    line: int | None = None
    column: int = 1


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, over the text of which ``stamp``. ``id`` is to be given back as ``echo`` once it is kept."""

    id: str
    stamp: str
    text: str


def labels(language: str) -> dict[str, str]:
    """The words of the component for a reader of ``language``."""
    return locales.area(language, "editor.words")


def editor(
    key: str,
    *,
    text: str,
    stamp: str,
    labels: Mapping[str, str],
    syntax: Syntax = "yaml",
    marks: Sequence[Mark] = (),
    notes: Sequence[Note] = (),
    scope: str = "",
    echo: str = "",
    saved: str = "",
    problem: str = "",
    height: int = 560,
    on_change: Callable[[Written], None] | None = None,
) -> None:
    """Show a text; without ``on_change`` it can only be read.

    ``scope`` names what is being written, for the browser's memory. ``saved``: when it was last kept, written for the reader; ``problem``:
    why it was not.
    """
    _component(
        key=key,
        data={
            "text": text,
            "stamp": stamp,
            "labels": dict(labels),
            "syntax": syntax,
            "marks": [asdict(mark) for mark in marks],
            "notes": [asdict(note) for note in notes],
            "scope": scope or key,
            "echo": echo,
            "saved": saved,
            "problem": problem,
            "height": height,
            "editable": on_change is not None,
        },
        on_change_change=lambda: _changed(key, on_change),
    )


def _changed(key: str, on_change: Callable[[Written], None] | None) -> None:
    value = st.session_state[key]["change"]
    if value is not None and on_change is not None:
        on_change(Written(str(value["id"]), str(value["stamp"]), str(value["text"])))


_component = st.components.v2.component(
    "hearback_editor",
    css=style("editor/editor.css"),
    js=script("player/dom.js", "editor/typing.js", "editor/paint.js", "editor/findbar.js", "editor/main.js"),
)
