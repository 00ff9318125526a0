"""What few numbers say of many: a mean or a share with the interval in which the true one lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

LEAST_CALLS = 10
"""Of fewer scores no mean is shown: its interval would span half of the scale."""
HALVINGS = 40
NORMAL_95 = 1.959963984540054
CUT = 0.5
"""The most of its capital that a bet may lose."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """``value`` of ``count`` observations, with its 95 per cent interval ``low`` to ``high``; all three None where nothing can be said."""

    count: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    def apart(self, other: Estimate) -> bool:
        """Whether the two intervals do not meet: only then may one be called better than the other."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return False
        return self.low > other.high or self.high < other.low


def share(count: int, of: int, sure: float = 0.95) -> Estimate:
    """A share between 0 and 1 with the score interval of Wilson 1927 (Journal of the American Statistical Association 22, 209-212).

    ``sure``: how often the interval is to hold the true share.

    >>> share(9, 10)
    Estimate(count=10, value=0.9, low=0.5958499732, high=0.9821237869)
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of}")
    if not of:
        return Estimate(0)
    wide = NORMAL_95 if sure == 0.95 else NormalDist().inv_cdf((1 + sure) / 2)
    square = wide**2
    middle = (count + square / 2) / (of + square)
    reach = wide / (of + square) * sqrt(count * (of - count) / of + square / 4)
    return Estimate(of, count / of, round(max(middle - reach, 0.0), 10), round(min(middle + reach, 1.0), 10))


def difference(one: Estimate, other: Estimate) -> Estimate:
    """How much the first share is above the second, of independent observations; None where one of them says nothing.

    The hybrid of two score intervals, as sure as they are: method 10 of Newcombe 1998 (Interval estimation for the difference between
    independent proportions, Statistics in Medicine 17, 873-890).

    >>> found = difference(share(56, 70), share(48, 80))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    count = one.count + other.count
    if one.value is None or one.low is None or one.high is None or other.value is None or other.low is None or other.high is None:
        return Estimate(count)
    apart = one.value - other.value
    down = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    up = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Estimate(count, apart, apart - down, apart + up)


def mean(scores: Sequence[float], least: int = LEAST_CALLS, top: float = 100.0) -> Estimate:
    """The mean of scores between 0 and ``top``, in the order they came, with an interval that holds however they are spread.

    Scores of calls pile up near the top and now and then fall to 0: there Student's interval, for ten calls, holds 80 times of 100, not 95.
    This one bets against every possible mean and leaves out those that lost twentyfold: the hedged capital of Waudby-Smith and Ramdas 2024
    (Estimating means of bounded random variables by betting, Journal of the Royal Statistical Society B 86, 1-27), with predictable
    plug-in bets. It assumes no more than the bounds, and stays true however often one looks while scores come in. It is wide for few calls,
    because little is known then. Raises ValueError for a score out of bounds.
    """
    if any(not 0 <= score <= top for score in scores):
        raise ValueError(f"a score is not between 0 and {top}")
    if len(scores) < max(least, 1):
        return Estimate(len(scores))
    shares = [score / top for score in scores]
    bets = _bets(shares)
    low = _edge(lambda m: _won(shares, bets, m))
    high = 1 - _edge(lambda m: _won([1 - x for x in shares], bets, m))
    middle = sum(shares) / len(shares)
    return Estimate(len(scores), top * middle, top * min(low, middle), top * max(high, middle))


def _bets(shares: Sequence[float]) -> list[float]:
    """How much to bet each time, from what came before alone."""
    bets, total, squares = [], 0.5, 0.25
    for number, x in enumerate(shares, 1):
        variance = squares / number
        bets.append(sqrt(2 * log(2 / 0.05) / (variance * number * log(1 + number))))
        total += x
        squares += (x - total / (number + 1)) ** 2
    return bets


def _won(shares: Sequence[float], bets: Sequence[float], mean: float) -> float:
    """The logarithm of the most that was ever won by betting that the true mean is above ``mean``; each side has half of the capital."""
    capital = most = 0.0
    for x, bet in zip(shares, bets, strict=True):
        capital += log(1 + min(bet, CUT / mean) * (x - mean))
        most = max(most, capital)
    return most


def _edge(won: Callable[[float], float]) -> float:
    """The greatest mean that has lost: what is won falls as the mean rises."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if won(middle) >= log(2 / 0.05) else (low, middle)
    return low
