"""A published review's life on a page: how far it has come, what its reader can do, every step that was taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from qa.desk import amend, appeals
from qa.desk.lifeviews import LifeView, Point, StepView
from qa.desk.views import CallView
from qa.model.appeal import StepKind
from qa.model.finding import Verdict
from qa.model.library import ReviewState
from qa.ui import lifepage
from qa.ui.session import actor, house, language, told
from qa.ui.words import clock, date_words, moment, percent, plain, t

COLOURS = {
    ReviewState.DRAFT: "gray",
    ReviewState.PUBLISHED: "blue",
    ReviewState.ACKNOWLEDGED: "green",
    ReviewState.APPEALED: "orange",
    ReviewState.SETTLED: "violet",
}
ICONS = {
    StepKind.PUBLISHED: ":material/send:",
    StepKind.ACKNOWLEDGED: ":material/check_circle:",
    StepKind.COMMENTED: ":material/chat_bubble:",
    StepKind.CORRECTED: ":material/edit_note:",
    StepKind.APPEALED: ":material/gavel:",
    StepKind.WITHDRAWN: ":material/undo:",
    StepKind.UPHELD: ":material/balance:",
    StepKind.OVERTURNED: ":material/swap_horiz:",
}
LONGEST = 4000
SUMMARY, REST = "summary", "rest"


def badge(state: ReviewState) -> None:
    """How far a review has come, as a word in its colour."""
    st.badge(t(f"appeals.state.{state}"), color=COLOURS[state])  # type: ignore[arg-type]


def status(life: LifeView) -> None:
    """How far it has come, who published it, and until when it can be appealed."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        badge(life.state)
        facts = [t("callpage.publish.by", name=life.reviewer, when=moment(life.published_at)), window(life)]
        st.caption(" · ".join(plain(fact) for fact in facts if fact))


def window(life: LifeView) -> str:
    """Until when the reader can appeal, in words; "" for somebody who cannot."""
    if life.windows:
        return lifepage.window_words(max(life.windows.values(), key=lambda one: one.until), t)
    over = "appeal.make" in life.may and life.last < date.today()
    return t("feedback.appeal_over", day=date_words(life.last)) if over else ""


def actions(view: CallView, life: LifeView, *, with_appeal: bool = True) -> None:
    """Acknowledge, comment, appeal, correct: as far as the reader may."""
    with st.container(horizontal=True, gap="small"):
        if "review.acknowledge" in life.may and st.button(
            t("feedback.acknowledge"),
            icon=":material/check:",
            type="primary",
            key=f"ack-{view.line.id}",
            help=t("feedback.acknowledge_help"),
        ):
            _do(lambda: amend.acknowledge(house(), actor(), view.line.id), t("feedback.acknowledged"))
        if "review.comment" in life.may:
            with st.popover(t("feedback.comment"), icon=":material/chat_bubble:"):
                _comment(view.line.id)
        if with_appeal and life.windows and st.button(t("feedback.appeal_button"), icon=":material/gavel:", key=f"appeal-{view.line.id}"):
            appeal_dialog(view, life, None)
        if "review.correct" in life.may and st.button(t("feedback.correct"), icon=":material/edit_note:", key=f"correct-{view.line.id}"):
            _correct_dialog(view, life)


def appeal_dialog(view: CallView, life: LifeView, point: Point | None) -> None:
    """Ask for an appeal of a point; of one that is chosen here where none is given."""
    st.dialog(t("feedback.appeal_title"), width="medium")(_appeal_form)(view, life, point)


def history(life: LifeView) -> None:
    """Every step, oldest first, with who, when and why; a change with what stood before."""
    with st.container(key=f"history-{life.call_id}", gap="small"):
        for number, step in enumerate(life.steps):
            with st.container(horizontal=True, gap="small", key=f"step-{life.call_id}-{number}"):
                st.markdown(ICONS[step.kind], width="content")
                with st.container(gap=None):
                    st.markdown(f"{_sentence(step)}  :gray[{plain(moment(step.at))}]")
                    if step.text:
                        st.text(step.text)


def _sentence(step: StepView) -> str:
    words = t(f"feedback.steps.{step.kind}", name=f"**{plain(step.author)}**", title=plain(step.title.to(language())))
    if step.kind is StepKind.CORRECTED:
        what = "summary" if not step.title.to(language()) else ("verdict" if isinstance(step.before, Verdict) else "remark")
        words = t(f"feedback.steps.corrected_{what}", name=f"**{plain(step.author)}**", title=plain(step.title.to(language())))
    parts = [words, *_change(step)]
    if step.kind is StepKind.PUBLISHED and step.percent_after is not None:
        parts.append(t("feedback.steps.score", score=percent(step.percent_after)))
    return " · ".join(parts)


def _change(step: StepView) -> list[str]:
    """What a step changed, or what an appeal asks for."""
    found = []
    if step.kind is StepKind.APPEALED:
        if isinstance(step.after, Verdict):
            found.append(t("feedback.steps.proposed", verdict=verdict_words(step.after)))
    elif isinstance(step.before, Verdict) and isinstance(step.after, Verdict):
        found.append(f"~~{verdict_words(step.before)}~~ → **{verdict_words(step.after)}**")
    elif step.before:
        found.append(f"~~{plain(str(step.before))}~~" + (f" → {plain(str(step.after))}" if step.after else ""))
    if step.rescored:
        found.append(t("feedback.steps.rescored", before=percent(step.percent_before), after=percent(step.percent_after)))
    return found


def verdict_words(verdict: Verdict) -> str:
    return t(f"appeals.verdict.{verdict}")


def _appeal_form(view: CallView, life: LifeView, point: Point | None) -> None:
    open_ = list(life.windows)
    if point is None:
        point = st.selectbox(t("feedback.appeal_point"), open_, format_func=lambda one: point_words(view, one))
    if point is None or point not in life.windows:
        st.info(t("feedback.appeal_none"))
        return
    here = life.windows[point]
    st.markdown(f"**{plain(point_words(view, point))}**")
    st.caption(t("feedback.appeal_rules", until=lifepage.window_words(here, t)))
    with st.form(f"appeal-form-{view.line.id}", border=False):
        proposed = None
        if (found := lifepage.finding(view, point)) is not None:
            others = [one for one in (Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE) if one is not found.standing]
            proposed = st.segmented_control(t("feedback.appeal_proposed"), others, format_func=verdict_words)
        comment = st.text_area(t("feedback.appeal_comment"), placeholder=t("feedback.appeal_hint"), max_chars=LONGEST, height=120)
        pressed = st.form_submit_button(t("feedback.appeal_send"), type="primary", icon=":material/gavel:")
    if pressed:
        _do(
            lambda: appeals.make(
                house(), actor(), view.line.id, finding=point.finding, remark=point.remark, comment=comment, proposed=proposed
            ),
            t("feedback.appeal_sent"),
        )


def point_words(view: CallView, point: Point) -> str:
    """A point with where it stands: the criterion and its verdict, or the remark and its place."""
    if point.finding is not None:
        one = lifepage.finding(view, point)
        return t("feedback.finding_point", title=one.title.to(language()), verdict=verdict_words(one.standing)) if one else ""
    remark = lifepage.remark(view, point)
    at = f"{clock(remark.starts_at)} " if remark and remark.starts_at is not None else ""
    return t("feedback.remark_point", text=f"{at}{remark.text}" if remark else "")


def _comment(call_id: int) -> None:
    with st.form(f"comment-{call_id}", border=False, clear_on_submit=True):
        text = st.text_area(t("feedback.comment_label"), max_chars=LONGEST, height=100, placeholder=t("feedback.comment_hint"))
        pressed = st.form_submit_button(t("feedback.comment_send"), type="primary")
    if pressed:
        _do(lambda: amend.comment(house(), actor(), call_id, text), t("feedback.commented"))


def _correct_dialog(view: CallView, life: LifeView) -> None:
    st.dialog(t("feedback.correct_title"), width="medium")(_correct_form)(view, life)


def _correct_form(view: CallView, life: LifeView) -> None:
    st.caption(t("feedback.correct_rules"))
    findings = [Point(finding=one.id) for evaluation in view.evaluations for one in evaluation.findings]
    remarks = [Point(remark=one.id) for one in (view.review.remarks if view.review else ())]
    points: list[Point | None] = [one for one in (*findings, *remarks) if one in life.correctable]
    what = st.selectbox(
        t("feedback.correct_what"),
        [*points, None],
        format_func=lambda one: point_words(view, one) if one else t("feedback.correct_summary"),
    )
    with st.form(f"correct-form-{view.line.id}", border=False):
        verdict, summary = None, ""
        if what is None:
            summary = st.text_area(t("callpage.publish.summary"), view.review.summary if view.review else "", max_chars=LONGEST, height=120)
        elif (found := lifepage.finding(view, what)) is not None:
            others = [one for one in (Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE) if one is not found.standing]
            verdict = st.segmented_control(
                t("feedback.correct_verdict"), others, default=others[0], format_func=verdict_words, required=True
            )
        else:
            st.info(t("feedback.correct_remark"))
        reason = st.text_area(t("feedback.correct_reason"), max_chars=LONGEST, height=100, placeholder=t("feedback.correct_reason_hint"))
        pressed = st.form_submit_button(t("feedback.correct_send"), type="primary")
    if pressed:
        _do(lambda: _correct(view.line.id, what, verdict, summary, reason), t("feedback.corrected"))


def _correct(call_id: int, what: Point | None, verdict: Verdict | None, summary: str, reason: str) -> None:
    if what is None:
        amend.correct_summary(house(), actor(), call_id, summary, reason)
    elif what.finding is not None:
        amend.correct_verdict(house(), actor(), call_id, what.finding, verdict or "", reason)
    else:
        amend.correct_remark(house(), actor(), call_id, what.remark or 0, reason)


def _do(verb: Callable[[], object], done: str) -> None:
    """Run a verb, say what it did and draw the page anew; what it refuses is told in place."""
    with told():
        verb()
        st.toast(done, icon=":material/check:")
        st.rerun()
