"""The case files of a call on its page: which it belongs to, a new one from it, or into one that is there."""

from __future__ import annotations

import streamlit as st

from qa.access import About, allowed
from qa.desk import cases
from qa.desk.views import CallView
from qa.model.casefile import Sought
from qa.ui import session
from qa.ui.parts import casemake
from qa.ui.parts.caselist import badges
from qa.ui.session import actor, told
from qa.ui.words import plain, t

OFFERED = 30


def of_call(view: CallView) -> None:
    """Nothing where the call has no case that the reader sees and the reader may open none."""
    found = cases.of_call(session.house(), actor(), view.line.id)
    opens = allowed(actor(), "case.open", About(team=view.line.team))
    if not found and not opens:
        return
    st.markdown(f"##### {t('cases.call.heading')}")
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"call-case-{one.id}"):
            st.page_link(
                "pages/cases.py", label=plain(one.title), icon=":material/cases:", query_params={"case": str(one.id)}, width="content"
            )
            badges(one)
    if opens:
        with st.container(horizontal=True, key="call-case-acts"):
            if st.button(t("cases.make.from_call"), icon=":material/create_new_folder:", key="call-case-new"):
                st.dialog(t("cases.make.from_call"), width="large")(_open)(view.line.id)
            with st.popover(t("cases.call.add"), icon=":material/playlist_add:"):
                _add(view.line.id, {one.id for one in found})


def _open(call_id: int) -> None:
    with told():
        casemake.form(cases.draft(session.house(), actor(), call_id))


def _add(call_id: int, has: set[int]) -> None:
    words = st.text_input(t("cases.page.search"), placeholder=t("cases.page.search_hint"), key="call-case-words", icon=":material/search:")
    found = [one for one in cases.listed(session.house(), actor(), Sought(words=words), limit=OFFERED) if one.id not in has]
    if not found:
        st.caption(t("cases.page.nothing"))
        return
    titles = {one.id: " · ".join(filter(None, (one.title, one.reference, one.team))) for one in found}
    chosen = st.selectbox(t("cases.call.pick"), list(titles), format_func=titles.__getitem__, key="call-case-pick")
    note = st.text_input(t("cases.one.note"), max_chars=cases.LONGEST_NOTE, key="call-case-note")
    if st.button(t("cases.one.link_save"), type="primary", key="call-case-add") and chosen is not None:
        with told():
            cases.link(session.house(), actor(), chosen, call_id, note)
            st.toast(t("cases.call.added"), icon=":material/check:")
            st.rerun()
