"""Playing the quiz: where one stands, a round item by item, and what came of it."""

from __future__ import annotations

import streamlit as st

from qa.desk import quiz_match, quiz_play
from qa.desk.quiz_views import Lobby, RoundView
from qa.model.quiz import ROUND, ItemKind
from qa.ui.parts.quiz_match import outcome
from qa.ui.parts.quizzing import Answered, quizzing
from qa.ui.session import actor, audio_url, house, language, told
from qa.ui.words import plain, t


def lobby() -> None:
    """One's own points and level, and a round to begin."""
    here = quiz_play.lobby(house(), actor())
    _standing(here)
    if here.unfinished is not None:
        st.button(t("quiz.play.go_on"), icon=":material/resume:", on_click=_open, args=(here.unfinished,), key="quiz-go-on")
    if not here.items:
        st.info(t("quiz.play.empty"))
        return
    with st.form("quiz-begin", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        titles = {key: title.to(language()) for key, title in here.criteria}
        topic = st.selectbox(t("quiz.play.topic"), here.topics, index=None, placeholder=t("quiz.play.any")) if here.topics else None
        criterion = st.selectbox(
            t("quiz.play.criterion"), list(titles), index=None, format_func=titles.__getitem__, placeholder=t("quiz.play.any")
        )
        if st.form_submit_button(t("quiz.play.begin", count=min(ROUND, here.items)), type="primary", icon=":material/play_arrow:"):
            with told():
                _open(quiz_play.begin(house(), actor(), topic=topic or "", criterion=criterion or ""))
                st.rerun()
    st.caption(t("quiz.level.week", count=here.week))


def play(number: int) -> None:
    """A round: the next open item, the one that was just answered until one goes on, and at the end what came of it."""
    found = quiz_play.round_of(house(), actor(), number)
    st.page_link(
        "pages/quiz.py",
        label=f":small[← {t('quiz.page.title')}]",
        query_params={"show": "match"} if found.match else None,
    )
    at = f"quiz-at-{number}"
    shown = st.session_state.get(at)
    answered = {slot.item for slot in found.slots if slot.share is not None and not slot.gone}
    item = shown if shown in answered else found.open[0] if found.open else None
    if item is None:
        _result(found)
        return
    place = [slot.item for slot in found.slots].index(item)
    question, answer = quiz_play.question(house(), actor(), number, item)
    left = [one for one in found.open if one != item]
    sound = audio_url("item", item)
    if answer is not None and question.kind is ItemKind.REPLY:
        sound = audio_url("excerpt", answer.excerpt)
    quizzing(
        f"quiz-{number}",
        scope=f"{number}.{item}",
        question=question,
        told=answer,
        mode="play",
        language=language(),
        sound=sound,
        place=t("quiz.play.place", at=place + 1, count=len(found.slots)) + f" · {t(f'quiz.kind.{question.kind}')}",
        thread=f"/excerpt?excerpt={answer.excerpt}" if answer else "",
        last=not left,
        on_answer=lambda given: _answered(number, item, given),
        on_next=lambda: st.session_state.pop(at, None),
    )


def _answered(number: int, item: int, given: Answered) -> None:
    with told():
        quiz_play.answer(house(), actor(), number, item, choice=given.choice, at=given.at)
        st.session_state[f"quiz-at-{number}"] = item


def _standing(here: Lobby) -> None:
    name = t(f"quiz.level.{here.level.number}")
    level, right, fresh = st.columns([2, 1, 1])
    with level, st.container(border=True, height="stretch"):
        st.markdown(f":small[{t('quiz.level.heading')}]  \n**{name}**")
        if here.level.ends is None:
            st.progress(1.0, text=t("quiz.level.top", points=here.points))
        else:
            span, next_ = here.level.ends - here.level.begins, t(f"quiz.level.{here.level.number + 1}")
            words = t("quiz.level.next", points=here.points, left=here.level.ends - here.points, name=next_)
            st.progress((here.points - here.level.begins) / span, text=words)
    right.metric(t("quiz.level.right"), t("quiz.level.of", right=here.right, answered=here.answered), border=True, height="stretch")
    fresh.metric(t("quiz.level.fresh"), here.fresh, border=True, height="stretch")


def _result(found: RoundView) -> None:
    """What came of a round; every item leads to the talk about its excerpt."""
    st.markdown(f"### {t('quiz.play.done')}")
    answered = [slot for slot in found.slots if slot.share is not None]
    st.markdown(t("quiz.play.result", right=found.right, count=len(answered), points=found.points))
    for slot in answered:
        how, icon, colour = (
            ("full", "check", "green") if slot.share == 1 else ("part", "flag", "orange") if slot.share else ("none", "close", "red")
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(t(f"quiz.play.{how}"), icon=f":material/{icon}:", color=colour)  # type: ignore[arg-type]
            if slot.excerpt:
                st.page_link("pages/excerpt.py", label=plain(slot.title), query_params={"excerpt": str(slot.excerpt)})
            st.caption(t("quiz.play.points", points=slot.points), width="content")
    missing = len(found.slots) - len(answered)
    if missing:
        st.caption(t("quiz.play.gone", count=missing))
    if found.match is None:
        with told(), st.container(horizontal=True):
            if st.button(t("quiz.play.again"), type="primary", icon=":material/replay:", key="quiz-again"):
                _open(quiz_play.begin(house(), actor()))
                st.rerun()
    else:
        match = quiz_match.one(house(), actor(), found.match)
        st.info(outcome(match) or t("quiz.match.waiting", name=plain(match.other)))
        st.page_link("pages/quiz.py", label=t("quiz.page.match"), icon=":material/swords:", query_params={"match": str(found.match)})


def _open(number: int) -> None:
    st.query_params.from_dict({"round": str(number)})
