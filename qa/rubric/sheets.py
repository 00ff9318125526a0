"""Reading fact sheets from their files: CSV with the columns subject, aliases, attribute, value, unit, valid_from, valid_to.

The words by which a subject or an attribute is spoken of are given once, in any of its rows or in a row of their own without a value; they
hold for the whole sheet. A mistake is told at its line and column, with the mend; ``params["problems"]`` of the RubricError has all.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from qa.rubric.facts import Row, Sheet
from qa.rubric.match import Phrase, literal, pattern
from qa.rubric.numerals import ONES, TENS
from qa.rubric.patterns import BadPattern
from qa.rubric.problems import Problem, refusal, sentence, source_line, text_of
from qa.rubric.units import PERIODS, UNIT_NAMES, Unit

COLUMNS = ("subject", "aliases", "attribute", "value", "unit", "valid_from", "valid_to")

MOST_CHARACTERS = 16_000_000
MOST_ROWS = 100_000
MOST_IN_CELL = 4000
MOST_WORDS = 200
"""Words in one cell."""
LARGEST = 1e12
_MOST_PROBLEMS = 100

_SUBJECT, _ALIASES, _ATTRIBUTE, _VALUE, _UNIT, _FROM, _TO = range(len(COLUMNS))
_NUMBER = r"-?\d+(?:\.\d+)?"
_SPAN = r" ?(?:~|～|–|—|至|到) ?"
_NUMBERS = re.compile(rf"({_NUMBER})(?:(?:{_SPAN}|-)({_NUMBER}))?")
_TIMES = re.compile(rf"([01]?\d|2[0-4]):([0-5]\d)(?:(?:{_SPAN}|-)([01]?\d|2[0-4]):([0-5]\d))?")
_DATES = re.compile(rf"(\d{{4}}-\d\d-\d\d)(?:{_SPAN}(\d{{4}}-\d\d-\d\d))?")
_PATTERN_MARKS = frozenset("()[]{}*+\\")


def load_sheet(path: Path) -> Sheet:
    """One fact sheet. Raises RubricError."""
    return read_sheet(text_of(path), path)


def read_sheet(text: str, path: Path) -> Sheet:
    """A fact sheet from its text; ``path`` names it. Raises RubricError."""
    reader = _Reader(path, text.split("\n"))
    if len(text) > MOST_CHARACTERS:
        reader.wrong(1, 1, "sheet_too_large", value=len(text), limit=MOST_CHARACTERS)
    else:
        reader.read(text)
    if reader.problems:
        raise refusal(sorted(reader.problems, key=lambda problem: (problem.line, problem.column)))
    return reader.sheet()


class _BadCell(Exception):
    def __init__(self, cell: int, kind: str, **details: Any) -> None:
        super().__init__(kind)
        self.cell, self.kind, self.details = cell, kind, details


@dataclass
class _Reader:
    """What has been read so far."""

    path: Path
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    subjects: dict[str, dict[Phrase, None]] = field(default_factory=dict)
    attributes: dict[str, dict[Phrase, None]] = field(default_factory=dict)
    spoken: dict[tuple[int, str], int] = field(default_factory=dict)
    """Rows that only give words: (column, name) and line."""

    def read(self, text: str) -> None:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(reader, [])
            if tuple(cell.strip() for cell in header) != COLUMNS:
                self.wrong(1, 1, "header", known=",".join(COLUMNS))
                return
            begin = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    self._add([cell.strip() for cell in cells], begin, reader.line_num)
                begin = reader.line_num + 1
                if len(self.problems) >= _MOST_PROBLEMS:
                    return
        except csv.Error as bad:
            self.wrong(reader.line_num, 1, "csv", why=str(bad))
            return
        self._check_overlaps()
        self._check_spoken()

    def sheet(self) -> Sheet:
        return Sheet(
            self.path.stem,
            tuple(self.rows),
            {name: tuple(words) for name, words in self.subjects.items()},
            {name: tuple(words) for name, words in self.attributes.items()},
        )

    def wrong(self, line: int, column: int, kind: str, **details: Any) -> None:
        self.problems.append(Problem(self.path, line, column, source_line(self.lines, line), sentence(kind, **details)))

    def _add(self, cells: list[str], begin: int, end: int) -> None:
        try:
            if len(self.rows) >= MOST_ROWS:
                raise _BadCell(0, "too_many_rows", limit=MOST_ROWS)
            if len(cells) != len(COLUMNS):
                raise _BadCell(0, "columns", value=len(cells), limit=len(COLUMNS))
            for index, cell in enumerate(cells):
                if len(cell) > MOST_IN_CELL:
                    raise _BadCell(index, "cell_too_long", value=len(cell), limit=MOST_IN_CELL)
            self._add_row(cells, begin)
        except _BadCell as bad:
            line, column = _place(self.lines[begin - 1 : end], bad.cell)
            self.wrong(begin + line, column, bad.kind, **bad.details)

    def _add_row(self, cells: list[str], line: int) -> None:
        subject, attribute = cells[_SUBJECT], cells[_ATTRIBUTE].split("|")[0].strip()
        only_words = not any(cells[_VALUE:])
        if only_words and bool(subject) is not bool(attribute):
            self.spoken.setdefault((_SUBJECT, subject) if subject else (_ATTRIBUTE, attribute), line)
        else:
            self.rows.append(_row(cells, attribute, line))
        if subject:
            self.subjects.setdefault(subject, {}).update(dict.fromkeys(_words(f"{subject}|{cells[_ALIASES]}", _ALIASES)))
        if attribute:
            aliases = "" if subject else cells[_ALIASES]
            self.attributes.setdefault(attribute, {}).update(dict.fromkeys(_words(f"{cells[_ATTRIBUTE]}|{aliases}", _ATTRIBUTE)))

    def _check_overlaps(self) -> None:
        """No two rows may answer the same question on one day."""
        same: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            same.setdefault((row.subject, row.attribute), []).append(row)
        for rows in same.values():
            rows.sort(key=lambda row: row.valid_from or date.min)
            last = rows[0]
            for row in rows[1:]:
                if (row.valid_from or date.min) <= (last.valid_to or date.max):
                    later, earlier = sorted((row.line, last.line), reverse=True)
                    self.wrong(later, 1, "overlapping_rows", other=earlier)
                if (row.valid_to or date.max) > (last.valid_to or date.max):
                    last = row

    def _check_spoken(self) -> None:
        """Words for something that no row tells a fact of are a slip of the pen."""
        for (column, name), line in self.spoken.items():
            told = {row.subject for row in self.rows} if column == _SUBJECT else {row.attribute for row in self.rows}
            if name not in told:
                place = _place([self.lines[line - 1]], column)
                self.wrong(line, place[1], "words_without_fact", value=name)


def _row(cells: list[str], attribute: str, line: int) -> Row:
    for index in (_SUBJECT, _ATTRIBUTE):
        if not cells[index].split("|")[0].strip():
            raise _BadCell(index, "too_short")
    unit, per = _unit(cells[_UNIT]) if cells[_UNIT] or cells[_VALUE] else (None, None)
    value, high, texts = _value(cells[_VALUE], unit, off="off" in cells[_UNIT].casefold())
    begins, ends = _day(cells[_FROM], _FROM), _day(cells[_TO], _TO)
    if begins and ends and begins > ends:
        raise _BadCell(_FROM, "days_turned")
    assert unit is not None
    written = _written(cells[_VALUE], cells[_UNIT], unit)
    return Row(cells[_SUBJECT], attribute, value, unit, written, begins, ends, line, high, per, texts)


def _unit(cell: str) -> tuple[Unit, Unit | None]:
    name = " ".join(cell.casefold().split())
    if name in UNIT_NAMES:
        return UNIT_NAMES[name], None
    unit, slash, period = (part.strip() for part in name.partition("/"))
    if slash and unit in UNIT_NAMES and period not in PERIODS:
        raise _BadCell(_UNIT, "unknown_period", value=period, known=list(PERIODS))
    if not slash or unit not in UNIT_NAMES:
        raise _BadCell(_UNIT, "unknown_unit", value=cell, known=list(UNIT_NAMES))
    return UNIT_NAMES[unit], PERIODS[period]


def _value(cell: str, unit: Unit | None, off: bool) -> tuple[float, float | None, tuple[Phrase, ...]]:
    """A value as a number (and the other end of a span), or the words that say it. ``off``: a discount told by what is taken off."""
    if unit is Unit.TEXT:
        return 0.0, None, _texts(cell)
    if unit is Unit.CLOCK:
        return *_numbers(cell, _TIMES, "not_a_time", lambda h, m: int(h) * 60 + int(m), 1440), ()
    if unit is Unit.DATE:
        return *_dates(cell), ()
    low, high = _numbers(cell, _NUMBERS, "not_an_amount", float, 31 if unit is Unit.MONTHDAY else LARGEST)
    if unit is Unit.DISCOUNT:
        ends = [(100 - end) / 10 if off else end / 10 if end >= 10 else end for end in (low, high) if end is not None]
        low, high = min(ends), max(ends) if len(ends) == 2 else None
    return low, high, ()


def _numbers(cell: str, form: re.Pattern[str], kind: str, number: Any, limit: float) -> tuple[float, float | None]:
    match = form.fullmatch(cell)
    if match is None:
        raise _BadCell(_VALUE, kind, value=cell)
    parts, half = match.groups(), form.groups // 2
    low = float(number(*parts[:half]))
    high = None if parts[half] is None else float(number(*parts[half:]))
    if max(abs(low), abs(high or 0)) > limit:
        raise _BadCell(_VALUE, "too_large", value=cell, limit=f"{limit:g}")
    if high is not None and high <= low:
        raise _BadCell(_VALUE, "span_turned", value=cell)
    return low, high


def _dates(cell: str) -> tuple[float, float | None]:
    match = _DATES.fullmatch(cell)
    days = [] if match is None else [_day(part, _VALUE) for part in match.groups() if part]
    if not days:
        raise _BadCell(_VALUE, "not_a_day", value=cell)
    numbers = [float(day.year * 10_000 + day.month * 100 + day.day) for day in days if day is not None]
    if len(numbers) == 2 and numbers[1] <= numbers[0]:
        raise _BadCell(_VALUE, "span_turned", value=cell)
    return numbers[0], numbers[1] if len(numbers) == 2 else None


def _texts(cell: str) -> tuple[Phrase, ...]:
    """The wordings of a text, any of which says it: phrases, or patterns where one holds ``( ) [ ] { } * + \\``."""
    words = _parted(cell)
    if not words:
        raise _BadCell(_VALUE, "too_short")
    try:
        return tuple(pattern(word) if _PATTERN_MARKS & set(word) else literal(word) for word in words)
    except BadPattern as bad:
        raise _BadCell(_VALUE, bad.why, value=cell, why=bad.detail) from bad


def _parted(cell: str) -> list[str]:
    """A cell at its bars, those inside brackets left alone."""
    parts, depth = [""], 0
    for char in cell:
        depth += (char in "([{") - (char in ")]}")
        if char == "|" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def _written(value: str, unit: str, kind: Unit) -> str:
    if kind is Unit.TEXT:
        return _parted(value)[0]
    if kind in (Unit.CLOCK, Unit.DATE):
        return value
    return f"{value} {unit}" if unit.isascii() and not unit.startswith("%") else f"{value}{unit}"


def _day(cell: str, column: int) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError as wrong:
        raise _BadCell(column, "not_a_day", value=cell) from wrong


def _place(lines: list[str], cell: int) -> tuple[int, int]:
    """Where a cell of a record begins: its line from 0, its column from 1; quotation marks and line ends inside cells minded."""
    quoted, line, begin = False, 0, 0
    for at_line, text in enumerate(lines):
        for at, char in enumerate(text):
            if char == '"':
                quoted = not quoted
            elif char == "," and not quoted:
                if cell == 0:
                    return line, begin + 1
                cell, line, begin = cell - 1, at_line, at + 1
    return line, begin + 1


# --- the words for a subject or an attribute ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _words(cell: str, column: int) -> tuple[Phrase, ...]:
    """The phrases of a cell, each written number also as it is said."""
    written = [word.strip() for word in cell.split("|") if word.strip()]
    if not written:
        raise _BadCell(column, "too_short")
    if len(written) > MOST_WORDS:
        raise _BadCell(column, "too_many_words", value=len(written), limit=MOST_WORDS)
    try:
        return tuple(dict.fromkeys(literal(said) for word in written for said in (word, *_spoken(word))))
    except BadPattern as bad:
        raise _BadCell(column, bad.why, value=cell) from bad


_IN_ENGLISH = re.compile(r"(?<![\w.])\d{1,4}(?![\w.])")
_PRICE = re.compile(r"(?<=\d)(?:元|块钱?)(?!的)")


def _spoken(word: str) -> Iterator[str]:
    """Freedom 39 is also said Freedom thirty nine, and 39元套餐 39块套餐 or 39块钱套餐. (Chinese numerals the matching minds by itself.)"""
    if word.isascii():
        for number in _IN_ENGLISH.findall(word)[:1]:
            for words in _in_words(int(number)):
                yield _IN_ENGLISH.sub(words, word, count=1)
    elif price := _PRICE.search(word):
        for unit in ("元", "块", "块钱"):
            if unit != price[0]:
                yield word[: price.start()] + unit + word[price.end() :]


def _in_words(number: int) -> list[str]:
    if number >= 1000:
        return []
    low = _below_hundred(number % 100) if number % 100 else ""
    if number < 100:
        return [_below_hundred(number)]
    high = _below_hundred(number // 100)
    full = f"{high} hundred"
    said = [f"{full} and {low}", f"{full} {low}"] if low else [full]
    return [*said, f"{high} {low}"] if number % 100 >= 10 else said


def _below_hundred(number: int) -> str:
    names = {value: word for word, value in (ONES | TENS).items()}
    return names.get(number) or f"{names[number // 10 * 10]} {names[number % 10]}"
