"""A language model is asked about calls: by the worker after a call was scored, and again when somebody wants it.

Nothing of it holds a call up: a call is ready before anything is asked, and what is not answered stays unscored with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa.access import authorize
from qa.config import Settings
from qa.desk import answers, process, scoring
from qa.desk.answers import Asked
from qa.desk.house import House, author_id
from qa.desk.intake import found_published
from qa.desk.views import AnswerView, AskedView, Problem
from qa.errors import Conflict, HearbackError, Misconfigured, ReaderUnavailable
from qa.model.asking import Line, Question
from qa.model.call import CallState, Speaker
from qa.model.finding import Verdict
from qa.model.people import Person
from qa.model.text import NO_TEXT
from qa.reader.reply import read_reply
from qa.store import calls, inquiries, people, reviews, rows
from qa.store.engine import Session
from qa.store.tables import AnswerRow, CallRow, InquiryRow, TranscriptRow, now

if TYPE_CHECKING:
    from qa.reader.client import Reader

Plain = dict[str, Any]


def reader(settings: Settings) -> Reader:
    """The language model that is set up. Raises Misconfigured where none is, or none that can be."""
    if not settings.reader_url:
        raise Misconfigured("reader.off")
    from qa.reader import client  # only who asks needs the library

    return client.reader(
        settings.reader_url, settings.reader_model, settings.reader_key.get_secret_value(), settings.reader_timeout, settings.reader_proxy
    )


def again(house: House, actor: Person, call_id: int) -> None:
    """Have a language model asked about a call once more, also what it has answered before.

    Raises Misconfigured where none is set up, Conflict where there is nothing to ask or the review is published.
    """
    authorize(actor, "reader.ask")
    here = reader(house.settings)
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        row = calls.transcript(session, call_id)
        if call.state != CallState.READY or row is None:
            raise Conflict("desk.not_ready")
        if found_published(reviews.of_call(session, call_id)):
            raise Conflict("desk.published_stays")
        if not answers.of_call(session, house.book, call, row):
            raise Conflict("reader.nothing_to_ask")
        if not inquiries.still_open(session, call_id):
            rows.add(session, InquiryRow(call_id=call_id, transcript_id=row.id or 0, fresh=True, author_id=author_id(actor)))
            rows.note(session, author_id(actor), "reader.ask", f"call:{call_id}", host=here.host, model=here.model)


def shown(house: House, actor: Person, call_id: int) -> AskedView:
    """Where a call stands with the language model, the newest answers first. Raises NotFound."""
    authorize(actor, "reader.ask")
    with house.db.reading() as session:
        call = rows.get(session, CallRow, call_id)
        row = calls.transcript(session, call_id, words=False)
        questions = answers.of_call(session, house.book, call, row) if row else []
        given = inquiries.of_call(session, call_id)
        waiting = bool(inquiries.still_open(session, call_id))
        names = people.shown(session, [inquiry.author_id for _, inquiry in given])
    titles = {(rubric.id, one.id): one.title for rubric in house.book.rubrics for one in rubric.criteria}
    host, model = where(house.settings)
    return AskedView(
        on=bool(house.settings.reader_url),
        host=host,
        model=model,
        questions=len(questions),
        waiting=waiting,
        answers=tuple(
            AnswerView(
                title=titles.get((one.rubric, one.criterion), NO_TEXT.same(one.criterion)),
                host=one.host,
                model=one.model,
                at=one.asked_at,
                seconds=one.seconds,
                wanted_by=names.get(inquiry.author_id or 0, ""),
                raw=one.raw,
                problem=Problem(one.problem, one.problem_params) if one.problem else None,
            )
            for one, inquiry in given
        ),
    )


def where(settings: Settings) -> tuple[str, str]:
    """Host and model that words of calls go to; "" where none is set up, or none that can be."""
    try:
        here = reader(settings)
    except Misconfigured:
        return "", ""
    return here.host, here.model


def trial(settings: Settings) -> tuple[Reader, float, bool]:
    """Ask about two invented turns: who answered, in how many seconds, and whether it quoted what was said.

    Raises Misconfigured or ReaderError.
    """
    here = reader(settings)
    lines = (Line(1, Speaker.AGENT, "Good morning, how can I help you?"), Line(2, Speaker.CUSTOMER, "My line is down."))
    said = here.ask(Question("en", "Did the agent offer help?", "Help was offered.", "It was not.", "", Speaker.AGENT, lines))
    answer = read_reply(said.text, here.model)
    quoted = any(one.turn == 1 and "how can i help" in one.quote.lower() for one in answer.quotes)
    return here, said.seconds, answer.verdict is Verdict.MET and quoted


# what the worker calls


def waiting(house: House, actor: Person, limit: int) -> list[tuple[int, int]]:
    """(inquiry, attempt) that want a worker; none while no language model is set up."""
    authorize(actor, "call.process")
    if not house.settings.reader_url:
        return []
    with house.db.reading() as session:
        return inquiries.waiting(session, limit)


def under_way(house: House, actor: Person) -> list[tuple[int, int]]:
    """(inquiry, attempt) that a worker has taken and not brought to an end."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        return inquiries.under_way(session)


def anew(house: House, actor: Person, inquiry_id: int, attempt: int) -> None:
    """Let another worker take an inquiry that nobody is at. Does nothing where it has ended or another attempt began."""
    authorize(actor, "call.process")
    with house.db.writing() as session:
        inquiry = rows.get(session, InquiryRow, inquiry_id)
        if inquiry.attempt == attempt and inquiry.ended_at is None:
            inquiry.attempt, inquiry.begun_at = attempt + 1, None


def end(house: House, actor: Person, inquiry_id: int, attempt: int) -> None:
    """Bring an inquiry to its end."""
    authorize(actor, "call.process")
    with house.db.writing() as session:
        inquiry = rows.get(session, InquiryRow, inquiry_id)
        if inquiry.attempt == attempt and inquiry.ended_at is None:
            inquiry.ended_at = now()


def begin(house: House, actor: Person, inquiry_id: int, attempt: int) -> list[Plain]:
    """Take an inquiry: what is to be asked, as plain values for the job's memory. Nothing where it is over."""
    authorize(actor, "call.process")
    with house.db.writing() as session:
        inquiry = rows.get(session, InquiryRow, inquiry_id)
        found = _in_force(session, inquiry, attempt)
        if found is None:
            return []
        inquiry.begun_at = inquiry.begun_at or now()
        return [
            {"rubric": one.rubric.id, "criterion": one.criterion.id}
            for one in answers.of_call(session, house.book, *found)
            if inquiry.fresh or one.open
        ]


def put(house: House, actor: Person, inquiry_id: int, attempt: int, wanted: Plain, down: Plain | None) -> Plain | None:
    """Put one question and keep what comes back, an answer or the reason why there is none.

    Gives why the model is out of reach, if it is: handed in again as ``down``, the next question fails the same way at once.
    """
    authorize(actor, "call.process")
    with house.db.reading() as session:
        inquiry = rows.get(session, InquiryRow, inquiry_id)
        found = _in_force(session, inquiry, attempt)
        given = inquiries.answers(session, inquiry.transcript_id)
        questions = answers.of_call(session, house.book, *found) if found else []
    one = next((q for q in questions if (q.rubric.id, q.criterion.id) == (wanted["rubric"], wanted["criterion"])), None)
    if one is None or any(row.inquiry_id == inquiry_id and row.question == one.question.fingerprint for row in given):
        return down
    row, down = _put(house.settings, one, inquiry_id, down)
    with house.db.writing() as session:
        rows.add(session, row)
    return down


def settle(house: House, actor: Person, inquiry_id: int, attempt: int) -> None:
    """Evaluate with what was answered, and end. Does nothing to a call whose words or review have moved on meanwhile."""
    authorize(actor, "call.process")
    book = house.book
    with house.db.writing() as session:
        inquiry = rows.get(session, InquiryRow, inquiry_id)
        found = _in_force(session, inquiry, attempt)
        if found is not None:
            scoring.score(session, book, *found)
        if inquiry.attempt == attempt:
            inquiry.ended_at = inquiry.ended_at or now()


def _put(settings: Settings, one: Asked, inquiry_id: int, down: Plain | None) -> tuple[AnswerRow, Plain | None]:
    rubric, begun = one.rubric, now()
    row = AnswerRow(
        inquiry_id=inquiry_id,
        rubric=rubric.id,
        version=rubric.version,
        hash=rubric.hash,
        criterion=one.criterion.id,
        question=one.question.fingerprint,
        host="",
        model=settings.reader_model,
        asked_at=begun,
    )
    if down is not None:
        row.host, row.problem, row.problem_params = down["host"], down["code"], down["params"]
        return row, down
    try:
        here = reader(settings)
        row.host, row.model = here.host, here.model
        said = here.ask(one.question)
        row.raw, row.seconds = said.text, said.seconds
        read_reply(said.text, here.model)
    except HearbackError as problem:
        row.problem, row.problem_params = problem.code, process.plain(problem.params)
        row.seconds = row.seconds or (now() - begun).total_seconds()
        if isinstance(problem, ReaderUnavailable | Misconfigured):
            down = {"host": row.host, "code": row.problem, "params": row.problem_params}
    return row, down


def _in_force(session: Session, inquiry: InquiryRow, attempt: int) -> tuple[CallRow, TranscriptRow] | None:
    """What an inquiry is about, if it still is: not where it ended, the words were corrected or a review was published."""
    call, row = rows.get(session, CallRow, inquiry.call_id), calls.transcript(session, inquiry.call_id)
    if inquiry.attempt != attempt or inquiry.ended_at is not None or row is None or row.id != inquiry.transcript_id:
        return None
    return None if found_published(reviews.of_call(session, inquiry.call_id)) else (call, row)
