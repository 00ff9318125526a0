"""The scorecard: a pure fold over verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qa.model.finding import CriticalTo, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Scored:
    """One criterion as it counts: the verdict that stands (a person's where there is one, else the machine's)."""

    rubric: str
    criterion: str
    verdict: Verdict
    points: float
    max_points: float
    severity: Severity = Severity.NORMAL
    critical_to: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Points earned of the points that applied; ``percent`` is None where nothing applied."""

    points: float
    max_points: float

    @property
    def percent(self) -> float | None:
        return 100 * self.points / self.max_points if self.max_points else None


@dataclass(frozen=True, slots=True)
class Score:
    """``total`` is 0 points where a fatal criterion was missed; ``critical`` counts the critical criteria alone, beside the total.

    ``errors``: how many critical and fatal criteria were missed, by whom that harms (customer, business, compliance); the error rates of
    the COPC CX Standard are made of calls with at least one of a kind.
    """

    total: Part
    rubrics: dict[str, Part]
    critical: Part
    fatal: tuple[str, ...]
    unscored: int
    errors: dict[str, int] = field(default_factory=dict)


def fold(items: Iterable[Scored]) -> Score:
    """The score of a call from its criteria. Not applicable and unscored leave numerator and denominator.

    >>> fold([Scored("courtesy", "greet", Verdict.MET, 10, 10), Scored("courtesy", "name", Verdict.MISSED, 0, 10)]).total.percent
    50.0
    """
    items = tuple(items)
    counted = [i for i in items if i.verdict in (Verdict.MET, Verdict.MISSED)]
    fatal = tuple(i.criterion for i in counted if i.severity is Severity.FATAL and i.verdict is Verdict.MISSED)
    total = _part(counted)
    return Score(
        total=Part(0.0, total.max_points) if fatal else total,
        rubrics={name: _part([i for i in counted if i.rubric == name]) for name in dict.fromkeys(i.rubric for i in items)},
        critical=_part([i for i in counted if i.severity is Severity.CRITICAL]),
        fatal=fatal,
        unscored=sum(i.verdict is Verdict.UNSCORED for i in items),
        errors={
            harmed.value: sum(i.verdict is Verdict.MISSED and i.critical_to == harmed for i in counted if i.severity is not Severity.NORMAL)
            for harmed in CriticalTo
        },
    )


def earned(verdict: Verdict, machine: Verdict, machine_points: float, max_points: float) -> float:
    """The points a person's verdict earns: the machine's own (a part of the points, perhaps) where it agrees, else all or nothing."""
    if verdict is machine:
        return machine_points
    return max_points if verdict is Verdict.MET else 0.0


def _part(items: Iterable[Scored]) -> Part:
    items = tuple(items)
    return Part(sum(i.points for i in items), sum(i.max_points for i in items))
