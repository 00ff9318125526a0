"""Calls: loading them, watching them come in, opening one."""

from __future__ import annotations

from typing import BinaryIO, cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from qa.access import allowed
from qa.audio.raw import RAW_ENDINGS
from qa.desk import bulk, correct, intake, metadata, people, setup, sources
from qa.desk.bulk import Brought, From, What
from qa.desk.intake import Details
from qa.errors import HearbackError
from qa.model.call import CallState
from qa.model.people import Person, Role
from qa.ui import session
from qa.ui.parts.callfiles import CODINGS, RATES
from qa.ui.parts.calllist import MENDABLE, call_table
from qa.ui.words import t

TRANSCRIPTS = ("json", "jsonl", "ndjson", "srt", "vtt")
PER_PAGE = 50
EVERY_S = 2.0
MOVING = tuple(state for state in CallState if state.moving)
SHOWN: dict[str, tuple[CallState, ...]] = {"all": (), "moving": MOVING, "stuck": MENDABLE, "done": (CallState.READY,)}
LOADS, TOLD, TAKEN, ATTACHING, WHOLE = "calls.loads", "calls.told", "calls.taken", "calls.attaching", "calls.whole"
SHOW, WORDS = "calls.show", "calls.search"


def show() -> None:
    person = session.actor()
    st.title(t("calls.title"))
    overview = intake.overview(session.house(), person)
    may_load = allowed(person, "call.load")
    if may_load:
        with st.expander(t("calls.load.title"), icon=":material/upload:", expanded=not overview.states):
            _load(person)
    _say_what_came()
    if st.session_state.get(ATTACHING):
        _attach(person)
    if not overview.states:
        st.info(t("calls.empty.none" if may_load else "calls.empty.lead"))
        return
    moving = any(overview.states.get(state) for state in MOVING)
    st.fragment(_listing, run_every=EVERY_S if moving else None)(moving)


def _load(person: Person) -> None:
    house, here = session.house(), setup.in_force(session.house())
    agents = {one.name: one for one in people.listed(house, person) if one.role is Role.AGENT and one.active}
    batch = st.session_state.setdefault(LOADS, 0)
    files = st.file_uploader(t("calls.load.drop"), accept_multiple_files=True, key=f"calls.files.{batch}")
    st.caption(t("calls.load.hint"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        agent = st.selectbox(
            t("calls.load.agent"),
            ["", *agents],
            format_func=lambda name: agents[name].shown if name else t("calls.load.agent_none"),
            key="calls.agent",
            width=220,
        )
        language = st.selectbox(
            t("calls.load.language"),
            intake.LANGUAGES,
            index=intake.LANGUAGES.index(here.language),
            format_func=lambda code: t(f"common.languages.{code}"),
            key="calls.language",
            width=160,
        )
        side = st.segmented_control(
            t("calls.load.side"),
            (0, 1),
            default=here.agent_channel,
            format_func=lambda channel: t(f"calls.load.{('left', 'right')[channel]}"),
            key="calls.side",
        )
        origins = {one.id: one.fields.name for one in sources.listed(house, person) if one.fields.active}
        origin = (
            st.selectbox(
                t("sources.page.pick"),
                [None, *origins],
                format_func=lambda one: origins.get(one or 0, t("sources.page.pick_none")),
                key="calls.source",
                width=240,
            )
            if origins
            else None
        )
    raw = _coding([f.name for f in files])
    table = _table(batch) if files else None
    label = t("calls.load.go", count=len(files)) if files else t("calls.load.title")
    pressed = st.button(label, type="primary", disabled=not files, icon=":material/upload:", key="calls.go")
    if pressed and files:
        channel = here.agent_channel if side is None else side
        # what is set of a source counts; without one, what stands in the form
        details = Details(agent=agent or None) if origin else Details(agent=agent or None, language=language, agent_channel=channel)
        with session.told():
            told = bulk.uploaded_from(
                house, person, origin, metadata.read(table.getvalue(), table.name) if table else metadata.NO_TABLE, raw
            )
            _take(person, [(f.file_id, f.name, cast(BinaryIO, f)) for f in files], details, told)
        st.session_state[LOADS] = batch + 1
        _reset()
        st.rerun()


def _table(batch: int) -> UploadedFile | None:
    """A table about the calls, where somebody has one."""
    return st.file_uploader(t("sources.page.table"), type=["csv", "xlsx"], key=f"calls.table-{batch}", help=t("sources.page.table_hint"))


def _coding(names: list[str]) -> str:
    """How files without a header are to be read, asked where there are any: nothing in them tells."""
    if not any(name.lower().endswith(tuple(RAW_ENDINGS)) for name in names):
        return ""
    with st.container(border=True):
        st.caption(t("sources.page.raw_ask"))
        coding, rate, channels = st.columns(3)
        chosen = coding.selectbox(t("callpage.raw.coding"), ("", *CODINGS), format_func=_coding_words, key="calls.coding")
        hertz = rate.selectbox(t("callpage.raw.rate"), RATES, format_func=lambda one: f"{one:,} Hz", key="calls.rate")
        lanes = channels.selectbox(t("callpage.raw.channels"), (1, 2), key="calls.channels")
    return f"{chosen}:{hertz}:{lanes}" if chosen else ""


def _coding_words(coding: str) -> str:
    return t(f"callpage.raw.codings.{coding}") if coding else "–"


def _take(person: Person, files: list[tuple[str, str, BinaryIO]], details: Details, origin: From) -> None:
    """Load each file for itself: one that cannot be taken does not hurt the others, and none is taken twice."""
    taken = st.session_state.setdefault(TAKEN, set())
    came, told = 0, []
    bar = st.progress(0.0)
    for at, (number, name, source) in enumerate(files):
        bar.progress(at / len(files), text=name)
        if number in taken:
            continue
        try:
            brought = _brought(person, name, source, details, origin)
        except HearbackError as wrong:
            told.append(("warning", t("calls.load.bad", name=name, why=wrong.message(session.language()))))
            continue
        taken.add(number)
        for one in brought:
            came += one.what is What.ADDED
            if one.what is What.BAD:
                key = "calls.load.bad" if one.call_id is None else "calls.load.bad_listed"
                told.append(("warning", t(key, name=one.file, why=one.note.to(session.language()))))
            elif one.what is What.HERE:
                told.append(("info", t("calls.load.again", name=one.file)))
            elif one.note.en:
                told.append(("info", f"{one.file}: {one.note.to(session.language())}"))
    st.session_state[TOLD] = [*([("success", t("calls.load.done", count=came))] if came else []), *told]


def _brought(person: Person, name: str, source: BinaryIO, details: Details, origin: From) -> tuple[Brought, ...]:
    """One answer a call: a file of calls as lines holds several."""
    return bulk.upload(session.house(), person, name, source, details, origin)


def _say_what_came() -> None:
    for kind, words in st.session_state.pop(TOLD, ()):
        {"success": st.success, "info": st.info, "warning": st.warning}[kind](words)


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
        (intake.retry if name == "retry" else correct.swap)(house, person, call_id)
    except HearbackError as wrong:
        st.session_state[TOLD] = [("warning", wrong.message(session.language()))]


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
