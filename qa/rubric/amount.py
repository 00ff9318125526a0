"""An amount that was said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa.rubric.units import Unit


class Bound(StrEnum):
    """How a number was meant."""

    EXACT = "exact"
    WITHIN = "within"
    """48小时之内: a limit, as exact as the number itself."""
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number said, with its unit if it had one. Characters ``start`` to ``end`` (excluded) of the text.

    ``high`` is the other end of a range. ``per`` is the period or piece of a rate: 39 元 a month. ``vague`` and ``vague_high`` mark
    times of day of which it was not said whether they are before or after noon.
    """

    value: float
    unit: Unit | None
    start: int
    end: int
    high: float | None = None
    per: Unit | None = None
    bound: Bound = Bound.EXACT
    vague: bool = False
    vague_high: bool = False

    @property
    def approximate(self) -> bool:
        """Whether more than one number would fit what was said."""
        return self.high is not None or self.bound not in (Bound.EXACT, Bound.WITHIN)
