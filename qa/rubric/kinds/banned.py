"""What an agent may not say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qa.model.finding import Verdict
from qa.rubric.condition import Condition
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.excuses import excused
from qa.rubric.match import Hit
from qa.rubric.scene import Scene


class Banned(Criterion):
    """Missed by each hit of ``never``, unless the words were quoted, asked about or denied."""

    kind: Literal["banned"]
    never: Condition
    each: Annotated[float, Field(gt=0)] | None = None
    excuses: bool = True

    def judge(self, scene: Scene) -> Outcome:
        if not scene.knows(self.never.speaker or "agent"):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        hits = [hit for occasion in scene.occasions(self.never, "agent") for hit in occasion.hits]
        guilty = [hit for hit in hits if not (self.excuses and excused(scene, hit))]
        if not guilty:
            because = "banned.excused" if hits else "banned.met"
            return Outcome(Verdict.MET, because, {"phrase": _listed(scene, hits), "count": len(hits)})
        lost = self.points if self.each is None else min(self.points, self.each * len(guilty))
        details = {"phrase": _listed(scene, guilty), "quote": scene.words(guilty[0]), "count": len(guilty), "at": scene.moment(guilty)}
        return Outcome(Verdict.MISSED, "banned.missed", details, scene.evidence(guilty), self.points - lost)


def _listed(scene: Scene, hits: list[Hit]) -> list[str]:
    return list(dict.fromkeys(scene.words(hit) for hit in hits))
