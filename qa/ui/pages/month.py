"""The monthly review: figures and proposals, the service improvement list, the summary of a shift. Agents see what was improved."""

from __future__ import annotations

import streamlit as st

from qa.access import About, allowed
from qa.desk import improve, month, notices
from qa.model.improve import Month
from qa.ui.parts import improvement, improvements, month_review, month_shift
from qa.ui.session import actor, house, told
from qa.ui.words import t

VIEWS = ("review", "list", "shift")
MONTHS = 24
"""So many months back can be chosen."""


def show() -> None:
    with told():
        number = st.query_params.get("entry", "")
        if number.isdecimal() and len(number) < 10:
            view = improve.one(house(), actor(), int(number))
            notices.visited(house(), actor(), subject=f"improve:{view.line.id}")
            improvement.page(view)
        elif allowed(actor(), "month.see", About(team=actor().team)):
            _review()
        else:
            st.title(t("month.page.title_own"))
            st.caption(t("month.page.what_own"))
            improvements.own()


def _review() -> None:
    st.title(t("month.page.title"))
    st.caption(t("month.page.what"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="month-choice"):
        wanted = st.query_params.get("show")
        which = st.segmented_control(
            t("month.page.title"),
            VIEWS,
            default=wanted if wanted in VIEWS else VIEWS[0],
            format_func=lambda one: t(f"month.view.{one}"),
            label_visibility="collapsed",
            required=True,
            key="month.view",
        )
        teams = month.teams(house(), actor())
        team = st.selectbox(t("month.page.team"), teams, format_func=lambda one: one or t("month.page.house"), key="month.team", width=180)
        at = month.this_month()
        if which == "review":
            at = st.selectbox(t("month.page.month"), _months(at), key="month.month", width=140)
    match which:
        case "list":
            improvements.page(team, at)
        case "shift":
            month_shift.page(team)
        case _:
            month_review.page(month.view(house(), actor(), at, team))


def _months(newest: Month) -> list[Month]:
    found = [newest]
    while len(found) < MONTHS:
        found.append(found[-1].before)
    return found


show()
