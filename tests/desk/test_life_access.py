"""The matrix of a published review's life, written out: every verb, every role, the own, the team's and another's review."""

from __future__ import annotations

import pytest

from qa import access
from qa.access import About
from qa.desk import appeals, coaching, history, intake, mentors, notices, review, transcripts
from qa.errors import Conflict, Forbidden, HearbackError, Invalid, NotFound
from qa.model.people import Person
from tests.desk.conftest import Cast, scored
from tests.desk.life_verbs import appeal, link, note, published
from tests.desk.published import publish

WHOSE = ("ann", "bob", "lea", "lou", "ines", "igor", "max", "ada")
"""Ann's own review; Bob another agent; Lea her lead, Lou another's; Ines wrote it, Igor did not; the manager and the administrator."""
MATRIX = {
    #                     ann    bob    lea    lou    ines   igor   max    ada
    "review.see":         (True,  False, True,  False, True,  True,  True,  True),
    "review.acknowledge": (True,  False, False, False, False, False, False, False),
    "review.comment":     (True,  False, True,  False, True,  True,  True,  True),
    "review.correct":     (False, False, False, False, True,  False, True,  True),
    "appeal.make":        (True,  False, False, False, False, False, False, False),
    "appeal.withdraw":    (True,  False, False, False, False, False, False, False),
    "appeal.list":        (False, False, False, False, True,  True,  True,  True),
    "appeal.judge":       (False, False, False, False, False, False, True,  True),
    "appeal.assign":      (False, False, False, False, False, False, True,  True),
    "coaching.write":     (False, False, True,  False, False, False, True,  True),
    "coaching.withdraw":  (False, False, True,  False, False, False, False, False),
    "coaching.see":       (True,  False, True,  False, False, False, True,  True),
    "coaching.team":      (False, False, True,  True,  False, False, True,  True),
    "mentor.set":         (False, False, True,  False, False, False, True,  True),
    "mentor.list":        (False, False, True,  True,  False, False, True,  True),
    "precision.see":      (False, False, True,  True,  True,  True,  True,  True),
}  # fmt: skip


def about(cast: Cast, verb: str) -> About:
    """Ann's published review by Ines, and her appeal that Max is to judge; the note is Lea's."""
    author = {"appeal": cast.ann, "coaching": cast.lea}.get(verb.split(".")[0], cast.ines).id
    return About(agent=cast.ann.id, team="red", author=author, published=True, judge=cast.max.id, involved=frozenset({cast.ines.id}))


@pytest.mark.parametrize("verb", MATRIX)
def test_everybody_may_what_the_matrix_says(cast: Cast, verb: str) -> None:
    found = tuple(access.allowed(getattr(cast, name), verb, about(cast, verb)) for name in WHOSE)
    assert dict(zip(WHOSE, found, strict=True)) == dict(zip(WHOSE, MATRIX[verb], strict=True))


def test_an_inspector_judges_what_is_given_to_them(cast: Cast) -> None:
    given = About(agent=cast.ann.id, team="red", published=True, judge=cast.igor.id, involved=frozenset({cast.ines.id}))
    assert [name for name in WHOSE if access.allowed(getattr(cast, name), "appeal.judge", given)] == ["igor", "max", "ada"]
    own = About(agent=cast.igor.id, team="", published=True, judge=cast.igor.id)
    assert not access.allowed(cast.igor, "appeal.judge", own), "a judge's own call"


def sees(cast: Cast, who: Person, call: int) -> bool:
    """Whether anything of a call's review is for somebody's eyes or ears; all ways must say the same."""
    ways = (
        lambda: intake.view(cast.house, who, call),
        lambda: intake.sound(cast.house, who, call),
        lambda: transcripts.download(cast.house, who, call, "txt"),
        lambda: history.life(cast.house, who, call),
        lambda: review.finding(cast.house, who, call, 1),
    )
    found = set()
    for way in ways:
        try:
            way()
            found.add(True)
        except HearbackError as refused:
            found.add(refused.code not in ("desk.no_call", "access.refused"))
    assert len(found) == 1
    return found.pop()


def test_nobody_sees_another_agents_review(cast: Cast) -> None:
    assert not any(sees(cast, one, cast.call) for one in (cast.ann, cast.bob, cast.lou))
    published(cast)
    assert [name for name in WHOSE if sees(cast, getattr(cast, name), cast.call)] == ["ann", "lea", "ines", "igor", "max", "ada"]
    assert [one.call_id for one in review.mine(cast.house, cast.ann)] == [cast.call]
    for who in (cast.bob, cast.ines):
        assert review.mine(cast.house, who) == ()
    assert review.of_team(cast.house, cast.lou) == ()
    with pytest.raises(NotFound):
        appeals.one(cast.house, cast.bob, appeal(cast))
    assert notices.listed(cast.house, cast.bob) == ()


def test_a_mentor_sees_published_reviews_and_notes_as_long_as_it_lasts(anywhere: Cast) -> None:
    cast = anywhere
    made = link(cast)
    assert [one.kind.value for one in notices.listed(cast.house, cast.bob)] == ["newcomer"]
    assert [one.name for one in mentors.newcomers(cast.house, cast.bob)] == ["ann"]
    assert not sees(cast, cast.bob, cast.call), "not published yet"
    publish(cast)
    note(cast)
    assert sees(cast, cast.bob, cast.call)
    assert [one.call_id for one in review.of_newcomers(cast.house, cast.bob)] == [cast.call]
    assert [one.text for one in coaching.of_newcomers(cast.house, cast.bob)] == ["warmer"]
    view = history.life(cast.house, cast.bob, cast.call)
    assert view is not None
    assert view.may == frozenset({"review.comment"})
    with pytest.raises(Forbidden):
        coaching.outcome(cast.house, cast.bob, note(cast), "x")
    with pytest.raises(Conflict) as twice:
        mentors.add(cast.house, cast.lea, cast.bob.id, cast.ann.id)
    assert twice.value.code == "mentors.twice"
    mentors.end(cast.house, cast.max, made)
    assert not sees(cast, cast.bob, cast.call)
    assert review.of_newcomers(cast.house, cast.bob) == ()
    assert coaching.of_newcomers(cast.house, cast.bob) == ()
    assert coaching.of_call(cast.house, cast.bob, cast.call) == ()
    (was,) = mentors.listed(cast.house, cast.lea)
    assert (was.mentor, was.newcomer, was.ended_at is not None, was.may_end) == ("Bob", "Ann", True, False)
    assert mentors.add(cast.house, cast.lea, cast.bob.id, cast.ann.id) != made
    with pytest.raises(Conflict):
        mentors.end(cast.house, cast.max, made)


def test_a_lead_sets_mentors_for_the_own_team(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        mentors.add(cast.house, cast.lea, cast.ann.id, cast.bob.id)
    mentors.add(cast.house, cast.lou, cast.ann.id, cast.bob.id)
    assert mentors.listed(cast.house, cast.lea) == ()
    everyone, theirs = mentors.candidates(cast.house, cast.lea)
    assert len(everyone) == len(WHOSE)
    assert [one.name for one in theirs] == ["ann"]
    for pair in ((cast.ann.id, cast.ann.id), (cast.ann.id, cast.ines.id)):
        with pytest.raises(Invalid):
            mentors.add(cast.house, cast.max, *pair)


def test_drafts_are_for_those_who_judge(cast: Cast) -> None:
    other = scored(cast.house, "call-2", "bob", (("agent", "Hello again.", 0.0, 1.0),))
    review.summarise(cast.house, cast.ines, other, "to be said later")
    assert history.life(cast.house, cast.ines, other) is None
    with pytest.raises(NotFound):
        history.life(cast.house, cast.bob, other)
