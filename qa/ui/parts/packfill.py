"""What may go into a pack: this week's most frequent findings with a good and a bad example, and a draw by filters."""

from __future__ import annotations

import streamlit as st

from qa.desk import drawing, rubrics
from qa.desk.drawing import Filter
from qa.desk.pack_views import Suggestion
from qa.desk.views import ExcerptView, PackView
from qa.model.library import ExcerptKind
from qa.ui.session import actor, house, language, told
from qa.ui.words import clock, plain, t


def fill(pack: PackView) -> None:
    """Suggestions and a draw, for whoever may change the pack."""
    with st.expander(t("packs.fill.title"), icon=":material/lightbulb:"):
        found = drawing.suggested(house(), actor())
        st.caption(t("packs.fill.week"))
        if not found:
            st.text(t("packs.fill.nothing"))
        for place, one in enumerate(found):
            _suggestion(pack, one, place)
        _draw(pack)


def _suggestion(pack: PackView, one: Suggestion, place: int) -> None:
    inside = {item.excerpt.id for item in pack.items}
    title = one.title.to(language())
    shown = [(t("packs.fill.good"), one.good), (t("packs.fill.bad"), one.bad)]
    new = tuple(excerpt.id for _, excerpt in shown if excerpt is not None and excerpt.id not in inside)
    with st.container(border=True, key=f"suggested-{place}"):
        st.markdown(t("packs.fill.line", title=plain(title), missed=one.missed, calls=one.calls))
        for word, excerpt in shown:
            st.caption(f"{word}: {_named(excerpt)}")
        if new and st.button(t("packs.fill.take" if len(new) == 2 else "packs.fill.take_one"), key=f"take-{pack.id}-{place}"):
            with told():
                drawing.take(house(), actor(), pack.id, new, title)
                st.rerun()


def _named(excerpt: ExcerptView | None) -> str:
    return t("packs.fill.none") if excerpt is None else f"{plain(excerpt.title)} ({clock(excerpt.seconds)})"


def _draw(pack: PackView) -> None:
    here = language()
    titles = {
        (one.id, criterion.id): f"{one.title.to(here)} · {criterion.title.to(here)}"
        for one in rubrics.listed(house(), actor())
        for criterion in one.criteria
    }
    with st.form(f"draw-{pack.id}", border=False):
        st.caption(t("packs.fill.draw"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = st.selectbox(
                t("packs.fill.kind"),
                list(ExcerptKind),
                index=None,
                format_func=lambda one: t(f"library.kind.{one}"),
                placeholder=t("packs.fill.any"),
            )
            shown = st.selectbox(
                t("packs.fill.criterion"),
                list(titles),
                index=None,
                format_func=titles.__getitem__,
                placeholder=t("packs.fill.any_criterion"),
            )
            words = st.text_input(t("packs.fill.words"), max_chars=100)
            if st.form_submit_button(t("packs.fill.draw_button"), icon=":material/filter_alt:"):
                with told():
                    sought = Filter(kind, words, *(shown or ("", "")))
                    count = drawing.draw(house(), actor(), pack.id, sought)
                    st.toast(t("packs.fill.drawn", count=count) if count else t("packs.fill.drawn_none"))
                    if count:
                        st.rerun()
