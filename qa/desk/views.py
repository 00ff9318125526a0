"""What a page is shown: frozen, complete, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from qa import locales
from qa.model.call import CallState, Transcript, Utterance
from qa.model.finding import Evidence, Severity, Verdict
from qa.model.library import ExcerptKind, ExcerptState, ReviewState
from qa.model.measures import Measures
from qa.model.packs import TALK_S, Length, length
from qa.model.score import Score
from qa.model.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a call failed or waits: the code and parameters of an error, readable in both languages."""

    code: str
    params: dict[str, Any]

    def message(self, language: str) -> str:
        area, name = self.code.split(".", 1)
        return locales.text(language, f"{area}.errors.{name}", **{key: _again(value) for key, value in self.params.items()})


def _again(value: Any) -> Any:
    return Text(value["zh"], value["en"]) if isinstance(value, dict) and value.keys() == {"zh", "en"} else value


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call in a list. ``progress`` is 0 to 1 of the present state, ``left_s`` the seconds left where they can be told."""

    id: int
    title: str
    file: str
    reference: str
    language: str
    agent: str
    agent_id: int | None
    team: str
    started_at: datetime | None
    created_at: datetime
    duration: float | None
    state: CallState
    progress: float
    left_s: float | None
    problem: Problem | None
    percent: float | None
    fatal: bool
    review: ReviewState | None
    reviewer: str
    queue: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SoundView:
    """The recording behind a call. ``peaks``: uint8, channels × n flattened channel by channel, 25 a second."""

    sha256: str
    name: str
    codec: str
    sample_rate: int
    channels: int
    duration: float
    silent: tuple[bool, ...]
    warnings: tuple[str, ...]
    peaks: bytes
    agent_channel: int


@dataclass(frozen=True, slots=True)
class JudgementView:
    verdict: Verdict
    comment: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FindingView:
    """The machine's finding and, beside it, every judgement of this review's people, oldest first.

    ``earlier`` holds those that were made on another revision of the words, in which the machine had found something else.
    """

    id: int
    rubric: str
    criterion: str
    title: Text
    section: str
    severity: Severity
    verdict: Verdict
    points: float
    max_points: float
    reason: Text
    why: Text
    evidence: tuple[Evidence, ...]
    judgements: tuple[JudgementView, ...] = ()
    earlier: tuple[JudgementView, ...] = ()
    critical_to: str = ""

    @property
    def judgement(self) -> JudgementView | None:
        return self.judgements[-1] if self.judgements else None

    @property
    def standing(self) -> Verdict:
        """The verdict that counts."""
        return self.judgements[-1].verdict if self.judgements else self.verdict


@dataclass(frozen=True, slots=True)
class EvaluationView:
    rubric: str
    version: int
    hash: str
    title: Text
    at: datetime
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class RemarkView:
    id: int
    utterance: int
    from_char: int
    to_char: int
    quote: str
    starts_at: float | None
    ends_at: float | None
    text: str
    author: str
    author_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewView:
    id: int
    call_id: int
    reviewer: str
    reviewer_id: int
    state: ReviewState
    summary: str
    created_at: datetime
    published_at: datetime | None
    remarks: tuple[RemarkView, ...]


class Change(StrEnum):
    """How a revision of a transcript came about."""

    HEARD = "heard"
    IMPORTED = "imported"
    LINE = "line"
    SPEAKER = "speaker"
    SWAP = "swap"
    TRUST = "trust"


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line before and after a revision."""

    utterance: int
    start: float | None
    before: Utterance
    after: Utterance


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One revision of a transcript: who made it ("" for the machine), when, by what, and what it changed in the one before."""

    number: int
    author: str
    at: datetime
    change: Change
    by: str
    lines: tuple[LineChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RecastView:
    """What the words say of who speaks: ``swapped`` where the setting was overruled, with the words that decided it."""

    swapped: bool
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallView:
    """Everything on the call page. ``review``: the published one, or the reader's own draft; ``others``: who else is at it.

    ``voices``: names of the voices that share a channel, in order of speaking. ``original``: by line, the words before people corrected
    them.
    """

    line: CallLine
    sound: SoundView | None
    transcript: Transcript | None
    transcript_revision: int
    engine: str
    model: str
    evaluations: tuple[EvaluationView, ...]
    review: ReviewView | None
    others: tuple[str, ...]
    score: Score
    may: frozenset[str] = field(default_factory=frozenset)
    measures: Measures | None = None
    recast: RecastView | None = None
    voices: tuple[str, ...] = ()
    original: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """A published review in an agent's or a team's list."""

    call_id: int
    title: str
    agent: str
    team: str
    started_at: datetime | None
    published_at: datetime
    reviewer: str
    percent: float | None
    critical_percent: float | None
    fatal: bool
    summary: str
    state: ReviewState = ReviewState.PUBLISHED


@dataclass(frozen=True, slots=True)
class ExcerptView:
    """``lines``: dicts of ``speaker``, ``text``, ``start``, ``end`` in seconds of the clip. ``posts``: how many stand in the thread.

    Words and sound are masked. ``focus``: what it is about, in seconds of the clip. ``agent``: whose call, "" but where they agreed.
    ``hidden``: the reader is to score it first; until then nothing is told that gives the verdict away, ``kind`` is None.
    ``by_criterion``: whether it is about a criterion. ``unread``: posts that are new to the reader. ``conclusion``: what is taken from it.
    """

    id: int
    call_id: int | None
    kind: ExcerptKind | None
    title: str
    note: str
    language: str
    lines: tuple[dict[str, Any], ...]
    seconds: float
    channels: int
    agent_channel: int
    peaks: bytes
    has_sound: bool
    state: ExcerptState
    author: str
    author_id: int
    created_at: datetime
    posts: int
    may: frozenset[str] = field(default_factory=frozenset)
    topic: str = ""
    criterion: str = ""
    better: str = ""
    expires_on: date | None = None
    focus: tuple[float, float] | None = None
    agent: str = ""
    recipe: str = ""
    criterion_title: Text | None = None
    score_first: bool = False
    hidden: bool = False
    by_criterion: bool = False
    unread: int = 0
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class PackItemView:
    """``talk_s``: for how many seconds it is talked about; ``own_talk``: whether that is said of it alone."""

    excerpt: ExcerptView
    position: int
    talking_point: str
    talk_s: int = TALK_S
    own_talk: bool = False


@dataclass(frozen=True, slots=True)
class PackView:
    """``version``: the number that it has, or will have once it is shown; ``frozen``: it was shown as it is. ``dropped``: put away."""

    id: int
    title: str
    note: str
    team: str
    author: str
    updated_at: datetime
    items: tuple[PackItemView, ...]
    may: frozenset[str] = field(default_factory=frozenset)
    talk_s: int = TALK_S
    version: int = 1
    frozen: bool = False
    shown: int = 0
    dropped: bool = False

    @property
    def seconds(self) -> float:
        """How long all its excerpts last together."""
        return self.length.heard

    @property
    def length(self) -> Length:
        """How long it takes to hear and to talk about."""
        return length([(item.excerpt.seconds, item.talk_s) for item in self.items])


@dataclass(frozen=True, slots=True)
class ModelView:
    """The speech engine in force and whether it can work here."""

    engine: str
    model: str
    language: str
    agent_channel: int
    download: bool
    ok: bool
    where: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What a language model answered, or why it did not. ``wanted_by``: who had it asked, "" for the house itself; ``raw``: as it came."""

    title: Text
    host: str
    model: str
    at: datetime
    seconds: float
    wanted_by: str
    raw: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class AskedView:
    """Where a call stands with the language model. ``on``: one is set up; ``questions``: how many there are; ``waiting``: to be asked."""

    on: bool
    host: str
    model: str
    questions: int
    waiting: bool
    answers: tuple[AnswerView, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers of the home page."""

    states: dict[CallState, int]
    to_review: int
    published: int
    excerpts: int
    worker_alive: bool
