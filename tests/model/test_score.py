"""The scorecard is a fold: what counts, what is set aside, what is counted beside the total."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.finding import CriticalTo, Severity, Verdict
from qa.model.score import Scored, earned, fold

MET, MISSED = Verdict.MET, Verdict.MISSED

ITEMS = st.lists(
    st.builds(
        Scored,
        rubric=st.sampled_from(["a", "b"]),
        criterion=st.text("xyz", min_size=1, max_size=3),
        verdict=st.sampled_from(list(Verdict)),
        points=st.integers(0, 10).map(float),
        max_points=st.just(10.0),
        severity=st.sampled_from(list(Severity)),
        critical_to=st.sampled_from([harmed.value for harmed in CriticalTo]),
    ),
    max_size=12,
)


def scored(verdict: Verdict, points: float, severity: Severity = Severity.NORMAL, critical_to: str = "") -> Scored:
    return Scored("r", "c", verdict, points, 10.0, severity, critical_to)


def test_what_does_not_apply_leaves_numerator_and_denominator() -> None:
    score = fold([scored(MET, 10), scored(Verdict.NOT_APPLICABLE, 0), scored(Verdict.UNSCORED, 0), scored(MISSED, 4)])
    assert (score.total.points, score.total.max_points, score.total.percent, score.unscored) == (14, 20, 70, 1)
    assert fold([scored(Verdict.NOT_APPLICABLE, 0)]).total.percent is None


def test_a_missed_fatal_one_makes_the_whole_nothing_and_critical_ones_are_a_score_beside() -> None:
    score = fold([scored(MET, 10), scored(MISSED, 0, Severity.CRITICAL), scored(MET, 10, Severity.CRITICAL)])
    assert (score.total.points, score.critical.percent, score.fatal) == (20, 50, ())
    score = fold([scored(MET, 10), scored(MISSED, 0, Severity.FATAL)])
    assert (score.total.points, score.total.max_points, score.fatal) == (0, 20, ("c",))


def test_critical_errors_are_counted_by_whom_they_harm() -> None:
    score = fold(
        [
            scored(MISSED, 0, Severity.CRITICAL, "customer"),
            scored(MISSED, 5, Severity.FATAL, "compliance"),
            scored(MET, 10, Severity.CRITICAL, "business"),
            scored(MISSED, 0, Severity.NORMAL),
        ]
    )
    assert score.errors == {"customer": 1, "business": 0, "compliance": 1}


@pytest.mark.parametrize(
    ("verdict", "machine", "points"), [(MISSED, MISSED, 4), (MET, MISSED, 10), (MISSED, MET, 0), (Verdict.NOT_APPLICABLE, MISSED, 0)]
)
def test_a_persons_verdict_earns_all_or_nothing_unless_it_is_the_machines(verdict: Verdict, machine: Verdict, points: float) -> None:
    assert earned(verdict, machine, 4, 10) == points


@given(ITEMS, st.integers(0, 1000))
def test_the_order_of_criteria_does_not_count(items: list[Scored], seed: int) -> None:
    turned = list(items)
    random.Random(seed).shuffle(turned)
    one, other = fold(items), fold(turned)
    assert (one.total, one.critical, one.rubrics, one.errors, one.unscored) == (
        other.total,
        other.critical,
        other.rubrics,
        other.errors,
        other.unscored,
    )
    assert sorted(one.fatal) == sorted(other.fatal)
    assert all(0 <= part.points <= part.max_points for part in (one.total, one.critical, *one.rubrics.values()))
    assert sum(one.errors.values()) == sum(i.verdict is MISSED and i.severity is not Severity.NORMAL for i in items)
