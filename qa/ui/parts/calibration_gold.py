"""The gold set: how often the machine and each inspector give the answer that meetings agreed on."""

from __future__ import annotations

import streamlit as st

from qa.desk import gold
from qa.desk.gold import MachineStanding
from qa.ui.calibrated import measure_words, share
from qa.ui.parts.calibration_result import say
from qa.ui.session import actor, house, language, told
from qa.ui.words import plain

TODAY = "calibration.gold.today"


def show() -> None:
    st.caption(say("gold.what"))
    found = gold.standing(house(), actor())
    if not found.answers:
        st.info(say("gold.empty"))
        return
    st.markdown(say("gold.size", answers=found.answers, calls=found.calls))
    st.markdown(f"##### {say('gold.machine')}")
    st.button(say("gold.measure"), icon=":material/refresh:", help=say("gold.measure_help"), on_click=_ask)
    today = None
    if st.session_state.get(TODAY):
        with told(), st.spinner(say("gold.measuring")):
            today = gold.today(house(), actor())
    rows = [_machine(say("gold.then"), found.then)] + ([_machine(say("gold.now"), today)] if today else [])
    st.table(rows, border="horizontal", hide_index=True)
    with st.expander(say("gold.criteria"), icon=":material/rule:"):
        _criteria(today or found.then)
    st.markdown(f"##### {say('gold.people')}")
    if found.people:
        later = any(one.after.of for one in found.people)
        st.table([_person(one, later) for one in found.people], border="horizontal", hide_index=True)
        st.caption(say("gold.before_after"))
    else:
        st.caption(say("gold.no_people"))


def _ask() -> None:
    st.session_state[TODAY] = True


def _machine(name: str, one: MachineStanding) -> dict[str, str]:
    right, kappa = measure_words(one.measure, say)
    return {
        say("gold.which"): name,
        say("gold.correct"): right,
        "κ": kappa,
        say("gold.left"): say("gold.left_of", open=one.open, gone=one.gone),
    }


def _criteria(standing: MachineStanding) -> None:
    st.table(
        [
            {
                say("result.criterion"): plain(one.title.to(language())),
                say("gold.correct"): measure_words(one.measure, say)[0] if one.measure.of else say("gold.by_people"),
            }
            for one in standing.criteria
        ],
        border="horizontal",
        hide_index=True,
    )


def _person(one: gold.PersonStanding, later: bool) -> dict[str, str]:
    """``later``: whether anybody has been measured after an agreement yet."""
    before, kappa_before = measure_words(one.before, say)
    row = {say("result.who"): plain(one.name), say("gold.before"): before, say("gold.kappa_before"): kappa_before}
    if not later:
        return row
    after, kappa_after = measure_words(one.after, say)
    change = ""
    if one.before.share is not None and one.after.share is not None:
        change = f"{share(one.before.share)} → {share(one.after.share)}"
    return row | {say("gold.after"): after, say("gold.kappa_after"): kappa_after, say("gold.change"): change}
