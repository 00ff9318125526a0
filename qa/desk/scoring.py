"""The machine's evaluation of one transcript: every rubric, with what the sound says, written down with its score."""

from __future__ import annotations

from collections.abc import Sequence

from qa.desk import answers, record, signs
from qa.model.finding import Evaluation
from qa.model.rules import RuleKey, RuleKind
from qa.model.text import Text
from qa.rubric.book import Book
from qa.rubric.evaluate import evaluate_all
from qa.store import calls, inquiries, rules
from qa.store.engine import Session
from qa.store.tables import AnswerRow, CallRow, RecordingRow, TranscriptRow


def evaluate(
    book: Book, call: CallRow, recording: RecordingRow | None, row: TranscriptRow, given: Sequence[AnswerRow]
) -> tuple[Evaluation, ...]:
    """All evaluations of a transcript, with the answers of language models that are ``given``; takes no database."""
    heard = record.heard_call(call, recording, row)
    return evaluate_all(book.rubrics, heard, answers.known(book, heard, given))


def keep(session: Session, book: Book, call: CallRow, row: TranscriptRow, evaluations: tuple[Evaluation, ...]) -> None:
    """Write evaluations by the rubrics of ``book`` down, and the machine's score on the call."""
    assert call.id is not None
    assert row.id is not None
    _keep_bases(session, book, evaluations)
    for evaluation in evaluations:
        record.write_evaluation(session, call.id, row.id, evaluation)
    _set_aside(session, book, call.id, row.id)
    session.flush()
    scored = record.score_of(record.evaluation_views(session, row, None))
    call.percent, call.fatal = scored.total.percent, bool(scored.fatal)
    recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    signs.write(session, book, call, recording, row, evaluations)


def _set_aside(session: Session, book: Book, call_id: int, transcript_id: int) -> None:
    """Rubrics that judged this transcript and are not in force any more count no longer; an empty evaluation says so."""
    for before in calls.evaluations(session, transcript_id):
        if before.rubric not in book.by_id:
            title = Text(before.title_zh, before.title_en)
            record.write_evaluation(session, call_id, transcript_id, Evaluation(str(call_id), "", before.rubric, 0, "", title, ()))


def score(session: Session, book: Book, call: CallRow, row: TranscriptRow) -> None:
    """Evaluate and keep, within one transaction."""
    recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    keep(session, book, call, row, evaluate(book, call, recording, row, inquiries.answers(session, row.id or 0)))


def _keep_bases(session: Session, book: Book, evaluations: tuple[Evaluation, ...]) -> None:
    """What judged is kept with all that it refers to, so that a score can be explained when the rules have long been others."""
    known = rules.known_hashes(session, [evaluation.hash for evaluation in evaluations])
    for evaluation in evaluations:
        text = book.texts.get(RuleKey(RuleKind.RUBRIC, evaluation.rubric))
        if evaluation.hash not in known and text is not None:
            parts = {key: book.texts[key] for key in book.uses[evaluation.rubric]}
            rules.keep_basis(session, evaluation.rubric, evaluation.version, evaluation.hash, text, parts)
