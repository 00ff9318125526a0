"""What the house knows, as rows for a table: the exports."""

from __future__ import annotations

from typing import Any

from qa.access import authorize
from qa.desk import assignment_export, meeting
from qa.desk.house import House
from qa.model.people import Person
from qa.store import calls, library, people, reviews

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
            }
            for review, call in found
        ]


def all_excerpts(house: House, actor: Person) -> Rows:
    """Every excerpt, the withdrawn ones too (without their sound)."""
    authorize(actor, "export")
    with house.db.reading() as session:
        found = library.all_excerpts(session)
        names = people.shown(session, [row.author_id for row in found])
        return [
            {
                "excerpt": row.id,
                "call": row.call_id,
                "kind": row.kind,
                "title": row.title,
                "note": row.note,
                "language": row.language,
                "starts_at": row.starts_at,
                "ends_at": row.ends_at,
                "words": "\n".join(f"{line['speaker']}: {line['text']}" for line in row.lines),
                "state": row.state,
                "author": names.get(row.author_id, ""),
                "created_at": row.created_at.isoformat(),
            }
            for row in found
        ]


EXPORTS = {
    "reviews": published_reviews,
    "findings": findings,
    "excerpts": all_excerpts,
    "calibration": meeting.exported,
    "assignments": assignment_export.exported,
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
    "excerpts": [
        "excerpt",
        "call",
        "kind",
        "title",
        "note",
        "language",
        "starts_at",
        "ends_at",
        "words",
        "state",
        "author",
        "created_at",
    ],
    "calibration": meeting.EXPORTED,
    "assignments": assignment_export.COLUMNS,
}
"""The columns of each export in order, so that an empty one has its heading too."""
