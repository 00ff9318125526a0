"""What the clock and the meter say: silence, talking over the customer, breaking in, pace, share of talk, loudness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from qa.model.call import Speaker, Utterance
from qa.model.finding import Evidence, How, Verdict
from qa.model.measures import Overlap
from qa.rubric.condition import PhraseList, Shape, fault
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.scene import Scene

Bound = Annotated[float, Field(ge=-200, le=100_000)]


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
    """Met where the value is within ``min`` and ``max``; unscored where a call has no times.

    ``silence``: the longest, in seconds (one that was announced by ``unless`` and lasts ``excuse_s`` at most is excused); ``overlap``:
    seconds in which the agent comes in over the customer, ``grace_s`` of each forgiven; ``interruption``: how often the agent breaks in;
    ``pace``: of the agent's fastest utterance of at least ``min_s`` (the slowest where only ``min`` is set), characters of Chinese or words
    a minute; ``talk_share``: per cent of all talk that is the agent's; ``loudness``: the agent's, in dB of full scale.
    What the agent says with words of ``unless`` (terms read out, "please go on") is left out of overlap, interruption and pace.
    """

    kind: Literal["measure"]
    measure: Literal["silence", "overlap", "interruption", "pace", "talk_share", "loudness"]
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
        if self.measure == "loudness" and not scene.measures.from_sound:
            return Outcome(Verdict.UNSCORED, "measure.no_sound")
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
    longest, excused = _Reading(0.0), 0
    for silence in scene.measures.silences:
        if silence.seconds <= longest.value or silence.after is None:
            continue
        if silence.seconds <= criterion.excuse_s and _announced(criterion, scene, silence.after):
            excused += 1
        else:
            longest = _Reading(silence.seconds, ((silence.after, (silence.start, silence.end)),))
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
    over = _placed(criterion, scene, [o for o in scene.measures.overlaps if o.by is Speaker.AGENT and o.seconds > criterion.grace_s])
    return _Reading(sum(end - start - criterion.grace_s for _, (start, end) in over), over)


def _interruption(criterion: Measure, scene: Scene) -> _Reading | None:
    broken_in = _placed(criterion, scene, [o for o in scene.measures.interruptions if o.by is Speaker.AGENT])
    return _Reading(float(len(broken_in)), broken_in)


def _excepted(criterion: Measure, scene: Scene) -> frozenset[int]:
    """The agent's utterances that are left out."""
    if criterion.unless is None:
        return frozenset()
    return frozenset(hit.utterance for hit in scene.find(criterion.unless, scene.by([Speaker.AGENT])))


def _placed(criterion: Measure, scene: Scene, overlaps: Sequence[Overlap]) -> tuple[tuple[int, tuple[float, float]], ...]:
    """Each overlap at the agent's utterance that is nearest to it, unless that one is left out."""
    agents = scene.by([Speaker.AGENT])
    left_out = _excepted(criterion, scene)

    def away(i: int, overlap: Overlap) -> float:
        start, end = _times(scene.utterances[i])
        return max(start - overlap.end, overlap.start - end, 0.0) or abs(start - overlap.start) / 1e6

    placed = ((min(agents, key=lambda i: away(i, o)), (o.start, o.end)) for o in overlaps)
    return tuple(place for place in placed if place[0] not in left_out)


def _pace(criterion: Measure, scene: Scene) -> _Reading | None:
    agents = frozenset(scene.by([Speaker.AGENT])) - _excepted(criterion, scene)
    paces = [p for p in scene.measures.paces if p.utterance in agents and p.end - p.start >= criterion.min_s]
    if not paces:
        return None
    worst = (min if criterion.max is None else max)(paces, key=lambda pace: pace.per_minute)
    return _Reading(worst.per_minute, ((worst.utterance, (worst.start, worst.end)),))


def _talk_share(criterion: Measure, scene: Scene) -> _Reading | None:
    share = scene.measures.share(Speaker.AGENT)
    return None if share is None else _Reading(100 * share)


def _loudness(criterion: Measure, scene: Scene) -> _Reading | None:
    level = scene.measures.level.get(Speaker.AGENT)
    return None if level is None else _Reading(level)


def _times(said: Utterance) -> tuple[float, float]:
    """The times of an utterance of a timed call."""
    return said.start or 0.0, said.end or 0.0


_READ: dict[str, Callable[[Measure, Scene], _Reading | None]] = {
    "silence": _silence,
    "overlap": _overlap,
    "interruption": _interruption,
    "pace": _pace,
    "talk_share": _talk_share,
    "loudness": _loudness,
}
