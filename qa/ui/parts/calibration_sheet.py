"""Judging a call of a calibration set: the player, and the ballot beside it."""

from __future__ import annotations

import streamlit as st

from qa.desk import calibrate
from qa.desk.calibration_views import Answer, SetView, Stage
from qa.desk.views import EvaluationView
from qa.errors import HearbackError
from qa.ui import calibrated, callpage
from qa.ui.parts import ballot as ballot_part
from qa.ui.parts import player as player_part
from qa.ui.parts.ballot import Given, ballot
from qa.ui.parts.callwords import speaker_words
from qa.ui.parts.player import Marker, player
from qa.ui.session import actor, audio_url, house, language, told
from qa.ui.words import plain, t

HEIGHT = 720


def sheet(set_id: int, call_id: int) -> None:
    """One call of the reader's own sheet."""
    found = calibrate.sheet(house(), actor(), set_id, call_id)
    view = found.set
    st.page_link("pages/calibration.py", label=f":small[← {plain(view.title)}]", query_params={"set": str(set_id)})
    ids = [one.call for one in view.calls]
    at = ids.index(call_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"### {plain(found.stage.title)}", width="stretch")
        st.caption(t("calibration.sheet.number", number=at + 1, count=len(ids)), width="content")
        for by, name, icon in ((-1, "back", "arrow_back"), (1, "on", "arrow_forward")):
            _turn(set_id, ids[at + by] if 0 <= at + by < len(ids) else None, name, icon)
    st.caption(":material/visibility_off: " + t("calibration.sheet.blind"))
    left, right = st.columns([5, 4], gap="small")
    with left:
        stage_player(f"calibration-{set_id}-{call_id}", found.stage)
    with right:
        _ballot(set_id, call_id)
    if at + 1 == len(ids):
        st.page_link(
            "pages/calibration.py", label=t("calibration.sheet.to_hand_in"), icon=":material/task_alt:", query_params={"set": str(set_id)}
        )


def _turn(set_id: int, call_id: int | None, name: str, icon: str) -> None:
    if st.button(t(f"calibration.sheet.{name}"), icon=f":material/{icon}:", disabled=call_id is None, key=f"calibration.{name}"):
        st.query_params.from_dict({"set": str(set_id), "call": str(call_id)})
        st.rerun()


def stage_player(key: str, stage: Stage, evaluations: tuple[EvaluationView, ...] = (), markers: tuple[Marker, ...] = ()) -> None:
    """The sound and the words of a call of a set."""
    player(
        key,
        audio_url=audio_url("call", stage.call) if stage.sound else None,
        duration=(stage.sound.duration if stage.sound else stage.duration) or 0.0,
        lanes=callpage.lanes(stage.sound, speaker_words),
        lines=callpage.lines(stage.transcript, evaluations, (), language(), speaker_words, ""),
        markers=markers,
        labels=player_part.labels(language()),
        height=HEIGHT,
    )


@st.fragment
def _ballot(set_id: int, call_id: int) -> None:
    """The ballot alone reruns when an answer is kept."""
    with told():
        found = calibrate.sheet(house(), actor(), set_id, call_id)
        if said := st.session_state.pop(_said(set_id, call_id), ""):
            st.error(said)
        _note(found.set)
        ballot(
            f"ballot-{set_id}-{call_id}",
            parts=calibrated.parts(found, language()),
            labels=ballot_part.labels(language()),
            editable=found.editable,
            timed=found.stage.sound is not None,
            player=f"calibration-{set_id}-{call_id}",
            drafts=f"{set_id}-{call_id}-{actor().id}",
            on_answer=lambda given: _keep(set_id, call_id, given),
            height=HEIGHT,
        )


def _note(view: SetView) -> None:
    if view.mine and view.mine.done_at is not None and not view.closed:
        st.info(t("calibration.sheet.handed_in"))


def _keep(set_id: int, call_id: int, given: tuple[Given, ...]) -> None:
    try:
        calibrate.answer(house(), actor(), set_id, call_id, {one.finding: Answer(one.verdict, one.comment, one.at) for one in given})
    except HearbackError as refused:
        st.session_state[_said(set_id, call_id)] = refused.message(language())


def _said(set_id: int, call_id: int) -> str:
    return f"calibration-{set_id}-{call_id}-said"
