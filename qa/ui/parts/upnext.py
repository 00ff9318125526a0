"""The reader's queue on a call's page: the bar, and giving back what cannot be reviewed."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import assign, myqueue
from qa.desk.assignment_views import QueueItem
from qa.model.assignment import Unusable
from qa.ui import reasons
from qa.ui.parts import nextup as nextup_part
from qa.ui.parts.nextup import Why, nextup
from qa.ui.session import actor, house, language, told
from qa.ui.words import moment, t


def say(key: str, **params: object) -> str:
    return t(f"queue.{key}", **params)


def bar(call_id: int) -> None:
    """Nothing for those without a queue, and for calls that have nothing to do with it while it is empty."""
    if not allowed(actor(), "assign.mine"):
        return
    up = myqueue.next_up(house(), actor(), call_id)
    if not up.count.open and not up.done_here:
        return
    here = up.here
    why = [Why(one.kind.value, reasons.words(one, say, language()), reasons.second(one)) for one in here.reasons] if here else []
    chosen = nextup(
        "nextup",  # one for all calls: two would hear the key while a page makes way for the next
        open=up.count.open,
        overdue=up.count.overdue,
        due=say("bar_due", when=moment(here.due_at)) if here and here.due_at else "",
        late=bool(here and here.overdue),
        done=up.done_here,
        reasons=why,
        next=up.next,
        title=up.next_title,
        player=f"player-{call_id}",
        labels=nextup_part.labels(language()),
    )
    if here is not None and here.assignment is not None:
        _give_back(here, here.assignment)
    if chosen is not None:
        st.switch_page("pages/call.py", query_params={"call": str(chosen)})


def _give_back(item: QueueItem, assignment: int) -> None:
    if not item.plan:
        if st.button(say("give_back.put_back"), type="tertiary", icon=":material/undo:", key=f"put-back-{assignment}"):
            with told():
                myqueue.put_back(house(), actor(), assignment)
                st.rerun()
        return
    with st.popover(say("give_back.heading"), icon=":material/block:", type="tertiary"):
        st.caption(say("give_back.what"))
        reason = st.selectbox(
            say("give_back.reason"),
            list(Unusable),
            index=None,
            format_func=lambda one: say(f"unusable.{one}"),
            placeholder=say("give_back.choose"),
            key=f"unusable-{assignment}",
        )
        note = st.text_input(say("give_back.note"), max_chars=assign.LONGEST_NOTE, key=f"unusable-note-{assignment}")
        if st.button(say("give_back.button"), disabled=reason is None, key=f"unusable-go-{assignment}") and reason is not None:
            with told():
                instead = assign.unusable(house(), actor(), assignment, reason, note)
                st.toast(say("give_back.done" if instead else "give_back.done_none"), icon=":material/check:")
                if instead:
                    st.switch_page("pages/call.py", query_params={"call": str(instead)})
                st.rerun()
