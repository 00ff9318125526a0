"""What an assignment plan finds, and what its filter leaves out: a filter that lets in other calls than there are biases what is learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qa.access import authorize
from qa.desk.assignment_views import Bucket, Found
from qa.desk.house import House
from qa.errors import Invalid
from qa.model.assignment import Wanted
from qa.model.people import Person
from qa.store import assignments
from qa.store.assignments import HALF_HOURS, LENGTHS_S, SCORES, Group
from qa.store.engine import Session

MOST_EACH, MOST_DRAWN = 200, 20_000
SHOWN_QUEUES = 8
HOURS = ("night", "morning", "afternoon", "evening")
"""Six hours each, from midnight on."""
OTHERS = "\0"
"""The bucket of all queues that are not shown by name."""


def preview(house: House, actor: Person, wanted: Wanted, *, offset_minutes: int = 480) -> Found:
    """What a plan would find, and what its filter leaves out. ``offset_minutes``: how far the reader's clock is ahead of UTC."""
    authorize(actor, "assign.plan")
    check(wanted)
    with house.db.reading() as session:
        return find(session, wanted, offset_minutes)


def check(wanted: Wanted) -> None:
    """Raises Invalid for bounds that let nothing pass, and for a number that cannot be."""
    bounds = (wanted.shortest_s, wanted.longest_s), (wanted.lowest, wanted.highest)
    if wanted.since >= wanted.until or any(low is not None and high is not None and low > high for low, high in bounds):
        raise Invalid("assign.bounds")
    if not 1 <= wanted.each <= MOST_EACH:
        raise Invalid("assign.each", most=MOST_EACH)


def find(session: Session, wanted: Wanted, offset_minutes: int) -> Found:
    """As ``preview``, within a transaction."""
    groups = assignments.survey(session, wanted)
    out: Counter[str] = Counter(dict.fromkeys(assignments.passes(wanted), 0))
    for group in groups:
        out.update(group.failing)
    agents = assignments.of_agents(session, wanted)
    drawn = sum(min(count, wanted.each) for count in agents.values())
    if drawn > MOST_DRAWN:
        raise Invalid("assign.too_many", count=drawn, most=MOST_DRAWN)
    return Found(
        total=sum(group.count for group in groups),
        inside=sum(group.inside for group in groups),
        left_out=out,
        spread=_spread(groups, offset_minutes),
        agents=agents,
        drawn=drawn,
        short=sum(count < wanted.each for count in agents.values()),
    )


def _spread(groups: Sequence[Group], offset_minutes: int) -> dict[str, tuple[Bucket, ...]]:
    every: dict[str, Counter[str]] = {kind: Counter() for kind in ("length", "score", "hour", "queue")}
    inside: dict[str, Counter[str]] = {kind: Counter() for kind in every}
    for one in groups:
        hour = _hour(one.half_hour, offset_minutes)
        for kind, name in (("length", one.length), ("score", one.score), ("hour", hour), ("queue", one.queue)):
            every[kind][name] += one.count
            inside[kind][name] += one.inside
    order = {
        "length": [*(f"under_{bound}" for bound in LENGTHS_S), "longer", "unknown"],
        "score": ["fatal", *(f"under_{bound}" for bound in SCORES), "higher", "unknown"],
        "hour": [*HOURS, "unknown"],
        "queue": [name for name, _ in every["queue"].most_common(SHOWN_QUEUES)],
    }
    spread = {kind: [Bucket(name, every[kind][name], inside[kind][name]) for name in names] for kind, names in order.items()}
    others = [name for name in every["queue"] if name not in order["queue"]]
    if others:
        spread["queue"].append(Bucket(OTHERS, sum(every["queue"][name] for name in others), sum(inside["queue"][name] for name in others)))
    return {kind: tuple(one for one in buckets if one.every) for kind, buckets in spread.items()}


def _hour(half: int | None, offset_minutes: int) -> str:
    if half is None:
        return "unknown"
    here = (half + round(offset_minutes / 30)) % HALF_HOURS
    return HOURS[here * len(HOURS) // HALF_HOURS]
