"""Settings: how recordings are transcribed, and whether everything that is needed is here."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import intake, setup
from qa.desk.views import ModelView
from qa.errors import RubricError
from qa.model.people import Person
from qa.speech.engine import engines
from qa.ui import session
from qa.ui.parts import asked, sources, terms
from qa.ui.words import t

SAVED = "settings.saved"


def show() -> None:
    person = session.actor()
    st.title(t("settings.title"))
    may = allowed(person, "settings.change")
    if not may:
        st.caption(t("settings.read_only"))
    with session.told():
        here = setup.model(session.house(), person)
        left, right = st.columns([3, 2], gap="large")
        with left:
            _speech(person, here, may)
        with right:
            _state(person, here)
        sources.section(person)
        terms.section(person)


def _speech(person: Person, here: ModelView, may: bool) -> None:
    st.subheader(t("settings.speech.title"))
    # the scripted engine plays back a script: it stands here only where the environment chose it
    offered = [name for name in engines() if name != "scripted" or name == here.engine]
    with st.form("settings.speech", border=True):
        engine = st.selectbox(
            t("settings.speech.engine"),
            offered,
            index=offered.index(here.engine) if here.engine in offered else 0,
            format_func=lambda name: t(f"settings.engines.{name}"),
            disabled=not may,
        )
        model = st.text_input(
            t("settings.speech.model"), here.model, help=t("settings.speech.model_hint"), max_chars=1024, disabled=not may
        )
        language = st.segmented_control(
            t("settings.speech.language"),
            intake.LANGUAGES,
            default=here.language,
            format_func=lambda code: t(f"common.languages.{code}"),
            disabled=not may,
        )
        side = st.segmented_control(
            t("settings.speech.side"),
            (0, 1),
            default=here.agent_channel,
            format_func=lambda channel: t(f"calls.load.{('left', 'right')[channel]}"),
            help=t("settings.speech.side_hint"),
            disabled=not may,
        )
        download = st.toggle(t("settings.speech.download"), here.download, help=t("settings.speech.download_hint"), disabled=not may)
        pressed = st.form_submit_button(t("common.actions.save"), type="primary", disabled=not may)
    if pressed:
        with session.told():
            setup.change(
                session.house(),
                person,
                engine=engine,
                model=model.strip(),
                language=language or here.language,
                agent_channel=here.agent_channel if side is None else side,
                download=download,
            )
            st.session_state[SAVED] = True
            st.rerun()
    if st.session_state.pop(SAVED, False):
        st.success(t("settings.saved"))


def _state(person: Person, here: ModelView) -> None:
    house = session.house()
    st.subheader(t("settings.state.title"))
    if here.problem and not here.ok:
        st.warning(t("settings.state.missing", why=here.problem.message(session.language())), icon=":material/hearing_disabled:")
    else:
        st.success(t("settings.state.ok", where=here.where or here.engine), icon=":material/hearing:")
    if intake.overview(house, person).worker_alive:
        st.success(t("settings.state.worker_on"), icon=":material/play_circle:")
    else:
        st.warning(t("settings.state.worker_off"), icon=":material/pause_circle:")
    try:
        st.success(t("settings.state.rubrics_ok", count=len(house.book.rubrics), folder=house.settings.rubrics), icon=":material/rule:")
    except RubricError as wrong:
        st.error(t("settings.state.rubrics_bad", why=wrong.message(session.language())), icon=":material/rule:")
    asked.standing()
    st.caption(t("settings.state.folder", folder=house.settings.data.absolute()))


show()
