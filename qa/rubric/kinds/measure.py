"""What the clock says: silence, talking over the customer, pace, share of talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from qa.model.call import Speaker, Utterance
from qa.model.finding import Evidence, How, Verdict
from qa.rubric.condition import PhraseList, Shape, fault
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.normal import in_word, is_han
from qa.rubric.scene import Scene

Bound = Annotated[float, Field(ge=0, le=100_000)]


class Limit(Shape):
    """A number, for each language of the call its own if need be."""

    zh: Bound
    en: Bound

    def of(self, language: str) -> float:
        return self.zh if language == "zh" else self.en


def _both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


Limits = Annotated[Limit, BeforeValidator(_both)]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was measured: the worst value, and the utterances that show it with their seconds."""

    value: float
    shown: tuple[tuple[int, tuple[float, float]], ...] = ()
    excused: int = 0


class Measure(Criterion):
    """Met where the value is within ``min`` and ``max``; unscored where a call has no times."""

    kind: Literal["measure"]
    measure: Literal["silence", "overlap", "pace", "talk_share"]
    max: Limits | None = None
    min: Limits | None = None
    unless: PhraseList | None = None
    excuse_s: Annotated[float, Field(gt=0)] = 120.0
    grace_s: Annotated[float, Field(ge=0)] = 0.5
    min_s: Annotated[float, Field(gt=0)] = 3.0

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.max is None and self.min is None:
            raise fault("no_bound")
        return self

    def judge(self, scene: Scene) -> Outcome:
        if not scene.timed:
            return Outcome(Verdict.UNSCORED, "measure.no_times")
        if self.measure != "silence" and not scene.knows("agent"):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        reading = _READ[self.measure](self, scene)
        if reading is None:
            return Outcome(Verdict.UNSCORED, f"measure.nothing_to_{self.measure}")
        low = self.min.of(scene.language) if self.min else None
        high = self.max.of(scene.language) if self.max else None
        broken = high if high is not None and reading.value > high else low if low is not None and reading.value < low else None
        limit = high if high is not None else low
        details: dict[str, Any] = {"value": round(reading.value, 1), "limit": limit if broken is None else broken, "count": reading.excused}
        if broken is None:
            because = "silence_excused" if reading.excused else self.measure
            return Outcome(Verdict.MET, f"measure.met.{because}", details)
        side = "above" if broken is high else "below"
        evidence = tuple(_shown(scene, utterance, seconds) for utterance, seconds in reading.shown)
        details["at"] = evidence[0].starts_at if evidence else None
        return Outcome(Verdict.MISSED, f"measure.{side}.{self.measure}", details, evidence)


def _shown(scene: Scene, utterance: int, seconds: tuple[float, float]) -> Evidence:
    return scene.quote(utterance, 0, len(scene.utterances[utterance].text), How.MEASURE, seconds)


def _silence(criterion: Measure, scene: Scene) -> _Reading | None:
    order = sorted(scene.by(Speaker), key=lambda i: _times(scene.utterances[i]))
    longest, excused = _Reading(0.0), 0
    last = order[0]
    for at in order[1:]:
        begin, end = _times(scene.utterances[last])[1], _times(scene.utterances[at])[0]
        if end - begin > longest.value:
            if end - begin <= criterion.excuse_s and _announced(criterion, scene, last):
                excused += 1
            else:
                longest = _Reading(end - begin, ((last, (begin, end)),))
        last = at if _times(scene.utterances[at])[1] >= begin else last
    return _Reading(longest.value, longest.shown, excused)


def _announced(criterion: Measure, scene: Scene, before: int) -> bool:
    """Whether the agent asked for patience: in the utterance before the silence, or in the one that the customer only acknowledged."""
    if criterion.unless is None:
        return False
    heard = [i for i in (before, before - 1) if i >= 0]
    if scene.utterances[before].speaker is Speaker.AGENT:
        heard = heard[:1]
    return bool(scene.find(criterion.unless, [i for i in heard if scene.utterances[i].speaker is not Speaker.CUSTOMER]))


def _overlap(criterion: Measure, scene: Scene) -> _Reading | None:
    total = 0.0
    shown: list[tuple[int, tuple[float, float]]] = []
    customers = [_times(scene.utterances[i]) for i in scene.by([Speaker.CUSTOMER])]
    for i in scene.by([Speaker.AGENT]):
        start, end = _times(scene.utterances[i])
        until = max((min(end, stop) for begin, stop in customers if begin < start < stop), default=start)
        if until - start > criterion.grace_s:
            total += until - start - criterion.grace_s
            shown.append((i, (start, until)))
    return _Reading(total, tuple(shown))


def _pace(criterion: Measure, scene: Scene) -> _Reading | None:
    turns = [(i, _times(scene.utterances[i])) for i in scene.by([Speaker.AGENT])]
    paces = [
        (60 * _spoken(scene.said[i].text) / (end - start), i, (start, end)) for i, (start, end) in turns if end - start >= criterion.min_s
    ]
    if not paces:
        return None
    pace, utterance, seconds = max(paces)
    if criterion.max is None:
        pace, utterance, seconds = min(paces)
    return _Reading(pace, ((utterance, seconds),))


def _talk_share(criterion: Measure, scene: Scene) -> _Reading | None:
    talk = {who: sum(end - start for start, end in (_times(scene.utterances[i]) for i in scene.by([who]))) for who in Speaker}
    total = sum(talk.values())
    return _Reading(100 * talk[Speaker.AGENT] / total) if total > 0 else None


def _times(said: Utterance) -> tuple[float, float]:
    """The times of an utterance of a timed call."""
    return said.start or 0.0, said.end or 0.0


def _spoken(text: str) -> int:
    """Characters of Chinese (a Latin word or a number counts as one), words of anything else."""
    words = sum(in_word(char) and not (i and in_word(text[i - 1])) for i, char in enumerate(text))
    han = sum(is_han(char) for char in text)
    return words + han


_READ: dict[str, Callable[[Measure, Scene], _Reading | None]] = {
    "silence": _silence,
    "overlap": _overlap,
    "pace": _pace,
    "talk_share": _talk_share,
}
