"""Long work as it is seen on a page: how far it is, who ordered it, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qa.desk import intake, tasks
from qa.desk.tasks import TaskView
from qa.errors import HearbackError
from qa.model.tasks import TaskState
from qa.ui.parts.rules import state_words
from qa.ui.parts.table import Cell, Column, Row, Tone, table
from qa.ui.session import actor, house, language, told
from qa.ui.words import moment, plain, t

EVERY_S = 1.0
TONES: dict[TaskState, Tone] = {TaskState.FAILED: "bad", TaskState.STOPPED: "quiet", TaskState.DONE: "good", TaskState.LISTED: "accent"}


def watched(task: TaskView, body: Callable[[TaskView], None]) -> None:
    """Show a task; while it moves, look again every second, and when it comes to rest draw the whole page once more."""

    def draw() -> None:
        with told():
            now = tasks.view(house(), actor(), task.id)
            if task.state.moving and not now.state.moving:
                st.rerun()
            _progress(now)
            body(now)

    st.fragment(draw, run_every=EVERY_S if task.state.moving else None)()


def _progress(task: TaskView) -> None:
    who = t("rubricpage.work.ordered", author=task.author or t("rubricpage.since.command"), when=moment(task.at))
    st.caption(plain(who) + (f" · {plain(_confirmed(task))}" if task.confirmed_at else ""))
    if task.problem:
        st.error(task.problem.message(language()), icon=":material/error:")
    if task.state.moving:
        waits = not task.taken
        words = t("rubricpage.work.queued") if waits else t("rubricpage.work.moving", done=task.done, total=task.total)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(task.share, text=f"{state_words(task.state)} · {words}")
            if task.may_stop:
                st.button(
                    t("rubricpage.work.stop"), icon=":material/stop_circle:", key=f"rules.stop.{task.id}", on_click=_stop, args=(task.id,)
                )
        if waits and not intake.overview(house(), actor()).worker_alive:
            st.warning(t("rubricpage.work.no_worker"), icon=":material/pause_circle:")
    elif task.state is TaskState.STOPPED:
        st.info(t("rubricpage.work.stopped", done=task.done, total=task.total), icon=":material/stop_circle:")


def _confirmed(task: TaskView) -> str:
    return t("rubricpage.work.confirmed", author=task.confirmed_by, when=moment(task.confirmed_at))


def _stop(task_id: int) -> None:
    try:
        tasks.stop(house(), actor(), task_id)
    except HearbackError as late:
        st.toast(late.message(language()), icon=":material/info:")


def earlier(key: str, found: tuple[TaskView, ...], about: Callable[[TaskView], str], where: Callable[[int], str]) -> int | None:
    """A list of tasks; gives the one that was just opened."""
    columns = (
        Column(t("rubricpage.work.what"), wide=True),
        Column(t("rubricpage.work.calls"), end=True),
        Column(t("rubricpage.work.by"), lesser=True),
        Column(t("rubricpage.work.when"), lesser=True),
        Column(t("rubricpage.column.state")),
    )
    rows = [
        Row(
            task.id,
            where(task.id),
            (
                Cell(about(task)),
                Cell(f"{task.done}/{task.total}" if task.done != task.total else str(task.total)),
                Cell(task.author or t("rubricpage.since.command"), tone="quiet"),
                Cell(moment(task.at), tone="quiet"),
                Cell(state_words(task.state), tone=TONES.get(task.state, "neutral"), badge=True),
            ),
        )
        for task in found
    ]
    return table(key, columns=columns, rows=rows, label=t("rubricpage.work.label"))
