"""My queue: what is to review and why, what is due first on top; and what else the machine finds worth a look."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import myqueue, notices
from qa.desk.assignment_views import QueueItem
from qa.errors import HearbackError
from qa.model.appeal import NoticeKind
from qa.ui import reasons
from qa.ui.parts.table import Act, Cell, Column, Row, table
from qa.ui.parts.upnext import say
from qa.ui.session import actor, house, language, told
from qa.ui.words import NONE, clock, day, moment, percent, t

PER_PAGE = 50
SUGGESTED = 10
PAGE, TOLD = "queue.page", "queue.told"


def show() -> None:
    st.title(say("page.title"))
    st.caption(say("page.what"))
    with told():
        notices.visited(house(), actor(), kinds=(NoticeKind.PLAN,))
        if words := st.session_state.pop(TOLD, ""):
            st.warning(words)
        count = myqueue.count(house(), actor())
        tiles = (("open", count.open), ("overdue", count.overdue), ("done", count.done))
        for column, (name, number) in zip(st.columns(len(tiles)), tiles, strict=True):
            column.metric(say(f"page.{name}"), number, border=True)
        if allowed(actor(), "assign.plan"):
            st.page_link("pages/plans.py", label=say("page.plans"), icon=":material/shuffle:")
        _mine(count.open)
        _suggested()


def _mine(total: int) -> None:
    st.subheader(say("page.mine"))
    if not total:
        st.caption(say("page.none"))
        return
    page = min(st.session_state.get(PAGE, 0), (total - 1) // PER_PAGE)
    items = myqueue.mine(house(), actor(), limit=PER_PAGE, offset=page * PER_PAGE)
    if items and st.button(say("page.begin"), type="primary", icon=":material/play_arrow:"):
        _open(items[0].call.id)
    _table("queue.mine", items)
    if total > PER_PAGE:
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
            first = page * PER_PAGE + 1
            st.caption(t("common.table.range", first=first, last=min(first + PER_PAGE - 1, total)), width="content")
            st.button(t("common.table.previous"), disabled=not page, on_click=_to_page, args=(page - 1,), key="queue.back")
            st.button(t("common.table.next"), disabled=(page + 1) * PER_PAGE >= total, on_click=_to_page, args=(page + 1,), key="queue.on")


def _suggested() -> None:
    st.subheader(say("page.suggested"))
    items = myqueue.suggested(house(), actor(), limit=SUGGESTED)
    if not items:
        st.caption(say("page.suggested_none"))
        return
    st.caption(say("page.suggested_what"))
    _table("queue.suggested", items, takes=True)


def _table(key: str, items: tuple[QueueItem, ...], *, takes: bool = False) -> None:
    columns = (
        Column(say("page.call"), wide=True),
        Column(say("page.agent")),
        Column(say("page.when"), lesser=True),
        Column(say("page.length"), end=True, lesser=True),
        Column(say("page.score"), end=True),
        *(() if takes else (Column(say("page.due")),)),
    )
    opened = table(key, columns=columns, rows=[_row(item, takes) for item in items], label=say("page.title"), on_act=_act)
    if opened is not None:
        _open(opened)


def _row(item: QueueItem, takes: bool) -> Row:
    line = item.call
    score = Cell(t("calls.review.fatal"), tone="bad", badge=True) if line.fatal else Cell(percent(line.percent))
    due = Cell(day(item.due_at) if item.due_at else NONE, tone="bad" if item.overdue else "quiet", badge=item.overdue)
    return Row(
        line.id,
        f"/call?call={line.id}",
        (
            Cell(line.title, note=line.queue),
            Cell(line.agent or NONE),
            Cell(moment(line.started_at or line.created_at), tone="quiet"),
            Cell(clock(line.duration), tone="quiet"),
            score,
            *(() if takes else (due,)),
        ),
        " · ".join(reasons.words(one, say, language()) for one in item.reasons),
        (Act("take", say("page.take"), say("page.take_hint")),) if takes else (),
    )


def _act(call_id: int, name: str) -> None:
    if name != "take":
        return
    try:
        myqueue.take(house(), actor(), call_id)
    except HearbackError as refused:
        st.session_state[TOLD] = refused.message(language())


def _to_page(page: int) -> None:
    st.session_state[PAGE] = page


def _open(call_id: int) -> None:
    st.switch_page("pages/call.py", query_params={"call": str(call_id)})


show()
