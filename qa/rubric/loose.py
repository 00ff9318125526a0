"""The loose form: what is left of the normal form when particles go and numbers are written in digits.

我也没有办法啊 and 我也没有办法的, 二十四小时 and 24小时 and twenty four hours said as 24 hours: none of it changes what was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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
_MAY_CHANGE = re.compile(rf"[零〇一二三四五六七八九十百千万亿两幺的了呢啊吧嘛呀哦噢喔呗啦哟]|\b(?:{_EN})\b")


@dataclass(frozen=True, slots=True)
class Loose:
    """``text``: the loose form; its character ``i`` stands for ``starts[i]`` to ``ends[i]`` (excluded) of the normal form."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def loosened(text: str) -> Loose | None:
    """The loose form of a text in normal form; None where it is the same."""
    if not _MAY_CHANGE.search(text):
        return None
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0

    def keep(to: int) -> None:
        pieces.append(text[at:to])
        starts.extend(range(at, to))
        ends.extend(range(at + 1, to + 1))

    for match in _CHANGED.finditer(text):
        number = _digits(match)
        if number == match[0]:
            continue
        keep(match.start())
        at = match.end()
        if number:
            pieces.append(number)
            starts += [match.start()] * len(number)
            ends += [match.end()] * len(number)
    if not at:
        return None
    keep(len(text))
    return Loose("".join(pieces), tuple(starts), tuple(ends))


@lru_cache(maxsize=65536)
def loose_phrase(sought: str) -> str | None:
    """What is looked for in loose forms on behalf of a phrase; None where that would be hit too easily."""
    found = loosened(sought)
    text = found.text if found else sought
    if sum(map(is_han, text)) + sum(map(str.isdigit, text)) >= LEAST:
        return text
    # A number with its measure (三天, 3天) is exact, however short.
    return text if len(text) > 1 and any(map(str.isdigit, text)) and not PARTICLES & set(sought) else None


def agrees(sought: str, said: str) -> bool:
    """Whether what was ``said`` has what a short phrase needs of 的 and 了; elsewhere, and of other particles, none is needed."""
    if len(sought) >= _FREE:
        return True
    return all(said.count(particle) >= sought.count(particle) for particle in "的了")


def trailing(sought: str, text: str, to: int) -> int:
    """Where a hit that ends before character ``to`` of ``text`` really ends: with the particles that close the phrase, as far as said."""
    for particle in sought[len(sought.rstrip(_ALL)) :]:
        if not text.startswith(particle, to):
            break
        to += 1
    return to


def _digits(match: re.Match[str]) -> str:
    """A number in digits, nothing for a particle, and what is no number as it stands."""
    if numeral := match["zh"]:
        value = chinese_number(numeral)
    elif match["en"]:
        value = english_number(match["en"].split())
    else:
        return ""
    return match[0] if value is None else f"{value.normalize():f}"
