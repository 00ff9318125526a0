"""The meeting: point by point through what people differ on, hearing the seconds in question, and writing down what is agreed on."""

from __future__ import annotations

import streamlit as st

from qa.desk import meeting
from qa.desk.calibration_views import MeetingView, PointView
from qa.model.finding import Verdict
from qa.ui import calibrated
from qa.ui.parts import dispute as dispute_part
from qa.ui.parts.calibration_result import say
from qa.ui.parts.calibration_sheet import stage_player
from qa.ui.parts.dispute import dispute
from qa.ui.session import actor, house, language, told
from qa.ui.words import moment, plain

WHICH = ("disputed", "unsettled", "all")
ANSWERS = (Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE)


def meeting_of(set_id: int) -> None:
    found = meeting.meeting(house(), actor(), set_id)
    which = _which(found, set_id)
    points = calibrated.ordered(found, which)
    _unanimous(found)
    if not points:
        st.success(say(f"meeting.none_{which}"), icon=":material/check:")
        return
    at = _at(set_id, points)
    point = points[at]
    key = f"meeting-{set_id}-{point.call}"
    left, right = st.columns([5, 4], gap="small")
    with left:
        call = next(one for one in found.set.calls if one.call == point.call)
        st.markdown(f"**{plain(call.title)}**")
        stage = meeting.stage(house(), actor(), set_id, point.call)
        stage_player(key, stage, calibrated.marked(point), calibrated.markers(point, language(), say))
    with right:
        _turn(set_id, points, at)
        st.markdown(f"#### {plain(point.title.to(language()))}")
        dispute(
            f"dispute-{set_id}",
            point=str(point.finding),
            why=point.why.to(language()),
            voices=calibrated.said(point),
            missing=calibrated.missing(point, found.set),
            machine=point.machine,
            reason=point.reason.to(language()),
            quotes=calibrated.quotes(point),
            player=key,
            labels=dispute_part.labels(language()),
        )
        _agreed(point)
        if "calibration.run" in found.set.may:
            _agree(set_id, point, points, at)


def _which(found: MeetingView, set_id: int) -> str:
    counts = {which: len(calibrated.ordered(found, which)) for which in WHICH}
    chosen = st.segmented_control(
        say("meeting.which"),
        WHICH,
        default="disputed",
        required=True,
        format_func=lambda which: f"{say(f'meeting.{which}')} {counts[which]}",
        key=f"meeting.{set_id}.which",
        label_visibility="collapsed",
    )
    return chosen or "disputed"


def _at(set_id: int, points: tuple[PointView, ...]) -> int:
    """Which point is looked at: remembered by its finding, so that a filter or an answer does not lose the place."""
    kept = st.session_state.get(_place(set_id))
    return next((i for i, point in enumerate(points) if point.finding == kept), 0)


def _place(set_id: int) -> str:
    return f"meeting.{set_id}.point"


def _turn(set_id: int, points: tuple[PointView, ...], at: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("meeting.number", number=at + 1, count=len(points)), width="stretch")
        for by, name, icon in ((-1, "back", "arrow_back"), (1, "on", "arrow_forward")):
            to = points[at + by].finding if 0 <= at + by < len(points) else None
            st.button(
                say(f"meeting.{name}"),
                icon=f":material/{icon}:",
                disabled=to is None,
                key=f"meeting.{set_id}.{name}",
                on_click=_go,
                args=(set_id, to),
            )


def _go(set_id: int, finding: int | None) -> None:
    st.session_state[_place(set_id)] = finding


def _agreed(point: PointView) -> None:
    """What was agreed on, the last word first; earlier ones stay readable."""
    if not point.gold:
        return
    last, *earlier = reversed(point.gold)
    with st.container(border=True):
        how = say("meeting.unanimous") if last.unanimous else say("meeting.by", name=last.author, when=moment(last.at))
        st.markdown(f":material/verified: **{say('meeting.agreed')} {say(f'verdict.{last.verdict}')}** :gray[{plain(how)}]")
        if last.note:
            st.text(last.note)
        for one in earlier:
            by = say("meeting.by", name=one.author, when=moment(one.at))
            note = f" {plain(one.note)}" if one.note else ""
            st.caption(f"{say('meeting.earlier')} {say(f'verdict.{one.verdict}')}{note} · {plain(by)}")


def _agree(set_id: int, point: PointView, points: tuple[PointView, ...], at: int) -> None:
    last = point.gold[-1] if point.gold else None
    with st.form(f"agree-{set_id}-{point.finding}", border=True):
        verdict = st.segmented_control(
            say("meeting.consensus"),
            ANSWERS,
            default=last.verdict if last else None,
            format_func=lambda one: say(f"verdict.{one}"),
        )
        note = st.text_input(say("meeting.note"), last.note if last else "", max_chars=2000, placeholder=say("meeting.note_hint"))
        if st.form_submit_button(say("meeting.save"), type="primary", icon=":material/gavel:"):
            if verdict is None:
                st.error(say("meeting.choose"))
                return
            with told():
                meeting.agree(house(), actor(), set_id, point.finding, verdict, note)
                if at + 1 < len(points):
                    _go(set_id, points[at + 1].finding)
                st.rerun()


def _unanimous(found: MeetingView) -> None:
    left = sum(point.unanimous is not None and not point.gold for point in found.points)
    if not left or "calibration.run" not in found.set.may:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("meeting.same", count=left), width="stretch")
        if st.button(say("meeting.same_take", count=left), icon=":material/playlist_add_check:"):
            with told():
                meeting.agree_all(house(), actor(), found.set.id)
                st.rerun()
