"""Sources of recordings on the settings page: listed, added, changed; what their folders brought."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import naming, setup, sources
from qa.desk.sources import Fields, SourceView
from qa.errors import HearbackError
from qa.model.people import Person
from qa.ui import session
from qa.ui.words import moment, plain, t

SAVED, ADDED = "sources.saved", "sources.added"
SHOWN_TROUBLES = 10


def section(person: Person) -> None:
    """Everything about sources that this person may see or set."""
    st.subheader(t("sources.page.title"))
    st.caption(t("sources.page.about"))
    may = allowed(person, "source.change")
    found = sources.listed(session.house(), person)
    if st.session_state.pop(SAVED, False):
        st.success(t("sources.page.saved"))
    if not found:
        st.info(t("sources.page.none"))
    for one in found:
        with st.expander(_heading(one), icon=":material/graphic_eq:"):
            _watched(person, one, may)
            _form(person, one, may)
    if may:
        with st.expander(t("sources.page.add"), icon=":material/add:"):
            _form(person, None, may)


def _heading(one: SourceView) -> str:
    told = one.fields
    parts = [f"**{plain(told.name)}**", t(f"common.languages.{told.language}"), plain(told.team)]
    if told.folder:
        parts.append(t("sources.page.watches"))
    if one.troubles:
        parts.append(f":orange[{t('sources.page.troubles', count=len(one.troubles))}]")
    if not told.active:
        parts.append(t("sources.page.inactive"))
    return " · ".join(filter(None, parts))


def _watched(person: Person, one: SourceView, may: bool) -> None:
    if one.fields.folder:
        st.caption(f"{plain(one.fields.folder)} · {t('sources.page.watching', count=one.files)}")
    if not one.troubles:
        return
    with st.container(border=True):
        for trouble in one.troubles[:SHOWN_TROUBLES]:
            why = trouble.why.to(session.language())
            named = f"**{plain(trouble.path)}** · " if trouble.path not in why else ""
            st.markdown(f":orange[:material/warning:] {named}{plain(why)} :small[{moment(trouble.at)}]")
        if len(one.troubles) > SHOWN_TROUBLES:
            st.caption(t("sources.page.more", count=len(one.troubles) - SHOWN_TROUBLES))
        if may and st.button(t("sources.page.again"), key=f"again-{one.id}", icon=":material/refresh:"):
            with session.told():
                sources.try_again(session.house(), person, one.id)
                st.rerun()


def _form(person: Person, one: SourceView | None, may: bool) -> None:
    house = session.house()
    usual = setup.in_force(house)
    here = one.fields if one else Fields("", agent_channel=usual.agent_channel, language=usual.language)
    key = f"source-{one.id if one else f'new-{st.session_state.setdefault(ADDED, 0)}'}"
    left, right = st.columns(2, gap="large")
    with left:
        name = st.text_input(t("sources.page.name"), here.name, max_chars=sources.LONGEST_NAME, disabled=not may, key=f"{key}-name")
        side = st.segmented_control(
            t("sources.page.side"),
            (0, 1),
            default=here.agent_channel,
            format_func=lambda channel: t(f"calls.load.{('left', 'right')[channel]}"),
            disabled=not may,
            required=True,
            key=f"{key}-side",
        )
        language = st.selectbox(
            t("sources.page.language"),
            sources.LANGUAGES,
            index=sources.LANGUAGES.index(here.language),
            format_func=lambda code: t(f"common.languages.{code}"),
            disabled=not may,
            key=f"{key}-language",
        )
        team = st.text_input(t("sources.page.team"), here.team, max_chars=64, disabled=not may, key=f"{key}-team")
        prompt = st.text_input(
            t("sources.page.prompt"),
            here.prompt,
            help=t("sources.page.prompt_hint"),
            max_chars=sources.LONGEST_PROMPT,
            disabled=not may,
            key=f"{key}-prompt",
        )
        words = st.text_area(
            t("sources.page.hotwords"),
            "、".join(here.hotwords),
            help=t("sources.page.hotwords_hint"),
            height=80,
            disabled=not may,
            key=f"{key}-words",
        )
    with right:
        rule = _rule(here.rule, may, key)
        raw = st.text_input(
            t("sources.page.raw"), here.raw, help=t("sources.page.raw_hint"), max_chars=32, disabled=not may, key=f"{key}-raw"
        )
        folders = may and allowed(person, "source.folder")
        hint = t("sources.page.folder_hint") if folders else t("sources.page.folder_admin")
        folder = st.text_input(t("sources.page.folder"), here.folder, help=hint, disabled=not folders, key=f"{key}-folder")
        active = st.toggle(t("sources.page.active"), here.active, disabled=not may, key=f"{key}-active") if one else True
    if may and st.button(t("sources.page.save" if one else "sources.page.add"), type="primary", key=f"{key}-save"):
        told = Fields(name, side or 0, language, team, prompt, sources.split_words(words), rule, raw, folder, active)
        with session.told():
            if one is None:
                sources.make(house, person, told)
                st.session_state[ADDED] += 1
            else:
                sources.change(house, person, one.id, told)
            st.session_state[SAVED] = True
            st.rerun()


def _rule(written: str, may: bool, key: str) -> str:
    """The rule, and below it what it reads from a name that somebody tries it on."""
    example = "`{started_at:%Y%m%d%H%M%S}_{agent}_{phone}`"
    hint = t("sources.page.rule_hint", example=example, fields=", ".join(naming.FIELDS), skip="`{*}`")
    rule: str = st.text_input(
        t("sources.page.rule"), written, help=hint, max_chars=naming.LONGEST, disabled=not may, placeholder=example[1:-1], key=f"{key}-rule"
    )
    name = st.text_input(
        t("sources.page.example"), key=f"{key}-example", placeholder="20260305140211_1001_13800138000.wav", disabled=not rule.strip()
    )
    if not rule.strip():
        return rule
    try:
        read = sources.preview(rule.strip(), name)
    except HearbackError as wrong:
        st.error(wrong.message(session.language()))
        return rule
    if read:
        if at := read.pop("started_at", None):
            read = {"started_at": f"{at:%Y-%m-%d %H:%M:%S}", **read}
        named = {field: "reference" if field == "call_id" else field for field in read}
        st.success("\n".join(f"- {t(f'sources.details.{named[field]}')}: **{plain(str(value))}**" for field, value in read.items()))
    elif name.strip():
        st.warning(t("sources.page.example_none"))
    return rule
