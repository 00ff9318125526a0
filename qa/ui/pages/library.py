"""The library: excerpts that teach, to be found, heard one after the other and talked about."""

from __future__ import annotations

import streamlit as st

from qa.desk import library
from qa.desk.library_views import LibraryPage
from qa.model.library import Wanted
from qa.ui.parts import excerpting, libraryfilter, voting, withdrawing
from qa.ui.parts.cards import of_library
from qa.ui.parts.shelf import Acts, labels, shelf
from qa.ui.session import actor, house, language, told
from qa.ui.words import t

PLAY, PLAYED = "library.play", "library.played"


def show() -> None:
    st.title(t("library.page.title"))
    wanted, number = libraryfilter.taken()
    libraryfilter.bar()
    excerpting.waiting()
    with told():
        page = library.page(house(), actor(), wanted, number)
        address = libraryfilter.keep(wanted, page.number)
        if not wanted.waiting:
            voting.waiting(libraryfilter.only_waiting)
        _head(wanted, page)
        _cards(page, address)
        _turns(page)


def _head(wanted: Wanted, page: LibraryPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        libraryfilter.more(wanted, page.choices)
        narrowed = wanted != Wanted(sort=wanted.sort)
        count = t("shelf.page.count_found" if narrowed else "shelf.page.count", count=page.total)
        pages = t("shelf.page.count_page", page=page.number, pages=page.pages)
        st.caption(f"{count} · {pages}" if page.pages > 1 else count, width="content")
        if narrowed:
            st.button(t("shelf.page.clear"), icon=":material/filter_alt_off:", type="tertiary", on_click=libraryfilter.clear)
    if not page.cards:
        st.info(t("library.page.nothing") if narrowed else t("library.page.empty"))


def _cards(page: LibraryPage, address: dict[str, str]) -> None:
    undo = withdrawing.undo()
    if not page.cards and undo is None:
        return
    titles = {card.excerpt.id: card.excerpt.title for card in page.cards}
    shelf(
        "library.shelf",
        [of_library(card, address) for card in page.cards],
        first=(page.number - 1) * library.A_PAGE + 1,
        total=page.total,
        more=page.number < page.pages,
        play=st.session_state.pop(PLAY, ""),
        undo=undo,
        labels=labels(language()),
        acts=Acts(
            open=lambda number: st.switch_page("pages/excerpt.py", query_params={"excerpt": str(number), **address}),
            star=_star,
            withdraw=lambda number: withdrawing.withdraw(number, titles.get(number, "")),
            restore=withdrawing.restore,
            turn=_play_on,
        ),
    )


def _star(number: int, on: bool) -> None:
    with told():
        library.favour(house(), actor(), number, on)


def _play_on(by: int) -> None:
    """The list goes on playing on another page."""
    libraryfilter.turn(by)
    count = st.session_state.get(PLAYED, 0) + 1
    st.session_state[PLAYED], st.session_state[PLAY] = count, f"{'+' if by > 0 else '-'}{count}"


def _turns(page: LibraryPage) -> None:
    if page.pages == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, by, possible in (
            (t("common.table.previous"), -1, page.number > 1),
            (t("common.table.next"), 1, page.number < page.pages),
        ):
            st.button(label, disabled=not possible, key=f"library-turn{by}", on_click=libraryfilter.turn, args=(by,))


show()
