"""The life of a published review: appeals, what is written down of it, what people are told."""

from __future__ import annotations

from enum import StrEnum


class AppealState(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    OVERTURNED = "overturned"

    @property
    def final(self) -> bool:
        """Whether it was judged: then there is no second appeal on the same point."""
        return self in (AppealState.UPHELD, AppealState.OVERTURNED)


class EntryKind(StrEnum):
    """What is added to a published review. ``verdict``, ``remark`` and ``summary`` change it, each with a reason."""

    ACKNOWLEDGED = "acknowledged"
    COMMENT = "comment"
    VERDICT = "verdict"
    REMARK = "remark"
    SUMMARY = "summary"


class StepKind(StrEnum):
    """A step in the history of a review, as it is told."""

    PUBLISHED = "published"
    ACKNOWLEDGED = "acknowledged"
    COMMENTED = "commented"
    CORRECTED = "corrected"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


class NoticeKind(StrEnum):
    PUBLISHED = "published"
    CORRECTED = "corrected"
    ACKNOWLEDGED = "acknowledged"
    COMMENTED = "commented"
    APPEALED = "appealed"
    ASSIGNED = "assigned"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    COACHED = "coached"
    OUTCOME = "outcome"
    MENTOR = "mentor"
    NEWCOMER = "newcomer"
    UNCOACHED = "uncoached"
    PLAN = "plan"
    INVITED = "invited"
    MEETING = "meeting"
    CASE_GIVEN = "case_given"
    CASE_NEAR = "case_near"
    CASE_MISSED = "case_missed"
    EXCERPTED = "excerpted"
    MENTIONED = "mentioned"
    REPLIED = "replied"
    POSTED = "posted"
    CHALLENGED = "challenged"
    DECLINED = "declined"
    MATCHED = "matched"
    IMPROVE_GIVEN = "improve_given"
    IMPROVE_NEAR = "improve_near"
    IMPROVE_MISSED = "improve_missed"
