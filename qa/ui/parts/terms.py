"""The terms of appeals on the settings page: how many working days, which days do not count."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import terms
from qa.model.people import Person
from qa.ui import session
from qa.ui.words import t

SAVED = "terms.saved"


def section(person: Person) -> None:
    """The form; for reading alone where the reader may not change it."""
    may = allowed(person, "settings.change")
    here = terms.in_force(session.house(), person)
    st.subheader(t("settings.terms.title"))
    with st.form("settings.terms", border=True):
        days = st.number_input(
            t("settings.terms.days"), 1, terms.MOST_DAYS, here.days, help=t("settings.terms.days_hint"), disabled=not may, width=220
        )
        first, second = st.columns(2)
        holidays = first.text_area(
            t("settings.terms.holidays"),
            terms.days_as_text(here.holidays),
            help=t("settings.terms.dates_hint"),
            height=120,
            disabled=not may,
        )
        workdays = second.text_area(
            t("settings.terms.workdays"),
            terms.days_as_text(here.workdays),
            help=t("settings.terms.workdays_hint"),
            height=120,
            disabled=not may,
        )
        pressed = st.form_submit_button(t("common.actions.save"), type="primary", disabled=not may)
    if pressed:
        with session.told():
            terms.change(session.house(), person, days=int(days), holidays=holidays, workdays=workdays)
            st.session_state[SAVED] = True
            st.rerun()
    if st.session_state.pop(SAVED, False):
        st.success(t("settings.terms.saved"))
