"""What an agent owes when a customer says something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from qa.model.finding import Verdict
from qa.rubric.condition import Condition, Expectation, PhraseList, Shape, fault
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.match import Hit
from qa.rubric.scene import Occasion, Scene
from qa.rubric.wording import such_as

TURNS = 2
"""How many utterances an answer has where the rubric names no limit."""


class Partial(Shape):
    """An answer that is not enough by itself, and the points it still earns."""

    any: PhraseList
    points: Annotated[float, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class _Debt:
    """A cue, with the hits that answer it (None: nothing did), those that answer it in part, and those that broke in on it."""

    cue: Occasion
    answer: tuple[Hit, ...] | None
    part: tuple[Hit, ...] = ()
    broke_in: tuple[Hit, ...] = ()


class Reply(Criterion):
    """Met where every cue is answered; not applicable where no cue was given that could be answered.

    An answer that breaks in on the cue is none, unless ``may_interrupt``: whoever was not heard out was not heard.
    """

    kind: Literal["reply"]
    cue: Condition
    expect: Expectation
    owed: Literal["once", "each"] = "each"
    partial: Partial | None = None
    may_interrupt: bool = False

    @model_validator(mode="after")
    def _part_is_less(self) -> Self:
        if self.partial is not None and self.partial.points >= max(self.points, 1e-9):
            raise fault("part_is_not_less")
        return self

    @property
    def may_not_apply(self) -> bool:
        return True

    def judge(self, scene: Scene) -> Outcome:
        if not (scene.knows(self.cue.speaker or "customer") and scene.knows(self.expect.speaker or "agent")):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        cues = scene.occasions(self.cue, "customer")
        if not cues:
            return Outcome(Verdict.NOT_APPLICABLE, "reply.no_cue")
        speakers = scene.by(self.expect.speakers("agent"))
        debts = [self._debt(scene, cue) for cue in cues if (speakers and speakers[-1] > cue.utterance) or self.expect.place]
        if not debts:
            return Outcome(Verdict.NOT_APPLICABLE, "reply.no_turn_left", {"cue": _cue(scene, cues[0])})
        paid = [debt for debt in debts if debt.answer is not None]
        if len(paid) == len(debts) or (paid and self.owed == "once"):
            return self._met(scene, paid[:1] if self.owed == "once" else paid)
        return self._missed(scene, [debt for debt in debts if debt.answer is None], len(debts))

    def _debt(self, scene: Scene, cue: Occasion) -> _Debt:
        near = scene.near(self.expect, cue.utterance, "after", TURNS)
        heard_out = near if self.may_interrupt else tuple(i for i in near if not scene.breaks_in(i, cue.utterance))
        answer = scene.held(self.expect, heard_out)
        if answer is not None:
            return _Debt(cue, answer)
        part = scene.find(self.partial.any, near) if self.partial else ()
        return _Debt(cue, None, part[:1], scene.held(self.expect, near) or ())

    def _met(self, scene: Scene, paid: list[_Debt]) -> Outcome:
        answers = [hit for debt in paid for hit in debt.answer or ()]
        details = {
            "cue": _cue(scene, paid[0].cue),
            "phrase": [scene.words(hit) for hit in answers],
            "quote": scene.words(answers[0]) if answers else None,
            "count": len(paid),
            "at": scene.moment(answers),
        }
        return Outcome(Verdict.MET, "reply.met", details, scene.evidence([*(h for d in paid for h in d.cue.hits), *answers]))

    def _missed(self, scene: Scene, unpaid: list[_Debt], owed: int) -> Outcome:
        parts = [hit for debt in unpaid for hit in debt.part]
        broke_in = [hit for debt in unpaid for hit in debt.broke_in]
        in_part = self.partial is not None and all(debt.part for debt in unpaid)
        details = {
            "cue": _cue(scene, unpaid[0].cue),
            "phrase": [scene.words(hit) for hit in parts or broke_in],
            "count": len(unpaid),
            "value": owed,
            "expected": such_as(self.expect, scene.language),
            "at": scene.moment(unpaid[0].cue.hits),
            "within_s": self.expect.within_s if scene.timed else None,
            "within_turns": self.expect.within_turns or TURNS,
        }
        late = "reply.missed_in_time" if details["within_s"] else "reply.missed_in_turns"
        because = "reply.in_part" if in_part else "reply.broke_in" if broke_in else late
        evidence = scene.evidence([*(hit for debt in unpaid for hit in debt.cue.hits), *parts, *broke_in])
        return Outcome(Verdict.MISSED, because, details, evidence, self.partial.points if self.partial and in_part else 0.0)


def _cue(scene: Scene, occasion: Occasion) -> str:
    return scene.words(occasion.hits[0]) if occasion.hits else scene.utterances[occasion.utterance].text
