"""Corrections of a transcript: a word that was misheard, a speaker mistaken for another, a line that nobody said.

Each makes a new revision; the one before is kept. Scores follow in the same transaction, and decisions that are not touched by it stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from qa.access import allowed, authorize
from qa.desk import answers, record, scoring
from qa.desk.house import House, author_id
from qa.desk.intake import about, found_published
from qa.desk.views import Change, LineChange, RevisionView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.call import CallState, Doubt, Speaker, Transcript, Utterance
from qa.model.people import Person
from qa.speech.align import corrected
from qa.store import calls, people, reviews, rows
from qa.store.engine import Session
from qa.store.tables import CallRow, TranscriptRow

LONGEST_LINE = 4000
OTHER = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT, Speaker.UNKNOWN: Speaker.UNKNOWN}

Mend = Callable[[Utterance], Utterance]


def line(house: House, actor: Person, call_id: int, *, revision: int, utterance: int, text: str) -> None:
    """What was really said in a line; words that stay keep their times.

    Raises Invalid for an empty or too long text, Conflict where ``revision`` is not the newest any more.
    """
    authorize(actor, "call.mend")
    text = " ".join(text.split())
    if not text:
        raise Invalid("desk.line_empty")
    if len(text) > LONGEST_LINE:
        raise Invalid("desk.too_long", longest=LONGEST_LINE)
    _mend(house, actor, call_id, Change.LINE, revision, [utterance], lambda said: corrected(said, text))


def speaker(house: House, actor: Person, call_id: int, *, revision: int, utterances: Sequence[int], speaker: Speaker) -> None:
    """Who says these lines. Raises Invalid for a line that is not there, Conflict."""
    authorize(actor, "call.mend")
    _mend(house, actor, call_id, Change.SPEAKER, revision, utterances, lambda said: replace(said, speaker=speaker))


def voice(house: House, actor: Person, call_id: int, *, revision: int, voice: str, speaker: Speaker) -> None:
    """Who a voice belongs to: all its lines follow. Raises Invalid for a voice that is not in the call, Conflict."""
    authorize(actor, "call.mend")
    with house.db.writing() as session:
        call, row = _open(session, call_id, revision)
        said = record.transcript_of(row)
        lines = [i for i, one in enumerate(said.utterances) if one.voice == voice and voice]
        if not lines:
            raise Invalid("desk.no_voice", voice=voice)
        _write(house, session, actor, call, row, Change.SPEAKER, _each(said, lines, lambda one: replace(one, speaker=speaker)))


def trust(house: House, actor: Person, call_id: int, *, revision: int, utterance: int, doubt: Doubt | None) -> None:
    """Whether a line was said at all: None for one that was, else why it is held for invented. Raises Invalid, Conflict."""
    authorize(actor, "call.mend")
    _mend(house, actor, call_id, Change.TRUST, revision, [utterance], lambda said: replace(said, doubt=doubt))


def swap(house: House, actor: Person, call_id: int) -> None:
    """Agent and customer change places. Raises Conflict once a review is published."""
    authorize(actor, "call.mend")
    with house.db.writing() as session:
        call, row = _open(session, call_id, None)
        call.agent_channel = 1 - call.agent_channel
        said = record.transcript_of(row)
        everyone = range(len(said.utterances))
        _write(house, session, actor, call, row, Change.SWAP, _each(said, everyone, lambda one: replace(one, speaker=OTHER[one.speaker])))


def history(house: House, actor: Person, call_id: int) -> tuple[RevisionView, ...]:
    """All revisions of a call's transcript, the first one first: whoever may see the call may see who corrected it.

    Raises NotFound, also where the call is not for this person's eyes.
    """
    with house.db.reading() as session:
        call = session.get(CallRow, call_id)
        if call is None or not allowed(actor, "call.see", about(call, found_published(reviews.of_call(session, call_id)))):
            raise NotFound("desk.no_call", call=call_id)
        found = calls.revisions(session, call_id)
        names = people.shown(session, [row.author_id for row in found])
    if not found:
        raise NotFound("desk.no_transcript", call=call_id)
    said = [record.transcript_of(row) for row in found]
    changed = [(), *(_changes(before, after) for before, after in pairwise(said))]
    return tuple(
        RevisionView(row.revision, names.get(row.author_id or 0, ""), row.created_at, _change(row), row.model, lines)
        for row, lines in zip(found, changed, strict=True)
    )


def _mend(house: House, actor: Person, call_id: int, change: Change, revision: int, lines: Sequence[int], mend: Mend) -> None:
    with house.db.writing() as session:
        call, row = _open(session, call_id, revision)
        said = record.transcript_of(row)
        if not lines or not all(0 <= i < len(said.utterances) for i in lines):
            raise Invalid("desk.span")
        _write(house, session, actor, call, row, change, _each(said, lines, mend))


def _open(session: Session, call_id: int, revision: int | None) -> tuple[CallRow, TranscriptRow]:
    """The call and its newest transcript, which must still be ``revision``, so that nobody's correction is lost under another's."""
    call = rows.get(session, CallRow, call_id)
    row = calls.transcript(session, call_id)
    if row is None or call.state != CallState.READY:
        raise Conflict("desk.not_ready")
    if found_published(reviews.of_call(session, call_id)):
        raise Conflict("desk.published_stays")
    if revision is not None and row.revision != revision:
        raise Conflict("desk.revision")
    return call, row


def _each(said: Transcript, lines: Sequence[int], mend: Mend) -> Transcript:
    chosen = frozenset(lines)
    return replace(said, utterances=tuple(mend(one) if i in chosen else one for i, one in enumerate(said.utterances)))


def _write(
    house: House, session: Session, actor: Person, call: CallRow, before: TranscriptRow, change: Change, transcript: Transcript
) -> None:
    assert call.id is not None
    # Who turns the speakers has seen what the words said of them.
    kept = {name: value for name, value in before.options.items() if not (name == "recast" and change is Change.SWAP)}
    after = record.write_transcript(
        session,
        call.id,
        transcript,
        engine=before.engine,
        model=before.model,
        options={**kept, "change": change.value},
        author=author_id(actor),
    )
    if after.id != before.id:
        scoring.score(session, house.book, call, after)
        answers.want(session, house, call, after)
        rows.note(session, author_id(actor), f"call.{change.value}", f"call:{call.id}", revision=after.revision)


def _changes(before: Transcript, after: Transcript) -> tuple[LineChange, ...]:
    """The lines that differ; none where another transcript took the place of the whole."""
    if len(before.utterances) != len(after.utterances):
        return ()
    pairs = zip(before.utterances, after.utterances, strict=True)
    return tuple(LineChange(i, one.start, one, other) for i, (one, other) in enumerate(pairs) if _facts(one) != _facts(other))


def _facts(said: Utterance) -> tuple[object, ...]:
    return said.speaker, said.text, said.doubt


def _change(row: TranscriptRow) -> Change:
    if "change" in row.options:
        return Change(row.options["change"])
    return Change.IMPORTED if row.engine == "import" else Change.HEARD
