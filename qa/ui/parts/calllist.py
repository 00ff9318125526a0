"""Calls as a list: the same on the home page and among all calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.desk.views import CallLine
from qa.model.call import CallState
from qa.model.library import ReviewState
from qa.ui.parts.table import Act, Cell, Column, Row, Tone, table
from qa.ui.session import language
from qa.ui.words import NONE, clock, moment, percent, span_words, state_words, t

MENDABLE = (CallState.FAILED, CallState.WAITING)
TONES: dict[CallState, Tone] = {CallState.READY: "quiet", CallState.FAILED: "bad", CallState.WAITING: "neutral", CallState.QUEUED: "quiet"}
REVIEW_TONES: dict[ReviewState, Tone] = {ReviewState.APPEALED: "neutral"}


def call_table(
    key: str,
    lines: Sequence[CallLine],
    *,
    states: bool = True,
    may_mend: bool = False,
    on_act: Callable[[int, str], None] | None = None,
) -> int | None:
    """Show calls; gives the id of the one that was just opened.

    With ``may_mend``, failed and waiting ones carry their buttons; without ``states``, where all are ready, that column is left out.
    """
    columns = (
        Column(t("calls.columns.title"), wide=True),
        Column(t("calls.columns.agent")),
        Column(t("calls.columns.team"), lesser=True),
        Column(t("calls.columns.when"), lesser=True),
        Column(t("calls.columns.length"), end=True),
        *((Column(t("calls.columns.state")),) if states else ()),
        Column(t("calls.columns.score"), end=True),
        Column(t("calls.columns.review"), lesser=True),
    )
    return table(key, columns=columns, rows=[_row(line, states, may_mend) for line in lines], label=t("calls.title"), on_act=on_act)


def _row(line: CallLine, states: bool, may_mend: bool) -> Row:
    return Row(
        line.id,
        f"/call?call={line.id}",
        (
            Cell(line.title, note=" · ".join(filter(None, (line.reference, line.queue, line.phone)))),
            Cell(line.agent or NONE, tone="" if line.agent else "quiet"),
            Cell(line.team, tone="quiet"),
            Cell(moment(line.started_at or line.created_at), tone="quiet"),
            Cell(clock(line.duration)),
            *((_state(line),) if states else ()),
            _score(line),
            _review(line),
        ),
        line.problem.message(language()) if line.problem else "",
        _acts(line) if may_mend else (),
    )


def _state(line: CallLine) -> Cell:
    words = state_words(line.state)
    if not line.state.moving or line.state is CallState.QUEUED:
        return Cell(words, tone=TONES.get(line.state, ""), badge=line.state in MENDABLE)
    done = percent(round(100 * line.progress))
    if line.left_s is None:
        return Cell(t("calls.state.progress", state=words, percent=done), tone="accent", progress=line.progress)
    return Cell(t("calls.state.left", state=words, percent=done, left=span_words(line.left_s)), tone="accent", progress=line.progress)


def _score(line: CallLine) -> Cell:
    if line.fatal:
        return Cell(t("calls.review.fatal"), tone="bad", badge=True)
    return Cell(percent(line.percent), tone="quiet" if line.percent is None else "")


def _review(line: CallLine) -> Cell:
    if line.review is None:
        return Cell("")
    return Cell(
        t(f"calls.review.{line.review.value}"),
        tone=REVIEW_TONES.get(line.review, "good" if line.review.public else "quiet"),
        note=line.reviewer,
    )


def _acts(line: CallLine) -> tuple[Act, ...]:
    if line.state not in MENDABLE:
        return ()
    return (Act("retry", t("calls.stuck.retry")), Act("attach", t("calls.stuck.attach")))
