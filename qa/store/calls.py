"""Calls, their recordings, transcripts and evaluations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from qa.store.tables import CallRow, EvaluationRow, FindingRow, RecordingRow, ReviewRow, TranscriptRow


def recording_of_sha(session: Session, sha256: str) -> RecordingRow | None:
    return session.exec(select(RecordingRow).where(RecordingRow.sha256 == sha256)).first()


def call_of_recording(session: Session, recording_id: int) -> CallRow | None:
    return session.exec(select(CallRow).where(CallRow.recording_id == recording_id)).first()


def call_of_content(session: Session, fingerprint: str) -> CallRow | None:
    return session.exec(select(CallRow).where(CallRow.content == fingerprint)).first()


def names(session: Session) -> list[tuple[int, str, str]]:
    """(id, reference, name of the recording) of every call; "" for what it does not have."""
    query = select(CallRow.id, CallRow.reference, RecordingRow.name)
    query = query.join(RecordingRow, col(CallRow.recording_id) == col(RecordingRow.id), isouter=True)
    return [(i, reference, name or "") for i, reference, name in session.exec(query.order_by(col(CallRow.id))) if i is not None]


def listed(
    session: Session,
    *,
    states: Sequence[str] = (),
    team: str | None = None,
    agent_id: int | None = None,
    words: str = "",
    ids: Sequence[int] | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[tuple[CallRow, RecordingRow | None]]:
    """Calls with their recordings, newest first. ``words`` is looked for in title, reference, queue, phone and file name."""
    query = select(CallRow, RecordingRow).join(RecordingRow, col(CallRow.recording_id) == col(RecordingRow.id), isouter=True)
    if states:
        query = query.where(col(CallRow.state).in_(states))
    if team is not None:
        query = query.where(CallRow.team == team)
    if agent_id is not None:
        query = query.where(CallRow.agent_id == agent_id)
    if ids is not None:
        query = query.where(col(CallRow.id).in_(ids))
    if words:
        query = query.where(
            or_(
                *(
                    column.icontains(words, autoescape=True)
                    for column in (
                        *(col(CallRow.title), col(CallRow.reference), col(CallRow.queue), col(CallRow.phone)),
                        col(RecordingRow.name),
                    )
                )
            )
        )
    query = query.order_by(col(CallRow.id).desc()).limit(limit).offset(offset)
    return list(session.exec(query))


def chosen(
    session: Session,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    queue: str = "",
    team: str = "",
    agent_id: int | None = None,
    source_id: int | None = None,
    reviewed: bool | None = None,
    limit: int,
) -> list[int]:
    """Calls that are ready and have words, the newest first; a call's time is when it began, else when it came.

    ``reviewed``: only those (not) with a published review.
    """
    moment = func.coalesce(CallRow.started_at, CallRow.created_at)
    query = select(CallRow.id).where(CallRow.state == "ready", col(CallRow.id).in_(select(TranscriptRow.call_id)))
    for value, condition in (
        (since, lambda: moment >= since),
        (until, lambda: moment < until),
        (queue, lambda: CallRow.queue == queue),
        (team, lambda: CallRow.team == team),
        (agent_id, lambda: CallRow.agent_id == agent_id),
        (source_id, lambda: CallRow.source_id == source_id),
    ):
        if value:
            query = query.where(condition())
    if reviewed is not None:
        published = select(ReviewRow.call_id).where(ReviewRow.state == "published")
        query = query.where(col(CallRow.id).in_(published) if reviewed else col(CallRow.id).not_in(published))
    return [i for i in session.exec(query.order_by(moment.desc(), col(CallRow.id).desc()).limit(limit)) if i is not None]


def heard(session: Session, ids: Sequence[int]) -> list[tuple[CallRow, RecordingRow | None, TranscriptRow]]:
    """Calls with their recordings (waveforms left out) and newest transcripts, in the order of ``ids``, as far as they have one."""
    newest = select(func.max(TranscriptRow.id)).where(col(TranscriptRow.call_id).in_(ids)).group_by(col(TranscriptRow.call_id))
    query = select(CallRow, RecordingRow, TranscriptRow).join(RecordingRow, col(CallRow.recording_id) == col(RecordingRow.id), isouter=True)
    query = query.where(TranscriptRow.call_id == CallRow.id, col(TranscriptRow.id).in_(newest))
    found = session.exec(query.options(defer(RecordingRow.peaks)))  # type: ignore[arg-type]
    by_id = {call.id: (call, recording, transcript) for call, recording, transcript in found}
    return [by_id[i] for i in ids if i in by_id]


def groups(session: Session) -> tuple[list[str], list[str]]:
    """All queues and all teams of calls, in order."""
    queues, teams = (session.exec(select(column).distinct().order_by(column)) for column in (col(CallRow.queue), col(CallRow.team)))
    return [one for one in queues if one], [one for one in teams if one]


def states(session: Session, team: str | None = None) -> dict[str, int]:
    query = select(CallRow.state, func.count()).group_by(CallRow.state)
    if team is not None:
        query = query.where(CallRow.team == team)
    return dict(session.exec(query).all())


def waiting_for_work(session: Session, limit: int, *, heard: bool = False) -> list[tuple[int, int]]:
    """(id, attempt) of queued calls, the highest priority first, then the oldest; with ``heard`` those with a transcript alone."""
    query = select(CallRow.id, CallRow.attempt).where(CallRow.state == "queued")
    if heard:
        query = query.where(col(CallRow.id).in_(select(TranscriptRow.call_id)))
    query = query.order_by(col(CallRow.priority).desc(), col(CallRow.id)).limit(limit)
    return [(i, attempt) for i, attempt in session.exec(query) if i is not None]


def highest_priority(session: Session) -> int:
    """The priority of the call that comes first; 0 where none queues."""
    return session.exec(select(func.max(CallRow.priority)).where(CallRow.state == "queued")).one() or 0


def taken(session: Session) -> list[tuple[int, int]]:
    """(id, attempt) of calls between queue and end."""
    query = select(CallRow.id, CallRow.attempt).where(col(CallRow.state).in_(("decoding", "transcribing", "scoring")))
    return [(i, attempt) for i, attempt in session.exec(query.order_by(col(CallRow.id))) if i is not None]


def in_state(session: Session, state: str) -> list[CallRow]:
    return list(session.exec(select(CallRow).where(CallRow.state == state).order_by(col(CallRow.id))))


def move(session: Session, call_id: int, attempt: int, *, state: str, progress: float = 0.0, left_s: float | None = None) -> bool:
    """Set state and progress of one attempt; False when another attempt has taken its place."""
    done = session.exec(
        update(CallRow)
        .where(col(CallRow.id) == call_id, col(CallRow.attempt) == attempt)
        .values(state=state, progress=progress, left_s=left_s, problem="", problem_params={})
    )
    return bool(done.rowcount)


def transcript(session: Session, call_id: int, *, words: bool = True) -> TranscriptRow | None:
    """The newest revision; without its ``words``, where they are not wanted: those of an hour take longer to read than all else."""
    query = select(TranscriptRow).where(TranscriptRow.call_id == call_id).order_by(col(TranscriptRow.revision).desc())
    if not words:
        query = query.options(defer(TranscriptRow.content))  # type: ignore[arg-type]
    return session.exec(query.limit(1)).first()


def transcript_named(session: Session, transcript_id: int) -> TranscriptRow | None:
    """A revision, without its words."""
    query = select(TranscriptRow).where(TranscriptRow.id == transcript_id).options(defer(TranscriptRow.content))  # type: ignore[arg-type]
    return session.exec(query).first()


def recording_named(session: Session, recording_id: int | None) -> RecordingRow | None:
    """A recording, without its waveform and where somebody talks in it."""
    query = select(RecordingRow).where(RecordingRow.id == recording_id)
    return session.exec(query.options(defer(RecordingRow.peaks), defer(RecordingRow.activity))).first()  # type: ignore[arg-type]


def evaluations(session: Session, transcript_id: int, *, until: datetime | None = None) -> list[EvaluationRow]:
    """The newest evaluation of each rubric on a transcript (until a moment), in the order the rubrics were first run.

    One without a hash says that its rubric was set aside when the call was evaluated again.
    """
    query = select(EvaluationRow).where(EvaluationRow.transcript_id == transcript_id)
    if until is not None:
        query = query.where(col(EvaluationRow.created_at) <= until)
    rows = session.exec(query.order_by(col(EvaluationRow.id)))
    return [row for row in {row.rubric: row for row in rows}.values() if row.hash]


def evaluations_of(session: Session, ids: Sequence[int]) -> list[EvaluationRow]:
    """These evaluations, in order."""
    return list(session.exec(select(EvaluationRow).where(col(EvaluationRow.id).in_(ids)).order_by(col(EvaluationRow.id))))


def findings(session: Session, evaluation_ids: Sequence[int | None], ids: Sequence[int] | None = None) -> list[FindingRow]:
    """The findings of evaluations, in order; of them those with ``ids`` alone, where they are given."""
    query = select(FindingRow).where(col(FindingRow.evaluation_id).in_([i for i in evaluation_ids if i is not None]))
    if ids is not None:
        query = query.where(col(FindingRow.id).in_(ids))
    return list(session.exec(query.order_by(col(FindingRow.evaluation_id), col(FindingRow.position))))


def findings_with_rubric(session: Session, ids: Sequence[int], criteria: Collection[str] | None = None) -> list[tuple[FindingRow, str]]:
    """These findings (those on ``criteria`` alone, where they are given), each with the rubric it belongs to, oldest first."""
    query = select(FindingRow, EvaluationRow.rubric).where(FindingRow.evaluation_id == EvaluationRow.id, col(FindingRow.id).in_(ids))
    if criteria is not None:
        query = query.where(col(FindingRow.criterion).in_(criteria))
    return list(session.exec(query.order_by(col(FindingRow.id))))


def revisions(session: Session, call_id: int) -> list[TranscriptRow]:
    """All revisions of a call's transcript, the first one first."""
    return list(session.exec(select(TranscriptRow).where(TranscriptRow.call_id == call_id).order_by(col(TranscriptRow.revision))))


def evaluated_between(session: Session, since: datetime | None, until: datetime | None) -> list[tuple[FindingRow, EvaluationRow, CallRow]]:
    """Every finding with its evaluation and call."""
    query = select(FindingRow, EvaluationRow, CallRow).where(
        FindingRow.evaluation_id == EvaluationRow.id, EvaluationRow.call_id == CallRow.id
    )
    if since:
        query = query.where(col(EvaluationRow.created_at) >= since)
    if until:
        query = query.where(col(EvaluationRow.created_at) < until)
    return list(session.exec(query.order_by(col(FindingRow.id))))
