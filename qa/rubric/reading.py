"""An utterance as numbers are read from it: half width, simplified, lower case, hesitations gone, and every mark kept.

The normal form of ``normal.py`` serves phrases and forgets what stands between the digits of 8:30 and 2025-03-15; this one does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from qa.rubric.normal import HESITATIONS_EN, HESITATIONS_ZH, simplified_points

SENTENCE_MARKS = "。?!;\n"
PAUSE_MARKS = ",，、"

_MARKS = {"．": ".", "｡": "。", "〜": "~", "～": "~", "￥": "¥", "，": "，", "、": "、", "…": "，", "\t": " ", "\u3000": " ", "\xa0": " "}
_DASHES = "‐‑‒–—―−－"
_POINT = re.compile(r"(?<!\b[ap]\.m)\.(?=[\s\"”')]|$)")
_HESITATION = re.compile(
    rf"[{''.join(sorted(HESITATIONS_ZH))}]+[,，、。…]*|[,，]? ?\b(?:{'|'.join(sorted(HESITATIONS_EN))})\b[,，]?(?= |$)"
)
_SENTENCE = re.compile(f"[{re.escape(SENTENCE_MARKS)}]")
_CLAUSE = re.compile(f"[{re.escape(SENTENCE_MARKS + PAUSE_MARKS)}]")


_FURTHEST = 400
"""Characters: a sentence reaches no further from what stands in it, where nobody ended it."""


@dataclass(frozen=True)
class Reading:
    """``text`` is what is read; its character ``i`` is character ``places[i]`` of what was written (``places`` None: the same one)."""

    text: str
    places: Sequence[int] | None = None

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The written characters behind ``start`` to ``end`` (excluded, not empty)."""
        return (start, end) if self.places is None else (self.places[start], self.places[end - 1] + 1)

    def at(self, place: int) -> int:
        """The first character that was written at ``place`` or after it."""
        return place if self.places is None else bisect_left(self.places, place)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence around ``start`` to ``end`` begins and ends (its mark excluded)."""
        return self._around(self._sentences, start, end)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Where what is said without a pause around ``start`` to ``end`` begins and ends (its mark excluded)."""
        return self._around(self._clauses, start, end)

    @cached_property
    def _sentences(self) -> list[int]:
        return [match.start() for match in _SENTENCE.finditer(self.text)]

    @cached_property
    def _clauses(self) -> list[int]:
        return [match.start() for match in _CLAUSE.finditer(self.text)]

    def _around(self, marks: list[int], start: int, end: int) -> tuple[int, int]:
        before, after = bisect_left(marks, start), bisect_left(marks, end)
        begin, stop = marks[before - 1] + 1 if before else 0, marks[after] if after < len(marks) else len(self.text)
        return max(begin, start - _FURTHEST), min(stop, end + _FURTHEST)


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The reading of an utterance. Pure."""
    folded = _POINT.sub("。", _lower(text.translate(_table())))
    if _HESITATION.search(folded) is None:
        return Reading(folded)
    places: list[int] = []
    at = 0
    for match in _HESITATION.finditer(folded):
        places.extend(range(at, match.start()))
        at = match.end()
    places.extend(range(at, len(folded)))
    return Reading("".join(folded[place] for place in places), tuple(places))


class _Table(dict[int, int]):
    """What each character becomes; most become themselves."""

    def __missing__(self, point: int) -> int:
        self[point] = point
        return point


@cache
def _table() -> dict[int, int]:
    wide = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}
    known = wide | {ord(mark): ord(to) for mark, to in _MARKS.items()} | {ord(dash): ord("-") for dash in _DASHES}
    return _Table(simplified_points() | {point: simplified_points().get(to, to) for point, to in known.items()})


def _lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one if len(one := char.lower()) == 1 else char for char in text)
