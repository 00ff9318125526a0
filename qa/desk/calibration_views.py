"""What the pages of calibration are shown: frozen, complete, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qa.desk.views import SoundView
from qa.model.agreement import Agreement
from qa.model.alpha import Alpha
from qa.model.call import Transcript
from qa.model.finding import Evidence, Severity, Verdict
from qa.model.graders import Leaning
from qa.model.text import Text


class SetState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class MemberView:
    """``answered``: how many criteria have an answer; what it is stays unsaid while the set is open."""

    person: int
    name: str
    expert: bool
    answered: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class SetCallView:
    """``answered``: how many of its ``criteria`` the reader has answered."""

    call: int
    title: str
    duration: float | None
    criteria: int
    answered: int


@dataclass(frozen=True, slots=True)
class SetView:
    """A calibration set. ``early``: why it was closed before all had handed in. ``mine``: the reader's own part; None for who has none."""

    id: int
    title: str
    note: str
    state: SetState
    author: str
    created_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    early: str
    criteria: int
    calls: tuple[SetCallView, ...]
    members: tuple[MemberView, ...]
    mine: MemberView | None
    may: frozenset[str]

    @property
    def closed(self) -> bool:
        return self.state is SetState.CLOSED


@dataclass(frozen=True, slots=True)
class Answer:
    """``at_s``: the second of the call that is pointed to; None where none is."""

    verdict: Verdict
    comment: str = ""
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion of one call, as it is put to everybody, and the reader's own answer so far."""

    finding: int
    rubric: str
    criterion: str
    title: Text
    why: Text
    severity: Severity
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one rubric."""

    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A call of a set as it is heard and read: the words that were fixed when the set was made."""

    call: int
    title: str
    duration: float | None
    sound: SoundView | None
    transcript: Transcript


@dataclass(frozen=True, slots=True)
class SheetView:
    """A call as a member judges it: its sound and words, the questions, and nothing of what the machine or others say."""

    set: SetView
    stage: Stage
    parts: tuple[Part, ...]
    editable: bool

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for part in self.parts for question in part.questions)


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """How far people agree on a criterion. ``advice``: "rewrite" where even the upper end of alpha's interval is too low, "watch" where
    alpha is too low but its interval reaches further, else ""."""

    rubric: str
    criterion: str
    title: Text
    agreement: Alpha
    advice: str


@dataclass(frozen=True, slots=True)
class GraderResult:
    """How one person judges: against most of the others (None with fewer than three people), the expert if one is named, the machine."""

    person: int
    name: str
    expert: bool
    answered: int
    done: bool
    leaning: Leaning | None
    with_expert: Agreement | None
    with_machine: Agreement


@dataclass(frozen=True, slots=True)
class ResultView:
    """What a closed set says. ``criteria``: the worst agreement first. ``machine``: its verdicts against what most people said.

    ``disputed`` points of ``points`` have different answers; ``settled`` of those are agreed on, ``gold`` points in all.
    """

    set: SetView
    overall: Alpha
    criteria: tuple[CriterionResult, ...]
    graders: tuple[GraderResult, ...]
    machine: Agreement
    points: int
    disputed: int
    settled: int
    gold: int
    unanimous_open: int


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person said to a point; ``utterance`` is what is said at the second pointed to."""

    person: int
    name: str
    expert: bool
    verdict: Verdict
    comment: str
    at_s: float | None
    utterance: int | None


@dataclass(frozen=True, slots=True)
class GoldView:
    """What was agreed on, by whom and when. ``unanimous``: nobody had said otherwise."""

    verdict: Verdict
    note: str
    author: str
    at: datetime
    unanimous: bool


@dataclass(frozen=True, slots=True)
class PointView:
    """One criterion of one call in a meeting: who said what, what the machine says and shows, what was agreed on, oldest first."""

    finding: int
    call: int
    rubric: str
    criterion: str
    title: Text
    why: Text
    severity: Severity
    voices: tuple[Voice, ...]
    machine: Verdict
    reason: Text
    evidence: tuple[Evidence, ...]
    gold: tuple[GoldView, ...]

    @property
    def disputed(self) -> bool:
        return len({voice.verdict for voice in self.voices}) > 1

    @property
    def unanimous(self) -> Verdict | None:
        """What two or more said with one voice."""
        said = {voice.verdict for voice in self.voices}
        return said.pop() if len(self.voices) > 1 and len(said) == 1 else None


@dataclass(frozen=True, slots=True)
class MeetingView:
    """The points of a set, call by call, in order."""

    set: SetView
    points: tuple[PointView, ...]
