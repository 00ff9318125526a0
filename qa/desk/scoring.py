"""The machine's evaluation of one transcript: every rubric, with what the sound says, written down with its score."""

from __future__ import annotations

from collections.abc import Sequence

from qa.desk import answers, record
from qa.model.finding import Evaluation
from qa.rubric.book import Book
from qa.rubric.evaluate import evaluate_all
from qa.store import inquiries
from qa.store.engine import Session
from qa.store.tables import AnswerRow, CallRow, RecordingRow, TranscriptRow


def evaluate(
    book: Book, call: CallRow, recording: RecordingRow | None, row: TranscriptRow, given: Sequence[AnswerRow]
) -> tuple[Evaluation, ...]:
    """All evaluations of a transcript, with the answers of language models that are ``given``; takes no database."""
    heard = record.heard_call(call, recording, row)
    return evaluate_all(book.rubrics, heard, answers.known(book, heard, given))


def keep(session: Session, call: CallRow, row: TranscriptRow, evaluations: tuple[Evaluation, ...]) -> None:
    """Write evaluations down, and the machine's score on the call."""
    assert call.id is not None
    assert row.id is not None
    for evaluation in evaluations:
        record.write_evaluation(session, call.id, row.id, evaluation)
    session.flush()
    scored = record.score_of(record.evaluation_views(session, row, None))
    call.percent, call.fatal = scored.total.percent, bool(scored.fatal)


def score(session: Session, book: Book, call: CallRow, row: TranscriptRow) -> None:
    """Evaluate and keep, within one transaction."""
    recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    keep(session, call, row, evaluate(book, call, recording, row, inquiries.answers(session, row.id or 0)))
