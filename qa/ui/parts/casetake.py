"""A case file taken along, masked unless somebody says otherwise."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qa.desk import report
from qa.desk.case_views import CaseView
from qa.ui.parts.reports import downloads
from qa.ui.session import actor, house, language
from qa.ui.words import t


def take(view: CaseView) -> None:
    """Word document or workbook, made when it is asked for."""
    here, who, words, number = house(), actor(), language(), view.line.id
    with st.popover(t("month.case.take"), icon=":material/download:"):
        masked = st.checkbox(t("month.case.masked"), value=True, key=f"case-{number}-masked")
        st.caption(t("month.case.private" if masked else "month.case.unmasked"))

        def content(form: str) -> Callable[[], bytes]:
            return lambda: report.of_case(here, who, number, form, words, masked=masked)

        downloads(f"{t('cases.page.title')} {number}", f"case-{number}-{masked}", content)
