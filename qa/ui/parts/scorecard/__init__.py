"""The scorecard: what the machine found, criterion by criterion, and what a person says to it.

The machine's verdict is never overwritten: a person's stands beside it, with who and when, and earlier ones stay visible. A half-written
judgement lives in the browser until it is saved, so that neither a rerun nor a reload loses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from qa import locales
from qa.model.finding import How, Severity, Verdict
from qa.ui.parts import packed, script, style


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence: characters ``from_char`` to ``to_char`` of an utterance, and its seconds (None in a chat).

    ``sought``: the words of the rule that found it.
    """

    text: str
    utterance: int
    from_char: int = 0
    to_char: int = 0
    start: float | None = None
    end: float | None = None
    how: How = How.LITERAL
    sought: str = ""

    def shape(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "line": self.utterance,
            "from": self.from_char,
            "to": self.to_char,
            "start": self.start,
            "end": self.end,
            "how": self.how.value,
            "sought": self.sought,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said to a finding; ``when`` is already written for the reader."""

    verdict: Verdict
    comment: str
    who: str
    when: str

    def shape(self) -> dict[str, Any]:
        return {"verdict": self.verdict.value, "comment": self.comment, "who": self.who, "when": self.when}


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion. ``verdict`` is the machine's; ``points`` are those that stand (a person's verdict counted where there is one).

    ``judgements`` run from the earliest to the latest; the last one stands. ``earlier`` were made before the words were corrected, when
    the machine had found something else; they decide nothing. ``name`` stays the same when the machine judges anew and ``finding`` is
    another: unsaved words are kept under it.
    """

    finding: str
    title: str
    verdict: Verdict
    points: float
    max_points: float
    reason: str = ""
    why: str = ""
    severity: Severity = Severity.NORMAL
    quotes: tuple[Quote, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    earlier: tuple[Judgement, ...] = ()
    critical_to: str = ""
    name: str = ""

    def shape(self) -> dict[str, Any]:
        return {
            "finding": self.finding,
            "name": self.name or self.finding,
            "title": self.title,
            "verdict": self.verdict.value,
            "points": self.points,
            "max_points": self.max_points,
            "reason": self.reason,
            "why": self.why,
            "severity": self.severity.value,
            "critical_to": self.critical_to,
            "quotes": [quote.shape() for quote in self.quotes],
            "judgements": [judgement.shape() for judgement in self.judgements],
            "earlier": [judgement.shape() for judgement in self.earlier],
        }


@dataclass(frozen=True, slots=True)
class Section:
    """One rubric's criteria with its points; ``percent`` is None where nothing applied. ``version`` is shown small beside the title."""

    title: str
    points: float
    max_points: float
    percent: float | None
    rows: tuple[Row, ...]
    version: str = ""

    def shape(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "points": self.points,
            "max_points": self.max_points,
            "percent": self.percent,
            "rows": [row.shape() for row in self.rows],
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Total:
    """The call's score: ``percent`` of the points that applied; ``critical``, that of the critical criteria alone.

    ``fatal`` are the titles of missed fatal criteria; ``errors``, how many critical and fatal ones were missed, by whom that harms.
    """

    points: float
    max_points: float
    percent: float | None
    critical: float | None = None
    fatal: tuple[str, ...] = ()
    errors: Mapping[str, int] = field(default_factory=dict)

    def shape(self) -> dict[str, Any]:
        return {
            "points": self.points,
            "max_points": self.max_points,
            "percent": self.percent,
            "critical": self.critical,
            "fatal": list(self.fatal),
            "errors": [[harmed, count] for harmed, count in self.errors.items() if count],
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's judgement of one finding, as saved in the component."""

    finding: str
    verdict: Verdict
    comment: str

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Decision:
        """From what the browser sent. Raises KeyError or ValueError when that is no judgement: only a tampered page sends such."""
        verdict = Verdict(value["verdict"])
        if verdict is Verdict.UNSCORED:
            raise ValueError("a person's judgement cannot be unscored")
        return cls(str(value["finding"]), verdict, str(value["comment"]).strip())


def labels(language: str) -> dict[str, str]:
    """The words of the scorecard for a reader of ``language``."""
    return locales.area(language, "scorecard.words")


def scorecard(
    key: str,
    *,
    total: Total,
    sections: Sequence[Section],
    labels: Mapping[str, str],
    editable: bool = False,
    on_decide: Callable[[Decision], None] | None = None,
    on_accept_all: Callable[[tuple[str, ...]], None] | None = None,
    player: str = "",
    drafts: str = "",
    height: int | None = None,
) -> None:
    """Show the scorecard. ``on_decide`` gets one saved judgement, ``on_accept_all`` the findings whose machine verdict is accepted at once.

    ``player`` is the key of the player that quotes are heard in (any full player where empty). ``drafts`` names whose unsaved words these
    are (call, transcript and person): they are kept in the browser under it. With ``height`` (pixels) the rows scroll inside the component.
    The callbacks run before the page's next run; put the component in a fragment to keep that run small.
    """
    _component(
        key=key,
        data=packed(
            {
                "key": key,
                "total": total.shape(),
                "sections": [section.shape() for section in sections],
                "labels": dict(labels),
                "editable": editable,
                "accept_all": editable and on_accept_all is not None,
                "player": player,
                "drafts": drafts or key,
                "height": height,
            }
        ),
        on_decide_change=_decided(key, on_decide),
        on_accept_all_change=_accepted(key, on_accept_all),
    )


def _decided(key: str, callback: Callable[[Decision], None] | None) -> Callable[[], None]:
    """Several rows may be saved before one run answers: they come together."""

    def changed() -> None:
        value = st.session_state[key]["decide"]
        if callback is not None and value is not None:
            for decision in [Decision.read(each) for each in value["decisions"]]:
                callback(decision)

    return changed


def _accepted(key: str, callback: Callable[[tuple[str, ...]], None] | None) -> Callable[[], None]:
    def changed() -> None:
        value = st.session_state[key]["accept_all"]
        if callback is not None and value is not None:
            callback(tuple(str(finding) for finding in value["findings"]))

    return changed


_component = st.components.v2.component(
    "hearback_scorecard",
    css=style("scorecard/scorecard.css"),
    js=script(
        "player/dom.js",
        "scorecard/drafts.js",
        "scorecard/row.js",
        "scorecard/decide.js",
        "scorecard/head.js",
        "player/keys.js",
        "scorecard/keys.js",
        "scorecard/main.js",
    ),
)
