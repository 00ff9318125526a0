"""Case files as a list, and how a case and its deadlines are told of in few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from qa.desk.case_views import CaseLine
from qa.model.casefile import CaseState, Deadline, Family, Standing
from qa.ui.parts.table import Cell, Column, Row, Tone, table
from qa.ui.words import NONE, moment, span_words, t

HOUR_S, DAY_S = 3600, 86_400
DAYS_FROM_S = 4 * DAY_S
"""From here on hours say nothing more: the longest deadline is three days."""
STATE_COLOURS = {CaseState.OPEN: "orange", CaseState.HANDLED: "blue", CaseState.CLOSED: "green"}
STATE_TONES: dict[CaseState, Tone] = {CaseState.OPEN: "neutral", CaseState.HANDLED: "accent", CaseState.CLOSED: "good"}


def case_table(key: str, found: Sequence[CaseLine]) -> int | None:
    """Show cases; gives the id of the one that was just opened."""
    columns = (
        Column(t("cases.page.case"), wide=True, wraps=True),
        Column(t("cases.page.state")),
        Column(t("cases.page.next")),
        Column(t("cases.page.family"), lesser=True),
        Column(t("cases.page.owner"), lesser=True),
        Column(t("cases.page.complained"), end=True, lesser=True),
    )
    return table(key, columns=columns, rows=[_row(one) for one in found], label=t("cases.page.title"))


def _row(one: CaseLine) -> Row:
    calls = t("cases.page.calls", count=one.calls) if one.calls else ""
    return Row(
        one.id,
        f"/cases?case={one.id}",
        (
            Cell(one.title, note=" · ".join(filter(None, (one.reference, one.team, calls)))),
            Cell(t(f"cases.state.{one.state}"), tone=STATE_TONES[one.state], badge=True),
            _next(one.next),
            Cell(family_words(one.family), tone="" if one.family else "quiet"),
            Cell(one.owner or NONE, tone="" if one.owner else "quiet"),
            Cell(moment(one.complained_at), tone="quiet"),
        ),
    )


def _next(one: Deadline | None) -> Cell:
    if one is None:
        return Cell(NONE, tone="quiet")
    tone: Tone = "bad" if one.standing is Standing.OVERDUE else "neutral" if one.near else ""
    return Cell(f"{t(f'cases.step.{one.step}')} · {standing_words(one, short=True)}", tone=tone)


def family_words(family: Family | None) -> str:
    return t(f"cases.family.{family or 'none'}")


def standing_words(one: Deadline, *, short: bool = False) -> str:
    """How a deadline stands, with the time that is left or over; ``short``: in whole hours."""
    match one.standing:
        case Standing.DUE | Standing.OVERDUE:
            seconds = abs(((one.due or datetime.now(UTC)) - datetime.now(UTC)).total_seconds())
            return t(f"cases.standing.{one.standing}", span=_span(seconds, short))
        case Standing.MISSED if one.done is None:
            return t("cases.standing.skipped")
        case _:
            return t(f"cases.standing.{one.standing}")


def _span(seconds: float, short: bool) -> str:
    if seconds >= DAYS_FROM_S:
        return t("cases.standing.days", count=int(seconds // DAY_S))
    if short and seconds >= HOUR_S:
        return t("cases.standing.hours", count=int(seconds // HOUR_S))
    return span_words(seconds)


def badges(one: CaseLine) -> None:
    """State and family of the cause, as two badges."""
    st.badge(t(f"cases.state.{one.state}"), color=STATE_COLOURS[one.state])  # type: ignore[arg-type]
    if one.family:
        st.badge(family_words(one.family), color="gray")
