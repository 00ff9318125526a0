"""Calls to review: which are asked for, who has them, and why one is worth a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class AssignmentState(StrEnum):
    OPEN = "open"
    DONE = "done"  # a review of the call is published, by whomever
    UNUSABLE = "unusable"  # another call was drawn instead, where there was one
    MOVED = "moved"  # somebody else has it now
    OFF = "off"  # called off with its plan


class Unusable(StrEnum):
    """Why a call that was drawn cannot be reviewed."""

    SILENT = "silent"
    CUT = "cut"
    WORDS = "words"
    LANGUAGE = "language"
    WRONG_AGENT = "wrong_agent"
    NO_SERVICE = "no_service"
    OTHER = "other"


class ReasonKind(StrEnum):
    """Why a call is worth a look. All but the first come from what the machine found; several may hold at once."""

    SAMPLE = "sample"
    FATAL = "fatal"
    LOW = "low"
    UPSET = "upset"
    REPEAT = "repeat"
    SILENCE = "silence"
    NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with what it rests on: for instance ``quote`` and its second ``at``, ``percent``, ``seconds``, ``calls``."""

    kind: ReasonKind
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which calls a plan draws: ``each`` of every agent, of a time (``since`` included, ``until`` not), as far as the filter lets pass.

    ``shortest_s`` and ``longest_s`` bound the length, ``lowest`` and ``highest`` the machine's score in per cent; "" and None let all pass.
    """

    since: datetime
    until: datetime
    each: int
    shortest_s: float | None = None
    longest_s: float | None = None
    queue: str = ""
    source: int | None = None
    language: str = ""
    team: str = ""
    lowest: float | None = None
    highest: float | None = None
    unreviewed: bool = True

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "since": self.since.isoformat(), "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Wanted:
        since, until = (datetime.fromisoformat(plain[name]) for name in ("since", "until"))
        return cls(**{**plain, "since": since, "until": until})
