"""My feedback: what was said about the agent's own calls."""

from __future__ import annotations

import streamlit as st

from qa.desk import review
from qa.ui.parts.feedback import reviews
from qa.ui.session import actor, house, told
from qa.ui.words import t

st.title(t("feedback.mine"))
with told():
    lines = review.mine(house(), actor())
    if lines:
        reviews(lines, with_agent=False)
    else:
        st.info(t("feedback.none_mine"))
