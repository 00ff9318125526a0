"""The ballot: one call's criteria, answered by somebody who sees neither the machine's verdicts nor anybody else's.

Each answer is sent as it is made; what is not yet confirmed lives in the browser, so that neither a rerun nor a reload loses it. Parts of
the page talk through events of the browser's window: it hears ``hearback:time`` to know the second that is being heard, and asks the
player to play with ``hearback:play``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from qa import locales
from qa.model.finding import Severity, Verdict
from qa.ui.parts import script, style


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion with the reader's own answer (``verdict`` None where there is none); ``at`` is the second pointed to."""

    finding: str
    title: str
    why: str = ""
    severity: Severity = Severity.NORMAL
    verdict: Verdict | None = None
    comment: str = ""
    at: float | None = None

    def shape(self) -> dict[str, Any]:
        return {
            "finding": self.finding,
            "title": self.title,
            "why": self.why,
            "severity": self.severity.value,
            "verdict": self.verdict.value if self.verdict else None,
            "comment": self.comment,
            "at": self.at,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """The criteria of one rubric."""

    title: str
    rows: tuple[Row, ...]

    def shape(self) -> dict[str, Any]:
        return {"title": self.title, "rows": [row.shape() for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as the browser sends it."""

    finding: int
    verdict: Verdict
    comment: str
    at: float | None

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Given:
        """Raises KeyError, TypeError or ValueError when that is no answer: only a tampered page sends such."""
        at = value["at"]
        if at is not None and (isinstance(at, bool) or not isinstance(at, int | float)):
            raise TypeError(f"not a second: {at!r}")
        return cls(int(value["finding"]), Verdict(value["verdict"]), str(value["comment"]).strip(), None if at is None else float(at))


def labels(language: str) -> dict[str, str]:
    """The words of the ballot for a reader of ``language``."""
    return locales.area(language, "calibration.ballot")


def ballot(
    key: str,
    *,
    parts: Sequence[Part],
    labels: Mapping[str, str],
    editable: bool,
    timed: bool,
    player: str,
    drafts: str,
    on_answer: Callable[[tuple[Given, ...]], None],
    height: int,
) -> None:
    """Show the ballot. ``on_answer`` gets what was answered since the last time, before the page's next run.

    ``timed``: whether seconds can be pointed to. ``player`` is the key of the player that plays them, ``drafts`` names whose unsaved
    answers these are (set, call and person), ``height`` is in pixels.
    """

    def answered() -> None:
        value = st.session_state[key]["answer"]
        if value is not None:
            on_answer(tuple(Given.read(each) for each in value["answers"]))

    _component(
        key=key,
        data={
            "parts": [part.shape() for part in parts],
            "labels": dict(labels),
            "editable": editable,
            "timed": timed,
            "player": player,
            "drafts": drafts,
            "height": height,
        },
        on_answer_change=answered,
    )


_component = st.components.v2.component(
    "hearback_ballot",
    css=style("ballot/ballot.css"),
    js=script("player/dom.js", "ballot/free.js", "ballot/edits.js", "ballot/row.js", "ballot/main.js"),
)
