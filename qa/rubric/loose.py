"""The loose form: what is left of the normal form when particles go and numbers are written in digits.

我也没有办法啊 and 我也没有办法的, 二十四小时 and 24小时 and twenty four hours said as 24 hours: none of it changes what was said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from qa.rubric.normal import is_han
from qa.rubric.numerals import BIG, ONES, TENS, chinese_number, english_number

PARTICLES = frozenset("的了呢啊吧嘛呀哦噢喔呗啦哟")
"""Characters that may be said or left out."""

LEAST = 3
"""Characters that a loose phrase has at least; a shorter one is too easily hit."""

_FREE = 6
"""From so many characters on a phrase is found although a 的 or 了 of its own was left out."""

_ALL = "".join(PARTICLES)

_EN = "|".join(sorted([*ONES, *TENS, "hundred", *BIG], key=len, reverse=True))
_CHANGED = re.compile(
    r"(?P<zh>[零〇一二三四五六七八九十百千万亿两幺]+(?:点[零〇一二三四五六七八九]+)?)"
    r"|的(?![确士])(?<!目的)(?<!打的)|(?<![不得为除])了(?![解结])|[呢啊嘛呀哦噢喔呗啦哟]|(?<![酒网贴])吧"
    rf"|(?P<en>\b(?:{_EN})(?: (?:and )?(?:{_EN}))*\b)"
)
# The same in three, each beginning with the characters that it may begin with: so the search goes from one of these to the next.
_EN_BY_LETTER = "|".join(
    f"{letter}(?<=\\b{letter})(?:{'|'.join(word[1:] for word in _EN.split('|') if word.startswith(letter))})"
    for letter in sorted({word[0] for word in _EN.split("|")})
)
_NUMBER_EN = re.compile(rf"(?:{_EN_BY_LETTER})(?: (?:and )?(?:{_EN}))*\b")
_NUMBER_ZH = re.compile(r"[零〇一二三四五六七八九十百千万亿两幺]+(?:点[零〇一二三四五六七八九]+)?")
_PARTICLE = re.compile(
    r"[的了呢啊嘛呀哦噢喔呗啦哟吧](?:(?<=的)(?![确士])(?<!目的)(?<!打的)|(?<=了)(?<![不得为除]了)(?![解结])"
    r"|(?<=[呢啊嘛呀哦噢喔呗啦哟])|(?<=吧)(?<![酒网贴]吧))"
)
_MAY_CHANGE = re.compile(rf"[零〇一二三四五六七八九十百千万亿两幺的了呢啊吧嘛呀哦噢喔呗啦哟]|\b(?:{_EN})\b")


@dataclass(frozen=True, slots=True)
class Loose:
    """``text``: the loose form, in pieces: each begins at ``begins[i]`` of it and at ``places[i]`` of the normal form.

    ``numbers[i]``: where the characters of the normal form end that a piece was made of, if it is a number; else 0: it stands as it was.
    """

    text: str
    begins: tuple[int, ...]
    places: tuple[int, ...]
    numbers: tuple[int, ...]

    def strict(self, at: int, to: int) -> tuple[int, int] | None:
        """The characters of the normal form behind ``at`` to ``to`` (excluded, not empty); None where an edge would cut a number in two."""
        first, last = bisect_right(self.begins, at) - 1, bisect_right(self.begins, to - 1) - 1
        if self.numbers[first] and at != self.begins[first]:
            return None
        start = self.places[first] + at - self.begins[first]
        if not self.numbers[last]:
            return start, self.places[last] + to - self.begins[last]
        ends = self.begins[last + 1] if last + 1 < len(self.begins) else len(self.text)
        return (start, self.numbers[last]) if to == ends else None


def loosened(text: str) -> Loose:
    """The loose form of a text in normal form; lines stay lines."""
    pieces: list[str] = []
    begins: list[int] = []
    places: list[int] = []
    numbers: list[int] = []
    at = length = 0

    def add(piece: str, place: int, number: int) -> int:
        pieces.append(piece)
        begins.append(length)
        places.append(place)
        numbers.append(number)
        return length + len(piece)

    for match in _CHANGED.finditer(text):
        number = _digits(match)
        if number == match[0]:
            continue
        start, end = match.span()
        if at < start:
            length = add(text[at:start], at, 0)
        if number:
            length = add(number, start, end)
        at = end
    if at < len(text) or not pieces:
        length = add(text[at:], at, 0)
    return Loose("".join(pieces), tuple(begins), tuple(places), tuple(numbers))


def loose_text(text: str) -> str:
    """The loose form of a text without the way back: what ``loosened`` has as its text, in a fraction of the time."""
    return _PARTICLE.sub("", _NUMBER_ZH.sub(_chinese, _NUMBER_EN.sub(_english, text)))


def may_change(text: str) -> bool:
    """Whether there is anything in a text that may be left out or written otherwise in the loose form."""
    return _MAY_CHANGE.search(text) is not None


@lru_cache(maxsize=65536)
def loose_phrase(sought: str) -> str | None:
    """What is looked for in loose forms on behalf of a phrase; None where that would be hit too easily."""
    text = loosened(sought).text if may_change(sought) else sought
    if sum(map(is_han, text)) + sum(map(str.isdigit, text)) >= LEAST:
        return text
    # A number with its measure (三天, 3天) is exact, however short.
    return text if len(text) > 1 and any(map(str.isdigit, text)) and not PARTICLES & set(sought) else None


def agrees(sought: str, said: str) -> bool:
    """Whether what was ``said`` has what a short phrase needs of 的 and 了; elsewhere, and of other particles, none is needed."""
    if len(sought) >= _FREE:
        return True
    return said.count("的") >= sought.count("的") and said.count("了") >= sought.count("了")


def trailing(sought: str, text: str, to: int) -> int:
    """Where a hit that ends before character ``to`` of ``text`` really ends: with the particles that close the phrase, as far as said."""
    for particle in sought[len(sought.rstrip(_ALL)) :]:
        if not text.startswith(particle, to):
            break
        to += 1
    return to


def _digits(match: re.Match[str]) -> str:
    """A number in digits, nothing for a particle, and what is no number as it stands."""
    return _chinese(match) if match["zh"] else _english(match) if match["en"] else ""


def _chinese(match: re.Match[str]) -> str:
    return _in_digits(match[0], chinese_number)


def _english(match: re.Match[str]) -> str:
    return _in_digits(match[0], _english_number)


def _english_number(said: str) -> Decimal | None:
    return english_number(said.split())


@lru_cache(maxsize=65536)
def _in_digits(said: str, number: Callable[[str], Decimal | None]) -> str:
    value = number(said)
    return said if value is None else f"{value.normalize():f}"
