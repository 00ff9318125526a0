"""How an improvement stands by its acts; months of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.estimate import difference, share
from qa.model.improve import Cause, Field, ImproveAct, Improvement, ImproveState, Month, fold

TEXT = st.text(max_size=8)
ACTS = st.one_of(
    st.builds(ImproveAct, st.sampled_from((Field.WHAT, Field.OUTCOME)), TEXT),
    st.builds(ImproveAct, st.just(Field.CAUSE), TEXT, st.sampled_from(("", *Cause))),
    st.builds(ImproveAct, st.just(Field.OWNER), TEXT, person=st.none() | st.integers(1, 9)),
    st.builds(ImproveAct, st.just(Field.DUE), TEXT, day=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))),
    st.builds(ImproveAct, st.just(Field.STATE), TEXT, st.sampled_from(ImproveState)),
    st.builds(ImproveAct, st.just(Field.SHARED), TEXT, st.sampled_from(("", "yes"))),
)


def one_by_one(acts: list[ImproveAct]) -> dict[Field, ImproveAct]:
    held: dict[Field, ImproveAct] = {}
    for act in acts:
        held[act.field] = act
    return held


@given(st.lists(ACTS, max_size=20))
def test_the_last_act_of_each_kind_holds_and_no_other(acts: list[ImproveAct]) -> None:
    stands, held = fold(acts), one_by_one(acts)
    none = ImproveAct(Field.WHAT)
    assert stands.what == held.get(Field.WHAT, none).text
    assert (stands.cause or "") == held.get(Field.CAUSE, none).value
    assert stands.owner == held.get(Field.OWNER, none).person
    assert stands.due == held.get(Field.DUE, none).day
    assert (stands.state, stands.reason) == (held.get(Field.STATE, none).value or "open", held.get(Field.STATE, none).text)
    assert stands.outcome == held.get(Field.OUTCOME, none).text
    assert stands.shared is (held.get(Field.SHARED, none).value == "yes")


@given(st.lists(ACTS, max_size=12), st.lists(ACTS, max_size=12))
def test_what_comes_later_alone_changes_what_stands(before: list[ImproveAct], after: list[ImproveAct]) -> None:
    fields = {act.field for act in after}
    assert fold([*before, *after]) == fold([*(act for act in before if act.field not in fields), *after])
    assert fold([*before, *after, *after]) == fold([*before, *after])
    kinds = sorted(before, key=lambda act: act.field)  # stable: of one kind the order stays
    assert fold(kinds) == fold(before)


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)), st.integers(-400, 400), st.sampled_from(ImproveState))
def test_late_is_what_runs_after_its_day(due: date, days: int, state: ImproveState) -> None:
    stands = Improvement(due=due, state=state)
    assert stands.late(due + timedelta(days=days)) is (days > 0 and not state.ended)
    assert not Improvement(state=state).late(due)


@given(st.dates(date(1, 2, 1), date(9999, 11, 30)))
def test_a_month_is_read_as_it_is_written(day: date) -> None:
    month = Month.of(day)
    assert Month.read(str(month)) == month
    assert month.before.after == month == month.after.before
    assert month.first <= day < month.after.first
    assert month.before < month < month.after


@pytest.mark.parametrize("written", ["", "2026", "2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "0000-01", "２０２６-11 "])
def test_what_is_no_month_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Month.read(written)


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_a_difference_holds_what_was_seen_and_turns_with_its_sides(n: int, m: int, data: st.DataObject) -> None:
    one, other = share(data.draw(st.integers(0, n)), n), share(data.draw(st.integers(0, m)), m)
    found, turned = difference(one, other), difference(other, one)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert turned.low is not None
    assert found.low <= found.value <= found.high
    assert found.high == pytest.approx(-turned.low)
    if one.apart(other):
        assert found.low > 0 or found.high < 0, "shares whose own intervals lie apart do differ"


def test_a_surer_interval_is_wider() -> None:
    usual, surer = share(3, 20), share(3, 20, 0.999)
    assert surer.low is not None
    assert usual.low is not None
    assert surer.low < usual.low
    assert difference(share(0, 0), usual).value is None
