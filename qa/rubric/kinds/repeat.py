"""Saying the same sentence again and again."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from operator import add, attrgetter
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from qa.model.call import Speaker
from qa.model.finding import How, Verdict
from qa.rubric.condition import Count, PhraseList, Shape
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.match import Hit
from qa.rubric.normal import HAN, SENTENCE_ENDS
from qa.rubric.scene import Scene

MOST_SHOWN = 100
"""How often a sentence is counted: a group of so many, or of ``times`` where that is more, is the longest that is looked for."""

MOST_COMPARED = 1_000_000
"""How many pairs of sentences are compared. A call of two hours needs a hundredth; one that needs more is left to a person."""

FEW = 100
"""Sentences of which each is held against each, where there are no more: quicker than finding out which need not be."""

Pair = str | tuple[str, int]
Pairs = frozenset[Pair]

MOST_LONG = 1_000
"""Characters: a longer sentence (one that nobody ended: four minutes in one breath) is compared in pieces of so many."""

_SENTENCE = re.compile(f"[^{''.join(SENTENCE_ENDS)}]{{1,{MOST_LONG}}}")
_HAN = re.compile(f"[{HAN}]")


class Length(Shape):
    """How long a sentence must be to count: characters of Chinese, words of English."""

    zh: Count = 6
    en: Count = 4


def _both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, int) and not isinstance(value, bool) else value


class _Sentence(NamedTuple):
    """A sentence of the agent: ``turn`` counts the agent's utterances; ``at`` and ``to`` are characters of the normal form."""

    utterance: int
    turn: int
    at: int
    to: int
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
        places = ((s.utterance, scene.said[s.utterance].original(s.at, s.to)) for s in worst)
        # A sentence ends at a mark of its own: no character as written belongs to two.
        evidence = tuple(scene.quote(utterance, *place, How.LITERAL) for utterance, place in places if place is not None)
        at = evidence[min(self.times, len(evidence)) - 1].starts_at
        details = {"quote": evidence[0].quote, "count": len(worst), "limit": self.times, "at": at}
        return Outcome(Verdict.MISSED, "repeat.missed", details, evidence)

    def _sentences(self, scene: Scene) -> list[_Sentence]:
        excepted = scene.hits.places(self.unless.of(scene.language)) if self.unless else {}
        found = []
        for turn, utterance in enumerate(scene.by([Speaker.AGENT])):
            said = scene.said[utterance].text
            hits = excepted.get(utterance, ())
            for match in _SENTENCE.finditer(said):
                text = match[0]
                if self._long(text) and not (hits and _overlapped(hits, *match.span())):
                    found.append(_Sentence(utterance, turn, *match.span(), text))
        return found

    def _long(self, text: str) -> bool:
        if not text.isascii():
            if _holding_han(self.min_length.zh).match(text):
                return True
            if _HAN.search(text):
                return False
        return len(text.split()) >= self.min_length.en


@cache
def _holding_han(least: int) -> re.Pattern[str]:
    return re.compile(rf"(?:[^{HAN}]*+[{HAN}]){{{least}}}")


def _overlapped(hits: Sequence[Hit], at: int, to: int) -> bool:
    """Whether one of some hits, in order and none overlapping another, shares a character with ``at`` to ``to`` (excluded)."""
    before = bisect_left(hits, to, key=attrgetter("at"))
    return before > 0 and hits[before - 1].to > at


class _TooMany(Exception):
    """More pairs of sentences would have to be compared than are."""


@dataclass(slots=True, eq=False)
class _Group:
    """A sentence and its later likes, each within reach of the one before it."""

    pairs: Pairs
    members: list[_Sentence] = field(default_factory=list)


def _longest_group(sentences: Sequence[_Sentence], similarity: float, within_turns: int, most: int) -> list[_Sentence]:
    """The most often said sentence with its likes, the earlier of two such groups; no further is looked when one has ``most`` members.

    One pass. A sentence is held against those groups only that may be alike: two texts of which a part ``similarity`` is the same share
    one of the pairs that are rarest in the call (the prefix filter of Chaudhuri, Ganti and Kaushik, 2006). What is said again word for word
    opens no group of its own, since the earlier one holds all its likes. Raises _TooMany past MOST_COMPARED.
    """
    likely = _likely(sentences, similarity)
    pairs_of = {sentence.text: _pairs(sentence.text) for sentence in likely}
    common = Counter(chain.from_iterable(pairs_of[sentence.text] for sentence in likely))
    telling: dict[str, list[Pair]] = {}
    groups: list[_Group] = []
    said_by: dict[str, _Group] = {}
    waiting: dict[Pair, list[_Group]] = {}
    compared = 0
    for sentence in likely:
        own = pairs_of[sentence.text]
        if sentence.text not in telling:
            shared = _shared(len(own), similarity)
            telling[sentence.text] = sorted(own, key=lambda pair: (common[pair], str(pair)))[: len(own) - shared + 1]
        maybe: dict[_Group, None] = {}
        for pair in telling[sentence.text]:
            if pair in waiting:
                waiting[pair] = [group for group in waiting[pair] if sentence.turn - group.members[-1].turn <= within_turns]
                maybe |= dict.fromkeys(waiting[pair])
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
            for pair in telling[sentence.text]:
                waiting.setdefault(pair, []).append(group)
    longest = max((group.members for group in groups), key=len, default=[])
    return longest if len(longest) > 1 else [sentences[0]]


def _likely(sentences: Sequence[_Sentence], similarity: float) -> list[_Sentence]:
    """The sentences that may have a like: enough of their pairs stand somewhere else in the call; of few sentences, in one other sentence.

    The latter is told by bits, one a pair. What of a pair stands several times in both is taken for shared.
    """
    pairs = [list(map(add, sentence.text, sentence.text[1:])) or [sentence.text] for sentence in sentences]
    common = Counter(chain.from_iterable(pairs))
    left = []
    for place, own in enumerate(pairs):
        alone = [common[pair] for pair in own].count(1)
        if len(own) - alone >= _shared(len(own), similarity):
            left.append(place)
    if len(left) > FEW:
        return [sentences[place] for place in left]
    bits = {pair: 1 << number for number, pair in enumerate(common)}
    ranked = []
    for place in left:
        distinct = set(pairs[place])
        size = len(pairs[place])
        ranked.append((size, size - len(distinct), sum(map(bits.__getitem__, distinct)), place))
    ranked.sort()
    likely = set()
    for number, (size, again, mark, place) in enumerate(ranked, 1):
        for other_size, other_again, other_mark, other in islice(ranked, number, None):
            least = similarity * (size + other_size)
            if 2 * size < least:
                break
            if 2 * ((mark & other_mark).bit_count() + min(again, other_again)) >= least:
                likely |= {place, other}
    return [sentences[place] for place in left if place in likely]


def _shared(size: int, similarity: float) -> int:
    """How many of its ``size`` pairs a sentence shares at least with any that is like it."""
    return max(math.ceil(size * similarity / (2 - similarity) - 1e-9), 1)


def _pairs(text: str) -> Pairs:
    """The pairs of neighbouring characters; one that stands again is told apart by how many of the same came before."""
    pairs = list(map(add, text, text[1:])) or [text]
    found: set[Pair] = set(pairs)
    if len(found) < len(pairs):
        found |= {(pair, number) for pair, count in Counter(pairs).items() for number in range(1, count)}
    return frozenset(found)


def _alike(one: Pairs, other: Pairs, similarity: float) -> bool:
    """Dice's measure of two sentences by their pairs of neighbouring characters."""
    size = len(one) + len(other)
    if 2 * min(len(one), len(other)) < similarity * size:
        return False
    return 2 * len(one & other) >= similarity * size
