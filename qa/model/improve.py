"""A service improvement: what is to change, who sees to it, until when, what came of it. Of each kind of act the last holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=3)
"""So long before the day an owner is told that it is near."""
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Cause(StrEnum):
    """Where the root lies: the three families of complaints, and the two of the house itself."""

    PROCESS = "process"
    PRODUCT = "product"
    COMMUNICATION = "communication"
    STANDARD = "standard"  # a rule that is unclear or wrong
    TRAINING = "training"


class ImproveState(StrEnum):
    OPEN = "open"
    WORKING = "working"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def ended(self) -> bool:
        return self in (ImproveState.DONE, ImproveState.DROPPED)


class Field(StrEnum):
    """What an act sets."""

    WHAT = "what"
    CAUSE = "cause"
    OWNER = "owner"
    DUE = "due"
    STATE = "state"
    OUTCOME = "outcome"
    SHARED = "shared"


class Source(StrEnum):
    """What an improvement came from."""

    CRITERION = "criterion"
    CASES = "cases"
    EXCERPTS = "excerpts"
    CONCLUSIONS = "conclusions"


@dataclass(frozen=True, slots=True)
class ImproveAct:
    """One act. ``text``: the words; of WHAT and OUTCOME they stand from then on, else they are a note.

    ``value``: of CAUSE and STATE which, "" for none; of SHARED "yes" or "".
    ``person``: of OWNER, None for nobody; ``day``: of DUE, None for none.
    """

    field: Field
    text: str = ""
    value: str = ""
    person: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Improvement:
    """How an improvement stands. ``reason``: the note of its last change of state."""

    what: str = ""
    cause: Cause | None = None
    owner: int | None = None
    due: date | None = None
    state: ImproveState = ImproveState.OPEN
    reason: str = ""
    outcome: str = ""
    shared: bool = False

    def late(self, today: date) -> bool:
        """Whether its day is over and it is not. The day itself is still in time."""
        return self.due is not None and self.due < today and not self.state.ended


def fold(acts: Iterable[ImproveAct]) -> Improvement:
    """Of each kind the last act holds.

    >>> fold([ImproveAct(Field.WHAT, "a"), ImproveAct(Field.STATE, value="done"), ImproveAct(Field.WHAT, "b")]).what
    'b'
    """
    last = {act.field: act for act in acts}
    nothing = ImproveAct(Field.WHAT)
    what, cause, owner, due, state, outcome, shared = (last.get(field, nothing) for field in Field)
    return Improvement(
        what=what.text,
        cause=Cause(cause.value) if cause.value else None,
        owner=owner.person,
        due=due.day,
        state=ImproveState(state.value or ImproveState.OPEN),
        reason=state.text,
        outcome=outcome.text,
        shared=shared.value == "yes",
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """Which improvements are looked for; "" and None let all pass. ``month``: of whose review, as ``2026-11``."""

    state: ImproveState | None = None
    cause: Cause | None = None
    owner: int | None = None
    month: str = ""
    team: str | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, written: str) -> Month:
        """``2026-11``. Raises ValueError."""
        found = _MONTH.fullmatch(written)
        if found is None or int(found[1]) < 1:
            raise ValueError(written)
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def before(self) -> Month:
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def after(self) -> Month:
        return Month(self.year + (self.number == 12), self.number % 12 + 1)
