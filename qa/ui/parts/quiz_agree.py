"""The second opinion: a judge answers what another made, blind, with a reason."""

from __future__ import annotations

import streamlit as st

from qa.desk import quiz_agree
from qa.ui.parts.quizzing import Answered, quizzing
from qa.ui.session import actor, audio_url, house, language, told
from qa.ui.words import moment, plain, t

TOLD = "quiz-agreed"


def waiting() -> None:
    """The proposals that wait for the reader."""
    st.caption(t("quiz.agree.what"))
    if words := st.session_state.pop(TOLD, ""):
        st.info(t(f"quiz.agree.{words}"))
    found = quiz_agree.waiting(house(), actor())
    if not found:
        st.caption(t("quiz.agree.none"))
    for one_ in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"agree-{one_.id}"):
            by = t("quiz.agree.by", name=plain(one_.author), at=moment(one_.at))
            st.markdown(f"**{t(f'quiz.kind.{one_.kind}')}** :small[:gray[{by}]]")
            if st.button(t("quiz.agree.open"), icon=":material/fact_check:", key=f"agree-open-{one_.id}"):
                st.query_params.from_dict({"item": str(one_.id)})
                st.rerun()


def one(number: int) -> None:
    """A proposal, to be answered or refused; once it is, the list again."""
    if TOLD in st.session_state:
        st.query_params.from_dict({"show": "agree"})
        st.rerun()
    st.page_link("pages/quiz.py", label=f":small[← {t('quiz.page.title')}]", query_params={"show": "agree"})
    st.caption(t("quiz.agree.what"))
    question = quiz_agree.question(house(), actor(), number)
    quizzing(
        f"quiz-judge-{number}",
        scope=f"judge.{number}",
        question=question,
        told=None,
        mode="judge",
        language=language(),
        sound=audio_url("item", number),
        place=t(f"quiz.kind.{question.kind}"),
        on_answer=lambda given: _judged(number, given),
    )


def _judged(number: int, given: Answered) -> None:
    with told():
        if given.refused:
            quiz_agree.refuse(house(), actor(), number, given.reason)
            st.session_state[TOLD] = "refused"
        else:
            same = quiz_agree.agree(house(), actor(), number, choice=given.choice, at=given.at, reason=given.reason)
            st.session_state[TOLD] = "same" if same else "other"
