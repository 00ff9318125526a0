"""What an evaluator found, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa.model.text import NO_TEXT, Text


class Verdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    NOT_APPLICABLE = "not_applicable"
    UNSCORED = "unscored"


class Severity(StrEnum):
    NORMAL = "normal"
    CRITICAL = "critical"
    FATAL = "fatal"


class CriticalTo(StrEnum):
    """Whom a critical error harms, as the contact centre industry counts them (COPC CX Standard): the customer, the house, or the law."""

    CUSTOMER = "customer"
    BUSINESS = "business"
    COMPLIANCE = "compliance"


class How(StrEnum):
    """By what means a piece of evidence was found."""

    LITERAL = "literal"
    PATTERN = "pattern"
    SOUND = "sound"
    FACT = "fact"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote and where it stands: characters ``start`` to ``end`` (excluded) of an utterance, and its seconds in the call.

    ``sought``: the phrase or pattern of the rule that found it, as its author wrote it; "" where nothing was looked for by words.
    """

    utterance: int
    start: int
    end: int
    quote: str
    starts_at: float | None = None
    ends_at: float | None = None
    how: How = How.LITERAL
    sought: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one criterion of one call, with its reason. ``points`` of ``max_points`` were earned.

    ``critical_to``: to whom a critical miss does harm, as the rubric says; "" where it says nothing.
    """

    criterion: str
    verdict: Verdict
    points: float
    max_points: float
    reason: Text
    evidence: tuple[Evidence, ...] = ()
    title: Text = NO_TEXT
    why: Text = NO_TEXT
    severity: Severity = Severity.NORMAL
    section: str = ""
    critical_to: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All findings of one version of one rubric on one transcript. ``hash`` is the rubric's own (phrases and facts included).

    ``answers``: where the answers of a language model that it was given are kept.
    """

    call: str
    transcript: str
    rubric: str
    version: int
    hash: str
    title: Text
    findings: tuple[Finding, ...]
    answers: tuple[int, ...] = ()
