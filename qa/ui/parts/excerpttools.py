"""What can be done with one excerpt besides hearing it: its place in the list it was found in, favourites, how long it stays."""

from __future__ import annotations

from datetime import date

import streamlit as st

from qa.desk import excerpts, keeping, library
from qa.desk.views import ExcerptView
from qa.errors import Forbidden
from qa.ui.parts import libraryaddress, withdrawing
from qa.ui.session import actor, house, told
from qa.ui.words import date_words, t


def in_list(excerpt: ExcerptView) -> None:
    """Back to the list, and the ones before and after, as the address says which list it is."""
    wanted, page = libraryaddress.read({name: str(value) for name, value in st.query_params.items()})
    address = libraryaddress.written(wanted, page)
    try:
        beside = library.beside(house(), actor(), wanted, excerpt.id)
    except Forbidden:
        beside, address = None, {}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link("pages/library.py", label=f":small[← {t('shelf.one.back')}]", query_params=address)
        if beside is None or beside.total == 1:
            return
        st.caption(t("shelf.one.place", place=beside.place, total=beside.total), width="content")
        for label, icon, number in (
            ("before", ":material/chevron_left:", beside.before),
            ("after", ":material/chevron_right:", beside.after),
        ):
            st.button(
                t(f"shelf.one.{label}"),
                icon=icon,
                type="tertiary",
                disabled=number is None,
                key=f"excerpt-{label}",
                on_click=st.query_params.from_dict,
                args=({"excerpt": str(number), **address},),
            )


def star(excerpt: ExcerptView) -> None:
    """A favourite of one's own, or not."""
    with told():
        on = library.is_favourite(house(), actor(), excerpt.id)
        label = t("shelf.one.starred" if on else "shelf.one.star")
        if st.button(label, icon=":material/star:", type="primary" if on else "secondary", key="favourite"):
            library.favour(house(), actor(), excerpt.id, not on)
            st.rerun()


def keep(excerpt: ExcerptView) -> None:
    """Until which day it stays, whether it is scored first, and the way out at once."""
    if "excerpt.expire" in excerpt.may:
        until = excerpt.expires_on
        label = t("shelf.one.keep_until", day=date_words(until)) if until else t("shelf.one.keep")
        with st.popover(label, icon=":material/event_busy:"):
            st.caption(t("shelf.one.keep_help"))
            day: date | None = st.date_input(t("shelf.one.until"), value=until, min_value=excerpts.today(), key=f"until-{excerpt.id}")
            with st.container(horizontal=True):
                if st.button(t("shelf.one.save"), type="primary", key=f"until-{excerpt.id}-save"):
                    _expire(excerpt, day)
                if until and st.button(t("shelf.one.for_good"), key=f"until-{excerpt.id}-none"):
                    _expire(excerpt, None)
    if "excerpt.ask" in excerpt.may:
        # its state is in its key: what somebody else turned meanwhile shows
        st.toggle(
            t("voting.ask_first"),
            value=excerpt.score_first,
            help=t("voting.ask_later_hint"),
            key=f"ask-{excerpt.id}-{excerpt.score_first}",
            on_change=_ask,
            args=(excerpt,),
        )
    if "excerpt.withdraw" in excerpt.may and st.button(
        t("shelf.one.withdraw"), icon=":material/delete:", help=t("shelf.one.withdraw_help"), key="withdraw"
    ):
        withdrawing.withdraw(excerpt.id, excerpt.title)
        wanted, page = libraryaddress.read({name: str(value) for name, value in st.query_params.items()})
        st.switch_page("pages/library.py", query_params=libraryaddress.written(wanted, page))


def _ask(excerpt: ExcerptView) -> None:
    with told():
        keeping.ask(house(), actor(), excerpt.id, not excerpt.score_first)
        st.toast(t("voting.asked" if not excerpt.score_first else "voting.not_asked"), icon=":material/check:")


def _expire(excerpt: ExcerptView, day: date | None) -> None:
    with told():
        keeping.expire(house(), actor(), excerpt.id, day)
        st.toast(t("shelf.one.saved", day=date_words(day)) if day else t("shelf.one.saved_for_good"), icon=":material/check:")
        st.rerun()
