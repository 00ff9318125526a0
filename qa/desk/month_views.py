"""What a monthly review shows: frozen, complete, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.desk.improve_views import Answered, ImproveLine, Proposal
from qa.model.estimate import Estimate
from qa.model.improve import Month
from qa.model.text import Text


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in a month. ``clean``: the share of reviews in which every criterion was met; ``mean``: of the scores.

    ``critical``: reviews with at least one critical or fatal criterion missed. ``appealed``: appeals that were made, ``ended``: how those
    that ended then did. ``late``: cases with a deadline in that month that was missed. ``excerpts``: by kind, ``unscored`` those that the
    reader is to score first. ``packs``: how many different ones were shown. ``calibrated`` and ``quizzed`` (questions answered)
    are the whole house's: who plays is nobody's business.
    """

    calls: int
    reviewed: int
    clean: Estimate
    mean: Estimate
    critical: int
    appealed: int
    ended: Mapping[str, int]
    opened: int
    closed: int
    late: int
    excerpts: Mapping[str, int]
    packs: int
    meetings: int
    coached: int
    calibrated: int
    quizzed: int


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion in a month and in the one before: in how many of the reviews that it applied to it was missed.

    ``change``: by how much the share rose, with an interval that allows for how many criteria are looked at; ``rising`` and ``falling``
    where it leaves no room for chance.
    """

    rubric: str
    criterion: str
    title: Text
    missed: int
    now: Estimate
    missed_before: int
    before: Estimate
    change: Estimate
    rising: bool = False
    falling: bool = False


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month of a team ("" for the whole house). ``last``: what became of the improvements of the month before.

    ``own``: the improvements of this month; of the whole house those of every team, too. ``may``: ``improve.make`` where the reader may
    take proposals up.
    """

    month: Month
    team: str
    now: Figures
    before: Figures
    criteria: tuple[CriterionLine, ...]
    proposals: tuple[Proposal, ...]
    answered: tuple[Answered, ...]
    own: tuple[ImproveLine, ...]
    last: tuple[ImproveLine, ...]
    may: frozenset[str] = field(default_factory=frozenset)
