"""From what was heard on each channel to the turns of a call."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa.model.call import Speaker, Utterance, Word
from qa.speech.heard import Heard, Segment
from qa.speech.wordwise import CHINESE

GAP_S = 1.0
LONGEST_S = 15.0
_FINISHED = re.compile(r"[.。!！?？…][\"'”’）)」』]*$")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|No|St)\.$")
_CLOSE = re.compile(rf"[{CHINESE}\u3000-\u303f\uff00-\uffef]")


def roles(channels: int, agent_channel: int) -> dict[int, Speaker]:
    """Who speaks on which channel: of two, the agent on ``agent_channel`` and the customer on the other.

    Of any other number nobody can tell.
    """
    if channels != 2:
        return dict.fromkeys(range(channels), Speaker.UNKNOWN)
    return {channel: Speaker.AGENT if channel == agent_channel else Speaker.CUSTOMER for channel in range(2)}


def turns(heard: Iterable[tuple[int, Speaker, Heard]]) -> tuple[Utterance, ...]:
    """The turns of a call, in order of time, from (channel, who speaks there, what was heard) of all its stretches.

    Pieces of one speaker are joined while less than a second lies between them, nobody else begins in between, the sentence is not
    finished and the turn stays below 15 s. Words held for invented are a turn of their own. The words of a turn join to its text; no text
    is empty.
    """
    pieces = [_Piece(channel, speaker, segment) for channel, speaker, what in heard for segment in what.segments if segment.text.strip()]
    pieces.sort(key=lambda piece: (piece.segment.start, piece.segment.end, piece.channel))
    said: list[Utterance] = []
    for piece in pieces:
        if said and _goes_on(said[-1], piece):
            said[-1] = _joined(said[-1], piece)
        else:
            said.append(piece.alone())
    return tuple(said)


@dataclass(frozen=True, slots=True)
class _Piece:
    channel: int
    speaker: Speaker
    segment: Segment

    def alone(self) -> Utterance:
        heard = self.segment
        words = heard.words or (Word(heard.text, heard.start, heard.end),)
        return Utterance(
            self.speaker, "".join(word.text for word in words).strip(), heard.start, heard.end, words, self.channel, doubt=heard.doubt
        )


def _goes_on(before: Utterance, piece: _Piece) -> bool:
    if before.start is None or before.end is None or (before.speaker, before.channel) != (piece.speaker, piece.channel):
        return False
    if before.doubt or piece.segment.doubt:
        return False
    finished = _FINISHED.search(before.text) and not _ABBREVIATED.search(before.text)
    return not finished and piece.segment.start - before.end < GAP_S and piece.segment.end - before.start <= LONGEST_S


def _joined(before: Utterance, piece: _Piece) -> Utterance:
    after = piece.alone()
    words = after.words
    if not words[0].text[:1].isspace() and not (_CLOSE.match(before.text[-1]) or _CLOSE.match(words[0].text)):
        words = (replace(words[0], text=" " + words[0].text), *words[1:])
    words = before.words + words
    end = max(before.end or 0.0, piece.segment.end)
    return replace(before, text="".join(word.text for word in words).strip(), end=end, words=words)
