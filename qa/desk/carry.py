"""Decisions of people across revisions: a correction of the words must not cost the work that was done on the rest.

A judgement stays tied to the finding that it judged. Where the machine finds the very same thing in a newer revision (verdict and quotes
unchanged), it stands there too; where it finds something else, it is shown as an earlier decision and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.desk.views import JudgementView
from qa.model.finding import Verdict
from qa.store import calls, people, reviews
from qa.store.engine import Session
from qa.store.tables import EvaluationRow, FindingRow, JudgementRow, ReviewRow

Rows = Mapping[int, Sequence[JudgementRow]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What people decided on one finding, oldest first. ``earlier`` was decided on something else."""

    standing: tuple[JudgementView, ...] = ()
    earlier: tuple[JudgementView, ...] = ()


NOBODY = Judged()


def judged(
    session: Session, review: ReviewRow | None, evaluations: Sequence[EvaluationRow], found: Sequence[FindingRow]
) -> dict[int, Judged]:
    """By finding of these evaluations, what a review's people decided on it or on what it was in earlier revisions."""
    rows = reviews.judgements(session, review.id) if review and review.id else {}
    if not rows:
        return {}
    rubric = {evaluation.id: evaluation.rubric for evaluation in evaluations}
    names = people.shown(session, [row.author_id for given in rows.values() for row in given])
    here = {finding.id for finding in found}
    before: dict[tuple[str, str], list[FindingRow]] = {}
    elsewhere = [i for i in rows if i not in here]
    for finding, of in calls.findings_with_rubric(session, elsewhere, {one.criterion for one in found}) if elsewhere else ():
        before.setdefault((of, finding.criterion), []).append(finding)
    return {
        finding.id: _judged(finding, rows, before.get((rubric[finding.evaluation_id], finding.criterion), ()), names)
        for finding in found
        if finding.id is not None
    }


def _judged(finding: FindingRow, rows: Rows, before: Sequence[FindingRow], names: Mapping[int, str]) -> Judged:
    standing: list[JudgementRow] = []
    earlier: list[JudgementRow] = []
    for one in before:
        (standing if same(one, finding) else earlier).extend(rows[one.id or 0])
    standing += rows.get(finding.id or 0, ())
    return Judged(_views(standing, names), _views(earlier, names))


def same(one: FindingRow, other: FindingRow) -> bool:
    """Whether the machine says the same of the same words."""
    return one.verdict == other.verdict and [e["quote"] for e in one.evidence] == [e["quote"] for e in other.evidence]


def _views(rows: Sequence[JudgementRow], names: Mapping[int, str]) -> tuple[JudgementView, ...]:
    ordered = sorted(rows, key=lambda row: row.id or 0)
    return tuple(JudgementView(Verdict(row.verdict), row.comment, names.get(row.author_id, ""), row.created_at) for row in ordered)
