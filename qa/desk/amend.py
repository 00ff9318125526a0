"""What is added to a published review: the agent's acknowledgement, comments, and corrections with a reason.

Nothing is overwritten: a correction is a further judgement beside the earlier ones, and an entry in the review's history.
"""

from __future__ import annotations

from qa.access import authorize
from qa.desk import lifecycle, notices, terms
from qa.desk.house import House
from qa.desk.lifecycle import Public
from qa.desk.lifeviews import Point
from qa.errors import Invalid
from qa.model.appeal import EntryKind, NoticeKind
from qa.model.finding import Verdict
from qa.model.people import Person
from qa.model.text import NO_TEXT, Text
from qa.store import appeals, rows
from qa.store.engine import Session
from qa.store.review_tables import ReviewEntryRow
from qa.store.tables import JudgementRow, now


def acknowledge(house: House, actor: Person, call_id: int) -> None:
    """The agent has taken note of the review as it stands now; a later correction wants a new one. Once is enough."""
    with house.db.writing() as session:
        public = lifecycle.opened(session, actor, call_id, to_change=True)
        authorize(actor, "review.acknowledge", public.about)
        if public.review.acknowledged_at is not None:
            return
        public.review.acknowledged_at = now()
        rows.add(session, ReviewEntryRow(review_id=public.id, kind=EntryKind.ACKNOWLEDGED, author_id=actor.id))
        lifecycle.restage(session, public.review)
        notices.tell(session, actor, [public.review.reviewer_id], NoticeKind.ACKNOWLEDGED, call_id=call_id)


def comment(house: House, actor: Person, call_id: int, text: str) -> None:
    """Say something to the review: the agent, the reviewer and whoever has commented before are told. Raises Invalid for no words."""
    with house.db.writing() as session:
        public = lifecycle.opened(session, actor, call_id)
        authorize(actor, "review.comment", public.about)
        text = lifecycle.words(text, needed="appeals.comment_empty")
        before = [one.author_id for one in appeals.entries(session, public.id) if one.kind == EntryKind.COMMENT]
        rows.add(session, ReviewEntryRow(review_id=public.id, kind=EntryKind.COMMENT, author_id=actor.id, text=text))
        told = [public.call.agent_id, public.review.reviewer_id, *before]
        notices.tell(session, actor, told, NoticeKind.COMMENTED, call_id=call_id, text=text)


def correct_verdict(house: House, actor: Person, call_id: int, finding_id: int, verdict: Verdict | str, reason: str) -> None:
    """Another verdict on one criterion of a published review, with the reason; the score follows.

    Raises Invalid for the same verdict or no reason, Conflict where the point is under appeal or was judged.
    """
    with house.db.writing() as session:
        public = _correcting(session, actor, call_id)
        wanted, reason = verdict_of(verdict), lifecycle.words(reason, needed="appeals.reason_needed")
        found = lifecycle.finding(session, public.review, finding_id)
        lifecycle.refuse_settled(appeals.of_reviews(session, [public.id]), Point(finding=finding_id))
        if wanted is found.standing:
            raise Invalid("appeals.same_verdict", title=found.title)
        judge(session, actor, public, finding_id, wanted, reason)
        change = ReviewEntryRow(review_id=public.id, kind=EntryKind.VERDICT, author_id=actor.id, text=reason, finding_id=finding_id)
        change.before, change.after = found.standing, wanted
        change.appeal_until = terms.read(session).until(now())
        _corrected(session, actor, public, change, found.title)


def correct_remark(house: House, actor: Person, call_id: int, remark_id: int, reason: str) -> None:
    """Take a remark of a published review back, with the reason; the history keeps its words."""
    with house.db.writing() as session:
        public = _correcting(session, actor, call_id)
        reason = lifecycle.words(reason, needed="appeals.reason_needed")
        row = lifecycle.remark(session, public.review, remark_id)
        lifecycle.refuse_settled(appeals.of_reviews(session, [public.id]), Point(remark=remark_id))
        row.withdrawn_at = now()
        change = ReviewEntryRow(review_id=public.id, kind=EntryKind.REMARK, author_id=actor.id, text=reason, remark_id=remark_id)
        change.before = row.text
        _corrected(session, actor, public, change, lifecycle.remark_title(row))


def correct_summary(house: House, actor: Person, call_id: int, summary: str, reason: str) -> None:
    """Another summary for a published review, with the reason; the history keeps the earlier one."""
    with house.db.writing() as session:
        public = _correcting(session, actor, call_id)
        summary, reason = lifecycle.words(summary), lifecycle.words(reason, needed="appeals.reason_needed")
        if summary == public.review.summary:
            raise Invalid("appeals.same_summary")
        change = ReviewEntryRow(review_id=public.id, kind=EntryKind.SUMMARY, author_id=actor.id, text=reason)
        change.before, change.after = public.review.summary, summary
        public.review.summary = summary
        _corrected(session, actor, public, change, NO_TEXT)


def judge(session: Session, actor: Person, public: Public, finding_id: int, verdict: Verdict, reason: str) -> None:
    """Add a judgement to a published review."""
    row = JudgementRow(review_id=public.id, finding_id=finding_id, verdict=verdict, comment=reason, author_id=actor.id)
    rows.add(session, row)


def verdict_of(verdict: Verdict | str) -> Verdict:
    """A verdict that a person can give. Raises Invalid."""
    if verdict not in (Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE):
        raise Invalid("desk.verdict", verdict=str(verdict))
    return Verdict(verdict)


def _correcting(session: Session, actor: Person, call_id: int) -> Public:
    public = lifecycle.opened(session, actor, call_id, to_change=True)
    authorize(actor, "review.correct", public.about)
    return public


def _corrected(session: Session, actor: Person, public: Public, change: ReviewEntryRow, title: Text) -> None:
    change.percent_before, change.percent_after = lifecycle.rescore(session, public.review)
    rows.add(session, change)
    public.review.acknowledged_at = None  # the agent has not seen it like this yet
    lifecycle.restage(session, public.review)
    rows.note(session, actor.id or None, "review.correct", f"call:{public.call_id}", what=change.kind)
    told = [public.call.agent_id, public.review.reviewer_id]
    notices.tell(session, actor, told, NoticeKind.CORRECTED, call_id=public.call_id, about=title, text=change.text)
