"""Saying the same sentence again and again."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from qa.model.call import Speaker
from qa.model.finding import How, Verdict
from qa.rubric.condition import Count, PhraseList, Shape
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.match import Hit
from qa.rubric.normal import SENTENCE_ENDS, is_han
from qa.rubric.scene import Scene

MOST_SHOWN = 100
"""How often a sentence is counted: a group of so many, or of ``times`` where that is more, is the longest that is looked for."""

MOST_COMPARED = 1_000_000
"""How many pairs of sentences are compared. A call of two hours needs a hundredth; one that needs more is left to a person."""


class Length(Shape):
    """How long a sentence must be to count: characters of Chinese, words of English."""

    zh: Count = 6
    en: Count = 4


def _both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, int) and not isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the agent: ``turn`` counts the agent's utterances; ``start`` and ``end`` are original characters."""

    utterance: int
    turn: int
    start: int
    end: int
    text: str


class Repeat(Criterion):
    """Missed where the agent says a sentence for the ``times``-th time within ``within_turns`` of the agent's utterances."""

    kind: Literal["repeat"]
    times: Annotated[int, Field(ge=2, le=100)] = 3
    similarity: Annotated[float, Field(gt=0, le=1)] = 0.85
    min_length: Annotated[Length, BeforeValidator(_both)] = Length()
    within_turns: Count = 20
    unless: PhraseList | None = None

    @property
    def may_not_apply(self) -> bool:
        return True

    def judge(self, scene: Scene) -> Outcome:
        if not scene.knows("agent"):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        sentences = self._sentences(scene)
        if not sentences:
            return Outcome(Verdict.NOT_APPLICABLE, "repeat.nothing_long")
        try:
            worst = _longest_group(sentences, self.similarity, self.within_turns, max(self.times, MOST_SHOWN))
        except _TooMany:
            return Outcome(Verdict.UNSCORED, "repeat.too_many", {"count": len(sentences)})
        if len(worst) < self.times:
            return Outcome(Verdict.MET, "repeat.met", {"count": len(worst), "limit": self.times})
        evidence = tuple(scene.quote(s.utterance, s.start, s.end, How.LITERAL) for s in worst)
        details = {"quote": evidence[0].quote, "count": len(worst), "limit": self.times, "at": evidence[self.times - 1].starts_at}
        return Outcome(Verdict.MISSED, "repeat.missed", details, evidence)

    def _sentences(self, scene: Scene) -> list[_Sentence]:
        agents = scene.by([Speaker.AGENT])
        found = []
        for turn, utterance in enumerate(agents):
            said = scene.said[utterance]
            excepted = scene.find(self.unless, (utterance,)) if self.unless else ()
            for at, to in _split(said.text):
                if not self._long(said.text[at:to]) or _overlapped(excepted, at, to):
                    continue
                original = said.original(at, to)
                if original is not None:
                    found.append(_Sentence(utterance, turn, *original, said.text[at:to]))
        return found

    def _long(self, text: str) -> bool:
        han = sum(map(is_han, text))
        return han >= self.min_length.zh if han else len(text.split()) >= self.min_length.en


def _split(text: str) -> list[tuple[int, int]]:
    places, begin = [], 0
    for at, char in enumerate(text + "。"):
        if char in SENTENCE_ENDS:
            if begin < at:
                places.append((begin, at))
            begin = at + 1
    return places


def _overlapped(hits: Sequence[Hit], at: int, to: int) -> bool:
    """Whether one of some hits, in order and none overlapping another, shares a character with ``at`` to ``to`` (excluded)."""
    before = bisect_left(hits, to, key=attrgetter("at"))
    return before > 0 and hits[before - 1].to > at


class _TooMany(Exception):
    """More pairs of sentences would have to be compared than are."""


@dataclass(slots=True, eq=False)
class _Group:
    """A sentence and its later likes, each within reach of the one before it."""

    pairs: Counter[str]
    members: list[_Sentence] = field(default_factory=list)


def _longest_group(sentences: Sequence[_Sentence], similarity: float, within_turns: int, most: int) -> list[_Sentence]:
    """The most often said sentence with its likes, the earlier of two such groups; no further is looked when one has ``most`` members.

    One pass. A sentence is held against those groups only that may be alike: two texts of which a part ``similarity`` is the same share
    one of the pairs that are rarest in the call (the prefix filter of Chaudhuri, Ganti and Kaushik, 2006). What is said again word for word
    opens no group of its own, since the earlier one holds all its likes. Raises _TooMany past MOST_COMPARED.
    """
    groups: list[_Group] = []
    said_by: dict[str, _Group] = {}
    waiting: dict[tuple[str, int], list[_Group]] = {}
    pairs_of = {text: _pairs(text) for text in dict.fromkeys(sentence.text for sentence in sentences)}
    common = Counter(token for pairs in pairs_of.values() for token in _tokens(pairs))
    telling = {text: _rarest(pairs, similarity, common) for text, pairs in pairs_of.items()}
    compared = 0
    for sentence in sentences:
        own = pairs_of[sentence.text]
        maybe: dict[_Group, None] = {}
        for token in telling[sentence.text]:
            if token in waiting:
                waiting[token] = [group for group in waiting[token] if sentence.turn - group.members[-1].turn <= within_turns]
                maybe |= dict.fromkeys(waiting[token])
        compared += len(maybe)
        if compared > MOST_COMPARED:
            raise _TooMany
        for group in maybe:
            if _alike(group.pairs, own, similarity):
                group.members.append(sentence)
                if len(group.members) == most:
                    return group.members
        earlier = said_by.get(sentence.text)
        if earlier is None or earlier.members[-1] is not sentence:
            group = said_by[sentence.text] = _Group(own, [sentence])
            groups.append(group)
            for token in telling[sentence.text]:
                waiting.setdefault(token, []).append(group)
    return max((group.members for group in groups), key=len)


def _tokens(pairs: Counter[str]) -> Iterable[tuple[str, int]]:
    """Pairs of characters, told apart by how many of the same came before."""
    return ((pair, number) for pair, count in pairs.items() for number in range(count))


def _rarest(pairs: Counter[str], similarity: float, common: Counter[tuple[str, int]]) -> list[tuple[str, int]]:
    """So many of a sentence's pairs that every sentence like it has one of them among its own, the rarest first."""
    size = pairs.total()
    shared = math.ceil(size * similarity / (2 - similarity) - 1e-9)
    return sorted(_tokens(pairs), key=lambda token: (common[token], token))[: size - max(shared, 1) + 1]


def _pairs(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(max(len(text) - 1, 1)))


def _alike(one: Counter[str], other: Counter[str], similarity: float) -> bool:
    """Dice's measure of two sentences by their pairs of neighbouring characters."""
    size, other_size = one.total(), other.total()
    if 2 * min(size, other_size) < similarity * (size + other_size):
        return False
    return 2 * sum(min(count, other[pair]) for pair, count in one.items()) >= similarity * (size + other_size)
