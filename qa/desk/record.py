"""Rows into views and values into rows: what the verbs share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from qa import __version__
from qa.access import JUDGES, About, allowed
from qa.desk import carry
from qa.desk.measuring import measures
from qa.desk.views import (
    CallLine,
    CallView,
    EvaluationView,
    FindingView,
    Problem,
    RecastView,
    RemarkView,
    ReviewView,
    SoundView,
)
from qa.model.call import Call, CallState, Transcript
from qa.model.finding import Evaluation, Evidence, How, Severity, Verdict
from qa.model.library import ReviewState
from qa.model.people import Person
from qa.model.score import Score, Scored, earned, fold
from qa.model.text import Text
from qa.speech.formats import transcript_from_dict, transcript_to_dict
from qa.store import calls, people, reviews, rows
from qa.store.engine import Session
from qa.store.tables import CallRow, EvaluationRow, FindingRow, RecordingRow, RemarkRow, ReviewRow, TranscriptRow


def play_key(sha256: str) -> str:
    """The file store's key of a recording's playable copy."""
    return f"{sha256}.flac"


def write_transcript(
    session: Session,
    call_id: int,
    transcript: Transcript,
    *,
    engine: str,
    model: str,
    options: dict[str, Any],
    author: int | None,
) -> TranscriptRow:
    """A new revision of a call's transcript; the same words again add none."""
    before = calls.transcript(session, call_id)
    if before is not None and before.fingerprint == transcript.fingerprint:
        return before
    return rows.add(
        session,
        TranscriptRow(
            call_id=call_id,
            revision=before.revision + 1 if before else 1,
            fingerprint=transcript.fingerprint,
            language=transcript.language,
            engine=engine,
            model=model,
            options=options,
            content=transcript_to_dict(transcript),
            author_id=author,
        ),
    )


def transcript_of(row: TranscriptRow) -> Transcript:
    return transcript_from_dict(row.content)


def heard_call(call: CallRow, recording: RecordingRow | None, row: TranscriptRow) -> Call:
    """A call as the evaluators see it."""
    said = transcript_of(row)
    return Call(str(call.id), said, None, call.started_at, measures(call, recording, said))


def originals(found: Sequence[TranscriptRow], now: Transcript) -> dict[int, str]:
    """By line that people corrected, its words in the newest revision that no person wrote (else the first)."""
    first = next((row for row in reversed(found) if row.author_id is None), found[0])
    before = transcript_of(first).utterances
    if len(before) != len(now.utterances):
        return {}
    return {i: one.text for i, (one, other) in enumerate(zip(before, now.utterances, strict=True)) if one.text != other.text}


def write_evaluation(session: Session, call_id: int, transcript_id: int, evaluation: Evaluation) -> EvaluationRow:
    """Store an evaluation with its findings; the same version on the same transcript again adds none, unless answers came in."""
    for before in calls.evaluations(session, transcript_id):
        same = (before.rubric, before.version, before.hash) == (evaluation.rubric, evaluation.version, evaluation.hash)
        if same and before.answers == list(evaluation.answers):
            return before
    row = rows.add(
        session,
        EvaluationRow(
            call_id=call_id,
            transcript_id=transcript_id,
            rubric=evaluation.rubric,
            version=evaluation.version,
            hash=evaluation.hash,
            title_zh=evaluation.title.zh,
            title_en=evaluation.title.en,
            program=__version__,
            answers=list(evaluation.answers),
        ),
    )
    assert row.id is not None
    for position, found in enumerate(evaluation.findings):
        session.add(
            FindingRow(
                evaluation_id=row.id,
                position=position,
                criterion=found.criterion,
                title_zh=found.title.zh,
                title_en=found.title.en,
                section=found.section,
                severity=found.severity,
                verdict=found.verdict,
                points=found.points,
                max_points=found.max_points,
                reason_zh=found.reason.zh,
                reason_en=found.reason.en,
                why_zh=found.why.zh,
                why_en=found.why.en,
                evidence=[asdict(piece) for piece in found.evidence],
                critical_to=found.critical_to,
            )
        )
    return row


def lines(session: Session, listed: Sequence[tuple[CallRow, RecordingRow | None]]) -> tuple[CallLine, ...]:
    """Calls as a list shows them."""
    ids = [call.id for call, _ in listed if call.id is not None]
    reviewed = reviews.of_calls(session, ids)
    names = people.shown(session, [c.agent_id for c, _ in listed] + [r.reviewer_id for rs in reviewed.values() for r in rs])
    return tuple(_line(session, call, recording, reviewed.get(call.id or 0, []), names) for call, recording in listed)


def _line(session: Session, call: CallRow, recording: RecordingRow | None, found: Sequence[ReviewRow], names: dict[int, str]) -> CallLine:
    assert call.id is not None
    review = next((r for r in found if r.state == ReviewState.PUBLISHED), found[-1] if found else None)
    published = review is not None and review.state == ReviewState.PUBLISHED
    return CallLine(
        id=call.id,
        title=call.title,
        file=recording.name if recording else "",
        reference=call.reference,
        language=call.language,
        agent=names.get(call.agent_id or 0, ""),
        agent_id=call.agent_id,
        team=call.team,
        started_at=call.started_at,
        created_at=call.created_at,
        duration=call.duration,
        state=CallState(call.state),
        progress=call.progress,
        left_s=call.left_s,
        problem=Problem(call.problem, call.problem_params) if call.problem else None,
        percent=review.percent if review and published else call.percent,
        fatal=review.fatal if review and published else call.fatal,
        review=state_of(review) if review else None,
        reviewer=names.get(review.reviewer_id, "") if review else "",
        queue=call.queue,
        phone=call.phone,
    )


def state_of(row: ReviewRow) -> ReviewState:
    """How far a review has come."""
    return ReviewState(row.stage or row.state) if row.state == ReviewState.PUBLISHED else ReviewState.DRAFT


def card(session: Session, actor: Person, call: CallRow, found: Sequence[ReviewRow]) -> CallView:
    """As ``view``, without the words and the sound: what a decision changes, and no more, so that it is read again quickly."""
    assert call.id is not None
    published, mine = _mine(actor, found)
    row = calls.transcript_named(session, mine.transcript_id) if mine and published else calls.transcript(session, call.id, words=False)
    evaluations = evaluation_views(session, row, mine)
    names = people.shown(session, [call.agent_id, *(r.reviewer_id for r in found)])
    return CallView(
        line=_line(session, call, calls.recording_named(session, call.recording_id), found, names),
        sound=None,
        transcript=None,
        transcript_revision=row.revision if row else 0,
        engine=row.engine if row else "",
        model=row.model if row else "",
        evaluations=evaluations,
        review=review_view(session, mine, row.id if row else None, None) if mine else None,
        others=_others(actor, found, mine, names),
        score=score_of(evaluations),
        may=_may(actor, call, published, mine),
    )


def view(session: Session, actor: Person, call: CallRow, found: Sequence[ReviewRow]) -> CallView:
    """A call's page for one reader."""
    assert call.id is not None
    recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    published, mine = _mine(actor, found)
    row = session.get(TranscriptRow, mine.transcript_id) if mine and published else calls.transcript(session, call.id)
    evaluations = evaluation_views(session, row, mine)
    said = transcript_of(row) if row else None
    names = people.shown(session, [call.agent_id, *(r.reviewer_id for r in found)])
    return CallView(
        line=_line(session, call, recording, found, names),
        sound=sound_view(call, recording),
        transcript=said,
        transcript_revision=row.revision if row else 0,
        engine=row.engine if row else "",
        model=row.model if row else "",
        evaluations=evaluations,
        review=review_view(session, mine, row.id if row else None, said) if mine else None,
        others=_others(actor, found, mine, names),
        score=score_of(evaluations),
        may=_may(actor, call, published, mine),
        measures=measures(call, recording, said) if said else None,
        recast=_recast(row) if row else None,
        voices=tuple(dict.fromkeys(one.voice for one in said.utterances if one.voice)) if said else (),
        original=originals(calls.revisions(session, call.id), said) if said and row and row.revision > 1 else {},
    )


def _mine(actor: Person, found: Sequence[ReviewRow]) -> tuple[ReviewRow | None, ReviewRow | None]:
    """The published review, and the one that this reader sees: that, else the own draft."""
    published = next((r for r in found if r.state == ReviewState.PUBLISHED), None)
    return published, published or next((r for r in found if r.reviewer_id == actor.id), None)


def _others(actor: Person, found: Sequence[ReviewRow], mine: ReviewRow | None, names: dict[int, str]) -> tuple[str, ...]:
    """Who else is at it; told to those who judge."""
    return tuple(names[r.reviewer_id] for r in found if mine is None or r.id != mine.id) if actor.role in JUDGES else ()


def _recast(row: TranscriptRow) -> RecastView | None:
    told = row.options.get("recast")
    return RecastView(told["swapped"], tuple(told["quotes"])) if told else None


def _may(actor: Person, call: CallRow, published: ReviewRow | None, mine: ReviewRow | None) -> frozenset[str]:
    about = About(agent=call.agent_id, team=call.team, author=mine.reviewer_id if mine else actor.id, published=published is not None)
    verbs = {
        verb
        for verb in ("call.mend", "review.judge", "review.publish", "excerpt.publish", "reader.ask", "coaching.write")
        if allowed(actor, verb, about)
    }
    if published is not None or call.state != CallState.READY:
        verbs -= {"review.judge", "review.publish", "reader.ask"}
    return frozenset(verbs)


def sound_view(call: CallRow, recording: RecordingRow | None) -> SoundView | None:
    """The recording behind a call; None while it is not decoded, or where there is none."""
    if recording is None or recording.duration is None:
        return None
    return SoundView(
        sha256=recording.sha256,
        name=recording.name,
        codec=recording.codec,
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        duration=recording.duration,
        silent=tuple(recording.silent),
        warnings=tuple(recording.warnings),
        peaks=recording.peaks,
        agent_channel=call.agent_channel,
    )


def evaluation_views(
    session: Session, transcript: TranscriptRow | None, review: ReviewRow | None, findings: Sequence[int] | None = None
) -> tuple[EvaluationView, ...]:
    """The evaluations of a transcript with a review's judgements beside the findings: the newest, or what a published review judged.

    ``findings``: of their findings these alone.
    """
    if transcript is None or transcript.id is None:
        return ()
    evaluations = evaluation_rows(session, transcript.id, review)
    found = calls.findings(session, [e.id for e in evaluations], findings)
    by_evaluation: dict[int, list[FindingRow]] = {}
    for one in found:
        by_evaluation.setdefault(one.evaluation_id, []).append(one)
    judged = carry.judged(session, review, evaluations, found)
    return tuple(
        EvaluationView(
            rubric=e.rubric,
            version=e.version,
            hash=e.hash,
            title=Text(e.title_zh, e.title_en),
            at=e.created_at,
            findings=tuple(_finding(e, f, judged.get(f.id or 0, carry.NOBODY)) for f in by_evaluation.get(e.id or 0, ())),
        )
        for e in evaluations
    )


def evaluation_rows(session: Session, transcript_id: int, review: ReviewRow | None) -> list[EvaluationRow]:
    """The newest evaluation of each rubric; where a review of the transcript is published, those that it judged, whatever came later."""
    if review is None or review.published_at is None or review.transcript_id != transcript_id:
        return calls.evaluations(session, transcript_id)
    if review.evaluations is not None:
        return calls.evaluations_of(session, review.evaluations)
    return calls.evaluations(session, transcript_id, until=review.published_at) or calls.evaluations(session, transcript_id)


def _finding(evaluation: EvaluationRow, row: FindingRow, judged: carry.Judged) -> FindingView:
    assert row.id is not None
    return FindingView(
        id=row.id,
        rubric=evaluation.rubric,
        criterion=row.criterion,
        title=Text(row.title_zh, row.title_en),
        section=row.section,
        severity=Severity(row.severity),
        verdict=Verdict(row.verdict),
        points=row.points,
        max_points=row.max_points,
        reason=Text(row.reason_zh, row.reason_en),
        why=Text(row.why_zh, row.why_en),
        evidence=tuple(Evidence(**{**piece, "how": How(piece["how"])}) for piece in row.evidence),
        judgements=judged.standing,
        earlier=judged.earlier,
        critical_to=row.critical_to,
    )


def review_view(session: Session, row: ReviewRow, shown: int | None, said: Transcript | None) -> ReviewView:
    """A review with its remarks, placed in the transcript that is shown."""
    assert row.id is not None
    remarks = reviews.remarks(session, row.id)
    names = people.shown(session, [row.reviewer_id, *(r.author_id for r in remarks)])
    return ReviewView(
        id=row.id,
        call_id=row.call_id,
        reviewer=names.get(row.reviewer_id, ""),
        reviewer_id=row.reviewer_id,
        state=state_of(row),
        summary=row.summary,
        created_at=row.created_at,
        published_at=row.published_at,
        remarks=tuple(
            RemarkView(
                id=r.id or 0,
                utterance=r.utterance,
                from_char=place[0],
                to_char=place[1],
                quote=r.quote,
                starts_at=r.starts_at,
                ends_at=r.ends_at,
                text=r.text,
                author=names.get(r.author_id, ""),
                author_id=r.author_id,
                at=r.created_at,
            )
            for r, place in ((r, _place(r, said if r.transcript_id != shown else None)) for r in remarks)
        ),
    )


def _place(remark: RemarkRow, said: Transcript | None) -> tuple[int, int]:
    """Where a remark's quote stands in a later revision of the words: nowhere (0, 0) once it was corrected away."""
    if said is None:
        return remark.from_char, remark.to_char
    text = said.utterances[remark.utterance].text if remark.utterance < len(said.utterances) else ""
    places = [at for at in range(len(text)) if text.startswith(remark.quote, at)]
    at = min(places, key=lambda at: abs(at - remark.from_char), default=None)
    return (0, 0) if at is None else (at, at + len(remark.quote))


def score_of(evaluations: Sequence[EvaluationView]) -> Score:
    """The score that stands: people's verdicts where there are any, else the machine's."""
    return fold(
        Scored(
            rubric=f.rubric,
            criterion=f.criterion,
            verdict=f.standing,
            points=earned(f.standing, f.verdict, f.points, f.max_points),
            max_points=f.max_points,
            severity=f.severity,
            critical_to=f.critical_to,
        )
        for e in evaluations
        for f in e.findings
    )
