"""The application's page: who is here, the menu by role, then the page asked for."""

from __future__ import annotations

import streamlit as st

from qa.ui import session, shell

st.set_page_config(page_title=shell.PRODUCT, page_icon=shell.MARK, layout="wide", initial_sidebar_state="auto")
person = session.actor()
page = st.navigation(shell.menu(person), position="sidebar", expanded=True)
shell.frame(person)
page.run()
shell.bell(person)  # last: what the page has just shown is no news any more
