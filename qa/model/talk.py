"""The talk about an excerpt: what a post is, who is mentioned in it, and how people score before they see the verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa.model.packs import Votes

MOST_MENTIONS = 20
AT_SIGNS = "@＠"


class Stance(StrEnum):
    """How a listener scores an excerpt before the verdict is shown."""

    GOOD = "good"
    BAD = "bad"
    UNSURE = "unsure"


class PostKind(StrEnum):
    """``question``: put to the group, on top until it is answered or closed. ``wording``: what somebody would have said instead."""

    PLAIN = "plain"
    QUESTION = "question"
    WORDING = "wording"


class Reaction(StrEnum):
    AGREE = "agree"
    LEARNED = "learned"
    DOUBT = "doubt"
    DISAGREE = "disagree"


class PostAct(StrEnum):
    """What else is done to a post: a vote for a wording, an answer accepted, a question closed."""

    UPVOTE = "upvote"
    ACCEPT = "accept"
    CLOSE = "close"


def spread(stances: Iterable[Stance]) -> Votes:
    """How many people scored how.

    >>> spread([Stance.GOOD, Stance.UNSURE, Stance.GOOD])
    Votes(good=2, bad=0, unsure=1)
    """
    found = list(stances)
    return Votes(*(found.count(stance) for stance in (Stance.GOOD, Stance.BAD, Stance.UNSURE)))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. ``name``: whom it mentions, as the name is written among the names known; "" for nobody."""

    text: str
    name: str = ""


def pieces(text: str, names: Collection[str]) -> tuple[Piece, ...]:
    """A text cut at its mentions: an at-sign with the longest known name right after it. Joined again they are the text.

    Chinese names need no blank after them; a name that ends in a letter or digit ends there, and an e-mail address mentions nobody.

    >>> [piece.text for piece in pieces("请@陈晨看看，ann@a.cn", ["陈晨", "陈", "a"])]
    ['请', '@陈晨', '看看，ann@a.cn']
    """
    known = {name.casefold(): name for name in names if name}
    lengths = sorted({len(name) for name in known.values()}, reverse=True)
    found: list[Piece] = []
    kept = at = 0
    while at < len(text):
        name = _name_at(text, at, known, lengths) if text[at] in AT_SIGNS else ""
        if not name:
            at += 1
            continue
        end = at + 1 + len(name)
        if kept < at:
            found.append(Piece(text[kept:at]))
        found.append(Piece(text[at:end], name))
        kept = at = end
    if kept < len(text):
        found.append(Piece(text[kept:]))
    return tuple(found)


def mentioned(text: str, names: Mapping[str, frozenset[int]]) -> frozenset[int]:
    """Who is mentioned in a text. A name that several people bear mentions all of them.

    >>> sorted(mentioned("@Ann @bob", {"ann": frozenset({1}), "Bob": frozenset({2, 3})}))
    [1, 2, 3]
    """
    return frozenset().union(*(names[piece.name] for piece in pieces(text, names) if piece.name))


def _name_at(text: str, at: int, known: Mapping[str, str], lengths: list[int]) -> str:
    if at and _joins(text[at - 1]):
        return ""
    for length in lengths:
        end = at + 1 + length
        name = known.get(text[at + 1 : end].casefold())
        if name is not None and len(name) == length and not (_joins(text[end - 1]) and end < len(text) and _joins(text[end])):
            return name
    return ""


def _joins(letter: str) -> bool:
    """Whether a letter goes on a word of letters and digits."""
    return letter == "_" or (letter.isascii() and letter.isalnum())
