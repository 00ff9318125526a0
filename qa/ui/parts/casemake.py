"""The form for a new case file, empty or begun from a call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import streamlit as st

from qa.desk import cases
from qa.desk.case_views import CaseDraft
from qa.desk.lifecycle import LONGEST
from qa.model.casefile import Family, Part
from qa.ui import session
from qa.ui.session import actor, told
from qa.ui.words import clock_time, moment, t, told_at

MINUTE = timedelta(minutes=1)


def form(draft: CaseDraft | None = None) -> None:
    """Makes the case and goes there."""
    key = f"case-new-{draft.call_id if draft else ''}"
    teams = cases.teams_to_choose(session.house(), actor())
    with st.form(key, border=False):
        if draft:
            st.caption(t("cases.make.from_call_hint", call=draft.call))
        title = st.text_input(
            t("cases.make.title"),
            value=draft.title if draft else "",
            max_chars=cases.LONGEST_TITLE,
            placeholder=t("cases.make.title_hint"),
            key=f"{key}-title",
        )
        left, right = st.columns(2)
        with left:
            came = st.datetime_input(
                t("cases.make.complained"),
                value=clock_time(draft.complained_at if draft else datetime.now(UTC)),
                step=MINUTE,
                format="YYYY-MM-DD",
                key=f"{key}-came",
            )
            reference = st.text_input(t("cases.make.reference"), max_chars=cases.LONGEST_REFERENCE, key=f"{key}-reference")
        with right:
            team = _team(teams, draft.team if draft else "", f"{key}-team")
            family = st.pills(t("cases.page.family"), list(Family), format_func=lambda one: t(f"cases.family.{one}"), key=f"{key}-family")
        texts = {part: _text(part, _begun(part, draft), key) for part in (Part.BACKGROUND, Part.PROBLEM)}
        pressed = st.form_submit_button(t("cases.make.save"), type="primary", icon=":material/create_new_folder:")
    if pressed and came is not None:
        with told():
            case_id = cases.open_case(
                session.house(),
                actor(),
                title=title,
                complained_at=told_at(came),
                team=team,
                reference=reference,
                texts=texts,
                family=family,
                call_id=draft.call_id if draft else None,
            )
            st.toast(t("cases.make.done"), icon=":material/check:")
            st.switch_page("pages/cases.py", query_params={"case": str(case_id)})


def _team(teams: tuple[str, ...], here: str, key: str) -> str:
    own = tuple(dict.fromkeys((*teams, here))) if here else teams
    choices = own if len(teams) == 1 and actor().team == teams[0] else ("", *own)
    chosen = st.selectbox(
        t("cases.make.team"),
        choices,
        index=choices.index(here) if here in choices else 0,
        format_func=lambda one: one or t("cases.make.no_team"),
        key=key,
    )
    return chosen or ""


def _text(part: Part, begun: str, key: str) -> str:
    return st.text_area(
        t(f"cases.part.{part}"), value=begun, max_chars=LONGEST, height=100, placeholder=t(f"cases.hint.{part}"), key=f"{key}-{part}"
    )


def _begun(part: Part, draft: CaseDraft | None) -> str:
    if draft is None:
        return ""
    if part is Part.BACKGROUND:
        return t("cases.make.began", when=moment(draft.complained_at), agent=draft.agent or t("cases.make.unnamed_agent"))
    return t("cases.own_words", words=f"“{draft.said}”") if draft.said else ""
