"""One excerpt: hear it, score it, read it, talk about it, put it into a pack."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import excerpts, packs
from qa.desk.views import ExcerptView
from qa.ui.parts import excerpttools, talk, voting
from qa.ui.parts.cards import badge, sound
from qa.ui.session import actor, house, language, told
from qa.ui.words import clock, moment, plain, t


def show() -> None:
    number = st.query_params.get("excerpt", "")
    if not number.isdecimal():
        st.info(t("library.one.none"))
        return
    with told():
        excerpt = excerpts.one(house(), actor(), int(number))
        excerpttools.in_list(excerpt)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            badge(excerpt.kind)
            st.markdown(f"### {plain(excerpt.title)}")
        facts = [
            clock(excerpt.seconds),
            excerpt.topic,
            excerpt.criterion_title and excerpt.criterion_title.to(language()),
            excerpt.agent and t("masks.agent", name=excerpt.agent),
            t("masks.by", name=excerpt.author),
            moment(excerpt.created_at),
            excerpt.expires_on and t("masks.until", day=excerpt.expires_on.isoformat()),
        ]
        st.caption(" · ".join(plain(str(fact)) for fact in facts if fact))
        if not excerpt.hidden:
            talk.conclusion(excerpt)
        left, right = st.columns([3, 2], gap="large")
        with left:
            _told(t("library.one.note"), excerpt.note)
            sound(excerpt, compact=False, height=420)
            _told(t("masks.better"), excerpt.better)
            _tools(excerpt)
        with right:
            if excerpt.hidden:
                voting.ask(excerpt)
                st.caption(f":material/lock: {t('voting.locked')}")
            else:
                voting.shown(excerpt)
                post = st.query_params.get("post", "")
                talk.talk(excerpt, int(post) if post.isdecimal() else None)


def _told(heading: str, words: str) -> None:
    if words:
        with st.container(border=True):
            st.markdown(f"**{heading}**")
            st.text(words)


def _tools(excerpt: ExcerptView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        excerpttools.star(excerpt)
        if excerpt.call_id and allowed(actor(), "call.list"):
            st.page_link(
                "pages/call.py", label=t("library.one.to_call"), icon=":material/call:", query_params={"call": str(excerpt.call_id)}
            )
        mine = [pack for pack in packs.listed(house(), actor()) if "pack.edit" in pack.may]
        if mine:
            with st.popover(t("library.one.to_pack"), icon=":material/playlist_add:"):
                chosen = st.selectbox(t("library.one.pack"), mine, format_func=lambda pack: f"{pack.title} ({clock(pack.seconds)})")
                if st.button(t("library.one.add"), type="primary") and chosen:
                    with told():
                        packs.put_in(house(), actor(), chosen.id, excerpt.id)
                        st.toast(t("library.one.added", title=chosen.title), icon=":material/check:")
        excerpttools.keep(excerpt)


show()
