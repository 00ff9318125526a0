"""Words without sentences, as cloud services give them, into utterances."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.model.call import Speaker, Utterance, Word
from qa.speech.turns import GAP_S, LONGEST_S
from qa.speech.wordwise import CHINESE

_ENDS = re.compile(r"[.?!。？！…]$")
_CLOSE = re.compile(rf"[{CHINESE}\u3000-\u303f\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its marks, its seconds, and who said it: ``lane`` keeps voices apart that have no role."""

    text: str
    start: float
    end: float
    probability: float | None = None
    speaker: Speaker = Speaker.UNKNOWN
    lane: str = ""
    channel: int | None = None


def utterances(tokens: Iterable[Token]) -> Iterator[Utterance]:
    """A new utterance at another voice, a pause of a second, a sentence's end, or after 15 seconds."""
    group: list[Token] = []
    for token in tokens:
        if group and _breaks(group, token):
            yield _said(group)
            group = []
        group.append(token)
    if group:
        yield _said(group)


def _breaks(group: list[Token], token: Token) -> bool:
    last = group[-1]
    if (last.speaker, last.lane, last.channel) != (token.speaker, token.lane, token.channel):
        return True
    return bool(_ENDS.search(last.text)) or token.start - last.end >= GAP_S or token.end - group[0].start > LONGEST_S


def _said(group: list[Token]) -> Utterance:
    words = []
    before = ""
    for token in group:
        apart = before and not (_CLOSE.match(before[-1]) or _CLOSE.match(token.text))
        words.append(Word(f"{' ' if apart else ''}{token.text}", token.start, token.end, token.probability))
        before = token.text
    text = "".join(word.text for word in words).strip()
    return Utterance(
        group[0].speaker, text, group[0].start, max(token.end for token in group), tuple(words), group[0].channel, group[0].lane
    )
