"""The verbs of case files, for the table in test_access: an open case of the red team, which Ines opened from Ann's call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from qa import access
from qa.access import About
from qa.desk import case_export, cases
from qa.desk.house import SYSTEM
from qa.model.casefile import Family, Part, Sought, Step
from qa.model.people import Person
from qa.store.tables import now
from tests.desk.conftest import Cast
from tests.desk.published import publish

Try = Callable[[Cast, Person], Any]
HOUR = timedelta(hours=1)


def opened(cast: Cast, by: Person | None = None, **more: Any) -> int:
    """A case of the red team about Ann's call, an hour old, unless said otherwise."""
    given = {"title": "Line down for the third time", "complained_at": now() - HOUR, "team": "red", "call_id": cast.call, **more}
    return cases.open_case(cast.house, by or cast.ines, **given)


def a_case(cast: Cast) -> int:
    """The case of the house; it is made where there is none."""
    found = cases.listed(cast.house, SYSTEM)
    return found[-1].id if found else opened(cast)


def settled(cast: Cast, case: int, by: Person | None = None) -> int:
    """A case with all that it takes to be closed but the call back."""
    by = by or cast.ines
    cases.write(cast.house, by, case, Part.RESULT, "line repaired, a month's fee back")
    cases.write(cast.house, by, case, Part.CAUSE, "the splitter was rusty", family=Family.PRODUCT)
    cases.happened(cast.house, by, case, Step.SETTLED, now())
    return case


def closed(cast: Cast) -> int:
    case = settled(cast, opened(cast))
    cases.close(cast.house, cast.ines, case, "could not be reached")
    return case


def _nothing(_: Cast) -> About:
    return access.NOTHING


def _red(cast: Cast) -> About:
    a_case(cast)
    return About(team="red", author=cast.ines.id, members=frozenset({cast.ann.id}))


def _published(cast: Cast) -> About:
    """Once the call's review is published its agent sees the call, and asks for its cases: the answer is an empty list."""
    if not any(one.calls for one in cases.listed(cast.house, SYSTEM)):
        publish(cast)
        a_case(cast)
    return About(agent=cast.ann.id, team="red", published=True)


def _link(cast: Cast) -> int:
    return cases.one(cast.house, SYSTEM, a_case(cast)).calls[0].id


CASES: dict[str, tuple[str, Callable[[Cast], About], Try]] = {
    "cases": ("case.list", _nothing, lambda c, who: cases.listed(c.house, who, Sought(words="line"))),
    "case_teams": ("case.list", _nothing, lambda c, who: cases.teams(c.house, who)),
    "cases_waiting": ("case.list", _nothing, lambda c, who: cases.waiting(c.house, who)),
    "cases_of_call": ("call.see", _published, lambda c, who: cases.of_call(c.house, who, c.call)),
    "case": ("case.see", _red, lambda c, who: cases.one(c.house, who, a_case(c))),
    "similar_cases": ("case.see", _red, lambda c, who: cases.similar(c.house, who, a_case(c))),
    "draft_case": ("case.open", _red, lambda c, who: cases.draft(c.house, who, c.call)),
    "teams_for_case": ("case.open", lambda c: About(team="red"), lambda c, who: _choose(c, who)),
    "open_case": ("case.open", _red, lambda c, who: opened(c, who, call_id=None)),
    "write_case": ("case.work", _red, lambda c, who: cases.write(c.house, who, a_case(c), Part.PROBLEM, "x")),
    "case_step": ("case.work", _red, lambda c, who: cases.happened(c.house, who, a_case(c), Step.CONTACTED, now())),
    "case_take_back": ("case.work", _red, lambda c, who: cases.take_back(c.house, who, a_case(c), Step.CONTACTED, "r")),
    "give_case": ("case.work", _red, lambda c, who: cases.give(c.house, who, a_case(c), c.igor.id)),
    "case_handlers": ("case.work", _red, lambda c, who: cases.handlers(c.house, who, a_case(c))),
    "close_case": ("case.work", _red, lambda c, who: cases.close(c.house, who, a_case(c))),
    "reopen_case": ("case.work", _red, lambda c, who: cases.reopen(c.house, who, a_case(c), "r")),
    "link_call": ("case.work", _red, lambda c, who: cases.link(c.house, who, a_case(c), c.call)),
    "unlink_call": ("case.work", _red, lambda c, who: cases.unlink(c.house, who, a_case(c), _link(c), "r")),
    "export_cases": ("export", _nothing, lambda c, who: case_export.exported(c.house, who)),
}


def _choose(cast: Cast, who: Person) -> None:
    """Whoever may open a case is offered teams, a lead the own one alone."""
    found = cases.teams_to_choose(cast.house, who)
    if who.team == "blue" and found == ("blue",):
        access.authorize(who, "case.open", About(team="red"))
