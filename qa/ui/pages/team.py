"""The team: its reviews, coaching, mentors, and how often people agreed with the rules; everybody's for those who judge."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import coaching, notices, precision, review, trend
from qa.desk.notices import COACHING
from qa.model.library import ReviewState
from qa.ui.parts import coaching as coaching_part
from qa.ui.parts import mentors as mentors_part
from qa.ui.parts import trend as trend_part
from qa.ui.parts.feedback import reviews
from qa.ui.parts.precision import precision_table
from qa.ui.session import actor, house, told
from qa.ui.words import t

STATES = tuple(state for state in ReviewState if state.public)


def show() -> None:
    st.title(t("feedback.team"))
    views = ["reviews", *(["coaching", "mentors"] if allowed(actor(), "coaching.team") else []), "precision"]
    wanted = st.query_params.get("show")
    which = st.segmented_control(
        t("feedback.show"),
        views,
        default=wanted if wanted in views else views[0],
        format_func=lambda one: t(f"feedback.views.{one}"),
        label_visibility="collapsed",
        required=True,
    )
    with told():
        match which:
            case "coaching":
                _coaching()
            case "mentors":
                mentors_part.section()
            case "precision":
                precision_table(precision.precision(house(), actor()))
            case _:
                _reviews()


def _reviews() -> None:
    lines = review.of_team(house(), actor())
    if not lines:
        st.info(t("feedback.none_team"))
        return
    overall, agents = trend.of_team(house(), actor())
    trend_part.means(overall, agents, trend.SPAN.days)
    with st.container(horizontal=True, gap="medium"):
        who = st.pills(t("feedback.agent"), sorted({line.agent for line in lines if line.agent}))
        here = [state for state in STATES if any(line.state is state for line in lines)]
        state = st.pills(t("feedback.state"), here, format_func=lambda one: t(f"appeals.state.{one}"))
    shown = [line for line in lines if (not who or line.agent == who) and (not state or line.state is state)]
    reviews(shown, with_agent=True)
    if not shown:
        st.caption(t("feedback.none_such"))


def _coaching() -> None:
    notices.visited(house(), actor(), kinds=COACHING)
    found = coaching.of_team(house(), actor())
    st.caption(t("coaching.about"))
    if found:
        coaching_part.notes(found, with_agent=True)
    else:
        st.info(t("coaching.none"))


show()
