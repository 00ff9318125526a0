"""Withdrawing an excerpt with one click, wherever it stands, and putting it back while that can be done."""

from __future__ import annotations

import time

import streamlit as st

from qa.desk import keeping
from qa.errors import HearbackError
from qa.ui.parts.shelf import Undo
from qa.ui.session import actor, house, language

UNDO = "library.undo"
MARGIN_S = 3.0
"""The way back is offered a little shorter than it is open."""


def withdraw(number: int, title: str) -> None:
    """Withdraw it, and remember that it can be put back. For callbacks too: what refuses is told as a toast."""
    try:
        keeping.withdraw(house(), actor(), number)
    except HearbackError as refused:
        st.toast(refused.message(language()), icon=":material/error:")
        return
    st.session_state[UNDO] = (number, title, time.monotonic() + keeping.UNDO.total_seconds() - MARGIN_S)


def restore(number: int) -> None:
    """Put back what was just withdrawn."""
    st.session_state.pop(UNDO, None)
    try:
        keeping.restore(house(), actor(), number)
    except HearbackError as refused:
        st.toast(refused.message(language()), icon=":material/error:")


def undo() -> Undo | None:
    """What can be put back now."""
    number, title, until = st.session_state.get(UNDO, (0, "", 0.0))
    left = until - time.monotonic()
    return Undo(number, title, left) if left > 0 else None
