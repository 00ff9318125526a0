"""A list of things that open with a click: real rows and links, so that the keyboard, a new tab and a reader of screens all work.

A rerun with changed values touches only the rows that changed; what is selected, scrolled or focused stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import streamlit as st

from qa.ui.parts import script, style

Tone = Literal["", "good", "bad", "neutral", "quiet", "accent"]


@dataclass(frozen=True, slots=True)
class Column:
    """``end`` aligns to the right; ``lesser`` columns give way where the window is narrow; ``wide`` ones take what room there is.

    ``wraps``: its words go on in the next line rather than being cut off.
    """

    label: str
    end: bool = False
    lesser: bool = False
    wide: bool = False
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """``badge`` frames the text in its tone; ``progress`` (0 to 1) draws a bar below it; ``note`` follows it, quieter."""

    text: str
    tone: Tone = ""
    badge: bool = False
    progress: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A button of a row."""

    name: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """``href`` is where the row leads; ``note`` stands in a line of its own below, with the buttons."""

    id: int
    href: str
    cells: tuple[Cell, ...]
    note: str = ""
    acts: tuple[Act, ...] = ()


def table(
    key: str, *, columns: Sequence[Column], rows: Sequence[Row], label: str, on_act: Callable[[int, str], None] | None = None
) -> int | None:
    """Show the rows; gives the id of the row that was just opened. ``label`` tells a screen reader what is listed.

    ``on_act`` gets the row and the name of a pressed button, before the page's next run.
    """
    _component(
        key=key,
        data={"columns": [asdict(column) for column in columns], "rows": [asdict(row) for row in rows], "label": label},
        on_open_change=lambda: _opened(key),
        on_act_change=lambda: _acted(key, on_act),
    )
    opened: int | None = st.session_state.pop(f"{key}.opened", None)
    return opened


def _opened(key: str) -> None:
    value = st.session_state[key]["open"]
    if value is not None:
        st.session_state[f"{key}.opened"] = int(value["id"])


def _acted(key: str, on_act: Callable[[int, str], None] | None) -> None:
    value = st.session_state[key]["act"]
    if value is not None and on_act is not None:
        on_act(int(value["id"]), str(value["name"]))


_component = st.components.v2.component("hearback_table", css=style("table/table.css"), js=script("player/dom.js", "table/table.js"))
