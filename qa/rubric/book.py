"""Rubrics ready for use: read, checked, compiled. Immutable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from qa.model.rules import RuleKey
from qa.model.text import Text
from qa.rubric.condition import PhraseSet, phrases_in
from qa.rubric.excuses import Excuse
from qa.rubric.facts import Sheet
from qa.rubric.kinds import Kind
from qa.rubric.match import Matcher, Phrase
from qa.rubric.schema import RubricFile
from qa.rubric.sound_syllables import Tolerance


@dataclass(frozen=True)
class Rubric:
    """One version of one rubric. ``hash`` covers all that can change a verdict, phrases and facts included, and no example."""

    id: str
    version: int
    title: Text
    languages: tuple[str, ...]
    weight: float
    sections: Mapping[str, Text]
    criteria: tuple[Kind, ...]
    hash: str
    path: Path | None = None

    @classmethod
    def of(cls, file: RubricFile, path: Path | None = None) -> Rubric:
        return cls(
            id=file.id,
            version=file.version,
            title=file.title,
            languages=file.languages or (),
            weight=file.weight,
            sections=file.sections,
            criteria=file.criteria,
            hash=_hash(file),
            path=path,
        )

    @property
    def phrases(self) -> Iterator[Phrase]:
        """All it looks for."""
        return (sought for criterion in self.criteria for sought in phrases_in(criterion))

    @property
    def sounds(self) -> Iterator[tuple[Tolerance, str]]:
        """All it looks for by its sound too."""
        return (sought for criterion in self.criteria for sought in criterion.sounds)

    @cached_property
    def matcher(self) -> Matcher:
        """All it looks for, compiled at the first call it judges alone."""
        return Matcher.of(self.phrases, self.sounds)

    @property
    def max_points(self) -> float:
        """The points to be had where every criterion applies."""
        return sum(criterion.points for criterion in self.criteria) * self.weight

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "matcher"}

    def criterion(self, name: str) -> Kind:
        """Raises KeyError for a criterion that is not in this rubric."""
        found = {criterion.id: criterion for criterion in self.criteria}
        return found[name]


@dataclass(frozen=True)
class Book:
    """All rubrics of a folder, with the phrase sets, fact sheets and excuses they refer to.

    ``texts``: what all of it was read from. ``uses``: by rubric, all the other texts that it refers to.
    """

    rubrics: tuple[Rubric, ...]
    phrases: Mapping[str, PhraseSet]
    facts: Mapping[str, Sheet]
    excuses: Mapping[str, Excuse]
    texts: Mapping[RuleKey, str] = field(default_factory=dict)
    uses: Mapping[str, frozenset[RuleKey]] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Rubric]:
        return {rubric.id: rubric for rubric in self.rubrics}


def _hash(file: RubricFile) -> str:
    text = json.dumps(_plain(file), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A shape as values that JSON knows, without what changes no verdict: examples, and the line of a fact."""
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields if name != "examples"}
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value) if part.name != "line"}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
