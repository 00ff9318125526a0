"""Case files: what is written down is added to; deadlines, closing, calls, finding again; who sees what."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from qa import access
from qa.access import About
from qa.desk import case_export, cases, intake, notices
from qa.desk.case_views import CaseView
from qa.desk.house import SYSTEM
from qa.errors import Conflict, Forbidden, Invalid, NotFound
from qa.model.casefile import CaseState, Family, Part, Sought, Standing, Step
from qa.model.people import Person
from qa.store import notices as store
from qa.store.review_tables import NoticeRow
from qa.store.tables import CallRow, now
from tests.desk.case_verbs import HOUR, closed, opened, settled
from tests.desk.conftest import Cast, scored
from tests.desk.published import told

WHOSE = ("ann", "bob", "lea", "lou", "ines", "igor", "max", "ada")
"""Ann took the call of the case, Bob did not; Lea leads the team, Lou another; Ines has the case, Igor does not."""
MATRIX = {
    #              ann    bob    lea    lou    ines   igor   max    ada
    "case.see":   (False, False, True,  False, True,  True,  True,  True),
    "case.open":  (False, False, True,  False, True,  True,  True,  True),
    "case.work":  (False, False, True,  False, True,  True,  True,  True),
    "case.list":  (True,  True,  True,  True,  True,  True,  True,  True),
}  # fmt: skip
CLOSED = {**MATRIX, "case.see": (True, *MATRIX["case.see"][1:])}


@pytest.mark.parametrize("verb", MATRIX)
@pytest.mark.parametrize("published", [False, True])
def test_everybody_may_what_the_matrix_says(cast: Cast, verb: str, published: bool) -> None:
    about = About(team="red", author=cast.ines.id, published=published, members=frozenset({cast.ann.id}))
    found = {name: access.allowed(getattr(cast, name), verb, about) for name in WHOSE}
    assert found == dict(zip(WHOSE, (CLOSED if published else MATRIX)[verb], strict=True))


def view(cast: Cast, case: int, who: Person | None = None) -> CaseView:
    return cases.one(cast.house, who or cast.ines, case)


def standing(cast: Cast, case: int) -> list[str]:
    return [one.standing.value for one in view(cast, case).deadlines]


def refused(code: str, kind: type[Exception], verb: Any, *given: Any, **more: Any) -> None:
    with pytest.raises(kind) as found:
        verb(*given, **more)
    assert found.value.code == code  # type: ignore[attr-defined]


def test_a_case_from_a_call_to_its_closing(anywhere: Cast) -> None:
    cast = anywhere
    begun = cases.draft(cast.house, cast.lea, cast.call)
    assert (begun.team, begun.agent, begun.said, begun.call) == ("red", "Ann", "My line is down again.", "call-1")
    case = opened(cast, cast.lea, texts={Part.PROBLEM: begun.said}, reference="T-77")
    assert standing(cast, case) == ["overdue", "due", "due", "ahead"]
    first = view(cast, case)
    assert (first.line.owner, first.line.state, first.line.reference, first.line.calls) == ("Lea", CaseState.OPEN, "T-77", 1)
    assert first.line.next is not None
    assert first.line.next.step is Step.CONTACTED
    assert first.missing == ("result", "settled", "family")
    cases.happened(cast.house, cast.lea, case, Step.CONTACTED, now() - HOUR + timedelta(minutes=10), "called at once")
    cases.happened(cast.house, cast.lea, case, Step.REPLIED, now())
    assert standing(cast, case) == ["met", "met", "due", "ahead"]
    refused("cases.not_settled", Conflict, cases.happened, cast.house, cast.lea, case, Step.CALLED_BACK, now())
    refused("cases.missing_result", Conflict, cases.close, cast.house, cast.lea, case)
    settled(cast, case, cast.lea)
    assert (view(cast, case).line.state, standing(cast, case)[-1]) == (CaseState.HANDLED, "due")
    refused("cases.not_called_back", Invalid, cases.close, cast.house, cast.lea, case)
    cases.happened(cast.house, cast.lea, case, Step.CALLED_BACK, now(), "content")
    cases.close(cast.house, cast.lea, case)
    assert standing(cast, case) == ["met"] * 4
    done = view(cast, case)
    assert (done.line.state, done.line.next, done.line.family) == (CaseState.CLOSED, None, Family.PRODUCT)
    for verb, given in ((cases.happened, (Step.REPLIED, now())), (cases.give, (cast.igor.id,)), (cases.take_back, (Step.REPLIED, "r"))):
        refused("cases.closed", Conflict, verb, cast.house, cast.lea, case, *given)
    seen = done.standing(Part.RESULT)
    assert seen is not None
    cases.write(cast.house, cast.lea, case, Part.RESULT, "and the splitter replaced", seen=seen.id)
    cases.reopen(cast.house, cast.max, case, "down again")
    assert standing(cast, case) == ["met", "met", "due", "ahead"]
    assert view(cast, case).line.state is CaseState.OPEN
    assert [one.text for one in view(cast, case).entries if one.kind is Step.SETTLED] == ["", "down again"]


def test_a_text_is_added_to_and_never_lost(anywhere: Cast) -> None:
    cast = anywhere
    case = opened(cast, texts={Part.BACKGROUND: "moved house in May"})
    first = view(cast, case).standing(Part.BACKGROUND)
    assert first is not None
    cases.write(cast.house, cast.igor, case, Part.BACKGROUND, "moved house in May, works from home", seen=first.id)
    refused("cases.newer", Conflict, cases.write, cast.house, cast.max, case, Part.BACKGROUND, "mine", seen=first.id)
    found = view(cast, case).texts[Part.BACKGROUND]
    assert [(one.text, one.author) for one in found] == [
        ("moved house in May", "Ines"),
        ("moved house in May, works from home", "Igor"),
    ]
    assert all(one.written_at <= now() for one in found)
    cases.write(cast.house, cast.max, case, Part.BACKGROUND, found[-1].text, seen=found[-1].id)
    assert len(view(cast, case).texts[Part.BACKGROUND]) == 2, "the same words again add nothing"
    title = view(cast, case).standing(Part.TITLE)
    assert title is not None
    cases.write(cast.house, cast.max, case, Part.TITLE, " Line  down, four times ", seen=title.id)
    assert view(cast, case).line.title == "Line down, four times"
    for part, text, code in ((Part.HANDLING, "  ", "cases.empty"), (Part.HANDLING, "x" * 4001, "desk.too_long")):
        refused(code, Invalid, cases.write, cast.house, cast.max, case, part, text)
    cases.write(cast.house, cast.max, case, Part.CAUSE, "", family=Family.PROCESS)
    cause = view(cast, case).standing(Part.CAUSE)
    assert cause is not None
    cases.write(cast.house, cast.max, case, Part.CAUSE, "three forms for one move", seen=cause.id)
    assert view(cast, case).line.family is Family.PROCESS, "words alone leave the family as it is"


def test_times_that_cannot_be(cast: Cast) -> None:
    case = opened(cast)
    start = view(cast, case).received_at
    for step, at, code in (
        (Step.CONTACTED, now() + HOUR, "cases.to_come"),
        (Step.CONTACTED, start - HOUR, "cases.before"),
        (Step.RECEIVED, now() + HOUR, "cases.to_come"),
    ):
        refused(code, Invalid, cases.happened, cast.house, cast.ines, case, step, at)
    cases.happened(cast.house, cast.ines, case, Step.CONTACTED, start - timedelta(seconds=40))
    assert view(cast, case).deadlines[0].done == start, "people tell the minute"
    refused("cases.after", Invalid, cases.happened, cast.house, cast.ines, case, Step.RECEIVED, start + timedelta(minutes=1))
    cases.happened(cast.house, cast.ines, case, Step.RECEIVED, start - HOUR)
    assert (view(cast, case).received_at, standing(cast, case)[0]) == (start - HOUR, "missed")
    cases.take_back(cast.house, cast.ines, case, Step.CONTACTED, "it was another customer")
    assert standing(cast, case)[0] == "overdue"
    refused("cases.no_step", Conflict, cases.take_back, cast.house, cast.ines, case, Step.CONTACTED, "again")
    refused("cases.no_step", Conflict, cases.take_back, cast.house, cast.ines, case, Step.RECEIVED, "r")
    refused("cases.to_come", Invalid, opened, cast, complained_at=now() + HOUR)
    for title in ("", "x" * 121):
        refused("cases.title", Invalid, opened, cast, title=title)


def test_several_calls_belong_to_a_case_and_may_leave_it(anywhere: Cast) -> None:
    cast = anywhere
    other = scored(cast.house, "call-2", "ann", (("customer", "Down again.", 0.0, 1.0),))
    case = opened(cast)
    cases.link(cast.house, cast.lea, case, other, "the day after")
    refused("cases.linked", Conflict, cases.link, cast.house, cast.lea, case, other)
    assert [(one.call_id, one.note, one.author) for one in view(cast, case).calls] == [
        (cast.call, "", "Ines"),
        (other, "the day after", "Lea"),
    ]
    first = view(cast, case).calls[0].id
    refused("cases.reason_needed", Invalid, cases.unlink, cast.house, cast.lea, case, first, " ")
    cases.unlink(cast.house, cast.lea, case, first, "another customer")
    refused("cases.not_linked", Conflict, cases.unlink, cast.house, cast.lea, case, first, "r")
    was = view(cast, case).calls[0]
    assert (was.ended_note, was.ended_by, was.ended_at is not None) == ("another customer", "Lea", True)
    assert cases.of_call(cast.house, cast.lea, cast.call) == ()
    assert [one.id for one in cases.of_call(cast.house, cast.lea, other)] == [case]
    theirs = scored(cast.house, "call-3", "bob", (("customer", "Down too.", 0.0, 1.0),))
    with pytest.raises(NotFound):
        cases.link(cast.house, cast.lea, case, theirs)
    cases.link(cast.house, cast.ines, case, theirs)
    hidden = view(cast, case, cast.lea).calls[-1]
    assert (hidden.title, hidden.agent, hidden.may_hear) == ("", "", False), "another team's call tells nothing"


def test_a_deleted_call_leaves_the_case(anywhere: Cast) -> None:
    cast = anywhere
    case = opened(cast)
    with cast.house.db.writing() as session:
        session.delete(session.get(CallRow, cast.call))
    (left,) = view(cast, case).calls
    assert (left.call_id, left.title, left.agent, left.may_hear) == (None, "", "", False)
    assert cases.listed(cast.house, cast.lea)[0].id == case


def test_an_agent_sees_closed_cases_of_own_calls_alone(anywhere: Cast) -> None:
    cast = anywhere
    still = opened(cast)
    done = closed(cast)
    assert [one.id for one in cases.listed(cast.house, cast.ann)] == [done]
    assert cases.listed(cast.house, cast.ann, Sought(words="third time"))[0].id == done
    assert view(cast, done, cast.ann).may == frozenset()
    for who, case in ((cast.ann, still), (cast.bob, done), (cast.lou, done)):
        with pytest.raises(NotFound):
            cases.one(cast.house, who, case)
        assert case not in [one.id for one in cases.listed(cast.house, who)]
    with pytest.raises(Forbidden):
        cases.write(cast.house, cast.ann, done, Part.RESULT, "x")
    with pytest.raises(Forbidden):
        opened(cast, cast.lou, call_id=None)
    cases.unlink(cast.house, cast.ines, done, view(cast, done).calls[0].id, "mixed up")
    assert cases.listed(cast.house, cast.ann) == ()
    assert {one.id for one in cases.listed(cast.house, cast.lea)} == {still, done}
    assert cases.listed(cast.house, cast.lou) == ()


def test_a_case_is_given_to_somebody_who_may_have_it(anywhere: Cast) -> None:
    cast = anywhere
    case = opened(cast)
    for who in (cast.bob, cast.lou):
        refused("cases.not_an_owner", Invalid, cases.give, cast.house, cast.ines, case, who.id)
    assert {one.name for one in cases.handlers(cast.house, cast.lea, case)} == {"lea", "ines", "igor", "max", "ada"}
    cases.give(cast.house, cast.ines, case, cast.igor.id, "off tomorrow")
    assert view(cast, case).line.owner == "Igor"
    (given, *_) = (one for one in notices.listed(cast.house, cast.igor) if one.kind == "case_given")
    assert (given.href, given.text, given.author, given.about.en) == (
        f"/cases?case={case}",
        "off tomorrow",
        "Ines",
        view(cast, case).line.title,
    )
    assert cases.waiting(cast.house, cast.igor) == (1, 1)
    assert cases.waiting(cast.house, cast.ines) == (0, 0)


def test_the_owner_is_told_of_deadlines_once_each(anywhere: Cast) -> None:
    cast = anywhere
    case = opened(cast, complained_at=now() - timedelta(minutes=11))
    assert told(cast, cast.ines) == ["case_near"]
    assert notices.unread(cast.house, cast.ines) == 1
    assert told(cast, cast.max) == []
    cases.happened(cast.house, cast.ines, case, Step.RECEIVED, now() - timedelta(hours=21))
    assert told(cast, cast.ines) == ["case_near", "case_missed", "case_near"]
    assert notices.unread(cast.house, cast.ines) == 3, "asked again, nothing is told twice"
    (missed,) = (one for one in notices.listed(cast.house, cast.ines) if one.kind == "case_missed")
    assert (missed.step, missed.due, missed.href) == (
        Step.CONTACTED,
        view(cast, case).deadlines[0].due,
        f"/cases?case={case}",
    )
    notices.visited(cast.house, cast.ines, subject=f"case:{case}")
    assert notices.unread(cast.house, cast.ines) == 0
    settled(cast, case)
    assert notices.unread(cast.house, cast.ines) == 0
    cases.give(cast.house, cast.ines, case, cast.igor.id)
    assert told(cast, cast.igor) == ["case_given"]


def test_two_pages_that_tell_at_once_tell_once(anywhere: Cast) -> None:
    cast = anywhere

    def row(once: str) -> NoticeRow:
        return NoticeRow(person_id=cast.ines.id, kind="case_near", once=once)

    with cast.house.db.writing() as session:
        store.add_once(session, row("a"))
    with cast.house.db.writing() as session:
        for once in ("b", "a", "c"):
            store.add_once(session, row(once))
    with cast.house.db.reading() as session:
        assert store.known(session, cast.ines.id, ("a", "b", "c", "d")) == {"a", "b", "c"}
        assert store.unread(session, cast.ines.id) == 3


def test_two_who_write_at_once_lose_nothing(anywhere: Cast) -> None:
    cast = anywhere
    case = opened(cast)
    start = threading.Barrier(4)
    said: list[str] = []

    def write(who: Person) -> None:
        start.wait(10)
        try:
            cases.write(cast.house, who, case, Part.HANDLING, f"{who.shown} rang")
            said.append("written")
        except Conflict as late:
            said.append(late.code)

    threads = [threading.Thread(target=write, args=(who,)) for who in (cast.ines, cast.igor, cast.max, cast.lea)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == ["cases.newer"] * 3 + ["written"]
    assert len(view(cast, case).texts[Part.HANDLING]) == 1


STORIES = (
    ("宽带一周断网三次", "客户家里宽带断网，已报修三次，要求退月租。", Family.PRODUCT, "red"),
    ("老人误开增值业务", "客户说没有人告诉他彩铃要收费，要求退费。", Family.COMMUNICATION, "red"),
    ("装机迟迟不上门", "约好的宽带装机三次改期，客户很着急。", Family.PROCESS, "blue"),
    ("Refund that never came", "The customer was promised a refund in broadband fees.", Family.COMMUNICATION, "blue"),
)


@pytest.fixture
def library(anywhere: Cast) -> tuple[Cast, dict[str, int]]:
    made = {
        title: opened(anywhere, title=title, team=team, call_id=None, texts={Part.PROBLEM: problem}, family=family)
        for title, problem, family, team in STORIES
    }
    return anywhere, made


def test_a_case_is_found_again_by_topic(library: tuple[Cast, dict[str, int]]) -> None:
    cast, made = library
    names = {case: title for title, case in made.items()}

    def found(who: Person, **sought: Any) -> list[str]:
        return [names[one.id] for one in cases.listed(cast.house, who, Sought(**sought))]

    assert found(cast.max, words="宽带断网") == ["宽带一周断网三次"], "two of its three pairs stand in one text alone"
    assert set(found(cast.max, words="宽带")) == {"宽带一周断网三次", "装机迟迟不上门"}
    assert found(cast.max, words="断网 退月租") == ["宽带一周断网三次"]
    assert found(cast.max, words="铃") == ["老人误开增值业务"]
    assert found(cast.max, words="REFUND") == ["Refund that never came"]
    assert found(cast.max, words="promis") == ["Refund that never came"]
    assert found(cast.max, words="50%_") == []
    assert found(cast.max, words="?!") == []
    assert found(cast.lea, words="宽带") == ["宽带一周断网三次"]
    assert found(cast.max, family=Family.COMMUNICATION) == ["老人误开增值业务", "Refund that never came"], "what is owed first"
    assert set(found(cast.max, team="blue")) == {"装机迟迟不上门", "Refund that never came"}
    assert cases.teams(cast.house, cast.max) == ("blue", "red")
    assert cases.teams(cast.house, cast.lea) == ("red",)
    assert found(cast.igor, owner=cast.igor.id) == []
    assert len(cases.listed(cast.house, cast.max, Sought(words="宽带"), limit=1, offset=1)) == 1
    case = made["宽带一周断网三次"]
    cases.happened(cast.house, cast.max, case, Step.REPLIED, now())
    assert "宽带一周断网三次" not in found(cast.max, late=True)
    cases.happened(cast.house, cast.max, case, Step.SETTLED, now())
    assert found(cast.max, state=CaseState.HANDLED) == ["宽带一周断网三次"]
    problem = view(cast, case).standing(Part.PROBLEM)
    assert problem is not None
    cases.write(cast.house, cast.max, case, Part.PROBLEM, "客户要求换光猫", seen=problem.id)
    assert found(cast.max, words="退月租") == [], "what no longer stands is not found by"
    assert found(cast.max, words="光猫") == ["宽带一周断网三次"]


def test_cases_about_the_same_are_told_of_with_the_words(library: tuple[Cast, dict[str, int]]) -> None:
    cast, made = library
    late = opened(cast, title="宽带又断网", team="red", call_id=None, texts={Part.PROBLEM: "上周报修后又断网，要求退月租。"})
    near = cases.similar(cast.house, cast.max, late)
    assert near[0].id == made["宽带一周断网三次"]
    assert {"断网", "退月租"} <= set(near[0].shared)
    assert made["Refund that never came"] not in [one.id for one in near]
    assert {one.id for one in cases.similar(cast.house, cast.lea, late)} <= {made["宽带一周断网三次"], made["老人误开增值业务"]}


def test_the_export_tells_every_deadline(cast: Cast) -> None:
    case = closed(cast)
    (row,) = case_export.exported(cast.house, SYSTEM)
    assert list(row) == case_export.COLUMNS
    assert (row["case"], row["state"], row["family"], row["calls"]) == (case, "closed", "product", str(cast.call))
    assert (row["contacted_standing"], row["settled_standing"], row["called_back_standing"]) == (
        Standing.MISSED,
        Standing.MET,
        Standing.MISSED,
    )
    assert (row["contacted_at"], row["result"]) == (None, "line repaired, a month's fee back")


def test_a_call_without_words_begins_a_case_all_the_same(cast: Cast) -> None:
    empty = intake.load_transcript(
        cast.house, SYSTEM, "n.jsonl", b'{"id":"n","language":"en","turns":[{"speaker":"agent","text":"Hello"}]}'
    )
    begun = cases.draft(cast.house, cast.ines, empty.call_id)
    assert (begun.said, begun.agent, begun.team) == ("", "", "")
