"""Which verdict stands on each criterion of published reviews: the person's where there is one, else the machine's. For many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.desk import record
from qa.model.estimate import LEAST_CALLS, Estimate, difference, share
from qa.model.finding import Severity, Verdict
from qa.model.text import Text
from qa.store import months, rows
from qa.store.engine import Session
from qa.store.tables import CallRow, ReviewRow, TranscriptRow

SURE = 0.95
Key = tuple[str, str]
"""Rubric and criterion."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One criterion of one review as it stands."""

    review: int
    call: int
    finding: int
    key: Key
    title: Text
    severity: Severity
    verdict: Verdict


def stands(session: Session, found: Sequence[tuple[ReviewRow, CallRow]]) -> list[Stand]:
    """Every criterion of every review. What words or rules changed in between is read as the page of the call reads it."""
    pinned = {review.id or 0: _evaluations(session, review) for review, _ in found}
    said: dict[int, dict[int, str]] = {}
    for review_id, finding, verdict in months.judgements(session, list(pinned)):
        said.setdefault(review_id, {})[finding] = verdict
    by_evaluation: dict[int, list[months.Found]] = {}
    for one in months.findings(session, sorted({i for ids in pinned.values() for i in ids})):
        by_evaluation.setdefault(one.evaluation, []).append(one)
    made: list[Stand] = []
    for review, call in found:
        here = [one for i in pinned[review.id or 0] for one in by_evaluation.get(i, ())]
        judged = said.get(review.id or 0, {})
        if judged.keys() - {one.id for one in here}:
            made += _as_the_page_does(session, review, call)
            continue
        made += [
            Stand(
                review.id or 0,
                call.id or 0,
                one.id,
                (one.rubric, one.criterion),
                Text(one.title_zh, one.title_en),
                Severity(one.severity),
                Verdict(judged.get(one.id, one.verdict)),
            )
            for one in here
        ]
    return made


def tallied(made: Iterable[Stand]) -> dict[Key, tuple[int, int]]:
    """By criterion: in how many reviews it was missed, and to how many it applied."""
    missed: Counter[Key] = Counter()
    applied: Counter[Key] = Counter()
    for one in made:
        applied[one.key] += one.verdict in (Verdict.MET, Verdict.MISSED)
        missed[one.key] += one.verdict is Verdict.MISSED
    return {key: (missed[key], count) for key, count in applied.items() if count}


def change(now: tuple[int, int], before: tuple[int, int], among: int) -> Estimate:
    """By how much a share rose. ``among``: how many are looked at beside it: each interval is so sure that all of them hold together as
    often as one alone would (Bonferroni). None where either time has fewer than ten."""
    if min(now[1], before[1]) < LEAST_CALLS:
        return Estimate(now[1] + before[1])
    sure = 1 - (1 - SURE) / max(among, 1)
    return difference(share(*now, sure), share(*before, sure))


def _evaluations(session: Session, review: ReviewRow) -> list[int]:
    if review.evaluations is not None:
        return review.evaluations
    return [row.id for row in record.evaluation_rows(session, review.transcript_id, review) if row.id is not None]


def _as_the_page_does(session: Session, review: ReviewRow, call: CallRow) -> list[Stand]:
    return [
        Stand(review.id or 0, call.id or 0, one.id, (one.rubric, one.criterion), one.title, one.severity, one.standing)
        for evaluation in record.evaluation_views(session, rows.get(session, TranscriptRow, review.transcript_id), review)
        for one in evaluation.findings
    ]
