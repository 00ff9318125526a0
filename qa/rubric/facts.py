"""Fact sheets: what is true of a subject, from which day to which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qa.rubric.match import Phrase
from qa.rubric.units import Unit


@dataclass(frozen=True)
class Row:
    """One fact. ``subject`` and ``attribute`` are their names; the phrases are the words by which they are spoken of."""

    subject: str
    subject_phrases: tuple[Phrase, ...]
    attribute: str
    attribute_phrases: tuple[Phrase, ...]
    value: float
    unit: Unit
    written: str
    valid_from: date | None
    valid_to: date | None
    line: int

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: Row) -> bool:
        """Whether both would answer the same question on some day."""
        if (self.subject, self.attribute) != (other.subject, other.attribute):
            return False
        begins = max(self.valid_from or date.min, other.valid_from or date.min)
        return begins <= min(self.valid_to or date.max, other.valid_to or date.max)


@dataclass(frozen=True)
class Sheet:
    """All rows of a file, in its order."""

    id: str
    rows: tuple[Row, ...]

    @property
    def phrases(self) -> Iterator[Phrase]:
        for row in self.rows:
            yield from row.subject_phrases
            yield from row.attribute_phrases

    @cached_property
    def subjects(self) -> dict[str, frozenset[Phrase]]:
        """The words of each subject, all rows together."""
        return {
            name: frozenset(p for row in self.rows if row.subject == name for p in row.subject_phrases) for name in self._names("subject")
        }

    @cached_property
    def attributes(self) -> dict[str, frozenset[Phrase]]:
        """The words of each attribute, all rows together."""
        return {
            name: frozenset(p for row in self.rows if row.attribute == name for p in row.attribute_phrases)
            for name in self._names("attribute")
        }

    @cached_property
    def units(self) -> dict[str, frozenset[Unit]]:
        """In which units each attribute is counted."""
        return {name: frozenset(row.unit for row in self.rows if row.attribute == name) for name in self._names("attribute")}

    def _names(self, column: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(getattr(row, column) for row in self.rows))
