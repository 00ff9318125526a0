"""The newcomers whom the reader accompanies: their published reviews and coaching notes."""

from __future__ import annotations

import streamlit as st

from qa.desk import coaching, mentors, notices, review
from qa.model.appeal import NoticeKind
from qa.ui.parts import coaching as coaching_part
from qa.ui.parts.feedback import reviews
from qa.ui.session import actor, house, told
from qa.ui.words import plain, t


def show() -> None:
    st.title(t("mentors.mine"))
    with told():
        notices.visited(house(), actor(), kinds=[NoticeKind.NEWCOMER])
        theirs = mentors.newcomers(house(), actor())
        if not theirs:
            st.info(t("mentors.nobody"))
            return
        names = [one.shown for one in theirs]
        chosen = st.pills(t("mentors.newcomer"), names) if len(names) > 1 else names[0]
        st.caption(plain(t("mentors.you_accompany", names=t("mentors.and").join(names))))
        lines = [line for line in review.of_newcomers(house(), actor()) if not chosen or line.agent == chosen]
        notes = [note for note in coaching.of_newcomers(house(), actor()) if not chosen or note.agent == chosen]
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.subheader(t("feedback.views.reviews"))
            if lines:
                reviews(lines, with_agent=True)
            else:
                st.info(t("feedback.none_team"))
        with right:
            st.subheader(t("feedback.views.coaching"))
            if notes:
                coaching_part.notes(notes, with_agent=True)
            else:
                st.caption(t("coaching.none"))


show()
