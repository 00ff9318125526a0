"""Home: what to do next, by role."""

from __future__ import annotations

import streamlit as st

from qa.access import JUDGES, allowed
from qa.desk import calibrate, cases, excerpts, intake, myqueue, people, review, setup
from qa.desk.views import FeedbackLine, Overview
from qa.model.call import CallState
from qa.model.library import ReviewState
from qa.model.people import Person, Role
from qa.ui import session
from qa.ui.parts.calllist import MENDABLE, call_table
from qa.ui.parts.table import Cell, Column, Row, table
from qa.ui.words import clock, day, moment, percent, t

NEXT, LATEST = 8, 6
LOOKED_THROUGH = 200


def show() -> None:
    person, house = session.actor(), session.house()
    overview = intake.overview(house, person)
    st.title(t("home.hello", name=person.shown))
    _notes(person, overview)
    if allowed(person, "call.list"):
        _tiles(overview)
    if person.role in JUDGES and not overview.states:
        _first_steps(person)
    _asked(person)
    left, right = st.columns([5, 2], gap="large")
    with left:
        if person.role is Role.AGENT:
            _feedback("feedback", review.mine(house, person))
        elif person.role is Role.LEAD:
            _feedback("team", review.of_team(house, person))
        elif overview.states:
            _to_review(person)
    with right:
        _excerpts(person)


def _notes(person: Person, overview: Overview) -> None:
    """What stands in the way, for those who can do something about it."""
    if not allowed(person, "settings.see"):
        return
    model = setup.model(session.house(), person)
    if model.problem and not model.ok:
        st.warning(t("home.notes.model", why=model.problem.message(session.language())), icon=":material/hearing_disabled:")
    if not overview.worker_alive:
        st.warning(t("home.notes.worker"), icon=":material/pause_circle:")


def _asked(person: Person) -> None:
    """What waits for this person: the own queue, and calibration sets."""
    mine = myqueue.count(session.house(), person) if allowed(person, "assign.mine") else None
    if mine and mine.open:
        words = t("home.next.queue_late" if mine.overdue else "home.next.queue", count=mine.open, late=mine.overdue)
        st.page_link("pages/queue.py", label=words, icon=":material/checklist:")
    count = calibrate.waiting(session.house(), person) if allowed(person, "calibration.list") else 0
    owned, late = cases.waiting(session.house(), person)
    if owned:
        words = t("home.next.cases_late" if late else "home.next.cases", count=owned, late=late)
        st.page_link("pages/cases.py", label=words, icon=":material/cases:")
    if count:
        st.page_link("pages/calibration.py", label=t("home.next.calibration", count=count), icon=":material/balance:")


def _tiles(overview: Overview) -> None:
    moving = sum(count for state, count in overview.states.items() if state.moving)
    stuck = sum(overview.states.get(state, 0) for state in MENDABLE)
    numbers = {
        "to_review": overview.to_review,
        "moving": moving,
        "stuck": stuck,
        "published": overview.published,
        "excerpts": overview.excerpts,
    }
    for column, (name, count) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        column.metric(t(f"home.tiles.{name}"), count, border=True)
    if stuck:
        words = t("home.next.stuck", count=stuck)
        st.page_link("pages/calls.py", label=words, icon=":material/error_outline:", query_params={"show": "stuck"})


def _first_steps(person: Person) -> None:
    st.subheader(t("home.first.title"))
    house, steps = session.house(), []
    if allowed(person, "people.manage") and len(people.listed(house, person)) < 2:
        steps.append(("people", "pages/people.py", "manage_accounts"))
    if not setup.model(house, person).ok:
        steps.append(("model", "pages/settings.py", "tune"))
    steps.append(("load", "pages/calls.py", "upload"))
    for number, (name, page, icon) in enumerate(steps, 1):
        with st.container(border=True):
            st.page_link(page, label=f"**{number}. {t(f'home.first.{name}')}**", icon=f":material/{icon}:")
            st.caption(t(f"home.first.{name}_hint"))


def _to_review(person: Person) -> None:
    """Ready calls without a published review: the reader's own drafts first, then the newest."""
    st.subheader(t("home.next.review"))
    ready = intake.listed(session.house(), person, states=(CallState.READY,), limit=LOOKED_THROUGH)
    todo = [line for line in ready if line.review is None or not line.review.public]
    todo.sort(key=lambda line: not (line.review is ReviewState.DRAFT and line.reviewer == person.shown))
    if not todo:
        st.caption(t("home.next.review_none"))
        return
    opened = call_table("home.review", todo[:NEXT], states=False)
    st.page_link("pages/calls.py", label=t("home.next.review_all"), icon=":material/arrow_forward:")
    if opened is not None:
        st.switch_page("pages/call.py", query_params={"call": str(opened)})


def _feedback(which: str, lines: tuple[FeedbackLine, ...]) -> None:
    st.subheader(t(f"home.next.{which}"))
    if not lines:
        st.caption(t(f"home.next.{which}_none"))
        return
    columns = (
        Column(t("home.table.call"), wide=True),
        *((Column(t("home.table.agent")),) if which == "team" else ()),
        Column(t("home.table.published"), lesser=True),
        Column(t("home.table.reviewer"), lesser=True),
        Column(t("home.table.score"), end=True),
    )
    opened = table(
        "home.feedback", columns=columns, rows=[_feedback_row(which, line) for line in lines[:NEXT]], label=t(f"home.next.{which}")
    )
    st.page_link(f"pages/{which}.py", label=t(f"home.next.{which}_all"), icon=":material/arrow_forward:")
    if opened is not None:
        st.switch_page("pages/call.py", query_params={"call": str(opened)})


def _feedback_row(which: str, line: FeedbackLine) -> Row:
    score = Cell(t("calls.review.fatal"), tone="bad", badge=True) if line.fatal else Cell(percent(line.percent))
    return Row(
        line.call_id,
        f"/call?call={line.call_id}",
        (
            Cell(line.title, note=day(line.started_at) if line.started_at else ""),
            *((Cell(line.agent),) if which == "team" else ()),
            Cell(moment(line.published_at), tone="quiet"),
            Cell(line.reviewer, tone="quiet"),
            score,
        ),
    )


def _excerpts(person: Person) -> None:
    st.subheader(t("home.next.excerpts"))
    latest = excerpts.listed(session.house(), person, limit=LATEST)
    if not latest:
        st.caption(t("home.next.excerpts_none"))
        return
    rows = [
        Row(one.id, f"/excerpt?excerpt={one.id}", (Cell(one.title, note=one.author), Cell(clock(one.seconds), tone="quiet")))
        for one in latest
    ]
    columns = (Column(t("shell.pages.excerpt"), wide=True), Column(t("home.table.length"), end=True))
    opened = table("home.excerpts", columns=columns, rows=rows, label=t("home.next.excerpts"))
    st.page_link("pages/library.py", label=t("home.next.excerpts_all"), icon=":material/arrow_forward:")
    if opened is not None:
        st.switch_page("pages/excerpt.py", query_params={"excerpt": str(opened)})


show()
