"""A case file: a difficult complaint from its first word to the call back, and the deadlines that the hotline owes the customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class CaseState(StrEnum):
    OPEN = "open"
    HANDLED = "handled"  # the customer has the result; the call back and the closing are still to come
    CLOSED = "closed"


class Part(StrEnum):
    """The texts of a case. Each is added to: the newest stands."""

    TITLE = "title"
    REFERENCE = "reference"
    BACKGROUND = "background"
    PROBLEM = "problem"
    HANDLING = "handling"
    RESULT = "result"
    CAUSE = "cause"


class Family(StrEnum):
    """The three families of causes that complaints have."""

    PROCESS = "process"
    PRODUCT = "product"
    COMMUNICATION = "communication"


class Step(StrEnum):
    """What happens with a complaint, in this order."""

    RECEIVED = "received"
    CONTACTED = "contacted"
    REPLIED = "replied"
    SETTLED = "settled"
    CALLED_BACK = "called_back"


class Act(StrEnum):
    """What else is written down of a case."""

    OWNER = "owner"
    CLOSED = "closed"
    REOPENED = "reopened"


class Standing(StrEnum):
    """How a deadline stands."""

    AHEAD = "ahead"  # what it counts from has not happened
    DUE = "due"
    OVERDUE = "overdue"
    MET = "met"
    MISSED = "missed"  # it was done late, or the case was closed without it


@dataclass(frozen=True, slots=True)
class Rule:
    """Within ``within`` of ``since`` a step is owed; ``warn`` before the end it is said to be near."""

    since: Step
    within: timedelta
    warn: timedelta


RULES: Mapping[Step, Rule] = {
    Step.CONTACTED: Rule(Step.RECEIVED, timedelta(minutes=15), timedelta(minutes=5)),
    Step.REPLIED: Rule(Step.RECEIVED, timedelta(hours=24), timedelta(hours=4)),
    Step.SETTLED: Rule(Step.RECEIVED, timedelta(hours=72), timedelta(hours=12)),
    Step.CALLED_BACK: Rule(Step.SETTLED, timedelta(hours=24), timedelta(hours=4)),
}
LONGEST_WARNING = max(rule.warn for rule in RULES.values())
IMPLIED = (Step.CONTACTED, Step.REPLIED, Step.SETTLED)
"""Whoever is given an answer has been contacted, and whoever is given the result has been answered."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A step that is owed. ``due``: until when, None as long as that is not known; ``done``: when it was done, None for not (yet)."""

    step: Step
    due: datetime | None
    done: datetime | None
    standing: Standing
    near: bool = False


def happened(done: Mapping[Step, datetime]) -> dict[Step, datetime]:
    """The steps with those that a later one implies: at its time at the latest.

    >>> at = datetime(2026, 11, 2, 9)
    >>> sorted(happened({Step.REPLIED: at}))
    [<Step.CONTACTED: 'contacted'>, <Step.REPLIED: 'replied'>]
    """
    found = dict(done)
    later: datetime | None = None
    for step in reversed(IMPLIED):
        times = [at for at in (done.get(step), later) if at is not None]
        if times:
            later = found[step] = min(times)
    return found


def deadlines(done: Mapping[Step, datetime], at: datetime, *, closed: bool = False) -> tuple[Deadline, ...]:
    """Every deadline of a case as it stands at a moment, in order. ``done``: when each step happened; RECEIVED must be among them.

    A deadline holds to its very end: what is done in that moment is in time.
    """
    found = happened(done)
    return tuple(_deadline(step, rule, found, at, closed) for step, rule in RULES.items())


def _deadline(step: Step, rule: Rule, found: Mapping[Step, datetime], at: datetime, closed: bool) -> Deadline:
    since, done = found.get(rule.since), found.get(step)
    due = since + rule.within if since is not None else None
    if done is not None:
        return Deadline(step, due, done, Standing.MET if due is None or done <= due else Standing.MISSED)
    if closed:
        return Deadline(step, due, None, Standing.MISSED)
    if due is None:
        return Deadline(step, None, None, Standing.AHEAD)
    if at > due:
        return Deadline(step, due, None, Standing.OVERDUE)
    return Deadline(step, due, None, Standing.DUE, near=due - at <= rule.warn)


def next_due(found: Iterable[Deadline]) -> datetime | None:
    """The first moment at which something is, or was, still owed; None where nothing is."""
    return min((one.due for one in found if one.due and one.standing in (Standing.DUE, Standing.OVERDUE)), default=None)


def state_of(done: Mapping[Step, datetime], closed: bool) -> CaseState:
    """Where a case stands."""
    if closed:
        return CaseState.CLOSED
    return CaseState.HANDLED if Step.SETTLED in done else CaseState.OPEN


@dataclass(frozen=True, slots=True)
class Sought:
    """Which cases are looked for; "" and None let all pass. ``late``: those that have a deadline behind them that is still owed."""

    words: str = ""
    family: Family | None = None
    state: CaseState | None = None
    team: str = ""
    owner: int | None = None
    late: bool = False
