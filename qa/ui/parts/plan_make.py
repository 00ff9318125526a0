"""A new assignment plan: of which calls, how many of every agent, and who gets them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import streamlit as st

from qa.desk import assign, finding
from qa.errors import HearbackError
from qa.model.assignment import Wanted
from qa.ui.parts import plan_found
from qa.ui.parts.plan_found import say
from qa.ui.session import actor, house, language, told
from qa.ui.words import beginning, end_of, local

ANY = ""
USUAL_EACH, USUAL_DAYS, USUAL_DUE = 5, 7, timedelta(days=7)
LANGUAGES = ("zh", "en")


def form() -> None:
    """Asks for a plan, shows what it finds as it is asked for, and draws."""
    here, who = house(), actor()
    title = st.text_input(say("make.title"), max_chars=assign.LONGEST_TITLE, placeholder=say("make.title_hint"), key="plan.title")
    wanted = _wanted()
    with st.container():
        if wanted is None:
            st.caption(say("make.period_hint"))
            return
        try:
            seen = finding.preview(here, who, wanted, offset_minutes=_offset())
        except HearbackError as wrong:
            st.error(wrong.message(language()))
            return
        with st.container(border=True):
            plan_found.found(seen, wanted, "plan.new")
    shares = _shares()
    due: date | None = st.date_input(say("make.due"), date.today() + USUAL_DUE, min_value=date.today(), format="YYYY-MM-DD", key="plan.due")
    if st.button(say("make.make", count=seen.drawn), type="primary", icon=":material/shuffle:", disabled=not seen.drawn):
        with told():
            made = assign.make(here, who, wanted, title=title, shares=shares, due=end_of(due) if due else None, offset_minutes=_offset())
            st.query_params["plan"] = str(made)
            st.rerun()


def _wanted() -> Wanted | None:
    queues, teams, sources = assign.choices(house(), actor())
    names = dict(sources)
    today = date.today()
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    period = left.date_input(say("make.period"), (today - timedelta(days=USUAL_DAYS), today), format="YYYY-MM-DD", key="plan.period")
    each = middle.number_input(say("make.each"), 1, finding.MOST_EACH, USUAL_EACH, key="plan.each")
    unreviewed = right.checkbox(say("make.unreviewed"), True, key="plan.unreviewed")
    if not isinstance(period, tuple) or len(period) != 2:
        return None
    with st.expander(say("make.filter"), icon=":material/filter_alt:"):
        first, second, third, fourth = st.columns(4)
        queue = first.selectbox(say("kind.queue"), [ANY, *queues], format_func=_or_any, key="plan.queue")
        team = second.selectbox(say("make.team"), [ANY, *teams], format_func=_or_any, key="plan.team")
        spoken = third.selectbox(say("make.language"), [ANY, *LANGUAGES], format_func=_spoken, key="plan.language")
        any_ = say("make.any")
        source = fourth.selectbox(say("make.source"), [None, *names], format_func=lambda i: names.get(i or 0, any_), key="plan.source")
        shortest = first.number_input(say("make.shortest"), 0, 36_000, None, step=30, key="plan.shortest")
        longest = second.number_input(say("make.longest"), 0, 36_000, None, step=30, key="plan.longest")
        lowest = third.number_input(say("make.lowest"), 0, 100, None, step=5, key="plan.lowest")
        highest = fourth.number_input(say("make.highest"), 0, 100, None, step=5, key="plan.highest")
    return Wanted(
        since=beginning(period[0]),
        until=beginning(period[1] + timedelta(days=1)),
        each=int(each),
        shortest_s=shortest,
        longest_s=longest,
        queue=queue or "",
        source=source,
        language=spoken or "",
        team=team or "",
        lowest=lowest,
        highest=highest,
        unreviewed=unreviewed,
    )


def _shares() -> dict[int, int]:
    """Everybody the same, unless weights are wanted."""
    people = {person.id: person.shown for person in assign.inspectors(house(), actor())}
    chosen = st.multiselect(
        say("make.people"), list(people), format_func=people.__getitem__, placeholder=say("make.people_hint"), key="plan.people"
    )
    if len(chosen) < 2 or not st.toggle(say("make.weights"), key="plan.weights"):
        return dict.fromkeys(chosen, 1)
    columns = st.columns(min(len(chosen), 4))
    return {
        person: int(columns[i % len(columns)].number_input(people[person], 1, assign.MOST_WEIGHT, 1, key=f"plan.weight.{person}"))
        for i, person in enumerate(chosen)
    }


def _or_any(name: str) -> str:
    return name or say("make.any")


def _spoken(code: str) -> str:
    return say(f"make.languages.{code}") if code else say("make.any")


def _offset() -> int:
    """How many minutes the reader's clock is ahead of UTC."""
    ahead = local(datetime.now().astimezone()).utcoffset()
    return int(ahead.total_seconds() // 60) if ahead else 0
