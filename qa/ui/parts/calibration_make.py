"""A new calibration set: which calls, who judges them, until when."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from qa.desk import calibrate, intake, rubrics
from qa.desk.views import CallLine
from qa.model.call import CallState
from qa.model.people import Person
from qa.ui.session import actor, house, language, told
from qa.ui.words import clock, day, end_of, role_words, t

LATEST = 300
USUAL_CALLS = 5
USUAL_DUE = timedelta(days=7)
CALLS, COUNT, RUBRICS, SHORT, PEOPLE, EXPERT = (
    f"calibration.make.{name}" for name in ("calls", "count", "rubrics", "short", "people", "expert")
)


def form() -> None:
    """Asks for a new set, makes it and goes there."""
    here, who = house(), actor()
    lines = {line.id: line for line in intake.listed(here, who, states=(CallState.READY,), limit=LATEST)}
    if not lines:
        st.info(t("calibration.make.no_calls"))
        return
    judges = {person.id: person for person in calibrate.judges(here, who)}
    asked = {rubric.id: rubric.title.to(language()) for rubric in rubrics.listed(here, who)}
    title = st.text_input(t("calibration.make.title"), max_chars=calibrate.LONGEST_TITLE, placeholder=t("calibration.make.title_hint"))
    st.session_state.setdefault(RUBRICS, list(asked))
    st.pills(t("calibration.make.rubrics"), list(asked), format_func=asked.__getitem__, selection_mode="multi", key=RUBRICS)
    _calls(lines)
    left, right = st.columns([3, 2])
    people = left.multiselect(
        t("calibration.make.people"),
        list(judges),
        format_func=lambda i: _person(judges[i]),
        placeholder=t("calibration.make.people_hint"),
        key=PEOPLE,
    )
    none = t("calibration.make.expert_none")
    expert = right.selectbox(
        t("calibration.make.expert"), people, index=None, format_func=lambda i: judges[i].shown, placeholder=none, key=EXPERT
    )
    today = date.today()
    due: date | None = left.date_input(t("calibration.make.due"), today + USUAL_DUE, min_value=today, format="YYYY-MM-DD")
    hint = t("calibration.make.note_hint")
    note = right.text_input(t("calibration.make.note"), max_chars=calibrate.LONGEST_NOTE, placeholder=hint)
    if people and len(people) < calibrate.SURE_PEOPLE:
        st.caption(":material/info: " + t("calibration.make.few_people"))
    if st.button(t("calibration.make.make"), type="primary", icon=":material/add:"):
        with told():
            made = calibrate.make(
                here,
                who,
                title=title,
                call_ids=st.session_state[CALLS],
                person_ids=people,
                expert=expert,
                due=end_of(due) if due else None,
                rubrics=st.session_state[RUBRICS] if len(st.session_state[RUBRICS]) < len(asked) else (),
                note=note,
            )
            del st.session_state[CALLS]
            st.query_params["set"] = str(made)
            st.rerun()


def _calls(lines: dict[int, CallLine]) -> None:
    st.session_state.setdefault(CALLS, [])
    kept = {i: lines[i] for i in lines} | {i: intake.view(house(), actor(), i).line for i in st.session_state[CALLS] if i not in lines}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            t("calibration.make.calls"),
            list(kept),
            key=CALLS,
            format_func=lambda i: _call(kept[i]),
            max_selections=calibrate.MOST_CALLS,
            placeholder=t("calibration.make.calls_hint"),
            select_all=False,
        )
        st.number_input(t("calibration.make.count"), 1, calibrate.MOST_CALLS, USUAL_CALLS, key=COUNT, width=110)
        st.button(t("calibration.make.draw"), icon=":material/casino:", on_click=_draw, help=t("calibration.make.draw_help"))
    # always there, so that a word that comes or goes does not move the fields below to another place, which would close them
    with st.container():
        if st.session_state.get(SHORT) == st.session_state[CALLS] != []:
            st.caption(":material/info: " + t("calibration.make.short"))
        opinions = [kept[i].title for i in st.session_state[CALLS] if kept[i].review is not None]
        if opinions:
            st.caption(":material/info: " + t("calibration.make.reviewed", count=len(opinions)))


def _draw() -> None:
    wanted = int(st.session_state[COUNT])
    drawn = calibrate.drawn(house(), actor(), wanted, rubrics=st.session_state.get(RUBRICS) or ())
    st.session_state[CALLS] = list(drawn)
    st.session_state[SHORT] = list(drawn) if len(drawn) < wanted else []


def _call(line: CallLine) -> str:
    facts = [line.title, line.agent, clock(line.duration), day(line.started_at or line.created_at)]
    return " · ".join(fact for fact in facts if fact)


def _person(person: Person) -> str:
    return f"{person.shown} · {role_words(person.role)}"
