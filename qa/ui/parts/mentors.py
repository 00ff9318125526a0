"""Who accompanies whom: set and ended by those who lead."""

from __future__ import annotations

import streamlit as st

from qa.desk import mentors
from qa.desk.lifeviews import MentorView
from qa.model.people import Person
from qa.ui.session import actor, house, told
from qa.ui.words import day, plain, role_words, t


def section() -> None:
    """The pairs that are, those that were, and a form for a new one."""
    found = mentors.listed(house(), actor())
    now = [one for one in found if one.ended_at is None]
    st.caption(t("mentors.about"))
    for one in now:
        _pair(one)
    if not now:
        st.info(t("mentors.none"))
    _form()
    past = [one for one in found if one.ended_at is not None]
    if past:
        with st.expander(t("mentors.past", count=len(past))):
            for one in past:
                st.caption(plain(t("mentors.was", mentor=one.mentor, newcomer=one.newcomer, since=day(one.since), until=day(one.ended_at))))


def _pair(one: MentorView) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"mentor-{one.id}"):
        words = t("mentors.pair", mentor=f"**{plain(one.mentor)}**", newcomer=f"**{plain(one.newcomer)}**")
        st.markdown(
            f"{words} :gray[{plain(' · '.join(filter(None, (one.team, t('mentors.since', day=day(one.since))))))}]", width="stretch"
        )
        if one.may_end and st.button(t("mentors.end"), key=f"mentor-end-{one.id}", type="tertiary"):
            with told():
                mentors.end(house(), actor(), one.id)
                st.rerun()


def _form() -> None:
    everyone, theirs = mentors.candidates(house(), actor())
    if not theirs:
        return
    with st.form("mentor-form", border=True, clear_on_submit=True), st.container(horizontal=True, vertical_alignment="bottom"):
        mentor = st.selectbox(t("mentors.mentor"), everyone, index=None, format_func=_named, placeholder=t("mentors.who"))
        newcomer = st.selectbox(t("mentors.newcomer"), theirs, index=None, format_func=_named, placeholder=t("mentors.whom"))
        pressed = st.form_submit_button(t("mentors.set"), type="primary")
    if pressed and (mentor is None or newcomer is None):
        st.warning(t("mentors.choose"))
    elif pressed and mentor is not None and newcomer is not None:
        with told():
            mentors.add(house(), actor(), mentor.id, newcomer.id)
            st.rerun()


def _named(one: Person) -> str:
    return " · ".join(filter(None, (one.shown, role_words(one.role), one.team)))
