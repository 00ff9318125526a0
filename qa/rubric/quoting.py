"""Does a quote stand in a turn? Looked for in normal form, given back as the exact characters that were written."""

from __future__ import annotations

import re

from qa.rubric.normal import SENTENCE_ENDS, Normal, in_word, normalise

LEAST = 4
"""Characters of the normal form below which a quote says nothing by itself, unless it is a whole sentence of the turn."""

_EDGES = "".join(SENTENCE_ENDS) + " "
_BETWEEN = re.compile("[" + re.escape("".join(SENTENCE_ENDS)) + "]")


def find_quote(said: Normal, quote: str) -> tuple[int, int] | None:
    """The first place where ``quote`` stands in a turn, as original characters (end excluded); None where it does not.

    Punctuation, width, case, traditional characters and hesitations may differ. It begins and ends at the edges of words.
    """
    sought = sought_form(quote)
    if not sought:
        return None
    at = said.text.find(sought)
    while at >= 0:
        to = at + len(sought)
        if _on_edges(said.text, at, to) and (place := said.original(at, to)) is not None:
            return place
        at = said.text.find(sought, at + 1)
    return None


def too_slight(said: Normal, quote: str) -> bool:
    """Whether a quote that stands in a turn is too short to show anything: a word or two that are no sentence of their own."""
    sought = sought_form(quote)
    return len(sought) < LEAST and sought not in {sentence.strip() for sentence in _BETWEEN.split(said.text)}


def sought_form(quote: str) -> str:
    """A quote as it is looked for: in normal form, without sentence ends around it."""
    return normalise(quote).text.strip(_EDGES)


def _on_edges(text: str, at: int, to: int) -> bool:
    inside = at and in_word(text[at]) and in_word(text[at - 1])
    return not inside and not (to < len(text) and in_word(text[to - 1]) and in_word(text[to]))
