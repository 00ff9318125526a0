"""The summary of a shift: what a team heard and said, what was missed most, what is due; to read here and to take along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from qa.desk import improve_record, report, shift
from qa.desk.pack_views import MeetingView
from qa.desk.shift import Missed, ShiftView
from qa.model.estimate import LEAST_CALLS
from qa.ui.parts.reports import downloads
from qa.ui.session import actor, house, language
from qa.ui.words import NONE, date_words, moment, percent, plain, t


def page(team: str) -> None:
    """A day, or some of them."""
    st.caption(t("month.shift.what"))
    today = improve_record.today()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since = st.date_input(t("month.shift.from"), value=today, format="YYYY-MM-DD", key="month.since", width=150)
        last = since + timedelta(days=shift.MOST_DAYS - 1)
        until = st.date_input(
            t("month.shift.until"), value=max(since, min(today, last)), min_value=since, max_value=last, format="YYYY-MM-DD", width=150
        )
    view = shift.view(house(), actor(), team, since, until)
    left, right = st.columns(2, gap="large")
    with left:
        _meetings(view)
        _missed(view)
    with right:
        _due(view)
        _take(view)


def _meetings(view: ShiftView) -> None:
    st.markdown(f"##### {t('report.figure.meetings')}")
    if not view.meetings:
        st.caption(t("month.shift.none"))
    for one in view.meetings:
        with st.container(border=True, key=f"shift-meeting-{one.id}"):
            _meeting(one)


def _meeting(one: MeetingView) -> None:
    words = t("month.shift.meeting", title=one.title, when=moment(one.started_at))
    st.page_link("pages/packs.py", label=plain(words), icon=":material/groups:", query_params={"meeting": str(one.id)})
    votes = sum(item.votes.count for item in one.items if item.votes)
    st.caption(t("month.shift.facts", items=len(one.items), there=len(one.there), votes=votes))
    if one.remark:
        st.text(one.remark)


def _missed(view: ShiftView) -> None:
    st.markdown(f"##### {t('month.shift.missed')}")
    if not view.missed:
        st.caption(t("month.shift.missed_none"))
        return
    st.markdown("\n".join(f"- {plain(_line(one))}" for one in view.missed))
    st.caption(t("month.shift.missed_what"))


def _line(one: Missed) -> str:
    share = f" · {percent(100 * (one.share.value or 0.0))}" if one.share.count >= LEAST_CALLS else ""
    return t("month.shift.line", title=one.title.to(language()), count=one.count, of=one.share.count) + share


def _due(view: ShiftView) -> None:
    st.markdown(f"##### {t('month.shift.due')}")
    if not (view.coaching or view.improvements or view.cases):
        st.caption(t("month.shift.due_none"))
    for note in view.coaching:
        label = f"{note.agent}: {note.text}"
        st.page_link("pages/team.py", label=plain(label), icon=":material/school:", query_params={"show": "coaching"})
        st.caption(plain(f"{note.author} · {date_words(note.follow_up)}"))
    for one in view.improvements:
        st.page_link("pages/month.py", label=plain(one.what), icon=":material/build:", query_params={"entry": str(one.id)})
        st.caption(plain(f"{one.owner or NONE} · {date_words(one.due)}"))
    for case in view.cases:
        st.page_link("pages/cases.py", label=plain(case.title), icon=":material/cases:", query_params={"case": str(case.id)})
        if case.next is not None:
            st.caption(plain(f"{case.owner or NONE} · {t(f'cases.step.{case.next.step}')} {moment(case.next.due)}"))


def _take(view: ShiftView) -> None:
    here, who, words = house(), actor(), language()

    def content(form: str) -> Callable[[], bytes]:
        return lambda: report.of_shift(here, who, view.team, view.since, view.until, form, words)

    days = str(view.since) if view.since == view.until else f"{view.since} {view.until}"
    name = " ".join(filter(None, (t("month.view.shift"), days, view.team)))
    downloads(name, f"shift-{view.since}-{view.until}-{view.team}", content)
