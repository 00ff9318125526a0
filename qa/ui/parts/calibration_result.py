"""What a closed calibration set says: how far people agree, on what they do not, who is strict, how the machine stands."""

from __future__ import annotations

import streamlit as st

from qa.desk import meeting
from qa.desk.calibrate import SURE_PEOPLE
from qa.desk.calibration_views import CriterionResult, GraderResult, ResultView
from qa.model.agreement import Agreement
from qa.ui import calibrated
from qa.ui.calibrated import alpha_words, kappa_words, share
from qa.ui.session import actor, house, language
from qa.ui.words import plain, t

RELIABLE, TENTATIVE = f"{meeting.RELIABLE:.2f}", f"{meeting.TENTATIVE:.2f}"


def say(key: str, **params: object) -> str:
    return t(f"calibration.{key}", **params)


def result(set_id: int) -> None:
    found = meeting.result(house(), actor(), set_id)
    _tiles(found)
    st.markdown(f"##### {say('result.criteria')}")
    _advice(found)
    st.table([_criterion(one) for one in found.criteria], border="horizontal", hide_index=True)
    st.markdown(f"##### {say('result.graders')}")
    st.table([_grader(one, found) for one in found.graders], border="horizontal", hide_index=True)
    if len(found.graders) < SURE_PEOPLE:
        st.caption(say("result.no_majority"))
    with st.expander(say("result.how"), icon=":material/function:"):
        st.markdown(say("result.how_text", reliable=RELIABLE, tentative=TENTATIVE))


def _tiles(found: ResultView) -> None:
    alpha, beside = alpha_words(found.overall, say)
    kappa, kappa_beside = kappa_words(found.machine, say)
    tiles = (
        (say("result.alpha"), alpha, beside),
        (say("result.observed"), share(found.overall.observed), say("result.observed_of", count=found.overall.units)),
        (say("result.disputed"), f"{found.disputed} / {found.points}", say("result.settled", count=found.settled)),
        (
            say("result.machine"),
            share(found.machine.observed),
            f"κ {kappa} · {kappa_beside}" if found.machine.kappa is not None else kappa_beside,
        ),
    )
    for column, (label, value, below) in zip(st.columns(len(tiles)), tiles, strict=True):
        with column.container(border=True, height="stretch"):
            st.metric(label, value)
            st.caption(below)


def _advice(found: ResultView) -> None:
    """Which criterion to rewrite, in a sentence."""
    rewrite = [plain(one.title.to(language())) for one in found.criteria if one.advice == "rewrite"]
    watch = [plain(one.title.to(language())) for one in found.criteria if one.advice == "watch"]
    if rewrite:
        st.warning(say("result.rewrite", names=calibrated.names(rewrite, say)), icon=":material/edit_note:")
    if watch:
        st.info(say("result.watch", names=calibrated.names(watch, say)), icon=":material/visibility:")
    if all(one.agreement.lacks == "few" for one in found.criteria):
        st.info(say("result.few"), icon=":material/info:")


def _criterion(one: CriterionResult) -> dict[str, str]:
    alpha, beside = alpha_words(one.agreement, say)
    badge = {"rewrite": ":red-badge[{}]", "watch": ":orange-badge[{}]"}.get(one.advice, "")
    return {
        say("result.criterion"): plain(one.title.to(language())),
        say("result.observed"): share(one.agreement.observed),
        "α": alpha,
        say("result.interval"): beside,
        say("result.advice"): badge.format(say(f"result.advices.{one.advice}")) if badge else "",
    }


def _grader(one: GraderResult, found: ResultView) -> dict[str, str]:
    name = plain(one.name) + (f" :blue-badge[{say('result.expert')}]" if one.expert else "")
    row = {
        say("result.who"): name,
        say("result.answered"): f"{one.answered} / {found.points}" + ("" if one.done else f" :gray[{say('result.not_handed_in')}]"),
    }
    leaning = one.leaning
    if leaning is not None:
        row[say("result.strict")] = _times(leaning.strict, leaning.of_met)
        row[say("result.lenient")] = _times(leaning.lenient, leaning.of_missed)
        colour = {"strict": ":orange-badge[{}]", "lenient": ":orange-badge[{}]"}.get(leaning.leans)
        words = say(f"result.leans.{leaning.leans or 'neither'}")
        row[say("result.leaning")] = colour.format(words) if colour else f":gray[{words}]"
    if any(grader.with_expert is not None for grader in found.graders):
        row[say("result.with_expert")] = _agreement(one.with_expert) if one.with_expert else ""
    row[say("result.with_machine")] = _agreement(one.with_machine)
    return row


def _times(count: int, of: int) -> str:
    return f"{count} / {of} :gray[({share(count / of)})]" if of else "–"


def _agreement(found: Agreement) -> str:
    kappa, beside = kappa_words(found, say)
    if found.kappa is None:
        return f"{share(found.observed)} :gray[{beside}]"
    return f"{share(found.observed)} :gray[κ {kappa} ({beside})]"
