"""One service improvement: how it stands, why it is on the list, and all that was done about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from qa.desk import improve
from qa.desk.improve_views import ActView, ImproveView
from qa.model.improve import Cause, Field, ImproveAct, ImproveState
from qa.ui.parts.improvements import cause_hint, team_words
from qa.ui.parts.month_review import links
from qa.ui.session import actor, house, language, told
from qa.ui.words import NONE, date_words, moment, plain, t

COLOURS = {ImproveState.OPEN: "orange", ImproveState.WORKING: "blue", ImproveState.DONE: "green", ImproveState.DROPPED: "gray"}


def page(view: ImproveView) -> None:
    """Everything on an improvement's page."""
    line = view.line
    st.page_link("pages/month.py", label=f":small[← {t('month.one.back')}]", query_params={"show": "list"})
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t(f"month.state.{line.state}"), color=COLOURS[line.state])  # type: ignore[arg-type]
        if line.cause:
            st.badge(t(f"month.cause.{line.cause}"), color="gray")
        if line.late:
            st.badge(t("month.late"), icon=":material/alarm:", color="red")
        st.markdown(f"### {plain(line.what)}")
    facts = (
        t("month.one.owner", name=line.owner) if line.owner else t("month.one.nobody"),
        t("month.one.due", day=date_words(line.due)) if line.due else "",
        team_words(line.team),
        t("month.one.facts_month", month=line.month),
        t("month.one.none", name=view.author or NONE, when=moment(view.created_at)),
    )
    st.caption(" · ".join(plain(fact) for fact in facts if fact))
    left, right = st.columns([5, 3], gap="large")
    with left:
        _came(view)
        if "improve.work" in view.may:
            with st.container(border=True):
                _progress(view)
        if "improve.change" in view.may:
            with st.expander(t("month.one.edit"), icon=":material/edit:"):
                _edit(view)
    with right:
        if view.why.en:
            st.markdown(f"##### {t('month.one.why_here')}")
            with st.container(border=True):
                st.markdown(f"**{plain(view.from_title.to(language()))}**")
                st.caption(plain(view.why.to(language())))
                links(view.evidence)
        with st.expander(t("month.one.history", count=len(view.acts)), icon=":material/history:", expanded=True):
            for act in reversed(view.acts):
                st.markdown(f"{plain(_told(act))} :small[:gray[{plain(moment(act.at))}]]")
                if act.text and act.field is not Field.WHAT:
                    st.caption(plain(act.text))


def _came(view: ImproveView) -> None:
    if view.line.outcome:
        with st.container(border=True):
            st.markdown(f"**{t('month.one.outcome')}**")
            st.text(view.line.outcome)


def _progress(view: ImproveView) -> None:
    line, key = view.line, f"improve-{view.line.id}-{view.last}"
    st.markdown(f"**{t('month.one.progress')}**")
    with st.form(f"{key}-progress", border=False):
        state = st.segmented_control(
            t("month.list.state"),
            list(ImproveState),
            default=line.state,
            format_func=lambda one: t(f"month.state.{one}"),
            required=True,
            label_visibility="collapsed",
            key=f"{key}-state",
        )
        note = st.text_input(
            t("month.one.progress_note"), placeholder=t("month.one.progress_hint"), max_chars=improve.LONGEST_NOTE, key=f"{key}-note"
        )
        outcome = st.text_area(
            t("month.one.outcome"),
            value=line.outcome,
            placeholder=t("month.one.outcome_hint"),
            max_chars=improve.LONGEST_NOTE,
            key=f"{key}-outcome",
        )
        shared = line.shared
        if "improve.change" in view.may:
            shared = st.checkbox(t("month.one.share"), value=line.shared, help=t("month.one.share_help"), key=f"{key}-shared")
        if st.form_submit_button(t("month.one.save"), type="primary"):
            acts = [ImproveAct(Field.STATE, note, state or line.state), ImproveAct(Field.OUTCOME, outcome)]
            if shared is not line.shared:
                acts.append(ImproveAct(Field.SHARED, value="yes" if shared else ""))
            _do(view, acts)


def _edit(view: ImproveView) -> None:
    line, key = view.line, f"improve-{view.line.id}-{view.last}"
    names = {one.id: one.shown for one in improve.owners(house(), actor())}
    with st.form(f"{key}-edit", border=False):
        what = st.text_input(t("month.list.what"), value=line.what, max_chars=improve.LONGEST_WHAT, key=f"{key}-what")
        causes, ids = list(Cause), list(names)
        place = causes.index(line.cause) if line.cause else None
        cause = st.selectbox(
            t("month.list.cause"),
            causes,
            index=place,
            format_func=cause_hint,
            key=f"{key}-cause",
        )
        owner = st.selectbox(
            t("month.list.owner"),
            ids,
            index=ids.index(line.owner_id) if line.owner_id in names else None,
            format_func=names.__getitem__,
            placeholder=t("month.list.nobody"),
            key=f"{key}-owner",
        )
        due: date | None = st.date_input(t("month.list.due"), value=line.due, format="YYYY-MM-DD", key=f"{key}-due")
        note = st.text_input(t("month.one.note"), max_chars=improve.LONGEST_NOTE, key=f"{key}-why")
        if st.form_submit_button(t("month.one.save"), type="primary"):
            acts = (
                ImproveAct(Field.WHAT, what),
                ImproveAct(Field.CAUSE, note, cause or ""),
                ImproveAct(Field.OWNER, note, person=owner),
                ImproveAct(Field.DUE, note, day=due),
            )
            _do(view, acts)


def _do(view: ImproveView, acts: Iterable[ImproveAct]) -> None:
    with told():
        changed = improve.change(house(), actor(), view.line.id, acts, seen=view.last)
        st.toast(t("month.one.saved" if changed else "month.one.same"), icon=":material/check:")
        st.rerun()


def _told(act: ActView) -> str:
    name = act.author or NONE
    match act.field:
        case Field.WHAT:
            return t("month.history.what", name=name, value=act.text)
        case Field.CAUSE:
            return t("month.history.cause", name=name, value=t(f"month.cause.{act.value}") if act.value else NONE)
        case Field.OWNER:
            return t("month.history.owner" if act.person else "month.history.owner_nobody", name=name, value=act.person)
        case Field.DUE:
            return t("month.history.due" if act.day else "month.history.due_none", name=name, value=date_words(act.day))
        case Field.STATE:
            return t("month.history.state", name=name, value=t(f"month.state.{act.value}"))
        case Field.OUTCOME:
            return t("month.history.outcome", name=name)
        case Field.SHARED:
            return t("month.history.shared" if act.value else "month.history.unshared", name=name)
