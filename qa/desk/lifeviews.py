"""What a page is shown of a published review's life: frozen, complete, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from qa.model.appeal import AppealState, NoticeKind, StepKind
from qa.model.casefile import Step
from qa.model.finding import Verdict
from qa.model.library import ReviewState
from qa.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Point:
    """What can be appealed: one finding, or one remark."""

    finding: int | None = None
    remark: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Until when a point can be appealed, the day where the house is, and how many working days there are after today."""

    until: datetime
    last: date
    days: int


@dataclass(frozen=True, slots=True)
class AppealView:
    """An appeal. ``verdict``: the one that stood when it was made; both verdicts are None for a remark.

    ``may``: which of ``appeal.withdraw``, ``appeal.judge`` and ``appeal.assign`` the reader may do now.
    """

    id: int
    call_id: int
    call: str
    team: str
    agent: str
    reviewer: str
    point: Point
    title: Text
    comment: str
    proposed: Verdict | None
    verdict: Verdict | None
    state: AppealState
    judge: str
    judge_id: int | None
    judged_by: str
    reason: str
    at: datetime
    ended_at: datetime | None
    may: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step in a review's history. ``before`` and ``after``: verdicts, or the words of a summary; the scores where they changed."""

    kind: StepKind
    at: datetime
    author: str
    text: str = ""
    title: Text = NO_TEXT
    before: Verdict | str | None = None
    after: Verdict | str | None = None
    percent_before: float | None = None
    percent_after: float | None = None
    rescored: bool = False


@dataclass(frozen=True, slots=True)
class LifeView:
    """A published review's life, as far as the reader may see it.

    ``windows``: the points that the reader may appeal now; ``until``: the end of the review's own window, on its ``last`` day.
    ``correctable``: the points that the reader may correct now. ``may``: ``review.acknowledge``, ``review.comment``, ``review.correct``,
    ``appeal.make``.
    """

    call_id: int
    state: ReviewState
    reviewer: str
    published_at: datetime
    acknowledged_at: datetime | None
    until: datetime
    last: date
    appeals: tuple[AppealView, ...]
    steps: tuple[StepView, ...]
    windows: Mapping[Point, Window] = field(default_factory=dict)
    correctable: frozenset[Point] = frozenset()
    may: frozenset[str] = frozenset()

    @property
    def comments(self) -> tuple[StepView, ...]:
        return tuple(step for step in self.steps if step.kind is StepKind.COMMENTED)

    def appeal(self, point: Point) -> AppealView | None:
        """The latest appeal of a point."""
        return next((one for one in reversed(self.appeals) if one.point == point), None)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """``about``: the criterion, a person's name, a title; ``text``: the beginning of somebody's words; ``href``: where it leads.

    ``count``: of how many calls it tells; ``step`` and ``due``: the deadline of a case; ``day``: that of an improvement.
    """

    id: int
    kind: NoticeKind
    author: str
    call_id: int | None
    call: str
    about: Text
    text: str
    href: str
    at: datetime
    read: bool
    count: int = 0
    step: Step | None = None
    due: datetime | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class OutcomeView:
    text: str
    author: str
    at: datetime
    follow_up: date | None


@dataclass(frozen=True, slots=True)
class CoachingView:
    """A coaching note with all that came of it. ``follow_up``: the day on which to look again, as it stands now; None once it is over.

    ``may_hear``: whether the reader may open the call. ``may_add``: whether the reader may write down what came of it.
    ``withdrawn``: who took it back, when and why; None while it stands.
    """

    id: int
    call_id: int
    call: str
    agent: str
    agent_id: int
    author: str
    utterance: int
    from_char: int
    to_char: int
    quote: str
    starts_at: float | None
    ends_at: float | None
    text: str
    at: datetime
    outcomes: tuple[OutcomeView, ...]
    follow_up: date | None
    due: bool
    may_hear: bool
    may_add: bool
    withdrawn: OutcomeView | None = None
    may_withdraw: bool = False


@dataclass(frozen=True, slots=True)
class MentorView:
    """Who accompanies whom; ``ended_at`` None while it lasts."""

    id: int
    mentor: str
    mentor_id: int
    newcomer: str
    newcomer_id: int
    team: str
    since: datetime
    ended_at: datetime | None
    may_end: bool
