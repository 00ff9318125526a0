"""Patterns that cannot be written out: where the words stand that a pattern needs, it is asked, and nowhere else.

A pattern with few ways through it is asked by ``re``, which is quicker over a short text that it never saw. Any other is left to RE2,
whose time grows with the text alone: no rubric can hang a worker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from qa.rubric.needed import LONGEST, Sketch, sketch
from qa.rubric.normal import is_han

MOST_WAYS = 5_000
_MEMORY = 64 << 20

_MOST_PROGRAM, _MOST_OF_CHOICE = 2_000, 100
"""The largest program of a pattern, and how much larger for each alternative. Past it (``.{0,200}``) RE2 has a state for every place in a
gap: a hundred times slower where a text is full of beginnings. The largest of the rules that come with this has 611."""

_MOST_LINE, _TWICE = 2_000, 200
"""Characters: a longer utterance is read in parts of so many, each with the end of the one before, so that no hit of ``_TWICE`` is lost.
A pattern that may reach to the end would be followed there from every place where it begins."""

_CHANGED_BY_CASE = re.compile(r"\\[A-Z]")


class BadPattern(ValueError):
    """A phrase or pattern that can find nothing; the word behind ``why`` stands in the locale files."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail


def check(sought: str) -> None:
    """Raises BadPattern when ``sought`` is no pattern in RE2's language, finds the empty string, or would be slow."""
    try:
        compiled = re2.compile(sought, _options())
    except re2.error as wrong:
        raise BadPattern("not_a_pattern", _said(wrong)) from wrong
    if compiled.search("") is not None:
        raise BadPattern("finds_nothing")
    if compiled.programsize > _MOST_PROGRAM + _MOST_OF_CHOICE * sought.count("|"):
        raise BadPattern("too_wide")


@dataclass(frozen=True)
class Pattern:
    """A pattern that cannot be written out. ``quick``: ``re`` finds the same in a short text, in the time allowed."""

    sought: str
    quick: bool

    def find(self, text: str) -> Iterable[tuple[int, int]]:
        """(at, to) for every place in the normal form of an utterance, spaces around it left out."""
        if len(text) <= _MOST_LINE:
            return self._places(text)
        found: dict[tuple[int, int], None] = {}
        edged = "^" in self.sought or "$" in self.sought
        for begin in range(0, max(len(text) - _TWICE, 1), _MOST_LINE - _TWICE):
            part = text[begin : begin + _MOST_LINE]
            last = begin + len(part) == len(text)
            for at, to in self._places(part):
                if not (edged and ((begin and not at) or (not last and to == len(part)))):
                    found[begin + at, begin + to] = None
        return found

    def _places(self, text: str) -> Iterable[tuple[int, int]]:
        forms = self._quick if self.quick and len(text) <= LONGEST else self._thorough
        if forms[0].search(text) is None:
            return ()
        places: dict[tuple[int, int], None] = {}
        for form in forms:
            for match in form.finditer(text):
                at, to = match.span()
                found = text[at:to].strip(" ")
                if found:
                    at = text.index(found, at)
                    places[at, at + len(found)] = None
        return places

    @cached_property
    def glance(self) -> Callable[[str], object | None] | None:
        """Tells by None that nothing is to be found in a text of at most LONGEST characters; None where only ``find`` can tell."""
        return self._quick[0].search if self.quick else None

    # A pattern without Chinese is also bound to word edges, for an alternative that would stop inside a longer word.

    @cached_property
    def _quick(self) -> tuple[Any, ...]:
        sought = self.sought.lower()
        bare = re.compile(sought, re.ASCII)
        return (bare,) if self._chinese else (bare, re.compile(rf"\b(?:{sought})\b", re.ASCII))

    @cached_property
    def _thorough(self) -> tuple[Any, ...]:
        options = _options(by_line=True)
        bare = re2.compile(f"(?m:{self.sought})", options)
        return (bare,) if self._chinese else (bare, re2.compile(rf"(?m:\b(?:{self.sought})\b)", options))

    @property
    def _chinese(self) -> bool:
        return any(map(is_han, self.sought))


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns by their numbers. ``needs``: texts one of which has to stand where a pattern finds anything, with the patterns whose it is.

    Patterns of which that cannot be told are asked through RE2's own filter: ``waiting`` has the numbers of these.
    """

    every: tuple[Pattern, ...]
    needs: Mapping[str, tuple[int, ...]]
    waiting: tuple[int, ...]
    _filter: Any

    @classmethod
    def of(cls, patterns: Sequence[str]) -> Patterns:
        every: list[Pattern] = []
        needs: dict[str, list[int]] = {}
        waiting: list[int] = []
        together = re2.Filter()
        for number, sought in enumerate(patterns):
            known = sketch(sought)
            every.append(Pattern(sought, known is not None and _may_be_quick(sought, known)))
            if known is None:
                waiting.append(number)
                together.Add(f"(?m:{sought})", _options(by_line=True))
                continue
            for text in known.needed:
                needs.setdefault(text, []).append(number)
        if waiting:
            together.Compile()
        return cls(tuple(every), {text: tuple(numbers) for text, numbers in needs.items()}, tuple(waiting), together)

    def without_words(self, whole: str) -> Iterator[int]:
        """Of the patterns of which nothing is known that they need those that RE2 finds somewhere in all utterances, a line each."""
        return (self.waiting[place] for place in self._filter.Match(whole) or ())


def _may_be_quick(sought: str, known: Sketch) -> bool:
    """Of what was read for a sketch only ``\\W`` and its like mind the case."""
    return known.ways <= MOST_WAYS and not _CHANGED_BY_CASE.search(sought)


def _options(by_line: bool = False) -> re2.Options:
    options = re2.Options()
    options.never_nl = by_line
    options.never_capture = True
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def _said(wrong: Exception) -> str:
    said = wrong.args[0] if wrong.args else ""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return re.sub(r"\s+", " ", words)
