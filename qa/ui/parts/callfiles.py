"""A call that is on its way, waits or failed, and what can be mended about it."""

from __future__ import annotations

import streamlit as st

from qa.desk import intake, people
from qa.desk.intake import Details
from qa.desk.views import CallView
from qa.model.call import CallState
from qa.model.people import Role
from qa.ui.session import actor, house, language, told
from qa.ui.words import clock, state_words, t

TRANSCRIPTS = ["json", "srt", "vtt", "jsonl"]


def waiting(view: CallView) -> None:
    """Where the call stands; looks again by itself while something moves."""
    if view.line.state.moving:
        _watch(view.line.id)
        return
    if view.line.problem:
        shown = st.warning if view.line.state is CallState.WAITING else st.error
        shown(f"**{state_words(view.line.state)}** — {view.line.problem.message(language())}")
    if "call.mend" not in view.may:
        return
    if st.button(t("callpage.mend.retry"), icon=":material/refresh:", type="primary"):
        with told():
            intake.retry(house(), actor(), view.line.id)
            st.rerun()
    attach(view.line.id)


@st.fragment(run_every=1.0)
def _watch(call_id: int) -> None:
    with told():
        line = intake.view(house(), actor(), call_id).line
        if not line.state.moving:
            st.rerun()
        left = " · " + t("callpage.mend.left", time=clock(line.left_s)) if line.left_s is not None else ""
        st.progress(min(max(line.progress, 0.0), 1.0), text=f"{state_words(line.state)} {line.progress:.0%}{left}")


def attach(call_id: int) -> None:
    """Take a transcript made elsewhere for this call."""
    file = st.file_uploader(t("callpage.mend.attach"), type=TRANSCRIPTS, key=f"attach-{call_id}", help=t("callpage.mend.attach_help"))
    if file is not None and st.button(t("callpage.mend.attach_button"), key=f"attach-go-{call_id}", icon=":material/attach_file:"):
        with told():
            intake.attach_transcript(house(), actor(), call_id, file.name, file.getvalue())
            st.rerun()


def mend(view: CallView) -> None:
    """Correct a call's details, swap its speakers, give it another transcript."""
    details, other = st.columns(2, gap="large")
    with details:
        _details(view)
    with other:
        if view.sound and view.sound.channels == 2:
            st.caption(t("callpage.mend.swap_help"))
            if st.button(t("callpage.mend.swap"), icon=":material/swap_vert:"):
                with told():
                    intake.swap_speakers(house(), actor(), view.line.id)
                    st.rerun()
        attach(view.line.id)


def _details(view: CallView) -> None:
    line = view.line
    agents = {person.name: person.shown for person in people.listed(house(), actor()) if person.role is Role.AGENT and person.active}
    ids = {person.id: person.name for person in people.listed(house(), actor())}
    names = ["", *agents]
    now = ids.get(line.agent_id or 0, "")
    with st.form(f"details-{line.id}", border=False):
        title = st.text_input(t("callpage.mend.title"), line.title, max_chars=intake.LONGEST_TITLE)
        agent = st.selectbox(
            t("callpage.head.agent"),
            names,
            index=names.index(now) if now in names else 0,
            format_func=lambda name: agents.get(name, t("callpage.mend.no_agent")),
        )
        reference = st.text_input(t("callpage.mend.reference"), line.reference, max_chars=128)
        if st.form_submit_button(t("callpage.mend.save")):
            with told():
                intake.set_details(house(), actor(), line.id, Details(title=title, agent=agent, reference=reference))
                st.rerun()
