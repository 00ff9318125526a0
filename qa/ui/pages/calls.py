"""Calls: loading them, watching them come in, opening one."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import intake
from qa.errors import HearbackError
from qa.model.call import CallState
from qa.model.people import Person
from qa.ui import session
from qa.ui.parts import upload
from qa.ui.parts.calllist import MENDABLE, call_table
from qa.ui.words import t

TRANSCRIPTS = ("json", "jsonl", "ndjson", "srt", "vtt")
PER_PAGE = 50
EVERY_S = 2.0
MOVING = tuple(state for state in CallState if state.moving)
SHOWN: dict[str, tuple[CallState, ...]] = {"all": (), "moving": MOVING, "stuck": MENDABLE, "done": (CallState.READY,)}
TOLD, ATTACHING, WHOLE = "calls.told", "calls.attaching", "calls.whole"
SHOW, WORDS = "calls.show", "calls.search"


def show() -> None:
    person = session.actor()
    st.title(t("calls.title"))
    overview = intake.overview(session.house(), person)
    may_load = allowed(person, "call.load")
    if may_load:
        with st.expander(t("calls.load.title"), icon=":material/upload:", expanded=not overview.states):
            if upload.form(person):
                _reset()
                st.rerun()
    upload.say_what_came()
    _say()
    if st.session_state.get(ATTACHING):
        _attach(person)
    if not overview.states:
        st.info(t("calls.empty.none" if may_load else "calls.empty.lead"))
        return
    moving = any(overview.states.get(state) for state in MOVING)
    st.fragment(_listing, run_every=EVERY_S if moving else None)(moving)


def _say() -> None:
    if words := st.session_state.pop(TOLD, ""):
        st.warning(words)


def _listing(was_moving: bool) -> None:
    person, house = session.actor(), session.house()
    overview = intake.overview(house, person)
    if was_moving and not any(overview.states.get(state) for state in MOVING):
        st.rerun()
    words, shown = _filter(overview.states)
    page = st.session_state.get("calls.page", 0)
    lines = intake.listed(house, person, states=SHOWN[shown], words=words, limit=PER_PAGE + 1, offset=page * PER_PAGE)
    if not lines:
        st.info(t("calls.empty.filtered"))
        st.button(t("calls.empty.reset"), on_click=_reset)
        return
    opened = call_table("calls.table", lines[:PER_PAGE], may_mend=allowed(person, "call.mend"), on_act=_act)
    _turn(page, len(lines))
    if st.session_state.pop(WHOLE, False):
        st.rerun()
    if opened is not None:
        st.switch_page("pages/call.py", query_params={"call": str(opened)})


def _filter(states: dict[CallState, int]) -> tuple[str, str]:
    def named(which: str) -> str:
        count = sum(states.get(state, 0) for state in SHOWN[which] or CallState)
        return f"{t(f'calls.filter.{which}')} {count}"

    if (asked := st.query_params.get("show")) in SHOWN:
        st.session_state[SHOW] = asked
        del st.query_params["show"]
    # the counts in the labels make another widget of it each time: what was chosen is kept apart, for the way back from a call too
    st.session_state["calls.shown"] = st.session_state.setdefault(SHOW, "all")
    st.session_state["calls.words"] = st.session_state.setdefault(WORDS, "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            t("calls.filter.state"),
            list(SHOWN),
            format_func=named,
            key="calls.shown",
            on_change=_filtered,
            label_visibility="collapsed",
        )
        st.text_input(
            t("calls.filter.search"),
            placeholder=t("calls.filter.search"),
            key="calls.words",
            on_change=_filtered,
            label_visibility="collapsed",
            icon=":material/search:",
            width=300,
        )
    return st.session_state[WORDS], st.session_state[SHOW]


def _turn(page: int, found: int) -> None:
    """Back and on, where there is more than a page."""
    if not page and found <= PER_PAGE:
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.caption(t("common.table.range", first=page * PER_PAGE + 1, last=page * PER_PAGE + min(found, PER_PAGE)), width="content")
        st.button(t("common.table.previous"), disabled=not page, key="calls.back", on_click=_to_page, args=(page - 1,))
        st.button(t("common.table.next"), disabled=found <= PER_PAGE, key="calls.on", on_click=_to_page, args=(page + 1,))


def _to_page(page: int) -> None:
    st.session_state["calls.page"] = page


def _filtered() -> None:
    st.session_state[SHOW], st.session_state[WORDS] = st.session_state["calls.shown"] or "all", st.session_state["calls.words"]
    _to_page(0)


def _reset() -> None:
    st.session_state[SHOW], st.session_state[WORDS] = "all", ""
    _to_page(0)


def _act(call_id: int, name: str) -> None:
    house, person = session.house(), session.actor()
    # what is said about it stands outside the list, where the list's own refreshing does not wipe it away
    st.session_state[WHOLE] = True
    if name == "attach":
        st.session_state[ATTACHING] = call_id
        return
    try:
        intake.retry(house, person, call_id)
    except HearbackError as wrong:
        st.session_state[TOLD] = wrong.message(session.language())


def _attach(person: Person) -> None:
    call_id = int(st.session_state[ATTACHING])
    title = intake.view(session.house(), person, call_id).line.title

    @st.dialog(t("calls.stuck.attach"), on_dismiss=_attached)
    def dialog() -> None:
        st.text(title)
        st.caption(t("calls.stuck.attach_hint"))
        file = st.file_uploader(t("calls.stuck.attach_drop"), type=list(TRANSCRIPTS), key=f"calls.attach.{call_id}")
        if st.button(t("calls.stuck.attach"), type="primary", disabled=file is None) and file is not None:
            with session.told():
                intake.attach_transcript(session.house(), person, call_id, file.name, file.getvalue())
                _attached()
                st.rerun()

    dialog()


def _attached() -> None:
    st.session_state.pop(ATTACHING, None)


show()
