"""Deadlines of a complaint: by hand where the standard says how, and what must hold whatever happens when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.casefile import RULES, CaseState, Deadline, Standing, Step, deadlines, happened, next_due, state_of

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MINUTES = st.integers(0, 10_000).map(lambda minutes: START + timedelta(minutes=minutes))
DONE = st.dictionaries(st.sampled_from(list(RULES)), MINUTES).map(lambda later: {Step.RECEIVED: START, **later})


def after(**spans: float) -> datetime:
    return START + timedelta(**spans)


def at(moment: datetime, closed: bool = False, **done: datetime) -> dict[str, str]:
    steps = {Step.RECEIVED: START, **{Step(name): when for name, when in done.items()}}
    return {one.step.value: one.standing.value for one in deadlines(steps, moment, closed=closed)}


def test_what_is_owed_when_a_complaint_comes_in() -> None:
    found = deadlines({Step.RECEIVED: START}, START)
    assert [(one.step, one.due) for one in found] == [
        (Step.CONTACTED, after(minutes=15)),
        (Step.REPLIED, after(hours=24)),
        (Step.SETTLED, after(hours=72)),
        (Step.CALLED_BACK, None),
    ]
    assert next_due(found) == after(minutes=15)


@pytest.mark.parametrize(
    ("moment", "done", "expected"),
    [
        (after(minutes=15), {}, ("due", "due", "due", "ahead")),
        (after(minutes=15, seconds=1), {}, ("overdue", "due", "due", "ahead")),
        (after(hours=1), {"contacted": after(minutes=15)}, ("met", "due", "due", "ahead")),
        (after(hours=1), {"contacted": after(minutes=16)}, ("missed", "due", "due", "ahead")),
        (after(hours=80), {"contacted": after(minutes=5), "replied": after(hours=25)}, ("met", "missed", "overdue", "ahead")),
        (after(hours=30), {"settled": after(hours=20)}, ("missed", "met", "met", "due")),
        (after(hours=50), {"settled": after(hours=20)}, ("missed", "met", "met", "overdue")),
        (after(hours=50), {"settled": after(hours=20), "called_back": after(hours=44)}, ("missed", "met", "met", "met")),
    ],
)
def test_how_each_deadline_stands(moment: datetime, done: dict[str, datetime], expected: tuple[str, ...]) -> None:
    assert tuple(at(moment, **done).values()) == expected


def test_a_case_that_was_closed_without_a_call_back_missed_it() -> None:
    found = at(after(hours=21), closed=True, settled=after(hours=20), contacted=after(minutes=1))
    assert found == {"contacted": "met", "replied": "met", "settled": "met", "called_back": "missed"}


def test_a_deadline_is_near_in_its_last_part_alone() -> None:
    def near(moment: datetime) -> list[Step]:
        return [one.step for one in deadlines({Step.RECEIVED: START}, moment) if one.near]

    assert near(after(minutes=9)) == []
    assert near(after(minutes=10)) == [Step.CONTACTED]
    assert near(after(hours=21)) == [Step.REPLIED]
    assert near(after(hours=71)) == [Step.SETTLED]


def test_where_a_case_stands() -> None:
    settled = {Step.RECEIVED: START, Step.SETTLED: START}
    assert [state_of({Step.RECEIVED: START}, False), state_of(settled, False), state_of(settled, True)] == [
        CaseState.OPEN,
        CaseState.HANDLED,
        CaseState.CLOSED,
    ]


@given(DONE, MINUTES, st.booleans())
def test_every_deadline_says_one_thing_and_the_right_one(done: dict[Step, datetime], moment: datetime, closed: bool) -> None:
    for one in deadlines(done, moment, closed=closed):
        match one.standing:
            case Standing.AHEAD:
                assert (one.due, one.done, closed) == (None, None, False)
            case Standing.DUE:
                assert one.done is None
                assert one.due is not None
                assert moment <= one.due
            case Standing.OVERDUE:
                assert one.done is None
                assert one.due is not None
                assert moment > one.due
            case Standing.MET:
                assert one.done is not None
                assert one.due is None or one.done <= one.due
            case Standing.MISSED:
                assert closed if one.done is None else one.due is not None and one.done > one.due
        assert not one.near or one.standing is Standing.DUE


@given(DONE, MINUTES, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_time_alone_never_mends_a_deadline(done: dict[Step, datetime], moment: datetime, later: timedelta) -> None:
    order = {Standing.AHEAD: 0, Standing.DUE: 0, Standing.OVERDUE: 1, Standing.MET: 2, Standing.MISSED: 3}

    def standing(found: tuple[Deadline, ...]) -> list[int]:
        return [order[one.standing] for one in found]

    before, after_ = standing(deadlines(done, moment)), standing(deadlines(done, moment + later))
    assert all(now == then or (then, now) == (0, 1) for then, now in zip(before, after_, strict=True))


@given(DONE)
def test_a_later_step_implies_the_earlier_ones(done: dict[Step, datetime]) -> None:
    found = happened(done)
    assert happened(found) == found
    for step, when in done.items():
        assert found[step] <= when
    for earlier, later in ((Step.CONTACTED, Step.REPLIED), (Step.REPLIED, Step.SETTLED)):
        if later in found:
            assert found[earlier] <= found[later]


@given(DONE, MINUTES)
def test_what_comes_next_is_the_first_thing_owed(done: dict[Step, datetime], moment: datetime) -> None:
    found = deadlines(done, moment)
    first = next_due(found)
    owed = [one for one in found if one.standing in (Standing.DUE, Standing.OVERDUE)]
    assert (first is None) is (not owed)
    assert first is None or all(one.due is not None and first <= one.due for one in owed)
    assert next_due(deadlines(done, moment, closed=True)) is None
