"""Plans and queues: who gets which calls, what the filter leaves out, what comes in the stead of what cannot be used, what is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from qa.desk import assign, finding, insight, intake, myqueue, process, review, signs
from qa.desk.house import SYSTEM, House
from qa.desk.intake import Details
from qa.errors import Conflict, Forbidden, HearbackError, Invalid
from qa.model import sampling
from qa.model.assignment import AssignmentState, ReasonKind, Unusable, Wanted
from qa.model.people import Person
from tests.desk.conftest import TURNS, Cast, line

DAY = datetime(2026, 3, 2, tzinfo=UTC)
WANTED = Wanted(since=DAY, until=DAY + timedelta(days=1), each=3)


def call(house: House, name: str, agent: str = "ann", at: datetime = DAY, turns: Any = TURNS, **more: Any) -> int:
    """A scored call of a time."""
    said = (*turns, ("agent", f"Number {name}.", 7.0, 8.0))
    details = Details(agent=agent, reference=name, started_at=at, **more)
    found = intake.load_transcript(house, SYSTEM, f"{name}.jsonl", line(name, agent, said), details).call_id
    process.score(house, SYSTEM, found, process.attempt(house, SYSTEM, found))
    return found


def day_of(cast: Cast, count: int = 8) -> list[int]:
    """So many calls of Ann's and of Bob's."""
    return [call(cast.house, f"{who}-{i}", who, DAY + timedelta(hours=2 * i)) for who in ("ann", "bob") for i in range(count)]


def made(cast: Cast, wanted: Wanted = WANTED, **more: Any) -> int:
    shares = more.pop("shares", {cast.ines.id: 1, cast.igor.id: 1})
    return assign.make(cast.house, cast.max, wanted, **{"title": "week 9", "shares": shares, "seed": "abc", **more})


def queue(cast: Cast, who: Person) -> list[int]:
    return [item.call.id for item in myqueue.mine(cast.house, who)]


def publish(cast: Cast, who: Person, call_id: int) -> None:
    page = intake.view(cast.house, who, call_id)
    for one in (f for e in page.evaluations for f in e.findings):
        review.decide(cast.house, who, call_id, one.id, "met", "so")
    review.publish(cast.house, who, call_id)


def test_a_plan_draws_of_every_agent_and_shares_out(anywhere: Cast) -> None:
    cast = anywhere
    calls = day_of(cast)
    due = DAY + timedelta(days=4)
    plan_id = made(cast, due=due)
    plan = assign.one(cast.house, cast.max, plan_id).plan
    assert (plan.found.total, plan.found.inside, plan.found.drawn, plan.found.short) == (16, 16, 6, 0)
    assert [(one.name, one.open, one.done) for one in plan.shares] == [("Ines", 3, 0), ("Igor", 3, 0)]
    both = {who.name: queue(cast, who) for who in (cast.ines, cast.igor)}
    taken = both["ines"] + both["igor"]
    # those that chance puts first, of each agent three
    first = {
        agent: sorted(theirs, key=lambda one: sampling.place("abc", one))[:3] for agent, theirs in (("ann", calls[:8]), ("bob", calls[8:]))
    }
    assert sorted(taken) == sorted(first["ann"] + first["bob"])
    assert all(Counter(one in calls[:8] for one in theirs) in ({True: 2, False: 1}, {True: 1, False: 2}) for theirs in both.values())
    item = myqueue.mine(cast.house, cast.ines)[0]
    assert (item.plan, item.due_at, item.overdue) == ("week 9", due, True)
    assert item.reasons[0].kind is ReasonKind.SAMPLE
    assert item.reasons[0].evidence["each"] == 3


def test_the_same_seed_draws_the_same_and_another_does_not(cast: Cast) -> None:
    day_of(cast)

    def drawn(seed: str) -> set[int]:
        plan = made(cast, seed=seed)
        found = {item.call.id for who in (cast.ines, cast.igor) for item in myqueue.mine(cast.house, who)}
        assign.stop(cast.house, cast.max, plan, "again")
        return found

    assert drawn("one") == drawn("one")
    assert len({frozenset(drawn(f"{i}")) for i in range(5)}) > 1
    plan = made(cast, seed="")
    assert len(assign.one(cast.house, cast.max, plan).plan.seed) == 16


def test_weights_and_nobody_gets_their_own_call(cast: Cast) -> None:
    day_of(cast, 6)
    for i in range(4):
        call(cast.house, f"own-{i}", "ines", DAY + timedelta(hours=i))
    made(cast, replace(WANTED, each=4), shares={cast.ines.id: 2, cast.igor.id: 1})
    mine, his = queue(cast, cast.ines), queue(cast, cast.igor)
    assert len(mine) + len(his) == 12
    agents = {item.call.id: item.call.agent for item in myqueue.mine(cast.house, cast.ines)}
    assert "Ines" not in agents.values()
    assert (len(mine), len(his)) == (8, 4)
    alone = made(cast, replace(WANTED, each=2), shares={cast.ines.id: 1}, seed="x")
    assert "Ines" not in {item.call.agent for item in myqueue.mine(cast.house, cast.ines)}
    assert assign.one(cast.house, cast.max, alone).plan.open == 4


FILTERS: dict[str, tuple[Callable[[Cast], dict[str, Any]], str, int]] = {
    "shortest": (lambda c: {"shortest_s": 10.0}, "shortest", 5),
    "longest": (lambda c: {"longest_s": 10.0}, "longest", 1),
    "queue": (lambda c: {"queue": "billing"}, "queue", 5),
    "language": (lambda c: {"language": "zh"}, "language", 6),
    "team": (lambda c: {"team": "blue"}, "team", 5),
    "lowest": (lambda c: {"lowest": 70.0}, "lowest", 1),
    "highest": (lambda c: {"highest": 50.0}, "highest", 5),
    "source": (lambda c: {"source": 1}, "source", 6),
    "unreviewed": (lambda c: {}, "unreviewed", 1),
}


@pytest.mark.parametrize("name", FILTERS)
def test_what_each_condition_leaves_out(anywhere: Cast, name: str) -> None:
    cast = anywhere
    house = cast.house
    long = (*TURNS, ("customer", "And so on.", 8.0, 40.0))
    call(house, "long", turns=long)
    call(house, "bill", queue="billing")
    call(house, "blue", "bob")
    call(house, "low", turns=(("agent", "What?", 0.0, 1.0), ("agent", "Shut up.", 1.0, 2.0)))
    publish(cast, cast.ines, call(house, "done"))
    call(house, "plain")
    call(house, "another day", at=DAY + timedelta(days=3))
    more, condition, out = FILTERS[name]
    found = finding.preview(house, cast.max, replace(WANTED, **more(cast)))
    assert found.total == 6
    assert found.left_out[condition] == out
    assert found.left_out["unreviewed"] == 1
    assert found.inside <= 6 - out
    assert sum(found.agents.values()) == found.inside
    assert sum(one.every for one in found.spread["length"]) == 6
    assert sum(one.inside for one in found.spread["score"]) == found.inside
    if name == "highest":
        assert {one.name: (one.every, one.inside) for one in found.spread["score"]} == {"fatal": (1, 1), "under_80": (5, 0)}


def test_what_the_filter_leaves_out_shows_in_the_hours(anywhere: Cast) -> None:
    cast = anywhere
    for hour in (1, 2, 7, 8, 13, 23):
        call(cast.house, f"h{hour}", at=DAY + timedelta(hours=hour))
    intake.set_details(cast.house, SYSTEM, call(cast.house, "later", at=DAY + timedelta(hours=5)), Details(queue="night desk"))
    utc = finding.preview(cast.house, cast.max, WANTED, offset_minutes=0)
    assert [(one.name, one.every) for one in utc.spread["hour"]] == [("night", 3), ("morning", 2), ("afternoon", 1), ("evening", 1)]
    # in Shanghai it is eight hours later
    china = finding.preview(cast.house, cast.max, replace(WANTED, queue="night desk"), offset_minutes=480)
    hours = {one.name: (one.every, one.inside) for one in china.spread["hour"]}
    assert hours == {"morning": (3, 0), "afternoon": (3, 1), "evening": (1, 0)}
    assert {one.name: (one.every, one.inside) for one in china.spread["queue"]} == {"": (6, 0), "night desk": (1, 1)}


def test_calls_without_a_beginning_count_by_when_they_came(cast: Cast) -> None:
    found = finding.preview(cast.house, cast.max, Wanted(datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) + timedelta(hours=1), 1))
    assert (found.total, found.inside) == (1, 1)
    assert found.spread["hour"][0].name == "unknown"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, "assign.title"),
        ({"shares": {}}, "assign.shares"),
        ({"shares": {"ines": 0}}, "assign.shares"),
        ({"shares": {"ines": 101}}, "assign.shares"),
        ({"shares": {"ann": 1}}, "assign.no_judge"),
        ({"seed": "é"}, "assign.seed"),
        ({"seed": "x" * 33}, "assign.seed"),
        ({"wanted": replace(WANTED, each=0)}, "assign.each"),
        ({"wanted": replace(WANTED, until=DAY)}, "assign.bounds"),
        ({"wanted": replace(WANTED, lowest=80.0, highest=20.0)}, "assign.bounds"),
        ({"wanted": replace(WANTED, queue="no such")}, "assign.nothing"),
    ],
    ids=str,
)
def test_what_makes_no_plan(cast: Cast, change: dict[str, Any], code: str) -> None:
    call(cast.house, "one")
    given: dict[str, Any] = {"title": "t", "shares": {"ines": 1}, "seed": "s"} | change
    given["shares"] = {cast.people[who].id: weight for who, weight in given["shares"].items()}
    with pytest.raises(HearbackError) as refused:
        assign.make(cast.house, cast.max, given.pop("wanted", WANTED), **given)
    assert refused.value.code == code
    assert assign.listed(cast.house, cast.max) == ()


def test_what_cannot_be_used_stays_and_the_next_one_comes(anywhere: Cast) -> None:
    cast = anywhere
    calls = day_of(cast, 5)
    plan_id = made(cast, replace(WANTED, each=3), shares={cast.ines.id: 1})
    first = myqueue.mine(cast.house, cast.ines)[0]
    of_agent = calls[:5] if first.call.id in calls[:5] else calls[5:]
    order = sorted(of_agent, key=lambda one: sampling.place("abc", one))
    assert first.assignment is not None
    with pytest.raises(Forbidden):
        assign.unusable(cast.house, cast.igor, first.assignment, Unusable.SILENT)
    for reason, note in (("because", ""), (Unusable.OTHER, " ")):
        with pytest.raises(Invalid):
            assign.unusable(cast.house, cast.ines, first.assignment, reason, note)
    assert assign.unusable(cast.house, cast.ines, first.assignment, "cut", "ends in mid sentence") == order[3]
    assert first.call.id not in queue(cast, cast.ines)
    assert order[3] in queue(cast, cast.ines)
    with pytest.raises(Conflict) as over:
        assign.unusable(cast.house, cast.ines, first.assignment, Unusable.SILENT)
    assert over.value.code == "assign.not_open"
    second = next(item for item in myqueue.mine(cast.house, cast.ines) if item.call.id == order[3])
    assert assign.unusable(cast.house, cast.max, second.assignment or 0, Unusable.SILENT) == order[4]
    third = next(item for item in myqueue.mine(cast.house, cast.ines) if item.call.id == order[4])
    # five calls, three drawn, two replaced: this agent has no other
    assert assign.unusable(cast.house, cast.ines, third.assignment or 0, Unusable.LANGUAGE) is None
    page = assign.one(cast.house, cast.max, plan_id)
    assert (page.plan.open, page.plan.shares[0].unusable) == (5, 3)
    assert [(one.call, one.reason, one.by) for one in page.ended] == [
        (order[4], Unusable.LANGUAGE, "Ines"),
        (order[3], Unusable.SILENT, "Max"),
        (first.call.id, Unusable.CUT, "Ines"),
    ]
    assert page.ended[-1].note == "ends in mid sentence"
    assert page.ended[-1].instead
    assert page.ended[0].instead == ""
    exported = insight.EXPORTS["assignments"](cast.house, SYSTEM)
    assert set(exported[0]) == set(insight.COLUMNS["assignments"])
    assert Counter(row["state"] for row in exported) == {"open": 5, "unusable": 3}


def test_publishing_finishes_and_counts(anywhere: Cast) -> None:
    cast = anywhere
    day_of(cast, 4)
    plan_id = made(cast, due=DAY)
    before = myqueue.count(cast.house, cast.ines)
    assert (before.open, before.overdue, before.done) == (3, 3, 0)
    target = queue(cast, cast.ines)[0]
    publish(cast, cast.igor, target)
    after = myqueue.count(cast.house, cast.ines)
    assert (after.open, after.overdue, after.done) == (2, 2, 1)
    assert assign.one(cast.house, cast.max, plan_id).plan.done == 1
    up = myqueue.next_up(cast.house, cast.ines, target)
    assert (up.here, up.done_here, up.next) == (None, True, queue(cast, cast.ines)[0])


def test_next_is_the_one_after_and_then_the_first(cast: Cast) -> None:
    day_of(cast, 4)
    made(cast, shares={cast.ines.id: 1})
    order = queue(cast, cast.ines)
    assert [myqueue.next_up(cast.house, cast.ines, one).next for one in order] == [*order[1:], order[0]]
    here = myqueue.next_up(cast.house, cast.ines, order[0])
    assert here.here is not None
    assert (here.here.call.id, here.count.open) == (order[0], 6)
    nothing = myqueue.next_up(cast.house, cast.igor, order[0])
    assert (nothing.here, nothing.done_here, nothing.next, nothing.count.open) == (None, False, None, 0)


def test_the_earlier_due_comes_first_and_what_has_no_date_last(cast: Cast) -> None:
    day_of(cast, 3)
    late = made(cast, replace(WANTED, each=1), shares={cast.ines.id: 1}, due=DAY + timedelta(days=9))
    soon = made(cast, replace(WANTED, each=1), shares={cast.ines.id: 1}, due=DAY + timedelta(days=1))
    none = made(cast, replace(WANTED, each=1), shares={cast.ines.id: 1})
    titles = {late: "late", soon: "soon", none: "none"}
    with cast.house.db.writing() as session:
        for plan, title in titles.items():
            session.connection().exec_driver_sql(f"update plan set title = '{title}' where id = {plan}")
    assert [item.plan for item in myqueue.mine(cast.house, cast.ines)] == ["soon", "soon", "late", "late", "none", "none"]


def test_somebody_is_ill_and_the_others_take_over(anywhere: Cast) -> None:
    cast = anywhere
    day_of(cast, 4)
    plan_id = made(cast, shares={cast.ines.id: 1, cast.igor.id: 1, cast.max.id: 2})
    theirs, before = set(queue(cast, cast.ines)), set(queue(cast, cast.igor)) | set(queue(cast, cast.max))
    with pytest.raises(Invalid):
        assign.hand_over(cast.house, cast.max, plan_id, cast.ines.id, " ")
    assert assign.hand_over(cast.house, cast.max, plan_id, cast.ines.id, "ill") == len(theirs)
    assert queue(cast, cast.ines) == []
    assert set(queue(cast, cast.igor)) | set(queue(cast, cast.max)) == before | theirs
    moved = assign.one(cast.house, cast.max, plan_id).ended
    assert {(one.call, one.state, one.note) for one in moved} == {(one, AssignmentState.MOVED, "ill") for one in theirs}
    lone = made(cast, replace(WANTED, each=1), shares={cast.ines.id: 1})
    with pytest.raises(Conflict):
        assign.hand_over(cast.house, cast.max, lone, cast.ines.id, "ill")


def test_a_plan_is_called_off(anywhere: Cast) -> None:
    cast = anywhere
    day_of(cast, 4)
    plan_id = made(cast)
    publish(cast, cast.ines, queue(cast, cast.ines)[0])
    assert assign.stop(cast.house, cast.max, plan_id, "wrong week") == 5
    assert queue(cast, cast.ines) == queue(cast, cast.igor) == []
    plan = assign.one(cast.house, cast.max, plan_id).plan
    assert (plan.ended, plan.open, plan.done) == ("wrong week", 0, 1)
    with pytest.raises(Conflict):
        assign.stop(cast.house, cast.max, plan_id, "again")


def test_a_call_is_nobodys_twice(cast: Cast) -> None:
    day_of(cast, 4)
    made(cast, replace(WANTED, each=3))
    made(cast, replace(WANTED, each=3), seed="other")
    everyone = queue(cast, cast.ines) + queue(cast, cast.igor)
    assert len(everyone) == len(set(everyone)) == 8


# what makes a call worth a look


def reasons(cast: Cast, call_id: int) -> dict[ReasonKind, dict[str, Any]]:
    found = next((item for item in myqueue.suggested(cast.house, cast.ines, limit=99) if item.call.id == call_id), None)
    return {reason.kind: dict(reason.evidence) for reason in found.reasons} if found else {}


UPSET = """
id: upset
title: {zh: 情绪, en: Upset}
families:
  repeated:
    title: {zh: 又打来, en: Again}
    en: ["third time", "called again"]
  anger:
    title: {zh: 生气, en: Anger}
    en: ["fed up"]
"""
FEELING = """
id: feeling
version: 1
title: {zh: 回应, en: Answers}
criteria:
  - id: hears
    title: {zh: 听见, en: Hears}
    kind: reply
    points: 10
    cue: {any: ["@upset"], unless: {en: ["if i"], zh: ["如果"]}}
    expect: {any: [sorry]}
"""


def test_signs_carry_what_they_rest_on(anywhere: Cast) -> None:
    cast = anywhere
    folder: Path = cast.house.settings.rubrics
    (folder / "phrases").mkdir()
    (folder / "phrases" / "upset.yaml").write_text(UPSET, encoding="utf-8")
    (folder / "feeling.yaml").write_text(FEELING, encoding="utf-8")
    house = cast.house
    rude = call(house, "rude", turns=(*TURNS, ("agent", "Shut up.", 5.0, 6.0)))
    again = call(
        house,
        "again",
        turns=(
            ("agent", "Hello.", 0.0, 1.0),
            ("customer", "This is the third time I call, I am fed up.", 1.0, 3.0),
            ("agent", "Well.", 40.0, 41.0),
        ),
    )
    calm = call(house, "calm", turns=(("agent", "Hello, goodbye.", 0.0, 1.0), ("customer", "I would be fed up if I were you.", 1.0, 3.0)))
    assert reasons(cast, rude) == {
        ReasonKind.FATAL: {"title_zh": "禁语", "title_en": "No banned words", "quote": "Shut up", "at": pytest.approx(5.0), "line": 3}
    }
    found = reasons(cast, again)
    assert set(found) == {ReasonKind.UPSET, ReasonKind.REPEAT, ReasonKind.SILENCE}
    assert (found[ReasonKind.UPSET]["quote"], found[ReasonKind.REPEAT]["quote"]) == ("fed up", "third time")
    assert found[ReasonKind.SILENCE] == {"seconds": 32, "at": 8.0}
    assert reasons(cast, calm) == {}
    ordered = [item.call.id for item in myqueue.suggested(house, cast.ines)]
    assert ordered[:2] == [rude, again]
    publish(cast, cast.ines, rude)
    assert rude not in [item.call.id for item in myqueue.suggested(house, cast.ines)]


def test_the_same_number_within_a_week_whatever_came_in_first(anywhere: Cast) -> None:
    cast = anywhere
    house = cast.house
    third = call(house, "third", at=DAY + timedelta(days=5), phone="13800000000")
    assert ReasonKind.REPEAT not in reasons(cast, third)
    first = call(house, "first", at=DAY, phone="13800000000")
    second = call(house, "second", at=DAY + timedelta(days=2), phone="13800000000")
    call(house, "other", at=DAY + timedelta(days=2), phone="13900000000")
    assert reasons(cast, first).get(ReasonKind.REPEAT) is None
    assert reasons(cast, second)[ReasonKind.REPEAT] == {"calls": 1, "last": first, "days": 7}
    assert reasons(cast, third)[ReasonKind.REPEAT] == {"calls": 2, "last": second, "days": 7}
    intake.set_details(house, SYSTEM, first, Details(phone="13900000001"))
    assert signs.catch_up(house, SYSTEM) == 1
    assert signs.catch_up(house, SYSTEM) == 0


def test_older_calls_get_their_signs_from_a_worker(anywhere: Cast) -> None:
    cast = anywhere
    rude = call(cast.house, "rude", turns=(*TURNS, ("agent", "Shut up.", 5.0, 6.0)))
    with cast.house.db.writing() as session:
        session.connection().exec_driver_sql("delete from sign")
        session.connection().exec_driver_sql("update call set signs = 0")
    assert reasons(cast, rude) == {}
    assert signs.catch_up(cast.house, SYSTEM, 1) == 1
    assert signs.catch_up(cast.house, SYSTEM) == 1
    assert ReasonKind.FATAL in reasons(cast, rude)


def test_an_agent_who_came_after_the_house_had_settled_is_new(cast: Cast) -> None:
    house = cast.house
    call(house, "old", "ann", DAY - timedelta(days=90))
    rude = (*TURNS, ("agent", "Shut up.", 5.0, 6.0))
    new, old = call(house, "new", "bob", DAY, turns=rude), call(house, "not new", "ann", DAY, turns=rude)
    assert reasons(cast, new)[ReasonKind.NEWCOMER] == {"days": 1}
    assert ReasonKind.NEWCOMER not in reasons(cast, old)
    late = call(house, "grown", "bob", DAY + timedelta(days=80), turns=rude)
    assert ReasonKind.NEWCOMER not in reasons(cast, late)


def test_a_suggestion_is_taken_and_put_back(anywhere: Cast) -> None:
    cast = anywhere
    rude = call(cast.house, "rude", turns=(*TURNS, ("agent", "Shut up.", 5.0, 6.0)))
    taken = myqueue.take(cast.house, cast.ines, rude)
    assert [(item.call.id, item.plan, [r.kind for r in item.reasons]) for item in myqueue.mine(cast.house, cast.ines)] == [
        (rude, "", [ReasonKind.FATAL])
    ]
    assert myqueue.suggested(cast.house, cast.igor) == ()
    with pytest.raises(Conflict) as theirs:
        myqueue.take(cast.house, cast.igor, rude)
    assert theirs.value.code == "assign.taken"
    with pytest.raises(Forbidden):
        myqueue.put_back(cast.house, cast.igor, taken)
    myqueue.put_back(cast.house, cast.ines, taken)
    assert queue(cast, cast.ines) == []
    with pytest.raises(Conflict):
        myqueue.put_back(cast.house, cast.ines, taken)
    own = call(cast.house, "own", "ines")
    with pytest.raises(Conflict) as mine:
        myqueue.take(cast.house, cast.ines, own)
    assert mine.value.code == "assign.own_call"
    day_of(cast, 1)
    made(cast, shares={cast.ines.id: 1})
    with pytest.raises(Conflict) as planned:
        myqueue.put_back(cast.house, cast.ines, myqueue.mine(cast.house, cast.ines)[0].assignment or 0)
    assert planned.value.code == "assign.of_plan"
