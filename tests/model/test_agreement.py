"""Kappa against what others published, and its interval against the delta method done with numbers alone."""

from __future__ import annotations

import doctest
import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.model import agreement as module
from qa.model.agreement import Agreement, agreement

Table = Sequence[Sequence[int]]


def pairs(table: Table) -> dict[tuple[str, str], int]:
    return {(str(i), str(j)): count for i, row in enumerate(table) for j, count in enumerate(row)}


def kappa_of(shares: np.ndarray) -> float:
    chance = float(shares.sum(1) @ shares.sum(0))
    return (float(np.trace(shares)) - chance) / (1 - chance)


def standard_error(table: Table) -> float:
    """By the delta method, the derivatives taken by differences: nothing of the formula of 1969 is in here."""
    counts = np.array(table, float)
    n, shares, step = counts.sum(), counts / counts.sum(), 1e-6
    slopes = np.zeros_like(shares)
    for place in itertools.product(*map(range, shares.shape)):
        moved = np.zeros_like(shares)
        moved[place] = step
        slopes[place] = (kappa_of(shares + moved) - kappa_of(shares - moved)) / (2 * step)
    flat, slope = shares.ravel(), slopes.ravel()
    covariance = (np.diag(flat) - np.outer(flat, flat)) / n
    return math.sqrt(slope @ covariance @ slope)


def test_the_doctest_holds() -> None:
    assert doctest.testmod(module).failed == 0


def test_a_table_that_sas_was_given() -> None:
    """PROC FREQ prints for it: kappa 0.4842, 95% limits 0.2137 and 0.7547."""
    found = agreement(pairs([[0, 4, 1], [0, 8, 0], [0, 1, 5]]), least=1)
    assert (round(found.kappa or 0, 4), round(found.low or 0, 4), round(found.high or 0, 4)) == (0.4842, 0.2137, 0.7547)


def test_the_example_of_the_textbook() -> None:
    """Fleiss, Statistical Methods for Rates and Proportions, 2nd edition 1981, table 13.1: kappa .68, standard error .087."""
    found = agreement(pairs([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert found.kappa == pytest.approx(0.676, abs=5e-4)
    assert ((found.high or 0) - (found.low or 0)) / 2 / 1.96 == pytest.approx(0.087, abs=2e-3)
    assert found.observed == pytest.approx(0.89)


@given(st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_interval_is_that_of_the_delta_method(table: Table) -> None:
    found = agreement(pairs(table), least=1)
    assert found.kappa == pytest.approx(kappa_of(np.array(table, float) / np.sum(table)), abs=1e-9)
    reach = 1.96 * standard_error(table)
    assert found.low == pytest.approx(max(found.kappa - reach, -1), abs=2e-4)
    assert found.high == pytest.approx(min(found.kappa + reach, 1), abs=2e-4)


@pytest.mark.parametrize(
    ("table", "lacks"),
    [
        ([[0, 0], [0, 0]], "few"),
        ([[5, 4], [5, 5]], "few"),
        ([[40, 0], [0, 0]], "constant"),  # both always the same: kappa is not defined
        ([[20, 20], [0, 0]], "constant"),  # one always the same: kappa would be 0 whatever the other says
        ([[20, 0], [20, 0]], "constant"),
    ],
)
def test_what_says_nothing_of_agreement_says_why(table: Table, lacks: str) -> None:
    found = agreement(pairs(table))
    assert (found.kappa, found.low, found.high, found.lacks) == (None, None, None, lacks)


def test_no_pairs_no_share() -> None:
    assert agreement({}) == Agreement(0, None, lacks="few")


@pytest.mark.parametrize("n", [20, 200])
def test_full_agreement_is_not_taken_for_certainty(n: int) -> None:
    found = agreement(pairs([[n // 2, 0], [0, n - n // 2]]))
    assert (found.kappa, found.high) == (1.0, 1.0)
    # exact: whoever agrees in all of n pairs may still agree in no more than 0.025 ** (1 / n) of all there are
    assert found.low == pytest.approx((0.025 ** (1 / n) - 0.5) / 0.5)
    assert 0 < (found.low or 0) < 1
