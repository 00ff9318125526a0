"""Who may do what with plans and queues: lines for the table of ``test_access``. Ines has the call to review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from qa import access
from qa.access import About
from qa.desk import assign, assignment_export, finding, myqueue, signs
from qa.desk.house import SYSTEM
from qa.errors import Conflict
from qa.model.assignment import Wanted
from qa.model.people import Person
from tests.desk.conftest import Cast


def _wanted() -> Wanted:
    here = datetime.now(UTC)
    return Wanted(here - timedelta(days=1), here + timedelta(days=1), 1)


def _plan(cast: Cast) -> int:
    found = assign.listed(cast.house, SYSTEM)
    return found[0].id if found else assign.make(cast.house, cast.max, _wanted(), title="t", shares={cast.ines.id: 1})


def _mine(cast: Cast) -> int:
    """The assignment of Ines."""
    try:
        return myqueue.take(cast.house, cast.ines, cast.call)
    except Conflict:
        return myqueue.mine(cast.house, cast.ines)[0].assignment or 0


def _anything(_: Cast) -> About:
    return access.NOTHING


def _of_ines(cast: Cast) -> About:
    return About(author=cast.ines.id)


def _give_back(cast: Cast, who: Person) -> None:
    myqueue.put_back(cast.house, who, _mine(cast))


ASSIGN: dict[str, tuple[str, Callable[[Cast], About], Callable[[Cast, Person], Any]]] = {
    "preview_plan": ("assign.plan", _anything, lambda c, who: finding.preview(c.house, who, _wanted())),
    "plan_choices": ("assign.plan", _anything, lambda c, who: assign.choices(c.house, who)),
    "inspectors": ("assign.plan", _anything, lambda c, who: assign.inspectors(c.house, who)),
    "make_plan": ("assign.plan", _anything, lambda c, who: assign.make(c.house, who, _wanted(), title="t", shares={c.igor.id: 1})),
    "plans": ("assign.plan", _anything, lambda c, who: assign.listed(c.house, who)),
    "plan": ("assign.plan", _anything, lambda c, who: assign.one(c.house, who, _plan(c))),
    "hand_over": ("assign.plan", _anything, lambda c, who: assign.hand_over(c.house, who, _plan(c), c.ines.id, "ill")),
    "stop_plan": ("assign.plan", _anything, lambda c, who: assign.stop(c.house, who, _plan(c), "n")),
    "queue_count": ("assign.mine", _anything, lambda c, who: myqueue.count(c.house, who)),
    "queue": ("assign.mine", _anything, lambda c, who: myqueue.mine(c.house, who)),
    "suggested": ("assign.mine", _anything, lambda c, who: myqueue.suggested(c.house, who)),
    "take": ("assign.mine", _anything, lambda c, who: myqueue.take(c.house, who, c.call)),
    "next_up": ("assign.mine", _anything, lambda c, who: myqueue.next_up(c.house, who, c.call)),
    "unusable": ("assign.replace", _of_ines, lambda c, who: assign.unusable(c.house, who, _mine(c), "silent")),
    "put_back": ("assign.replace", _of_ines, _give_back),
    "sign": ("call.process", _anything, lambda c, who: signs.catch_up(c.house, who)),
    "export_assignments": ("export", _anything, lambda c, who: assignment_export.exported(c.house, who)),
}
