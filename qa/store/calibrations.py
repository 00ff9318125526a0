"""Calibration sets, their answers, and the gold answers of meetings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from qa.store.tables import CallRow, EvaluationRow, FindingRow, JudgementRow, RecordingRow, ReviewRow, TranscriptRow
from qa.store.tables_calibration import CalibrationAnswerRow, CalibrationCallRow, CalibrationMemberRow, CalibrationRow, GoldRow


def hold(session: Session, set_id: int) -> None:
    """Let nobody else change this set until the transaction ends: two who hand in at once must see each other."""
    session.exec(update(CalibrationRow).where(col(CalibrationRow.id) == set_id).values(state=CalibrationRow.state))


def listed(session: Session, *, person_id: int | None = None, state: str = "") -> list[CalibrationRow]:
    """Sets, the newest first; with ``person_id`` those that somebody is asked in."""
    query = select(CalibrationRow)
    if person_id is not None:
        asked = select(CalibrationMemberRow.calibration_id).where(CalibrationMemberRow.person_id == person_id)
        query = query.where(col(CalibrationRow.id).in_(asked))
    if state:
        query = query.where(CalibrationRow.state == state)
    return list(session.exec(query.order_by(col(CalibrationRow.id).desc())))


def waiting(session: Session, person_id: int) -> int:
    """Open sets in which somebody is asked and has not handed in."""
    query = select(func.count()).where(
        CalibrationMemberRow.calibration_id == CalibrationRow.id,
        CalibrationRow.state == "open",
        CalibrationMemberRow.person_id == person_id,
        col(CalibrationMemberRow.done_at).is_(None),
    )
    return session.exec(query).one()


def calls(session: Session, set_id: int) -> list[tuple[CalibrationCallRow, CallRow]]:
    """The calls of a set in order."""
    query = select(CalibrationCallRow, CallRow).where(CalibrationCallRow.call_id == CallRow.id, CalibrationCallRow.calibration_id == set_id)
    return list(session.exec(query.order_by(col(CalibrationCallRow.position))))


def members(session: Session, set_ids: Sequence[int | None]) -> list[CalibrationMemberRow]:
    query = select(CalibrationMemberRow).where(col(CalibrationMemberRow.calibration_id).in_([i for i in set_ids if i is not None]))
    return list(session.exec(query.order_by(col(CalibrationMemberRow.id))))


def findings(session: Session, evaluations: Sequence[int]) -> list[tuple[FindingRow, EvaluationRow]]:
    """What is judged: every finding of these evaluations, in order."""
    query = select(FindingRow, EvaluationRow).where(
        FindingRow.evaluation_id == EvaluationRow.id, col(FindingRow.evaluation_id).in_(evaluations)
    )
    return list(session.exec(query.order_by(col(FindingRow.evaluation_id), col(FindingRow.position))))


def sizes(session: Session, evaluations: Sequence[Sequence[int]]) -> list[int]:
    """How many findings each of some groups of evaluations has."""
    every = [i for group in evaluations for i in group]
    query = select(FindingRow.evaluation_id, func.count()).where(col(FindingRow.evaluation_id).in_(every))
    counts = dict(session.exec(query.group_by(col(FindingRow.evaluation_id))).all())
    return [sum(counts.get(i, 0) for i in group) for group in evaluations]


def answers(session: Session, set_ids: Sequence[int], person_id: int | None = None) -> list[CalibrationAnswerRow]:
    """The answer that counts of each person to each criterion."""
    query = select(func.max(CalibrationAnswerRow.id)).where(col(CalibrationAnswerRow.calibration_id).in_(set_ids))
    if person_id is not None:
        query = query.where(CalibrationAnswerRow.person_id == person_id)
    query = query.group_by(
        col(CalibrationAnswerRow.calibration_id), col(CalibrationAnswerRow.person_id), col(CalibrationAnswerRow.finding_id)
    )
    last = select(CalibrationAnswerRow).where(col(CalibrationAnswerRow.id).in_(query))
    return list(session.exec(last.order_by(col(CalibrationAnswerRow.id))))


def counted(session: Session, set_ids: Sequence[int | None]) -> dict[tuple[int, int], int]:
    """By set and person, how many criteria have an answer: all that may be told of an open set."""
    ids = [i for i in set_ids if i is not None]
    query = select(
        CalibrationAnswerRow.calibration_id, CalibrationAnswerRow.person_id, func.count(func.distinct(CalibrationAnswerRow.finding_id))
    ).where(col(CalibrationAnswerRow.calibration_id).in_(ids))
    query = query.group_by(col(CalibrationAnswerRow.calibration_id), col(CalibrationAnswerRow.person_id))
    return {(set_id, person): count for set_id, person, count in session.exec(query)}


def gold_of(session: Session, set_id: int) -> list[GoldRow]:
    """All that meetings of a set agreed on, oldest first."""
    return list(session.exec(select(GoldRow).where(GoldRow.calibration_id == set_id).order_by(col(GoldRow.id))))


def gold(session: Session) -> list[GoldRow]:
    """The whole gold set: of each call's criterion what was agreed last."""
    last = select(func.max(GoldRow.id)).group_by(col(GoldRow.call_id), col(GoldRow.rubric), col(GoldRow.criterion))
    return list(session.exec(select(GoldRow).where(col(GoldRow.id).in_(last)).order_by(col(GoldRow.id))))


def first_gold(session: Session) -> list[GoldRow]:
    """Of each call's criterion what was agreed first: what was answered before that was answered without knowing it."""
    first = select(func.min(GoldRow.id)).group_by(col(GoldRow.call_id), col(GoldRow.rubric), col(GoldRow.criterion))
    return list(session.exec(select(GoldRow).where(col(GoldRow.id).in_(first))))


def heard(session: Session, found: Sequence[GoldRow]) -> list[tuple[CallRow, RecordingRow | None, TranscriptRow]]:
    """The calls of gold answers with their recordings (waveforms left out), and the words that were judged when they were agreed on."""
    pinned = select(CalibrationCallRow.calibration_id, CalibrationCallRow.call_id, CalibrationCallRow.transcript_id)
    sets = {one.calibration_id for one in found}
    words = {(i, call): words for i, call, words in session.exec(pinned.where(col(CalibrationCallRow.calibration_id).in_(sets)))}
    ids = {words[one.calibration_id, one.call_id] for one in found}
    query = select(CallRow, RecordingRow, TranscriptRow).join(RecordingRow, col(CallRow.recording_id) == col(RecordingRow.id), isouter=True)
    query = query.where(TranscriptRow.call_id == CallRow.id, col(TranscriptRow.id).in_(ids))
    return list(session.exec(query.options(defer(RecordingRow.peaks)).order_by(col(TranscriptRow.id))))  # type: ignore[arg-type]


def gold_findings(session: Session) -> dict[int, FindingRow]:
    """The findings that gold answers were agreed on, by id."""
    query = select(FindingRow).where(col(FindingRow.id).in_(select(GoldRow.finding_id)))
    return {row.id: row for row in session.exec(query) if row.id is not None}


def answers_on_gold(session: Session) -> list[tuple[CalibrationAnswerRow, FindingRow, str]]:
    """What people answered last in each closed set on calls that have a gold answer, each with its rubric, oldest first."""
    closed = select(CalibrationRow.id).where(CalibrationRow.state == "closed")
    last = (
        select(func.max(CalibrationAnswerRow.id))
        .where(col(CalibrationAnswerRow.calibration_id).in_(closed))
        .group_by(col(CalibrationAnswerRow.calibration_id), col(CalibrationAnswerRow.person_id), col(CalibrationAnswerRow.finding_id))
    )
    query = (
        select(CalibrationAnswerRow, FindingRow, EvaluationRow.rubric)
        .join(FindingRow, col(CalibrationAnswerRow.finding_id) == col(FindingRow.id))
        .join(EvaluationRow, col(FindingRow.evaluation_id) == col(EvaluationRow.id))
        .where(col(CalibrationAnswerRow.id).in_(last), col(CalibrationAnswerRow.call_id).in_(select(GoldRow.call_id)))
    )
    return list(session.exec(query.order_by(col(CalibrationAnswerRow.id))))


def judged_on_gold(session: Session) -> list[tuple[JudgementRow, ReviewRow, FindingRow, str]]:
    """What people decided in published reviews on criteria that have a gold answer, each with its rubric, oldest first."""
    query = (
        select(JudgementRow, ReviewRow, FindingRow, EvaluationRow.rubric)
        .join(ReviewRow, col(JudgementRow.review_id) == col(ReviewRow.id))
        .join(FindingRow, col(JudgementRow.finding_id) == col(FindingRow.id))
        .join(EvaluationRow, col(FindingRow.evaluation_id) == col(EvaluationRow.id))
        .where(ReviewRow.state != "draft", col(ReviewRow.call_id).in_(select(GoldRow.call_id)))
    )
    return list(session.exec(query.order_by(col(JudgementRow.id))))


def fresh(session: Session, rubrics: Sequence[str] = ()) -> list[int]:
    """Ready calls in no review and in no set, oldest first; with ``rubrics``, that one of these has judged."""
    query = select(CallRow.id).where(
        CallRow.state == "ready",
        col(CallRow.id).not_in(select(ReviewRow.call_id)),
        col(CallRow.id).not_in(select(CalibrationCallRow.call_id)),
        col(CallRow.id).in_(
            select(EvaluationRow.call_id).where(col(EvaluationRow.rubric).in_(rubrics)) if rubrics else select(EvaluationRow.call_id)
        ),
    )
    return [i for i in session.exec(query.order_by(col(CallRow.id))) if i is not None]
