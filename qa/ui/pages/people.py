"""Accounts: who works here, and what they may."""

from __future__ import annotations

import streamlit as st

from qa.desk import people
from qa.desk.house import House
from qa.model.people import Person, Role
from qa.model.text import LANGUAGES
from qa.ui import session
from qa.ui.parts.table import Cell, Column, Row, table
from qa.ui.shell import NAMES
from qa.ui.words import role_words, t

CHOSEN, TOLD, ADDED = "people.chosen", "people.told", "people.added"


def show() -> None:
    actor, house = session.actor(), session.house()
    st.title(t("peoplepage.title"))
    with session.told():
        everyone = people.listed(house, actor)
        with st.expander(t("peoplepage.add"), icon=":material/person_add:", expanded=len(everyone) < 2):
            _add(house, actor)
        if words := st.session_state.pop(TOLD, ""):
            st.success(words)
        chosen = next((one for one in everyone if one.id == st.session_state.get(CHOSEN)), None)
        if chosen:
            _one(house, actor, chosen)
        _everyone(actor, everyone)


def _everyone(actor: Person, everyone: tuple[Person, ...]) -> None:
    columns = (
        Column(t("peoplepage.columns.shown"), wide=True),
        Column(t("peoplepage.columns.name")),
        Column(t("peoplepage.columns.role")),
        Column(t("peoplepage.columns.team")),
        Column(t("peoplepage.columns.language"), lesser=True),
        Column(t("peoplepage.columns.state")),
    )
    opened = table("people.table", columns=columns, rows=[_row(actor, one) for one in everyone], label=t("peoplepage.title"))
    st.caption(t("peoplepage.hint"))
    if opened is not None:
        st.session_state[CHOSEN] = opened
        st.rerun()


def _row(actor: Person, one: Person) -> Row:
    cells = (
        Cell(one.shown, tone="" if one.active else "quiet", note=t("peoplepage.you") if one.id == actor.id else ""),
        Cell(one.name),
        Cell(role_words(one.role)),
        Cell(one.team, tone="quiet"),
        Cell(_language(one.language), tone="quiet"),
        Cell(t("peoplepage.active"), tone="good") if one.active else Cell(t("peoplepage.disabled"), tone="quiet", badge=True),
    )
    return Row(one.id, "/people", cells)


def _language(code: str) -> str:
    return NAMES.get(code) or t("peoplepage.form.browser")


def _add(house: House, actor: Person) -> None:
    form = st.session_state.setdefault(ADDED, 0)
    with st.form(f"people.add.{form}", border=False):
        first, second, third = st.columns(3)
        name = first.text_input(t("peoplepage.form.name"), help=t("peoplepage.form.name_hint"), max_chars=32)
        shown = second.text_input(t("peoplepage.form.shown"), max_chars=people.LONGEST)
        password = third.text_input(
            t("peoplepage.form.password"), type="password", help=t("peoplepage.form.password_hint", shortest=people.SHORTEST_PASSWORD)
        )
        role = first.selectbox(
            t("peoplepage.form.role"), list(Role), format_func=lambda role: f"{role_words(role)} · {t(f'peoplepage.roles.{role.value}')}"
        )
        team = second.text_input(t("peoplepage.form.team"), help=t("peoplepage.form.team_hint"), max_chars=people.LONGEST)
        language = third.selectbox(t("peoplepage.form.language"), ("", *LANGUAGES), format_func=_language)
        pressed = st.form_submit_button(t("peoplepage.form.add"), type="primary")
    if pressed:
        with session.told():
            added = people.add(
                house, actor, name=name, shown=shown or name, role=role or Role.AGENT, team=team, language=language, password=password
            )
            st.session_state[ADDED] = form + 1
            _tell(t("peoplepage.added", name=added.shown))


def _one(house: House, actor: Person, one: Person) -> None:
    with st.container(border=True):
        head, close = st.columns([5, 1], vertical_alignment="center")
        head.text(f"{one.shown} · {one.name} · {role_words(one.role)}")
        with close.container(horizontal=True, horizontal_alignment="right"):
            st.button(t("common.actions.close"), type="tertiary", on_click=_close)
        form = st.form(f"people.password.{one.id}", border=False, clear_on_submit=True)
        with form, st.container(horizontal=True, vertical_alignment="bottom"):
            hint = t("peoplepage.form.password_hint", shortest=people.SHORTEST_PASSWORD)
            password = st.text_input(t("peoplepage.one.password"), type="password", help=hint, width=280)
            pressed = st.form_submit_button(t("peoplepage.one.set"))
        with session.told():
            if pressed:
                people.set_password(house, actor, one.name, password)
                _tell(t("peoplepage.changed", name=one.shown))
            word = "close" if one.active else "open"
            if one.id != actor.id and st.button(t(f"peoplepage.one.{word}"), help=t("peoplepage.one.close_hint") if one.active else None):
                people.set_active(house, actor, one.name, not one.active)
                _tell(t("peoplepage.closed" if one.active else "peoplepage.opened", name=one.shown))


def _close() -> None:
    st.session_state.pop(CHOSEN, None)


def _tell(words: str) -> None:
    st.session_state[TOLD] = words
    st.rerun()


show()
