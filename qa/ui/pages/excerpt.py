"""One excerpt: hear it, read it, talk about it, put it into a pack."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import discuss, excerpts, packs
from qa.desk.views import ExcerptView, PostView
from qa.ui.parts import excerpttools
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
        left, right = st.columns([3, 2], gap="large")
        with left:
            if excerpt.note:
                with st.container(border=True):
                    st.markdown(f"**{t('library.one.note')}**")
                    st.text(excerpt.note)
            sound(excerpt, compact=False, height=420)
            if excerpt.better:
                with st.container(border=True):
                    st.markdown(f"**{t('masks.better')}**")
                    st.text(excerpt.better)
            _tools(excerpt)
        with right:
            _thread(excerpt)


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


@st.fragment
def _thread(excerpt: ExcerptView) -> None:
    with told():
        posts = discuss.thread(house(), actor(), excerpt.id)
        st.markdown(f"##### {t('library.thread.heading')}")
        if not posts:
            st.caption(t("library.thread.empty"))
        for post in (post for post in posts if post.parent_id is None):
            with st.container(border=True):
                _post(post)
                for reply in _replies(posts, post.id):
                    with st.container(key=f"reply-{reply.id}", border=False):
                        _post(reply)
                with st.popover(t("library.thread.reply"), type="tertiary", icon=":material/reply:"):
                    _write(excerpt.id, post.id)
        _write(excerpt.id, None)


def _replies(posts: tuple[PostView, ...], of: int) -> list[PostView]:
    """All posts below one, however deep, in order of time."""
    below = {of}
    found = []
    for post in posts:
        if post.parent_id in below:
            below.add(post.id)
            found.append(post)
    return found


def _post(post: PostView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        arrow = ":material/subdirectory_arrow_right: " if post.parent_id else ""
        st.markdown(f"{arrow}**{plain(post.author)}** :small[:gray[{moment(post.at)}]]")
        if post.may_withdraw and st.button(
            "", icon=":material/close:", key=f"unpost-{post.id}", help=t("library.thread.withdraw"), type="tertiary"
        ):
            with told():
                discuss.withdraw(house(), actor(), post.id)
                st.rerun(scope="fragment")
    if post.withdrawn:
        st.caption(t("library.thread.withdrawn"))
    else:
        st.text(post.text)


def _write(excerpt_id: int, parent: int | None) -> None:
    with st.form(f"say-{excerpt_id}-{parent}", clear_on_submit=False, border=False):
        key = f"say-{excerpt_id}-{parent}-{st.session_state.get(f'said-{excerpt_id}-{parent}', 0)}"
        text = st.text_area(
            t("library.thread.write"),
            key=key,
            max_chars=discuss.LONGEST,
            height=90,
            placeholder=t("library.thread.hint"),
            label_visibility="collapsed",
        )
        if st.form_submit_button(t("library.thread.send"), type="primary" if parent is None else "secondary"):
            with told():
                discuss.say(house(), actor(), excerpt_id, text, parent)
                # what could not be said stays in the box; what was said leaves it
                count = f"said-{excerpt_id}-{parent}"
                st.session_state[count] = st.session_state.get(count, 0) + 1
                st.rerun(scope="fragment")


show()
