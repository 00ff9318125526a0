"""Who reads this page, in which language, and the house behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

import streamlit as st

from qa import config
from qa.desk import people
from qa.desk.house import House, open_house
from qa.errors import HearbackError
from qa.model.people import Person
from qa.ui.seal import COOKIE, LANGUAGE_COOKIE, Seal, secret_of

LANGUAGE = "hearback.language"


@st.cache_resource(show_spinner=False)
def house() -> House:
    """The workspace, opened once a process. Raises Misconfigured."""
    return open_house(config.load())


@st.cache_resource(show_spinner=False)
def seal() -> Seal:
    """What signs the cookies, once a process."""
    return Seal(secret_of(house().settings.data))


def cookie() -> str | None:
    """The sign-in cookie that came with this page's connection."""
    return st.context.cookies.get(COOKIE)


def actor() -> Person:
    """The person who reads this page, looked up anew at every run: whoever was disabled or signed out is shown the door."""
    known = seal().read(cookie())
    person = people.who(house(), known.person, known.epoch) if known else None
    if person is None:
        _to_the_door()
    assert person is not None
    person = replace(person, language=person.language or _browsers())
    st.session_state[LANGUAGE] = person.language
    return person


def language() -> str:
    """The reader's language, as of this run."""
    here: str | None = st.session_state.get(LANGUAGE)
    return here or actor().language


def audio_url(kind: Literal["call", "excerpt", "draft", "item"], number: int) -> str:
    """The address of a sound. Always the same for the same sound, so that a rerun never interrupts playback."""
    return f"/{kind}s/{number}/audio"


@contextmanager
def told() -> Iterator[None]:
    """Shows what went wrong in the reader's language; the page goes on below it."""
    try:
        yield
    except HearbackError as wrong:
        st.error(wrong.message(language()), icon=":material/error:")


def _browsers() -> str:
    """The language chosen at the door, else the browser's own; anything but Chinese reads English."""
    wish = st.context.cookies.get(LANGUAGE_COOKIE) or st.context.locale or ""
    return "zh" if wish.lower().startswith("zh") else "en"


def _to_the_door() -> None:
    st.session_state.pop(LANGUAGE, None)
    st.html("<script>location.assign('/sign-in')</script>", unsafe_allow_javascript=True)
    st.link_button("登录 · Sign in", "/sign-in")
    st.stop()
