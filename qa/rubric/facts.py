"""Fact sheets: what is true of a subject, from which day to which, and whether an amount that was said agrees with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from qa.rubric.amount import Amount, Bound
from qa.rubric.match import Phrase
from qa.rubric.units import MONEY, Unit, comparable, converted, same

ROUGHLY = 0.1
"""How far an amount said with 大概 or about may be from the fact: one tenth of it."""


class Agreement(StrEnum):
    """What the comparison of something said with a row gives."""

    RIGHT = "right"
    WRONG = "wrong"
    NEITHER = "neither"
    """Not a statement of this fact: an hour within the opening hours."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: a number with its unit (``high``: the other end of a span; ``per``: the period of a rate), or words, any of which says it.

    ``written`` is the value as a reader is shown it; ``line`` where it stands in the file.
    """

    subject: str
    attribute: str
    value: float
    unit: Unit
    written: str
    valid_from: date | None = None
    valid_to: date | None = None
    line: int = 0
    high: float | None = None
    per: Unit | None = None
    texts: tuple[Phrase, ...] = ()

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def fits(self, amount: Amount) -> bool:
        """Whether an amount counts what this row counts; one without a unit may; with a period (每月39) it is a price."""
        if self.unit is Unit.TEXT:
            return False
        if amount.unit is None:
            countable = self.unit in MONEY if amount.per is not None else self.unit not in (Unit.DATE, Unit.CLOCK, Unit.COUNT)
            return countable and self._rate(amount) is not None
        return comparable(amount.unit, self.unit) and self._rate(amount) is not None

    def agrees(self, amount: Amount) -> Agreement:
        """Whether an amount that ``fits`` says what this row says.

        A span said is right where the fact lies in it, a span in the sheet where the number said does; 大概 and about leave one tenth; at
        least, at most, less and more than are right where they are true; 三天之内 counts as three days.
        """
        if self.unit is Unit.CLOCK:
            return _clock(amount, self.value, self.high)
        if self.unit in (Unit.DATE, Unit.MONTHDAY):
            return _days(amount, self.value, self.high)
        return _either(self._number_agrees(amount))

    def _number_agrees(self, amount: Amount) -> bool:
        rate = self._rate(amount) or 1.0
        unit = amount.unit or self.unit
        low, high = amount.value * rate, None if amount.high is None else amount.high * rate
        if same(low, unit, self.value, self.unit) and (high is None or self.high is None or same(high, unit, self.high, self.unit)):
            return amount.bound not in (Bound.LESS, Bound.MORE)
        fact, top = _in(self.value, self.unit, unit), None if self.high is None else _in(self.high, self.unit, unit)
        if fact is None:
            return False
        if high is not None or top is not None:
            said, known = (low, low if high is None else high), (fact, fact if top is None else top)
            return _holds(said, known) or _holds(known, said)
        match amount.bound:
            case Bound.ABOUT:
                return abs(low - fact) <= ROUGHLY * abs(fact)
            case Bound.AT_LEAST:
                return fact >= low
            case Bound.AT_MOST:
                return fact <= low
            case Bound.MORE:
                return fact > low
            case Bound.LESS:
                return fact < low
        return False

    def _rate(self, amount: Amount) -> float | None:
        """By what an amount is multiplied to be one of this row's period; None where the periods do not compare."""
        if self.per is None:
            return None if amount.per in _PIECES else 1.0
        if amount.per is None:
            return 1.0
        return converted(1.0, self.per, amount.per)


_PIECES = frozenset({Unit.KB, Unit.MB, Unit.GB, Unit.TB, Unit.MESSAGE, Unit.MINUTE, Unit.HOUR})
"""What a price may be for, apart from a period: a row without a period is not meant by them."""


@dataclass(frozen=True)
class Sheet:
    """All rows of a file, in its order, and the words by which subjects and attributes are spoken of."""

    id: str
    rows: tuple[Row, ...]
    subjects: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    attributes: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)

    @property
    def phrases(self) -> Iterator[Phrase]:
        """All that has to be looked for."""
        for words in (*self.subjects.values(), *self.attributes.values()):
            yield from words
        for row in self.rows:
            yield from row.texts

    @cached_property
    def subject_words(self) -> frozenset[Phrase]:
        return frozenset(phrase for words in self.subjects.values() for phrase in words)

    @cached_property
    def attribute_words(self) -> frozenset[Phrase]:
        return frozenset(phrase for words in self.attributes.values() for phrase in words)

    @cached_property
    def text_words(self) -> frozenset[Phrase]:
        return frozenset(phrase for row in self.rows for phrase in row.texts)

    @cached_property
    def subjects_of(self) -> Mapping[str, tuple[str, ...]]:
        """Whom a word means, by its normal form."""
        return _named_by(self.subjects)

    @cached_property
    def attributes_of(self) -> Mapping[str, tuple[str, ...]]:
        return _named_by(self.attributes)

    @cached_property
    def rows_of_text(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows that a text says, by its normal form."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            for sought in dict.fromkeys(phrase.sought for phrase in row.texts):
                found.setdefault(sought, []).append(row)
        return {sought: tuple(rows) for sought, rows in found.items()}

    @cached_property
    def _facts(self) -> Mapping[str, Mapping[str, tuple[Row, ...]]]:
        found: dict[str, dict[str, list[Row]]] = {}
        for row in self.rows:
            found.setdefault(row.subject, {}).setdefault(row.attribute, []).append(row)
        return {subject: {attribute: tuple(rows) for attribute, rows in facts.items()} for subject, facts in found.items()}

    @cached_property
    def kinds(self) -> Mapping[str, tuple[Row, ...]]:
        """For each attribute a row of every unit it is counted in."""
        found: dict[str, dict[tuple[Unit, Unit | None], Row]] = {}
        for row in self.rows:
            found.setdefault(row.attribute, {}).setdefault((row.unit, row.per), row)
        return {attribute: tuple(rows.values()) for attribute, rows in found.items()}

    @cached_property
    def _counted(self) -> dict[tuple[str, Unit | None, Unit | None], bool]:
        return {}

    def counts(self, attribute: str, amount: Amount) -> bool:
        """Whether an attribute is counted in what an amount counts; that depends on its unit and its period alone."""
        key = attribute, amount.unit, amount.per
        known = self._counted.get(key)
        if known is None:
            known = self._counted[key] = any(row.fits(amount) for row in self.kinds.get(attribute, ()))
        return known

    def facts(self, subject: str) -> Mapping[str, tuple[Row, ...]]:
        """All that is known of a subject, by attribute."""
        return self._facts.get(subject, {})


def _named_by(names: Mapping[str, tuple[Phrase, ...]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, words in names.items():
        for phrase in words:
            found.setdefault(phrase.sought, {})[name] = None
    return {sought: tuple(meant) for sought, meant in found.items()}


def _holds(outer: tuple[float, float], inner: tuple[float, float]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _either(right: bool) -> Agreement:
    return Agreement.RIGHT if right else Agreement.WRONG


def _in(value: float, unit: Unit, to: Unit) -> float | None:
    """A value in another unit for a comparison of sizes: prices whatever their currency, a month as 30 days."""
    exact = converted(value, unit, to)
    if exact is not None:
        return exact
    if unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        return converted(value * {Unit.MONTH: 30, Unit.QUARTER: 91, Unit.YEAR: 365}[unit], Unit.DAY, to)
    if to in (Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        days = converted(value, unit, Unit.DAY)
        return None if days is None else days / {Unit.MONTH: 30, Unit.QUARTER: 91, Unit.YEAR: 365}[to]
    return value if Unit.MONEY in (unit, to) else None


def _clock(amount: Amount, opens: float, closes: float | None) -> Agreement:
    """A time said within a span of the sheet is no statement of it, one outside is wrong; the ends of a span are told by either."""
    begins = _same_time(amount.value, opens, amount.vague)
    if closes is None:
        return _either(begins or (amount.high is not None and _same_time(amount.high, opens, amount.vague_high)))
    if amount.high is not None:
        return _either(begins and _same_time(amount.high, closes, amount.vague_high))
    if begins or _same_time(amount.value, closes, amount.vague):
        return Agreement.RIGHT
    inside = any(opens <= time <= closes for time in ({amount.value % 720, amount.value % 720 + 720} if amount.vague else {amount.value}))
    return Agreement.NEITHER if inside else Agreement.WRONG


def _same_time(one: float, other: float, vague: bool) -> bool:
    return (one - other) % (720 if vague else 1440) == 0


def _days(amount: Amount, first: float, last: float | None) -> Agreement:
    ends = [first] if last is None else [first, last]
    if amount.high is None:
        return _either(any(_same_day(amount.value, end) for end in ends))
    if last is None:
        return _either(_same_day(amount.value, first) or _same_day(amount.high, first))
    return _either(_same_day(amount.value, first) and _same_day(amount.high, last))


def _same_day(one: float, other: float) -> bool:
    """Whether two days are the same as far as both were told: year, month and day of the month each may be missing."""
    for size, modulus in ((10_000, 10_000), (100, 100), (1, 100)):
        part, other_part = int(one) // size % modulus, int(other) // size % modulus
        if part and other_part and part != other_part:
            return False
    return True
