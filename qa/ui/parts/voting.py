"""Score it first: what is asked before the verdict is shown, and how people scored once it is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qa.desk import voting
from qa.desk.talk_views import ScoreView
from qa.desk.views import ExcerptView
from qa.model.library import ExcerptKind
from qa.model.talk import Stance
from qa.ui.parts.spread import Bar, spread
from qa.ui.session import actor, house, told
from qa.ui.words import moment, plain, t


def ask(excerpt: ExcerptView) -> None:
    """The question, and the way to look without an answer."""
    with st.container(border=True, key=f"score-{excerpt.id}"):
        st.markdown(f"##### {t('voting.heading')}")
        st.write(t("voting.what_criterion" if excerpt.by_criterion else "voting.what"))
        with st.form(f"score-form-{excerpt.id}", border=False):
            stance, reason = _fields(excerpt, f"score-{excerpt.id}")
            if st.form_submit_button(t("voting.give"), type="primary", icon=":material/how_to_vote:"):
                _give(excerpt, stance, reason)
        with st.popover(t("voting.reveal"), type="tertiary", icon=":material/visibility:"):
            st.write(t("voting.reveal_sure"))
            if st.button(t("voting.reveal_yes"), key=f"reveal-{excerpt.id}"):
                with told():
                    voting.reveal(house(), actor(), excerpt.id)
                    st.rerun()


def shown(excerpt: ExcerptView) -> None:
    """The reader's score beside the publisher's view, how others scored, and why."""
    found = voting.result(house(), actor(), excerpt.id)
    if found is None or excerpt.kind is None:
        return
    with st.container(border=True, key=f"scored-{excerpt.id}"):
        st.markdown(f"##### {t('voting.result')}")
        if found.mine is not None:
            mine = _words(excerpt, found.mine.stance)
            st.markdown(t("voting.mine", stance=mine, verdict=_verdict(excerpt)) + _changed(excerpt, found))
        elif excerpt.author_id != actor().id:
            st.caption(t("voting.looked"))
        count = found.inspectors.count + found.others.count
        if not count:
            st.caption(t("voting.nobody"))
            return
        spread(f"spread-{excerpt.id}", _bars(excerpt, found), inspectors=t("voting.inspectors"), others=t("voting.others"))
        st.caption(t("voting.counted", count=count, inspectors=found.inspectors.count))
        _reasons(excerpt, found)
        if found.may_change:
            _change(excerpt)


def waiting(only: Callable[[], None]) -> None:
    """How many excerpts wait for the reader's score; ``only`` shows them alone."""
    count = voting.waiting(house(), actor())
    if count:
        with st.container(horizontal=True, vertical_alignment="center", key="voting-waiting"):
            st.markdown(f":material/how_to_vote: {t('voting.waiting', count=count)}")
            st.button(t("voting.waiting_link"), type="tertiary", icon=":material/arrow_forward:", on_click=only)


def _fields(excerpt: ExcerptView, key: str) -> tuple[Stance | None, str]:
    stance = st.segmented_control(
        t("voting.heading"),
        list(Stance),
        format_func=lambda one: _words(excerpt, one),
        key=f"{key}-stance",
        label_visibility="collapsed",
    )
    reason = st.text_input(t("voting.reason"), max_chars=voting.LONGEST_REASON, placeholder=t("voting.reason_hint"), key=f"{key}-reason")
    return stance, reason


def _give(excerpt: ExcerptView, stance: Stance | None, reason: str) -> None:
    if stance is None:
        st.warning(t("voting.choose"))
        return
    with told():
        voting.give(house(), actor(), excerpt.id, stance, reason)
        st.rerun()


def _change(excerpt: ExcerptView) -> None:
    with st.popover(t("voting.change"), type="tertiary", icon=":material/edit:"), st.form(f"change-{excerpt.id}", border=False):
        st.caption(t("voting.change_hint"))
        stance, reason = _fields(excerpt, f"change-{excerpt.id}")
        if st.form_submit_button(t("voting.change_yes")):
            _give(excerpt, stance, reason)


def _reasons(excerpt: ExcerptView, found: ScoreView) -> None:
    said = [
        (voice.name, _words(excerpt, stance), reason, at, place > 0)
        for voice in found.voices
        for place, (stance, reason, at) in enumerate(((voice.stance, voice.reason, voice.at), *voice.later))
        if reason or place
    ]
    if said:
        with st.expander(t("voting.reasons", count=len(said))):
            for name, stance, reason, at, later in said:
                words = t("voting.later", stance=stance) if later else stance
                st.markdown(f"**{plain(name)}** · {words} :small[:gray[{moment(at)}]]  \n{plain(reason)}")


def _changed(excerpt: ExcerptView, found: ScoreView) -> str:
    later = found.mine.later if found.mine else ()
    return f" {t('voting.later', stance=_words(excerpt, later[-1][0]))}" if later else ""


def _bars(excerpt: ExcerptView, found: ScoreView) -> list[Bar]:
    bars = []
    for stance in Stance:
        words, inspectors, others = _words(excerpt, stance), getattr(found.inspectors, stance), getattr(found.others, stance)
        sentence = t("voting.chart", stance=words, inspectors=inspectors, others=others)
        bars.append(Bar(stance, words, sentence, inspectors, others, found.mine is not None and found.mine.stance is stance))
    return bars


def _verdict(excerpt: ExcerptView) -> str:
    """What its publisher says, in the words that were voted in."""
    judged = excerpt.kind in (ExcerptKind.GOOD, ExcerptKind.BAD)
    return t(f"voting.by_criterion.{excerpt.kind}" if excerpt.by_criterion and judged else f"voting.verdict.{excerpt.kind}")


def _words(excerpt: ExcerptView, stance: Stance) -> str:
    """Good, bad, unsure; of an excerpt about a criterion, whether it was met."""
    return t(f"voting.{'by_criterion' if excerpt.by_criterion else 'stance'}.{stance}")
