"""Reports to take along: a button a form; the file is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qa.desk import report
from qa.ui.words import t

ICONS = {"docx": "description", "xlsx": "table_view"}


def downloads(name: str, key: str, content: Callable[[str], Callable[[], bytes]]) -> None:
    """``name``: of the file, without its ending; ``content``: by form, what makes it."""
    with st.container(horizontal=True, gap="small"):
        for form, icon in ICONS.items():
            st.download_button(
                t(f"month.review.{form}"),
                content(form),
                file_name=report.file_name(name, form),
                icon=f":material/{icon}:",
                key=f"take-{key}-{form}",
                on_click="ignore",
            )
