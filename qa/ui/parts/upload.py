"""Loading calls on a page: files of any kind, where they come from, a table about them; then one answer for each file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, NamedTuple, cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from qa.audio.raw import RAW_ENDINGS
from qa.desk import bulk, intake, metadata, people, setup, sources
from qa.desk.bulk import Brought, From, What
from qa.desk.intake import Details
from qa.desk.metadata import NO_TABLE, Table
from qa.desk.sources import Fields
from qa.errors import HearbackError
from qa.model.people import Person, Role
from qa.ui import session
from qa.ui.parts.callfiles import CODINGS, RATES
from qa.ui.words import plain, t

TABLES = (".csv", ".xlsx", ".xlsm", ".xls")
LOADS, TAKEN, SOURCE, READ, CAME = "calls.loads", "calls.taken", "calls.from", "calls.read", "calls.came"
FULLY = 5
"""So many files are answered in full; of more, what was not taken stands in a list."""


class Answer(NamedTuple):
    """What became of one file, as it is shown."""

    kind: str
    words: str


def form(person: Person) -> bool:
    """The form; gives whether files were just taken in."""
    house = session.house()
    batch = st.session_state.setdefault(LOADS, 0)
    given = st.file_uploader(t("calls.load.drop"), accept_multiple_files=True, key=f"calls.files.{batch}")
    st.caption(t("calls.load.hint"))
    tables = [f for f in given if f.name.lower().endswith(TABLES)]
    files = [f for f in given if f not in tables]
    known = {one.id: one.fields for one in sources.listed(house, person) if one.fields.active}
    source, details = _common(person, known)
    table = _table(tables)
    if table:
        _say_table(table, tables, files)
    with session.told():
        raw = _coding([f.name for f in files], known.get(source))
        label = t("calls.load.go", count=len(files)) if files else t("calls.load.fill" if tables else "calls.load.title")
        pressed = st.button(label, type="primary", disabled=not given or table is None, icon=":material/upload:", key="calls.go")
        if pressed and table is not None:
            origin = bulk.uploaded_from(house, person, source or None, table, raw)
            answers = _take(person, files, details, origin) if files else _fill(person, table)
            st.session_state[CAME] = answers
            st.session_state[LOADS] = batch + 1
            st.session_state.pop(READ, None)
            return True
    return False


def say_what_came() -> None:
    """The answers to the files of the last load: what was taken in one line, and each that was not, or not wholly."""
    answers: Sequence[Answer] = st.session_state.pop(CAME, ())
    shown = {"success": st.success, "info": st.info, "warning": st.warning}
    for kind in ("success", "info", "warning"):
        told = [one.words for one in answers if one.kind == kind]
        if len(told) <= FULLY:
            for words in told:
                shown[kind](plain(words))
            continue
        shown[kind](t(f"calls.load.many_{kind}", count=len(told)))
        with st.expander(t("calls.load.each")):
            st.text("\n".join(told))


def _common(person: Person, known: dict[int, Fields]) -> tuple[int, Details]:
    """What holds for all files: their source (0 for none), or what stands in its place; and whose calls they are."""
    house, here = session.house(), setup.in_force(session.house())
    agents = {one.name: one for one in people.listed(house, person) if one.role is Role.AGENT and one.active}
    source = 0
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if known:
            # kept apart from the widget, which is forgotten once the page is left
            last = st.session_state.get(SOURCE)
            source = st.selectbox(
                t("sources.page.pick"),
                [0, *known],
                index=[0, *known].index(last) if last in known else 0,
                format_func=lambda one: known[one].name if one else t("sources.page.pick_none"),
                key="calls.source",
                width=220,
            )
            st.session_state[SOURCE] = source
        agent = st.selectbox(
            t("calls.load.agent"),
            ["", *agents],
            format_func=lambda name: agents[name].shown if name else t("calls.load.agent_none"),
            key="calls.agent",
            width=220,
        )
        if source:
            told = known[source]
            side, language = t(f"calls.load.{('left', 'right')[told.agent_channel]}"), t(f"common.languages.{told.language}")
            st.caption(" · ".join(filter(None, (t("sources.page.side_is", side=side), language, plain(told.team), plain(told.rule)))))
            return source, Details(agent=agent or None)
        language = st.selectbox(
            t("calls.load.language"),
            intake.LANGUAGES,
            index=intake.LANGUAGES.index(here.language),
            format_func=lambda code: t(f"common.languages.{code}"),
            key="calls.language",
            width=160,
        )
        channel = st.segmented_control(
            t("calls.load.side"),
            (0, 1),
            default=here.agent_channel,
            format_func=lambda channel: t(f"calls.load.{('left', 'right')[channel]}"),
            key="calls.side",
        )
    return 0, Details(agent=agent or None, language=language, agent_channel=here.agent_channel if channel is None else channel)


def _table(tables: Sequence[UploadedFile]) -> Table | None:
    """What the table among the files says, read once; of several the last. None where it is wrong, and says so."""
    if not tables:
        return NO_TABLE
    kept = st.session_state.get(READ)
    if kept is None or kept[0] != tables[-1].file_id:
        kept = None
        with session.told():
            kept = st.session_state[READ] = (tables[-1].file_id, metadata.read(tables[-1].getvalue(), tables[-1].name))
    return cast(Table, kept[1]) if kept else None


def _say_table(table: Table, tables: Sequence[UploadedFile], files: Sequence[UploadedFile]) -> None:
    if not tables:
        return
    name = plain(tables[-1].name)
    found = sum(table.of(f.name) is not None for f in files)
    st.info(
        t("sources.page.table_fits", name=name, found=found, count=len(files)) if files else t("sources.page.table_alone", name=name),
        icon=":material/table:",
    )
    if table.ignored:
        st.caption(t("sources.page.table_ignored", columns=plain(", ".join(table.ignored))))


def _coding(names: Sequence[str], source: Fields | None) -> str:
    """How files without a header are to be read, asked where there are any: nothing in them tells."""
    if not any(name.lower().endswith(tuple(RAW_ENDINGS)) for name in names) or (source and source.raw):
        return ""
    with st.container(border=True):
        st.caption(t("sources.page.raw_ask"))
        coding, rate, channels = st.columns(3)
        chosen = coding.selectbox(
            t("callpage.raw.coding"),
            ("", *CODINGS),
            format_func=lambda one: t(f"callpage.raw.codings.{one}") if one else t("sources.page.raw_later"),
            key="calls.coding",
        )
        hertz = rate.selectbox(t("callpage.raw.rate"), RATES, format_func=lambda one: f"{one:,} Hz", key="calls.rate")
        lanes = channels.selectbox(t("callpage.raw.channels"), (1, 2), key="calls.channels")
    return f"{chosen}:{hertz}:{lanes}" if chosen else ""


def _take(person: Person, files: Sequence[UploadedFile], details: Details, origin: From) -> list[Answer]:
    """Load each file for itself: one that cannot be taken does not hurt the others, and none is taken twice."""
    taken = st.session_state.setdefault(TAKEN, set())
    came, answers = 0, []
    bar = st.progress(0.0)
    for at, file in enumerate(files):
        bar.progress(at / len(files), text=file.name)
        if file.file_id in taken:
            continue
        try:
            brought = bulk.upload(session.house(), person, file.name, cast(BinaryIO, file), details, origin)
        except HearbackError as wrong:
            answers.append(Answer("warning", t("calls.load.bad", name=file.name, why=wrong.message(session.language()))))
            continue
        taken.add(file.file_id)
        came += sum(one.what is What.ADDED for one in brought)
        answers += [answer for one in brought if (answer := _answer(one))]
    return [*([Answer("success", t("calls.load.done", count=came))] if came else []), *answers]


def _fill(person: Person, table: Table) -> list[Answer]:
    """Give calls that are here what a table says of them and they lack."""
    told = [one for one in bulk.fill_in(session.house(), person, table) if one.note.en]
    return [Answer("info", f"{one.file}: {one.note.to(session.language())}") for one in told] or [
        Answer("info", t("calls.load.filled_none"))
    ]


def _answer(one: Brought) -> Answer | None:
    """Nothing for a file that was taken in as it should."""
    note = one.note.to(session.language())
    if one.what is What.BAD:
        return Answer("warning", t("calls.load.bad" if one.call_id is None else "calls.load.bad_listed", name=one.file, why=note))
    if one.what is What.HERE:
        return Answer("info", f"{t('calls.load.again', name=one.file)}{note}")
    return Answer("info", f"{one.file}: {note}") if note else None
