"""Reviews: a person decides on each finding, adds remarks, publishes. Judgements are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.access import About, allowed, authorize
from qa.desk import notices, record, terms
from qa.desk.bounded import bounded
from qa.desk.house import House
from qa.desk.intake import found_published, seen_as
from qa.desk.views import FeedbackLine, FindingView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.appeal import NoticeKind
from qa.model.call import CallState
from qa.model.finding import Verdict
from qa.model.library import ReviewState
from qa.model.people import Person, Role
from qa.store import assignments, calls, coaching, people, reviews, rows
from qa.store.engine import Session
from qa.store.tables import CallRow, JudgementRow, RemarkRow, ReviewRow, TranscriptRow, now

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person makes of one finding."""

    finding: int
    verdict: Verdict
    comment: str = ""


def decide(house: House, actor: Person, call_id: int, finding_id: int, verdict: Verdict | str, comment: str = "") -> None:
    """Judge one finding. Raises Invalid, Conflict, NotFound.

    A verdict other than the machine's needs a comment; where the machine left it open, only a deduction does.
    """
    authorize(actor, "review.judge")
    _record(house, actor, call_id, [Decision(finding_id, _verdict(verdict), bounded(comment, LONGEST))])


def accept_all(house: House, actor: Person, call_id: int) -> int:
    """Agree with the machine on every finding that is not judged yet and has a verdict; gives how many."""
    authorize(actor, "review.judge")
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        found = reviews.of_call(session, call_id)
        mine = next((r for r in found if r.reviewer_id == actor.id), None)
        views = record.evaluation_views(session, calls.transcript(session, call.id or 0, words=False), mine)
    still_open = [f for e in views for f in e.findings if f.judgement is None and f.verdict is not Verdict.UNSCORED]
    _record(house, actor, call_id, [Decision(f.id, f.verdict) for f in still_open])
    return len(still_open)


def remark(house: House, actor: Person, call_id: int, *, utterance: int, from_char: int, to_char: int, text: str) -> int:
    """A remark on a span of the call. Raises Invalid where the span is not in the transcript or the text is empty."""
    authorize(actor, "review.judge")
    text = bounded(text, LONGEST)
    if not text:
        raise Invalid("desk.remark_empty")
    with house.db.writing() as session:
        review, row = _draft(session, actor, call_id)
        said = record.transcript_of(row)
        if not (0 <= utterance < len(said.utterances) and 0 <= from_char < to_char <= len(said.utterances[utterance].text)):
            raise Invalid("desk.span")
        seconds = said.seconds(utterance, from_char, to_char)
        added = rows.add(
            session,
            RemarkRow(
                review_id=review.id or 0,
                transcript_id=row.id or 0,
                utterance=utterance,
                from_char=from_char,
                to_char=to_char,
                quote=said.utterances[utterance].text[from_char:to_char],
                starts_at=seconds[0] if seconds else None,
                ends_at=seconds[1] if seconds else None,
                text=text,
                author_id=actor.id,
            ),
        )
        rows.note(session, actor.id, "review.remark", f"call:{call_id}", remark=added.id)
        assert added.id is not None
        return added.id


def withdraw_remark(house: House, actor: Person, call_id: int, remark_id: int) -> None:
    """Take back an own remark of a draft; it stays in the history."""
    authorize(actor, "review.judge")
    with house.db.writing() as session:
        review, _ = _draft(session, actor, call_id)
        row = rows.get(session, RemarkRow, remark_id)
        if row.review_id != review.id:
            raise NotFound("store.no_row", what="remark", key=remark_id)
        row.withdrawn_at = now()
        rows.note(session, actor.id, "review.unremark", f"call:{call_id}", remark=remark_id)


def summarise(house: House, actor: Person, call_id: int, summary: str) -> None:
    """Keep the summary of a draft as it is written."""
    authorize(actor, "review.judge")
    with house.db.writing() as session:
        review, _ = _draft(session, actor, call_id)
        review.summary = bounded(summary, LONGEST)


def publish(house: House, actor: Person, call_id: int, summary: str | None = None) -> None:
    """Publish the own draft: the agent is told and sees it from now on; it changes through an appeal or a correction alone.

    Raises Conflict when somebody else published first, or when a finding without a machine's verdict is still open.
    """
    authorize(actor, "review.judge")
    with house.db.writing() as session:
        review, row = _draft(session, actor, call_id)
        authorize(actor, "review.publish", About(author=review.reviewer_id))
        views = record.evaluation_views(session, row, review)
        undecided = [f for e in views for f in e.findings if f.standing is Verdict.UNSCORED]
        if undecided:
            raise Conflict("desk.undecided", count=len(undecided), first=undecided[0].title)
        score = record.score_of(views)
        if summary is not None:
            review.summary = bounded(summary, LONGEST)
        review.evaluations = [e.id for e in record.evaluation_rows(session, row.id or 0, review) if e.id is not None]
        review.state, review.published_at = ReviewState.PUBLISHED, now()
        review.appeal_until = terms.read(session).until(review.published_at)
        review.percent, review.critical_percent, review.fatal = score.total.percent, score.critical.percent, bool(score.fatal)
        assignments.finish(session, call_id, actor.id, review.published_at)
        rows.note(session, actor.id, "review.publish", f"call:{call_id}", percent=score.total.percent)
        agent = rows.get(session, CallRow, call_id).agent_id
        notices.tell(session, actor, [agent], NoticeKind.PUBLISHED, call_id=call_id, text=review.summary)


def mine(house: House, actor: Person) -> tuple[FeedbackLine, ...]:
    """The published reviews of the reader's own calls, newest first."""
    authorize(actor, "review.mine")
    return _published(house, agent_id=actor.id)


def of_team(house: House, actor: Person) -> tuple[FeedbackLine, ...]:
    """The published reviews of the reader's team; of everybody for those who judge."""
    authorize(actor, "review.team")
    return _published(house, team=actor.team if actor.role is Role.LEAD else None)


def of_newcomers(house: House, actor: Person) -> tuple[FeedbackLine, ...]:
    """The published reviews of those whom the reader accompanies, newest first."""
    authorize(actor, "mentor.mine")
    with house.db.reading() as session:
        theirs = [row.id for row in coaching.newcomers(session, actor.id) if row.id is not None]
    return _published(house, agents=theirs)


def finding(house: House, actor: Person, call_id: int, finding_id: int) -> FindingView:
    """One finding as it stands for this reader. Raises NotFound."""
    with house.db.reading() as session:
        call = session.get(CallRow, call_id)
        found = reviews.of_call(session, call_id) if call else []
        if call is None or not allowed(actor, "call.see", seen_as(session, call, found)):
            raise NotFound("desk.no_call", call=call_id)
        page = record.view(session, actor, call, found)
    for evaluation in page.evaluations:
        for one in evaluation.findings:
            if one.id == finding_id:
                return one
    raise NotFound("store.no_row", what="finding", key=finding_id)


def _published(
    house: House, *, agent_id: int | None = None, agents: Sequence[int] | None = None, team: str | None = None
) -> tuple[FeedbackLine, ...]:
    with house.db.reading() as session:
        found = reviews.published(session, agent_id=agent_id, agents=agents, team=team)
        names = people.shown(session, [i for review, call in found for i in (review.reviewer_id, call.agent_id)])
        return tuple(
            FeedbackLine(
                call_id=review.call_id,
                title=call.title,
                agent=names.get(call.agent_id or 0, ""),
                team=call.team,
                started_at=call.started_at,
                published_at=review.published_at or review.created_at,
                reviewer=names.get(review.reviewer_id, ""),
                percent=review.percent,
                critical_percent=review.critical_percent,
                fatal=review.fatal,
                summary=review.summary,
                state=record.state_of(review),
            )
            for review, call in found
        )


def _record(house: House, actor: Person, call_id: int, decisions: list[Decision]) -> None:
    with house.db.writing() as session:
        review, row = _draft(session, actor, call_id)
        asked = [decision.finding for decision in decisions]
        known = {f.id: f for e in record.evaluation_views(session, row, review, asked) for f in e.findings}
        for decision in decisions:
            found = known.get(decision.finding)
            if found is None:
                raise NotFound("store.no_row", what="finding", key=decision.finding)
            if decision.verdict is Verdict.UNSCORED:
                raise Invalid("desk.verdict", verdict=decision.verdict)
            if not decision.comment and _wants_reason(decision.verdict, found.verdict):
                raise Invalid("desk.comment_needed", title=found.title)
            before = found.judgement
            if before and (before.verdict, before.comment) == (decision.verdict, decision.comment):
                continue
            rows.add(
                session,
                JudgementRow(
                    review_id=review.id or 0,
                    finding_id=decision.finding,
                    verdict=decision.verdict,
                    comment=decision.comment,
                    author_id=actor.id,
                ),
            )


def _wants_reason(verdict: Verdict, machine: Verdict) -> bool:
    return verdict is Verdict.MISSED if machine is Verdict.UNSCORED else verdict is not machine


def _draft(session: Session, actor: Person, call_id: int) -> tuple[ReviewRow, TranscriptRow]:
    """The reader's draft and the transcript it judges; opened where there is none. Raises Conflict once a review is published."""
    call = rows.get(session, CallRow, call_id)
    if call.state != CallState.READY:
        raise Conflict("desk.not_ready")
    found = reviews.of_call(session, call_id)
    if found_published(found):
        raise Conflict("desk.published_stays")
    newest = calls.transcript(session, call_id, words=False)
    assert newest is not None
    draft = next((r for r in found if r.reviewer_id == actor.id), None)
    if draft is None:
        draft = rows.add(session, ReviewRow(call_id=call_id, reviewer_id=actor.id, transcript_id=newest.id or 0))
    elif draft.transcript_id != newest.id:
        # a corrected transcript was scored anew; earlier judgements stay tied to what they judged
        draft.transcript_id = newest.id or 0
    return draft, newest


def _verdict(verdict: Verdict | str) -> Verdict:
    try:
        return Verdict(verdict)
    except ValueError as wrong:
        raise Invalid("desk.verdict", verdict=str(verdict)) from wrong
