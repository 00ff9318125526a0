"""Krippendorff's alpha by its definition, written apart from the program: the coincidence matrix, value by value, in exact fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import permutations


def alpha(units: Iterable[Sequence[str]]) -> Fraction | None:
    """Nominal alpha: o_ck adds 1 / (m_u - 1) for every ordered pair of values c, k of two judges of unit u; n_c are its row sums.

    alpha = 1 - (n - 1) * (sum of o_ck, c != k) / (sum of n_c * n_k, c != k); None where the divisor is 0.
    """
    o: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for unit in units:
        for c, k in permutations(unit, 2):
            o[c, k] += Fraction(1, len(unit) - 1)
    values = {c for c, _ in o}
    n = {c: sum((o[c, k] for k in values), Fraction()) for c in values}
    total = sum(n.values(), Fraction())
    expected = sum((n[c] * n[k] for c in values for k in values if c != k), Fraction())
    observed = sum((o[c, k] for c in values for k in values if c != k), Fraction())
    return 1 - (total - 1) * observed / expected if expected else None
