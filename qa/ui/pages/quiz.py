"""The quiz: one's own rounds and matches; for judges and leads, the making and the judging of its items."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qa.access import allowed
from qa.desk import quiz_agree
from qa.ui.parts import quiz_agree as agreeing
from qa.ui.parts import quiz_items, quiz_make, quiz_match, quiz_play
from qa.ui.session import actor, house, told
from qa.ui.words import t

SHOWS: dict[str, tuple[str, Callable[[], None]]] = {
    "play": ("quiz.play", quiz_play.lobby),
    "match": ("quiz.play", quiz_match.matches),
    "agree": ("quiz.list", agreeing.waiting),
    "make": ("quiz.make", quiz_make.make),
    "wrong": ("quiz.see", quiz_items.wrong),
    "items": ("quiz.see", quiz_items.items),
}
"""What the page shows, the verb that it takes, and how."""


def show() -> None:
    number, match, item = (st.query_params.get(name, "") for name in ("round", "match", "item"))
    with told():
        if number.isdecimal():
            quiz_play.play(int(number))
            return
        if item.isdecimal():
            agreeing.one(int(item))
            return
        st.title(t("quiz.page.title"))
        st.caption(t("quiz.page.what"))
        chosen = _chosen("match" if match.isdecimal() else "play")
        SHOWS[chosen][1]()


def _chosen(first: str) -> str:
    mine = [name for name, (verb, _) in SHOWS.items() if allowed(actor(), verb)]
    count = len(quiz_agree.waiting(house(), actor())) if "agree" in mine else 0
    wanted = st.query_params.get("show", first)
    picked = st.segmented_control(
        t("quiz.page.title"),
        mine,
        default=wanted if wanted in mine else "play",
        format_func=lambda name: t(f"quiz.page.{name}", count=count) if name == "agree" else t(f"quiz.page.{name}"),
        key=f"quiz-show-{first}",
        label_visibility="collapsed",
        required=True,
    )
    return picked or "play"


show()
