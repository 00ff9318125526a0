"""Appeals: an agent against one criterion or one remark, a second person judges, and that is the last word on the point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from qa.access import About, allowed, authorize
from qa.desk import amend, lifecycle, notices, terms
from qa.desk.house import House, person_of
from qa.desk.lifecycle import Public
from qa.desk.lifeviews import AppealView, Point
from qa.errors import Conflict, Invalid, NotFound
from qa.model.appeal import AppealState, EntryKind, NoticeKind
from qa.model.finding import Verdict
from qa.model.people import Person, Role
from qa.model.text import NO_TEXT, Text
from qa.store import appeals, calls, people, reviews, rows
from qa.store.engine import Session
from qa.store.review_tables import AppealRow, ReviewEntryRow
from qa.store.tables import CallRow, PersonRow, RemarkRow, ReviewRow, now

SECOND_INSTANCE = (Role.MANAGER, Role.INSPECTOR)
LAST_RESORT = Role.ADMIN


def make(
    house: House,
    actor: Person,
    call_id: int,
    *,
    finding: int | None = None,
    remark: int | None = None,
    comment: str,
    proposed: Verdict | str | None = None,
    at: datetime | None = None,
) -> int:
    """Appeal one criterion or one remark of an own review, with the reason; gives the appeal's number.

    It goes to the judge with the fewest open appeals. Raises Invalid without a comment, for a verdict that stands already, or for a
    criterion that was met; Conflict once the window is over, or where the point is under appeal or was judged.
    """
    at = at or now()
    with house.db.writing() as session:
        public = lifecycle.opened(session, actor, call_id, to_change=True)
        authorize(actor, "appeal.make", public.about)
        comment = lifecycle.words(comment, needed="appeals.comment_needed")
        if (finding is None) == (remark is None) or (remark is not None and proposed):
            raise Invalid("appeals.one_point")
        point = Point(finding, remark)
        title, stands = _subject(session, public.review, point)
        lifecycle.refuse_settled(appeals.of_reviews(session, [public.id]), point)
        if stands in (Verdict.MET, Verdict.UNSCORED):
            raise Invalid("appeals.nothing_lost", title=title)
        wanted = amend.verdict_of(proposed) if proposed else None
        if wanted is not None and wanted is stands:
            raise Invalid("appeals.same_verdict", title=title)
        until = lifecycle.until(public.review, appeals.entries(session, public.id), terms.read(session), point)
        if at > until:
            raise Conflict("appeals.too_late", day=f"{until:%Y-%m-%d}")
        involved = _involved(session, public.review, point)
        judge = _choose(session, public, involved)
        row = appeals.add(
            session,
            AppealRow(
                review_id=public.id,
                finding_id=finding,
                remark_id=remark,
                author_id=actor.id,
                comment=comment,
                proposed=wanted or "",
                verdict=stands or "",
                judge_id=judge,
            ),
        )
        assert row.id is not None
        lifecycle.restage(session, public.review)
        rows.note(session, actor.id or None, "appeal.make", f"call:{call_id}", appeal=row.id)
        told = [public.review.reviewer_id, *([judge] if judge else _managers(session))]
        _tell(session, actor, row, public, NoticeKind.APPEALED, told, title, comment)
        return row.id


def withdraw(house: House, actor: Person, appeal_id: int) -> None:
    """The agent takes an open appeal back; within the window the point can be appealed again. Raises Conflict once it was judged."""
    with house.db.writing() as session:
        row, public = _appeal(session, actor, appeal_id, to_change=True)
        authorize(actor, "appeal.withdraw", About(author=row.author_id))
        _end(session, appeal_id, AppealState.WITHDRAWN)
        lifecycle.restage(session, public.review)
        rows.note(session, actor.id or None, "appeal.withdraw", f"call:{public.call_id}", appeal=appeal_id)
        title = title_of(session, row)
        _tell(session, actor, row, public, NoticeKind.WITHDRAWN, [row.judge_id, public.review.reviewer_id], title, "")


def uphold(house: House, actor: Person, appeal_id: int, reason: str) -> None:
    """The judgement stands as it was, for a reason; there is no further appeal on the point."""
    with house.db.writing() as session:
        row, public = _judging(session, actor, appeal_id)
        reason = lifecycle.words(reason, needed="appeals.reason_needed")
        _end(session, appeal_id, AppealState.UPHELD, judged_by=actor.id, reason=reason)
        _judged(session, actor, row, public, NoticeKind.UPHELD, reason)


def overturn(house: House, actor: Person, appeal_id: int, reason: str, verdict: Verdict | str | None = None) -> None:
    """The agent is right: another verdict stands (the proposed one where none is given), or the remark is taken back; the score follows.

    Raises Invalid without a reason, or for the verdict that stands already; Conflict where somebody else ended the appeal first.
    """
    with house.db.writing() as session:
        row, public = _judging(session, actor, appeal_id)
        reason = lifecycle.words(reason, needed="appeals.reason_needed")
        change = ReviewEntryRow(review_id=public.id, kind=EntryKind.VERDICT, author_id=actor.id, text=reason, appeal_id=appeal_id)
        change.finding_id, change.remark_id = row.finding_id, row.remark_id
        if row.finding_id is not None:
            found = lifecycle.finding(session, public.review, row.finding_id)
            wanted = amend.verdict_of(verdict or row.proposed or "")
            if wanted is found.standing:
                raise Invalid("appeals.same_verdict", title=found.title)
            amend.judge(session, actor, public, row.finding_id, wanted, reason)
            change.before, change.after = found.standing, wanted
        else:
            remark = lifecycle.remark(session, public.review, row.remark_id or 0)
            remark.withdrawn_at = now()
            change.kind, change.before = EntryKind.REMARK, remark.text
        _end(session, appeal_id, AppealState.OVERTURNED, judged_by=actor.id, reason=reason)
        change.percent_before, change.percent_after = lifecycle.rescore(session, public.review)
        rows.add(session, change)
        _judged(session, actor, row, public, NoticeKind.OVERTURNED, reason)


def assign(house: House, actor: Person, appeal_id: int, judge_id: int) -> None:
    """Give an open appeal to another judge. Raises Invalid for somebody who may not be its second instance."""
    authorize(actor, "appeal.assign")
    with house.db.writing() as session:
        row, public = _appeal(session, actor, appeal_id)
        if row.state != AppealState.OPEN:
            raise Conflict("appeals.ended")
        judge = person_of(rows.get(session, PersonRow, judge_id))
        if not allowed(judge, "appeal.judge", _about(session, row, public, judge=judge.id)):
            raise Invalid("appeals.not_a_judge", name=judge.shown)
        row.judge_id = judge_id
        rows.note(session, actor.id or None, "appeal.assign", f"call:{public.call_id}", appeal=appeal_id, judge=judge_id)
        _tell(session, actor, row, public, NoticeKind.ASSIGNED, [judge_id], title_of(session, row), row.comment)


def judges(house: House, actor: Person, appeal_id: int) -> tuple[Person, ...]:
    """Who may be the second instance of an appeal."""
    authorize(actor, "appeal.assign")
    with house.db.reading() as session:
        row, public = _appeal(session, actor, appeal_id)
        return _eligible(session, public, _involved(session, public.review, Point(row.finding_id, row.remark_id)))


def listed(house: House, actor: Person, *, mine: bool = True) -> tuple[AppealView, ...]:
    """Appeals, the open ones first: those that wait for the reader or that the reader judged, or (``mine`` false) all of them."""
    authorize(actor, "appeal.list")
    with house.db.reading() as session:
        who = actor.id if mine else None
        return views(session, actor, appeals.listed(session, judge_id=who, judged_by=who))


def one(house: House, actor: Person, appeal_id: int) -> AppealView:
    """One appeal, for those who see the review. Raises NotFound."""
    with house.db.reading() as session:
        row, public = _appeal(session, actor, appeal_id)
        return views(session, actor, [(row, public.review, public.call)])[0]


def waiting(house: House, actor: Person) -> int:
    """How many open appeals wait for the reader's judgement."""
    authorize(actor, "appeal.list")
    with house.db.reading() as session:
        return appeals.waiting(session).get(actor.id, 0)


def views(session: Session, actor: Person, found: list[tuple[AppealRow, ReviewRow, CallRow]]) -> tuple[AppealView, ...]:
    """Appeals as they are shown to a reader who sees their reviews."""
    names = people.shown(
        session, [i for row, review, call in found for i in (call.agent_id, review.reviewer_id, row.judge_id, row.judged_by)]
    )
    return tuple(
        AppealView(
            id=row.id or 0,
            call_id=review.call_id,
            call=call.title,
            team=call.team,
            agent=names.get(call.agent_id or 0, ""),
            reviewer=names.get(review.reviewer_id, ""),
            point=Point(row.finding_id, row.remark_id),
            title=title_of(session, row),
            comment=row.comment,
            proposed=Verdict(row.proposed) if row.proposed else None,
            verdict=Verdict(row.verdict) if row.verdict else None,
            state=AppealState(row.state),
            judge=names.get(row.judge_id or 0, ""),
            judge_id=row.judge_id,
            judged_by=names.get(row.judged_by or 0, ""),
            reason=row.reason,
            at=row.created_at,
            ended_at=row.ended_at,
            may=_may(session, actor, row, review, call),
        )
        for row, review, call in found
    )


def title_of(session: Session, row: AppealRow) -> Text:
    """What an appeal is against: the criterion's title, or the words that a remark stands on."""
    if row.remark_id is not None:
        return lifecycle.remark_title(rows.get(session, RemarkRow, row.remark_id))
    for found, _ in calls.findings_with_rubric(session, [row.finding_id or 0]):
        return Text(found.title_zh, found.title_en)
    return NO_TEXT


def _may(session: Session, actor: Person, row: AppealRow, review: ReviewRow, call: CallRow) -> frozenset[str]:
    if row.state != AppealState.OPEN:
        return frozenset()
    public = Public(call, review, About(agent=call.agent_id, team=call.team, published=True))
    about = _about(session, row, public, judge=row.judge_id)
    return frozenset(verb for verb in ("appeal.withdraw", "appeal.judge", "appeal.assign") if allowed(actor, verb, about))


def _subject(session: Session, review: ReviewRow, point: Point) -> tuple[Text, Verdict | None]:
    """The title of what is appealed, and the verdict that stands there; None for a remark."""
    if point.remark is not None:
        return lifecycle.remark_title(lifecycle.remark(session, review, point.remark)), None
    found = lifecycle.finding(session, review, point.finding or 0)
    return found.title, found.standing


def _involved(session: Session, review: ReviewRow, point: Point) -> frozenset[int]:
    """Whose own judgement a point is: the reviewer's, and theirs who judged it since or wrote the remark."""
    involved = {review.reviewer_id}
    if point.finding is not None:
        involved |= {row.author_id for row in reviews.judgements(session, review.id or 0).get(point.finding, ())}
    if point.remark is not None:
        involved.add(rows.get(session, RemarkRow, point.remark).author_id)
    return frozenset(involved)


def _eligible(session: Session, public: Public, involved: frozenset[int]) -> tuple[Person, ...]:
    """Who may judge: the fewest open appeals first, a quality manager before an inspector; administrators where there is nobody."""
    about = replace(public.about, involved=involved)
    everyone = [person_of(row) for row in people.everyone(session)]
    able = [one for one in everyone if allowed(one, "appeal.judge", replace(about, judge=one.id))]
    usual = [one for one in able if one.role in SECOND_INSTANCE]
    load = appeals.waiting(session)
    return tuple(sorted(usual or able, key=lambda one: (load.get(one.id, 0), one.role is not Role.MANAGER, one.id)))


def _choose(session: Session, public: Public, involved: frozenset[int]) -> int | None:
    able = _eligible(session, public, involved)
    return able[0].id if able else None


def _managers(session: Session) -> list[int]:
    """Who finds a judge where there is none."""
    return [row.id for role in (Role.MANAGER, LAST_RESORT) for row in people.with_role(session, role) if row.id]


def _appeal(session: Session, actor: Person, appeal_id: int, *, to_change: bool = False) -> tuple[AppealRow, Public]:
    """An appeal and its review. Raises NotFound, also where the review is not for this person's eyes."""
    row = session.get(AppealRow, appeal_id)
    if row is None:
        raise NotFound("appeals.no_appeal", appeal=appeal_id)
    call_id = rows.get(session, ReviewRow, row.review_id).call_id
    return row, lifecycle.opened(session, actor, call_id, to_change=to_change)


def _judging(session: Session, actor: Person, appeal_id: int) -> tuple[AppealRow, Public]:
    row, public = _appeal(session, actor, appeal_id, to_change=True)
    session.refresh(row)
    authorize(actor, "appeal.list")
    if row.state != AppealState.OPEN:
        raise Conflict("appeals.ended")
    authorize(actor, "appeal.judge", _about(session, row, public, judge=row.judge_id))
    return row, public


def _about(session: Session, row: AppealRow, public: Public, judge: int | None) -> About:
    involved = _involved(session, public.review, Point(row.finding_id, row.remark_id))
    return replace(public.about, author=row.author_id, judge=judge, involved=involved)


def _end(session: Session, appeal_id: int, state: AppealState, **values: object) -> None:
    if not appeals.end(session, appeal_id, state, **values):
        raise Conflict("appeals.ended")


def _judged(session: Session, actor: Person, row: AppealRow, public: Public, kind: NoticeKind, reason: str) -> None:
    lifecycle.restage(session, public.review)
    rows.note(session, actor.id or None, f"appeal.{kind}", f"call:{public.call_id}", appeal=row.id)
    told = [row.author_id, public.review.reviewer_id, row.judge_id]
    _tell(session, actor, row, public, kind, told, title_of(session, row), reason)


def _tell(
    session: Session,
    actor: Person,
    row: AppealRow,
    public: Public,
    kind: NoticeKind,
    to: Iterable[int | None],
    title: Text,
    text: str,
) -> None:
    notices.tell(session, actor, to, kind, call_id=public.call_id, appeal_id=row.id, about=title, text=text)
