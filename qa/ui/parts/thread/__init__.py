"""The thread of an excerpt: questions on top, what people would have said, posts with replies; written, answered and voted for in place.

Drafts live in the browser until they were taken, so that neither a rerun nor a reload loses them. What was typed is shown as text, never as
markup. The thread tells by itself when all that is new in it was really on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from qa import locales
from qa.model.talk import Piece
from qa.ui.parts import packed, script, style


@dataclass(frozen=True, slots=True)
class Hand:
    """A reaction: how many, who (their names in one text), and whether the reader is among them."""

    name: str
    count: int
    who: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it is drawn; times are written already. ``raw``: its text, for editing; ``pieces``: the same, cut at mentions.

    ``answered``: of a question that is no longer open, whether an answer was accepted. ``may``: which verbs have a button.
    """

    id: int
    parent: int | None
    author: str
    mine: bool
    at: str
    raw: str
    pieces: tuple[Piece, ...]
    withdrawn: bool
    kind: str
    edited: str = ""
    earlier: tuple[tuple[str, str], ...] = ()
    open: bool = False
    answered: bool = False
    accepted: bool = False
    votes: int = 0
    voted: bool = False
    best: bool = False
    hands: tuple[Hand, ...] = ()
    may: tuple[str, ...] = ()

    def shape(self) -> dict[str, Any]:
        return asdict(self) | {"pieces": [[piece.text, bool(piece.name)] for piece in self.pieces]}


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did in the thread. ``post``: to which, or the one it answers; ``id``: by which the browser knows the answer."""

    id: str
    verb: str
    post: int | None
    text: str
    kind: str
    given: bool

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Act:
        """Raises KeyError, TypeError or ValueError when that is no act: only a tampered page sends such."""
        post = value.get("post")
        given = value.get("given", True)
        if not isinstance(given, bool):
            raise TypeError(f"neither true nor false: {given!r}")
        number = None if post is None else int(post)
        return cls(str(value["id"]), str(value["verb"]), number, str(value.get("text", "")), str(value.get("kind", "plain")), given)


def labels(language: str) -> dict[str, str]:
    """The words of the thread for a reader of ``language``."""
    return locales.area(language, "talk.words")


def thread(
    key: str,
    *,
    posts: Sequence[Post],
    people: Sequence[Mapping[str, str]],
    kinds: Sequence[str],
    seen: int,
    target: int | None,
    drafts: str,
    link: str,
    longest: int,
    labels: Mapping[str, str],
    on_act: Callable[[Act], str],
) -> None:
    """Show the thread. ``on_act`` does what was asked, before the page's next run, and gives why it was refused, "" where it was not.

    ``people`` who can be mentioned: ``at`` (what is written), ``shown``, ``name``, ``team``. ``kinds`` of posts that the reader may write.
    ``seen``: the last post that the reader saw; ``target``: one to scroll to. ``link``: the address of the page, without the post.
    """

    def acted() -> None:
        value = st.session_state[key]["act"]
        if value is not None:
            act = Act.read(value)
            st.session_state[f"{key}.answer"] = {"id": act.id, "refused": on_act(act)}

    data = {
        "posts": [post.shape() for post in posts],
        "people": [dict(person) for person in people],
        "kinds": list(kinds),
        "seen": seen,
        "target": target,
        "drafts": drafts,
        "link": link,
        "longest": longest,
        "labels": dict(labels),
        "answer": st.session_state.get(f"{key}.answer"),
    }
    _component(key=key, data=packed(data), on_act_change=acted)


_component = st.components.v2.component(
    "hearback_thread",
    css=style("thread/thread.css"),
    js=script("player/dom.js", "thread/compose.js", "thread/post.js", "thread/thread.js"),
)
