"""The library: excerpts that teach, to be heard and talked about."""

from __future__ import annotations

import streamlit as st

from qa.desk import excerpts
from qa.model.library import ExcerptKind
from qa.ui.parts import excerpting
from qa.ui.parts.cards import ICONS, card
from qa.ui.session import actor, house, told
from qa.ui.words import t

A_PAGE = 12


def show() -> None:
    st.title(t("library.page.title"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            t("library.page.search"), placeholder=t("library.page.search_hint"), key="library-words", icon=":material/search:"
        )
        kind = st.pills(
            t("library.page.kind"),
            list(ExcerptKind),
            format_func=lambda one: f"{ICONS[one]} {t(f'library.kind.{one}')}",
            key="library-kind",
        )
    excerpting.waiting()
    with told():
        page = _page_number((words, kind))
        found = excerpts.listed(house(), actor(), kind=kind, words=words, limit=A_PAGE + 1, offset=page * A_PAGE)
        if not found:
            st.info(t("library.page.nothing") if words or kind or page else t("library.page.empty"))
        for left in range(0, min(len(found), A_PAGE), 2):
            for column, excerpt in zip(st.columns(2), found[left : min(left + 2, A_PAGE)], strict=False):
                with column:
                    card(excerpt)
        _turn(page, more=len(found) > A_PAGE)


def _page_number(search: tuple[str, ExcerptKind | None]) -> int:
    """The page to show; another search begins at the first one."""
    if st.session_state.get("library-search") != search:
        st.session_state["library-search"], st.session_state["library-page"] = search, 0
    number: int = st.session_state["library-page"]
    return number


def _turn(page: int, *, more: bool) -> None:
    if not page and not more:
        return
    with st.container(horizontal=True):
        for label, to, possible in ((t("common.table.previous"), page - 1, page > 0), (t("common.table.next"), page + 1, more)):
            if st.button(label, disabled=not possible, key=f"library-to-{to}"):
                st.session_state["library-page"] = to
                st.rerun()


show()
