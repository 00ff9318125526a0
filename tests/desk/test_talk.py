"""Threads: replies and mentions, reactions, questions, what people would have said, conclusions, and what is new to whom."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from qa.desk import concluding, discuss, excerpts, notices, people
from qa.desk.house import SYSTEM, open_house
from qa.errors import Conflict, Forbidden, Invalid, NotFound
from qa.model.people import Person
from qa.model.talk import MOST_MENTIONS, PostKind, Reaction
from qa.store import rows
from qa.store.engine import Database
from qa.store.tables import ExcerptRow
from tests.desk.conftest import Cast, furnish, rubrics, settings
from tests.desk.earlier import taken_back
from tests.desk.excerpting import excerpt
from tests.desk.talk_verbs import an_excerpt


def told(cast: Cast, who: Person) -> list[tuple[str, str, str]]:
    """What a person is told of posts, newest first: kind, words, address."""
    return [(one.kind.value, one.text, one.href) for one in notices.listed(cast.house, who) if one.href.startswith("/excerpt")]


def unread(cast: Cast, who: Person, number: int) -> int:
    return excerpts.one(cast.house, who, number).unread


def test_each_is_told_once_what_concerns_them_and_nobody_of_their_own(anywhere: Cast) -> None:
    cast, house = anywhere, anywhere.house
    number = an_excerpt(cast)
    first = discuss.say(house, cast.bob, number, "我会先问候 @Bob @nobody")
    reply = discuss.say(house, cast.lou, number, "Yes, @ann and @Ines", first)
    link = f"/excerpt?excerpt={number}&post="
    assert told(cast, cast.bob) == [("replied", "Yes, @ann and @Ines", f"{link}{reply}")]
    assert told(cast, cast.ann) == [("mentioned", "Yes, @ann and @Ines", f"{link}{reply}")]
    assert [(kind, href) for kind, _, href in told(cast, cast.ines)] == [("mentioned", f"{link}{reply}"), ("posted", f"{link}{first}")]
    assert told(cast, cast.lou) == []
    discuss.edit(house, cast.lou, reply, "Yes, @ann and @igor")
    assert told(cast, cast.ann) == [("mentioned", "Yes, @ann and @igor", f"{link}{reply}")], "once a post, with its words as they are"
    assert len(told(cast, cast.igor)) == 1
    discuss.withdraw(house, cast.lou, reply)
    assert told(cast, cast.ann) == [("mentioned", "", f"{link}{reply}")]
    before = notices.unread(house, cast.ines)
    discuss.seen(house, cast.ines, number, reply)
    assert notices.unread(house, cast.ines) == before - 2


def test_who_may_not_see_the_library_is_not_told_and_too_many_are_refused(cast: Cast) -> None:
    number = an_excerpt(cast)
    people.set_active(cast.house, cast.ada, "bob", False)
    discuss.say(cast.house, cast.ann, number, "@Bob")
    assert "bob" not in {one.name for one in discuss.mentionable(cast.house, cast.ann)}
    people.set_active(cast.house, cast.ada, "bob", True)
    assert told(cast, cast.bob) == []
    crowd = [f"p{i}x" for i in range(MOST_MENTIONS + 1)]
    for name in crowd:
        people.add(cast.house, SYSTEM, name=name, shown=name, role="agent", password=None)
    with pytest.raises(Invalid, match="20"):
        discuss.say(cast.house, cast.ann, number, " ".join(f"@{name}" for name in crowd))
    people.add(cast.house, SYSTEM, name="ann2", shown="Ann", role="agent", password=None)
    assert {one.at for one in discuss.mentionable(cast.house, cast.bob) if one.shown == "Ann"} == {"ann", "ann2"}


def test_an_edit_keeps_what_stood_there_before(anywhere: Cast) -> None:
    house, number = anywhere.house, an_excerpt(anywhere)
    post = discuss.say(house, anywhere.ann, number, "one")
    for text in ("two", "two", "three"):
        discuss.edit(house, anywhere.ann, post, text)
    (view,) = discuss.thread(house, anywhere.bob, number)
    assert (view.text, [text for text, _ in view.earlier], view.edited_at is not None) == ("three", ["one", "two"], True)
    discuss.withdraw(house, anywhere.ann, post)
    (view,) = discuss.thread(house, anywhere.bob, number)
    assert (view.text, view.earlier, view.may) == ("", (), frozenset())
    with pytest.raises(Conflict):
        discuss.edit(house, anywhere.ann, post, "four")
    with pytest.raises(Conflict):
        discuss.react(house, anywhere.bob, post, "agree", True)


def test_of_a_reaction_the_last_act_of_each_person_holds(anywhere: Cast) -> None:
    house, number = anywhere.house, an_excerpt(anywhere)
    post = discuss.say(house, anywhere.ann, number, "one")
    for who, given in ((anywhere.bob, True), (anywhere.lea, True), (anywhere.bob, False), (anywhere.bob, False), (anywhere.lea, True)):
        discuss.react(house, who, post, Reaction.LEARNED, given)
    (view,) = discuss.thread(house, anywhere.lea, number)
    assert (view.reactions[Reaction.LEARNED].names, view.reactions[Reaction.LEARNED].mine) == (("Lea",), True)
    assert view.reactions[Reaction.AGREE].count == 0
    with pytest.raises(Invalid):
        discuss.react(house, anywhere.bob, post, "love", True)


def test_a_question_is_open_until_it_is_answered_or_closed(anywhere: Cast) -> None:
    house, number = anywhere.house, an_excerpt(anywhere)
    with pytest.raises(Forbidden):
        discuss.say(house, anywhere.ann, number, "why?", kind="question")
    asked = discuss.say(house, anywhere.lea, number, "why?", kind="question")
    answer = discuss.say(house, anywhere.ann, number, "because", asked)
    deeper = discuss.say(house, anywhere.bob, number, "exactly", answer)

    def state() -> tuple[bool, bool, list[int]]:
        found = discuss.thread(house, anywhere.lea, number)
        return found[0].open, found[0].answered, [post.id for post in found if post.accepted]

    assert state() == (True, False, [])
    discuss.accept(house, anywhere.lea, deeper, True)
    assert state() == (False, True, [deeper])
    discuss.accept(house, anywhere.igor, deeper, False)
    assert state() == (True, False, [])
    discuss.close(house, anywhere.lea, asked, True)
    assert state() == (False, False, [])
    discuss.close(house, anywhere.lea, asked, False)
    discuss.accept(house, anywhere.lea, answer, True)
    discuss.withdraw(house, anywhere.ann, answer)
    assert state() == (True, False, []), "an answer that was taken back answers nothing"
    plain = discuss.say(house, anywhere.ann, number, "by the way")
    with pytest.raises(Invalid):
        discuss.accept(house, anywhere.lea, plain, True)
    with pytest.raises(Invalid):
        discuss.close(house, anywhere.lea, plain, True)
    with pytest.raises(Invalid):
        discuss.say(house, anywhere.lea, number, "why?", asked, "question")


def test_the_wording_liked_best_is_marked_by_a_conclusion(anywhere: Cast) -> None:
    cast, house, number = anywhere, anywhere.house, an_excerpt(anywhere)
    one = discuss.say(house, cast.ann, number, "How is your mother?", kind="wording")
    two = discuss.say(house, cast.bob, number, "I hear you.", kind=PostKind.WORDING)
    for who, post, given in ((cast.lea, one, True), (cast.lea, two, True), (cast.lou, two, True), (cast.lou, two, False)):
        discuss.upvote(house, who, post, given)
    with pytest.raises(Conflict):
        discuss.upvote(house, cast.ann, one, True)
    with pytest.raises(Invalid):
        discuss.upvote(house, cast.lea, discuss.say(house, cast.ann, number, "plain"), True)
    found = {post.id: post for post in discuss.thread(house, cast.lea, number)}
    assert [(found[i].votes, found[i].voted, found[i].best) for i in (one, two)] == [(1, True, False), (1, True, False)]
    concluding.conclude(house, cast.lea, number, "First the person, then the matter.")
    discuss.upvote(house, cast.lou, two, True)
    assert [post.id for post in discuss.thread(house, cast.lea, number) if post.best] == [one], "what was liked best then"
    assert excerpts.one(house, cast.ann, number).conclusion == "First the person, then the matter."
    concluding.conclude(house, cast.ines, number, "The person first.")
    assert [post.id for post in discuss.thread(house, cast.lea, number) if post.best] == [two]
    concluding.reopen(house, cast.igor, number)
    concluding.reopen(house, cast.igor, number)
    assert excerpts.one(house, cast.ann, number).conclusion == ""
    kept = concluding.history(house, cast.ann, number)
    assert [(one.text, one.author) for one in kept] == [
        ("First the person, then the matter.", "Lea"),
        ("The person first.", "Ines"),
        ("", "Igor"),
    ]
    assert not any(post.best for post in discuss.thread(house, cast.lea, number))
    for wrong in ("", "x" * (concluding.LONGEST + 1), "Call her on 13800138000."):
        with pytest.raises(Invalid):
            concluding.conclude(house, cast.lea, number, wrong)


def test_new_is_what_others_wrote_since_the_thread_was_seen(anywhere: Cast) -> None:
    cast, house, number = anywhere, anywhere.house, an_excerpt(anywhere)
    first = discuss.say(house, cast.ann, number, "one")
    discuss.say(house, cast.bob, number, "mine")
    assert (unread(cast, cast.bob, number), unread(cast, cast.lea, number)) == (1, 2)
    discuss.seen(house, cast.lea, number, first)
    assert (unread(cast, cast.lea, number), discuss.seen_until(house, cast.lea, number)) == (1, first)
    last = discuss.say(house, cast.ann, number, "two")
    assert unread(cast, cast.lea, number) == 2
    discuss.seen(house, cast.lea, number, last)
    discuss.seen(house, cast.lea, number, first)
    assert (unread(cast, cast.lea, number), discuss.seen_until(house, cast.lea, number)) == (0, last), "never seen less than before"
    discuss.withdraw(house, cast.ann, last)
    assert unread(cast, cast.bob, number) == 1
    other = discuss.say(house, cast.ann, excerpt(house, cast.ines, cast.call, start=0, end=3).id, "elsewhere")
    with pytest.raises(Invalid):
        discuss.seen(house, cast.lea, number, other)


def test_the_words_of_a_post_are_bounded_and_an_expired_excerpt_has_no_talk(cast: Cast) -> None:
    number = an_excerpt(cast)
    for wrong in ("", "  ", "x" * (discuss.LONGEST + 1)):
        with pytest.raises(Invalid):
            discuss.say(cast.house, cast.ann, number, wrong)
    with pytest.raises(Invalid):
        discuss.say(cast.house, cast.ann, number, "x", kind="sly")
    post = discuss.say(cast.house, cast.ann, number, "x")
    with cast.house.db.writing() as session:
        rows.get(session, ExcerptRow, number).expires_on = excerpts.today() - timedelta(days=1)
    for gone in (
        lambda: discuss.react(cast.house, cast.bob, post, "agree", True),
        lambda: discuss.edit(cast.house, cast.ann, post, "y"),
        lambda: concluding.conclude(cast.house, cast.lea, number, "so"),
    ):
        with pytest.raises(NotFound):
            gone()


@pytest.mark.parametrize("revision", ["0011", "0012"])
def test_what_was_said_before_there_were_marks_is_new_to_nobody(tmp_path: Path, revision: str) -> None:
    rubrics(tmp_path)
    house = open_house(settings(tmp_path))
    cast = furnish(house)
    number = an_excerpt(cast)
    discuss.say(house, cast.ann, number, "one")
    house.close()
    database = Database(settings(tmp_path).database)
    taken_back(database, revision, tmp_path)
    database.close()
    later = Cast(open_house(settings(tmp_path)), cast.people, cast.call)
    assert unread(later, cast.bob, number) == 0
    discuss.say(later.house, cast.ann, number, "two")
    seen = excerpts.one(later.house, cast.bob, number)
    assert (seen.unread, seen.hidden, seen.score_first) == (1, False, False)
    assert [post.kind for post in discuss.thread(later.house, cast.bob, number)] == [PostKind.PLAIN, PostKind.PLAIN]
    later.house.close()
