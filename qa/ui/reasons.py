"""Why a call is worth a look, in words: pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qa.model.assignment import Reason, ReasonKind

Say = Callable[..., str]
"""The words behind ``queue.<key>``."""


def words(reason: Reason, say: Say, language: str) -> str:
    """A reason with what it rests on."""
    told = reason.evidence
    kind = reason.kind
    if kind is ReasonKind.SAMPLE:
        return say("reasons.sample", plan=told["plan"])
    if kind is ReasonKind.FATAL:
        return say("reasons.fatal", title=told[f"title_{language}"]) + _quoted(told, say)
    if kind is ReasonKind.LOW:
        return say("reasons.low", percent=f"{told['percent']:g}")
    if kind is ReasonKind.SILENCE:
        return say("reasons.silence", seconds=told["seconds"])
    if kind is ReasonKind.NEWCOMER:
        return say("reasons.newcomer", days=told["days"])
    if kind is ReasonKind.REPEAT and "calls" in told:
        return say("reasons.repeat_phone", count=told["calls"], days=told["days"])
    return say(f"reasons.{kind}") + _quoted(told, say)


def second(reason: Reason) -> float | None:
    """The second of the call that a reason rests on."""
    at = reason.evidence.get("at")
    return None if at is None else float(at)


def _quoted(told: Mapping[str, Any], say: Say) -> str:
    return say("reasons.quoted", quote=told["quote"]) if told.get("quote") else ""
