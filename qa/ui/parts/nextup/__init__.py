"""The bar of the reader's queue on a call: what is left, why this call was picked, and the next one (key ``q``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from qa import locales
from qa.ui.parts import script, style


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words; ``at`` is the second of the call that it rests on, None where it rests on none."""

    kind: str
    text: str
    at: float | None = None


def labels(language: str) -> dict[str, str]:
    """The words of the bar for a reader of ``language``."""
    return locales.area(language, "queue.bar")


def nextup(
    key: str,
    *,
    open: int,
    overdue: int,
    due: str,
    late: bool,
    done: bool,
    reasons: Sequence[Why],
    next: int | None,
    title: str,
    player: str,
    labels: Mapping[str, str],
) -> int | None:
    """Show the bar; gives the call that the reader goes on to. ``due`` is written already, "" for none; ``title`` is the next call's."""
    shown = {"open": open, "overdue": overdue, "due": due, "late": late, "done": done, "next": next, "title": title, "player": player}
    why = [asdict(one) for one in reasons]
    _component(key=key, data={**shown, "reasons": why, "labels": dict(labels)}, on_next_change=lambda: _go(key))
    chosen: int | None = st.session_state.pop(f"{key}.next", None)
    return chosen


def _go(key: str) -> None:
    value = st.session_state[key]["next"]
    if value is not None:
        st.session_state[f"{key}.next"] = int(value["call"])


_component = st.components.v2.component(
    "hearback_nextup", css=style("nextup/nextup.css"), js=script("player/dom.js", "ballot/free.js", "nextup/nextup.js")
)
