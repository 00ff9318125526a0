"""The verbs of the monthly review and its improvement list, for the table in test_access: an improvement of the red team, Bob's to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa import access
from qa.access import About
from qa.desk import improve, month, report, shift
from qa.desk.house import SYSTEM
from qa.errors import Forbidden
from qa.model.improve import Field, ImproveAct, ImproveState, Listed
from qa.model.people import Person
from tests.desk.case_verbs import _red as a_red_case
from tests.desk.case_verbs import a_case
from tests.desk.conftest import Cast

Try = Callable[[Cast, Person], Any]


def added(cast: Cast, by: Person | None = None, **more: Any) -> int:
    """An improvement of the red team that Bob, of another one, is to see to."""
    given = {"what": "Say when we call back", "month": month.this_month(), "team": "red", "owner": cast.bob.id, **more}
    return improve.add(cast.house, by or cast.lea, **given)


def an_improvement(cast: Cast) -> int:
    found = improve.listed(cast.house, SYSTEM)
    return found[0].id if found else added(cast)


def _nothing(_: Cast) -> About:
    return access.NOTHING


def _red(cast: Cast) -> About:
    an_improvement(cast)
    return About(team="red", author=cast.bob.id)


def _of_red(_: Cast) -> About:
    return About(team="red")


def _change(cast: Cast, who: Person, act: ImproveAct) -> None:
    """Whoever may not see it is told that there is none; whoever sees it and may not change it is refused."""
    number = an_improvement(cast)
    improve.change(cast.house, who, number, [act])


def _choose(cast: Cast, who: Person) -> None:
    """Whoever may write one down is offered for whom, a lead the own team alone."""
    if "red" not in improve.teams_to_choose(cast.house, who):
        raise Forbidden("access.refused", who=who.shown, verb="improve.make")


def _wave(cast: Cast, who: Person) -> None:
    month.wave_away(cast.house, who, month.this_month(), "red", "criterion:none/none", "no")


def _today(cast: Cast, who: Person, take: bool) -> None:
    day = month.this_month().first
    if take:
        report.of_shift(cast.house, who, "red", day, day, "xlsx", "en")
    else:
        shift.view(cast.house, who, "red", day, day)


IMPROVE: dict[str, tuple[str, Callable[[Cast], About], Try]] = {
    "month": ("month.see", _of_red, lambda c, who: month.view(c.house, who, month.this_month(), "red")),
    "shift": ("month.see", _of_red, lambda c, who: _today(c, who, False)),
    "report_month": ("month.see", _of_red, lambda c, who: report.of_month(c.house, who, month.this_month(), "red", "docx", "zh")),
    "report_shift": ("month.see", _of_red, lambda c, who: _today(c, who, True)),
    "report_case": ("case.see", a_red_case, lambda c, who: report.of_case(c.house, who, a_case(c), "docx", "zh")),
    "improvements": ("improve.list", _nothing, lambda c, who: improve.listed(c.house, who)),
    "report_list": ("improve.list", _nothing, lambda c, who: report.of_list(c.house, who, Listed(), "xlsx", "zh")),
    "improvement_months": ("improve.list", _nothing, lambda c, who: improve.months(c.house, who)),
    "improvement_owners": ("people.see", _nothing, lambda c, who: improve.owners(c.house, who)),
    "improvement": ("improve.see", _red, lambda c, who: improve.one(c.house, who, an_improvement(c))),
    "add_improvement": ("improve.make", _of_red, lambda c, who: added(c, who)),
    "teams_for_improvement": ("improve.make", _of_red, _choose),
    "take_up": ("improve.make", _of_red, lambda c, who: month.take_up(c.house, who, month.this_month(), "red", "criterion:none/none")),
    "wave_away": ("improve.make", _of_red, _wave),
    "change_improvement": ("improve.change", _red, lambda c, who: _change(c, who, ImproveAct(Field.WHAT, "Say when, and keep it"))),
    "bring_forward": ("improve.work", _red, lambda c, who: _change(c, who, ImproveAct(Field.STATE, "begun", ImproveState.WORKING))),
}
