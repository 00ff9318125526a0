"""The mean of published scores with an honest interval: the reader's own, and of the agents of a team, without any ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa.access import authorize
from qa.desk.house import House
from qa.model.estimate import LEAST_CALLS, Estimate, mean
from qa.model.people import Person, Role
from qa.store import people, reviews
from qa.store.tables import CallRow, ReviewRow, now

SPAN = timedelta(days=90)
MOST = 2000


@dataclass(frozen=True, slots=True)
class Score:
    """One published score: of which call, when it was published."""

    call_id: int
    title: str
    at: datetime
    percent: float


@dataclass(frozen=True, slots=True)
class Trend:
    """The scores of the last ``days``, oldest first, their mean, and that of the time before, of the same length.

    Of less than ``least`` scores there is no mean. ``changed``: whether the two intervals lie apart; only then is anything better or worse.
    """

    days: int
    least: int
    scores: tuple[Score, ...]
    now: Estimate
    before: Estimate
    changed: bool


@dataclass(frozen=True, slots=True)
class AgentMean:
    agent: str
    team: str
    mean: Estimate


def mine(house: House, actor: Person, days: int = SPAN.days, at: datetime | None = None) -> Trend:
    """The trend of the reader's own published scores."""
    authorize(actor, "review.mine")
    at = at or now()
    with house.db.reading() as session:
        found = reviews.published(session, agent_id=actor.id, limit=MOST)
    start = at - timedelta(days=days)
    scores = _scores(found)
    here = [one for one in scores if start < one.at <= at]
    before = [one for one in scores if start - timedelta(days=days) < one.at <= start]
    recent, earlier = mean([one.percent for one in here]), mean([one.percent for one in before])
    return Trend(days, LEAST_CALLS, tuple(here), recent, earlier, recent.apart(earlier))


def of_team(house: House, actor: Person, days: int = SPAN.days, at: datetime | None = None) -> tuple[Estimate, tuple[AgentMean, ...]]:
    """The mean of the reader's team (of everybody for those who judge), and of each agent, by name: nobody is ranked."""
    authorize(actor, "review.team")
    at = at or now()
    with house.db.reading() as session:
        found = reviews.published(session, team=actor.team if actor.role is Role.LEAD else None, limit=MOST)
        names = people.shown(session, [call.agent_id for _, call in found])
    recent = [(review, call) for review, call in found if review.published_at and at - timedelta(days=days) < review.published_at <= at]
    agents = sorted({(names[call.agent_id], call.team, call.agent_id) for _, call in recent if call.agent_id in names})
    means = tuple(
        AgentMean(name, team, mean([one.percent for one in _scores([p for p in recent if (p[1].agent_id, p[1].team) == (agent, team)])]))
        for name, team, agent in agents
    )
    return mean([one.percent for one in _scores(recent)]), means


def _scores(found: Sequence[tuple[ReviewRow, CallRow]]) -> list[Score]:
    """Scores, oldest first; a review where nothing applied has none."""
    scored = [
        Score(review.call_id, call.title, review.published_at, min(review.percent, 100.0))
        for review, call in found
        if review.percent is not None and review.published_at is not None
    ]
    return sorted(scored, key=lambda one: (one.at, one.call_id))
