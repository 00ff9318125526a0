"""Packs: what a shift lead plays in the ten minutes before a shift."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import drawing, packs, showing
from qa.desk.views import PackItemView, PackView
from qa.model.packs import LONGEST_TALK_S, MEETING_S
from qa.ui.parts.cards import badge, link, sound
from qa.ui.parts.packfill import fill
from qa.ui.parts.packmeeting import meeting, meetings, take_along
from qa.ui.session import actor, house, told
from qa.ui.words import clock, moment, plain, t


def show() -> None:
    with told():
        number, shown = (st.query_params.get(name, "") for name in ("pack", "meeting"))
        if shown.isdecimal():
            meeting(int(shown))
        elif number.isdecimal():
            _one(packs.one(house(), actor(), int(number)))
        else:
            _all()


def _all() -> None:
    st.title(t("packs.page.title"))
    st.caption(t("packs.page.what"))
    if allowed(actor(), "pack.make"):
        with st.form("make-pack", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            title = st.text_input(t("packs.page.new"), max_chars=packs.LONGEST_TITLE, placeholder=t("packs.page.new_hint"))
            if st.form_submit_button(t("packs.page.make"), type="primary", icon=":material/add:"):
                with told():
                    st.query_params["pack"] = str(packs.make(house(), actor(), title))
                    st.rerun()
    found = packs.listed(house(), actor())
    if not found:
        st.info(t("packs.page.empty"))
    _list(found)
    away = packs.put_away(house(), actor())
    if away:
        with st.expander(t("packs.page.put_away", count=len(away)), icon=":material/inventory_2:"):
            _list(away)


def _list(found: tuple[PackView, ...]) -> None:
    for pack in found:
        with st.container(border=True, key=f"pack-card-{pack.id}"):
            st.page_link("pages/packs.py", label=f"**{plain(pack.title)}**", query_params={"pack": str(pack.id)})
            facts = [
                t("packs.page.count", count=len(pack.items)),
                clock(pack.length.total),
                pack.team,
                pack.author,
                moment(pack.updated_at),
            ]
            facts.append(t("packs.page.shown", count=pack.shown) if pack.shown else "")
            st.caption(" · ".join(plain(fact) for fact in facts if fact))


def _one(pack: PackView) -> None:
    st.page_link("pages/packs.py", label=f":small[← {t('packs.page.title')}]")
    st.markdown(f"### {plain(pack.title)}")
    if pack.dropped:
        st.info(t("packs.one.dropped"))
        if "pack.take_back" in pack.may and st.button(t("packs.one.take_back"), icon=":material/unarchive:", key=f"take-back-{pack.id}"):
            packs.take_back(house(), actor(), pack.id)
            st.rerun()
    _top(pack)
    long = pack.length
    st.progress(
        min(long.total / MEETING_S, 1.0),
        text=t(
            "packs.one.over" if long.over else "packs.one.length",
            heard=clock(long.heard),
            talked=clock(long.talked),
            length=clock(long.total),
            over=clock(long.over),
            limit=clock(MEETING_S),
        ),
    )
    if pack.note:
        st.text(pack.note)
    editing = "pack.edit" in pack.may
    for item in pack.items:
        _item(pack, item, editing)
    if not pack.items:
        st.info(t("packs.one.empty"))
    if editing:
        _add(pack)
        fill(pack)
    if pack.items:
        take_along(pack)
    meetings(pack)
    if editing:
        _edit(pack)


def _top(pack: PackView) -> None:
    """Which version it is, and the way before the group."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        told_as = "packs.one.version_shown" if pack.frozen else "packs.one.version_next"
        st.caption(t(told_as, number=pack.version, next=pack.version + 1))
        teams = showing.teams(house(), actor()) if pack.items and not pack.dropped else ()
        if not teams:
            return
        team = teams[0]
        if len(teams) > 1:
            first = next((place for place, one in enumerate(teams) if one == (actor().team or pack.team)), 0)
            label, everyone = t("packs.one.to_team"), t("packs.one.everyone")
            team = st.selectbox(label, teams, first, format_func=lambda one: one or everyone, key=f"team-{pack.id}", width=220)
        hint = t("packs.one.present_hint", number=pack.version, team=team or t("packs.one.everyone"))
        if st.button(t("packs.one.present"), icon=":material/slideshow:", type="primary", help=hint, key=f"present-{pack.id}"):
            with told():
                begun = showing.start(house(), actor(), pack.id, team)
                st.query_params.from_dict({"meeting": str(begun)})
                st.rerun()


def _item(pack: PackView, item: PackItemView, editing: bool) -> None:
    excerpt = item.excerpt
    with st.container(border=True, key=f"pack-item-{excerpt.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{item.position + 1}**")
            badge(excerpt.kind)
            link(f"**{plain(excerpt.title)}** :small[:gray[{clock(excerpt.seconds)}]]", excerpt)
            if editing:
                _order(pack, item)
        sound(excerpt, compact=True)
        if editing:
            key = f"point-{pack.id}-{excerpt.id}"
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.text_input(
                    t("packs.one.point"),
                    item.talking_point,
                    key=key,
                    max_chars=packs.LONGEST_NOTE,
                    on_change=_point,
                    args=(pack.id, excerpt.id, key),
                )
                _talk(pack, excerpt.id, item.talk_s if item.own_talk else None)
        elif item.talking_point:
            st.text(item.talking_point)


def _talk(pack: PackView, excerpt_id: int | None, seconds: int | None) -> None:
    """For how long an excerpt (each of them, where none is named) is talked about."""
    key = f"talk-{pack.id}-{excerpt_id or 'all'}"
    st.number_input(
        t("packs.one.talk_own" if excerpt_id else "packs.one.talk"),
        0,
        LONGEST_TALK_S,
        seconds,
        step=10,
        key=key,
        width=170 if excerpt_id else 260,
        placeholder=str(pack.talk_s),
        help=t("packs.one.talk_own_hint", seconds=pack.talk_s) if excerpt_id else None,
        on_change=_talked,
        args=(pack.id, excerpt_id, key),
    )


def _order(pack: PackView, item: PackItemView) -> None:
    excerpt = item.excerpt.id
    last = len(pack.items) - 1
    for icon, by, word in (("arrow_upward", -1, "up"), ("arrow_downward", 1, "down")):
        stuck = not 0 <= pack.items.index(item) + by <= last
        if st.button("", icon=f":material/{icon}:", key=f"{word}-{excerpt}", help=t(f"packs.one.{word}"), disabled=stuck, type="tertiary"):
            with told():
                packs.move(house(), actor(), pack.id, excerpt, by)
                st.rerun()
    if st.button("", icon=":material/close:", key=f"out-{excerpt}", help=t("packs.one.out"), type="tertiary"):
        with told():
            packs.take_out(house(), actor(), pack.id, excerpt)
            st.rerun()


def _add(pack: PackView) -> None:
    inside = {item.excerpt.id for item in pack.items}
    found = [one for one in drawing.on_offer(house(), actor()) if one.id not in inside]
    if not found:
        return
    with st.form(f"put-in-{pack.id}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("packs.one.add"),
            found,
            index=None,
            format_func=lambda one: f"{t(f'library.kind.{one.kind}')} · {one.title} ({clock(one.seconds)})",
            placeholder=t("packs.one.add_hint"),
        )
        if st.form_submit_button(t("packs.one.add_button"), icon=":material/playlist_add:") and chosen:
            with told():
                packs.put_in(house(), actor(), pack.id, chosen.id)
                st.rerun()


def _edit(pack: PackView) -> None:
    with st.expander(t("packs.one.edit"), icon=":material/edit:"):
        _talk(pack, None, pack.talk_s)
        with st.form(f"rename-{pack.id}", border=False):
            title = st.text_input(t("packs.one.title"), pack.title, max_chars=packs.LONGEST_TITLE)
            note = st.text_area(t("packs.one.note"), pack.note, max_chars=packs.LONGEST_NOTE)
            if st.form_submit_button(t("common.actions.save")):
                with told():
                    packs.rename(house(), actor(), pack.id, title, note)
                    st.rerun()
        with st.popover(t("packs.one.drop"), icon=":material/delete:"):
            st.write(t("packs.one.drop_shown" if pack.shown else "packs.one.drop_sure"))
            if st.button(t("packs.one.drop_yes")):
                with told():
                    packs.drop(house(), actor(), pack.id)
                    del st.query_params["pack"]
                    st.rerun()


def _point(pack_id: int, excerpt_id: int, key: str) -> None:
    with told():
        packs.set_talking_point(house(), actor(), pack_id, excerpt_id, st.session_state[key])


def _talked(pack_id: int, excerpt_id: int | None, key: str) -> None:
    with told():
        packs.set_talk(house(), actor(), pack_id, st.session_state[key], excerpt_id)


show()
