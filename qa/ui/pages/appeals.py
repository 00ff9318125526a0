"""Appeals: those that wait for the reader's judgement first; a quality manager sees all of them."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import appeals
from qa.desk.lifeviews import AppealView
from qa.model.appeal import AppealState
from qa.ui.parts import judging
from qa.ui.session import actor, house, told
from qa.ui.words import t

VIEWS = ("mine", "all")
CHOSEN = "appeals.chosen"


def show() -> None:
    st.title(t("appeals.page.title"))
    with told():
        which = VIEWS[0]
        if allowed(actor(), "appeal.assign"):
            which = st.segmented_control(
                t("appeals.page.show"),
                VIEWS,
                default=VIEWS[0],
                format_func=lambda one: t(f"appeals.page.views.{one}"),
                label_visibility="collapsed",
                required=True,
            )
        found = list(appeals.listed(house(), actor(), mine=which == "mine"))
        asked = _number(st.session_state.get(CHOSEN) or st.query_params.get("appeal"))
        if asked is not None and asked not in [one.id for one in found]:
            found.insert(0, appeals.one(house(), actor(), asked))
        if not found:
            st.info(t(f"appeals.page.none_{which}"))
            return
        waiting = [one for one in found if one.state is AppealState.OPEN]
        st.caption(t("appeals.page.waiting", count=len(waiting)) if waiting else t("appeals.page.none_waiting"))
        opened = asked if asked is not None else (waiting[0].id if waiting else None)
        for one in found:
            _appeal(one, one.id == opened)


def _appeal(one: AppealView, opened: bool) -> None:
    with st.container(border=True, key=f"appeal-{one.id}"):
        judging.summary(one)
        if opened:
            judging.detail(one)
        else:
            st.button(t("feedback.open"), key=f"open-{one.id}", icon=":material/expand_more:", on_click=_choose, args=(one.id,))


def _choose(appeal_id: int) -> None:
    st.session_state[CHOSEN] = appeal_id
    st.query_params["appeal"] = str(appeal_id)


def _number(text: object) -> int | None:
    return int(str(text)) if text and str(text).isdecimal() and len(str(text)) < 12 else None


show()
