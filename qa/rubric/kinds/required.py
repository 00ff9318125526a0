"""What an agent has to say, always or on an occasion."""

from __future__ import annotations

from typing import Literal

from qa.model.finding import Verdict
from qa.rubric.condition import Condition, Expectation
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.match import Hit
from qa.rubric.scene import Occasion, Scene
from qa.rubric.wording import such_as, whereabouts


class Required(Criterion):
    """Met where ``expect`` holds in its range; with ``when``, near the occasion, and not applicable without one."""

    kind: Literal["required"]
    expect: Expectation
    owed: Literal["once", "each"] = "once"

    def judge(self, scene: Scene) -> Outcome:
        if not scene.knows(self.expect.speaker or "agent") or (self.when and not scene.knows(self.when.speaker or "any")):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        return self._always(scene) if self.when is None else self._on_occasion(scene, self.when)

    def _always(self, scene: Scene) -> Outcome:
        said = scene.held(self.expect, scene.range(self.expect, "agent"))
        if said is None:
            details: dict[str, object] = {
                "within_s": self.expect.first_s or self.expect.last_s,
                "range": whereabouts(self.expect),
                "expected": such_as(self.expect, scene.language),
            }
            because = (
                "required.missed" if self.expect.any or self.expect.all or self.expect.any_of or self.expect.all_of else "required.broken"
            )
            return Outcome(Verdict.MISSED, because, details)
        return Outcome(Verdict.MET, "required.met" if said else "required.kept", _said(scene, said), scene.evidence(said))

    def _on_occasion(self, scene: Scene, when: Condition) -> Outcome:
        occasions = scene.occasions(when, "any")
        if not occasions:
            return Outcome(Verdict.NOT_APPLICABLE, "required.no_occasion")
        answered: list[tuple[Occasion, tuple[Hit, ...]]] = []
        open_: list[Occasion] = []
        for occasion in occasions:
            said = scene.held(self.expect, scene.near(self.expect, occasion.utterance, "around", None))
            if said is None:
                open_.append(occasion)
            else:
                answered.append((occasion, said))
        if answered and (self.owed == "once" or not open_):
            shown = answered[:1] if self.owed == "once" else answered
            hits = [hit for occasion, said in shown for hit in (*occasion.hits, *said)]
            details = {"cue": _cue(scene, shown[0][0]), **_said(scene, shown[0][1])}
            return Outcome(Verdict.MET, "required.met_on_occasion", details, scene.evidence(hits))
        missing = open_[:1] if self.owed == "once" else open_
        details = {
            "cue": _cue(scene, missing[0]),
            "at": scene.moment(missing[0].hits),
            "count": len(open_),
            "expected": such_as(self.expect, scene.language),
            "within_s": self.expect.within_s,
            "within_turns": self.expect.within_turns,
        }
        return Outcome(Verdict.MISSED, "required.missed_on_occasion", details, scene.evidence(h for o in missing for h in o.hits))


def _cue(scene: Scene, occasion: Occasion) -> str:
    return scene.words(occasion.hits[0]) if occasion.hits else scene.utterances[occasion.utterance].text


def _said(scene: Scene, hits: tuple[Hit, ...]) -> dict[str, object]:
    words = [scene.words(hit) for hit in hits]
    return {"phrase": words, "quote": words[0] if words else None, "at": scene.moment(hits)}
