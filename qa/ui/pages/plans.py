"""Assignment plans: making one, how far each is, and what became of calls that were given back."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from qa.desk import assign
from qa.desk.assignment_views import EndedView, PlanPage, PlanView, ShareView
from qa.model.assignment import AssignmentState
from qa.ui.parts import plan_found, plan_make
from qa.ui.parts.plan_found import say
from qa.ui.parts.table import Cell, Column, Row, table
from qa.ui.session import actor, house, told
from qa.ui.words import NONE, day, moment, plain, t


def show() -> None:
    with told():
        number = st.query_params.get("plan", "")
        if number.isdecimal() and len(number) < 12:
            _one(assign.one(house(), actor(), int(number)))
        else:
            _all()


def _all() -> None:
    st.title(say("page.title"))
    st.caption(say("page.what"))
    plans = assign.listed(house(), actor())
    with st.expander(say("make.heading"), icon=":material/add:", expanded=not plans):
        plan_make.form()
    if not plans:
        st.info(say("page.none"))
        return
    columns = (
        Column(say("page.plan"), wide=True),
        Column(say("page.progress")),
        Column(say("page.due"), lesser=True),
        Column(say("page.author"), lesser=True),
    )
    opened = table("plans.list", columns=columns, rows=[_row(plan) for plan in plans], label=say("page.title"))
    if opened is not None:
        st.query_params["plan"] = str(opened)
        st.rerun()


def _row(plan: PlanView) -> Row:
    whole = plan.open + plan.done
    state = Cell(say("page.stopped"), tone="quiet") if plan.ended_at else Cell(f"{plan.done} / {whole}", progress=plan.done / max(whole, 1))
    due = Cell(day(plan.due_at) if plan.due_at else NONE, tone="quiet")
    return Row(plan.id, f"/plans?plan={plan.id}", (Cell(plan.title), state, due, Cell(plan.author, tone="quiet")))


def _one(page: PlanPage) -> None:
    plan = page.plan
    st.page_link("pages/plans.py", label=f":small[← {say('page.title')}]")
    st.markdown(f"### {plain(plan.title)}")
    facts = [
        say("one.by", name=plan.author, when=moment(plan.created_at)),
        say("one.period", since=day(plan.wanted.since), until=day(plan.wanted.until - timedelta(minutes=1))),
        say("one.each", each=plan.wanted.each),
        say("one.due", when=moment(plan.due_at)) if plan.due_at else "",
    ]
    st.caption(" · ".join(plain(fact) for fact in facts if fact))
    st.caption(f":material/casino: {plain(say('one.seed'))} `{plan.seed}`")
    if plan.ended_at:
        st.warning(say("one.stopped", when=moment(plan.ended_at), reason=plain(plan.ended)), icon=":material/block:")
    st.markdown(f"##### {say('one.shares')}")
    st.table([_share(one) for one in plan.shares], border="horizontal", hide_index=True)
    if page.ended:
        st.markdown(f"##### {say('one.given_back')}")
        st.table([_given_back(one) for one in page.ended], border="horizontal", hide_index=True)
    st.markdown(f"##### {say('one.found')}")
    plan_found.found(plan.found, plan.wanted, f"plan.{plan.id}")
    if not plan.ended_at:
        _change(plan)


def _share(one: ShareView) -> dict[str, str]:
    return {
        say("one.inspector"): plain(one.name),
        say("one.weight"): str(one.weight or NONE),
        say("one.open"): str(one.open),
        say("one.done"): str(one.done),
        say("one.unusable"): str(one.unusable),
    }


def _given_back(one: EndedView) -> dict[str, str]:
    moved = one.state is AssignmentState.MOVED
    why = say("one.moved") if moved else t(f"queue.unusable.{one.reason}") if one.reason else ""
    return {
        say("one.call"): plain(one.title),
        say("one.agent"): plain(one.agent),
        say("one.inspector"): plain(one.inspector),
        say("one.why"): plain(f"{why}: {one.note}" if one.note else why),
        say("one.who"): plain(f"{one.by} {moment(one.at)}"),
        say("one.instead"): (say("one.same_call") if moved else plain(one.instead)) or NONE,
    }


def _change(plan: PlanView) -> None:
    with st.container(horizontal=True):
        busy = {one.person: one.name for one in plan.shares if one.open}
        if busy and len(plan.shares) > 1:
            with st.popover(say("one.hand_over"), icon=":material/group:"):
                st.caption(say("one.hand_over_what"))
                person = st.selectbox(say("one.from"), list(busy), format_func=busy.__getitem__, key=f"plan.{plan.id}.from")
                note = st.text_input(say("one.note"), max_chars=assign.LONGEST_NOTE, key=f"plan.{plan.id}.why")
                if st.button(say("one.hand_over_go"), key=f"plan.{plan.id}.move") and person is not None:
                    with told():
                        assign.hand_over(house(), actor(), plan.id, person, note)
                        st.rerun()
        with st.popover(say("one.stop"), icon=":material/block:"):
            st.caption(say("one.stop_what"))
            reason = st.text_input(say("one.note"), max_chars=assign.LONGEST_NOTE, key=f"plan.{plan.id}.stop_why")
            if st.button(say("one.stop_go"), key=f"plan.{plan.id}.stop"):
                with told():
                    assign.stop(house(), actor(), plan.id, reason)
                    st.rerun()


show()
