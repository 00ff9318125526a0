"""What every criterion has, and what judging one gives."""

from __future__ import annotations

import string
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from qa.model.finding import CriticalTo, Evidence, Severity, Verdict
from qa.model.text import LANGUAGES, Language, Text
from qa.rubric.condition import Condition, Shape, fault
from qa.rubric.sound_syllables import Tolerance

if TYPE_CHECKING:
    from qa.rubric.scene import Scene

BLANKS = frozenset(
    {
        "cue",
        "phrase",
        "quote",
        "value",
        "limit",
        "expected",
        "subject",
        "attribute",
        "within_s",
        "within_turns",
        "count",
        "at",
        "points",
        "range",
    }
    | {"valid", "line", "missing", "fixed", "more"}
)
NAME = r"^[a-z0-9]+([-_][a-z0-9]+)*$"
Choice = TypeVar("Choice", bound=StrEnum)
Name = Annotated[str, Field(pattern=NAME, max_length=60)]


def _text(value: Any) -> Text:
    if isinstance(value, str) and value.strip():
        return Text.same(value)
    if isinstance(value, Mapping) and set(value) == set(LANGUAGES) and all(isinstance(v, str) and v.strip() for v in value.values()):
        return Text(value["zh"], value["en"])
    raise fault("not_a_text", value=str(value))


def _template(value: Any) -> Text:
    text = _text(value)
    for words in (text.zh, text.en):
        try:
            blanks = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
        except ValueError as wrong:
            raise fault("broken_blanks", value=words, why=str(wrong)) from wrong
        if unknown := sorted(blanks - BLANKS):
            raise fault("unknown_blank", value="{" + unknown[0] + "}", known=sorted(BLANKS))
    return text


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as wrong:
        raise fault("not_a_day", value=str(value)) from wrong


def _severity(value: Any) -> Severity:
    return _choice(Severity, value)


def _critical_to(value: Any) -> CriticalTo:
    return _choice(CriticalTo, value)


def _verdict(value: Any) -> Verdict:
    return _choice(Verdict, value)


def _choice(choices: type[Choice], value: Any) -> Choice:
    if value not in list(choices):
        raise fault("choice", value=str(value), known=[choice.value for choice in choices])
    return choices(value)


Words = Annotated[Text, PlainValidator(_text)]
Template = Annotated[Text, PlainValidator(_template)]
Day = Annotated[date, PlainValidator(_day)]


class Turn(Shape):
    """One turn of an example: exactly one speaker and the words, evidence in ``[[…]]``; seconds where they matter."""

    agent: str | None = None
    customer: str | None = None
    unknown: str | None = None
    at: Annotated[float, Field(ge=0)] | None = None
    until: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _one_speaker(self) -> Self:
        if sum(words is not None for words in (self.agent, self.customer, self.unknown)) != 1:
            raise fault("one_speaker")
        if self.until is not None and (self.at is None or self.until < self.at):
            raise fault("until_before_at")
        return self


class Example(Shape):
    """A short call and the verdict it must get."""

    name: Words
    verdict: Annotated[Verdict, BeforeValidator(_verdict)]
    call: Annotated[tuple[Turn, ...], Field(strict=False)]
    points: Annotated[float, Field(ge=0)] | None = None
    language: Language | None = None
    started_at: Day | None = None
    known_gap: str | None = Field(None, min_length=1)


@dataclass(frozen=True, slots=True)
class HeardAs:
    """In the details of an outcome: what is written, and the phrase that it sounds like."""

    written: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its reason: ``because`` names the sentence in the locale files, ``details`` fill it."""

    verdict: Verdict
    because: str
    details: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    points: float | None = None
    """What was earned, where it is neither all nor nothing."""


class Criterion(Shape, ABC):
    """One thing asked of a call. Each kind adds its own keys and knows how to judge."""

    id: Name
    title: Words
    points: Annotated[float, Field(ge=0, le=1000)]
    severity: Annotated[Severity, BeforeValidator(_severity)] = Severity.NORMAL
    critical_to: Annotated[CriticalTo, BeforeValidator(_critical_to)] | None = None
    section: str = ""
    why: Words | None = None
    on_met: Template | None = None
    on_miss: Template | None = None
    language: Language | None = None
    when: Condition | None = None
    examples: Annotated[tuple[Example, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _critical_to_somebody(self) -> Self:
        if self.critical_to is not None and self.severity is Severity.NORMAL:
            raise fault("critical_to_of_normal")
        return self

    @property
    def sounds(self) -> Iterable[tuple[Tolerance, str]]:
        """The texts that it looks for by their sound too, with what sounds count as one."""
        return ()

    @property
    def machine_judges(self) -> bool:
        """Whether a verdict can come without a person."""
        return True

    @property
    def may_not_apply(self) -> bool:
        """Whether a call may give no occasion for it; such a criterion needs an example of that too."""
        return self.when is not None

    @abstractmethod
    def judge(self, scene: Scene) -> Outcome:
        """The verdict on a call. Pure; never raises for any call."""
