"""A pack before a group, the meetings it had, and what of it can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from qa.access import allowed
from qa.desk import showing, slides, taking
from qa.desk.views import PackView
from qa.model.packs import EntryKind
from qa.ui.parts.present import Noted, present
from qa.ui.session import actor, audio_url, house, language, told
from qa.ui.words import moment, plain, t


def meeting(number: int) -> None:
    """A meeting in present mode; whoever does not lead it reads what came of it."""
    found = showing.one(house(), actor(), number)
    st.page_link("pages/packs.py", label=f":small[← {t('packs.meetings.back')}]", query_params={"pack": str(found.pack_id)})
    editable = "pack.minutes" in found.may
    crew = showing.crew(house(), actor(), number) if editable else found.there
    data = slides.shaped(found, language(), lambda excerpt: audio_url("excerpt", excerpt), crew=crew, editable=editable)
    present(
        f"meeting-{number}",
        data=data,
        scope=f"{number}.{actor().id}",
        on_noted=lambda entries: _noted(number, entries),
        on_finish=lambda: _finish(number),
    )


def meetings(pack: PackView) -> None:
    """When it was shown, as far as it concerns the reader."""
    found = showing.listed(house(), actor(), pack.id)
    if not found:
        return
    with st.expander(t("packs.meetings.title"), icon=":material/groups:"):
        for line in found:
            at = t("packs.meetings.line", at=moment(line.started_at), version=line.version, team=line.team, author=line.author)
            st.page_link("pages/packs.py", label=plain(at), query_params={"meeting": str(line.id)})
            facts = [
                t("packs.meetings.open") if line.ended_at is None else "",
                t("packs.meetings.there", count=line.there) if line.there else "",
                t("packs.meetings.withdrawn", count=line.withdrawn) if line.withdrawn else "",
            ]
            if any(facts):
                st.caption(" · ".join(fact for fact in facts if fact))


def take_along(pack: PackView) -> None:
    """The pack as files, written when they are asked for."""
    if not allowed(actor(), "pack.take"):
        return
    here, who, words = house(), actor(), language()

    def content(form: str) -> Callable[[], bytes]:
        return lambda: taking.WRITERS[form](here, who, pack.id, words)

    with st.popover(t("packs.take.title"), icon=":material/download:"):
        for form in taking.WRITERS:
            name = taking.file_name(pack, form)
            st.download_button(
                t(f"packs.take.{form}"), content(form), file_name=name, key=f"take-{pack.id}-{form}", width="stretch", on_click="ignore"
            )
        st.caption(t("packs.take.what"))


def _noted(number: int, entries: Sequence[Noted]) -> None:
    with told():
        for one in entries:
            if one.kind is EntryKind.VOTE and one.item is not None:
                showing.vote(house(), actor(), number, one.item, one.votes)
            elif one.kind is EntryKind.NOTE:
                showing.remark(house(), actor(), number, one.text, one.item)
            else:
                showing.there(house(), actor(), number, one.people, one.text)


def _finish(number: int) -> None:
    with told():
        showing.finish(house(), actor(), number)
