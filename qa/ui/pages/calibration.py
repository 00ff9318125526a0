"""Calibration: the sets one is asked in, judging their calls, what came of it, and the gold set."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from qa.access import allowed
from qa.desk import calibrate, notices
from qa.desk.calibration_views import SetView
from qa.model.people import Person
from qa.ui.parts import calibration_gold, calibration_make, calibration_meeting, calibration_result, calibration_sheet
from qa.ui.parts.table import Cell, Column, Row, table
from qa.ui.session import actor, house, told
from qa.ui.words import NONE, clock, day, moment, plain, t

PARTS = ("sets", "gold")
SHOWN = ("result", "meeting")


def show() -> None:
    with told():
        set_id, call_id = _number("set"), _number("call")
        if set_id is None:
            _all(actor())
        elif call_id is None:
            view = calibrate.one(house(), actor(), set_id)
            notices.visited(house(), actor(), subject=f"calibration:{set_id}")
            _one(view)
        else:
            calibration_sheet.sheet(set_id, call_id)


def _all(person: Person) -> None:
    st.title(t("calibration.page.title"))
    st.caption(t("calibration.page.what"))
    part = st.segmented_control(
        t("calibration.page.part"),
        PARTS,
        default="sets",
        required=True,
        format_func=lambda one: t(f"calibration.page.{one}"),
        label_visibility="collapsed",
        key="calibration.part",
    )
    if part == "gold":
        calibration_gold.show()
        return
    found = calibrate.listed(house(), person)
    runs = allowed(person, "calibration.run")
    if runs:
        with st.expander(t("calibration.make.heading"), icon=":material/add:", expanded=not found):
            calibration_make.form()
    if not found:
        st.info(t("calibration.page.none_to_make" if runs else "calibration.page.none"))
        return
    columns = (
        Column(t("calibration.page.set"), wide=True),
        Column(t("calibration.page.mine")),
        Column(t("calibration.page.handed_in"), end=True),
        Column(t("calibration.page.due"), lesser=True),
    )
    opened = table("calibration.sets", columns=columns, rows=[_row(one) for one in found], label=t("calibration.page.title"))
    if opened is not None:
        st.query_params["set"] = str(opened)
        st.rerun()


def _row(view: SetView) -> Row:
    done = sum(member.done_at is not None for member in view.members)
    return Row(
        view.id,
        f"/calibration?set={view.id}",
        (
            Cell(view.title, note=t("calibration.page.size", calls=len(view.calls), criteria=view.criteria)),
            _mine(view),
            Cell(f"{done} / {len(view.members)}"),
            _due(view),
        ),
    )


def _mine(view: SetView) -> Cell:
    if view.closed:
        return Cell(t("calibration.page.closed"), tone="quiet")
    if view.mine is None:
        return Cell(NONE, tone="quiet")
    if view.mine.done_at is not None:
        return Cell(t("calibration.page.i_handed_in"), tone="good")
    return Cell(f"{view.mine.answered} / {view.criteria}", tone="accent", progress=view.mine.answered / max(view.criteria, 1))


def _due(view: SetView) -> Cell:
    if view.closed or view.due_at is None:
        return Cell(day(view.closed_at) if view.closed else NONE, tone="quiet")
    late = view.due_at < datetime.now(UTC)
    return Cell(day(view.due_at), tone="bad" if late else "quiet", badge=late)


def _one(view: SetView) -> None:
    st.page_link("pages/calibration.py", label=f":small[← {t('calibration.page.title')}]")
    st.markdown(f"### {plain(view.title)}")
    facts = [
        t("calibration.page.size", calls=len(view.calls), criteria=view.criteria),
        view.author and t("calibration.one.by", name=view.author, when=day(view.created_at)),
        view.due_at and not view.closed and t("calibration.one.due", when=moment(view.due_at)),
        view.closed and t("calibration.one.closed", when=moment(view.closed_at)),
    ]
    st.caption(" · ".join(plain(str(fact)) for fact in facts if fact))
    if view.note:
        st.text(view.note)
    if view.early:
        st.warning(t("calibration.one.early", name=view.closed_by, reason=plain(view.early)), icon=":material/info:")
    if view.closed:
        _closed(view)
    else:
        _open(view)


def _closed(view: SetView) -> None:
    shown = st.segmented_control(
        t("calibration.one.show"),
        SHOWN,
        default="result",
        required=True,
        format_func=lambda one: t(f"calibration.one.{one}"),
        label_visibility="collapsed",
        key=f"calibration.{view.id}.shown",
    )
    if shown == "meeting":
        calibration_meeting.meeting_of(view.id)
    else:
        calibration_result.result(view.id)


def _open(view: SetView) -> None:
    st.info(t("calibration.one.blind"), icon=":material/visibility_off:")
    left, right = st.columns([3, 2], gap="large")
    with left:
        if view.mine is not None:
            _my_calls(view)
            _hand_in(view)
        else:
            st.caption(t("calibration.one.not_asked"))
    with right:
        _members(view)
        if "calibration.run" in view.may:
            _close(view)


def _my_calls(view: SetView) -> None:
    columns = (
        Column(t("calibration.one.call"), wide=True),
        Column(t("calibration.one.length"), end=True, lesser=True),
        Column(t("calibration.one.answered"), end=True),
    )
    rows = [
        Row(
            one.call,
            f"/calibration?set={view.id}&call={one.call}",
            (
                Cell(one.title),
                Cell(clock(one.duration), tone="quiet"),
                Cell(
                    f"{one.answered} / {one.criteria}",
                    tone="good" if one.answered == one.criteria else "",
                    progress=one.answered / max(one.criteria, 1),
                ),
            ),
        )
        for one in view.calls
    ]
    opened = table(f"calibration.{view.id}.calls", columns=columns, rows=rows, label=view.title)
    if opened is not None:
        st.query_params["call"] = str(opened)
        st.rerun()


def _hand_in(view: SetView) -> None:
    assert view.mine is not None
    if view.mine.done_at is not None:
        st.success(t("calibration.one.handed_in", when=moment(view.mine.done_at)), icon=":material/task_alt:")
        return
    left = view.criteria - view.mine.answered
    sure = True
    if left:
        sure = st.checkbox(t("calibration.one.blanks", count=left), key=f"calibration.{view.id}.blanks")
    if st.button(
        t("calibration.one.hand_in"), type="primary", icon=":material/task_alt:", disabled=not sure, help=t("calibration.one.hand_in_help")
    ):
        with told():
            calibrate.hand_in(house(), actor(), view.id, blanks=bool(left))
            st.rerun()


def _members(view: SetView) -> None:
    st.markdown(f"##### {t('calibration.one.members')}")
    for member in view.members:
        expert = f" :blue-badge[{t('calibration.result.expert')}]" if member.expert else ""
        if member.done_at is not None:
            state = f":green[:material/check: {t('calibration.one.done', when=day(member.done_at))}]"
        else:
            state = f":gray[{member.answered} / {view.criteria}]"
        st.markdown(f"{plain(member.name)}{expert} · {state}")


def _close(view: SetView) -> None:
    with st.popover(t("calibration.one.close"), icon=":material/lock:"):
        st.caption(t("calibration.one.close_what"))
        reason = st.text_input(t("calibration.one.close_reason"), max_chars=calibrate.LONGEST_NOTE, key=f"calibration.{view.id}.reason")
        if st.button(t("calibration.one.close_yes"), key=f"calibration.{view.id}.close"):
            with told():
                calibrate.close(house(), actor(), view.id, reason)
                st.rerun()


def _number(name: str) -> int | None:
    text = st.query_params.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


show()
