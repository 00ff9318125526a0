"""Finding phrases and patterns in a call: one pass for all phrases of all rubrics, linear time for patterns.

A pattern that stands for a handful of texts is looked for as those texts (``finite.py``). Texts are also looked for in the loose form
(``loose.py``), where particles and the writing of numbers do not count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import re2
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from qa.model.finding import How
from qa.rubric.finite import Form, written_out
from qa.rubric.loose import agrees, loose_phrase, loosened, trailing
from qa.rubric.normal import SENTENCE_ENDS, Normal, in_word, is_han, normalise, simplified
from qa.rubric.sound import SoundIndex
from qa.rubric.sound_syllables import Tolerance

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

    @property
    def texts(self) -> tuple[Form, ...] | None:
        """The texts it stands for; None where it cannot be written out."""
        if not self.pattern:
            return (Form(self.sought),)
        forms = written_out(self.sought)
        if forms is None:
            return None
        texts = (Form(normalise(form.text).text, form.at_start, form.at_end) for form in forms)
        return tuple(dict.fromkeys(form for form in texts if form.text))


class Hit(NamedTuple):
    """A phrase found: characters ``at`` to ``to`` (excluded) of the normal form ``said``.

    One found by its sound has the phrase that it sounds like.
    """

    utterance: int
    at: int
    to: int
    phrase: Phrase
    how: How
    said: Normal

    @property
    def place(self) -> tuple[int, int]:
        """The original characters, the end excluded."""
        found = self.said.original(self.at, self.to)
        assert found is not None, "a hit does not cut a character in two"
        return found

    @property
    def start(self) -> int:
        return self.place[0]

    @property
    def end(self) -> int:
        return self.place[1]


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


Places = Mapping[int, tuple[Hit, ...]]
"""Hits by utterance, in order; no two of an utterance overlap."""


@dataclass(frozen=True, slots=True)
class Hits:
    """All hits of a matcher in one call, overlapping ones too, by the phrase's place in the matcher."""

    matcher: Matcher
    raw: Mapping[int, Sequence[Hit]]
    _mask: int
    _lists: dict[frozenset[Phrase], Places] = field(default_factory=dict, compare=False, repr=False)

    @property
    def found(self) -> Mapping[Phrase, tuple[Hit, ...]]:
        return {self.matcher.phrases[index]: tuple(sorted(hits, key=_leftmost_longest)) for index, hits in self.raw.items()}

    def of(self, phrases: frozenset[Phrase], utterances: Iterable[int] | None = None) -> tuple[Hit, ...]:
        """The hits of ``phrases`` in order, the leftmost first and the longest of those; none overlaps another."""
        places = self.places(phrases)
        if not places:
            return ()
        if utterances is None:
            return tuple(hit for hits in places.values() for hit in hits)
        wanted = sorted(utterances) if isinstance(utterances, (set, frozenset)) else utterances
        return tuple(hit for utterance in wanted for hit in places.get(utterance, ()))

    def places(self, phrases: frozenset[Phrase]) -> Places:
        """The hits of ``phrases`` by utterance, in the order of the call."""
        known = self._lists.get(phrases)
        if known is None:
            known = self._lists[phrases] = self._chosen(self.matcher.mask(phrases) & self._mask)
        return known

    def _chosen(self, mask: int) -> Places:
        if not mask:
            return {}
        wanted = [hit for index, hits in self.raw.items() if mask >> index & 1 for hit in hits]
        wanted.sort(key=_leftmost_longest)
        kept: dict[int, list[Hit]] = {}
        for hit in wanted:
            before = kept.setdefault(hit.utterance, [])
            if not before or before[-1].to <= hit.at:
                before.append(hit)
        return {utterance: tuple(hits) for utterance, hits in kept.items()}


def _leftmost_longest(hit: Hit) -> tuple[int, int, int]:
    return hit.utterance, hit.at, -hit.to


@dataclass(frozen=True)
class Matcher:
    """All phrases of some rubrics, compiled once. ``sounds``: those sought by their sound too, by what sounds count as one."""

    phrases: tuple[Phrase, ...]
    sounds: Mapping[Tolerance, tuple[str, ...]]
    _texts: _Texts = field(compare=False, repr=False)
    _loose: _Texts = field(compare=False, repr=False)
    _endless: _Patterns = field(compare=False, repr=False)
    _masks: dict[frozenset[Phrase], int] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, phrases: Iterable[Phrase], by_sound: Iterable[tuple[Tolerance, str]] = ()) -> Matcher:
        sounds: dict[Tolerance, dict[str, None]] = {}
        for tolerance, text in by_sound:
            sounds.setdefault(tolerance, {})[text] = None
        unique = tuple(dict.fromkeys(phrases))
        texts: dict[str, list[_Sought]] = {}
        loose: dict[str, list[_Sought]] = {}
        endless: list[tuple[int, Phrase]] = []
        for index, one in enumerate(unique):
            forms = one.texts
            if forms is None:
                endless.append((index, one))
                continue
            for form in forms:
                texts.setdefault(form.text, []).append(_Sought(index, form))
                if (freely := loose_phrase(form.text)) is not None:
                    loose.setdefault(freely, []).append(_Sought(index, form))
        heard = {tolerance: tuple(texts) for tolerance, texts in sounds.items()}
        return cls(unique, heard, _Texts.of(texts), _Texts.of(loose), _Patterns.of(endless))

    @cached_property
    def _ears(self) -> Mapping[Tolerance, SoundIndex]:
        return {tolerance: SoundIndex.of(texts, tolerance) for tolerance, texts in self.sounds.items()}

    def listen(self, said: Sequence[Normal], tolerance: Tolerance) -> Mapping[str, tuple[Hit, ...]]:
        """What sounds like a phrase and is written otherwise, by the text of the phrase, in order, overlapping ones too."""
        ear = self._ears[tolerance]
        begins, whole = _joined([normal.text for normal in said])
        found: dict[str, list[Hit]] = {}
        for heard in ear.find(whole):
            utterance = bisect_right(begins, heard.at) - 1
            at, to = heard.at - begins[utterance], heard.to - begins[utterance]
            normal = said[utterance]
            if normal.whole(at, to):
                text = ear.phrases[heard.phrase]
                found.setdefault(text, []).append(Hit(utterance, at, to, Phrase(text, text), How.SOUND, normal))
        return {text: tuple(hits) for text, hits in found.items()}

    @cached_property
    def _index(self) -> dict[Phrase, int]:
        return {one: index for index, one in enumerate(self.phrases)}

    def mask(self, phrases: frozenset[Phrase]) -> int:
        """A set of phrases as bits, one a phrase of this matcher."""
        known = self._masks.get(phrases)
        if known is None:
            bits = bytearray(len(self.phrases) // 8 + 1)
            for one in phrases:
                index = self._index.get(one)
                if index is not None:
                    bits[index >> 3] |= 1 << (index & 7)
            known = self._masks[phrases] = int.from_bytes(bits, "little")
        return known

    def scan(self, said: Sequence[Normal]) -> Hits:
        """Every hit in the utterances ``said``, overlapping ones too."""
        places: dict[tuple[int, int, int, int], None] = {}
        texts = [normal.text for normal in said]
        for utterance, at, to, sought in self._texts.find(texts):
            places[sought.index, utterance, at, to] = None
        for utterance, at, to, index in self._endless.find(texts):
            places[index, utterance, at, to] = None
        self._scan_loose(texts, places)
        raw: dict[int, list[Hit]] = {}
        for index, utterance, at, to in places:
            hit = self._hit(index, utterance, said[utterance], at, to)
            if hit is not None:
                raw.setdefault(index, []).append(hit)
        return Hits(self, raw, sum(1 << index for index in raw))

    def _scan_loose(self, texts: Sequence[str], places: dict[tuple[int, int, int, int], None]) -> None:
        begins, whole = _joined(texts)
        form = loosened(whole)
        for start, end, sought in self._loose.places(form.text):
            span = form.strict(start, end)
            if span is None:
                continue
            utterance = bisect_right(begins, span[0]) - 1
            text, wanted, begin = texts[utterance], sought.form, begins[utterance]
            at, to = span[0] - begin, trailing(wanted.text, text, span[1] - begin)
            if (wanted.at_start and at) or (wanted.at_end and to < len(text)) or not agrees(wanted.text, text[at:to]):
                continue
            places[sought.index, utterance, at, to] = None

    def _hit(self, index: int, utterance: int, normal: Normal, at: int, to: int) -> Hit | None:
        if not on_edges(normal.text, at, to) or not normal.whole(at, to):
            return None
        one = self.phrases[index]
        return Hit(utterance, at, to, one, How.PATTERN if one.pattern else How.LITERAL, normal)


@dataclass(frozen=True, slots=True)
class _Sought:
    """A text looked for on behalf of a phrase: its place in the matcher."""

    index: int
    form: Form


@dataclass(frozen=True, slots=True)
class _Texts:
    """Many texts, found in one pass."""

    owners: tuple[tuple[_Sought, ...], ...]
    automaton: Any

    @classmethod
    def of(cls, texts: Mapping[str, Sequence[_Sought]]) -> _Texts:
        # The two-array automaton is not built for a handful: it is the contiguous one that stays quick with tens of thousands.
        automaton = AhoCorasick(list(texts), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA) if texts else None
        return cls(tuple(map(tuple, texts.values())), automaton)

    def find(self, said: Sequence[str]) -> Iterator[tuple[int, int, int, _Sought]]:
        """(utterance, at, to, what) for every place, overlapping ones too."""
        begins, whole = _joined(said)
        for start, end, sought in self.places(whole):
            utterance = bisect_right(begins, start) - 1
            at, to = start - begins[utterance], end - begins[utterance]
            if not ((sought.form.at_start and at) or (sought.form.at_end and to < len(said[utterance]))):
                yield utterance, at, to, sought

    def places(self, whole: str) -> Iterator[tuple[int, int, _Sought]]:
        """(start, end, what) for every place in a text, overlapping ones too."""
        if self.automaton is not None:
            for number, start, end in self.automaton.find_matches_as_indexes(whole, overlapping=True):
                for sought in self.owners[number]:
                    yield start, end, sought


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns that cannot be written out. The filter tells cheaply, by words that must be there, which are; only those are asked where.

    (A set of patterns would do it in one automaton, which these patterns with their gaps make so large that every new text extends it.)
    """

    indexes: tuple[int, ...]
    together: Any
    compiled: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, patterns: Sequence[tuple[int, Phrase]]) -> _Patterns:
        together = re2.Filter()
        for _, one in patterns:
            together.Add(f"(?m:{one.sought})", _options(by_line=True))
        if patterns:
            together.Compile()
        return cls(tuple(index for index, _ in patterns), together, tuple(_forms(one.sought) for _, one in patterns))

    def find(self, said: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
        """(utterance, at, to, phrase) for every place; no pattern reaches from one utterance into the next."""
        if not self.indexes:
            return
        # In bytes, as the library has them: it would turn every place it finds in a text into bytes and back.
        lines = [text.encode() for text in said]
        begins, length = [], 0
        for line in lines:
            begins.append(length)
            length += len(line) + 1
        whole = b"\n".join(lines)
        for number in self.together.Match(whole) or ():
            for compiled in self.compiled[number]:
                for match in compiled.finditer(whole):
                    start, end = match.span()
                    found = whole[start:end].strip(b" ")
                    if not found:
                        continue
                    start = whole.index(found, start)
                    utterance = bisect_right(begins, start) - 1
                    at = len(whole[begins[utterance] : start].decode())
                    yield utterance, at, at + len(found.decode()), self.indexes[number]


def _joined(said: Sequence[str]) -> tuple[list[int], str]:
    """All utterances a line each, and where each begins."""
    begins: list[int] = []
    length = 0
    for text in said:
        begins.append(length)
        length += len(text) + 1
    return begins, "\n".join(said)


def _forms(sought: str) -> tuple[Any, ...]:
    """A pattern compiled; one without Chinese also bound to word edges, for an alternative that would stop inside a longer word."""
    options = _options(by_line=True)
    plain = re2.compile(f"(?m:{sought})", options)
    return (plain,) if any(map(is_han, sought)) else (plain, re2.compile(rf"(?m:\b(?:{sought})\b)", options))


def on_edges(text: str, at: int, to: int) -> bool:
    """Whether a hit does not begin or end inside a word. ``'s`` after it is no part of the word."""
    if at and in_word(text[at]) and in_word(text[at - 1]):
        return False
    if to == len(text) or not in_word(text[to - 1]) or not in_word(text[to]):
        return True
    return text.startswith("'s", to) and (to + 2 == len(text) or not in_word(text[to + 2]))


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
