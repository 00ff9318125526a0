"""How far two who judge the same things agree beyond chance: Cohen's kappa with its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

LEAST = 20
"""Fewer pairs than this say nothing of agreement."""
NORMAL_95 = 1.959963984540054

Pairs = Mapping[tuple[str, str], int]
"""How often the one said this and the other that."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """``kappa`` with its 95 per cent interval ``low`` to ``high``; all None where ``lacks`` says why nothing can be said.

    ``lacks``: "few" for less than ``LEAST`` pairs, "constant" where one of the two always gave the same answer: then kappa is 0, or not
    defined at all, however well they agree. ``observed``: the share of pairs that agree; None without pairs.
    """

    pairs: int
    observed: float | None
    kappa: float | None = None
    low: float | None = None
    high: float | None = None
    lacks: str = ""


def agreement(pairs: Pairs, least: int = LEAST) -> Agreement:
    """Cohen's kappa (Cohen 1960, Educational and Psychological Measurement 20, 37-46), unweighted, over the answers that were given.

    The interval is the large-sample one of Fleiss, Cohen and Everitt 1969 (Psychological Bulletin 72, 323-327), kept within -1 and 1.
    Where all pairs agree that one would have no width; there the lower end comes from the exact bound of Clopper and Pearson 1934
    (Biometrika 26, 404-413) for the observed share, with the agreement by chance held.

    >>> agreement({("met", "met"): 40, ("missed", "missed"): 40, ("met", "missed"): 10, ("missed", "met"): 10}).kappa
    0.6
    """
    told = {pair: count for pair, count in pairs.items() if count > 0}
    n = sum(told.values())
    if not n:
        return Agreement(0, None, lacks="few")
    ours, theirs = _margins(told, n)
    observed = sum(count for (one, other), count in told.items() if one == other) / n
    if n < least:
        return Agreement(n, observed, lacks="few")
    if len(ours) == 1 or len(theirs) == 1:
        return Agreement(n, observed, lacks="constant")
    chance = sum(share * theirs.get(answer, 0.0) for answer, share in ours.items())
    kappa = (observed - chance) / (1 - chance)
    if observed == 1:
        return Agreement(n, observed, 1.0, (0.025 ** (1 / n) - chance) / (1 - chance), 1.0)
    reach = NORMAL_95 * sqrt(_variance(told, n, ours, theirs, kappa, chance))
    return Agreement(n, observed, round(kappa, 12), max(kappa - reach, -1.0), min(kappa + reach, 1.0))


def _margins(told: Pairs, n: int) -> tuple[dict[str, float], dict[str, float]]:
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for (one, other), count in told.items():
        ours[one] += count
        theirs[other] += count
    return {answer: count / n for answer, count in ours.items()}, {answer: count / n for answer, count in theirs.items()}


def _variance(told: Pairs, n: int, ours: Mapping[str, float], theirs: Mapping[str, float], kappa: float, chance: float) -> float:
    """The variance of the paper of 1969, not the one under the hypothesis that there is no agreement."""
    agreeing = differing = 0.0
    for (one, other), count in told.items():
        if one == other:
            agreeing += count / n * (1 - (ours[one] + theirs[one]) * (1 - kappa)) ** 2
        else:
            differing += count / n * (theirs.get(one, 0.0) + ours.get(other, 0.0)) ** 2
    whole = agreeing + (1 - kappa) ** 2 * differing - (kappa - chance * (1 - kappa)) ** 2
    return max(whole, 0.0) / (n * (1 - chance) ** 2)
