"""Notices: what happened to reviews, appeals and coaching that concern the reader; each leads to its place."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from qa.desk import notices
from qa.desk.lifeviews import NoticeView
from qa.ui.parts.table import Cell, Column, Row, table
from qa.ui.session import actor, house, language, told
from qa.ui.words import date_words, moment, t


def show() -> None:
    st.title(t("notices.title"))
    with told():
        found = notices.listed(house(), actor())
        unread = sum(not one.read for one in found)
        if unread:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(t("notices.unread", count=unread))
                st.button(t("notices.all_read"), icon=":material/done_all:", on_click=_all_read)
        if not found:
            st.info(t("notices.none"))
            return
        columns = (
            Column(t("notices.what"), wide=True, wraps=True),
            Column(t("notices.mark")),
            Column(t("notices.when"), end=True, lesser=True),
        )
        opened = table("notices.table", columns=columns, rows=[_row(one) for one in found], label=t("notices.title"))
        chosen = next((one for one in found if one.id == opened), None)
        if chosen is not None:
            notices.seen(house(), actor(), chosen.id)
            place = urlsplit(chosen.href)
            st.switch_page(f"pages/{place.path.strip('/') or 'home'}.py", query_params=dict(parse_qsl(place.query)))


def _all_read() -> None:
    notices.seen(house(), actor())


def _row(one: NoticeView) -> Row:
    about = one.about.to(language())
    kind = f"{one.kind}_summary" if one.kind == "corrected" and not about else one.kind
    step = t(f"cases.step.{one.step}") if one.step else ""
    due = date_words(one.day) if one.day else moment(one.due)
    words = t(f"notices.kinds.{kind}", name=one.author, call=one.call, about=about, count=one.count, step=step, due=due)
    return Row(
        one.id,
        one.href,
        (
            Cell(words, tone="quiet" if one.read else "", note=one.text),
            Cell("") if one.read else Cell(t("notices.new"), tone="accent", badge=True),
            Cell(moment(one.at), tone="quiet"),
        ),
    )


show()
