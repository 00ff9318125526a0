"""My feedback: what was said about the agent's own calls, newest first, what was good before what was not; to answer and to appeal."""

from __future__ import annotations

import streamlit as st

from qa.desk import coaching, consent, history, intake, notices, review, trend
from qa.desk.lifeviews import LifeView
from qa.desk.notices import COACHING
from qa.desk.views import CallView, FeedbackLine
from qa.model.appeal import NoticeKind
from qa.ui import lifepage
from qa.ui.parts import coaching as coaching_part
from qa.ui.parts import excerpting, hearing, judging, life
from qa.ui.parts import points as points_part
from qa.ui.parts import trend as trend_part
from qa.ui.parts.feedback import head
from qa.ui.session import actor, house, language, told
from qa.ui.words import plain, t

VIEWS = ("reviews", "coaching", "excerpts")
CHOSEN, ASKED = "feedback.chosen", "feedback.asked"


def show() -> None:
    st.title(t("feedback.mine"))
    with told():
        lines = review.mine(house(), actor())
        notes = coaching.mine(house(), actor())
        notices.visited(house(), actor(), kinds=[NoticeKind.MENTOR])
        wanted = st.query_params.get("show")
        which = VIEWS[0]
        good = consent.mine(house(), actor())
        if notes or good:
            which = st.segmented_control(
                t("feedback.show"),
                VIEWS,
                default=wanted if wanted in VIEWS else VIEWS[0],
                format_func=lambda one: t(f"feedback.views.{one}"),
                label_visibility="collapsed",
                required=True,
            )
        if which == "coaching":
            notices.visited(house(), actor(), kinds=COACHING)
            coaching_part.notes(notes, with_agent=False)
        elif which == "excerpts":
            notices.visited(house(), actor(), kinds=[NoticeKind.EXCERPTED])
            excerpting.naming(good)
        elif lines:
            _reviews(lines)
        else:
            st.info(t("feedback.none_mine"))


def _reviews(lines: tuple[FeedbackLine, ...]) -> None:
    trend_part.own(trend.mine(house(), actor()))
    chosen = _chosen(lines)
    for line in lines:
        with st.container(border=True, key=f"review-{line.call_id}"):
            head(line, with_agent=False, to_call=False)
            if line.call_id == chosen:
                _open(line.call_id)
            else:
                st.button(
                    t("feedback.open"), key=f"open-{line.call_id}", icon=":material/expand_more:", on_click=_choose, args=(line.call_id,)
                )


def _chosen(lines: tuple[FeedbackLine, ...]) -> int:
    """The review that is open: the one that was asked for, else the newest."""
    asked = st.session_state.get(CHOSEN) or st.query_params.get("call", "")
    return next((line.call_id for line in lines if str(line.call_id) == str(asked)), lines[0].call_id)


def _choose(call_id: int) -> None:
    st.session_state[CHOSEN] = call_id
    st.query_params["call"] = str(call_id)


def _open(call_id: int) -> None:
    view = intake.view(house(), actor(), call_id)
    found = history.life(house(), actor(), call_id)
    if found is None:
        return
    notices.visited(house(), actor(), call_id)
    if until := life.window(found):
        st.caption(f":material/gavel: {plain(until)}")
    hearing.hearing(view)
    points_part.points(
        f"points-{call_id}",
        groups=lifepage.groups(view, found, language(), t),
        labels=points_part.labels(language()),
        label=t("feedback.points_label"),
        player=hearing.key_of(call_id),
        on_act=lambda item, act: _ask(call_id, item, act),
    )
    _asked(view, found)
    life.actions(view, found, with_appeal=False)
    with st.expander(t("feedback.history", count=len(found.steps)), icon=":material/history:", expanded=len(found.steps) > 1):
        life.history(found)
    st.page_link("pages/call.py", label=t("feedback.whole_call"), icon=":material/open_in_full:", query_params={"call": str(call_id)})


def _ask(call_id: int, item: str, act: str) -> None:
    st.session_state[ASKED] = (call_id, item, act)


def _asked(view: CallView, found: LifeView) -> None:
    """What was pressed at a point before this run."""
    asked = st.session_state.pop(ASKED, None)
    point = lifepage.point_of(asked[1]) if asked and asked[0] == view.line.id else None
    if point is None:
        return
    appeal = found.appeal(point)
    if asked[2] == "withdraw" and appeal is not None:
        judging.withdraw(appeal)
    else:
        life.appeal_dialog(view, found, point)


show()
