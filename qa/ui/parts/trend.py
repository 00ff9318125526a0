"""The mean of published scores over time, with the interval in which the true mean lies; nothing where too little is known."""

from __future__ import annotations

from typing import Any

import streamlit as st

from qa.desk.trend import AgentMean, Score, Trend
from qa.model.estimate import LEAST_CALLS, Estimate
from qa.ui.parts.table import Cell, Column, Row, table
from qa.ui.words import NONE, day, percent, t

HEIGHT = 150
MEAN = "#2a8f8b"
"""Stands out from the light ground and from the dark one alike, at least three to one (WCAG 2.2, 1.4.11)."""


def own(trend: Trend) -> None:
    """The reader's own scores of a span of time, the mean and how sure it is, and the time before."""
    with st.container(border=True, key="trend"):
        if trend.now.value is None:
            st.markdown(f"**{t('feedback.trend.title', days=trend.days)}**")
            st.caption(t("feedback.trend.few", count=trend.now.count, least=trend.least))
            return
        figures, chart = st.columns([2, 5], vertical_alignment="center")
        with figures:
            st.metric(t("feedback.trend.title", days=trend.days), percent(trend.now.value), help=t("feedback.trend.method"))
            st.caption(t("feedback.trend.interval", **_ends(trend.now)))
            st.caption(_compared(trend))
        with chart:
            st.vega_lite_chart(_drawing(trend.scores, trend.now), height=HEIGHT)


def means(overall: Estimate, agents: tuple[AgentMean, ...], days: int) -> None:
    """The mean of a team, and of each agent with enough calls, by name."""
    with st.container(horizontal=True):
        st.metric(t("feedback.trend.count", days=days), overall.count)
        st.metric(t("feedback.trend.mean"), percent(overall.value), help=t("feedback.trend.method"))
        if overall.value is not None:
            st.metric(t("feedback.trend.range"), interval(overall))
    if overall.value is None:
        st.caption(t("feedback.trend.few", count=overall.count, least=LEAST_CALLS))
    if not agents:
        return
    with st.expander(t("feedback.trend.agents")):
        columns = (
            Column(t("feedback.agent"), wide=True),
            Column(t("peoplepage.columns.team"), lesser=True),
            Column(t("feedback.count"), end=True),
            Column(t("feedback.trend.mean"), end=True),
            Column(t("feedback.trend.range"), end=True),
        )
        rows = [
            Row(
                number,
                "/team",
                (
                    Cell(one.agent),
                    Cell(one.team, tone="quiet"),
                    Cell(str(one.mean.count)),
                    Cell(percent(one.mean.value)),
                    Cell(interval(one.mean)),
                ),
            )
            for number, one in enumerate(agents)
        ]
        table("team.means", columns=columns, rows=rows, label=t("feedback.trend.agents"))
        st.caption(t("feedback.trend.no_ranking", least=LEAST_CALLS))


def interval(estimate: Estimate) -> str:
    """``72%–95%``; a dash where nothing can be said."""
    return f"{percent(estimate.low)}–{percent(estimate.high)}" if estimate.value is not None else NONE


def _ends(estimate: Estimate) -> dict[str, Any]:
    return {"low": percent(estimate.low), "high": percent(estimate.high), "count": estimate.count}


def _compared(trend: Trend) -> str:
    if trend.before.value is None:
        return t("feedback.trend.no_before", days=trend.days)
    way = ("up" if trend.now.value > trend.before.value else "down") if trend.changed and trend.now.value is not None else "same"
    return t(f"feedback.trend.{way}", mean=percent(trend.before.value), low=percent(trend.before.low), high=percent(trend.before.high))


def _drawing(scores: tuple[Score, ...], mean: Estimate) -> dict[str, Any]:
    """Each score as a dot, the mean as a line, its interval as a band."""
    values = [{"at": one.at.isoformat(), "score": one.percent, "call": one.title, "day": day(one.at)} for one in scores]
    band = {"data": {"values": [{"low": mean.low, "high": mean.high, "mean": mean.value}]}}
    scale = {"domain": [0, 100]}
    return {
        "layer": [
            {
                **band,
                "mark": {"type": "rect", "color": MEAN, "opacity": 0.22},
                "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
            },
            {
                **band,
                "mark": {"type": "rule", "color": MEAN, "size": 2, "strokeDash": [5, 3]},
                "encoding": {"y": {"field": "mean", "type": "quantitative"}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "filled": True, "size": 55},
                "encoding": {
                    "x": {"field": "at", "type": "temporal", "title": None, "axis": {"format": "%m-%d", "labelOverlap": True}},
                    "y": {"field": "score", "type": "quantitative", "scale": scale, "title": None},
                    "tooltip": [
                        {"field": "call", "title": t("home.table.call")},
                        {"field": "day", "title": t("home.table.published")},
                        {"field": "score", "title": t("home.table.score"), "format": ".1f"},
                    ],
                },
            },
        ]
    }
