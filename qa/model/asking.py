"""What a language model is asked about a call, and what it answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from qa.model.finding import Verdict
from qa.model.speaker import Speaker
from qa.model.text import NO_TEXT, Language, Text


@dataclass(frozen=True, slots=True)
class Line:
    """A turn as the model is shown it. ``turn`` counts all turns of the call from 1, those that are not shown too."""

    turn: int
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion about one call, in one language. ``cites``: whose turns may be quoted, None for anybody's."""

    language: Language
    asked: str
    met_when: str
    missed_when: str
    not_applicable_when: str
    cites: Speaker | None
    lines: tuple[Line, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that is asked and shown: an answer belongs to this and to nothing else."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Cited:
    """Words that the model says stand in a turn, counted from 1. Nothing is believed of it until the transcript was looked at."""

    turn: int
    quote: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model made of a question; ``verdict`` is UNSCORED where it could not tell. ``problem``: why there is no answer at all.

    ``id`` is where the answer is kept, 0 for nowhere.
    """

    model: str
    verdict: Verdict = Verdict.UNSCORED
    quotes: tuple[Cited, ...] = ()
    reason: str = ""
    problem: Text = NO_TEXT
    id: int = 0


NO_ANSWERS: Mapping[str, Answer] = MappingProxyType({})
"""By criterion: nobody was asked."""
