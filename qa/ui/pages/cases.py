"""Case files: the list with its filters, one case, a new one."""

from __future__ import annotations

import streamlit as st

from qa.access import About, allowed
from qa.desk import cases, notices
from qa.model.casefile import CaseState, Family, Sought
from qa.ui.parts import casefile, casemake
from qa.ui.parts.caselist import case_table
from qa.ui.session import actor, house, told
from qa.ui.words import t

PER_PAGE = 50
PAGE = "cases.page"


def show() -> None:
    with told():
        number = st.query_params.get("case", "")
        if number.isdecimal() and len(number) < 12:
            view = cases.one(house(), actor(), int(number))
            notices.visited(house(), actor(), subject=f"case:{view.line.id}")
            casefile.case(view)
        else:
            _all()


def _all() -> None:
    st.title(t("cases.page.title"))
    opens = allowed(actor(), "case.open", About(team=actor().team))
    st.caption(t("cases.page.what" if opens else "cases.page.what_own"))
    if opens:
        with st.expander(t("cases.page.new"), icon=":material/create_new_folder:"):
            casemake.form()
    sought = _sought(opens)
    page = _page(sought)
    found = cases.listed(house(), actor(), sought, limit=PER_PAGE + 1, offset=page * PER_PAGE)
    if not found:
        st.info(t("cases.page.nothing" if sought != Sought() else "cases.page.none" if opens else "cases.page.none_own"))
        return
    opened = case_table("cases.table", found[:PER_PAGE])
    _turn(page, len(found))
    if opened is not None:
        st.query_params["case"] = str(opened)
        st.rerun()


def _sought(works: bool) -> Sought:
    with st.container(horizontal=True, vertical_alignment="bottom", key="cases-filter"):
        words = st.text_input(
            t("cases.page.search"), placeholder=t("cases.page.search_hint"), key="cases.words", icon=":material/search:", width=320
        )
        family = st.pills(t("cases.page.family"), list(Family), format_func=lambda one: t(f"cases.family.{one}"), key="cases.family")
        if not works:
            return Sought(words.strip(), family)
        state = st.pills(t("cases.page.state"), list(CaseState), format_func=lambda one: t(f"cases.state.{one}"), key="cases.state")
        teams = cases.teams(house(), actor())
        team = ""
        if len(teams) > 1:
            team = st.selectbox(
                t("cases.page.team"), ("", *teams), format_func=lambda one: one or t("cases.page.any_team"), key="cases.team", width=180
            )
        mine = st.toggle(t("cases.page.mine"), key="cases.mine")
        late = st.toggle(t("cases.page.late"), key="cases.late")
    return Sought(words.strip(), family, state, team, actor().id if mine else None, late)


def _page(sought: Sought) -> int:
    """The page to show; another search begins at the first one."""
    if st.session_state.get("cases.sought") != sought:
        st.session_state["cases.sought"], st.session_state[PAGE] = sought, 0
    number: int = st.session_state[PAGE]
    return number


def _turn(page: int, found: int) -> None:
    if not page and found <= PER_PAGE:
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.button(t("common.table.previous"), disabled=not page, key="cases.back", on_click=_to_page, args=(page - 1,))
        st.button(t("common.table.next"), disabled=found <= PER_PAGE, key="cases.on", on_click=_to_page, args=(page + 1,))


def _to_page(page: int) -> None:
    st.session_state[PAGE] = page


show()
