"""What only a person can judge."""

from __future__ import annotations

from typing import Literal

from qa.model.finding import Verdict
from qa.rubric.criterion import Criterion, Outcome, Words
from qa.rubric.scene import Scene


class Manual(Criterion):
    """Unscored until a person decides; ``guide`` tells the person how."""

    kind: Literal["manual"]
    guide: Words | None = None

    @property
    def machine_judges(self) -> bool:
        return False

    def judge(self, scene: Scene) -> Outcome:
        return Outcome(Verdict.UNSCORED, "manual.waits")
