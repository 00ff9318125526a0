"""Finding Chinese phrases by their sound: what an engine wrote with other characters that are read the same.

A phrase is compared by toneless pinyin, syllable by syllable, in three steps. One pass over the text finds where the syllables may be
those of a phrase; there each character is held against its readings; and what is left is asked whether it makes good sense as it is
written (qa.rubric.sound_words). A hit is a guess: it may point an inspector to a place, and decides nothing fatal by itself.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, MatchKind

from qa.rubric.normal import SENTENCE_ENDS, in_word, is_han
from qa.rubric.sound_syllables import NO_CHARACTER, Ear, Tolerance, ear
from qa.rubric.sound_words import REACH, makes_sense

LIGHT = "的了呢啊吧嘛呀哦哎唉诶儿"
"""Particles, sighs and the r of the north: they say little, and engines drop and add them."""

FEWEST = 3
"""How many syllables a phrase must have to be sought by its sound, light ones not counted: two are found everywhere."""

FEWEST_LOOSE = 4
"""How many it must have for light ones to be absent from it or added."""

MOST_ADDED = 2
"""How many light characters may be added."""

USUAL = Tolerance()

_LIGHT = frozenset(LIGHT)
_THIN: dict[int, None] = dict.fromkeys(map(ord, LIGHT))
_STOPS = re.compile("[" + "".join(sorted(SENTENCE_ENDS)) + "\n]")


@dataclass(frozen=True, slots=True, order=True)
class Heard:
    """A phrase heard: characters ``at`` to ``to`` (excluded) of the normal form, where ``written`` stands; ``phrase`` counts from 0."""

    at: int
    to: int
    phrase: int
    written: str


@dataclass(frozen=True, slots=True)
class _Form:
    """One way a phrase may be said. ``lead`` and ``trail`` are light syllables that must stand around what the pass looks for."""

    phrase: int
    sounds: tuple[int, ...]
    lead: tuple[int, ...] = ()
    trail: tuple[int, ...] = ()
    added: int = 0
    """How many light characters may stand in it besides its own."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundIndex:
    """Phrases compiled once, to be found in any number of texts. Immutable; safe in several threads."""

    phrases: tuple[str, ...]
    sensible: bool
    _weights: tuple[int, ...] = field(repr=False)
    _ear: Ear = field(repr=False)
    _thin_codes: dict[int, int | None] = field(repr=False)
    _forms: tuple[tuple[_Form, ...], ...] = field(repr=False)
    _automaton: AhoCorasick | None = field(repr=False)
    _allowed: AhoCorasick | None = field(repr=False)

    @classmethod
    def of(cls, phrases: Sequence[str], tolerance: Tolerance = USUAL, allow: Iterable[str] = (), sensible: bool = True) -> SoundIndex:
        """The index of ``phrases``, each in normal form; those that are not ``audible`` are never found.

        ``allow``: innocent texts in normal form; what is heard inside one of them does not count. Without ``sensible`` all that is heard
        counts, however good the sense of what is written.
        """
        heard = ear(tolerance)
        forms: dict[str, list[_Form]] = {}
        for index, phrase in enumerate(phrases):
            for codes, form in _forms(index, phrase, heard):
                forms.setdefault(codes, []).append(form)
        return cls(
            tuple(phrases),
            sensible,
            tuple(map(syllables, phrases)),
            heard,
            {**heard.codes, **_THIN},
            tuple(map(tuple, forms.values())),
            _automaton(forms),
            _automaton(filter(None, allow)),
        )

    def find(self, text: str) -> tuple[Heard, ...]:
        """Every phrase heard in ``text`` (normal form; several utterances may be joined by line ends), in order, overlapping ones too.

        Nothing is found where a phrase stands as it is written: that is for the literal matcher. Nothing runs over a sentence end.
        """
        if self._automaton is None:
            return ()
        found = self._scan(self._automaton, text)
        heard = [Heard(at, to, phrase, text[at:to]) for at, to, phrase in found]
        heard = [hit for hit in heard if hit.written != self.phrases[hit.phrase] and _whole(text, hit.at, hit.to)]
        if heard and self._allowed is not None:
            heard = _outside([(at, to) for _, at, to in self._allowed.find_matches_as_indexes(text, overlapping=True)], heard)
        return tuple(hit for hit in heard if not (self.sensible and self._makes_sense(text, hit)))

    def _scan(self, automaton: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
        """Where the sounds of a phrase are: in the text as it is, and in the text without light characters."""
        found: set[tuple[int, int, int]] = set()
        for pattern, at, to in automaton.find_matches_as_indexes(text.translate(self._ear.codes), overlapping=True):
            found.update(self._held(text, pattern, text[at:to], at, to))
        thin = text.translate(self._thin_codes)
        if len(thin) < len(text) and (matches := automaton.find_matches_as_indexes(thin, overlapping=True)):
            places = array("L", [place for place, char in enumerate(text) if char not in _LIGHT])
            for pattern, start, end in matches:
                chars = "".join([text[place] for place in places[start:end]])
                found.update(self._held(text, pattern, chars, places[start], places[end - 1] + 1))
        return sorted(found)

    def _held(self, text: str, pattern: int, chars: str, at: int, to: int) -> Iterator[tuple[int, int, int]]:
        """The phrases behind a place of equal codes whose sounds ``chars`` have, with their own light syllables around it."""
        for form in self._forms[pattern]:
            before, after = at - len(form.lead), to + len(form.trail)
            if (
                to - at - len(chars) <= form.added
                and before >= 0
                and self._sound(form.sounds, chars)
                and self._sound(form.lead, text[before:at])
                and self._sound(form.trail, text[to:after])
            ):
                yield before, after, form.phrase

    def _sound(self, sounds: tuple[int, ...], chars: str) -> bool:
        """Whether characters have these sounds; one without a sound (a letter) was compared by its code."""
        if len(sounds) != len(chars):
            return False
        known = self._ear.sounds
        return not any(sound and not sound & known.get(char, 0) for sound, char in zip(sounds, chars, strict=True))

    def _makes_sense(self, text: str, hit: Heard) -> bool:
        before, after = text[max(0, hit.at - REACH) : hit.at], text[hit.to : hit.to + REACH]
        return makes_sense(
            _STOPS.split(before)[-1], hit.written, _STOPS.split(after)[0], self.phrases[hit.phrase], self._weights[hit.phrase]
        )


def audible(phrase: str) -> bool:
    """Whether a phrase (normal form) is sought by its sound: Chinese, three syllables without the light ones, in one sentence."""
    return syllables(phrase) >= FEWEST and any(map(is_han, phrase)) and not _STOPS.search(phrase)


def syllables(phrase: str) -> int:
    """The syllables that tell a phrase from others: its Chinese characters without light ones, its digits, and one for each Latin word."""
    count, inside = 0, False
    for char in phrase:
        letter = in_word(char) and not char.isdigit()
        count += char.isdigit() or (letter and not inside) or (is_han(char) and char not in LIGHT)
        inside = letter
    return count


def _forms(index: int, phrase: str, ear: Ear) -> Iterator[tuple[str, _Form]]:
    if not audible(phrase) or NO_CHARACTER in (codes := phrase.translate(ear.codes)):
        return
    loose = syllables(phrase) >= FEWEST_LOOSE
    yield codes, _Form(index, ear.listen(phrase), added=MOST_ADDED if loose else 0)
    thin = phrase.translate(_THIN)
    if loose and thin != phrase:
        lead = phrase[: len(phrase) - len(phrase.lstrip(LIGHT))]
        trail = phrase[len(phrase.rstrip(LIGHT)) :]
        yield thin.translate(ear.codes), _Form(index, ear.listen(thin), ear.listen(lead), ear.listen(trail), MOST_ADDED)


def _automaton(texts: Iterable[str]) -> AhoCorasick | None:
    sought = list(texts)
    return AhoCorasick(sought, matchkind=MatchKind.Standard) if sought else None


def _whole(text: str, at: int, to: int) -> bool:
    """Whether a hit does not begin or end inside a number or a Latin word."""
    if at and in_word(text[at]) and in_word(text[at - 1]):
        return False
    return not (to < len(text) and in_word(text[to - 1]) and in_word(text[to]))


def _outside(allowed: list[tuple[int, int]], heard: list[Heard]) -> list[Heard]:
    """The hits that lie in none of the allowed places."""
    allowed.sort()
    begins, reach, furthest = [], [], 0
    for at, to in allowed:
        furthest = max(furthest, to)
        begins.append(at)
        reach.append(furthest)
    return [hit for hit in heard if not (i := bisect_right(begins, hit.at)) or reach[i - 1] < hit.to]
