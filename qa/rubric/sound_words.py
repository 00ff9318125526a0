"""Whether what is written makes better sense than a phrase that sounds the same. By the words of a dictionary and how common they are."""

from __future__ import annotations

import math
from functools import lru_cache

REACH = 8
"""How many characters before and after what is written are looked at."""

_COUNTED = 60_000_000
"""About how many words were counted for the dictionary."""

_OF_THREE, _PER_SYLLABLE = 1.0, 3.0
"""How much more common (natural logarithm) the words as written may be than those of a phrase of three syllables, and how much more for
each further one: the longer the likeness, the less likely is chance. Chosen on 3 million characters of talk, reviews and news, and on
phrases misspelt on purpose; tests/rubric/test_sound.py holds what it gives."""

_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
"""A number is as common in digits as in characters."""


def makes_sense(before: str, written: str, after: str, phrase: str, syllables: int) -> bool:
    """Whether ``written`` stands rightly between ``before`` and ``after`` (of the same sentence), and is no misspelling of ``phrase``.

    It does where an edge of it cuts a word in two that the phrase would leave whole, or where the words as written are so much more
    common than those of the phrase that chance explains the likeness of sound better.
    """
    return _makes_sense(before[-REACH:], written, after[:REACH], phrase, syllables)


@lru_cache(maxsize=16_384)
def _makes_sense(before: str, written: str, after: str, phrase: str, syllables: int) -> bool:
    as_written, as_phrase = _words(before + written + after), _words(before + phrase + after)
    if _cut(as_written, len(before), len(written)) and not _cut(as_phrase, len(before), len(phrase)):
        return True
    return _likelihood(as_written) - _likelihood(as_phrase) > _OF_THREE + _PER_SYLLABLE * (syllables - 3)


def _words(text: str) -> list[str]:
    import rjieba

    found: list[str] = rjieba.cut(text.translate(_NUMERALS), hmm=False)
    return found


def _cut(words: list[str], at: int, length: int) -> bool:
    """Whether the edges of the characters ``at`` to ``at + length`` fall inside words."""
    edges, end = {0}, 0
    for word in words:
        end += len(word)
        edges.add(end)
    return not {at, at + length} <= edges


def _likelihood(words: list[str]) -> float:
    return sum(map(_commonness, words))


@lru_cache(maxsize=65_536)
def _commonness(word: str) -> float:
    """The logarithm of a word's share among all words."""
    import rjieba

    # For a word that stays whole this is its count and one more.
    return math.log(max(rjieba.suggest_freq(word) - 1, 0.5) / _COUNTED)
