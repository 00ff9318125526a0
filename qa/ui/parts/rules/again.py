"""Judging stored calls again: choose, see what changes, confirm."""

from __future__ import annotations

import streamlit as st

from qa.access import authorize
from qa.desk import rescoring, tasks
from qa.desk.rescoring import Listing, Rescored, Turn
from qa.desk.tasks import TaskView
from qa.model.people import Person
from qa.model.tasks import TaskKind, TaskState
from qa.ui.parts.rules import back, go, href, rubric_title, say, say_it, verdict_words
from qa.ui.parts.rules import calls as choosing
from qa.ui.parts.rules.backtests import turn
from qa.ui.parts.rules.working import earlier, watched
from qa.ui.parts.table import Cell, Column, Row, Tone, table
from qa.ui.session import house, language, told
from qa.ui.words import moment, percent, plain, t

PER_PAGE = 25


def show(person: Person, asked: str) -> None:
    authorize(person, "rubric.reevaluate")
    back()
    st.subheader(f":material/refresh: {t('rubricpage.again.title')}", anchor=False)
    st.caption(t("rubricpage.again.what"))
    say_it()
    found = tasks.listed(house(), person, TaskKind.REEVALUATE)
    shown = next((task for task in found if str(task.id) == asked), None)
    with st.expander(t("rubricpage.again.new"), icon=":material/checklist:", expanded=shown is None):
        _order(person)
    if shown is not None:
        watched(shown, lambda task: _listing(person, task))
    if found:
        st.markdown(f"##### {t('rubricpage.again.earlier')}")
        opened = earlier("rules.agains", found, lambda task: _about(person, task), lambda task: href({"again": str(task)}))
        if opened is not None:
            go({"again": str(opened)})


def _order(person: Person) -> None:
    with told():
        made = choosing.choice(person, "rules.again")
        if st.button(t("rubricpage.again.list"), type="primary", icon=":material/checklist:", key="rules.again.list"):
            go({"again": str(rescoring.order(house(), person, made))})


def _about(person: Person, task: TaskView) -> str:
    return choosing.told(person, rescoring.listing(house(), person, task.id).choice)


def _listing(person: Person, task: TaskView) -> None:
    found = rescoring.listing(house(), person, task.id)
    names = " · ".join(f"{rubric_title(name)} v{version}" for name, version in found.rubrics.items())
    what = f"{choosing.told(person, found.choice)} · {t('rubricpage.calls.count', count=task.total)}"
    st.markdown(f"**{plain(what)}**  \n:small[{plain(t('rubricpage.again.by', rubrics=names))}]")
    _numbers(found)
    if task.state is TaskState.DONE:
        st.success(t("rubricpage.again.done", count=found.changed + found.same), icon=":material/check:")
    if task.state is TaskState.LISTED:
        _confirm(person, task, found)
    _calls(person, task, found)


def _numbers(found: Listing) -> None:
    changed, same, here, mean = st.columns(4)
    changed.metric(t("rubricpage.again.changed"), found.changed, help=t("rubricpage.again.changed_hint"))
    same.metric(t("rubricpage.again.same"), found.same, help=t("rubricpage.again.same_hint"))
    here.metric(t("rubricpage.again.here"), found.here, help=t("rubricpage.again.here_hint"))
    if found.mean_before is not None and found.mean_after is not None:
        moved = found.mean_after - found.mean_before
        mean.metric(t("rubricpage.again.mean"), percent(found.mean_after), f"{moved:+.1f}" if abs(moved) >= 0.05 else None)


def _confirm(person: Person, task: TaskView, found: Listing) -> None:
    if found.stale:
        st.warning(t("tasks.errors.stale"), icon=":material/warning:")
        return
    if not found.changed + found.same:
        st.info(t("rubricpage.again.nothing"))
        return
    with st.container(border=True, key="rules-confirm"):
        st.markdown(t("rubricpage.again.confirm_what", count=found.changed + found.same))
        with st.container(horizontal=True):
            if st.button(t("rubricpage.again.confirm"), type="primary", icon=":material/check:", key=f"rules.confirm.{task.id}"):
                rescoring.confirm(house(), person, task.id)
                st.rerun()
            if st.button(t("rubricpage.again.give_up"), key=f"rules.give_up.{task.id}"):
                tasks.stop(house(), person, task.id)
                say(t("rubricpage.again.given_up"), ":material/info:")
                st.rerun()


def _calls(person: Person, task: TaskView, found: Listing) -> None:
    if not found.changed:
        return
    key = f"rules.again.{task.id}"
    page = st.session_state.get(key, 0)
    shown = rescoring.listed(house(), person, task.id, limit=PER_PAGE, offset=page * PER_PAGE)
    columns = (
        Column(t("rubricpage.backtest.call"), wide=True),
        Column(t("rubricpage.again.before"), end=True),
        Column(t("rubricpage.again.after"), end=True),
        Column(t("rubricpage.again.stays"), lesser=True),
    )
    opened = table(f"{key}.calls", columns=columns, rows=[_row(one) for one in shown], label=t("rubricpage.again.changed"))
    turn(key, page, found.changed, PER_PAGE)
    if opened is not None:
        st.switch_page("pages/call.py", query_params={"call": str(opened)})


def _row(one: Rescored) -> Row:
    moved = round(one.after, 1) - round(one.before, 1) if one.before is not None and one.after is not None else 0.0
    up: Tone = "good" if moved > 0 else "bad" if moved < 0 else ""
    stays = t("rubricpage.again.published") if one.published else t("rubricpage.again.drafts", count=one.drafts) if one.drafts else ""
    return Row(
        one.call,
        f"/call?call={one.call}",
        (
            Cell(one.title, note=moment(one.at)),
            _score(one.before, one.fatal_before, "quiet"),
            _score(one.after, one.fatal_after, up),
            Cell(stays, tone="neutral", badge=bool(stays)),
        ),
        note="  ".join(_turn(each) for each in one.turns) or t("rubricpage.again.points"),
    )


def _score(value: float | None, fatal: bool, tone: Tone) -> Cell:
    return Cell(t("calls.review.fatal"), tone="bad", badge=True) if fatal else Cell(percent(value), tone=tone)


def _turn(one: Turn) -> str:
    gap = "：" if language() == "zh" else ": "
    return f"{one.title.to(language())}{gap}{verdict_words(one.before)} → {verdict_words(one.after)}"
