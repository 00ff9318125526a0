"""The life of a published review as it is shown: how far it has come, its appeals, every step with author, time and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from qa.access import allowed
from qa.desk import appeals as verbs
from qa.desk import lifecycle, record, terms
from qa.desk.house import House
from qa.desk.lifecycle import Public
from qa.desk.lifeviews import AppealView, LifeView, Point, StepView
from qa.desk.views import FindingView
from qa.errors import Conflict
from qa.model.appeal import AppealState, EntryKind, StepKind
from qa.model.finding import Verdict
from qa.model.people import Person
from qa.model.text import NO_TEXT, Text
from qa.store import appeals, people, reviews, rows
from qa.store.engine import Session
from qa.store.review_tables import AppealRow, ReviewEntryRow
from qa.store.tables import RemarkRow, now

MAY = ("review.acknowledge", "review.comment", "review.correct", "appeal.make")
STEPS = {EntryKind.ACKNOWLEDGED: StepKind.ACKNOWLEDGED, EntryKind.COMMENT: StepKind.COMMENTED}
ENDS = {AppealState.WITHDRAWN: StepKind.WITHDRAWN, AppealState.UPHELD: StepKind.UPHELD, AppealState.OVERTURNED: StepKind.OVERTURNED}


def life(house: House, actor: Person, call_id: int, at: datetime | None = None) -> LifeView | None:
    """The life of a call's published review; None where none is published. Raises NotFound where it is not for this person's eyes."""
    at = at or now()
    with house.db.reading() as session:
        try:
            public = lifecycle.opened(session, actor, call_id)
        except Conflict:
            return None
        made = appeals.of_reviews(session, [public.id])
        entries = appeals.entries(session, public.id)
        found = lifecycle.findings(session, public.review)
        shown = verbs.views(session, actor, [(row, public.review, public.call) for row in made])
        may = _may(actor, public)
        free = _free(session, public, made, found)
        here = terms.read(session)
        appealable = [point for point in free if not _won(found, point)] if "appeal.make" in may else []
        windows = {point: here.window(lifecycle.until(public.review, entries, here, point), at) for point in appealable}
        names = people.shown(session, [public.review.reviewer_id, *(entry.author_id for entry in entries)])
        authors = people.shown(session, [row.author_id for row in made])
        reviewer = names.get(public.review.reviewer_id, "")
        until = lifecycle.until(public.review, entries, here)
        assert public.review.published_at is not None
        return LifeView(
            call_id=call_id,
            state=record.state_of(public.review),
            reviewer=reviewer,
            published_at=public.review.published_at,
            acknowledged_at=public.review.acknowledged_at,
            until=until,
            last=until.astimezone().date(),
            appeals=shown,
            steps=_steps(session, public, reviewer, made, shown, entries, found, names | authors),
            windows={point: window for point, window in windows.items() if at <= window.until},
            correctable=frozenset(free) if "review.correct" in may else frozenset(),
            may=may,
        )


def _may(actor: Person, public: Public) -> frozenset[str]:
    may = {verb for verb in MAY if allowed(actor, verb, public.about)}
    return frozenset(may - ({"review.acknowledge"} if public.review.acknowledged_at else set()))


def _free(session: Session, public: Public, made: list[AppealRow], found: dict[int, FindingView]) -> list[Point]:
    """The points that are neither under appeal nor were judged."""
    points = [Point(finding=i) for i in found] + [Point(remark=row.id) for row in reviews.remarks(session, public.id)]
    return [point for point in points if lifecycle.against(made, point) is None]


def _won(found: dict[int, FindingView], point: Point) -> bool:
    return point.finding is not None and found[point.finding].standing in (Verdict.MET, Verdict.UNSCORED)


def _steps(
    session: Session,
    public: Public,
    reviewer: str,
    made: Sequence[AppealRow],
    shown: Sequence[AppealView],
    entries: Sequence[ReviewEntryRow],
    found: dict[int, FindingView],
    names: dict[int, str],
) -> tuple[StepView, ...]:
    """Every step, oldest first."""
    assert public.review.published_at is not None
    steps = [StepView(StepKind.PUBLISHED, public.review.published_at, reviewer, percent_after=_first_percent(public, entries))]
    changes = {entry.appeal_id: entry for entry in entries if entry.appeal_id is not None}
    for row, view in zip(made, shown, strict=True):
        author = names.get(row.author_id, "")
        steps.append(StepView(StepKind.APPEALED, row.created_at, author, row.comment, view.title, view.verdict, view.proposed))
        if row.ended_at is not None:
            steps.append(_ended(row, view, author, changes.get(row.id or 0)))
    steps += [_entry(session, entry, found, names) for entry in entries if entry.appeal_id is None]
    return tuple(sorted(steps, key=lambda step: step.at))


def _first_percent(public: Public, entries: Sequence[ReviewEntryRow]) -> float | None:
    changed = [entry for entry in entries if entry.kind in (EntryKind.VERDICT, EntryKind.REMARK, EntryKind.SUMMARY)]
    return changed[0].percent_before if changed else public.review.percent


def _ended(row: AppealRow, view: AppealView, author: str, change: ReviewEntryRow | None) -> StepView:
    assert row.ended_at is not None
    step = StepView(ENDS[view.state], row.ended_at, view.judged_by or author, row.reason, view.title)
    return _changed(step, change) if change is not None else step


def _entry(session: Session, entry: ReviewEntryRow, found: dict[int, FindingView], names: dict[int, str]) -> StepView:
    kind = EntryKind(entry.kind)
    step = StepView(STEPS.get(kind, StepKind.CORRECTED), entry.created_at, names.get(entry.author_id, ""), entry.text)
    return step if kind in STEPS else _changed(replace(step, title=_title(session, entry, found)), entry)


def _changed(step: StepView, change: ReviewEntryRow) -> StepView:
    as_told: type[Verdict] | type[str] = Verdict if change.kind == EntryKind.VERDICT else str
    return replace(
        step,
        before=as_told(change.before),
        after=as_told(change.after) if change.after or change.kind == EntryKind.SUMMARY else None,
        percent_before=change.percent_before,
        percent_after=change.percent_after,
        rescored=change.percent_before != change.percent_after,
    )


def _title(session: Session, entry: ReviewEntryRow, found: dict[int, FindingView]) -> Text:
    if entry.remark_id is not None:
        return lifecycle.remark_title(rows.get(session, RemarkRow, entry.remark_id))
    return found[entry.finding_id].title if entry.finding_id in found else NO_TEXT
