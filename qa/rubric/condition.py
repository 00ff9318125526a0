"""What a rubric asks for: lists of phrases and the conditions around them, as they stand in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from qa.model.call import Speaker
from qa.model.text import Language, Text
from qa.rubric.facts import Sheet
from qa.rubric.match import Phrase, literal, pattern, phrase
from qa.rubric.patterns import BadPattern

Role = Literal["agent", "customer", "any"]


class Shape(BaseModel):
    """What all parts of a rubric file share: they never change, and a key nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Family:
    """The phrases of one family of a phrase set, by the language they are written in."""

    title: Text
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class PhraseSet:
    """A named set, ``@id``; its families are ``@id/family``, and the family "" holds what stands in none."""

    id: str
    title: Text
    families: Mapping[str, Family]

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        return tuple(phrase for family in self.families.values() for phrase in family.phrases)


@dataclass(frozen=True, slots=True)
class Known:
    """What a rubric may refer to; handed to the shapes below as the context of their validation."""

    phrases: Mapping[str, PhraseSet] = field(default_factory=dict)
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    excuses: Mapping[str, Any] = field(default_factory=dict)


def fault(kind: str, **details: Any) -> PydanticCustomError:
    """A mistake in a file; ``kind`` names its sentence in the locale files."""
    return PydanticCustomError(f"rubric_{kind}", "{detail}", {"detail": kind, **details})


def _known(info: ValidationInfo) -> Known:
    return info.context if isinstance(info.context, Known) else Known()


def _entry(value: Any, info: ValidationInfo) -> tuple[Phrase, ...]:
    """One entry of a list: a phrase, a pattern, or ``@name`` of a set."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    try:
        if isinstance(value, str):
            return _named(value[1:], _known(info)) if value.startswith("@") else (phrase(value),)
        return (_explicit(value),)
    except BadPattern as wrong:
        raise fault(wrong.why, value=str(value), why=wrong.detail) from wrong


def _named(name: str, known: Known) -> tuple[Phrase, ...]:
    set_name, _, family = name.partition("/")
    if set_name not in known.phrases:
        raise fault("no_phrase_set", value=set_name, known=sorted(known.phrases))
    chosen = known.phrases[set_name]
    if not family:
        return chosen.phrases
    if family not in chosen.families:
        raise fault("no_family", value=family, set=set_name, known=sorted(filter(None, chosen.families)))
    return chosen.families[family].phrases


def _explicit(value: Any) -> Phrase:
    if not isinstance(value, Mapping) or len(value.keys() & {"phrase", "pattern"}) != 1 or value.keys() - {"phrase", "pattern", "language"}:
        raise fault("not_an_entry", value=str(value))
    language = value.get("language")
    written = value.get("phrase", value.get("pattern"))
    if not isinstance(written, str) or language not in (None, "zh", "en"):
        raise fault("not_an_entry", value=str(value))
    return (literal if "phrase" in value else pattern)(written, language)


Entry = Annotated[Any, PlainValidator(_entry)]


def _by_language(value: Any) -> Any:
    return {"either": value} if isinstance(value, list) else value


class Phrases(Shape):
    """A list of entries, each standing for one phrase or for a whole set; ``zh`` and ``en`` count in calls of that language only."""

    either: tuple[Entry, ...] = Field((), strict=False)
    zh: tuple[Entry, ...] = Field((), strict=False)
    en: tuple[Entry, ...] = Field((), strict=False)

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.either or self.zh or self.en):
            raise fault("empty_list")
        return self

    def entries(self, language: str) -> tuple[frozenset[Phrase], ...]:
        """The entries that count in a call of ``language``, each as the set of its phrases."""
        return self._entries.get(language) or self._entries[""]

    def of(self, language: str) -> frozenset[Phrase]:
        """All phrases that count in a call of ``language``."""
        return self._flat.get(language) or self._flat[""]

    @cached_property
    def _entries(self) -> dict[str, tuple[frozenset[Phrase], ...]]:
        def counted(language: str) -> tuple[frozenset[Phrase], ...]:
            lists = {"zh": (self.either, self.zh), "en": (self.either, self.en)}.get(language, (self.either, self.zh, self.en))
            entries = (frozenset(p for p in entry if p.counts_in(language)) for entries in lists for entry in entries)
            return tuple(entry for entry in entries if entry)

        return {language: counted(language) for language in ("zh", "en", "")}

    @cached_property
    def _flat(self) -> dict[str, frozenset[Phrase]]:
        return {language: frozenset().union(*entries) for language, entries in self._entries.items()}


PhraseList = Annotated[Phrases, BeforeValidator(_by_language)]
Count = Annotated[int, Field(ge=1, le=10_000)]
Seconds = Annotated[float, Field(gt=0, le=36_000)]


Share = Annotated[float, Field(gt=0, le=100)]
Nth = Annotated[int, Field(ge=-1000, le=1000)]


class Condition(Shape):
    """Who says what, where in the call. All that is given has to hold.

    ``any``, ``all``, ``none``: phrases. ``first``, ``last`` (utterances of the speaker), ``first_s``, ``last_s`` (seconds), ``first_pct``,
    ``last_pct`` (per cent of the call) and ``near`` (another condition) say where. ``all_of``, ``any_of`` (with ``at_least``) and
    ``none_of`` join conditions; one that names no speaker has that of the whole. ``nth``: of the places where it holds only this one
    counts, from 1, or from the end with -1.
    """

    speaker: Role | None = None
    any: PhraseList | None = None
    all: PhraseList | None = None
    none: PhraseList | None = None
    at_least: Count | None = None
    first: Count | None = None
    last: Count | None = None
    first_s: Seconds | None = None
    last_s: Seconds | None = None
    first_pct: Share | None = None
    last_pct: Share | None = None
    near: Anchor | None = None
    nth: Nth | None = None
    unless: PhraseList | None = None
    language: Language | None = None
    all_of: Annotated[tuple[Condition, ...], Field(strict=False)] = ()
    any_of: Annotated[tuple[Condition, ...], Field(strict=False)] = ()
    none_of: Annotated[tuple[Condition, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.any is None and self.all is None and self.none is None and not (self.all_of or self.any_of or self.none_of):
            raise fault("asks_nothing")
        if self.at_least is not None and (self.any is None) == (not self.any_of):
            raise fault("at_least_of_nothing")
        if self.any_of and (self.at_least or 1) > len(self.any_of):
            raise fault("too_large", value=self.at_least, limit=len(self.any_of))
        if self.first is not None and self.last is not None:
            raise fault("first_and_last")
        if self.nth == 0:
            raise fault("no_nth")
        return self

    @cached_property
    def wording(self) -> dict[str, Text]:
        """What it asks for in a reader's words, by the language of the call; filled where it is first asked for (wording.py)."""
        return {}

    @cached_property
    def ranged(self) -> bool:
        """Whether it looks at a part of the call only."""
        return any(
            value is not None for value in (self.first, self.last, self.first_s, self.last_s, self.first_pct, self.last_pct, self.near)
        )

    @cached_property
    def plain(self) -> bool:
        """Whether it asks for one phrase of a list and nothing else: then each of its hits is one that makes it hold."""
        others = (self.all, self.none, self.all_of or None, self.any_of or None, self.none_of or None)
        return (self.at_least or 1) == 1 and self.any is not None and all(value is None for value in others)

    def speakers(self, default: Role) -> frozenset[Speaker]:
        """Whose utterances count."""
        return speakers(self.speaker or default)


class Expectation(Condition):
    """A condition that answers another: how soon after it, or how near."""

    within_s: Seconds | None = None
    within_turns: Count | None = None
    place: Literal["after", "before", "around"] | None = None


class Anchor(Expectation):
    """A condition near which another is looked for: around it and in its own utterance, if ``place`` says nothing else."""


Condition.model_rebuild()
Expectation.model_rebuild()
Anchor.model_rebuild()


def speakers(role: Role) -> frozenset[Speaker]:
    return frozenset(Speaker) if role == "any" else frozenset({Speaker(role)})


def phrases_in(shape: BaseModel) -> Iterator[Phrase]:
    """Every phrase a shape looks for, at any depth."""
    if isinstance(shape, Phrases):
        for entry in (*shape.either, *shape.zh, *shape.en):
            yield from entry
        return
    for name in type(shape).model_fields:
        value = getattr(shape, name)
        if isinstance(value, Sheet):
            yield from value.phrases
            continue
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from phrases_in(part)
