"""Coaching notes: on a span, with a day to look again and what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa.desk import coaching, intake, people
from qa.desk.house import SYSTEM
from qa.errors import Conflict, Forbidden, Invalid, NotFound
from qa.store.review_tables import CoachingRow
from qa.store.tables import now
from tests.desk.conftest import Cast
from tests.desk.published import notice, publish, told

TODAY = now().astimezone().date()


def test_a_note_its_follow_up_and_what_came_of_it(anywhere: Cast) -> None:
    cast = anywhere
    soon, later = TODAY + timedelta(days=7), TODAY + timedelta(days=21)
    made = coaching.note(cast.house, cast.lea, cast.call, utterance=2, from_char=2, to_char=16, text="say by when", follow_up=soon)
    assert notice(cast, cast.ann, "coached").href == "/feedback?show=coaching"
    (view,) = coaching.mine(cast.house, cast.ann)
    assert (view.quote, view.text, view.author, view.follow_up, view.due, view.may_hear) == (
        "will look into",
        "say by when",
        "Lea",
        soon,
        False,
        False,
    )
    assert view.starts_at is not None
    assert view.ends_at is not None
    assert 4.5 <= view.starts_at < view.ends_at <= 6.0

    publish(cast)
    assert coaching.mine(cast.house, cast.ann)[0].may_hear
    coaching.outcome(cast.house, cast.max, made, "said it twice today", follow_up=later)
    coaching.outcome(cast.house, cast.lea, made, "does it by herself")
    (view,) = coaching.of_team(cast.house, cast.lea)
    assert [(one.text, one.author, one.follow_up) for one in view.outcomes] == [
        ("said it twice today", "Max", later),
        ("does it by herself", "Lea", None),
    ]
    assert (view.text, view.follow_up, view.may_add) == ("say by when", None, True)
    assert told(cast, cast.lea) == ["outcome"]
    assert notice(cast, cast.ann, "outcome").text == "does it by herself"


def test_who_sees_a_note(anywhere: Cast) -> None:
    cast = anywhere
    coaching.note(cast.house, cast.max, cast.call, utterance=0, from_char=0, to_char=5, text="warmer")
    seen = {name for name, who in cast.people.items() if coaching.of_call(cast.house, who, cast.call)}
    assert seen == {"ann", "lea", "max", "ada"}
    assert coaching.of_team(cast.house, cast.lou) == ()
    with pytest.raises(Forbidden):
        coaching.of_team(cast.house, cast.ines)


def test_what_is_due_stands_first(anywhere: Cast) -> None:
    cast = anywhere
    for text, ahead in (("old", 0), ("none", None), ("new", 3)):
        day = None if ahead is None else TODAY + timedelta(days=ahead)
        coaching.note(cast.house, cast.lea, cast.call, utterance=0, from_char=0, to_char=5, text=text, follow_up=day)
    with cast.house.db.writing() as session:
        session.get(CoachingRow, 1).follow_up = TODAY - timedelta(days=2)  # type: ignore[union-attr]
    assert [(one.text, one.due) for one in coaching.of_team(cast.house, cast.max)] == [("old", True), ("new", False), ("none", False)]


def test_what_cannot_be_noted(cast: Cast) -> None:
    for expected, given in (
        ("coaching.empty", {"utterance": 0, "from_char": 0, "to_char": 5, "text": " "}),
        ("coaching.past", {"utterance": 0, "from_char": 0, "to_char": 5, "text": "x", "follow_up": TODAY - timedelta(days=1)}),
        ("desk.span", {"utterance": 9, "from_char": 0, "to_char": 5, "text": "x"}),
        ("desk.span", {"utterance": 0, "from_char": 5, "to_char": 5, "text": "x"}),
        ("desk.span", {"utterance": 0, "from_char": 0, "to_char": 500, "text": "x"}),
    ):
        with pytest.raises(Invalid) as refused:
            coaching.note(cast.house, cast.lea, cast.call, **given)  # type: ignore[arg-type]
        assert refused.value.code == expected
    with pytest.raises(NotFound):
        coaching.note(cast.house, cast.lou, cast.call, utterance=0, from_char=0, to_char=5, text="x")
    with pytest.raises(NotFound):
        coaching.outcome(cast.house, cast.lou, 99, "x")
    nobody = intake.load_transcript(
        cast.house, SYSTEM, "n.jsonl", b'{"id":"n","language":"en","turns":[{"speaker":"agent","text":"Hello"}]}'
    )
    with pytest.raises(Invalid) as no_agent:
        coaching.note(cast.house, cast.max, nobody.call_id, utterance=0, from_char=0, to_char=5, text="x")
    assert no_agent.value.code == "coaching.no_agent"


def test_whoever_leads_the_agent_now_goes_on(anywhere: Cast) -> None:
    cast = anywhere
    made = coaching.note(cast.house, cast.max, cast.call, utterance=0, from_char=0, to_char=5, text="warmer")
    with cast.house.db.writing() as session:
        session.connection().exec_driver_sql("update person set team = 'blue' where name = 'ann'")
    people_now = {one.name: one for one in people.listed(cast.house, SYSTEM)}
    coaching.outcome(cast.house, people_now["lou"], made, "in the new team")
    with pytest.raises(NotFound):
        coaching.outcome(cast.house, people_now["lea"], made, "not mine any more")


def test_its_author_takes_a_note_back_and_the_agent_reads_why(anywhere: Cast) -> None:
    cast = anywhere
    made = coaching.note(cast.house, cast.max, cast.call, utterance=0, from_char=0, to_char=5, text="warmer", follow_up=TODAY)
    with pytest.raises(Forbidden):
        coaching.withdraw(cast.house, cast.lea, made, "not mine")
    with pytest.raises(Invalid) as silent:
        coaching.withdraw(cast.house, cast.max, made, " ")
    assert silent.value.code == "coaching.reason_needed"
    coaching.withdraw(cast.house, cast.max, made, "I heard the wrong call")
    (view,) = coaching.mine(cast.house, cast.ann)
    assert view.withdrawn is not None
    assert (view.text, view.withdrawn.text, view.withdrawn.author) == ("warmer", "I heard the wrong call", "Max")
    assert (view.outcomes, view.follow_up, view.due, view.may_add, view.may_withdraw) == ((), None, False, False, False)
    found = notice(cast, cast.ann, "uncoached")
    assert (found.text, found.href) == ("I heard the wrong call", "/feedback?show=coaching")
    for again in (
        lambda: coaching.withdraw(cast.house, cast.max, made, "again"),
        lambda: coaching.outcome(cast.house, cast.lea, made, "better"),
    ):
        with pytest.raises(Conflict):
            again()
