"""A month as the meeting sees it: figures with those of the month before, what was missed most, what is proposed, what was decided."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import streamlit as st

from qa.desk import month, report
from qa.desk.improve_views import Evidence, ImproveLine, Proposal
from qa.desk.month_views import CriterionLine, MonthView
from qa.desk.report_month import change
from qa.desk.report_words import Speaker
from qa.model.estimate import LEAST_CALLS, Estimate
from qa.model.improve import ImproveState, Source
from qa.model.library import ExcerptKind
from qa.ui.parts.improvements import improvement_table
from qa.ui.parts.reports import downloads
from qa.ui.parts.table import Cell, Column, Row, Tone, table
from qa.ui.session import actor, house, language, told
from qa.ui.words import NONE, moment, percent, plain, t

COUNTS = ("calls", "reviewed", "critical", "appealed", "opened", "closed", "late", "packs", "meetings", "coached", "calibrated", "quizzed")
OF_THE_HOUSE = ("calibrated", "quizzed")
ENDS = ("upheld", "overturned", "withdrawn")
ICONS = {Source.CRITERION: "rule", Source.CASES: "cases", Source.EXCERPTS: "library_music", Source.CONCLUSIONS: "forum"}


def page(view: MonthView) -> None:
    """The review of a month."""
    left, right = st.columns([5, 3], gap="large")
    with left:
        _figures(view)
        _criteria(view.criteria)
        _decided(view)
    with right:
        _proposals(view)
        _take(view)


# figures


def _figures(view: MonthView) -> None:
    st.markdown(f"##### {t('month.review.figures')}")
    tiles = []
    for name in COUNTS:
        if name not in OF_THE_HOUSE or not view.team:
            tiles.append(_tile(name, str(getattr(view.now, name)), str(getattr(view.before, name))))
        if name == "reviewed":
            tiles.append(_tile("clean", _share(view.now.clean), _share(view.before.clean), _range(view.now.clean, 100)))
            tiles.append(_tile("mean", _mean(view.now.mean), _mean(view.before.mean), _range(view.now.mean, 1)))
    st.html(f'<dl class="hb-figures">{"".join(tiles)}</dl>')
    kinds = {**{kind.value: t(f"library.kind.{kind}") for kind in ExcerptKind}, "unscored": t("report.figure.unscored")}
    ends = {end: t(f"appeals.outcome.{end}") for end in ENDS}
    for name, counts, named in (("ended", view.now.ended, ends), ("excerpts", view.now.excerpts, kinds)):
        told_of = [f"{words} {counts[key]}" for key, words in named.items() if counts.get(key)]
        if told_of:
            st.caption(f"{t(f'report.figure.{name}')}: " + " · ".join(told_of))
    st.caption(t("month.review.small", least=LEAST_CALLS))


def _tile(name: str, now: str, before: str, note: str = "") -> str:
    """One figure with that of the month before."""
    label, was = t(f"report.figure.{name}"), t("month.review.figure_before", value=before)
    beside = f"<small>{html.escape(note)}</small>" if note else ""
    return f"<div><dt>{html.escape(label)}</dt><dd>{html.escape(now)} {beside}</dd><dd>{html.escape(was)}</dd></div>"


def _share(of: Estimate) -> str:
    if not of.count:
        return NONE
    if of.value is None or of.count < LEAST_CALLS:
        return f"{round((of.value or 0.0) * of.count)}/{of.count}"
    return percent(100 * of.value)


def _mean(of: Estimate) -> str:
    return NONE if of.value is None else percent(of.value)


def _range(of: Estimate, scale: float) -> str:
    if of.value is None or of.low is None or of.high is None or of.count < LEAST_CALLS:
        return t("month.review.few", least=LEAST_CALLS) if of.count else ""
    return f"({percent(scale * of.low)}–{percent(scale * of.high)})"


# criteria


def _criteria(lines: Sequence[CriterionLine]) -> None:
    st.markdown(f"##### {t('month.review.criteria')}")
    if not lines:
        st.caption(t("month.review.criteria_none"))
        return
    columns = (
        Column(t("month.review.criterion"), wide=True, wraps=True),
        Column(t("month.review.missed"), end=True),
        Column(t("month.review.missed_before"), end=True),
    )
    say = Speaker(language())
    rows = []
    for number, line in enumerate(lines):
        tone: Tone = "bad" if line.rising else "good" if line.falling else ""
        # where neither month has enough to compare, each line would say so alike: the text below does
        note = "" if line.change.value is None else change(say, line)
        cells = (
            Cell(line.title.to(language()), note=note),
            Cell(_counted(line.missed, line.now), tone=tone),
            Cell(_counted(line.missed_before, line.before), tone="quiet"),
        )
        rows.append(Row(number, f"/rubrics?text=rubric:{line.rubric}", cells))
    opened = table("month.criteria", columns=columns, rows=rows, label=t("month.review.criteria"))
    if opened is not None:
        st.switch_page("pages/rubrics.py", query_params={"text": f"rubric:{lines[opened].rubric}"})
    st.caption(t("month.review.criteria_what", least=LEAST_CALLS))


def _counted(missed: int, of: Estimate) -> str:
    if not of.count:
        return NONE
    share = f" · {percent(100 * (of.value or 0.0))}" if of.count >= LEAST_CALLS else ""
    return f"{missed}/{of.count}{share}"


# what was decided


def _decided(view: MonthView) -> None:
    st.markdown(f"##### {t('month.review.own')}")
    if view.own:
        improvement_table("month.own", view.own)
    else:
        st.caption(t("month.review.own_none"))
    st.markdown(f"##### {t('month.review.last')}")
    if view.last:
        st.caption(_summed(view.last, str(view.month.before)))
        improvement_table("month.last", view.last)
    else:
        st.caption(t("month.review.last_none", month=view.month.before))


def _summed(lines: Sequence[ImproveLine], of: str) -> str:
    done, dropped = (sum(line.state is state for line in lines) for state in (ImproveState.DONE, ImproveState.DROPPED))
    return t("month.review.last_count", month=of, count=len(lines), done=done, dropped=dropped, running=len(lines) - done - dropped)


# proposals


def _proposals(view: MonthView) -> None:
    st.markdown(f"##### {t('month.proposals.title')}")
    may = "improve.make" in view.may
    if not view.proposals:
        st.caption(t("month.proposals.none"))
    elif not may:
        st.caption(t("month.proposals.whose"))
    for number, one in enumerate(view.proposals):
        with st.container(border=True, key=f"month-proposal-{number}"):
            _proposal(view, one, may, f"{view.month}.{view.team}.{one.key}")
    if view.answered:
        with st.expander(t("month.proposals.answered", count=len(view.answered)), icon=":material/history:"):
            for past in view.answered:
                key = "answered_taken" if past.improvement is not None else "answered_waved"
                words = t(f"month.proposals.{key}", name=past.author, reason=past.reason, when=moment(past.at))
                if past.improvement is not None:
                    st.page_link("pages/month.py", label=plain(past.title.to(language())), query_params={"entry": str(past.improvement)})
                else:
                    st.markdown(plain(past.title.to(language())))
                st.caption(plain(words))


def _proposal(view: MonthView, one: Proposal, may: bool, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t(f"month.from.source.{one.source}"), icon=f":material/{ICONS[one.source]}:", color="gray")
        if one.rising:
            st.badge(t("month.proposals.rising"), icon=":material/trending_up:", color="red")
    st.markdown(f"**{plain(one.title.to(language()))}**")
    st.caption(plain(one.why.to(language())))
    if one.evidence:
        with st.expander(t("month.proposals.evidence", count=len(one.evidence)), key=f"why-{key}"):
            links(one.evidence)
    if may:
        with st.container(horizontal=True, gap="small"):
            if st.button(t("month.proposals.take"), icon=":material/playlist_add:", key=f"take-{key}"):
                with told():
                    month.take_up(house(), actor(), view.month, view.team, one.key, language=language())
                    st.toast(t("month.proposals.taken"), icon=":material/check:")
                    st.rerun()
            with st.popover(t("month.proposals.wave"), type="tertiary"), st.form(f"wave-{key}", border=False):
                reason = st.text_input(t("month.proposals.wave_what"), key=f"wave-why-{key}")
                if st.form_submit_button(t("month.proposals.wave_save")):
                    with told():
                        month.wave_away(house(), actor(), view.month, view.team, one.key, reason)
                        st.toast(t("month.proposals.waved"), icon=":material/check:")
                        st.rerun()


def links(evidence: Sequence[Evidence]) -> None:
    """What a proposal points at, each with its place."""
    for one in evidence:
        path, _, query = one.href.partition("?")
        if path:
            given = dict(part.split("=", 1) for part in query.split("&") if "=" in part)
            st.page_link(f"pages/{path.strip('/')}.py", label=plain(one.text), query_params=given)
        else:
            st.markdown(plain(one.text))
        if one.note:
            st.caption(plain(one.note))


# what can be taken along


def _take(view: MonthView) -> None:
    here, who, words = house(), actor(), language()

    def content(form: str) -> Callable[[], bytes]:
        return lambda: report.of_month(here, who, view.month, view.team, form, words)

    name = " ".join(filter(None, (t("month.page.title"), str(view.month), view.team)))
    downloads(name, f"month-{view.month}-{view.team}", content)
    st.caption(t("month.review.take_what"))
