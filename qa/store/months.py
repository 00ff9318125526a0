"""What happened in a stretch of time, of a team or of the whole house: the rows that a monthly review counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from qa.model.casefile import Act, CaseState
from qa.model.finding import Verdict
from qa.store.review_tables import AppealRow, CoachingRow
from qa.store.tables import CallRow, EvaluationRow, ExcerptRow, FindingRow, JudgementRow, ReviewRow
from qa.store.tables_calibration import CalibrationRow
from qa.store.tables_cases import CaseEntryRow, CaseRow
from qa.store.tables_packs import PackVersionRow, PresentationRow
from qa.store.tables_quiz import QuizAnswerRow
from qa.store.tables_talk import ConclusionRow

Query = TypeVar("Query")

AT_ONCE = 500
"""So many ids are asked for in one query: databases bear only so many parameters."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A published review, without its words. ``evaluations``: those that it judged, None for one of an early version."""

    id: int
    call: int
    title: str
    evaluations: list[int] | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of an evaluation, without its words and evidence: a month has many."""

    id: int
    evaluation: int
    rubric: str
    criterion: str
    severity: str
    verdict: str


def calls(session: Session, since: datetime, until: datetime, team: str) -> int:
    """How many calls there were; a call's time is when it began, else when it came."""
    moment = func.coalesce(CallRow.started_at, CallRow.created_at)
    query = select(func.count()).select_from(CallRow).where(moment >= since, moment < until)
    return session.exec(_of(query, team)).one()


def reviews(session: Session, since: datetime, until: datetime, team: str) -> list[Reviewed]:
    """The reviews that were published, oldest first."""
    columns: Any = (ReviewRow.id, ReviewRow.call_id, CallRow.title, ReviewRow.evaluations, ReviewRow.percent)
    query: Any = select(*columns)
    query = query.where(ReviewRow.call_id == CallRow.id, ReviewRow.state == "published")
    query = query.where(*_between(col(ReviewRow.published_at), since, until)).order_by(col(ReviewRow.published_at), col(ReviewRow.id))
    return [Reviewed(number or 0, *rest) for number, *rest in session.exec(_of(query, team))]


def applied(session: Session, evaluations: Sequence[int]) -> list[tuple[str, str, str, str, int]]:
    """(rubric, criterion, its title in both languages, how often the machine found that it applied)."""
    columns: Any = (
        EvaluationRow.rubric,
        FindingRow.criterion,
        func.max(FindingRow.title_zh),
        func.max(FindingRow.title_en),
        func.count(),
    )
    found: list[tuple[str, str, str, str, int]] = []
    for ids in _some(evaluations):
        query: Any = select(*columns).where(
            FindingRow.evaluation_id == EvaluationRow.id,
            col(FindingRow.evaluation_id).in_(ids),
            col(FindingRow.verdict).in_((Verdict.MET, Verdict.MISSED)),
        )
        found += [tuple(row) for row in session.exec(query.group_by(EvaluationRow.rubric, FindingRow.criterion))]
    return found


def missed(session: Session, evaluations: Sequence[int]) -> list[Found]:
    """What the machine found missed."""
    found: list[Found] = []
    for ids in _some(evaluations):
        query = _FOUND.where(col(FindingRow.evaluation_id).in_(ids), FindingRow.verdict == Verdict.MISSED)
        found += [Found(*row) for row in session.exec(query.order_by(FindingRow.id))]
    return found


def corrected(session: Session, reviews: Sequence[int]) -> list[tuple[int, Found, str]]:
    """(review, finding, verdict) of every judgement on findings on which somebody differed from the machine, the last one last."""
    found: list[tuple[int, Found, str]] = []
    for ids in _some(reviews):
        of, theirs = JudgementRow.finding_id == FindingRow.id, col(JudgementRow.review_id).in_(ids)
        differed = select(JudgementRow.finding_id).where(of, theirs, JudgementRow.verdict != FindingRow.verdict).correlate(None)
        query = _FOUND.add_columns(JudgementRow.review_id, JudgementRow.verdict).where(of, theirs)
        for *finding, review, verdict in session.exec(query.where(col(FindingRow.id).in_(differed)).order_by(col(JudgementRow.id))):
            found.append((review, Found(*finding), verdict))
    return found


def judged(session: Session, reviews: Sequence[int]) -> set[tuple[int, int]]:
    """(review, evaluation) of everything that people judged."""
    found: set[tuple[int, int]] = set()
    for ids in _some(reviews):
        query = select(JudgementRow.review_id, FindingRow.evaluation_id).where(JudgementRow.finding_id == FindingRow.id)
        found.update(session.exec(query.where(col(JudgementRow.review_id).in_(ids)).distinct()))
    return found


def appeals(session: Session, since: datetime, until: datetime, team: str) -> tuple[int, dict[str, int]]:
    """How many appeals were made, and how those that ended then ended."""
    of = AppealRow.review_id == ReviewRow.id, ReviewRow.call_id == CallRow.id
    made = select(func.count()).select_from(AppealRow).where(*of, *_between(col(AppealRow.created_at), since, until))
    ended = select(AppealRow.state, func.count()).where(*of, *_between(col(AppealRow.ended_at), since, until))
    return session.exec(_of(made, team)).one(), dict(session.exec(_of(ended.group_by(AppealRow.state), team)).all())


def cases_opened(session: Session, since: datetime, until: datetime, team: str) -> list[CaseRow]:
    """The cases of complaints that were made then, oldest first."""
    query = select(CaseRow).where(*_between(col(CaseRow.complained_at), since, until))
    return list(session.exec(_of_case(query, team).order_by(col(CaseRow.id))))


def cases_closed(session: Session, since: datetime, until: datetime, team: str) -> list[CaseRow]:
    """The cases that were closed then and are, oldest first."""
    last = select(CaseEntryRow.case_id, func.max(CaseEntryRow.created_at).label("at")).where(CaseEntryRow.kind == Act.CLOSED)
    closed = last.group_by(col(CaseEntryRow.case_id)).subquery()
    query = select(CaseRow).where(CaseRow.id == closed.c.case_id, CaseRow.state == CaseState.CLOSED)
    query = query.where(closed.c.at >= since, closed.c.at < until)
    return list(session.exec(_of_case(query, team).order_by(col(CaseRow.id))))


def excerpts(session: Session, since: datetime, until: datetime, team: str) -> list[ExcerptRow]:
    """The excerpts that were published then and can be heard, oldest first."""
    query = select(ExcerptRow).where(ExcerptRow.state == "published", *_between(col(ExcerptRow.created_at), since, until))
    if team:
        query = query.where(ExcerptRow.call_id == CallRow.id, CallRow.team == team)
    return list(session.exec(query.order_by(col(ExcerptRow.id))))


def concluded(session: Session, since: datetime, until: datetime) -> list[tuple[ConclusionRow, ExcerptRow, str | None]]:
    """What was concluded then on excerpts that can be heard, and stands; with the team of their call, oldest first."""
    newest = select(func.max(ConclusionRow.id)).group_by(col(ConclusionRow.excerpt_id))
    query = select(ConclusionRow, ExcerptRow, CallRow.team).join(ExcerptRow, col(ConclusionRow.excerpt_id) == col(ExcerptRow.id))
    query = query.join(CallRow, col(ExcerptRow.call_id) == col(CallRow.id), isouter=True)
    query = query.where(col(ConclusionRow.id).in_(newest), ConclusionRow.text != "", ExcerptRow.state == "published")
    return list(session.exec(query.where(*_between(col(ConclusionRow.created_at), since, until)).order_by(col(ConclusionRow.id))))


def meetings(session: Session, since: datetime, until: datetime, team: str) -> list[tuple[PresentationRow, PackVersionRow]]:
    """The meetings in which a pack was shown, oldest first."""
    query = select(PresentationRow, PackVersionRow).where(PresentationRow.version_id == PackVersionRow.id)
    query = query.where(*_between(col(PresentationRow.started_at), since, until))
    if team:
        query = query.where(PresentationRow.team == team)
    return list(session.exec(query.order_by(col(PresentationRow.started_at), col(PresentationRow.id))))


def coached(session: Session, since: datetime, until: datetime, team: str) -> int:
    """How many coaching notes were written."""
    query = select(func.count()).select_from(CoachingRow).where(CoachingRow.call_id == CallRow.id)
    return session.exec(_of(query.where(*_between(col(CoachingRow.created_at), since, until)), team)).one()


def calibrated(session: Session, since: datetime, until: datetime) -> int:
    """How many calibrations came to their end."""
    query = select(func.count()).select_from(CalibrationRow)
    return session.exec(query.where(*_between(col(CalibrationRow.closed_at), since, until))).one()


_FOUND: Any = select(  # type: ignore[call-overload]
    FindingRow.id,
    FindingRow.evaluation_id,
    EvaluationRow.rubric,
    FindingRow.criterion,
    FindingRow.severity,
    FindingRow.verdict,
).where(FindingRow.evaluation_id == EvaluationRow.id)


def quizzed(session: Session, since: datetime, until: datetime) -> int:
    """How many quiz questions were answered."""
    query = select(func.count()).select_from(QuizAnswerRow)
    return session.exec(query.where(*_between(col(QuizAnswerRow.created_at), since, until))).one()


def _between(column: Any, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= since, column < until


def _of(query: Query, team: str) -> Query:
    return query.where(CallRow.team == team) if team else query  # type: ignore[attr-defined]


def _of_case(query: Query, team: str) -> Query:
    return query.where(CaseRow.team == team) if team else query  # type: ignore[attr-defined]


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
