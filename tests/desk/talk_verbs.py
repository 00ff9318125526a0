"""The verbs of the talk about excerpts, for the table in test_access: an excerpt of Ines's, a question and an answer of Ann's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa import access
from qa.access import About
from qa.desk import concluding, discuss, drawing, excerpts, packs, voting
from qa.desk.house import SYSTEM
from qa.model.people import Person
from qa.model.talk import PostKind
from tests.desk.conftest import Cast
from tests.desk.excerpting import excerpt
from tests.desk.pack_verbs import a_pack

Try = Callable[[Cast, Person], Any]


def an_excerpt(cast: Cast, *, blind: bool = False) -> int:
    """Ines's; it is made where there is none. ``blind``: one that is scored first."""
    found = [one.id for one in excerpts.listed(cast.house, SYSTEM) if one.score_first is blind]
    return found[-1] if found else excerpt(cast.house, cast.ines, cast.call, start=0, end=4, score_first=blind).id


def a_post(cast: Cast, kind: PostKind = PostKind.PLAIN) -> int:
    """Ann's, Lea's where it is a question; of each kind one."""
    number = an_excerpt(cast)
    found = [post.id for post in discuss.thread(cast.house, SYSTEM, number) if post.kind is kind and post.parent_id is None]
    return found[0] if found else discuss.say(cast.house, cast.lea if kind is PostKind.QUESTION else cast.ann, number, "said", kind=kind)


def an_answer(cast: Cast) -> int:
    """Bob's, to Lea's question."""
    number, asked = an_excerpt(cast), a_post(cast, PostKind.QUESTION)
    found = [post.id for post in discuss.thread(cast.house, SYSTEM, number) if post.parent_id == asked]
    return found[0] if found else discuss.say(cast.house, cast.bob, number, "because", asked)


def _ines(cast: Cast) -> About:
    return About(author=cast.ines.id)


def _lea(cast: Cast) -> About:
    return About(author=cast.lea.id)


def _nothing(_: Cast) -> About:
    return access.NOTHING


TALK: dict[str, tuple[str, Callable[[Cast], About], Try]] = {
    "thread": ("library.see", _nothing, lambda c, who: discuss.thread(c.house, who, an_excerpt(c))),
    "thread_seen": ("library.see", _nothing, lambda c, who: discuss.seen(c.house, who, an_excerpt(c), a_post(c))),
    "seen_until": ("library.see", _nothing, lambda c, who: discuss.seen_until(c.house, who, an_excerpt(c))),
    "mentionable": ("library.see", _nothing, lambda c, who: discuss.mentionable(c.house, who)),
    "ask_group": ("post.ask", _ines, lambda c, who: discuss.say(c.house, who, an_excerpt(c), "why?", kind="question")),
    "edit_post": ("post.edit", lambda c: About(author=c.ann.id), lambda c, who: discuss.edit(c.house, who, a_post(c), "other")),
    "react": ("post.react", _nothing, lambda c, who: discuss.react(c.house, who, a_post(c), "agree", True)),
    "upvote": ("post.react", _nothing, lambda c, who: discuss.upvote(c.house, who, a_post(c, PostKind.WORDING), True)),
    "accept_answer": ("post.accept", _lea, lambda c, who: discuss.accept(c.house, who, an_answer(c), True)),
    "close_question": ("post.accept", _lea, lambda c, who: discuss.close(c.house, who, a_post(c, PostKind.QUESTION), True)),
    "conclude": ("thread.conclude", _ines, lambda c, who: concluding.conclude(c.house, who, an_excerpt(c), "so")),
    "reopen": ("thread.conclude", _ines, lambda c, who: concluding.reopen(c.house, who, an_excerpt(c))),
    "conclusions": ("library.see", _nothing, lambda c, who: concluding.history(c.house, who, an_excerpt(c))),
    "score": ("vote.give", _nothing, lambda c, who: voting.give(c.house, who, an_excerpt(c, blind=True), "good")),
    "look": ("vote.give", _nothing, lambda c, who: voting.reveal(c.house, who, an_excerpt(c, blind=True))),
    "scores": ("library.see", _nothing, lambda c, who: voting.result(c.house, who, an_excerpt(c))),
    "to_score": ("library.see", _nothing, lambda c, who: voting.waiting(c.house, who)),
    "on_offer": ("pack.make", _nothing, lambda c, who: drawing.on_offer(c.house, who)),
    "pack_taken": ("pack.take", _nothing, lambda c, who: packs.taken(c.house, who, a_pack(c))),
}
