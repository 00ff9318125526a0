"""What an agent may not say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from qa.model.finding import How, Severity, Verdict
from qa.rubric.condition import Condition, PhraseList, Shape, fault
from qa.rubric.criterion import Criterion, HeardAs, Outcome
from qa.rubric.excuses import Excuse, Excuses, excuse_for
from qa.rubric.match import Hit
from qa.rubric.scene import Scene
from qa.rubric.sound import audible
from qa.rubric.sound_syllables import Tolerance


class BySound(Shape):
    """Chinese phrases are found by toneless pinyin too; each key but ``allow`` says which sounds count as one.

    ``allow``: innocent words that sound like a phrase; what is heard inside one of them does not count.
    """

    zh_z: bool = True
    n_l: bool = True
    r_l: bool = False
    f_h: bool = False
    an_ang: bool = True
    en_eng: bool = True
    in_ing: bool = True
    allow: PhraseList | None = None

    @cached_property
    def tolerance(self) -> Tolerance:
        return Tolerance(self.zh_z, self.n_l, self.r_l, self.f_h, self.an_ang, self.en_eng, self.in_ing)


def _switch(value: Any) -> Any:
    return ({} if value else None) if isinstance(value, bool) else value


class Banned(Criterion):
    """Missed by each hit of ``never``, unless one of ``excuses`` holds: the words were repeated, asked about or denied.

    ``by_sound``: what only sounds like a phrase of ``never.any`` counts too; of a fatal criterion it leaves the verdict to a person.
    """

    kind: Literal["banned"]
    never: Condition
    each: Annotated[float, Field(gt=0)] | None = None
    excuses: Excuses = True  # type: ignore[assignment]  # validated: all that are known
    by_sound: Annotated[BySound | None, BeforeValidator(_switch)] = None

    @model_validator(mode="after")
    def _sounds_of_something(self) -> Self:
        if self.by_sound is not None and not self._audible:
            raise fault("nothing_to_hear")
        return self

    @property
    def sounds(self) -> Iterable[tuple[Tolerance, str]]:
        return ((self.by_sound.tolerance, text) for text in self._audible) if self.by_sound else ()

    @cached_property
    def _audible(self) -> tuple[str, ...]:
        """The texts of its phrases that are long enough to be told by their sound."""
        phrases = self.never.any.of("zh") if self.never.any else frozenset()
        texts = {form.text for phrase in phrases for form in phrase.texts or () if not (form.at_start or form.at_end)}
        return tuple(sorted(filter(audible, texts)))

    @cached_property
    def _audible_texts(self) -> frozenset[str]:
        return frozenset(self._audible)

    def judge(self, scene: Scene) -> Outcome:
        if not scene.knows(self.never.speaker or "agent"):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        hits = [hit for occasion in scene.occasions(self.never, "agent") for hit in occasion.hits]
        hits += self._heard(scene, hits)
        hits.sort(key=lambda hit: (hit.utterance, hit.at))
        excuses = [excuse_for(scene, hit, self.excuses) for hit in hits]
        guilty = [hit for hit, excuse in zip(hits, excuses, strict=True) if excuse is None]
        if not guilty:
            return self._clean(scene, hits, [excuse for excuse in excuses if excuse])
        lost = self.points if self.each is None else min(self.points, self.each * len(guilty))
        details = {"phrase": _listed(scene, guilty), "quote": scene.words(guilty[0]), "count": len(guilty), "at": scene.moment(guilty)}
        if self.severity is Severity.FATAL and all(hit.how is How.SOUND for hit in guilty):
            return Outcome(Verdict.UNSCORED, "banned.heard_fatal", details, scene.evidence(guilty))
        return Outcome(Verdict.MISSED, "banned.missed", details, scene.evidence(guilty), self.points - lost)

    def _heard(self, scene: Scene, written: Sequence[Hit]) -> list[Hit]:
        """What sounds like a phrase where none is written, the leftmost first and the longest of those."""
        if self.by_sound is None:
            return []
        found = scene.heard(self.by_sound.tolerance)
        if not found:
            return []
        places = set(scene.range(self.never, "agent"))
        heard = [hit for text in sorted(self._audible_texts.intersection(found)) for hit in found[text] if hit.utterance in places]
        if not heard:
            return []
        taken, allowed = _Ground(written), _Ground(scene.find(self.by_sound.allow, sorted(places)) if self.by_sound.allow else ())
        kept: list[Hit] = []
        for hit in sorted(heard, key=lambda hit: (hit.utterance, hit.at, -hit.to)):
            after_last = not kept or kept[-1].utterance < hit.utterance or kept[-1].to <= hit.at
            free = after_last and taken.reach(hit.utterance, hit.to - 1) <= hit.at and allowed.reach(hit.utterance, hit.at) < hit.to
            if free and not scene.excused(hit, self.never.unless):
                kept.append(hit)
        return kept

    def _clean(self, scene: Scene, hits: list[Hit], excuses: list[Excuse]) -> Outcome:
        if not hits:
            count = len(self.never.any.of(scene.language)) if self.never.any else 0
            return Outcome(Verdict.MET, "banned.met", {"count": count})
        details: dict[str, Any] = {
            "phrase": _listed(scene, hits),
            "excuse": list(dict.fromkeys(excuse.title for excuse in excuses)),
            "count": len(hits),
            "at": scene.moment(hits),
        }
        return Outcome(Verdict.MET, "banned.excused", details, scene.evidence(hits))


class _Ground:
    """What some hits cover."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._begins: list[tuple[int, int]] = []
        self._reached: list[int] = []
        for hit in sorted(hits):
            same = bool(self._begins) and self._begins[-1][0] == hit.utterance
            self._begins.append((hit.utterance, hit.at))
            self._reached.append(max(hit.to, self._reached[-1]) if same else hit.to)

    def reach(self, utterance: int, at: int) -> int:
        """The furthest end of those that begin at character ``at`` of an utterance or before; 0 where none does."""
        before = bisect_right(self._begins, (utterance, at))
        return self._reached[before - 1] if before and self._begins[before - 1][0] == utterance else 0


def _listed(scene: Scene, hits: list[Hit]) -> list[str | HeardAs]:
    said = ((scene.words(hit), hit) for hit in hits)
    return list(dict.fromkeys(HeardAs(words, hit.phrase.written) if hit.how is How.SOUND else words for words, hit in said))
