"""Which stored calls long work is about, and those calls as the evaluators want them, with what people said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from qa.access import authorize
from qa.desk import record
from qa.desk.carry import same
from qa.desk.house import House
from qa.errors import Invalid
from qa.model.finding import Verdict
from qa.model.people import Person
from qa.rubric.backtest import Judged
from qa.store import calls, inquiries, reviews
from qa.store.engine import Session
from qa.store.tables import AnswerRow, CallRow, FindingRow, RecordingRow, TranscriptRow

MOST = 100_000
USUAL = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Calls that are ready: of a time (``since`` included, ``until`` not), a queue, a team, an agent, a source; the ``newest`` so many.

    ``reviewed``: only those with a published review (True), or without one (False).
    """

    since: datetime | None = None
    until: datetime | None = None
    queue: str = ""
    team: str = ""
    agent: int | None = None
    source: int | None = None
    reviewed: bool | None = None
    newest: int = USUAL

    def to_json(self) -> dict[str, Any]:
        times = {name: value.isoformat() if value else None for name, value in (("since", self.since), ("until", self.until))}
        return {**asdict(self), **times}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Choice:
        times = {name: datetime.fromisoformat(plain[name]) if plain.get(name) else None for name in ("since", "until")}
        return cls(**{**plain, **times})


@dataclass(frozen=True, slots=True)
class Groups:
    """What calls can be chosen by: queues and teams that calls have."""

    queues: tuple[str, ...]
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stored call with its words and sound, and what people said of it."""

    call: CallRow
    recording: RecordingRow | None
    transcript: TranscriptRow
    judged: Judged
    given: Sequence[AnswerRow] = ()
    """What language models answered about it."""


def groups(house: House, actor: Person) -> Groups:
    authorize(actor, "rubric.try")
    with house.db.reading() as session:
        queues, teams = calls.groups(session)
    return Groups(tuple(queues), tuple(teams))


def count(house: House, actor: Person, choice: Choice) -> int:
    """How many calls a choice takes in. Raises Invalid."""
    authorize(actor, "rubric.try")
    return len(ids(house, choice))


def ids(house: House, choice: Choice) -> list[int]:
    """The calls of a choice, the newest first. Raises Invalid for a number that cannot be."""
    if not 1 <= choice.newest <= MOST:
        raise Invalid("tasks.newest", most=MOST)
    with house.db.reading() as session:
        return calls.chosen(
            session,
            since=choice.since,
            until=choice.until,
            queue=choice.queue,
            team=choice.team,
            agent_id=choice.agent,
            source_id=choice.source,
            reviewed=choice.reviewed,
            limit=choice.newest,
        )


def read(session: Session, some: Sequence[int]) -> Iterator[Chosen]:
    """Stored calls with people's verdicts; those that are gone meanwhile are passed over."""
    found = calls.heard(session, some)
    said = _judged(session, {call.id or 0: transcript for call, _, transcript in found})
    given = inquiries.answers_of(session, [transcript.id or 0 for _, _, transcript in found])
    for call, recording, transcript in found:
        yield Chosen(call, recording, transcript, said.get(call.id or 0, {}), given.get(transcript.id or 0, ()))


def _judged(session: Session, transcripts: Mapping[int, TranscriptRow]) -> dict[int, dict[tuple[str, str], Verdict]]:
    """By call, what people said of its criteria: a published review before a draft, a later decision before an earlier one.

    What was decided on earlier words counts where the machine found the very same in the newest ones.
    """
    said: dict[int, dict[tuple[str, str], Verdict]] = {}
    newest: dict[int, dict[tuple[str, str], FindingRow]] = {}
    for judgement, finding, evaluation, _ in reviews.verdicts(session, list(transcripts)):
        call, key = evaluation.call_id, (evaluation.rubric, finding.criterion)
        if evaluation.transcript_id != transcripts[call].id:
            if call not in newest:
                newest[call] = _newest(session, transcripts[call])
            now = newest[call].get(key)
            if now is None or not same(finding, now):
                continue
        said.setdefault(call, {})[key] = Verdict(judgement.verdict)
    return said


def _newest(session: Session, transcript: TranscriptRow) -> dict[tuple[str, str], FindingRow]:
    evaluations = record.evaluation_rows(session, transcript.id or 0, None)
    rubric = {evaluation.id: evaluation.rubric for evaluation in evaluations}
    return {(rubric[row.evaluation_id], row.criterion): row for row in calls.findings(session, list(rubric))}
