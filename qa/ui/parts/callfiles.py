"""A call that is on its way, waits or failed, and what can be mended about it."""

from __future__ import annotations

import streamlit as st

from qa.desk import correct, intake, people, queue
from qa.desk.intake import Details
from qa.desk.views import CallLine, CallView
from qa.model.call import CallState
from qa.model.people import Role
from qa.ui.session import actor, house, language, told
from qa.ui.words import span_words, state_words, t

TRANSCRIPTS = ["json", "srt", "vtt", "jsonl"]
HEADERLESS = "audio.headerless"
CODINGS = ("ulaw", "alaw", "s16", "vox", "u8")
RATES = (8_000, 6_000, 11_025, 16_000, 22_050, 44_100, 48_000)


def waiting(view: CallView) -> None:
    """Where the call stands; looks again by itself while something moves."""
    if view.line.state.moving:
        _watch(view.line.id)
        return
    if view.line.state is CallState.CANCELLED:
        st.info(t("callpage.mend.cancelled"))
    if view.line.problem:
        shown = st.warning if view.line.state is CallState.WAITING else st.error
        shown(f"**{state_words(view.line.state)}** — {view.line.problem.message(language())}")
    if "call.mend" not in view.may:
        return
    if view.line.problem and view.line.problem.code == HEADERLESS:
        _ask_coding(view.line.id)
    elif st.button(t("callpage.mend.retry"), icon=":material/refresh:", type="primary"):
        with told():
            intake.retry(house(), actor(), view.line.id)
            st.rerun()
    attach(view.line.id)


def _ask_coding(call_id: int) -> None:
    """How a file without a header is to be read: asked, never guessed."""
    with st.form(f"raw-{call_id}", border=True):
        st.markdown(t("callpage.raw.ask"))
        coding, rate, channels = st.columns(3)
        chosen = coding.selectbox(t("callpage.raw.coding"), CODINGS, format_func=lambda one: t(f"callpage.raw.codings.{one}"))
        hertz = rate.selectbox(t("callpage.raw.rate"), RATES, format_func=lambda one: f"{one:,} Hz")
        lanes = channels.selectbox(t("callpage.raw.channels"), (1, 2))
        if st.form_submit_button(t("callpage.raw.go"), type="primary"):
            with told():
                intake.set_raw(house(), actor(), call_id, f"{chosen}:{hertz}:{lanes}")
                st.rerun()


@st.fragment(run_every=1.0)
def _watch(call_id: int) -> None:
    with told():
        view = intake.view(house(), actor(), call_id)
        line = view.line
        if not line.state.moving:
            st.rerun()
        left = " · " + t("callpage.mend.left", time=span_words(line.left_s)) if line.left_s is not None else ""
        done = "" if line.state is CallState.QUEUED else f" {line.progress:.0%}"
        st.progress(min(max(line.progress, 0.0), 1.0), text=f"{state_words(line.state)}{done}{left}")
        if "call.mend" in view.may:
            _while_moving(line)


def _while_moving(line: CallLine) -> None:
    """What can be done about a call under way."""
    with st.container(horizontal=True):
        if line.state is CallState.QUEUED and st.button(
            t("callpage.mend.hurry"), icon=":material/vertical_align_top:", help=t("callpage.mend.hurry_help"), key=f"hurry-{line.id}"
        ):
            queue.hurry(house(), actor(), line.id)
            st.toast(t("callpage.mend.hurried"), icon=":material/check:")
        if st.button(t("callpage.mend.cancel"), icon=":material/cancel:", help=t("callpage.mend.cancel_help"), key=f"cancel-{line.id}"):
            queue.cancel(house(), actor(), line.id)
            st.rerun()


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
                    correct.swap(house(), actor(), view.line.id)
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
