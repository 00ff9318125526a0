"""The own account: language and password."""

from __future__ import annotations

import streamlit as st

from qa.desk import people
from qa.errors import Invalid
from qa.model.people import Person
from qa.ui import session
from qa.ui.shell import language_switch
from qa.ui.words import NONE, role_words, t


def show() -> None:
    person = session.actor()
    st.title(t("account.title"), anchor=False)
    with st.container(width=520):
        facts = {"name": person.name, "role": role_words(person.role), "team": person.team}
        for column, (name, value) in zip(st.columns(len(facts)), facts.items(), strict=True):
            column.caption(t(f"account.{name}"))
            column.text(value or NONE)
        language_switch(person, "account", t("account.language"))
        st.subheader(t("account.password.title"))
        if people.is_demo(session.house()):
            st.caption(t("account.password.demo"))
        else:
            _password(person)


def _password(person: Person) -> None:
    with st.form("account.password", clear_on_submit=True):
        old = st.text_input(t("account.password.old"), type="password")
        new = st.text_input(t("account.password.new"), type="password", help=t("account.password.hint", shortest=people.SHORTEST_PASSWORD))
        again = st.text_input(t("account.password.again"), type="password")
        pressed = st.form_submit_button(t("account.password.button"), type="primary")
    if pressed:
        with session.told():
            if new != again:
                raise Invalid("account.not_the_same")
            people.set_own_password(session.house(), person, old, new)
            st.success(t("account.password.done"))
            st.html(f'<a href="/sign-in" target="_self">{t("account.password.sign_in")}</a>')


show()
