"""How often people agreed with each criterion's findings, as a table: what was overturned lowers it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qa.desk.precision import Precision, Tally
from qa.ui.parts.table import Cell, Column, Row, table
from qa.ui.session import language
from qa.ui.words import NONE, percent, t

FEW = 10
"""Of fewer judgements the share is shown quietly: the interval beside it says why."""


def precision_table(found: Sequence[Precision]) -> None:
    """Each criterion with what became of its deductions, and how often the machine was right in all."""
    if not found:
        st.info(t("feedback.precision.none"))
        return
    ordered = sorted(found, key=lambda one: not one.deductions.estimate.count)  # what deducts stands first
    columns = (
        Column(t("feedback.precision.criterion"), wide=True),
        Column(t("feedback.precision.deductions"), end=True),
        Column(t("feedback.precision.confirmed"), end=True, lesser=True),
        Column(t("feedback.precision.refused"), end=True, lesser=True),
        Column(t("feedback.precision.overturned"), end=True),
        Column(t("feedback.precision.share"), end=True),
        Column(t("feedback.precision.agreement"), end=True, lesser=True),
    )
    table(
        "team.precision",
        columns=columns,
        rows=[_row(number, one) for number, one in enumerate(ordered)],
        label=t("feedback.precision.title"),
    )
    st.caption(t("feedback.precision.about"))


def _row(number: int, one: Precision) -> Row:
    hits = one.deductions
    return Row(
        number,
        "/rubrics",
        (
            Cell(one.title.to(language()), note=one.rubric),
            Cell(str(hits.estimate.count)),
            Cell(str(hits.confirmed), tone="quiet"),
            Cell(str(hits.refused), tone="quiet"),
            Cell(str(hits.overturned), tone="neutral" if hits.overturned else "quiet"),
            _share(hits),
            _share(one.all),
        ),
    )


def _share(tally: Tally) -> Cell:
    found = tally.estimate
    if found.value is None or found.low is None or found.high is None:
        return Cell(NONE, tone="quiet")
    return Cell(
        percent(round(100 * found.value)),
        tone="quiet" if found.count < FEW else "",
        note=f"{percent(round(100 * found.low))}–{percent(round(100 * found.high))}",
    )
