"""Findings as lines: one line a criterion, the public format."""

from __future__ import annotations

from typing import Any

from qa.model.finding import Evaluation, Evidence, Finding


def finding_line(evaluation: Evaluation, finding: Finding, language: str) -> dict[str, Any]:
    """A finding as a JSON object, its reason for a reader of ``language``; seconds only where the call has them."""
    return {
        "call": evaluation.call,
        "rubric": evaluation.rubric,
        "version": evaluation.version,
        "criterion": finding.criterion,
        "verdict": finding.verdict.value,
        "points": finding.points,
        "max_points": finding.max_points,
        "reason": finding.reason.to(language),
        "evidence": [_evidence_line(evidence) for evidence in finding.evidence],
    }


def finding_lines(evaluation: Evaluation, language: str) -> list[dict[str, Any]]:
    """All findings of an evaluation, in the rubric's order."""
    return [finding_line(evaluation, finding, language) for finding in evaluation.findings]


def _evidence_line(evidence: Evidence) -> dict[str, Any]:
    line: dict[str, Any] = {"turn": evidence.utterance, "from": evidence.start, "to": evidence.end, "quote": evidence.quote}
    if evidence.starts_at is not None and evidence.ends_at is not None:
        line |= {"start": round(evidence.starts_at, 3), "end": round(evidence.ends_at, 3)}
    return line | {"how": evidence.how.value}
