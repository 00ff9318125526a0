"""The life of a published review, on every database that can be had here."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from qa.desk import amend, appeals, history, intake, notices, people, setup, terms
from qa.desk.house import SYSTEM
from qa.desk.lifeviews import Point
from qa.errors import Conflict, Forbidden, HearbackError, Invalid, NotFound
from qa.model.appeal import AppealState, StepKind
from qa.model.finding import Verdict
from qa.model.library import ReviewState
from qa.model.people import Role
from qa.store.tables import now
from tests.desk.conftest import Cast, scored
from tests.desk.published import finding, life, notice, page, publish, told


def appeal(cast: Cast, criterion: str = "close", **more: object) -> int:
    return appeals.make(cast.house, cast.ann, cast.call, finding=finding(cast, cast.ann, criterion).id, comment="she hung up", **more)  # type: ignore[arg-type]


def code(error: pytest.ExceptionInfo[HearbackError]) -> str:
    return error.value.code


def test_from_publication_to_a_settled_appeal(anywhere: Cast) -> None:
    cast = anywhere
    assert history.life(cast.house, cast.ines, cast.call) is None
    publish(cast)
    assert told(cast, cast.ann) == ["published"]
    assert notice(cast, cast.ann, "published").href == f"/feedback?call={cast.call}"
    assert page(cast, cast.ann).line.percent == pytest.approx(80.0)

    amend.acknowledge(cast.house, cast.ann, cast.call)
    amend.acknowledge(cast.house, cast.ann, cast.call)
    amend.comment(cast.house, cast.ann, cast.call, "thank you")
    amend.comment(cast.house, cast.ines, cast.call, "you are welcome")
    assert life(cast, cast.ann).state is ReviewState.ACKNOWLEDGED
    assert told(cast, cast.ines) == ["commented", "acknowledged"]
    assert told(cast, cast.ann) == ["commented", "published"]

    made = appeal(cast, proposed="met")
    view = life(cast, cast.ann)
    assert (view.state, view.appeals[0].state, view.appeals[0].judge) == (ReviewState.APPEALED, AppealState.OPEN, "Max")
    assert page(cast, cast.ines).line.review is ReviewState.APPEALED
    assert told(cast, cast.max) == ["appealed"]
    assert notice(cast, cast.max, "appealed").href == f"/appeals?appeal={made}"
    assert told(cast, cast.ines)[0] == "appealed"
    assert told(cast, cast.igor) == []
    assert [one.id for one in appeals.listed(cast.house, cast.max)] == [made]
    assert appeals.listed(cast.house, cast.igor) == ()
    assert appeals.waiting(cast.house, cast.max) == 1

    with pytest.raises(Invalid) as unexplained:
        appeals.overturn(cast.house, cast.max, made, "  ")
    assert code(unexplained) == "appeals.reason_needed"
    appeals.overturn(cast.house, cast.max, made, "the caller hung up")
    view = life(cast, cast.ann)
    assert (view.state, view.appeals[0].state, view.appeals[0].judged_by) == (ReviewState.SETTLED, AppealState.OVERTURNED, "Max")
    assert told(cast, cast.ann)[0] == told(cast, cast.ines)[0] == "overturned"

    judged = finding(cast, cast.ann, "close")
    assert [(one.verdict, one.author, one.comment) for one in judged.judgements] == [
        (Verdict.MISSED, "Ines", ""),
        (Verdict.MET, "Max", "the caller hung up"),
    ]
    assert (judged.verdict, judged.standing) == (Verdict.MISSED, Verdict.MET)
    assert page(cast, cast.ann).line.percent == pytest.approx(100.0)
    assert [(step.kind, step.author, step.text) for step in view.steps] == [
        (StepKind.PUBLISHED, "Ines", ""),
        (StepKind.ACKNOWLEDGED, "Ann", ""),
        (StepKind.COMMENTED, "Ann", "thank you"),
        (StepKind.COMMENTED, "Ines", "you are welcome"),
        (StepKind.APPEALED, "Ann", "she hung up"),
        (StepKind.OVERTURNED, "Max", "the caller hung up"),
    ]
    last = view.steps[-1]
    assert (last.before, last.after, last.percent_before, last.percent_after) == (Verdict.MISSED, Verdict.MET, 80.0, 100.0)
    assert view.steps[0].percent_after == 80.0

    # the last word on the point
    for late in (
        lambda: appeal(cast),
        lambda: amend.correct_verdict(cast.house, cast.ines, cast.call, judged.id, "missed", "no"),
        lambda: appeals.uphold(cast.house, cast.max, made, "no"),
        lambda: appeals.withdraw(cast.house, cast.ann, made),
        lambda: appeals.assign(cast.house, cast.max, made, cast.igor.id),
    ):
        with pytest.raises(Conflict) as settled:
            late()
        assert code(settled) in ("appeals.final", "appeals.ended")


def test_a_remark_is_appealed_and_taken_back_but_not_forgotten(anywhere: Cast) -> None:
    cast = anywhere
    remark = publish(cast)
    with pytest.raises(Invalid) as no_verdict:
        appeals.make(cast.house, cast.ann, cast.call, remark=remark, comment="x", proposed="met")
    assert code(no_verdict) == "appeals.one_point"
    made = appeals.make(cast.house, cast.ann, cast.call, remark=remark, comment="I did, later")
    assert life(cast, cast.ann).appeals[0].title.en == "Remark on “will”"
    appeals.overturn(cast.house, cast.max, made, "she did")
    shown = page(cast, cast.ann)
    assert shown.review is not None
    assert shown.review.remarks == ()
    last = life(cast, cast.ann).steps[-1]
    assert (last.kind, last.title.en, last.before, last.after) == (StepKind.OVERTURNED, "Remark on “will”", "say when", None)
    assert shown.line.percent == 80.0


def test_what_is_upheld_stays_as_it_was(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    made = appeal(cast)
    appeals.uphold(cast.house, cast.max, made, "she could have said it")
    view = life(cast, cast.ann)
    assert (view.state, view.steps[-1].kind, view.steps[-1].rescored) == (ReviewState.SETTLED, StepKind.UPHELD, False)
    assert [one.author for one in finding(cast, cast.ann, "close").judgements] == ["Ines"]
    assert page(cast, cast.ann).line.percent == 80.0
    assert Point(finding=finding(cast, cast.ann, "close").id) not in view.windows


def test_an_open_appeal_can_be_withdrawn_and_made_again(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    amend.acknowledge(cast.house, cast.ann, cast.call)
    first = appeal(cast)
    with pytest.raises(Conflict) as twice:
        appeal(cast)
    assert code(twice) == "appeals.open"
    with pytest.raises(Forbidden):
        appeals.withdraw(cast.house, cast.lea, first)
    appeals.withdraw(cast.house, cast.ann, first)
    assert life(cast, cast.ann).state is ReviewState.ACKNOWLEDGED
    assert told(cast, cast.max) == ["withdrawn", "appealed"]
    second = appeal(cast)
    assert [(one.id, one.state) for one in life(cast, cast.ann).appeals] == [(first, AppealState.WITHDRAWN), (second, AppealState.OPEN)]


def test_an_appeal_says_why_and_about_what(anywhere: Cast) -> None:
    cast = anywhere
    with pytest.raises(NotFound):
        appeals.make(cast.house, cast.ann, cast.call, finding=1, comment="x")
    remark = publish(cast)
    missed, met = finding(cast, cast.ann, "close").id, finding(cast, cast.ann, "greet").id
    for expected, given in (
        ("appeals.comment_needed", {"finding": missed, "comment": "  "}),
        ("appeals.one_point", {"comment": "x"}),
        ("appeals.one_point", {"finding": missed, "remark": remark, "comment": "x"}),
        ("appeals.nothing_lost", {"finding": met, "comment": "x"}),
        ("appeals.same_verdict", {"finding": missed, "comment": "x", "proposed": "missed"}),
        ("desk.verdict", {"finding": missed, "comment": "x", "proposed": "unscored"}),
        ("desk.too_long", {"finding": missed, "comment": "x" * 4001}),
        ("store.no_row", {"finding": 99_999, "comment": "x"}),
        ("store.no_row", {"remark": 99_999, "comment": "x"}),
    ):
        with pytest.raises((Invalid, NotFound)) as refused:
            appeals.make(cast.house, cast.ann, cast.call, **given)  # type: ignore[arg-type]
        assert code(refused) == expected
    assert life(cast, cast.ann).appeals == ()
    assert told(cast, cast.max) == []


def test_an_appeal_comes_within_the_working_days_that_were_promised(anywhere: Cast) -> None:
    cast = anywhere
    terms.change(cast.house, cast.max, days=2, holidays="", workdays="")
    publish(cast)
    until, last = life(cast, cast.ann).until, life(cast, cast.ann).last
    terms.change(cast.house, cast.max, days=30, holidays="", workdays="")
    assert life(cast, cast.ann).until == until
    days = [now().astimezone() + timedelta(days=ahead) for ahead in range(1, 5)]
    assert until.astimezone().date() == last == [day for day in days if day.isoweekday() < 6][1].date()
    point = Point(finding=finding(cast, cast.ann, "close").id)
    open_ = history.life(cast.house, cast.ann, cast.call, at=until - timedelta(seconds=1))
    over = history.life(cast.house, cast.ann, cast.call, at=until + timedelta(seconds=1))
    assert open_ is not None
    assert over is not None
    assert (open_.windows[point].days, over.windows) == (0, {})
    with pytest.raises(Conflict) as late:
        appeal(cast, at=until + timedelta(seconds=1))
    assert code(late) == "appeals.too_late"
    assert appeal(cast, at=until)


def test_holidays_and_worked_weekends_are_the_houses(anywhere: Cast) -> None:
    cast = anywhere
    terms.change(cast.house, cast.max, days=1, holidays="2026-10-01 至 2026-10-08", workdays="2026-10-10, 2026-09-20")
    here = terms.in_force(cast.house, cast.ann)
    assert len(here.holidays) == 8
    start = datetime(2026, 9, 30, 10, tzinfo=UTC).astimezone()
    assert here.until(start).date().isoformat() == "2026-10-09"
    assert terms.days_as_text(here.holidays) == "2026-10-01..2026-10-08"
    for wrong in ("2026-13-01", "next week", "2026-10-08..2026-10-01", "2026-01-01..2028-01-01", "2026-10-01..x"):
        with pytest.raises(Invalid) as refused:
            terms.change(cast.house, cast.max, days=1, holidays=wrong, workdays="")
        assert code(refused) == "appeals.date"
    for days in (0, 61):
        with pytest.raises(Invalid):
            terms.change(cast.house, cast.max, days=days, holidays="", workdays="")
    assert terms.in_force(cast.house, cast.ann) == here
    with pytest.raises(Invalid):
        setup.change(cast.house, cast.max, appeal_terms={})


def test_the_second_instance_is_another_person(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast, cast.max)
    made = appeal(cast)
    assert life(cast, cast.ann).appeals[0].judge == "Ines"
    for own in (cast.max, cast.igor, cast.lea, cast.ann):
        with pytest.raises(Forbidden):
            appeals.uphold(cast.house, own, made, "no")
    assert {one.name for one in appeals.judges(cast.house, cast.ada, made)} == {"ines", "igor"}
    with pytest.raises(Invalid) as own_work:
        appeals.assign(cast.house, cast.ada, made, cast.max.id)
    assert code(own_work) == "appeals.not_a_judge"
    appeals.assign(cast.house, cast.ada, made, cast.igor.id)
    assert told(cast, cast.igor) == ["assigned"]
    with pytest.raises(Forbidden):
        appeals.uphold(cast.house, cast.ines, made, "not mine any more")
    appeals.uphold(cast.house, cast.igor, made, "heard it")


def test_whoever_corrected_a_verdict_does_not_judge_the_appeal_against_it(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    amend.correct_verdict(cast.house, cast.max, cast.call, finding(cast, cast.ann, "care").id, "missed", "she was curt")
    made = appeal(cast, "care")
    assert life(cast, cast.ann).appeals[0].judge == "Igor"
    with pytest.raises(Forbidden):
        appeals.overturn(cast.house, cast.max, made, "myself", "met")


def test_appeals_are_shared_out(anywhere: Cast) -> None:
    cast = anywhere
    remark = publish(cast)
    appeal(cast)
    appeals.make(cast.house, cast.ann, cast.call, remark=remark, comment="x")
    assert {one.judge for one in life(cast, cast.ann).appeals} == {"Max", "Igor"}


def test_where_nobody_can_judge_it_waits_for_one(anywhere: Cast) -> None:
    cast = anywhere
    for name in ("igor", "max"):
        people.set_active(cast.house, cast.ada, name, False)
    remark = publish(cast)
    appeal(cast)
    assert life(cast, cast.ann).appeals[0].judge == "Ada"
    people.set_active(cast.house, SYSTEM, "ada", False)
    made = appeals.make(cast.house, cast.ann, cast.call, remark=remark, comment="x")
    assert life(cast, cast.ann).appeals[1].judge == ""
    people.set_active(cast.house, SYSTEM, "ada", True)
    appeals.assign(cast.house, cast.ada, made, cast.ada.id)
    appeals.uphold(cast.house, cast.ada, made, "heard it")


def test_a_correction_is_added_with_its_reason(anywhere: Cast) -> None:
    cast = anywhere
    remark = publish(cast)
    amend.acknowledge(cast.house, cast.ann, cast.call)
    found = finding(cast, cast.ines, "close")
    for expected, verdict, reason in (
        ("appeals.reason_needed", "met", ""),
        ("appeals.same_verdict", "missed", "x"),
        ("desk.verdict", "unscored", "x"),
    ):
        with pytest.raises(Invalid) as refused:
            amend.correct_verdict(cast.house, cast.ines, cast.call, found.id, verdict, reason)
        assert code(refused) == expected
    with pytest.raises(Forbidden):
        amend.correct_verdict(cast.house, cast.igor, cast.call, found.id, "met", "not my review")
    amend.correct_verdict(cast.house, cast.ines, cast.call, found.id, "met", "I misheard")
    amend.correct_remark(cast.house, cast.max, cast.call, remark, "not fair")
    amend.correct_summary(cast.house, cast.ines, cast.call, "very well done", "after the correction")
    view = life(cast, cast.ann)
    assert view.state is ReviewState.PUBLISHED, "the agent has not acknowledged it like this"
    assert "review.acknowledge" in view.may
    assert told(cast, cast.ann) == ["corrected", "corrected", "corrected", "published"]
    assert "corrected" in told(cast, cast.ines)
    steps = [step for step in view.steps if step.kind is StepKind.CORRECTED]
    assert [(step.author, step.before, step.after, step.text) for step in steps] == [
        ("Ines", Verdict.MISSED, Verdict.MET, "I misheard"),
        ("Max", "say when", None, "not fair"),
        ("Ines", "well done", "very well done", "after the correction"),
    ]
    assert [step.rescored for step in steps] == [True, False, False]
    shown = page(cast, cast.ann)
    assert shown.review is not None
    assert (shown.line.percent, shown.review.remarks, shown.review.summary) == (100.0, (), "very well done")
    assert [one.verdict for one in finding(cast, cast.ann, "close").judgements] == [Verdict.MISSED, Verdict.MET]
    with pytest.raises(Invalid) as same:
        amend.correct_summary(cast.house, cast.ines, cast.call, "very well done", "x")
    assert code(same) == "appeals.same_summary"


def test_a_correction_opens_a_window_for_its_own_point_alone(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    care = finding(cast, cast.ann, "care").id
    later = now() + timedelta(days=40)
    amend.correct_verdict(cast.house, cast.ines, cast.call, care, "missed", "listened again")
    corrected = life(cast, cast.ann)
    assert Point(finding=care) in corrected.windows
    # as if the review were old: its own window is over, that of the correction is not
    with cast.house.db.writing() as session:
        session.connection().exec_driver_sql("update review set appeal_until = '2026-01-01 00:00:00+00:00'")
    view = life(cast, cast.ann)
    assert set(view.windows) == {Point(finding=care)}
    with pytest.raises(Conflict):
        appeal(cast)
    assert appeal(cast, "care")
    over = history.life(cast.house, cast.ann, cast.call, at=later)
    assert over is not None
    assert over.windows == {}


def test_a_fatal_verdict_that_is_overturned_gives_the_score_back(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    never = finding(cast, cast.ines, "never").id
    amend.correct_verdict(cast.house, cast.max, cast.call, never, "missed", "heard by the manager")
    assert (page(cast, cast.ann).line.percent, page(cast, cast.ann).line.fatal) == (0.0, True)
    made = appeal(cast, "never")
    appeals.overturn(cast.house, cast.igor, made, "nobody said it", "met")
    assert (page(cast, cast.ann).line.percent, page(cast, cast.ann).line.fatal) == (80.0, False)


def test_two_who_judge_at_once_do_not_both(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    made = appeal(cast)
    results: list[str] = []
    gate = threading.Barrier(2)

    def judge(name: str) -> None:
        gate.wait()
        try:
            if name == "max":
                appeals.overturn(cast.house, cast.max, made, "yes", "met")
            else:
                appeals.uphold(cast.house, cast.ada, made, "no")
            results.append("done")
        except Conflict as late:
            results.append(late.code)

    threads = [threading.Thread(target=judge, args=(name,)) for name in ("max", "ada")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["appeals.ended", "done"]
    view = life(cast, cast.ann)
    stands = finding(cast, cast.ann, "close").standing
    assert (view.appeals[0].state is AppealState.OVERTURNED) is (stands is Verdict.MET)


def test_two_appeals_at_once_are_one(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    close = finding(cast, cast.ann, "close").id
    results: list[str] = []
    gate = threading.Barrier(2)

    def make() -> None:
        gate.wait()
        try:
            appeals.make(cast.house, cast.ann, cast.call, finding=close, comment="x")
            results.append("done")
        except Conflict as twice:
            results.append(twice.code)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) in (["appeals.open", "done"], ["appeals.twice", "done"])
    assert len(life(cast, cast.ann).appeals) == 1


def test_notices_are_seen_where_they_lead(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    other = scored(
        cast.house,
        "call-2",
        "ann",
        (("agent", "Hello there.", 0.0, 1.0), ("customer", "I will call again.", 1.5, 3.0), ("agent", "I will look.", 3.5, 5.0)),
    )
    publish(cast, call=other)
    assert notices.unread(cast.house, cast.ann) == 2
    notices.visited(cast.house, cast.ann, cast.call)
    assert [one.call_id for one in notices.listed(cast.house, cast.ann) if not one.read] == [other]
    notices.seen(cast.house, cast.bob, notices.listed(cast.house, cast.ann)[0].id)
    assert notices.unread(cast.house, cast.ann) == 1, "nobody marks another's"
    notices.seen(cast.house, cast.ann)
    assert notices.unread(cast.house, cast.ann) == 0
    assert len(notices.listed(cast.house, cast.ann)) == 2
    # a call that is given to somebody else is no longer told of
    intake.set_details(cast.house, cast.ines, other, intake.Details(agent="bob"))
    assert [one.call_id for one in notices.listed(cast.house, cast.ann)] == [cast.call]


def test_a_reviewer_who_is_no_inspector_any_more_corrects_nothing(anywhere: Cast) -> None:
    cast = anywhere
    publish(cast)
    with pytest.raises(NotFound):
        amend.correct_summary(cast.house, replace(cast.ines, role=Role.AGENT), cast.call, "x", "y")
