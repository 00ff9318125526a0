"""One against one: challenge a colleague, play, and see who won; nobody else does."""

from __future__ import annotations

import streamlit as st

from qa.desk import notices, quiz_match
from qa.desk.quiz_views import MatchView
from qa.model.appeal import NoticeKind
from qa.model.quiz import MatchState
from qa.ui.session import actor, house, told
from qa.ui.words import moment, plain, t

TOLD = (NoticeKind.CHALLENGED, NoticeKind.DECLINED, NoticeKind.MATCHED)
"""What somebody has seen who sees the own matches."""


def matches() -> None:
    """A challenge to send, and one's own matches."""
    notices.visited(house(), actor(), kinds=TOLD)
    st.caption(t("quiz.match.what"))
    names = dict(quiz_match.colleagues(house(), actor()))
    with st.form("quiz-challenge", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("quiz.match.who"), list(names), index=None, format_func=names.__getitem__, placeholder=t("quiz.match.who_hint")
        )
        if st.form_submit_button(t("quiz.match.send"), type="primary", icon=":material/swords:") and chosen is not None:
            with told():
                made = quiz_match.challenge(house(), actor(), chosen)
                count = quiz_match.one(house(), actor(), made).items
                st.toast(t("quiz.match.sent", name=names[chosen], count=count), icon=":material/check:")
    found = quiz_match.listed(house(), actor())
    if not found:
        st.caption(t("quiz.match.none"))
    for match in found:
        _match(match)


def outcome(match: MatchView) -> str:
    """Who won, once both have played; "" before."""
    if match.mine is None or match.theirs is None:
        return ""
    how = "won" if match.mine > match.theirs else "lost" if match.mine < match.theirs else "tie"
    return t(f"quiz.match.{how}", mine=match.mine, theirs=match.theirs, count=match.count, name=plain(match.other))


def _match(match: MatchView) -> None:
    name = plain(match.other)
    with st.container(border=True, key=f"match-{match.id}"):
        st.markdown(f"**{t('quiz.match.asked' if match.asked else 'quiz.match.asking', name=name)}**")
        if words := outcome(match):
            st.markdown(words)
        elif match.state is not MatchState.OPEN:
            st.caption(t(f"quiz.match.{match.state}"))
        else:
            facts = [t("quiz.match.open", count=match.items, until=moment(match.until))]
            if match.done:
                facts.append(t("quiz.match.done", name=name))
            elif match.their_done:
                facts.append(t("quiz.match.their_done", name=name))
            st.caption(" · ".join(facts))
            if not match.done:
                _acts(match)


def _acts(match: MatchView) -> None:
    with st.container(horizontal=True):
        if st.button(t("quiz.match.play"), type="primary", icon=":material/play_arrow:", key=f"match-play-{match.id}"):
            with told():
                st.query_params.from_dict({"round": str(quiz_match.play(house(), actor(), match.id))})
                st.rerun()
        if match.asked and st.button(t("quiz.match.decline"), key=f"match-decline-{match.id}"):
            with told():
                quiz_match.decline(house(), actor(), match.id)
                st.rerun()
