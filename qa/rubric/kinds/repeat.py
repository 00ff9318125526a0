"""Saying the same sentence again and again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from qa.model.call import Speaker
from qa.model.finding import How, Verdict
from qa.rubric.condition import Count, PhraseList, Shape
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.normal import SENTENCE_ENDS, is_han
from qa.rubric.scene import Scene


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
    pairs: Counter[str]


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
        worst = max((self._said_again(sentences, i) for i in range(len(sentences))), key=len)
        if len(worst) < self.times:
            return Outcome(Verdict.MET, "repeat.met", {"count": len(worst), "limit": self.times})
        evidence = tuple(scene.quote(s.utterance, s.start, s.end, How.LITERAL) for s in worst)
        details = {"quote": evidence[0].quote, "count": len(worst), "limit": self.times, "at": evidence[self.times - 1].starts_at}
        return Outcome(Verdict.MISSED, "repeat.missed", details, evidence)

    def _said_again(self, sentences: list[_Sentence], first: int) -> list[_Sentence]:
        """A sentence and its later likes, each within reach of the one before it."""
        group = [sentences[first]]
        for other in sentences[first + 1 :]:
            if other.turn - group[-1].turn > self.within_turns:
                break
            if _alike(group[0].pairs, other.pairs, self.similarity):
                group.append(other)
        return group

    def _sentences(self, scene: Scene) -> list[_Sentence]:
        agents = scene.by([Speaker.AGENT])
        excepted = scene.find(self.unless, agents) if self.unless else ()
        found = []
        for turn, utterance in enumerate(agents):
            said = scene.said[utterance]
            for at, to in _split(said.text):
                if any(hit.utterance == utterance and hit.at < to and hit.to > at for hit in excepted) or not self._long(said.text[at:to]):
                    continue
                original = said.original(at, to)
                if original is not None:
                    found.append(_Sentence(utterance, turn, *original, _pairs(said.text[at:to])))
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


def _pairs(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(max(len(text) - 1, 1)))


def _alike(one: Counter[str], other: Counter[str], similarity: float) -> bool:
    """Dice's measure of two sentences by their pairs of neighbouring characters."""
    size, other_size = one.total(), other.total()
    if 2 * min(size, other_size) < similarity * (size + other_size):
        return False
    return 2 * sum(min(count, other[pair]) for pair, count in one.items()) >= similarity * (size + other_size)
