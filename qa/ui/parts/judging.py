"""An appeal on a page: what it is against, to be heard; the agent's words; the form of whoever judges it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qa.desk import appeals, history, intake, notices
from qa.desk.lifeviews import AppealView
from qa.desk.views import CallView
from qa.model.appeal import AppealState
from qa.model.finding import Verdict
from qa.ui import lifepage
from qa.ui.parts import hearing, life
from qa.ui.parts import points as points_part
from qa.ui.parts.life import verdict_words
from qa.ui.session import actor, house, language, told
from qa.ui.words import moment, plain, t

COLOURS = {AppealState.OPEN: "orange", AppealState.WITHDRAWN: "gray", AppealState.UPHELD: "blue", AppealState.OVERTURNED: "green"}
LONGEST = 4000


def summary(one: AppealView, *, with_call: bool = True) -> None:
    """An appeal in two lines: how it stands, against what, whose, who judges it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t(f"appeals.outcome.{one.state}"), color=COLOURS[one.state])  # type: ignore[arg-type]
        st.markdown(f"**{plain(one.title.to(language()))}**", width="content")
        if with_call:
            st.caption(plain(one.call))
    judge = t("appeals.page.judged_by", name=one.judged_by) if one.judged_by else t("appeals.page.judge", name=one.judge or "–")
    facts = [t("appeals.page.by", name=one.agent, when=moment(one.at)), t("appeals.page.reviewer", name=one.reviewer)]
    st.caption(" · ".join(plain(fact) for fact in [*facts, "" if one.state is AppealState.WITHDRAWN else judge] if fact))


def detail(one: AppealView) -> None:
    """All that is needed to judge: the place to hear, the rule, both sides; then the form, where the reader judges."""
    view = intake.view(house(), actor(), one.call_id)
    found = history.life(house(), actor(), one.call_id)
    if found is None:
        return
    notices.visited(house(), actor(), one.call_id)
    with st.container(border=False, key=f"plea-{one.id}"):
        asked = t("feedback.steps.proposed", verdict=verdict_words(one.proposed)) if one.proposed else ""
        st.markdown(f":material/gavel: **{plain(t('appeals.page.says', name=one.agent))}** :gray[{plain(asked)}]")
        st.text(one.comment)
    group = lifepage.judged_item(view, one, found, language(), t)
    if group is not None:
        hearing.hearing(view)
        points_part.points(
            f"appealed-{one.id}",
            groups=[group],
            labels=points_part.labels(language()),
            label=t("feedback.points_label"),
            player=hearing.key_of(one.call_id),
        )
    if one.reason:
        st.markdown(f":material/balance: **{plain(t('appeals.page.reason_of', name=one.judged_by))}** :gray[{plain(moment(one.ended_at))}]")
        st.text(one.reason)
    if "appeal.judge" in one.may:
        _judge(one, view)
    elif one.state is AppealState.OPEN and "appeal.withdraw" not in one.may:
        st.caption(t("appeals.page.not_yours"))
    _others(one)
    with st.expander(t("feedback.history", count=len(found.steps)), icon=":material/history:"):
        life.history(found)
    st.page_link("pages/call.py", label=t("feedback.whole_call"), icon=":material/open_in_full:", query_params={"call": str(one.call_id)})


def withdraw_button(one: AppealView) -> None:
    """For the agent, while it is open."""
    if "appeal.withdraw" in one.may and st.button(t("appeals.page.withdraw"), icon=":material/undo:", key=f"withdraw-{one.id}"):
        withdraw(one)


def withdraw(one: AppealView) -> None:
    """Take an appeal back, and say so."""
    _do(lambda: appeals.withdraw(house(), actor(), one.id), t("appeals.page.withdrawn"))


def _judge(one: AppealView, view: CallView) -> None:
    stands = lifepage.finding(view, one.point)
    with st.container(border=True, key=f"judge-{one.id}"):
        st.markdown(f"**{t('appeals.page.judge_title')}**")
        way = st.segmented_control(
            t("appeals.page.way"),
            [AppealState.UPHELD, AppealState.OVERTURNED],
            format_func=lambda state: t(f"appeals.page.ways.{state}"),
            label_visibility="collapsed",
            key=f"way-{one.id}",
        )
        verdict = None
        if way is AppealState.OVERTURNED and stands is not None:
            others = [other for other in (Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE) if other is not stands.standing]
            default = one.proposed if one.proposed in others else others[0]
            verdict = st.segmented_control(
                t("appeals.page.verdict"), others, default=default, format_func=verdict_words, required=True, key=f"verdict-{one.id}"
            )
        reason = st.text_area(
            t("appeals.page.reason"), max_chars=LONGEST, height=100, placeholder=t("appeals.page.reason_hint"), key=f"reason-{one.id}"
        )
        st.caption(t("appeals.page.final"))
        pressed = st.button(t("appeals.page.send"), type="primary", icon=":material/balance:", key=f"send-{one.id}")
    if pressed and way is None:
        st.warning(t("appeals.page.choose"))
    elif pressed and way is AppealState.UPHELD:
        _do(lambda: appeals.uphold(house(), actor(), one.id, reason), t("appeals.page.done"))
    elif pressed:
        _do(lambda: appeals.overturn(house(), actor(), one.id, reason, verdict), t("appeals.page.done"))


def _others(one: AppealView) -> None:
    """A quality manager gives it to somebody else."""
    if "appeal.assign" not in one.may:
        return
    with st.popover(t("appeals.page.assign"), icon=":material/person_add:"):
        able = [person for person in appeals.judges(house(), actor(), one.id) if person.id != one.judge_id]
        if not able:
            st.caption(t("appeals.page.nobody"))
            return
        chosen = st.selectbox(t("appeals.page.to"), able, format_func=lambda person: person.shown, key=f"assign-to-{one.id}")
        if st.button(t("appeals.page.assign_button"), key=f"assign-{one.id}"):
            _do(lambda: appeals.assign(house(), actor(), one.id, chosen.id), t("appeals.page.assigned"))


def _do(verb: Callable[[], object], done: str) -> None:
    with told():
        verb()
        st.toast(done, icon=":material/check:")
        st.rerun()
