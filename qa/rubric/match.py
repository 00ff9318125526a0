"""Finding phrases and patterns in a call: one pass for all phrases of all rubrics, linear time for patterns.

A pattern that stands for a handful of texts is looked for as those texts (``finite.py``). Texts are also looked for in the loose form
(``loose.py``), where particles and the writing of numbers do not count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from qa.model.finding import How
from qa.rubric.finite import Form, written_out
from qa.rubric.loose import loose_phrase
from qa.rubric.normal import SENTENCE_ENDS, Normal, normalise, simplified
from qa.rubric.patterns import BadPattern, Patterns, check
from qa.rubric.scan import Place, Scan, Sought, Texts
from qa.rubric.sound import SoundIndex
from qa.rubric.sound_syllables import Tolerance

_LITERAL, _PATTERN = How.LITERAL, How.PATTERN
PATTERN_MARKS = frozenset("()[]{}|*+\\")
MOST_WRITTEN = 500
"""Characters of a phrase."""

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


def literal(written: str, language: str | None = None) -> Phrase:
    """A phrase taken word by word. Raises BadPattern when nothing of it is left in the normal form, or it is longer than MOST_WRITTEN."""
    if len(written) > MOST_WRITTEN:
        raise BadPattern("too_long", str(MOST_WRITTEN))
    sought = normalise(written).text.rstrip("".join(SENTENCE_ENDS)).strip()
    if not sought:
        raise BadPattern("nothing_left")
    return Phrase(written, sought, False, language)


def pattern(written: str, language: str | None = None) -> Phrase:
    """A pattern in RE2's language. Raises BadPattern when it is none, or finds the empty string."""
    sought = simplified(written).translate(_WRITTEN_ENDS)
    check(sought)
    return Phrase(written, sought, True, language)


def phrase(written: str, language: str | None = None) -> Phrase:
    """A plain entry of a list: a pattern where it holds one of ``( ) [ ] { } | * + \\``, else a phrase."""
    return pattern(written, language) if PATTERN_MARKS & set(written) else literal(written, language)


Places = Mapping[int, tuple[Hit, ...]]
"""Hits by utterance, in order; no two of an utterance overlap."""


@dataclass(frozen=True, slots=True)
class Hits:
    """All hits of a matcher in one call, overlapping ones too, by the phrase's place in the matcher.

    Most are never asked for: each is a place until then.
    """

    matcher: Matcher
    said: Sequence[Normal]
    raw: Mapping[int, Sequence[Place]]
    _mask: int
    _lists: dict[frozenset[Phrase], Places] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def among(cls, matcher: Matcher, said: Sequence[Normal], raw: Mapping[int, Sequence[Place]]) -> Hits:
        return cls(matcher, said, raw, sum([1 << index for index in raw]))

    @property
    def found(self) -> Mapping[Phrase, tuple[Hit, ...]]:
        return {self.matcher.phrases[index]: tuple(map(self._hit, sorted(places))) for index, places in self.raw.items()}

    def _hit(self, place: Place) -> Hit:
        utterance, at, before, _, index = place
        phrase = self.matcher.phrases[index]
        return Hit(utterance, at, -before, phrase, _PATTERN if phrase.pattern else _LITERAL, self.said[utterance])

    def of(self, phrases: frozenset[Phrase], utterances: Iterable[int] | None = None) -> tuple[Hit, ...]:
        """The hits of ``phrases`` in order, the leftmost first and the longest of those; none overlaps another."""
        places = self.places(phrases)
        if not places:
            return ()
        if utterances is None:
            return tuple([hit for hits in places.values() for hit in hits])
        if isinstance(utterances, (set, frozenset)):
            return tuple([hit for utterance, hits in places.items() if utterance in utterances for hit in hits])
        return tuple([hit for utterance in utterances if utterance in places for hit in places[utterance]])

    def each(self, phrases: frozenset[Phrase], utterances: Sequence[int]) -> Iterator[Hit]:
        """The hits of ``phrases`` in some utterances, in order, one by one: whoever needs the first does not wait for the last."""
        places = self.places(phrases)
        if len(utterances) <= len(places):
            yield from (hit for utterance in utterances if utterance in places for hit in places[utterance])
            return
        # Fewer have hits than are asked for: these are gone through instead.
        for utterance, hits in places.items():
            at = bisect_left(utterances, utterance)
            if at < len(utterances) and utterances[at] == utterance:
                yield from hits

    def places(self, phrases: frozenset[Phrase]) -> Places:
        """The hits of ``phrases`` by utterance, in the order of the call."""
        known = self._lists.get(phrases)
        if known is None:
            known = self._lists[phrases] = self._chosen(self.matcher.mask(phrases) & self._mask)
        return known

    def _chosen(self, mask: int) -> Places:
        wanted: list[Place] = []
        while mask:
            lowest = mask & -mask
            wanted += self.raw[lowest.bit_length() - 1]
            mask ^= lowest
        wanted.sort()
        kept: dict[int, list[Hit]] = {}
        last, reached = -1, 0
        for place in wanted:
            utterance, at, before, _, _ = place
            if utterance != last:
                kept[utterance] = [self._hit(place)]
            elif reached <= at:
                kept[utterance].append(self._hit(place))
            else:
                continue
            last, reached = utterance, -before
        return {utterance: tuple(hits) for utterance, hits in kept.items()}


@dataclass(frozen=True)
class Matcher:
    """All phrases of some rubrics, compiled once. ``sounds``: those sought by their sound too, by what sounds count as one."""

    phrases: tuple[Phrase, ...]
    sounds: Mapping[Tolerance, tuple[str, ...]]
    _texts: Texts = field(compare=False, repr=False)
    _patterns: Patterns = field(compare=False, repr=False)
    _endless: tuple[int, ...] = field(compare=False, repr=False)
    _masks: dict[frozenset[Phrase], int] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, phrases: Iterable[Phrase], by_sound: Iterable[tuple[Tolerance, str]] = ()) -> Matcher:
        sounds: dict[Tolerance, dict[str, None]] = {}
        for tolerance, text in by_sound:
            sounds.setdefault(tolerance, {})[text] = None
        unique = tuple(dict.fromkeys(phrases))
        texts: dict[str, list[Sought]] = {}
        loose: dict[str, list[Sought]] = {}
        endless: list[int] = []
        for index, one in enumerate(unique):
            forms = one.texts
            if forms is None:
                endless.append(index)
                continue
            for form in forms:
                texts.setdefault(form.text, []).append(Sought(index, form))
                if (freely := loose_phrase(form.text)) is not None:
                    loose.setdefault(freely, []).append(Sought(index, form))
        heard = {tolerance: tuple(texts) for tolerance, texts in sounds.items()}
        patterns = Patterns.of([unique[index].sought for index in endless])
        return cls(unique, heard, Texts.of(texts, loose, patterns.needs), patterns, tuple(endless))

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
        scan = Scan(said)
        asked, loosely = scan.look_for(self._texts)
        scan.ask(self._patterns, self._endless, asked)
        for text, utterance, at, to in loosely:
            scan.add_loosely(text, utterance, at, to)
        return Hits.among(self, said, scan.raw)


def _joined(said: Sequence[str]) -> tuple[list[int], str]:
    """All utterances a line each, and where each begins."""
    begins: list[int] = []
    length = 0
    for text in said:
        begins.append(length)
        length += len(text) + 1
    return begins, "\n".join(said)
