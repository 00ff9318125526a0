"""How strictly and how rightly somebody judges: held against the majority of the others, and against one whose answers count as right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import comb, sqrt
from typing import TypeVar

from qa.model.agreement import NORMAL_95
from qa.model.finding import Verdict

SURE = 0.05
FEWEST_OTHERS = 2

Thing = TypeVar("Thing", bound=Hashable)
Answers = Mapping[Thing, str]


@dataclass(frozen=True, slots=True)
class Leaning:
    """``strict`` times "missed" where the others said met (``of_met`` times); ``lenient`` times "met" where they said missed.

    ``chance``: how likely at least so one-sided a count is where somebody leans neither way. ``leans``: "strict" or "lenient" where that
    is below 5 per cent, else "".
    """

    of_met: int
    strict: int
    of_missed: int
    lenient: int
    chance: float
    leans: str


def leaning(own: Answers[Thing], others: Collection[Answers[Thing]]) -> Leaning:
    """Strict or lenient, against what most of the others said: more than half of them, of two at least who answered.

    The test is the exact one of McNemar 1947 (Psychometrika 12, 153-157) on the answers that differ.
    """
    against: Counter[tuple[str, str]] = Counter()
    for thing, answer in own.items():
        most = majority([theirs[thing] for theirs in others if thing in theirs])
        if most is not None:
            against[most, answer] += 1
    strict, lenient = against[Verdict.MET, Verdict.MISSED], against[Verdict.MISSED, Verdict.MET]
    chance = one_sided(strict, lenient)
    leans = "" if chance >= SURE else "strict" if strict > lenient else "lenient"
    return Leaning(_of(against, Verdict.MET), strict, _of(against, Verdict.MISSED), lenient, chance, leans)


def majority(answers: Iterable[str]) -> str | None:
    """What more than half of two or more said."""
    counts = Counter(answers)
    total = sum(counts.values())
    if total < FEWEST_OTHERS:
        return None
    answer, count = counts.most_common(1)[0]
    return answer if 2 * count > total else None


def one_sided(one: int, other: int) -> float:
    """The two-sided exact binomial chance of a split at least as uneven, where both sides are as likely.

    >>> one_sided(6, 0), one_sided(2, 2)
    (0.03125, 1.0)
    """
    n, less = one + other, min(one, other)
    return min(1.0, 2 * sum(comb(n, k) for k in range(less + 1)) * 0.5**n)


def pairs(own: Answers[Thing], right: Answers[Thing]) -> Counter[tuple[str, str]]:
    """How often this was answered where that is right, over what both have an answer to."""
    return Counter((answer, right[thing]) for thing, answer in own.items() if thing in right)


def share_interval(hits: int, of: int) -> tuple[float, float] | None:
    """The 95 per cent interval of a share by Wilson 1927 (Journal of the American Statistical Association 22, 209-212); None of nothing.

    >>> [round(end, 3) for end in share_interval(8, 10)]
    [0.49, 0.943]
    """
    if not of:
        return None
    z, p = NORMAL_95, hits / of
    middle, reach = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _of(against: Counter[tuple[str, str]], most: str) -> int:
    return sum(count for (said, _), count in against.items() if said == most)
