"""A pack before a group, full screen: one excerpt at a time, votes before the verdict, notes that are saved as they are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from qa.model.packs import EntryKind, Votes
from qa.ui.parts import script, style


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written down in the browser: votes on an item, a note on one (or of the whole meeting), or who was there."""

    kind: EntryKind
    item: int | None
    votes: Votes
    text: str
    people: tuple[int, ...]

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Noted:
        """Raises KeyError, TypeError or ValueError when that is none: only a tampered page sends such."""
        kind, _, item = str(value["key"]).partition(":")
        votes = Votes(*(int(value.get(name, 0)) for name in ("good", "bad", "unsure")))
        people = tuple(int(number) for number in value.get("people", ()))
        return cls(EntryKind(kind), int(item) if item else None, votes, str(value.get("text", "")), people)


def present(
    key: str, *, data: Mapping[str, Any], scope: str, on_noted: Callable[[Sequence[Noted]], None], on_finish: Callable[[], None]
) -> None:
    """Show a meeting. ``data``: as ``qa.desk.slides`` shapes it; ``scope`` names whose unsaved notes these are (meeting and person)."""

    def noted() -> None:
        value = st.session_state[key]["minutes"]
        if value is not None:
            on_noted([Noted.read(each) for each in value["entries"]])

    def finished() -> None:
        value = st.session_state[key]["finish"]
        if value is not None:
            on_noted([Noted.read(each) for each in value["entries"]])
            on_finish()

    _component(key=key, data={**data, "scope": scope}, on_minutes_change=noted, on_finish_change=finished)


_component = st.components.v2.component(
    "hearback_present",
    css=style("present/present.css"),
    js=script("player/dom.js", "ballot/free.js", "present/minutes.js", "present/slide.js", "present/main.js", "present/page.js"),
)
