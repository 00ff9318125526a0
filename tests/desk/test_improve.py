"""The improvement list: acts are added, who may what, owners are told; the month's figures and proposals, taken up or waved away once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from qa import access
from qa.access import About
from qa.desk import concluding, correct, improve, improve_record, month, month_views, notices, people, process, review, standing, voting
from qa.desk.house import SYSTEM
from qa.desk.standing import Missed, Standing
from qa.errors import Conflict, Forbidden, Invalid, NotFound
from qa.model.estimate import share
from qa.model.finding import Severity
from qa.model.improve import Cause, Field, ImproveAct, ImproveState, Listed
from qa.model.people import Person
from qa.model.text import Text
from qa.store import months, rows
from qa.store.tables_improve import ImprovementRow
from tests.desk.case_verbs import closed, opened
from tests.desk.conftest import TURNS, Cast, scored
from tests.desk.improve_verbs import added
from tests.desk.pack_verbs import a_meeting, an_excerpt
from tests.desk.published import finding, notice, page, publish, told

WHOSE = ("ann", "bob", "lea", "lou", "ines", "igor", "max", "ada")
"""An improvement of the red team that Bob is to see to: Lea leads the team, Lou another."""
MATRIX = {
    #                  ann    bob    lea    lou    ines   igor   max    ada
    "month.see":      (False, False, True,  False, True,  True,  True,  True),
    "improve.list":   (True,  True,  True,  True,  True,  True,  True,  True),
    "improve.see":    (False, True,  True,  False, True,  True,  True,  True),
    "improve.make":   (False, False, True,  False, False, False, True,  True),
    "improve.change": (False, False, True,  False, False, False, True,  True),
    "improve.work":   (False, True,  True,  False, False, False, True,  True),
}  # fmt: skip
HOUSE = {
    **{verb: tuple(name in ("max", "ada") for name in WHOSE) for verb in ("improve.make", "improve.change")},
    "improve.see": (False, True, True, True, True, True, True, True),
    "improve.work": (False, True, False, False, False, False, True, True),
    "month.see": (False, False, False, False, True, True, True, True),
    "improve.list": (True,) * 8,
}
"""The same of one for the whole house: a lead reads it."""
DAY = timedelta(days=1)
ANOTHER = (*TURNS, ("agent", "Now.", 7.0, 8.0))


@pytest.mark.parametrize("verb", MATRIX)
def test_everybody_may_what_the_matrix_says(cast: Cast, verb: str) -> None:
    for team, matrix in (("red", MATRIX), ("", HOUSE)):
        about = About(team=team, author=cast.bob.id)
        assert {name: access.allowed(getattr(cast, name), verb, about) for name in WHOSE} == dict(zip(WHOSE, matrix[verb], strict=True))
    done = About(team="red", author=cast.bob.id, published=True)
    assert all(access.allowed(getattr(cast, name), "improve.see", done) for name in WHOSE)


def refused(code: str, kind: type[Exception], verb: Any, *given: Any, **more: Any) -> None:
    with pytest.raises(kind) as found:
        verb(*given, **more)
    assert found.value.code == code  # type: ignore[attr-defined]


def change(cast: Cast, who: Person, number: int, *acts: ImproveAct, seen: int | None = None) -> int:
    return improve.change(cast.house, who, number, acts, seen=seen)


def ids(cast: Cast, who: Person, **sought: Any) -> list[int]:
    return [one.id for one in improve.listed(cast.house, who, Listed(**sought))]


def test_an_improvement_from_its_beginning_to_what_came_of_it(anywhere: Cast) -> None:
    cast, today = anywhere, improve_record.today()
    number = added(cast, cause=Cause.COMMUNICATION, due=today + 5 * DAY)
    assert told(cast, cast.bob) == ["improve_given"]
    assert notice(cast, cast.bob, "improve_given").href == f"/month?entry={number}"
    assert change(cast, cast.bob, number, ImproveAct(Field.STATE, "wording drafted", ImproveState.WORKING)) == 1
    before = improve.one(cast.house, cast.lea, number)
    acts = (ImproveAct(Field.WHAT, "Say when we call back, and keep it"), ImproveAct(Field.OWNER, "knows it best", person=cast.lea.id))
    assert change(cast, cast.max, number, *acts, ImproveAct(Field.DUE, day=before.line.due), seen=before.last) == 2
    assert told(cast, cast.lea) == ["improve_given"]
    refused("month.newer", Conflict, change, cast, cast.lea, number, ImproveAct(Field.WHAT, "x"), seen=before.last)
    assert change(cast, cast.lea, number, ImproveAct(Field.CAUSE, value=Cause.TRAINING), seen=before.last) == 1, "nobody touched that"
    assert change(cast, cast.lea, number, ImproveAct(Field.STATE, "", ImproveState.DONE), ImproveAct(Field.OUTCOME, "half the calls")) == 2
    view = improve.one(cast.house, cast.max, number)
    line = view.line
    assert (line.what, line.cause, line.owner, line.state) == ("Say when we call back, and keep it", "training", "Lea", "done")
    assert (line.outcome, line.due, line.late) == ("half the calls", today + 5 * DAY, False)
    assert [(act.field, act.author) for act in view.acts] == [
        ("what", "Lea"),
        ("cause", "Lea"),
        ("due", "Lea"),
        ("owner", "Lea"),
        ("state", "Bob"),
        ("what", "Max"),
        ("owner", "Max"),
        ("cause", "Lea"),
        ("state", "Lea"),
        ("outcome", "Lea"),
    ]
    assert view.acts[0].text == "Say when we call back", "what stood before stays"
    assert change(cast, cast.lea, number, ImproveAct(Field.OUTCOME, "half the calls")) == 0, "nothing new, nothing written"
    with cast.house.db.reading() as session:
        row = session.get(ImprovementRow, number)
        assert row is not None
        assert (row.what, row.cause, row.owner_id, row.state, row.due) == (line.what, line.cause, cast.lea.id, "done", line.due)
        assert row.ended_at is not None


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    today, number = improve_record.today(), added(cast)
    refused("month.what", Invalid, added, cast, what="  ")
    refused("month.what", Invalid, added, cast, what="x" * 201)
    refused("month.past", Invalid, added, cast, due=today - DAY)
    refused("month.reason_needed", Invalid, change, cast, cast.bob, number, ImproveAct(Field.STATE, "", ImproveState.DROPPED))
    refused("desk.too_long", Invalid, change, cast, cast.bob, number, ImproveAct(Field.OUTCOME, "x" * 2001))
    refused("access.refused", Forbidden, change, cast, cast.bob, number, ImproveAct(Field.DUE, day=today))
    refused("access.refused", Forbidden, added, cast, cast.lea, team="blue")
    refused("access.refused", Forbidden, added, cast, cast.lea, team="")
    refused("month.no_improvement", NotFound, change, cast, cast.ann, number, ImproveAct(Field.STATE, "x", ImproveState.DONE))
    people.set_active(cast.house, cast.ada, "bob", False)
    refused("month.not_an_owner", Invalid, added, cast)
    assert len(improve.listed(cast.house, SYSTEM)) == 1, "a verb that fails leaves nothing"
    assert len(improve.one(cast.house, SYSTEM, number).acts) == 2


def test_the_list_tells_late_ones_and_shows_everybody_their_own(anywhere: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, today = anywhere, improve_record.today()
    red, blue = added(cast, due=today + DAY), added(cast, cast.lou, team="blue", owner=None, cause=Cause.PRODUCT)
    whole = added(cast, cast.max, team="", owner=cast.ines.id, due=today)
    assert ids(cast, cast.max) == [whole, red, blue], "by their day"
    assert (ids(cast, cast.lea), ids(cast, cast.lou), ids(cast, cast.bob), ids(cast, cast.ann)) == ([whole, red], [whole, blue], [red], [])
    for who in WHOSE:
        person = getattr(cast, who)
        for number in (red, blue, whole):
            sees = number in ids(cast, person)
            assert sees is (number in improve_seen(cast, person, (red, blue, whole))), who
    assert (ids(cast, cast.max, cause=Cause.PRODUCT), ids(cast, cast.max, owner=cast.ines.id)) == ([blue], [whole])
    assert (ids(cast, cast.max, team="red"), ids(cast, cast.max, month="2000-01"), ids(cast, cast.max, late=True)) == ([red], [], [])
    assert told(cast, cast.bob) == ["improve_near", "improve_given"]
    assert told(cast, cast.bob) == ["improve_near", "improve_given"], "once"
    monkeypatch.setattr(improve_record, "today", lambda: today + 2 * DAY)
    assert ids(cast, cast.max, late=True) == [whole, red]
    assert [one.late for one in improve.listed(cast.house, cast.bob)] == [True]
    change(cast, cast.bob, red, ImproveAct(Field.STATE, "", ImproveState.DONE))
    assert (ids(cast, cast.max, late=True), ids(cast, cast.max)) == ([whole], [whole, blue, red])
    assert ids(cast, cast.ann) == [], "done, and told to nobody"
    change(cast, cast.lea, red, ImproveAct(Field.SHARED, value="yes"))
    assert ids(cast, cast.ann) == ids(cast, cast.lou, state=ImproveState.DONE) == [red]
    assert improve.months(cast.house, cast.ann) == (str(month.this_month()),)


def improve_seen(cast: Cast, who: Person, numbers: Sequence[int]) -> list[int]:
    """Those that open for somebody."""
    found = []
    for number in numbers:
        try:
            found.append(improve.one(cast.house, who, number).line.id)
        except NotFound:
            continue
    return found


def test_a_notice_of_what_is_no_longer_for_ones_eyes_is_left_out(cast: Cast) -> None:
    number = added(cast)
    change(cast, cast.lea, number, ImproveAct(Field.OWNER, person=cast.ann.id))
    assert told(cast, cast.bob) == []
    assert told(cast, cast.ann) == ["improve_given"]
    notices.visited(cast.house, cast.ann, subject=f"improve:{number}")
    assert told(cast, cast.ann) == []


def test_an_owner_is_told_once_of_each_day_that_went_by(cast: Cast) -> None:
    today, number = improve_record.today(), added(cast)
    assert told(cast, cast.bob) == ["improve_given"]
    for day in (today - DAY, today - 2 * DAY):
        with cast.house.db.writing() as session:
            rows.get(session, ImprovementRow, number).due = day
        notices.seen(cast.house, cast.bob)
        assert told(cast, cast.bob) == told(cast, cast.bob) == ["improve_missed"]
    assert notice(cast, cast.bob, "improve_missed").day == today - 2 * DAY
    notices.seen(cast.house, cast.bob)
    change(cast, cast.bob, number, ImproveAct(Field.STATE, "done with", ImproveState.DROPPED))
    with cast.house.db.writing() as session:
        rows.get(session, ImprovementRow, number).due = today - 3 * DAY
    assert told(cast, cast.bob) == [], "what is over is owed no more"


def test_a_month_in_figures(anywhere: Cast) -> None:
    cast, at = anywhere, month.this_month()
    publish(cast)
    an_excerpt(cast, "bad", topic="opening")
    a_meeting(cast)
    closed(cast)
    opened(cast, complained_at=month.bounds(at)[0] - 5 * DAY, call_id=None)
    view = month.view(cast.house, cast.lea, at, "red")
    now = view.now
    # the call of the house has no time of its own: it came now
    assert (now.calls, now.reviewed, now.clean.count, now.clean.value, now.mean.value) == (1, 1, 1, 0.0, None)
    assert (now.critical, now.opened, now.closed, now.packs, now.meetings) == (0, 1, 1, 1, 1)
    assert dict(now.excerpts) == {"bad": 1, "good": 1}
    assert (view.before.calls, view.before.opened, view.before.late) == (0, 1, 1)
    assert [(line.criterion, line.missed, line.now.count, line.rising) for line in view.criteria] == [("close", 1, 1, False)]
    other = month.view(cast.house, cast.max, at, "blue").now
    assert (other.calls, other.reviewed, other.closed, other.meetings, dict(other.excerpts)) == (0, 0, 0, 0, {})
    whole = month.view(cast.house, cast.max, at)
    assert (whole.now.calls, whole.now.closed) == (1, 1)
    refused("access.refused", Forbidden, month.view, cast.house, cast.lea, at, "blue")
    refused("access.refused", Forbidden, month.view, cast.house, cast.lea, at, "")
    assert (month.teams(cast.house, cast.lea), month.teams(cast.house, cast.ines)) == (("red",), ("", "blue", "red"))


def test_the_verdict_of_a_person_stands_whatever_was_corrected_meanwhile(cast: Cast) -> None:
    """What counts is what the page of the call shows: the machine's verdict where nobody judged, the last judgement else."""
    second = scored(cast.house, "call-2", "ann", ANOTHER)
    review.decide(cast.house, cast.ines, second, finding(cast, cast.ines, "close", second).id, "not_applicable", "cut off")
    review.decide(cast.house, cast.ines, second, finding(cast, cast.ines, "care", second).id, "missed", "cold")
    review.publish(cast.house, cast.ines, second, "s")
    review.decide(cast.house, cast.ines, cast.call, finding(cast, cast.ines, "care").id, "met", "warm")
    review.accept_all(cast.house, cast.ines, cast.call)
    correct.line(cast.house, cast.ines, cast.call, revision=1, utterance=1, text="My line is down, again.")
    attempt = process.attempt(cast.house, SYSTEM, cast.call)
    process.score(cast.house, SYSTEM, cast.call, attempt)
    review.publish(cast.house, cast.ines, cast.call, "judged before the words were mended")
    view = month.view(cast.house, cast.max, month.this_month())
    assert {line.criterion: (line.missed, line.now.count) for line in view.criteria} == {"close": (1, 1), "care": (1, 2)}
    assert view.now.clean == share(0, 2)


def test_what_is_counted_is_what_the_pages_show(cast: Cast) -> None:
    """Decisions at random, some of them changed, some left to the machine: the counts are those of every page read one by one."""
    chance = random.Random(7)
    seen: Counter[tuple[str, str]] = Counter()
    for number in range(6):
        turns = (*TURNS, ("agent", f"That was {number}.", 7.0, 8.0), *((("agent", "Goodbye!", 8.0, 9.0),) if number % 2 else ()))
        call = scored(cast.house, f"call-{number + 10}", "ann", turns)
        for _ in range(2):
            for one in (one for evaluation in page(cast, cast.ines, call).evaluations for one in evaluation.findings):
                if one.criterion == "care" or chance.random() < 0.5:
                    verdict = chance.choice(("met", "missed", "not_applicable"))
                    review.decide(cast.house, cast.ines, call, one.id, verdict, "why")
        review.publish(cast.house, cast.ines, call, "s")
        for evaluation in page(cast, cast.ines, call).evaluations:
            seen.update((one.criterion, one.standing.value) for one in evaluation.findings)
    with cast.house.db.reading() as session:
        found = standing.of_reviews(session, months.reviews(session, *month.bounds(month.this_month()), ""))
    tallies = {key[1]: found.tally(key) for key in found.titles}
    assert {name: (seen[name, "missed"], seen[name, "missed"] + seen[name, "met"]) for name in tallies} == tallies
    assert set(tallies) == {"greet", "close", "never", "care"}


def made(key: str, missed: int, of: int, others: int = 0) -> Standing:
    """Reviews of a criterion, and of others beside it that are missed in five of forty each."""
    keys = {("r", key): (missed, of), **{("r", f"b{number}"): (5, 40) for number in range(others)}}
    misses = (Missed(number, number, number, one, Severity.NORMAL) for one, (count, _) in keys.items() for number in range(count))
    return Standing({one: count for one, (_, count) in keys.items()}, tuple(misses), {one: Text.same(one[1]) for one in keys})


def line_of(now: Standing, before: Standing) -> month_views.CriterionLine:
    return month.criteria(now, before)[0]


def test_a_rise_is_named_beyond_chance_alone() -> None:
    assert not line_of(made("a", 5, 9), made("a", 0, 50)).rising, "nine are too few, whatever they say"
    assert not line_of(made("a", 6, 20), made("a", 3, 20)).rising, "twice as many of twenty may be chance"
    strong = line_of(made("a", 30, 60), made("a", 10, 60))
    assert strong.rising
    assert not strong.falling
    assert line_of(made("a", 10, 60), made("a", 30, 60)).falling
    close = made("a", 17, 40), made("a", 8, 40)
    assert line_of(*close).rising
    among = line_of(made("a", 17, 40, 20), made("a", 8, 40, 20))
    assert not among.rising, "one in twenty rises so by chance: of many that are looked at more is asked"
    assert among.change.value == line_of(*close).change.value


def test_proposals_come_with_what_speaks_for_them_and_are_answered_once(anywhere: Cast) -> None:
    cast, at = anywhere, month.this_month()
    second = scored(cast.house, "call-2", "ann", ANOTHER)
    for call in (cast.call, second):
        publish(cast, call=call)
    case = closed(cast)
    bad = an_excerpt(cast, "bad", topic="opening", criterion="basic/greet")
    an_excerpt(cast, "discuss", 1, 4, topic="opening")
    by_criterion = an_excerpt(cast, "bad", 2, 4, criterion="basic/close")
    an_excerpt(cast, "bad", 0, 2)
    an_excerpt(cast, "good", 0, 3, topic="good ones are no problem")
    for words in ("greet", "greet by name"):
        concluding.conclude(cast.house, cast.ines, bad, words)
    concluding.conclude(cast.house, cast.ines, by_criterion, "opened again")
    concluding.reopen(cast.house, cast.ines, by_criterion)
    view = month.view(cast.house, cast.lea, at, "red")
    found = {one.key: one for one in view.proposals}
    assert list(found) == [
        "criterion:basic/close",
        "cases:product",
        "excerpts:topic:opening",
        "excerpts:criterion:basic/close",
        f"conclusions:{bad}",
    ]
    assert [one.href.split("&")[0] for one in found["criterion:basic/close"].evidence] == [f"/call?call={i}" for i in (second, cast.call)]
    assert found["criterion:basic/close"].why.en.startswith("Missed in 2 of the 2 reviewed calls")
    cause = found["cases:product"]
    assert (cause.cause, [(one.text, one.href, one.note) for one in cause.evidence]) == (
        "product",
        [("Line down for the third time", f"/cases?case={case}", "the splitter was rusty")],
    )
    assert len(found["excerpts:topic:opening"].evidence) == 2
    assert found["excerpts:criterion:basic/close"].title.zh == "道别"
    assert found["excerpts:criterion:basic/close"].evidence[0].href == f"/excerpt?excerpt={by_criterion}"

    number = month.take_up(cast.house, cast.lea, at, "red", "cases:product", owner=cast.bob.id, language="en")
    month.wave_away(cast.house, cast.lea, at, "red", "criterion:basic/close", " two of two say little ")
    refused("month.reason_needed", Invalid, month.wave_away, cast.house, cast.lea, at, "red", f"conclusions:{bad}", " ")
    view = month.view(cast.house, cast.lea, at, "red")
    assert not {"cases:product", "criterion:basic/close"} & {one.key for one in view.proposals}
    assert [(one.improvement, one.reason, one.author) for one in view.answered] == [
        (number, "", "Lea"),
        (None, "two of two say little", "Lea"),
    ]
    refused("month.no_proposal", NotFound, month.take_up, cast.house, cast.lea, at, "red", "cases:product")
    assert "cases:product" in {one.key for one in month.view(cast.house, cast.max, at).proposals}, "the whole house answers for itself"
    taken = improve.one(cast.house, cast.ines, number)
    assert (taken.line.what, taken.line.cause, taken.line.month) == ("Complaints caused by the product", "product", str(at))
    assert [one.href for one in taken.evidence] == [f"/cases?case={case}"]
    owner = improve.one(cast.house, cast.bob, number)
    assert (owner.evidence, owner.why.en) == ((), "Case files closed this month: 1"), "figures, no names of cases"
    assert [one.id for one in view.own] == [number]
    assert [one.id for one in month.view(cast.house, cast.lea, at.after, "red").last] == [number]
    assert [one.id for one in month.view(cast.house, cast.max, at.after).last] == [number], "the house looks at every team's"
    assert month.view(cast.house, cast.max, at.after, "blue").last == ()


def test_what_is_to_be_scored_first_gives_itself_away_nowhere(cast: Cast) -> None:
    at = month.this_month()
    first = an_excerpt(cast, "bad", topic="opening", score_first=True)
    concluding.conclude(cast.house, cast.ines, first, "greet by name")
    scored_by(cast, cast.ada, first)
    number = month.take_up(cast.house, cast.ada, at, "", "excerpts:topic:opening")
    before, whole = month.view(cast.house, cast.lea, at, "red"), month.view(cast.house, cast.max, at)
    assert before.proposals == whole.proposals == ()
    assert dict(before.now.excerpts) == {"unscored": 1}
    assert improve.one(cast.house, cast.lea, number).evidence == improve.one(cast.house, cast.max, number).evidence == ()
    assert len(improve.one(cast.house, cast.ada, number).evidence) == 1
    scored_by(cast, cast.lea, first)
    after = month.view(cast.house, cast.lea, at, "red")
    assert [one.key for one in after.proposals] == ["excerpts:topic:opening", f"conclusions:{first}"]
    assert dict(after.now.excerpts) == {"bad": 1}


def scored_by(cast: Cast, who: Person, excerpt: int) -> None:
    """Somebody scores an excerpt, and is told what it is."""
    voting.give(cast.house, who, excerpt, "bad")


def test_a_proposal_that_two_take_up_at_once_is_taken_up_once(cast: Cast) -> None:
    closed(cast)
    at = month.this_month()
    open_ones = month._open(cast.house, cast.lea, at, "red", "cases:product")
    month.take_up(cast.house, cast.lea, at, "red", "cases:product")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(month, "_open", lambda *_: open_ones)
        refused("month.answered", Conflict, month.take_up, cast.house, cast.max, at, "red", "cases:product")
    assert len(improve.listed(cast.house, SYSTEM)) == 1, "whoever comes second leaves nothing behind"
