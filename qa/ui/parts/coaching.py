"""Coaching notes on a page: the span they are about, the day to look again, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from qa.desk import coaching, intake
from qa.desk.lifeviews import CoachingView
from qa.ui.parts.player import Selection
from qa.ui.session import actor, house, told
from qa.ui.words import clock, date_words, moment, plain, t

LONGEST, QUOTED = 4000, 40


def notes(found: Sequence[CoachingView], *, with_agent: bool, with_call: bool = True) -> None:
    """Notes in the given order."""
    for one in found:
        with st.container(border=True, key=f"coaching-{one.id}"):
            _note(one, with_agent, with_call)


def _note(one: CoachingView, with_agent: bool, with_call: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if one.withdrawn:
            st.badge(t("coaching.withdrawn"), icon=":material/undo:", color="gray")
        elif one.due:
            st.badge(t("coaching.due", day=date_words(one.follow_up)), icon=":material/event_busy:", color="orange")
        elif one.follow_up:
            st.badge(t("coaching.ahead", day=date_words(one.follow_up)), icon=":material/event:", color="blue")
        else:
            st.badge(t("coaching.done" if one.outcomes else "coaching.no_date"), color="gray")
        facts = [one.agent if with_agent else "", t("coaching.by", name=one.author, when=moment(one.at))]
        st.caption(" · ".join(plain(fact) for fact in facts if fact))
    at = f"{clock(one.starts_at)} " if one.starts_at is not None else ""
    quote = f"{at}“{one.quote[:QUOTED]}{'…' if len(one.quote) > QUOTED else ''}”"
    if with_call and one.may_hear:
        where = {"call": str(one.call_id), **({"t": f"{max(one.starts_at - 2, 0):.1f}"} if one.starts_at is not None else {})}
        st.page_link("pages/call.py", label=f"{plain(quote)} :gray[{plain(one.call)}]", icon=":material/play_circle:", query_params=where)
    else:
        st.caption(plain(f"{quote} {one.call if with_call else ''}"))
    if one.withdrawn:
        st.markdown(f":gray[~~{plain(one.text)}~~]")
        why = t("coaching.withdrawn_why", name=one.withdrawn.author, when=moment(one.withdrawn.at), reason=one.withdrawn.text)
        st.markdown(f":material/undo: {plain(why)}")
    else:
        st.text(one.text)
    for outcome in one.outcomes:
        ahead = t("coaching.next", day=date_words(outcome.follow_up)) if outcome.follow_up else t("coaching.closed")
        who = plain(f"{outcome.author} · {moment(outcome.at)} · {ahead}")
        st.markdown(f":material/subdirectory_arrow_right: {plain(outcome.text)}  \n:small[:gray[{who}]]")
    with st.container(horizontal=True, key=f"coaching-acts-{one.id}"):
        if one.may_add:
            with st.popover(t("coaching.add_outcome"), icon=":material/add_comment:"):
                _outcome_form(one)
        if one.may_withdraw:
            with st.popover(t("coaching.withdraw"), icon=":material/undo:", type="tertiary"):
                _withdraw_form(one)


def _outcome_form(one: CoachingView) -> None:
    with st.form(f"outcome-{one.id}", border=False, clear_on_submit=True):
        text = st.text_area(t("coaching.outcome"), max_chars=LONGEST, height=90, placeholder=t("coaching.outcome_hint"))
        ahead = _day(t("coaching.again"), f"outcome-day-{one.id}")
        pressed = st.form_submit_button(t("common.actions.save"), type="primary")
    if pressed:
        with told():
            coaching.outcome(house(), actor(), one.id, text, ahead)
            st.toast(t("coaching.saved"), icon=":material/check:")
            st.rerun()


def _withdraw_form(one: CoachingView) -> None:
    st.caption(t("coaching.withdraw_what"))
    reason = st.text_input(t("coaching.withdraw_reason"), max_chars=LONGEST, key=f"withdraw-note-{one.id}")
    if st.button(t("coaching.withdraw_save"), key=f"withdraw-note-go-{one.id}"):
        with told():
            coaching.withdraw(house(), actor(), one.id, reason)
            st.toast(t("coaching.withdrawn_done"), icon=":material/check:")
            st.rerun()


def note_form(call_id: int, picked: Selection) -> None:
    """The form for a note on what was picked in the player."""
    if picked.utterance_from is None or picked.from_char is None or picked.to_char is None:
        st.info(t("callpage.remark.no_words"))
        return
    said = intake.view(house(), actor(), call_id).transcript
    assert said is not None
    # a note stands on one utterance: of a longer selection, the first one's part
    words = said.utterances[picked.utterance_from].text
    last = picked.to_char if picked.utterance_to == picked.utterance_from else len(words)
    st.text("“" + words[picked.from_char : last] + "”")
    with st.form(f"coach-{call_id}", border=False):
        text = st.text_area(t("coaching.text"), max_chars=LONGEST, height=110, placeholder=t("coaching.text_hint"))
        ahead = _day(t("coaching.follow_up"), f"coach-day-{call_id}")
        st.caption(t("coaching.who_sees"))
        pressed = st.form_submit_button(t("common.actions.save"), type="primary")
    if pressed:
        with told():
            coaching.note(
                house(),
                actor(),
                call_id,
                utterance=picked.utterance_from,
                from_char=picked.from_char,
                to_char=last,
                text=text,
                follow_up=ahead,
            )
            st.toast(t("coaching.saved"), icon=":material/check:")
            st.rerun()


def _day(label: str, key: str) -> date | None:
    chosen = st.date_input(label, value=None, min_value="today", format="YYYY-MM-DD", key=key)
    return chosen if isinstance(chosen, date) else None
