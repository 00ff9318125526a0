"""Finding phrases and patterns in a call: one pass for all phrases of a rubric, linear time for its patterns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2
from ahocorasick_rs import AhoCorasick, MatchKind

from qa.model.finding import How
from qa.rubric.normal import SENTENCE_ENDS, Normal, in_word, is_han, normalise, simplified

PATTERN_MARKS = frozenset("()[]{}|*+\\")
_MEMORY = 64 << 20
_WRITTEN_ENDS = str.maketrans({"？": r"\?", "！": "!", "；": ";"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is looked for. ``written`` is as the author wrote it; ``sought`` is its normal form, or the pattern in force."""

    written: str
    sought: str
    pattern: bool = False
    language: str | None = None

    def __hash__(self) -> int:
        return hash(self.sought)

    def counts_in(self, language: str) -> bool:
        """Whether it is looked for in a call of ``language``; a call of another language than ours hears all."""
        return self.language is None or language == self.language or language not in ("zh", "en")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: original characters ``start`` to ``end``, characters ``at`` to ``to`` of the normal form (ends excluded)."""

    utterance: int
    start: int
    end: int
    at: int
    to: int
    phrase: Phrase

    @property
    def how(self) -> How:
        return How.PATTERN if self.phrase.pattern else How.LITERAL


class BadPattern(ValueError):
    """A phrase or pattern that can find nothing; the word behind ``why`` stands in the locale files."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail


def literal(written: str, language: str | None = None) -> Phrase:
    """A phrase taken word by word. Raises BadPattern when nothing of it is left in the normal form."""
    sought = normalise(written).text.rstrip("".join(SENTENCE_ENDS)).strip()
    if not sought:
        raise BadPattern("nothing_left")
    return Phrase(written, sought, False, language)


def pattern(written: str, language: str | None = None) -> Phrase:
    """A pattern in RE2's language. Raises BadPattern when it is none, or finds the empty string."""
    sought = simplified(written).translate(_WRITTEN_ENDS)
    try:
        compiled = re2.compile(sought, _options())
    except re2.error as wrong:
        raise BadPattern("not_a_pattern", _said(wrong)) from wrong
    if compiled.search("") is not None:
        raise BadPattern("finds_nothing")
    return Phrase(written, sought, True, language)


def phrase(written: str, language: str | None = None) -> Phrase:
    """A plain entry of a list: a pattern where it holds one of ``( ) [ ] { } | * + \\``, else a phrase."""
    return pattern(written, language) if PATTERN_MARKS & set(written) else literal(written, language)


@dataclass(frozen=True, slots=True)
class Hits:
    """All hits of a matcher in one call, by phrase."""

    found: Mapping[Phrase, tuple[Hit, ...]]

    def of(self, phrases: frozenset[Phrase], utterances: frozenset[int] | None = None) -> tuple[Hit, ...]:
        """The hits of ``phrases`` in order, the leftmost first and the longest of those; none overlaps another."""
        found = [hits for sought, hits in self.found.items() if sought in phrases]
        wanted = [hit for hits in found for hit in hits if utterances is None or hit.utterance in utterances]
        wanted.sort(key=lambda hit: (hit.utterance, hit.at, -hit.to))
        kept: list[Hit] = []
        for hit in wanted:
            if not kept or kept[-1].utterance != hit.utterance or kept[-1].to <= hit.at:
                kept.append(hit)
        return tuple(kept)


@dataclass(frozen=True, slots=True)
class Matcher:
    """All phrases of a rubric, compiled once."""

    literals: tuple[Phrase, ...]
    patterns: tuple[Phrase, ...]
    _automaton: AhoCorasick | None = field(compare=False, repr=False)
    _set: Any = field(compare=False, repr=False)
    _compiled: tuple[tuple[Any, ...], ...] = field(compare=False, repr=False)

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> Matcher:
        unique = tuple(dict.fromkeys(phrases))
        literals = tuple(p for p in unique if not p.pattern)
        patterns = tuple(p for p in unique if p.pattern)
        automaton = AhoCorasick([p.sought for p in literals], matchkind=MatchKind.Standard) if literals else None
        together = re2.Set.SearchSet(_options())
        for sought in patterns:
            together.Add(sought.sought)
        if patterns:
            together.Compile()
        return cls(literals, patterns, automaton, together, tuple(_forms(p.sought) for p in patterns))

    def scan(self, said: Sequence[Normal]) -> Hits:
        """Every hit in the utterances ``said``, overlapping ones too."""
        found: dict[Phrase, list[Hit]] = {}
        self._scan_literals(said, found)
        self._scan_patterns(said, found)
        return Hits({sought: tuple(hits) for sought, hits in found.items()})

    def _scan_literals(self, said: Sequence[Normal], found: dict[Phrase, list[Hit]]) -> None:
        if self._automaton is None:
            return
        begins: list[int] = []
        length = 0
        for normal in said:
            begins.append(length)
            length += len(normal.text) + 1
        whole = "\n".join(normal.text for normal in said)
        for index, start, end in self._automaton.find_matches_as_indexes(whole, overlapping=True):
            utterance = bisect_right(begins, start) - 1
            _keep(found, self.literals[index], utterance, said[utterance], start - begins[utterance], end - begins[utterance])

    def _scan_patterns(self, said: Sequence[Normal], found: dict[Phrase, list[Hit]]) -> None:
        if not self.patterns:
            return
        for utterance, normal in enumerate(said):
            # The set tells cheaply which patterns are there at all; only those are asked where.
            for index in sorted(self._set.Match(normal.text) or ()):
                for compiled in self._compiled[index]:
                    for match in compiled.finditer(normal.text):
                        _keep(found, self.patterns[index], utterance, normal, match.start(), match.end())


def _forms(sought: str) -> tuple[Any, ...]:
    """A pattern compiled; one without Chinese also bound to word edges, for an alternative that would stop inside a longer word."""
    plain = re2.compile(sought, _options())
    return (plain,) if any(map(is_han, sought)) else (plain, re2.compile(rf"\b(?:{sought})\b", _options()))


def _keep(found: dict[Phrase, list[Hit]], sought: Phrase, utterance: int, normal: Normal, at: int, to: int) -> None:
    text = normal.text
    while at < to and text[at] == " ":
        at += 1
    while to > at and text[to - 1] == " ":
        to -= 1
    if at >= to or not _on_edges(text, at, to):
        return
    original = normal.original(at, to)
    if original is not None:
        found.setdefault(sought, []).append(Hit(utterance, original[0], original[1], at, to, sought))


def _on_edges(text: str, at: int, to: int) -> bool:
    """Whether a hit does not begin or end inside a word. ``'s`` after it is no part of the word."""
    if at and in_word(text[at]) and in_word(text[at - 1]):
        return False
    if to == len(text) or not in_word(text[to - 1]) or not in_word(text[to]):
        return True
    return text.startswith("'s", to) and (to + 2 == len(text) or not in_word(text[to + 2]))


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def _said(wrong: Exception) -> str:
    said = wrong.args[0] if wrong.args else ""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return re.sub(r"\s+", " ", words)
