"""How good an item of the quiz is: its difficulty, and whether it tells those who know from those who don't. Pure.

Every person counts by the first answer alone. A person's rest score is the share of the other items that were right at the first answer:
people have played different items, and a share stays comparable where a sum would not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from qa.model.estimate import Estimate, share
from qa.model.quiz import LEAST_ANSWERS

LEAST_DISCRIMINATION = 0.10
TOO_EASY, TOO_HARD = 0.95, 0.10
TAIL = 0.27
"""The upper and lower groups: 27 per cent each tells most where scores are normal (Kelley 1939, The selection of upper and lower groups
for the validation of test items, Journal of Educational Psychology 30, 17-24)."""


class Weakness(StrEnum):
    """Why an item is weak."""

    EASY = "easy"
    HARD = "hard"
    TELLS_NOTHING = "tells_nothing"


@dataclass(frozen=True, slots=True)
class First:
    """A first answer: whether it was right, and the person's rest score, 0 to 1; None where nothing else was answered."""

    right: bool
    rest: float | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """What first answers say of an item.

    ``index``: upper minus lower group; it and ``discrimination`` are -1 to 1, None where nothing can be said.
    """

    difficulty: Estimate
    discrimination: float | None = None
    index: float | None = None

    @property
    def enough(self) -> bool:
        return self.difficulty.count >= LEAST_ANSWERS

    @property
    def weakness(self) -> Weakness | None:
        """Why it is weak, from 20 first answers on."""
        right = self.difficulty.value
        if not self.enough or right is None:
            return None
        if right > TOO_EASY:
            return Weakness.EASY
        if right < TOO_HARD:
            return Weakness.HARD
        unlike = self.discrimination is not None and self.discrimination < LEAST_DISCRIMINATION
        return Weakness.TELLS_NOTHING if unlike else None


def quality(answers: Sequence[First]) -> Quality:
    """Of the first answers to one item, in any order."""
    return Quality(share(sum(one.right for one in answers), len(answers)), point_biserial(answers), upper_lower(answers))


def point_biserial(answers: Sequence[First]) -> float | None:
    """The corrected item-total correlation: Pearson's r of right (1) or not (0) with the rest score, which leaves the item itself out.

    None where it is not defined: all right, all wrong, or everybody alike in the rest. Ebel & Frisbie 1991 (Essentials of Educational
    Measurement, 5th ed., ch. 13) call from 0.40 on very good, below 0.20 poor.
    """
    pairs = [(float(one.right), one.rest) for one in answers if one.rest is not None]
    if len(pairs) < 2:
        return None
    mean_x = sum(x for x, _ in pairs) / len(pairs)
    mean_y = sum(y for _, y in pairs) / len(pairs)
    spread_x = sum((x - mean_x) ** 2 for x, _ in pairs)
    spread_y = sum((y - mean_y) ** 2 for _, y in pairs)
    if spread_x * spread_y < 1e-18:
        return None
    together = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return round(min(max(together / sqrt(spread_x * spread_y), -1.0), 1.0), 10)


def upper_lower(answers: Sequence[First], tail: float = TAIL) -> float | None:
    """The share right among the best 27 per cent by rest score, minus that among the last 27 per cent (Ebel & Frisbie 1991, ch. 13).

    Who is level at the border of a group counts there in part, all alike: the order of persons changes nothing. None where everybody is
    alike in the rest or in the item.
    """
    pairs = sorted((one.rest, one.right) for one in answers if one.rest is not None)
    alike = len({rest for rest, _ in pairs}) < 2 or len({right for _, right in pairs}) < 2
    return None if alike else round(_best(pairs[::-1], tail) - _best(pairs, tail), 10)


def _best(ordered: Sequence[tuple[float, bool]], tail: float) -> float:
    """The share right in the first ``tail`` of them; those level at the border in part."""
    room = size = tail * len(ordered)
    right, at = 0.0, 0
    while room > 1e-12 and at < len(ordered):
        level = [one for rest, one in ordered[at:] if rest == ordered[at][0]]
        taken = min(float(len(level)), room)
        right += taken * sum(level) / len(level)
        room -= taken
        at += len(level)
    return right / size
