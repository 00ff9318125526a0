"""Long work on stored calls: back-tests, and judging again. Done piece by piece, stopped, taken over; nothing is judged twice or lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from qa.desk import activation, backtesting, choosing, correct, intake, rescoring, review, rulebook, tasks
from qa.desk.choosing import Choice
from qa.desk.house import SYSTEM
from qa.desk.tasks import Work
from qa.errors import Conflict, Forbidden, HearbackError, Invalid, NotFound, RubricError
from qa.model.finding import Verdict
from qa.model.rules import RuleKey
from qa.model.tasks import TaskKind, TaskState
from qa.rubric.backtest import Share
from qa.store import calls as stored
from qa.store import rows
from qa.store.tables import CallRow, EvaluationRow, JudgementRow
from tests.desk.conftest import TURNS, Cast, scored
from tests.desk.test_rulebook import BASIC, POLITE, RUBRIC, THANKS, WORDS, basic, put

ALL = Choice(newest=1000)


def wanting(text: str = "hello, hi") -> Callable[[Cast], str]:
    return lambda cast: basic(cast).replace("{any: [hello]}", f"{{any: [{text}]}}")


@pytest.fixture
def busy(anywhere: Cast) -> Cast:
    """Ten calls more: every second one says hi instead of hello."""
    for number in range(10):
        first = ("agent", f"{'Hi' if number % 2 else 'Hello'} there, number {number}.", 0.5, 2.0)
        scored(anywhere.house, f"more-{number}", "bob" if number % 2 else "ann", (first, *TURNS[1:]))
    return anywhere


def draft(cast: Cast, text: str, key: RuleKey = BASIC) -> None:
    rulebook.write(cast.house, cast.max, key, text)


def work_off(cast: Cast, task: int, worker: str = "w1", at_once: int = 4) -> TaskState:
    assert tasks.take(cast.house, SYSTEM, worker, frozenset()) == task
    work = Work(cast.house, SYSTEM, task, worker)
    work._size = at_once
    try:
        while work.go_on():
            pass
    except HearbackError as problem:
        work.fail(problem)
    return tasks.view(cast.house, cast.max, task).state


def ordered(cast: Cast, choice: Choice = ALL, key: RuleKey = BASIC) -> int:
    return backtesting.order(cast.house, cast.max, key, choice, candidate="draft")


def judge(cast: Cast, call: int, criterion: str, verdict: str, by: str = "ines", publish: bool = False) -> None:
    who = cast.people[by]
    found = {f.criterion: f.id for e in intake.view(cast.house, who, call).evaluations for f in e.findings}
    review.decide(cast.house, who, call, found[criterion], verdict, "because")
    if publish:
        review.decide(cast.house, who, call, found["care"], "met", "because")
        review.publish(cast.house, who, call, "done")


# back-tests


def test_a_backtest_tells_what_another_version_would_find(busy: Cast) -> None:
    draft(busy, wanting()(busy))
    task = ordered(busy)
    assert work_off(busy, task) is TaskState.DONE
    found = {one.criterion: one for one in backtesting.report(busy.house, busy.ines, task).criteria}
    greet = found["greet"]
    assert (greet.before, greet.after) == (
        {Verdict.MET: 6, Verdict.MISSED: 5, Verdict.NOT_APPLICABLE: 0, Verdict.UNSCORED: 0},
        {Verdict.MET: 11, Verdict.MISSED: 0, Verdict.NOT_APPLICABLE: 0, Verdict.UNSCORED: 0},
    )
    assert (greet.turned, greet.won, greet.lost) == (5, 5, 0)
    assert found["close"].turned == 0
    hits = backtesting.hits(busy.house, busy.ines, task, "basic", "greet")
    assert [(hit.change.before, hit.change.after, [e.quote for e in hit.change.won]) for hit in hits] == [
        (Verdict.MISSED, Verdict.MET, ["Hi"])
    ] * 5
    assert all("Hi there" in intake.view(busy.house, SYSTEM, hit.call).transcript.utterances[0].text for hit in hits)  # type: ignore[union-attr]
    view = tasks.view(busy.house, busy.ines, task)
    assert (view.author, view.done, view.total, view.kind) == ("Max", 11, 11, TaskKind.BACKTEST)
    assert view.ended_at is not None


def test_a_backtest_changes_nothing(busy: Cast) -> None:
    before = [intake.view(busy.house, SYSTEM, one.id).evaluations for one in intake.listed(busy.house, SYSTEM)]
    draft(busy, wanting()(busy))
    work_off(busy, ordered(busy))
    assert [intake.view(busy.house, SYSTEM, one.id).evaluations for one in intake.listed(busy.house, SYSTEM)] == before


def test_people_are_what_both_versions_are_held_against(busy: Cast) -> None:
    hi = [one.id for one in intake.listed(busy.house, SYSTEM) if one.agent == "Bob"]
    judge(busy, hi[0], "greet", "met")  # hi is a greeting, this inspector says
    judge(busy, hi[1], "greet", "missed")
    judge(busy, hi[2], "greet", "missed", by="igor")
    judge(busy, hi[2], "greet", "met", by="ines", publish=True)  # what was published counts, not igor's draft
    draft(busy, wanting()(busy))
    task = ordered(busy)
    work_off(busy, task)
    greet = next(one for one in backtesting.report(busy.house, busy.ines, task).criteria if one.criterion == "greet")
    assert (greet.people_before.precision, greet.people_before.recall) == (Share(1, 3), Share(1, 1))
    assert (greet.people_after.precision, greet.people_after.recall) == (Share(0, 0), Share(0, 1))
    assert (greet.people_before.agreement.pairs, greet.people_before.agreement.lacks) == (3, "few")
    care = next(one for one in backtesting.report(busy.house, busy.ines, task).criteria if one.criterion == "care")
    assert (care.people_after.left_open, care.people_after.agreement.pairs) == (1, 0)


def test_a_decision_on_other_words_counts_where_the_machine_found_the_same(cast: Cast) -> None:
    judge(cast, cast.call, "greet", "met")
    judge(cast, cast.call, "close", "missed")
    correct.line(cast.house, cast.ines, cast.call, revision=1, utterance=2, text="I will look into it. Goodbye!")
    with cast.house.db.reading() as session:
        (one,) = choosing.read(session, [cast.call])
    assert one.judged == {("basic", "greet"): Verdict.MET}


def test_a_phrase_set_is_tried_on_the_rubrics_that_refer_to_it(busy: Cast) -> None:
    put(busy, WORDS, THANKS)
    with pytest.raises(Conflict) as refused:
        backtesting.order(busy.house, busy.max, WORDS, ALL, candidate="force")
    assert refused.value.code == "tasks.judges_nothing"
    put(busy, POLITE, RUBRIC)
    draft(busy, THANKS.replace("thanks]", "thanks, look into it]"), WORDS)
    task = ordered(busy, key=WORDS)
    work_off(busy, task)
    (thank,) = backtesting.report(busy.house, busy.max, task).criteria
    assert (thank.rubric, thank.criterion, thank.turned, thank.won) == ("polite", "thank", 11, 11)


def test_what_is_in_force_later_does_not_change_a_backtest_under_way(busy: Cast) -> None:
    draft(busy, wanting()(busy))
    task = ordered(busy)
    tasks.take(busy.house, SYSTEM, "w1", frozenset())
    work = Work(busy.house, SYSTEM, task, "w1")
    work._size = 3
    assert work.go_on()
    activation.activate(busy.house, busy.ada, BASIC, wanting("hello, number")(busy).replace("version: 2", "version: 9"), "another")
    work = Work(busy.house, SYSTEM, task, "w1")
    while work.go_on():
        pass
    greet = next(one for one in backtesting.report(busy.house, busy.max, task).criteria if one.criterion == "greet")
    assert (greet.before or {})[Verdict.MISSED] == 5
    assert greet.won == 5


def test_versions_of_the_past_are_tried_too(busy: Cast) -> None:
    put(busy, BASIC, wanting()(busy))
    task = backtesting.order(busy.house, busy.ines, BASIC, ALL, candidate="version:1", against="file")
    work_off(busy, task)
    report = backtesting.report(busy.house, busy.ines, task)
    assert (report.candidate.which, report.candidate.version, report.against.which, report.against.version) == ("version:1", 2, "file", 1)
    assert next(one for one in report.criteria if one.criterion == "greet").won == 5


def test_what_does_not_load_is_not_tried(busy: Cast) -> None:
    draft(busy, "id: basic\n")
    with pytest.raises(RubricError):
        ordered(busy)
    with pytest.raises(NotFound):
        backtesting.order(busy.house, busy.max, BASIC, ALL, candidate="version:7")


# choosing


def test_calls_are_chosen_by_what_is_known_of_them(busy: Cast) -> None:
    house, ann = busy.house, busy.ann.id
    listed = intake.listed(house, SYSTEM)
    with house.db.writing() as session:
        for at, one in enumerate(listed):
            row = rows.get(session, CallRow, one.id)
            row.started_at = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=at)
            row.queue = "bills" if at < 4 else ""
    newest_first = [one.id for one in reversed(listed)]

    def chosen(**asked: object) -> list[int]:
        return choosing.ids(house, Choice(**{"newest": 1000, **asked}))  # type: ignore[arg-type]

    assert chosen() == newest_first
    assert chosen(newest=3) == newest_first[:3]
    assert chosen(since=datetime(2025, 3, 9, tzinfo=UTC)) == newest_first[:3]
    assert chosen(until=datetime(2025, 3, 3, tzinfo=UTC)) == newest_first[-2:]
    assert chosen(queue="bills") == newest_first[-4:]
    assert set(chosen(agent=ann)) == {one.id for one in listed if one.agent == "Ann"}
    assert set(chosen(team="blue")) == {one.id for one in listed if one.agent == "Bob"}
    assert chosen(source=99) == []
    judge(busy, busy.call, "greet", "met", publish=True)
    assert chosen(reviewed=True) == [busy.call]
    assert busy.call not in chosen(reviewed=False)
    assert choosing.count(house, busy.ines, Choice(queue="bills")) == 4
    assert choosing.groups(house, busy.ines) == choosing.Groups(("bills",), ("blue", "red"))
    with house.db.writing() as session:
        rows.get(session, CallRow, newest_first[0]).state = "failed"
    assert chosen(newest=1) == newest_first[1:2]
    for newest in (0, -1, choosing.MOST + 1):
        with pytest.raises(Invalid):
            chosen(newest=newest)


def test_a_choice_survives_json() -> None:
    one = Choice(datetime(2025, 1, 1, tzinfo=UTC), None, "q", "t", 3, 4, True, 7)
    assert Choice.from_json(one.to_json()) == one


def test_no_calls_is_no_work(busy: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        backtesting.order(busy.house, busy.max, BASIC, Choice(queue="nowhere"), candidate="force")
    assert refused.value.code == "tasks.no_calls"


# a worker's side


def test_a_task_is_one_workers_until_that_one_is_gone(busy: Cast) -> None:
    draft(busy, wanting()(busy))
    task = ordered(busy)
    assert tasks.waiting(busy.house, SYSTEM) == 1
    assert tasks.take(busy.house, SYSTEM, "w1", {"w1", "w2"}) == task
    assert tasks.take(busy.house, SYSTEM, "w2", {"w1", "w2"}) is None
    first, second = (Work(busy.house, SYSTEM, task, name) for name in ("w1", "w2"))
    first._size = second._size = 3
    assert first.go_on()
    assert not second.go_on()
    assert tasks.take(busy.house, SYSTEM, "w2", {"w2"}) == task
    assert second.go_on()
    assert not first.go_on(), "it finds that it is another's"
    while second.go_on():
        pass
    assert tasks.view(busy.house, busy.max, task).state is TaskState.DONE
    greet = next(one for one in backtesting.report(busy.house, busy.max, task).criteria if one.criterion == "greet")
    assert sum((greet.after or {}).values()) == 11
    assert tasks.waiting(busy.house, SYSTEM) == 0


def test_a_piece_that_another_worker_was_quicker_with_counts_once(busy: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    draft(busy, wanting()(busy))
    task = ordered(busy)
    tasks.take(busy.house, SYSTEM, "w1", frozenset())
    slow, quick = (Work(busy.house, SYSTEM, task, "w1") for _ in range(2))
    slow._size = quick._size = 4
    piece = backtesting.piece

    def overtaken(*given: object) -> object:
        monkeypatch.setattr(backtesting, "piece", piece)
        assert quick.go_on()
        return piece(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(backtesting, "piece", overtaken)
    slow.go_on()
    view = tasks.view(busy.house, busy.max, task)
    assert view.done == 4
    assert len(backtesting.hits(busy.house, busy.max, task, "basic", "greet")) == 2


def test_work_is_stopped_and_says_so(busy: Cast) -> None:
    draft(busy, wanting()(busy))
    task = ordered(busy)
    tasks.take(busy.house, SYSTEM, "w1", frozenset())
    work = Work(busy.house, SYSTEM, task, "w1")
    work._size = 3
    assert work.go_on()
    tasks.stop(busy.house, busy.max, task)
    assert not work.go_on()
    view = tasks.view(busy.house, busy.max, task)
    assert (view.state, view.done) == (TaskState.STOPPED, 3)
    with pytest.raises(Conflict):
        tasks.stop(busy.house, busy.max, task)
    assert tasks.take(busy.house, SYSTEM, "w2", frozenset()) is None


def test_a_call_that_is_gone_meanwhile_is_passed_over(busy: Cast) -> None:
    draft(busy, wanting()(busy))
    task = ordered(busy)
    gone = intake.listed(busy.house, SYSTEM)[0].id
    with busy.house.db.writing() as session:
        session.delete(rows.get(session, CallRow, gone))
    assert work_off(busy, task) is TaskState.DONE
    greet = next(one for one in backtesting.report(busy.house, busy.max, task).criteria if one.criterion == "greet")
    assert sum((greet.after or {}).values()) == 10


# judging again


def listing(cast: Cast, choice: Choice = ALL) -> int:
    task = rescoring.order(cast.house, cast.max, choice)
    assert work_off(cast, task) is TaskState.LISTED
    return task


def percents(cast: Cast) -> dict[int, float | None]:
    return {one.id: one.percent for one in intake.listed(cast.house, SYSTEM)}


def test_judging_again_is_listed_confirmed_and_written_down(busy: Cast) -> None:
    before = percents(busy)
    put(busy, BASIC, wanting()(busy))
    assert percents(busy) == before
    task = listing(busy)
    found = rescoring.listing(busy.house, busy.max, task)
    assert (found.changed, found.same, found.here, found.rubrics, found.stale) == (5, 6, 0, {"basic": 2}, False)
    lines = rescoring.listed(busy.house, busy.max, task)
    assert len(lines) == 5
    assert all((one.before, one.after) == (50.0, 75.0) for one in lines)
    assert [(turn.criterion, turn.before, turn.after) for turn in lines[0].turns] == [("greet", Verdict.MISSED, Verdict.MET)]
    assert (found.mean_before, found.mean_after) == (pytest.approx((6 * 75 + 5 * 50) / 11), pytest.approx(75.0))
    assert percents(busy) == before, "a list changes nothing"
    rescoring.confirm(busy.house, busy.ada, task)
    assert work_off(busy, task) is TaskState.DONE
    assert set(percents(busy).values()) == {75.0}
    view = tasks.view(busy.house, busy.max, task)
    assert (view.author, view.confirmed_by, view.done) == ("Max", "Ada", 11)
    with busy.house.db.reading() as session:
        assert len(stored.evaluated_between(session, None, None)) == 11 * 2 * 4, "the old ones are kept"
    again = listing(busy)
    assert rescoring.listing(busy.house, busy.max, again).here == 11


def test_what_is_not_chosen_keeps_its_score(busy: Cast) -> None:
    before = percents(busy)
    put(busy, BASIC, wanting()(busy))
    task = listing(busy, Choice(newest=2))
    rescoring.confirm(busy.house, busy.max, task)
    work_off(busy, task)
    assert sum(now != before[call] for call, now in percents(busy).items()) == 1


def test_a_list_that_was_overtaken_is_not_done(busy: Cast) -> None:
    put(busy, BASIC, wanting()(busy))
    task = listing(busy)
    put(busy, BASIC, wanting("hello, hi, hey")(busy).replace("version: 2", "version: 3"))
    assert rescoring.listing(busy.house, busy.max, task).stale
    with pytest.raises(Conflict) as refused:
        rescoring.confirm(busy.house, busy.max, task)
    assert refused.value.code == "tasks.stale"


def test_rules_that_change_under_way_end_it_with_the_reason(busy: Cast) -> None:
    before = percents(busy)
    put(busy, BASIC, wanting()(busy))
    task = listing(busy)
    rescoring.confirm(busy.house, busy.max, task)
    put(busy, BASIC, wanting("hello, hi, hey")(busy).replace("version: 2", "version: 3"))
    assert work_off(busy, task) is TaskState.FAILED
    problem = tasks.view(busy.house, busy.max, task).problem
    assert problem is not None
    assert problem.code == "tasks.stale"
    assert percents(busy) == before


def test_only_a_list_is_confirmed_and_only_once(busy: Cast) -> None:
    put(busy, BASIC, wanting()(busy))
    task = rescoring.order(busy.house, busy.max, ALL)
    for _ in range(2):
        with pytest.raises(Conflict):
            rescoring.confirm(busy.house, busy.max, task)
        if tasks.view(busy.house, busy.max, task).state is TaskState.QUEUED:
            work_off(busy, task)
            rescoring.confirm(busy.house, busy.max, task)


def test_a_list_can_be_given_up(busy: Cast) -> None:
    put(busy, BASIC, wanting()(busy))
    task = listing(busy)
    tasks.stop(busy.house, busy.max, task)
    with pytest.raises(Conflict):
        rescoring.confirm(busy.house, busy.max, task)


def test_a_published_review_stays_as_it_was_published(busy: Cast) -> None:
    judge(busy, busy.call, "close", "met", publish=True)
    before = intake.view(busy.house, busy.ann, busy.call)
    with busy.house.db.reading() as session:
        judged = [(row.finding_id, row.verdict) for row in session.query(JudgementRow).order_by("id")]
    put(busy, BASIC, basic(busy).replace("{any: [hello]}", "{any: [hallo, hello there]}").replace("hello", "hallo"))
    task = listing(busy)
    assert {one.call: one.published for one in rescoring.listed(busy.house, busy.max, task)}[busy.call] is True
    rescoring.confirm(busy.house, busy.max, task)
    work_off(busy, task)
    after = intake.view(busy.house, busy.ann, busy.call)
    assert (after.evaluations, after.score, after.line.percent) == (before.evaluations, before.score, before.line.percent)
    with busy.house.db.reading() as session:
        assert [(row.finding_id, row.verdict) for row in session.query(JudgementRow).order_by("id")] == judged
        assert rows.get(session, CallRow, busy.call).percent == 50.0, "the machine's own score is the new one"


def test_decisions_of_a_draft_stand_where_the_machine_says_the_same(busy: Cast) -> None:
    judge(busy, busy.call, "close", "met")
    judge(busy, busy.call, "greet", "missed")
    put(busy, BASIC, basic(busy).replace("{any: [hello]}", "{any: [hallo]}").replace('"hello"', '"hallo"'))
    task = listing(busy)
    (mine,) = [one for one in rescoring.listed(busy.house, busy.max, task) if one.call == busy.call]
    assert (mine.published, mine.drafts) == (False, 1)
    rescoring.confirm(busy.house, busy.max, task)
    work_off(busy, task)
    found = {f.criterion: f for e in intake.view(busy.house, busy.ines, busy.call).evaluations for f in e.findings}
    assert found["close"].judgement is not None
    assert found["close"].standing is Verdict.MET
    assert found["greet"].verdict is Verdict.MISSED
    assert found["greet"].judgement is None
    assert [one.verdict for one in found["greet"].earlier] == [Verdict.MISSED]


def test_a_rubric_that_was_set_aside_counts_no_longer(busy: Cast) -> None:
    put(busy, POLITE, RUBRIC.replace('"@thanks"', "thank you"))
    task = listing(busy)
    assert rescoring.listing(busy.house, busy.max, task).changed == 11
    rescoring.confirm(busy.house, busy.max, task)
    work_off(busy, task)
    assert {e.rubric for e in intake.view(busy.house, SYSTEM, busy.call).evaluations} == {"basic", "polite"}
    low = percents(busy)[busy.call]
    activation.retire(busy.house, busy.max, POLITE, "no more")
    assert percents(busy)[busy.call] == low
    task = listing(busy)
    turn = next(one for one in rescoring.listed(busy.house, busy.max, task) if one.call == busy.call).turns[0]
    assert (turn.criterion, turn.before, turn.after) == ("thank", Verdict.MISSED, None)
    rescoring.confirm(busy.house, busy.max, task)
    work_off(busy, task)
    assert {e.rubric for e in intake.view(busy.house, SYSTEM, busy.call).evaluations} == {"basic"}
    assert (low, percents(busy)[busy.call]) == (60.0, 75.0)
    assert rescoring.listing(busy.house, busy.max, listing(busy)).here == 11
    put(busy, POLITE, RUBRIC.replace('"@thanks"', "thank you"), "back again")
    task = listing(busy)
    rescoring.confirm(busy.house, busy.max, task)
    work_off(busy, task)
    assert {e.rubric for e in intake.view(busy.house, SYSTEM, busy.call).evaluations} == {"basic", "polite"}


def test_a_call_corrected_meanwhile_is_left_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    put(cast, BASIC, wanting()(cast))
    task = listing(cast)
    rescoring.confirm(cast.house, cast.max, task)
    prepare = rescoring.prepare

    def corrected(*given: object) -> object:
        done = prepare(*given)  # type: ignore[arg-type]
        correct.line(cast.house, cast.ines, cast.call, revision=1, utterance=0, text="Good day")
        return done

    monkeypatch.setattr(rescoring, "prepare", corrected)
    assert work_off(cast, task) is TaskState.DONE
    view = intake.view(cast.house, SYSTEM, cast.call)
    assert view.transcript_revision == 2
    assert view.line.percent == 50.0
    with cast.house.db.reading() as session:
        assert [row.version for row in session.query(EvaluationRow).order_by("id")] == [1, 2]


def test_tasks_are_found_by_their_kind_and_by_nobody_who_may_not(busy: Cast) -> None:
    draft(busy, wanting()(busy))
    tried, again = ordered(busy), rescoring.order(busy.house, busy.max, ALL)
    assert [one.id for one in tasks.listed(busy.house, busy.ines, TaskKind.BACKTEST)] == [tried]
    assert [one.id for one in tasks.listed(busy.house, busy.max, TaskKind.REEVALUATE)] == [again]
    assert tasks.listed(busy.house, busy.max, TaskKind.BACKTEST, "rubric:other") == ()
    with pytest.raises(NotFound):
        backtesting.report(busy.house, busy.max, again)
    with pytest.raises(NotFound):
        rescoring.listing(busy.house, busy.max, tried)
    with pytest.raises(Forbidden):
        tasks.listed(busy.house, busy.ines, TaskKind.REEVALUATE)
    with pytest.raises(Forbidden):
        tasks.view(busy.house, busy.ines, again)
