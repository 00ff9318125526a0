"""What the house knows, as rows for a table: the exports."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qa.access import authorize
from qa.desk import assignment_export, case_export, excerpt_export, meeting, pack_export, quiz_items, record
from qa.desk.appeals import title_of
from qa.desk.house import House
from qa.model.appeal import AppealState
from qa.model.people import Person
from qa.store import appeals, calls, people, reviews
from qa.store.review_tables import AppealRow
from qa.store.tables import CallRow, ReviewRow

Rows = list[dict[str, Any]]


def findings(house: House, actor: Person) -> Rows:
    """Every finding of every evaluation."""
    authorize(actor, "export")
    with house.db.reading() as session:
        found = calls.evaluated_between(session, None, None)
        names = people.shown(session, [call.agent_id for _, _, call in found])
        return [
            {
                "call": call.id,
                "title": call.title,
                "reference": call.reference,
                "agent": names.get(call.agent_id or 0, ""),
                "team": call.team,
                "rubric": evaluation.rubric,
                "version": evaluation.version,
                "hash": evaluation.hash,
                "evaluated_at": evaluation.created_at.isoformat(),
                "criterion": finding.criterion,
                "severity": finding.severity,
                "critical_to": finding.critical_to,
                "verdict": finding.verdict,
                "points": finding.points,
                "max_points": finding.max_points,
                "reason_zh": finding.reason_zh,
                "reason_en": finding.reason_en,
                "quotes": " | ".join(piece["quote"] for piece in finding.evidence),
                "starts_at": finding.evidence[0]["starts_at"] if finding.evidence else None,
            }
            for finding, evaluation, call in found
        ]


def published_reviews(house: House, actor: Person) -> Rows:
    """Every published review."""
    authorize(actor, "export")
    with house.db.reading() as session:
        found = reviews.published(session, limit=1_000_000)
        made = [row for row, _, _ in appeals.all_with_reviews(session)]
        appealed = Counter(row.review_id for row in made)
        overturned = Counter(row.review_id for row in made if row.state == AppealState.OVERTURNED)
        names = people.shown(session, [i for review, call in found for i in (review.reviewer_id, call.agent_id)])
        return [
            {
                "call": call.id,
                "title": call.title,
                "reference": call.reference,
                "agent": names.get(call.agent_id or 0, ""),
                "team": call.team,
                "started_at": call.started_at.isoformat() if call.started_at else None,
                "duration_s": call.duration,
                "reviewer": names.get(review.reviewer_id, ""),
                "published_at": review.published_at.isoformat() if review.published_at else None,
                "percent": review.percent,
                "critical_percent": review.critical_percent,
                "fatal": review.fatal,
                "summary": review.summary,
                "state": record.state_of(review),
                "acknowledged_at": review.acknowledged_at.isoformat() if review.acknowledged_at else None,
                "appeals": appealed[review.id or 0],
                "overturned": overturned[review.id or 0],
            }
            for review, call in found
        ]


def all_appeals(house: House, actor: Person) -> Rows:
    """Every appeal with how it ended, the withdrawn ones too."""
    authorize(actor, "export")
    with house.db.reading() as session:
        found = appeals.all_with_reviews(session)
        titles = {row.id: title_of(session, row) for row, _, _ in found}
        rules = {one.id: (rubric, one.criterion) for one, rubric in calls.findings_with_rubric(session, _findings(found))}
        names = people.shown(session, [i for row, review, _ in found for i in (row.author_id, review.reviewer_id, row.judged_by)])
        return [
            {
                "appeal": row.id,
                "call": call.id,
                "reference": call.reference,
                "agent": names.get(row.author_id, ""),
                "team": call.team,
                "reviewer": names.get(review.reviewer_id, ""),
                "rubric": rules.get(row.finding_id, ("", ""))[0],
                "criterion": rules.get(row.finding_id, ("", ""))[1],
                "title_zh": titles[row.id].zh,
                "title_en": titles[row.id].en,
                "verdict": row.verdict,
                "proposed": row.proposed,
                "comment": row.comment,
                "made_at": row.created_at.isoformat(),
                "state": row.state,
                "judge": names.get(row.judged_by or 0, ""),
                "reason": row.reason,
                "ended_at": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row, review, call in found
        ]


def _findings(found: list[tuple[AppealRow, ReviewRow, CallRow]]) -> list[int]:
    return [row.finding_id for row, _, _ in found if row.finding_id is not None]


EXPORTS = {
    "reviews": published_reviews,
    "findings": findings,
    "excerpts": excerpt_export.exported,
    "packs": pack_export.exported,
    "appeals": all_appeals,
    "calibration": meeting.exported,
    "assignments": assignment_export.exported,
    "cases": case_export.exported,
    "quiz": quiz_items.exported,
}
COLUMNS: dict[str, list[str]] = {
    "reviews": [
        "call",
        "title",
        "reference",
        "agent",
        "team",
        "started_at",
        "duration_s",
        "reviewer",
        "published_at",
        "percent",
        "critical_percent",
        "fatal",
        "summary",
        "state",
        "acknowledged_at",
        "appeals",
        "overturned",
    ],
    "findings": [
        "call",
        "title",
        "reference",
        "agent",
        "team",
        "rubric",
        "version",
        "hash",
        "evaluated_at",
        "criterion",
        "severity",
        "critical_to",
        "verdict",
        "points",
        "max_points",
        "reason_zh",
        "reason_en",
        "quotes",
        "starts_at",
    ],
    "excerpts": excerpt_export.COLUMNS,
    "packs": pack_export.COLUMNS,
    "calibration": meeting.EXPORTED,
    "assignments": assignment_export.COLUMNS,
    "cases": case_export.COLUMNS,
    "quiz": quiz_items.COLUMNS,
    "appeals": [
        "appeal",
        "call",
        "reference",
        "agent",
        "team",
        "reviewer",
        "rubric",
        "criterion",
        "title_zh",
        "title_en",
        "verdict",
        "proposed",
        "comment",
        "made_at",
        "state",
        "judge",
        "reason",
        "ended_at",
    ],
}
"""The columns of each export in order, so that an empty one has its heading too."""
