"""The service improvement list: a line to add one, what to look for, the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from qa.access import About, allowed
from qa.desk import improve, report
from qa.desk.improve_views import ImproveLine
from qa.model.improve import Cause, ImproveState, Listed, Month
from qa.ui.parts.reports import downloads
from qa.ui.parts.table import Cell, Column, Row, Tone, table
from qa.ui.session import actor, house, language, told
from qa.ui.words import NONE, date_words, t

STATE_TONES: dict[ImproveState, Tone] = {
    ImproveState.OPEN: "neutral",
    ImproveState.WORKING: "accent",
    ImproveState.DONE: "good",
    ImproveState.DROPPED: "quiet",
}


def page(team: str, at: Month) -> None:
    """The list of a team, or, where none is chosen, of all that the reader may see."""
    if allowed(actor(), "improve.make", About(team=actor().team)):
        with st.expander(t("month.list.new"), icon=":material/add:", expanded=True):
            form(at, team)
    sought = _sought(team)
    found = improve.listed(house(), actor(), sought)
    if found:
        improvement_table("month.list", found)
        _take(sought)
    else:
        st.info(t("month.list.empty" if sought == Listed(team=sought.team) else "month.list.none"))


def _take(sought: Listed) -> None:
    here, who, words = house(), actor(), language()

    def content(form: str) -> Callable[[], bytes]:
        return lambda: report.of_list(here, who, sought, form, words)

    downloads(t("month.view.list"), "improvements", content)


def own() -> None:
    """What an agent sees: what was done and told to all, and what is theirs to see to."""
    found = improve.listed(house(), actor())
    if found:
        improvement_table("month.own", found)
    else:
        st.info(t("month.page.none_own"))


def form(at: Month, team: str = "") -> None:
    """One line: Tab moves on, Enter adds, and the next one can be written."""
    teams = improve.teams_to_choose(house(), actor())
    names = {one.id: one.shown for one in improve.owners(house(), actor())}
    with st.form("month-new", border=False, clear_on_submit=False):
        # what was refused stays to be mended; what was added makes room for the next
        key = f"month.new.{st.session_state.setdefault('month.added', 0)}"
        what = st.text_input(t("month.list.what"), max_chars=improve.LONGEST_WHAT, placeholder=t("month.list.what_hint"), key=f"{key}.what")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            cause = st.selectbox(
                t("month.list.cause"), list(Cause), index=None, format_func=cause_hint, key=f"{key}.cause", width=240, placeholder=NONE
            )
            owner = st.selectbox(
                t("month.list.owner"),
                list(names),
                index=None,
                format_func=names.__getitem__,
                key=f"{key}.owner",
                width=170,
                placeholder=t("month.list.nobody"),
            )
            due: date | None = st.date_input(
                t("month.list.due"), value=None, min_value="today", format="YYYY-MM-DD", key=f"{key}.due", width=150
            )
            whose = teams[0]
            if len(teams) > 1:
                place = teams.index(team) if team in teams else 0
                whose = st.selectbox(t("month.list.team"), teams, index=place, format_func=team_words, key=f"{key}.team", width=150)
            sent = st.form_submit_button(t("month.list.add"), type="primary", icon=":material/add:")
        st.caption(t("month.list.keys"))
        if sent:
            with told():
                improve.add(house(), actor(), what=what, month=at, cause=cause, team=whose, owner=owner, due=due)
                st.session_state["month.added"] += 1
                st.toast(t("month.list.added"), icon=":material/check:")
                st.rerun()


def team_words(team: str) -> str:
    return team or t("month.page.house")


def cause_hint(cause: Cause) -> str:
    return f"{t(f'month.cause.{cause}')} · {t(f'month.cause_hint.{cause}')}"


def _sought(team: str) -> Listed:
    with st.container(horizontal=True, vertical_alignment="bottom", key="month-filter"):
        state = st.pills(t("month.list.state"), list(ImproveState), format_func=lambda one: t(f"month.state.{one}"), key="month.state")
        cause = st.pills(t("month.list.cause"), list(Cause), format_func=lambda one: t(f"month.cause.{one}"), key="month.cause")
        names = {one.id: one.shown for one in improve.owners(house(), actor())}
        owner = st.selectbox(
            t("month.list.owner"),
            (None, *names),
            format_func=lambda one: names[one] if one else t("month.list.any_owner"),
            key="month.owner",
            width=160,
        )
        of = st.selectbox(
            t("month.list.month"),
            ("", *improve.months(house(), actor())),
            format_func=lambda one: one or t("month.list.any_month"),
            key="month.of",
            width=140,
        )
        late = st.toggle(t("month.list.late"), key="month.late")
    # who leads one team sees what is for the house beside it; who sees all may look at one
    return Listed(state, cause, owner, of, team if team and team != actor().team else None, late)


def improvement_table(key: str, found: Sequence[ImproveLine]) -> None:
    """Improvements; one opens with a click or with Enter."""
    columns = (
        Column(t("month.list.what"), wide=True, wraps=True),
        Column(t("month.list.state")),
        Column(t("month.list.cause"), lesser=True),
        Column(t("month.list.owner"), lesser=True),
        Column(t("month.list.due"), end=True),
    )
    opened = table(key, columns=columns, rows=[_row(one) for one in found], label=t("month.view.list"))
    if opened is not None:
        st.query_params["entry"] = str(opened)
        st.rerun()


def _row(one: ImproveLine) -> Row:
    came = one.outcome or one.reason
    late: Tone = "bad" if one.late else ""
    return Row(
        one.id,
        f"/month?entry={one.id}",
        (
            Cell(one.what, note=" · ".join(filter(None, (team_words(one.team), one.month)))),
            Cell(t(f"month.state.{one.state}"), tone=STATE_TONES[one.state], badge=True),
            Cell(t(f"month.cause.{one.cause}") if one.cause else NONE, tone="" if one.cause else "quiet"),
            Cell(one.owner or NONE, tone="" if one.owner else "quiet"),
            Cell(date_words(one.due), tone=late, note=t("month.late") if one.late else ""),
        ),
        note=f"{t('month.list.came')}: {came}" if came else "",
    )
