"""The summary of a shift: what a team heard and said in its meetings, what was missed most, what is to be followed up. One day or some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qa.access import About, allowed, authorize
from qa.desk import cases, coaching, drawing, improve, month, showing
from qa.desk.case_views import CaseLine
from qa.desk.house import House
from qa.desk.improve_views import ImproveLine
from qa.desk.lifeviews import CoachingView
from qa.desk.pack_views import MeetingView
from qa.errors import Invalid
from qa.model.casefile import Sought
from qa.model.estimate import Estimate, share
from qa.model.improve import Listed
from qa.model.people import Person
from qa.model.text import Text
from qa.store import calls, months, people
from qa.store.engine import Session

MOST_DAYS, MOST_FINDINGS, MOST_CASES = 31, 8, 200


@dataclass(frozen=True, slots=True)
class Missed:
    """A criterion: in how many of the calls that were judged by it, by a person where one did, it was missed."""

    title: Text
    count: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A team's (everybody's where it is "") days ``since`` to ``until``, both of them in it.

    ``coaching``, ``improvements``, ``cases``: what was due by the last day and is not done.
    """

    team: str
    since: date
    until: date
    meetings: tuple[MeetingView, ...]
    calls: int
    missed: tuple[Missed, ...]
    coaching: tuple[CoachingView, ...]
    improvements: tuple[ImproveLine, ...]
    cases: tuple[CaseLine, ...]


def view(house: House, actor: Person, team: str, since: date, until: date) -> ShiftView:
    """Raises Invalid for days that cannot be, Forbidden where the team is not the reader's."""
    authorize(actor, "month.see", About(team=team))
    if not since <= until <= since + timedelta(days=MOST_DAYS - 1):
        raise Invalid("month.days", most=MOST_DAYS)
    span = month.beginning(since), month.beginning(until + timedelta(days=1))
    with house.db.reading() as session:
        held = [row.id for row, _ in months.meetings(session, *span, team) if row.id is not None]
        judged, missed = _missed(session, *span, team)
    meetings = tuple(showing.one(house, actor, number) for number in held)
    return ShiftView(
        team=team,
        since=since,
        until=until,
        meetings=meetings,
        calls=judged,
        missed=missed,
        coaching=_coaching(house, actor, team, until),
        improvements=tuple(
            one
            for one in improve.listed(house, actor, Listed(team=team or None))
            if not one.state.ended and one.due is not None and one.due <= until
        ),
        cases=tuple(
            one
            for one in cases.listed(house, actor, Sought(team=team), limit=MOST_CASES)
            if one.next is not None and one.next.due is not None and one.next.due < span[1]
        ),
    )


def _missed(session: Session, since: datetime, until: datetime, team: str) -> tuple[int, tuple[Missed, ...]]:
    """How many calls were judged, and what was missed most."""
    found = [row for row in calls.evaluated_between(session, since, until) if team in ("", row[2].team)]
    told = drawing.by_criterion(drawing.newest(session, found))
    counts = [(told.titles[key], len(told.missed[key]), len(told.judged[key])) for key in told.worst(MOST_FINDINGS)]
    lines = tuple(Missed(title, missed, share(missed, judged)) for title, missed, judged in counts)
    return len({call.id for _, _, call in found}), lines


def _coaching(house: House, actor: Person, team: str, until: date) -> tuple[CoachingView, ...]:
    """Notes whose day has come; for those who may see them."""
    if not allowed(actor, "coaching.team"):
        return ()
    found = [one for one in coaching.of_team(house, actor) if one.withdrawn is None and one.follow_up and one.follow_up <= until]
    with house.db.reading() as session:
        teams = people.teams(session, [one.agent_id for one in found])
    return tuple(one for one in found if team in ("", teams.get(one.agent_id, "")))
