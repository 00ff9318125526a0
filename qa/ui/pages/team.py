"""The team's reviews: the shift lead's own team, everybody for those who judge."""

from __future__ import annotations

import streamlit as st

from qa.desk import review
from qa.ui.parts.feedback import reviews
from qa.ui.session import actor, house, told
from qa.ui.words import percent, t

st.title(t("feedback.team"))
with told():
    lines = review.of_team(house(), actor())
    agents = sorted({line.agent for line in lines if line.agent})
    if agents:
        chosen = st.pills(t("feedback.agent"), agents)
        lines = tuple(line for line in lines if not chosen or line.agent == chosen)
    if lines:
        scored = [line.percent for line in lines if line.percent is not None]
        with st.container(horizontal=True):
            st.metric(t("feedback.count"), len(lines))
            st.metric(t("feedback.average"), percent(sum(scored) / len(scored) if scored else None))
        reviews(lines, with_agent=True)
    else:
        st.info(t("feedback.none_team"))
