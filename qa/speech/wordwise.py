"""Words and their times: spreading a text over seconds, and fitting foreign words to the text they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.model.call import Word

# A Chinese character is a word of its own; anything else goes up to the next space or Chinese character. Punctuation stays with what
# it follows.
CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECE = re.compile(rf"\s*(?:[{CHINESE}]|[^\s{CHINESE}]+?(?=[\s{CHINESE}]|$))[^\w\s]*")
_HAN = re.compile(rf"[{CHINESE}]")
_LETTER = re.compile(r"[^\W\d_]")

Timed = tuple[str, float, float, float | None]


def spread(text: str, start: float, end: float) -> tuple[Word, ...]:
    """The words of ``text`` over the seconds ``start`` to ``end``, in proportion to their characters: Chinese by character, else by word.

    >>> [word.text for word in spread("您好 my friend", 0, 1)]
    ['您', '好', ' my', ' friend']
    """
    pieces = [match.group() for match in _PIECE.finditer(text)]
    if "".join(pieces) != text:
        pieces = [text]
    total = sum(len(piece.strip()) for piece in pieces) or 1
    words, said = [], 0
    for piece in pieces:
        begins, said = said, said + len(piece.strip())
        words.append(Word(piece, _at(start, end, begins / total), _at(start, end, said / total)))
    return tuple(words)


def fit(text: str, timed: Sequence[Timed]) -> tuple[Word, ...]:
    """Words from elsewhere (text, start, end, probability), cut so that they join to ``text``.

    Spaces and marks between the words find their place. Empty where the words are not those of the text.
    """
    at, starts = 0, []
    for said, _, _, _ in timed:
        found = text.find(said.strip(), at)
        if found < 0 or not said.strip() or _LETTER.search(text, at, found):
            return ()
        starts.append(found)
        at = found + len(said.strip())
    if not starts or _LETTER.search(text, at):
        return ()
    # What stands before a word without a letter is a space or a bracket and belongs to it, all else to the word before.
    cuts = [0, *(_left(text, begin) for begin in starts[1:]), len(text)]
    return tuple(Word(text[a:b], start, end, chance) for (a, b), (_, start, end, chance) in zip(_pairs(cuts), timed, strict=True))


def language_of(text: str) -> str:
    """zh or en, by the share of Chinese characters among the letters (an English name in a Chinese call does not make it English)."""
    han = len(_HAN.findall(text))
    return "zh" if han and han * 4 >= len(_LETTER.findall(text)) - han else "en"


def _left(text: str, begin: int) -> int:
    while begin > 0 and text[begin - 1] in " \t\n\u3000([{\"'“‘（《【":
        begin -= 1
    return begin


def _pairs(cuts: Sequence[int]) -> list[tuple[int, int]]:
    return list(pairwise(cuts))


def _at(start: float, end: float, share: float) -> float:
    return round(start + (end - start) * share, 3)
