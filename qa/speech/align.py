"""Times for the words of a line that a person corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from qa.model.call import Utterance, Word
from qa.speech.wordwise import spread


def corrected(said: Utterance, text: str) -> Utterance:
    """The line with another text: words that stay keep their times, new ones share the time of what they replace.

    What is put in between goes into the pause between its neighbours, in proportion to the characters. The words join to the text;
    without word times the line keeps its own times alone. A word that was changed has no probability any more.
    """
    text = text.strip()
    if not said.words or text == said.text:
        return replace(said, text=text)
    before = said.words
    now = spread(text, 0.0, 1.0)
    words: list[Word] = []
    same = SequenceMatcher(None, [_key(word) for word in before], [_key(word) for word in now], autojunk=False)
    for what, i, j, k, n in same.get_opcodes():
        if what == "equal":
            words += [replace(old, text=new.text) for old, new in zip(before[i:j], now[k:n], strict=True)]
        elif n > k:
            start = before[i - 1].end if i else before[0].start
            end = before[j].start if j < len(before) else before[-1].end
            if j > i:
                start, end = before[i].start, before[j - 1].end
            words += _shared(now[k:n], start, max(start, end))
    return replace(said, text=text, words=tuple(_joined(text, words)))


def _shared(new: Sequence[Word], start: float, end: float) -> Iterator[Word]:
    total = sum(len(word.text.strip()) for word in new) or 1
    at = 0
    for word in new:
        begins, at = at, at + len(word.text.strip())
        yield Word(word.text, *(round(start + (end - start) * share / total, 3) for share in (begins, at)))


def _joined(text: str, words: Sequence[Word]) -> Iterator[Word]:
    """The words with the spaces and marks of the new text, which the pieces of ``spread`` join to."""
    for piece, word in zip(spread(text, 0.0, 1.0), words, strict=True):
        yield replace(word, text=piece.text)


def _key(word: Word) -> str:
    """A word without its spaces and marks: a comma more or less does not make it another."""
    return "".join(char for char in word.text if char.isalnum()).casefold() or word.text.strip()
