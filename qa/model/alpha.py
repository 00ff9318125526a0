"""How far several who judge the same things agree beyond chance: Krippendorff's alpha for nominal answers, with its interval."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

LEAST = 5
"""Fewer things than this, each judged by two at least, say nothing of a criterion."""
RESAMPLES = 1000
LOST = 0.05
"""With more resamples than this in which all answers are the same, an interval of the others would be too good."""

Unit = Sequence[str]
"""The answers that one thing got, in no order; whoever gave none is left out."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """``alpha`` is None where ``lacks`` says why nothing can be said; ``low`` to ``high`` hold 95 per cent, None where ``lacks_interval``.

    ``units``: things with at least two answers, and ``answers`` how many those are together. ``observed``: the share of pairs of answers
    to the same thing that agree; None without pairs. ``lacks``, ``lacks_interval``: "few", for too few things, or "constant", where
    everybody always gave the same answer: then nobody can tell agreement from habit, and alpha is not defined.
    """

    units: int
    answers: int
    observed: float | None
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    lacks: str = ""
    lacks_interval: str = ""


@dataclass(frozen=True, slots=True)
class _Sums:
    """What of some units enters alpha: answers by value; agreeing pairs, each over (answers - 1); pairs that agree and pairs in all."""

    values: tuple[int, ...]
    agreeing: float
    pairs_agreeing: int
    pairs: int
    units: int


def alpha(clusters: Iterable[Sequence[Unit]], least: int = LEAST) -> Alpha:
    """Krippendorff's alpha, nominal, any number of judges, missing answers allowed.

    Computed from the coincidence matrix as in Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability" (University of Pennsylvania,
    Annenberg School for Communication), section C. ``clusters``: units that belong together, as all criteria of one call do; each
    by itself where they do not. The interval is the percentile one of 1000 resamples of whole clusters (Efron and Tibshirani 1993, "An
    Introduction to the Bootstrap", chapter 13; for reliability, Zapf et al. 2016, BMC Medical Research Methodology 16:93; for clusters,
    Field and Welsh 2007, Journal of the Royal Statistical Society B 69, 369-390), always the same for the same answers.

    >>> round(alpha([[("a", "a")], [("a", "b")], [("b", "b")], [("b", "b")], [("a", "a")]]).alpha, 3)
    0.64
    """
    judged = [[tuple(unit) for unit in cluster if len(unit) >= 2] for cluster in clusters]
    judged = [cluster for cluster in judged if cluster]
    kinds = sorted({answer for cluster in judged for unit in cluster for answer in unit})
    sums = tuple(_summed(cluster, kinds) for cluster in judged)
    whole = _together(sums, len(kinds))
    answers = sum(whole.values)
    observed = whole.pairs_agreeing / whole.pairs if whole.pairs else None
    if whole.units < least:
        return Alpha(whole.units, answers, observed, lacks="few", lacks_interval="few")
    value = _alpha(whole)
    if value is None:
        return Alpha(whole.units, answers, observed, lacks="constant", lacks_interval="constant")
    if len(sums) < LEAST:
        return Alpha(whole.units, answers, observed, value, lacks_interval="few")
    interval = _interval(sums, len(kinds))
    if interval is None:
        return Alpha(whole.units, answers, observed, value, lacks_interval="constant")
    return Alpha(whole.units, answers, observed, value, *interval)


def _summed(cluster: Sequence[Unit], kinds: Sequence[str]) -> _Sums:
    values: Counter[str] = Counter()
    agreeing, pairs_agreeing, pairs = 0.0, 0, 0
    for unit in cluster:
        counts = Counter(unit)
        values += counts
        same = sum(count * (count - 1) for count in counts.values())
        agreeing += same / (len(unit) - 1)
        pairs_agreeing += same
        pairs += len(unit) * (len(unit) - 1)
    return _Sums(tuple(values[kind] for kind in kinds), agreeing, pairs_agreeing, pairs, len(cluster))


def _together(sums: Sequence[_Sums], kinds: int) -> _Sums:
    return _Sums(
        tuple(sum(one.values[kind] for one in sums) for kind in range(kinds)),
        sum(one.agreeing for one in sums),
        sum(one.pairs_agreeing for one in sums),
        sum(one.pairs for one in sums),
        sum(one.units for one in sums),
    )


def _alpha(sums: _Sums) -> float | None:
    return _value(sum(sums.values), sums.agreeing, sums.values)


def _value(n: float, agreeing: float, values: Iterable[float]) -> float | None:
    """1 - observed / expected disagreement; None where all answers are the same, so that no disagreement is to be expected."""
    expected = n * n - sum(count * count for count in values)
    return 1 - (n - 1) * (n - agreeing) / expected if expected > 1e-9 else None


@lru_cache(maxsize=512)
def _interval(sums: tuple[_Sums, ...], kinds: int) -> tuple[float, float] | None:
    chance = random.Random(len(sums))  # noqa: S311 (no secret: the same answers shall give the same interval)
    parts = [(one.agreeing, *one.values) for one in sums]
    found = []
    for _ in range(RESAMPLES):
        agreeing, *values = map(sum, zip(*chance.choices(parts, k=len(parts)), strict=True))
        value = _value(sum(values), agreeing, values)
        if value is not None:
            found.append(value)
    if len(found) < (1 - LOST) * RESAMPLES:
        return None
    found.sort()
    return found[int(0.025 * len(found))], found[ceil(0.975 * len(found)) - 1]
