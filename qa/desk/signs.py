"""What makes a call worth a look, out of what the machine found in it: written down when it is scored, so that a queue is a mere query.

Each sign carries what it rests on. None of them judges anybody; they say where to listen first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any, Protocol

from qa.access import authorize
from qa.desk import measuring, record
from qa.desk.house import House
from qa.model.assignment import Reason, ReasonKind
from qa.model.call import Speaker, Transcript
from qa.model.finding import Evidence, Severity, Verdict
from qa.model.people import Person
from qa.model.text import Text
from qa.rubric.book import Book
from qa.rubric.condition import phrases_in
from qa.rubric.kinds.reply import Reply
from qa.rubric.match import Matcher, Phrase
from qa.rubric.normal import normalise
from qa.store import calls, signs
from qa.store.engine import Session
from qa.store.tables import CallRow, RecordingRow, TranscriptRow
from qa.store.tables_assignment import SignRow

VERSION = 1
"""Raised whenever signs are made by other rules: a worker then makes those of older calls anew."""
WEIGHTS = {
    ReasonKind.FATAL: 8,
    ReasonKind.LOW: 4,
    ReasonKind.UPSET: 3,
    ReasonKind.REPEAT: 2,
    ReasonKind.SILENCE: 2,
    ReasonKind.NEWCOMER: 1,
}
LOW_PERCENT = 60.0
LONG_SILENCE_S = 20.0
"""Twice of what the page marks as long: worth a look by itself."""
AGAIN = timedelta(days=7)
NEW = timedelta(days=60)
SETTLED = timedelta(days=30)
"""An agent whose first call came at least so long after the house's own first is new, not merely new to this program."""
OCCASIONS = "upset"
"""The phrase set of occasions for empathy. Many are plain misfortunes; a customer who is upset says so in one of these families:"""
FEELINGS = (
    *("anger", "swearing", "humiliated", "hurt", "disappointed", "exhausted", "embarrassed", "distrust"),
    *("complaint", "escalation", "exposure", "leaving"),
)
REPEATED = ("repeated",)

Made = dict[ReasonKind, dict[str, Any]]


class _Found(Protocol):
    @property
    def criterion(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def evidence(self) -> tuple[Evidence, ...]: ...


class Judged(Protocol):
    """An evaluation, as it was just made or as it is stored."""

    @property
    def rubric(self) -> str: ...
    @property
    def findings(self) -> Sequence[_Found]: ...


def write(
    session: Session, book: Book, call: CallRow, recording: RecordingRow | None, row: TranscriptRow, evaluations: Sequence[Judged]
) -> None:
    """Make a call's signs anew, from its evaluations and its machine's score."""
    assert call.id is not None
    said = record.transcript_of(row)
    made = _of_score(call) | _of_findings(book, said, evaluations) | _of_silence(book, call, recording, said)
    signs.write(session, call.id, {kind: (WEIGHTS[kind], evidence) for kind, evidence in made.items()})
    call.signs = VERSION
    earlier, later = signs.same_phone(session, call, AGAIN)
    if earlier:
        _called_before(session, call.id, earlier)
    for other in later:
        # it came in before this one, which began earlier
        if other.id is not None and other.signs:
            _called_before(session, other.id, signs.same_phone(session, other, AGAIN)[0])


def _called_before(session: Session, call_id: int, earlier: Sequence[int]) -> None:
    evidence = {"calls": len(earlier), "last": earlier[0], "days": AGAIN.days}
    signs.put(session, call_id, ReasonKind.REPEAT, WEIGHTS[ReasonKind.REPEAT], evidence)


def catch_up(house: House, actor: Person, limit: int = 50) -> int:
    """Make the signs of calls that have none yet, or older ones; gives how many. A worker does so now and then."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        waiting = signs.unsigned(session, VERSION, limit)
    if waiting:
        book = house.book
        with house.db.writing() as session:
            for call, recording, row in calls.heard(session, waiting):
                write(session, book, call, recording, row, record.evaluation_views(session, row, None))
    return len(waiting)


def reasons(session: Session, some: Sequence[CallRow]) -> dict[int, tuple[Reason, ...]]:
    """Why each of some calls is worth a look, the weightiest first."""
    rows = signs.of_calls(session, [call.id for call in some if call.id is not None])
    new = _newcomers(session, some)
    return {call.id: (*map(_reason, rows.get(call.id, ())), *new.get(call.id, ())) for call in some if call.id is not None}


def _reason(row: SignRow) -> Reason:
    return Reason(ReasonKind(row.kind), row.evidence)


def _newcomers(session: Session, some: Sequence[CallRow]) -> dict[int, tuple[Reason, ...]]:
    first_of_all = signs.first_call(session)
    first = signs.first_calls(session, list({call.agent_id for call in some if call.agent_id is not None}))
    found: dict[int, tuple[Reason, ...]] = {}
    for call in some:
        began = first.get(call.agent_id or 0)
        if call.id is None or call.started_at is None or began is None or first_of_all is None:
            continue
        if began - first_of_all >= SETTLED and call.started_at - began <= NEW:
            found[call.id] = (Reason(ReasonKind.NEWCOMER, {"days": (call.started_at - began).days + 1}),)
    return found


def _of_score(call: CallRow) -> Made:
    if call.percent is None or call.fatal or call.percent >= LOW_PERCENT:
        return {}
    return {ReasonKind.LOW: {"percent": round(call.percent, 1)}}


def _of_findings(book: Book, said: Transcript, evaluations: Sequence[Judged]) -> Made:
    made: Made = {}
    occasions = _occasions(book)
    for rubric, finding in ((one.rubric, finding) for one in evaluations for finding in one.findings):
        if finding.severity is Severity.FATAL and finding.verdict is Verdict.MISSED and ReasonKind.FATAL not in made:
            first = finding.evidence[0] if finding.evidence else None
            made[ReasonKind.FATAL] = {"title_zh": finding.title.zh, "title_en": finding.title.en, **(_where(first) if first else {})}
        if (rubric, finding.criterion) in occasions and finding.verdict in (Verdict.MET, Verdict.MISSED):
            for piece in finding.evidence:
                if said.utterances[piece.utterance].speaker is Speaker.CUSTOMER:
                    for kind, families in ((ReasonKind.UPSET, FEELINGS), (ReasonKind.REPEAT, REPEATED)):
                        if _says(book, families, piece.quote):
                            made.setdefault(kind, _where(piece))
    return made


def _of_silence(book: Book, call: CallRow, recording: RecordingRow | None, said: Transcript) -> Made:
    found = measuring.measures(call, recording, said)
    long = [one for one in found.silences if one.seconds >= LONG_SILENCE_S] if found else []
    if not long:
        return {}
    announced = measuring.announced(book, said)
    longest = max((one for one in long if one.after not in announced), key=lambda one: one.seconds, default=None)
    return {ReasonKind.SILENCE: {"seconds": round(longest.seconds), "at": round(longest.start, 1)}} if longest else {}


def _where(piece: Evidence) -> dict[str, Any]:
    return {"quote": piece.quote, "at": piece.starts_at, "line": piece.utterance}


def _occasions(book: Book) -> frozenset[tuple[str, str]]:
    """The criteria that ask for an answer to a customer who is upset: those whose cue looks for what the phrase set holds."""
    known = book.phrases.get(OCCASIONS)
    sought = frozenset(known.phrases if known else ())
    return frozenset(
        (rubric.id, one.id)
        for rubric in book.rubrics
        for one in rubric.criteria
        if isinstance(one, Reply) and one.cue.speaker in (None, "customer") and not sought.isdisjoint(phrases_in(one.cue))
    )


def _says(book: Book, families: Sequence[str], quote: str) -> bool:
    """Whether words belong to one of some families of the phrase set."""
    known = book.phrases.get(OCCASIONS)
    phrases = tuple(one for name in families if known and name in known.families for one in known.families[name].phrases)
    return bool(phrases) and bool(_matcher(phrases).scan((normalise(quote),)).of(frozenset(phrases)))


@lru_cache(maxsize=4)
def _matcher(phrases: tuple[Phrase, ...]) -> Matcher:
    return Matcher.of(phrases)
