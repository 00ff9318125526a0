"""Published reviews as a list: newest first, one link to each."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qa.desk.views import FeedbackLine
from qa.ui.parts.life import badge
from qa.ui.words import day, moment, percent, plain, t


def reviews(lines: Sequence[FeedbackLine], *, with_agent: bool) -> None:
    """Each review with its score, how far it has come, who gave it and the summary; the title leads to the call."""
    for line in lines:
        with st.container(border=True, key=f"review-{line.call_id}"):
            head(line, with_agent=with_agent)


def head(line: FeedbackLine, *, with_agent: bool, to_call: bool = True) -> None:
    """One review: score, title, state, who and when, summary."""
    score, words = st.columns([1, 9], vertical_alignment="center")
    with score:
        st.markdown(f"## {percent(line.percent)}")
        if line.fatal:
            st.badge(t("feedback.fatal_miss"), icon=":material/block:", color="red")
    with words:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if to_call:
                st.page_link("pages/call.py", label=f"**{plain(line.title)}**", query_params={"call": str(line.call_id)}, width="content")
            else:
                st.markdown(f"**{plain(line.title)}**", width="content")
            badge(line.state)
        facts = [line.agent if with_agent else "", line.team if with_agent else "", line.started_at and day(line.started_at)]
        by = t("feedback.by", name=line.reviewer, when=moment(line.published_at))
        st.caption(" · ".join(plain(fact) for fact in [*facts, by] if fact))
        if line.summary:
            st.text(line.summary)
