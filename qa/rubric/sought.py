"""Looking for words in many short texts: as they are written in any way, and by their sound.

A text is kept in normal form, and beside it, character by character, as it sounds: each set of toneless readings is one private code point.
A pattern over those code points finds homophones exactly: two characters are alike where they share a reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from qa.model.library import Term
from qa.rubric.normal import SENTENCE_ENDS, is_han, normalise
from qa.rubric.sound import USUAL
from qa.rubric.sound_syllables import NO_CHARACTER, readings, toneless

VERSION = 1
"""Goes up when texts are written down otherwise: what was written before is written anew."""
LONGEST, MOST_TERMS = 200, 10
FEWEST, FEWEST_DIGITS = 2, 4
"""How many syllables are sought by their sound, and how many where all are digits: fewer are found everywhere."""
MOST_WAYS = 8
"""In how many ways letters may be cut into syllables."""
LONGEST_SYLLABLE = 6

_MASK = re.compile("〔[^〔〕]*〕")
_FIRST = 0xE000
_PIECES = re.compile(r'["“”]([^"“”]*)["“”]|「([^「」]*)」|([^\s"“”「」]+)')
_LETTERS = re.compile(r"[a-zê]+(?:'[a-z]+)*")
_ENDS = "".join(SENTENCE_ENDS) + " "


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Characters ``start`` to ``end`` (excluded) of a text that were looked for; ``heard``: they only sound so."""

    start: int
    end: int
    heard: bool = False


def written(texts: Iterable[str]) -> tuple[str, str]:
    """Texts as they are looked through: their normal forms in lines, and how those sound. What stands for a mask is left out."""
    lines = [line for text in texts for _, piece in _pieces(text) if (line := normalise(piece).text)]
    words = "\n".join(lines)
    return words, words.translate(_ear().codes)


def parsed(query: str) -> tuple[Term, ...]:
    """What was typed: words apart, “quoted” ones as they are, Chinese ones and pinyin by their sound too. All are wanted.

    >>> [term.words for term in parsed('套餐 "per month" tao can')]
    [('套餐',), ('per month',), ('tao', 'can')]
    """
    terms: list[Term] = []
    letters: list[str] = []
    for found in _PIECES.finditer(unicodedata.normalize("NFKC", query[:LONGEST])):
        quoted, word = found[1] if found[1] is not None else found[2], found[3]
        if word and (plain := toneless(word.casefold())) and _LETTERS.fullmatch(plain) and _ways(plain):
            letters.append(word)
            continue
        terms += _spelt(letters)
        letters = []
        text = normalise(quoted if word is None else word).text.strip(_ENDS)
        if text:
            terms.append(Term((text,), _sounding(text) if word else ""))
    return tuple([*terms, *_spelt(letters)][:MOST_TERMS])


def marks(text: str, terms: Sequence[Term]) -> tuple[Mark, ...]:
    """Where what is looked for stands in a text, in order, none overlapping; as it is written where it is, else by its sound."""
    found: list[Mark] = []
    for offset, piece in _pieces(text):
        normal = normalise(piece)
        sounds = normal.text.translate(_ear().codes)
        for term in terms:
            places = [(at, at + len(word)) for word in term.words for at in _all(normal.text, word)]
            heard = not places and bool(term.sounds)
            if heard:
                places = [match.span() for match in re.finditer(term.sounds, sounds)]
            originals = (normal.original(at, to) for at, to in places)
            found += [Mark(offset + place[0], offset + place[1], heard) for place in originals if place]
    kept: list[Mark] = []
    for mark in sorted(found):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """What stands between masks, and where it begins."""
    at = 0
    for mask in _MASK.finditer(text):
        yield at, text[at : mask.start()]
        at = mask.end()
    yield at, text[at:]


def _all(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _spelt(letters: list[str]) -> list[Term]:
    """Words in letters that stand side by side and may be pinyin."""
    if not letters:
        return []
    words = tuple(text for one in letters if (text := normalise(one).text))
    ways: list[tuple[str, ...]] = [()] if words else []
    for one in letters:
        ways = [(*before, *way) for before in ways for way in _ways(toneless(one.casefold()))][:MOST_WAYS]
    heard = _ear().spelt
    patterns = ["".join(heard[syllable] for syllable in way) for way in ways if len(way) >= FEWEST]
    return [Term(words, "|".join(patterns))] if words else []


def _ways(letters: str) -> list[tuple[str, ...]]:
    """How letters can be cut into syllables, in some of all the ways that there are."""
    spelt = _ear().spelt
    ways: dict[int, list[tuple[str, ...]]] = {len(letters): [()]}
    # from the end: of each place the few ways to go on from there, so that nothing is tried twice
    for at in range(len(letters) - 1, -1, -1):
        onward: list[tuple[str, ...]] = []
        for to in range(min(at + LONGEST_SYLLABLE, len(letters)), at, -1):
            if letters[at:to] in spelt:
                after = to + 1 if letters[to : to + 1] == "'" else to
                onward += [(letters[at:to], *rest) for rest in ways.get(after, ())]
        ways[at] = onward[:MOST_WAYS]
    return ways[0]


def _sounding(text: str) -> str:
    """A pattern of all that sounds like a text in normal form; "" where it has too few sounds."""
    heard = _ear().alike
    sounds = sum(char in heard for char in text)
    if sounds < (FEWEST if any(map(is_han, text)) else FEWEST_DIGITS):
        return ""
    return "".join(heard.get(char) or re.escape(char) for char in text)


@dataclass(frozen=True, slots=True)
class _Ear:
    """``codes``: what each character sounds like; ``alike``, ``spelt``: a class of what shares a reading with it, or is read so."""

    codes: dict[int, int]
    alike: dict[str, str]
    spelt: dict[str, str]


@cache
def _ear() -> _Ear:
    heard = {char: frozenset(map(USUAL.fold, said)) for char, said in readings().items()}
    sets = sorted({*heard.values()}, key=sorted)
    code = {said: chr(_FIRST + number) for number, said in enumerate(sets)}
    of = {syllable: f"[{''.join(code[said] for said in sets if syllable in said)}]" for said in sets for syllable in said}
    near = {said: f"[{''.join(code[other] for other in sets if other & said)}]" for said in sets}
    codes = dict.fromkeys(range(_FIRST, 0xF900), ord(NO_CHARACTER)) | {ord(char): ord(code[said]) for char, said in heard.items()}
    # sighs without a vowel (m, n, hng) would be found in every other spelling
    spelt = {one: of[USUAL.fold(one)] for said in readings().values() for one in said if not set("aeiouv").isdisjoint(one)}
    return _Ear(codes, {char: near[said] for char, said in heard.items()}, spelt)
