"""A published review as the verbs of its life share it: who may see it, its score anew, how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from qa import locales
from qa.access import About, allowed
from qa.desk import record
from qa.desk.intake import seen_as
from qa.desk.lifeviews import Point
from qa.desk.terms import Terms
from qa.desk.views import FindingView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.appeal import AppealState, EntryKind
from qa.model.library import ReviewState
from qa.model.people import Person
from qa.model.text import Text
from qa.store import appeals, reviews, rows
from qa.store.engine import Session
from qa.store.review_tables import AppealRow, ReviewEntryRow
from qa.store.tables import CallRow, RemarkRow, ReviewRow, TranscriptRow

LONGEST = 4000
QUOTED = 24


@dataclass(frozen=True, slots=True)
class Public:
    """A published review within a session. ``about``: what decides who may do what with it."""

    call: CallRow
    review: ReviewRow
    about: About

    @property
    def id(self) -> int:
        assert self.review.id is not None
        return self.review.id

    @property
    def call_id(self) -> int:
        return self.review.call_id


def opened(session: Session, actor: Person, call_id: int, *, to_change: bool = False) -> Public:
    """The published review of a call; ``to_change`` keeps others from changing it meanwhile.

    Raises NotFound, also where it is not for this person's eyes; Conflict where none is published.
    """
    call = session.get(CallRow, call_id)
    found = reviews.of_call(session, call_id) if call else []
    if call is None or not allowed(actor, "call.see", seen_as(session, call, found)):
        raise NotFound("desk.no_call", call=call_id)
    review = next((one for one in found if one.state == ReviewState.PUBLISHED), None)
    if review is None or review.id is None:
        raise Conflict("appeals.not_published")
    if to_change:
        review = appeals.lock(session, review.id)
    return Public(call, review, replace(seen_as(session, call, found), author=review.reviewer_id))


def findings(session: Session, review: ReviewRow) -> dict[int, FindingView]:
    """The findings of a review as they stand, by id."""
    row = rows.get(session, TranscriptRow, review.transcript_id)
    return {one.id: one for evaluation in record.evaluation_views(session, row, review) for one in evaluation.findings}


def finding(session: Session, review: ReviewRow, finding_id: int) -> FindingView:
    """Raises NotFound for a finding of another review."""
    found = findings(session, review).get(finding_id)
    if found is None:
        raise NotFound("store.no_row", what="finding", key=finding_id)
    return found


def remark(session: Session, review: ReviewRow, remark_id: int) -> RemarkRow:
    """Raises NotFound for a remark of another review, or one that was withdrawn."""
    row = rows.get(session, RemarkRow, remark_id)
    if row.review_id != review.id or row.withdrawn_at is not None:
        raise NotFound("store.no_row", what="remark", key=remark_id)
    return row


def remark_title(row: RemarkRow) -> Text:
    """A remark as it is spoken of: by the words that it stands on."""
    quote = row.quote[:QUOTED] + ("…" if len(row.quote) > QUOTED else "")
    return locales.both("appeals.remark", quote=quote)


def rescore(session: Session, review: ReviewRow) -> tuple[float | None, float | None]:
    """Work out the score of a review anew from what stands; gives the per cent before and after."""
    before = review.percent
    score = record.score_of(record.evaluation_views(session, rows.get(session, TranscriptRow, review.transcript_id), review))
    review.percent, review.critical_percent, review.fatal = score.total.percent, score.critical.percent, bool(score.fatal)
    return before, review.percent


def restage(session: Session, review: ReviewRow) -> None:
    """Set how far a review has come, from what was written down of it."""
    session.flush()
    found = [AppealState(one.state) for one in appeals.of_reviews(session, [review.id])]
    if AppealState.OPEN in found:
        review.stage = ReviewState.APPEALED
    elif any(one.final for one in found):
        review.stage = ReviewState.SETTLED
    else:
        review.stage = ReviewState.ACKNOWLEDGED if review.acknowledged_at else ""


def against(found: list[AppealRow], point: Point) -> AppealRow | None:
    """The appeal of a point that was not withdrawn."""
    still = (one for one in found if one.state != AppealState.WITHDRAWN)
    return next((one for one in still if (one.finding_id, one.remark_id) == (point.finding, point.remark)), None)


def refuse_settled(found: list[AppealRow], point: Point) -> None:
    """Raises Conflict where a point is under appeal or was judged: that judgement is the last word."""
    one = against(found, point)
    if one is not None:
        raise Conflict("appeals.open" if one.state == AppealState.OPEN else "appeals.final")


def until(review: ReviewRow, entries: list[ReviewEntryRow], terms: Terms, point: Point | None = None) -> datetime:
    """The end of the window for appeals: the review's own, or the later one that a correction of the point opened."""
    assert review.published_at is not None
    own = review.appeal_until or terms.until(review.published_at)
    if point is None:
        return own
    later = [
        entry.appeal_until
        for entry in entries
        if entry.kind == EntryKind.VERDICT and entry.appeal_until and (entry.finding_id, entry.remark_id) == (point.finding, point.remark)
    ]
    return max([own, *later])


def words(text: str, *, needed: str = "") -> str:
    """A text as it is kept. Raises Invalid where it is too long, or empty where the error ``needed`` says that it must not be."""
    text = text.strip()
    if needed and not text:
        raise Invalid(needed)
    if len(text) > LONGEST:
        raise Invalid("desk.too_long", longest=LONGEST)
    return text
