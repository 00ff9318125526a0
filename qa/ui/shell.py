"""What surrounds every page: the menu by role, and who is signed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import streamlit as st

from qa.access import JUDGES
from qa.desk import mentors, notices, people
from qa.model.people import Person, Role
from qa.model.text import LANGUAGES
from qa.ui import session
from qa.ui.words import plain, role_words, t

PRODUCT = "听回 Hearback"
NAMES = {"zh": "中文", "en": "English"}
HERE = Path(__file__).parent
CSS, LOGO, MARK = HERE / "shell.css", str(HERE / "logo.svg"), str(HERE / "mark.svg")

EVERYONE = tuple(Role)
LEADERS = (Role.LEAD, *JUDGES)
SECTIONS: dict[str, tuple[tuple[str, str, tuple[Role, ...]], ...]] = {
    "work": (
        ("home", "home", EVERYONE),
        ("queue", "checklist", JUDGES),
        ("calls", "call", LEADERS),
        ("feedback", "rate_review", (Role.AGENT,)),
        ("newcomers", "diversity_3", EVERYONE),
        ("appeals", "gavel", JUDGES),
        ("cases", "cases", EVERYONE),
        ("team", "groups", LEADERS),
        ("month", "event_note", EVERYONE),
        ("calibration", "balance", JUDGES),
        ("notices", "notifications", EVERYONE),
        ("plans", "shuffle", (Role.MANAGER, Role.ADMIN)),
    ),
    "share": (("library", "library_music", EVERYONE), ("packs", "playlist_play", EVERYONE), ("quiz", "quiz", EVERYONE)),
    "house": (
        ("rubrics", "rule", EVERYONE),
        ("settings", "tune", JUDGES),
        ("people", "manage_accounts", (Role.ADMIN,)),
        ("account", "person", EVERYONE),
    ),
}
"""The menu: name (the address too), icon, and for whom it stands there. ``desk`` refuses by itself; this is courtesy.

Newcomers stand there for whoever accompanies some.
"""

HIDDEN = ("call", "excerpt")
"""Pages that are reached from others, by address."""


def menu(person: Person) -> dict[str, list[Any]]:
    """The pages of a person, section by section."""
    left_out = () if mentors.newcomers(session.house(), person) else ("newcomers",)
    sections = {
        t(f"shell.sections.{section}"): [
            st.Page(f"pages/{name}.py", title=_title(name, person), icon=f":material/{icon}:", url_path=name, default=name == "home")
            for name, icon, roles in pages
            if person.role in roles and name not in left_out
        ]
        for section, pages in SECTIONS.items()
    }
    sections[t("shell.sections.share")] += [
        st.Page(f"pages/{name}.py", title=t(f"shell.pages.{name}"), url_path=name, visibility="hidden") for name in HIDDEN
    ]
    return sections


def _title(name: str, person: Person) -> str:
    """How a page is called; agents see of the monthly review what was improved."""
    return t("month.page.title_own" if name == "month" and person.role is Role.AGENT else f"shell.pages.{name}")


def frame(person: Person) -> None:
    """The sidebar: the product above the menu; below it name and role, the language, the way out."""
    # Streamlit's own words on the uploader are English: the page's stand over them
    st.html(f"<style>:root {{ --hb-choose: {_quoted('shell.choose_files')}; --hb-drop: {_quoted('shell.drop_files')}; }}</style>")
    st.html(CSS)
    st.logo(LOGO, size="large", link=None, icon_image=MARK)
    with st.sidebar, st.container(key="shell_who"):
        st.markdown(f"**{plain(person.shown)}**  \n:small[{role_words(person.role)}{_team(person)}]")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            language_switch(person, "shell")
            # a plain link: leaving the pages is the gate's business
            st.html(f'<a class="hb-sign-out" href="/sign-out" target="_self">{t("shell.sign_out")}</a>', width="content")


def bell(person: Person) -> None:
    """How many notices the reader has not seen, in the corner of every page."""
    unread = notices.unread(session.house(), person)
    icon = ":material/notifications_unread:" if unread else ":material/notifications:"
    with st.container(key="shell_bell_new" if unread else "shell_bell", width="content"):
        st.page_link("pages/notices.py", label=t("shell.news", count=unread) if unread else t("shell.no_news"), icon=icon)


def language_switch(person: Person, place: str, label: str = "") -> None:
    """中文 / English, remembered in the account. The key carries the language, so that it always shows the one in force."""
    key = f"{place}.language.{person.language}"
    st.segmented_control(
        label or t("shell.language"),
        LANGUAGES,
        default=person.language,
        format_func=NAMES.__getitem__,
        key=key,
        on_change=_speak,
        args=(person, key),
        label_visibility="visible" if label else "collapsed",
    )


def _speak(person: Person, key: str) -> None:
    if chosen := st.session_state[key]:
        people.set_language(session.house(), person, chosen)


def _quoted(key: str) -> str:
    return json.dumps(t(key), ensure_ascii=False)


def _team(person: Person) -> str:
    return f" · {plain(person.team)}" if person.team else ""
