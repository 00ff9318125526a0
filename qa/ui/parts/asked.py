"""The language model: whether one is set up and where words go, what it answered about a call, and asking it again."""

from __future__ import annotations

import streamlit as st

from qa.desk import asking
from qa.desk.views import AnswerView, AskedView, CallView
from qa.errors import Misconfigured
from qa.ui import session
from qa.ui.words import moment, plain, t

LOOK_S = 2.0
SHOWN = 2_000


def of_call(view: CallView) -> None:
    """What a language model was asked about a call; nothing where no criterion asks one."""
    if "reader.ask" not in view.may:
        return
    here = asking.shown(session.house(), session.actor(), view.line.id)
    if here.on and here.waiting:
        st.fragment(_wait, run_every=LOOK_S)(view.line.id)
    elif here.on and here.questions:
        _button(view.line.id, here)
    if here.answers:
        with st.expander(t("reader.page.answers", count=len(here.answers)), icon=":material/forum:"):
            for answer in here.answers:
                _answer(answer)


def standing() -> None:
    """Whether a language model is set up, and where the words of calls go."""
    settings = session.house().settings
    if not settings.reader_url:
        st.caption(":material/forum: " + t("reader.settings.off"))
        return
    try:
        here = asking.reader(settings)
    except Misconfigured as wrong:
        st.error(t("reader.settings.wrong", why=wrong.message(session.language())), icon=":material/forum:")
        return
    st.info(t("reader.settings.on", host=plain(here.host), model=plain(here.model)), icon=":material/forum:")


def of_rubric(kinds: list[str]) -> None:
    """For a rubric that asks a language model: where the words of calls go."""
    if count := kinds.count("ask"):
        host, _ = asking.where(session.house().settings)
        key = "rubric_on" if host else "rubric_off"
        st.caption(":material/forum: " + t(f"reader.settings.{key}", count=count, **({"host": plain(host)} if host else {})))


def _button(call_id: int, here: AskedView) -> None:
    label = t("reader.page.ask" if here.answers else "reader.page.ask_first")
    explained = t("reader.page.ask_help", host=here.host, model=here.model, count=here.questions)
    if st.button(label, icon=":material/forum:", help=explained, key=f"ask-{call_id}"):
        with session.told():
            asking.again(session.house(), session.actor(), call_id)
            st.toast(t("reader.page.wanted"), icon=":material/check:")
            st.rerun()


def _wait(call_id: int) -> None:
    with session.told():
        here = asking.shown(session.house(), session.actor(), call_id)
        if not here.waiting:
            st.rerun()
        st.caption(":material/hourglass_top: " + t("reader.page.asking", host=plain(here.host)))


def _answer(answer: AnswerView) -> None:
    by = t("reader.page.by", name=answer.wanted_by) if answer.wanted_by else t("reader.page.by_house")
    facts = (answer.model, answer.host, moment(answer.at), t("reader.page.took", seconds=f"{answer.seconds:.1f}"), by)
    st.markdown(f"**{plain(answer.title.to(session.language()))}**")
    st.caption(" · ".join(plain(fact) for fact in facts if fact))
    if answer.problem is not None:
        st.text(answer.problem.message(session.language()))
    if answer.raw:
        st.text(answer.raw if len(answer.raw) <= SHOWN else answer.raw[: SHOWN - 1] + "…")
