"""Sources of recordings on the settings page: listed, added, changed; what their folders brought."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import naming, sources
from qa.desk.sources import Fields, SourceView
from qa.errors import HearbackError
from qa.model.people import Person
from qa.ui import session
from qa.ui.words import moment, plain, t

SAVED = "sources.saved"
SHOWN_TROUBLES = 10


def section(person: Person) -> None:
    """Everything about sources that this person may see or set."""
    st.subheader(t("sources.page.title"))
    st.caption(t("sources.page.about"))
    if st.session_state.pop(SAVED, False):
        st.success(t("sources.page.saved"))
    may = allowed(person, "source.change")
    found = sources.listed(session.house(), person)
    if not found:
        st.info(t("sources.page.none"))
    for one in found:
        state = "" if one.fields.active else f" · {t('sources.page.inactive')}"
        with st.expander(f"{plain(one.fields.name)}{state}", icon=":material/settings_input_component:"):
            _watched(person, one, may)
            _form(person, one, may)
    if may:
        with st.expander(t("sources.page.add"), icon=":material/add:", expanded=False):
            _form(person, None, may)


def _watched(person: Person, one: SourceView, may: bool) -> None:
    if one.fields.folder:
        st.caption(f"{plain(one.fields.folder)} · {t('sources.page.watching', count=one.files)}")
    if not one.troubles:
        return
    st.warning(t("sources.page.troubles", count=len(one.troubles)))
    for trouble in one.troubles[:SHOWN_TROUBLES]:
        st.text(f"{trouble.path}  {moment(trouble.at)}\n{trouble.why.to(session.language())}")
    if may and st.button(t("sources.page.again"), key=f"again-{one.id}", icon=":material/refresh:"):
        with session.told():
            sources.try_again(session.house(), person, one.id)
            st.rerun()


def _form(person: Person, one: SourceView | None, may: bool) -> None:
    here = one.fields if one else Fields("")
    key = f"source-{one.id if one else 'new'}"
    folders = allowed(person, "source.folder")
    with st.form(key, border=False):
        left, right = st.columns(2, gap="large")
        with left:
            name = st.text_input(t("sources.page.name"), here.name, max_chars=sources.LONGEST_NAME, disabled=not may)
            side = st.segmented_control(
                t("sources.page.side"),
                (0, 1),
                default=here.agent_channel,
                format_func=lambda channel: t(f"calls.load.{('left', 'right')[channel]}"),
                disabled=not may,
                required=True,
            )
            language = st.selectbox(
                t("sources.page.language"),
                sources.LANGUAGES,
                index=sources.LANGUAGES.index(here.language),
                format_func=lambda code: t(f"common.languages.{code}"),
                disabled=not may,
            )
            team = st.text_input(t("sources.page.team"), here.team, max_chars=64, disabled=not may)
            active = st.toggle(t("sources.page.active"), here.active, disabled=not may) if one else True
        with right:
            prompt = st.text_input(
                t("sources.page.prompt"),
                here.prompt,
                help=t("sources.page.prompt_hint"),
                max_chars=sources.LONGEST_PROMPT,
                disabled=not may,
            )
            words = st.text_area(
                t("sources.page.hotwords"), "、".join(here.hotwords), help=t("sources.page.hotwords_hint"), height=80, disabled=not may
            )
            rule = st.text_input(t("sources.page.rule"), here.rule, help=_rule_hint(), max_chars=200, disabled=not may)
            example = st.text_input(t("sources.page.example"), key=f"{key}-example", disabled=not may)
            raw = st.text_input(t("sources.page.raw"), here.raw, help=t("sources.page.raw_hint"), max_chars=32, disabled=not may)
            hint = t("sources.page.folder_hint") if folders else t("sources.page.folder_admin")
            folder = st.text_input(t("sources.page.folder"), here.folder, help=hint, disabled=not (may and folders))
        pressed = st.form_submit_button(t("sources.page.save"), type="primary", disabled=not may)
    if pressed and example and rule:
        _preview(rule, example)
    if pressed:
        told = Fields(name, side or 0, language, team, prompt, sources.split_words(words), rule, raw, folder, active)
        with session.told():
            if one is None:
                sources.make(session.house(), person, told)
            else:
                sources.change(session.house(), person, one.id, told)
            if not example:
                st.session_state[SAVED] = True
                st.rerun()
            st.success(t("sources.page.saved"))


def _rule_hint() -> str:
    example = "`{started_at:%Y%m%d%H%M%S}_{agent}_{phone}`"
    return t("sources.page.rule_hint", example=example, fields=", ".join(naming.FIELDS), skip="`{*}`")


def _preview(rule: str, example: str) -> None:
    try:
        read = sources.preview(rule, example)
    except HearbackError as wrong:
        st.error(wrong.message(session.language()))
        return
    if read:
        st.code("\n".join(f"{name} = {value}" for name, value in read.items()), language=None)
    else:
        st.warning(t("sources.page.example_none"))
