"""What people of the demo said about its excerpts, and how they scored one of them before they saw its verdict."""

from __future__ import annotations

from collections.abc import Mapping

from qa import locales
from qa.desk import concluding, discuss, voting
from qa.desk.house import House
from qa.model.people import Person
from qa.model.talk import PostKind, Reaction, Stance

SCORED: Mapping[str, tuple[tuple[str, Stance], ...]] = {
    "situation": (("zhao", Stance.GOOD), ("li", Stance.GOOD), ("wang", Stance.UNSURE), ("emma", Stance.GOOD)),
}
"""Excerpts that are scored first, and who did."""
POSTS: tuple[tuple[str, str, str, PostKind, str], ...] = (
    ("calm", "1", "chen", PostKind.WORDING, ""),
    ("calm", "2", "wang", PostKind.PLAIN, ""),
    ("calm", "3", "zhao", PostKind.PLAIN, "2"),
    ("calm", "4", "li", PostKind.WORDING, ""),
    ("gift", "1", "li", PostKind.PLAIN, ""),
    ("gift", "2", "emma", PostKind.WORDING, ""),
    ("gift", "3", "zhao", PostKind.PLAIN, "2"),
    ("gift", "4", "zhao", PostKind.QUESTION, ""),
    ("situation", "1", "zhao", PostKind.PLAIN, ""),
)
"""Excerpt, number, author, kind, the post it answers."""
LIKED = (("calm", "1", "zhao"), ("calm", "1", "li"), ("calm", "1", "emma"), ("calm", "4", "wang"), ("gift", "2", "chen"))
REACTED = (
    ("calm", "2", "zhao", Reaction.LEARNED),
    ("calm", "2", "chen", Reaction.AGREE),
    ("calm", "3", "wang", Reaction.AGREE),
    ("gift", "1", "emma", Reaction.AGREE),
)
CONCLUDED = (("calm", "zhao"),)


def furnish(house: House, actors: Mapping[str, Person], excerpts: Mapping[str, int], language: str) -> None:
    """``excerpts``: their numbers by name."""
    for name, votes in SCORED.items():
        for who, stance in votes:
            voting.give(house, actors[who], excerpts[name], stance, locales.text(language, f"demo.scores.{name}.{who}"))
    said: dict[tuple[str, str], int] = {}
    for name, number, author, kind, answers in POSTS:
        text = locales.text(language, f"demo.posts.{name}.{number}", name=locales.text(language, "demo.people.chen"))
        said[name, number] = discuss.say(house, actors[author], excerpts[name], text, said.get((name, answers)), kind)
    for name, number, who in LIKED:
        discuss.upvote(house, actors[who], said[name, number], True)
    for name, number, who, reaction in REACTED:
        discuss.react(house, actors[who], said[name, number], reaction, True)
    for name, who in CONCLUDED:
        concluding.conclude(house, actors[who], excerpts[name], locales.text(language, f"demo.conclusions.{name}"))
