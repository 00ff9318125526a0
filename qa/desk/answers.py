"""Answers of language models, on their way from the database into evaluations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.desk import record
from qa.desk.house import House
from qa.desk.views import Problem
from qa.errors import UnreadableAnswer
from qa.model.asking import Answer, Question
from qa.model.call import Call
from qa.model.text import Text
from qa.reader.reply import read_reply
from qa.rubric.book import Book, Rubric
from qa.rubric.evaluate import questions
from qa.rubric.kinds import Ask
from qa.store import inquiries, rows
from qa.store.engine import Session
from qa.store.tables import AnswerRow, CallRow, InquiryRow, RecordingRow, TranscriptRow


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion of a rubric in force with its question about one call, and the answer that counts: the newest that is one."""

    rubric: Rubric
    criterion: Ask
    question: Question
    row: AnswerRow | None

    @property
    def open(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.row is None or bool(self.row.problem)


def of_call(session: Session, book: Book, call: CallRow, row: TranscriptRow) -> list[Asked]:
    """All that the rubrics in force would have a language model asked about a transcript of a call."""
    if not any(isinstance(one, Ask) for rubric in book.rubrics for one in rubric.criteria):
        return []  # nothing of the call need be read
    recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    return list(_asked(book, record.heard_call(call, recording, row), inquiries.answers(session, row.id or 0)))


def _asked(book: Book, call: Call, given: Sequence[AnswerRow]) -> Iterator[Asked]:
    for rubric in book.rubrics:
        for name, question in questions(rubric, call).items():
            found = rubric.criterion(name)
            assert isinstance(found, Ask)
            yield Asked(rubric, found, question, _best(rubric.id, name, question, given))


def known(book: Book, call: Call, given: Sequence[AnswerRow]) -> dict[str, dict[str, Answer]]:
    """The answers that count, by rubric and criterion."""
    found: dict[str, dict[str, Answer]] = {}
    for one in _asked(book, call, given) if given else ():
        if one.row is not None:
            found.setdefault(one.rubric.id, {})[one.criterion.id] = read(one.row)
    return found


def read(row: AnswerRow) -> Answer:
    """An answer as it was given, or why there is none."""
    if row.problem:
        problem = Problem(row.problem, row.problem_params)
        return Answer(row.model, problem=Text(problem.message("zh"), problem.message("en")), id=row.id or 0)
    try:
        return read_reply(row.raw, row.model, row.id or 0)
    except UnreadableAnswer as wrong:
        return Answer(row.model, problem=Text(wrong.message("zh"), wrong.message("en")), id=row.id or 0)


def want(session: Session, house: House, call: CallRow, row: TranscriptRow) -> None:
    """Have a language model asked what it has not answered about this transcript, where one is set up; what was wanted before is over."""
    assert call.id is not None
    if not house.settings.reader_url:
        return
    inquiries.end(session, call.id)
    if any(one.open for one in of_call(session, house.book, call, row)):
        rows.add(session, InquiryRow(call_id=call.id, transcript_id=row.id or 0))


def _best(rubric: str, criterion: str, question: Question, given: Sequence[AnswerRow]) -> AnswerRow | None:
    """The newest answer to this very question; where there is none, the newest failure. A failure never takes an answer's place."""
    own = [row for row in given if (row.rubric, row.criterion, row.question) == (rubric, criterion, question.fingerprint)]
    return next((row for row in reversed(own) if not row.problem), own[-1] if own else None)
