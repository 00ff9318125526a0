"""Which verdict stands on each criterion of published reviews: the person's where there is one, else the machine's. For many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa.desk import record
from qa.desk.views import FindingView
from qa.model.estimate import LEAST_CALLS, Estimate, difference, share
from qa.model.finding import Severity, Verdict
from qa.model.text import Text
from qa.store import calls as calls_store
from qa.store import months, rows
from qa.store.engine import Session
from qa.store.months import Found, Reviewed
from qa.store.tables import ReviewRow, TranscriptRow

SURE = 0.95
COUNTED = (Verdict.MET, Verdict.MISSED)
Key = tuple[str, str]
"""Rubric and criterion."""


@dataclass(frozen=True, slots=True)
class Missed:
    """One criterion that was missed in one review."""

    review: int
    call: int
    finding: int
    key: Key
    severity: Severity


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of many reviews. ``applied``: to how many a criterion applied; ``missed``: every miss."""

    applied: Mapping[Key, int]
    missed: tuple[Missed, ...]
    titles: Mapping[Key, Text]

    def tally(self, key: Key) -> tuple[int, int]:
        """(in how many reviews it was missed, to how many it applied)."""
        return sum(one.key == key for one in self.missed), self.applied.get(key, 0)


def of_reviews(session: Session, found: Sequence[Reviewed]) -> Standing:
    """What stands of reviews. The machine's verdicts are counted in the database, and then what people said otherwise; where words or
    rules changed between a judgement and the publication, the review is read as the page of its call reads it."""
    pinned = {one.id: _evaluations(session, one) for one in found}
    others = {review for review, evaluation in months.judged(session, list(pinned)) if evaluation not in pinned[review]}
    plain = {i: one.id for one in found if one.id not in others for i in pinned[one.id]}
    calls = {one.id: one.call for one in found}
    applied: Counter[Key] = Counter()
    titles: dict[Key, Text] = {}
    for rubric, criterion, zh, en, count in months.applied(session, list(plain)):
        applied[rubric, criterion] += count
        titles[rubric, criterion] = Text(zh, en)
    missed = {one.id: _missed(plain[one.evaluation], calls, one) for one in months.missed(session, list(plain))}
    last = {one.id: (review, one, verdict) for review, one, verdict in months.corrected(session, [i for i in pinned if i not in others])}
    for review, one, verdict in last.values():
        applied[one.rubric, one.criterion] += (verdict in COUNTED) - (one.verdict in COUNTED)
        if verdict == Verdict.MISSED:
            missed[one.id] = _missed(review, calls, one)
        else:
            missed.pop(one.id, None)
    standing = list(missed.values())
    for review in sorted(others):
        for view in _as_the_page_does(session, review):
            key = (view.rubric, view.criterion)
            applied[key] += view.standing in COUNTED
            titles.setdefault(key, view.title)
            if view.standing is Verdict.MISSED:
                standing.append(Missed(review, calls[review], view.id, key, view.severity))
    _name(session, titles, applied, last.values())
    return Standing(applied, tuple(sorted(standing, key=lambda one: (one.review, one.finding))), titles)


def change(now: tuple[int, int], before: tuple[int, int], among: int) -> Estimate:
    """By how much a share rose. ``among``: how many are looked at beside it: each interval is so sure that all of them hold together as
    often as one alone would (Bonferroni). None where either time has fewer than ten."""
    if min(now[1], before[1]) < LEAST_CALLS:
        return Estimate(now[1] + before[1])
    sure = 1 - (1 - SURE) / max(among, 1)
    return difference(share(*now, sure), share(*before, sure))


def _evaluations(session: Session, one: Reviewed) -> list[int]:
    if one.evaluations is not None:
        return one.evaluations
    review = rows.get(session, ReviewRow, one.id)
    return [row.id for row in record.evaluation_rows(session, review.transcript_id, review) if row.id is not None]


def _missed(review: int, calls: Mapping[int, int], one: Found) -> Missed:
    return Missed(review, calls[review], one.id, (one.rubric, one.criterion), Severity(one.severity))


def _name(session: Session, titles: dict[Key, Text], applied: Mapping[Key, int], last: Iterable[tuple[int, Found, str]]) -> None:
    """Titles of what applies because a person said so, and never for the machine."""
    wanted = {one.id for _, one, _ in last if applied[one.rubric, one.criterion] and (one.rubric, one.criterion) not in titles}
    for row, rubric in calls_store.findings_with_rubric(session, sorted(wanted)) if wanted else ():
        titles[rubric, row.criterion] = Text(row.title_zh, row.title_en)


def _as_the_page_does(session: Session, review_id: int) -> list[FindingView]:
    review = rows.get(session, ReviewRow, review_id)
    views = record.evaluation_views(session, rows.get(session, TranscriptRow, review.transcript_id), review)
    return [one for evaluation in views for one in evaluation.findings]
