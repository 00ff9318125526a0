"""A version against another: what is won and lost, and which of the two people agree with."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.model.finding import Evaluation, Evidence, Finding, Verdict
from qa.model.text import Text
from qa.rubric.backtest import Change, CriterionReport, Share, Tally

MET, MISSED, NA, OPEN = Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE, Verdict.UNSCORED
A = ("courtesy", "greet")
B = ("courtesy", "never")


def at(turn: int, start: int, words: str = "words") -> Evidence:
    return Evidence(turn, start, start + len(words), words)


def judged(findings: Mapping[tuple[str, str], tuple[Verdict, tuple[Evidence, ...]]]) -> list[Evaluation]:
    title = Text.same("t")
    return [
        Evaluation("c", "f", rubric, 1, "h", title, (Finding(criterion, verdict, 0, 10, title, evidence, title),))
        for (rubric, criterion), (verdict, evidence) in findings.items()
    ]


def only(tally: Tally) -> CriterionReport:
    (found,) = tally.report()
    return found


def test_what_is_won_and_lost_is_told_with_its_evidence() -> None:
    tally = Tally()
    (change,) = tally.add(judged({A: (MISSED, (at(0, 0), at(1, 4)))}), judged({A: (MISSED, (at(1, 4), at(2, 0)))}), {})
    assert (change.turned, change.won, change.lost) == (False, (at(2, 0),), (at(0, 0),))
    (change,) = tally.add(judged({A: (MET, ())}), judged({A: (MISSED, (at(3, 3),))}), {A: MET})
    assert (change.turned, change.won, change.lost, change.person) == (True, (at(3, 3),), (), MET)
    assert tally.add(judged({A: (MET, (at(0, 0),))}), judged({A: (MET, (at(0, 0),))}), {}) == ()
    found = only(tally)
    assert (found.turned, found.won, found.lost) == (1, 2, 1)
    assert (found.before, found.after) == ({MET: 2, MISSED: 1, NA: 0, OPEN: 0}, {MET: 1, MISSED: 2, NA: 0, OPEN: 0})


def test_a_criterion_that_only_one_version_has_tells_what_it_calls_missed() -> None:
    tally = Tally()
    new = tally.add([], judged({A: (MISSED, (at(0, 0),)), B: (MET, ())}), {})
    gone = tally.add(judged({A: (MISSED, ()), B: (NA, ())}), [], {})
    assert [(one.criterion, one.before, one.after) for one in (*new, *gone)] == [("greet", None, MISSED), ("greet", MISSED, None)]
    found = {one.criterion: one for one in tally.report()}
    assert (found["greet"].turned, found["never"].before, found["never"].after) == (
        0,
        {**dict.fromkeys(Verdict, 0), NA: 1},
        {**dict.fromkeys(Verdict, 0), MET: 1},
    )


def test_a_silence_is_the_same_where_its_seconds_are() -> None:
    quiet, other = Evidence(3, 0, 0, "", 4.0, 9.0), Evidence(3, 0, 0, "", 14.0, 29.0)
    assert Tally().add(judged({A: (MISSED, (quiet,))}), judged({A: (MISSED, (quiet,))}), {}) == ()
    (change,) = Tally().add(judged({A: (MISSED, (quiet,))}), judged({A: (MISSED, (other,))}), {})
    assert (change.won, change.lost) == ((other,), (quiet,))


def test_precision_and_recall_of_missed_by_hand() -> None:
    """Of 5 that the machine calls missed people agree with 3; of 4 that people call missed it finds 3. What it left open has no part."""
    pairs = [(MISSED, MISSED)] * 3 + [(MISSED, MET), (MISSED, NA), (MET, MISSED), (MET, MET), (OPEN, MISSED), (OPEN, MET)]
    tally = Tally()
    for machine, person in pairs:
        tally.add(judged({A: (MET, ())}), judged({A: (machine, ())}), {A: person})
    found = only(tally).people_after
    assert (found.precision, found.recall, found.left_open) == (Share(3, 5), Share(3, 4), 2)
    assert (found.agreement.pairs, found.agreement.observed, found.agreement.lacks) == (7, pytest.approx(4 / 7), "few")
    before = only(tally).people_before
    assert (before.precision, before.recall, before.agreement.pairs) == (Share(0, 0), Share(0, 5), 9)
    assert before.precision.value is None


def test_agreement_on_enough_calls_has_its_interval() -> None:
    tally = Tally()
    for machine, person, times in ((MET, MET, 40), (MISSED, MISSED, 40), (MET, MISSED, 10), (MISSED, MET, 10)):
        for _ in range(times):
            tally.add([], judged({A: (machine, ())}), {A: person})
    found = only(tally).people_after.agreement
    assert found.kappa == pytest.approx(0.6)
    assert 0.43 < (found.low or 0) < 0.45
    assert 0.75 < (found.high or 0) < 0.77


verdicts = st.sampled_from(list(Verdict))
places = st.lists(st.builds(at, st.integers(0, 3), st.integers(0, 5)), max_size=3, unique=True).map(tuple)
findings = st.dictionaries(st.sampled_from([A, B, ("other", "one")]), st.tuples(verdicts, places), max_size=3)
calls = st.lists(st.tuples(findings, findings, st.dictionaries(st.sampled_from([A, B]), verdicts, max_size=2)), max_size=8)


@given(calls, st.integers(0, 8))
@settings(deadline=None)
def test_a_tally_that_was_put_down_in_between_comes_to_the_same(made: list, cut: int) -> None:
    whole, first = Tally(), Tally()
    for before, after, said in made:
        whole.add(judged(before), judged(after), said)
    for before, after, said in made[:cut]:
        first.add(judged(before), judged(after), said)
    second = Tally.from_json(json.loads(json.dumps(first.to_json())))
    for before, after, said in made[cut:]:
        second.add(judged(before), judged(after), said)
    assert second.report() == whole.report()
    assert second.calls == whole.calls == len(made)


@given(calls)
@settings(deadline=None)
def test_the_numbers_are_those_of_the_changes(made: list) -> None:
    tally = Tally()
    changes = [change for before, after, said in made for change in tally.add(judged(before), judged(after), said)]
    both = [change for change in changes if change.before and change.after]
    assert sum(one.turned for one in tally.report()) == sum(change.turned for change in both)
    for one in tally.report():
        told = [change for change in both if (change.rubric, change.criterion) == (one.rubric, one.criterion)]
        assert one.won >= sum(len(change.won) for change in told)
        assert one.lost >= sum(len(change.lost) for change in told)


@given(findings, findings)
def test_a_change_survives_json(before: dict, after: dict) -> None:
    for change in Tally().add(judged(before), judged(after), {A: MISSED}):
        assert Change.from_json(json.loads(json.dumps(change.to_json()))) == change
