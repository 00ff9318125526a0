"""What an agent may not say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from qa.model.finding import Verdict
from qa.rubric.condition import Condition
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.excuses import Excuse, Excuses, excuse_for
from qa.rubric.match import Hit
from qa.rubric.scene import Scene


class Banned(Criterion):
    """Missed by each hit of ``never``, unless one of ``excuses`` holds: the words were repeated, asked about or denied."""

    kind: Literal["banned"]
    never: Condition
    each: Annotated[float, Field(gt=0)] | None = None
    excuses: Excuses = True  # type: ignore[assignment]  # validated: all that are known

    def judge(self, scene: Scene) -> Outcome:
        if not scene.knows(self.never.speaker or "agent"):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        hits = [hit for occasion in scene.occasions(self.never, "agent") for hit in occasion.hits]
        excuses = [excuse_for(scene, hit, self.excuses) for hit in hits]
        guilty = [hit for hit, excuse in zip(hits, excuses, strict=True) if excuse is None]
        if not guilty:
            return self._clean(scene, hits, [excuse for excuse in excuses if excuse])
        lost = self.points if self.each is None else min(self.points, self.each * len(guilty))
        details = {"phrase": _listed(scene, guilty), "quote": scene.words(guilty[0]), "count": len(guilty), "at": scene.moment(guilty)}
        return Outcome(Verdict.MISSED, "banned.missed", details, scene.evidence(guilty), self.points - lost)

    def _clean(self, scene: Scene, hits: list[Hit], excuses: list[Excuse]) -> Outcome:
        if not hits:
            return Outcome(Verdict.MET, "banned.met")
        details: dict[str, Any] = {
            "phrase": _listed(scene, hits),
            "excuse": list(dict.fromkeys(excuse.title for excuse in excuses)),
            "count": len(hits),
            "at": scene.moment(hits),
        }
        return Outcome(Verdict.MET, "banned.excused", details, scene.evidence(hits))


def _listed(scene: Scene, hits: list[Hit]) -> list[str]:
    return list(dict.fromkeys(scene.words(hit) for hit in hits))
