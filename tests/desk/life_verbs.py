"""The verbs of a published review's life, for the table in test_access."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa import access
from qa.access import About
from qa.desk import amend, appeals, coaching, history, insight, intake, mentors, notices, precision, review, terms, trend
from qa.desk.house import SYSTEM
from qa.model.people import Person
from tests.desk.conftest import Cast
from tests.desk.published import finding, publish

Try = Callable[[Cast, Person], Any]


def published(cast: Cast) -> Cast:
    """The house with Ann's call published by Ines."""
    if intake.view(cast.house, SYSTEM, cast.call).review is None:
        publish(cast)
    return cast


def appeal(cast: Cast) -> int:
    """An open appeal of Ann's against Ines's verdict, for Max to judge."""
    life = history.life(cast.house, SYSTEM, published(cast).call)
    assert life is not None
    if life.appeals:
        return life.appeals[0].id
    return appeals.make(cast.house, cast.ann, cast.call, finding=finding(cast, cast.ann, "close").id, comment="x")


def note(cast: Cast) -> int:
    """A coaching note of Lea's to Ann."""
    found = coaching.of_call(cast.house, cast.max, published(cast).call)
    return found[0].id if found else coaching.note(cast.house, cast.lea, cast.call, utterance=0, from_char=0, to_char=5, text="warmer")


def link(cast: Cast) -> int:
    """Bob accompanies Ann."""
    found = [one for one in mentors.listed(cast.house, SYSTEM) if one.ended_at is None]
    return found[0].id if found else mentors.add(cast.house, cast.lea, cast.bob.id, cast.ann.id)


def own(cast: Cast) -> About:
    published(cast)
    return About(agent=cast.ann.id, team="red", author=cast.ines.id, published=True)


def by_lea(cast: Cast) -> About:
    note(cast)
    return About(agent=cast.ann.id, team="red", author=cast.lea.id)


def judged(cast: Cast) -> About:
    appeal(cast)
    involved = frozenset({cast.ines.id})
    return About(agent=cast.ann.id, team="red", author=cast.ann.id, published=True, judge=cast.max.id, involved=involved)


def nothing(_: Cast) -> About:
    return access.NOTHING


def _close(cast: Cast) -> int:
    return finding(published(cast), cast.ann, "close").id


LIFE: dict[str, tuple[str, Callable[[Cast], About], Try]] = {
    "life": ("review.see", own, lambda c, who: history.life(c.house, who, c.call)),
    "acknowledge": ("review.acknowledge", own, lambda c, who: amend.acknowledge(c.house, who, c.call)),
    "comment": ("review.comment", own, lambda c, who: amend.comment(c.house, who, c.call, "said")),
    "correct_verdict": (
        "review.correct",
        own,
        lambda c, who: amend.correct_verdict(c.house, who, c.call, _close(c), "not_applicable", "r"),
    ),
    "correct_remark": ("review.correct", own, lambda c, who: amend.correct_remark(c.house, who, c.call, 1, "r")),
    "correct_summary": ("review.correct", own, lambda c, who: amend.correct_summary(c.house, who, c.call, who.name, "r")),
    "appeal": ("appeal.make", own, lambda c, who: appeals.make(c.house, who, c.call, finding=_close(c), comment="x")),
    "withdraw_appeal": ("appeal.withdraw", judged, lambda c, who: appeals.withdraw(c.house, who, appeal(c))),
    "appeals": ("appeal.list", judged, lambda c, who: appeals.listed(c.house, who)),
    "appeals_waiting": ("appeal.list", nothing, lambda c, who: appeals.waiting(c.house, who)),
    "one_appeal": ("review.see", judged, lambda c, who: appeals.one(c.house, who, appeal(c))),
    "uphold": ("appeal.judge", judged, lambda c, who: appeals.uphold(c.house, who, appeal(c), "")),
    "overturn": ("appeal.judge", judged, lambda c, who: appeals.overturn(c.house, who, appeal(c), "", "met")),
    "assign_appeal": ("appeal.assign", judged, lambda c, who: appeals.assign(c.house, who, appeal(c), c.igor.id)),
    "appeal_judges": ("appeal.assign", judged, lambda c, who: appeals.judges(c.house, who, appeal(c))),
    "terms": ("notice.mine", nothing, lambda c, who: terms.in_force(c.house, who)),
    "change_terms": ("settings.change", nothing, lambda c, who: terms.change(c.house, who, days=5, holidays="", workdays="")),
    "coach": (
        "coaching.write",
        own,
        lambda c, who: coaching.note(c.house, who, c.call, utterance=0, from_char=0, to_char=5, text="t"),
    ),
    "coaching_outcome": ("coaching.write", own, lambda c, who: coaching.outcome(c.house, who, note(c), "better")),
    "withdraw_coaching": ("coaching.withdraw", by_lea, lambda c, who: coaching.withdraw(c.house, who, note(c), "r")),
    "coaching_of_call": ("coaching.list", own, lambda c, who: coaching.of_call(c.house, who, c.call)),
    "coaching_mine": ("coaching.list", nothing, lambda c, who: coaching.mine(c.house, who)),
    "coaching_of_newcomers": ("coaching.list", nothing, lambda c, who: coaching.of_newcomers(c.house, who)),
    "coaching_of_team": ("coaching.team", nothing, lambda c, who: coaching.of_team(c.house, who)),
    "set_mentor": ("mentor.set", own, lambda c, who: mentors.add(c.house, who, c.bob.id, c.ann.id)),
    "end_mentor": ("mentor.set", own, lambda c, who: mentors.end(c.house, who, link(c))),
    "mentors": ("mentor.list", nothing, lambda c, who: mentors.listed(c.house, who)),
    "mentor_candidates": ("mentor.list", nothing, lambda c, who: mentors.candidates(c.house, who)),
    "newcomers": ("mentor.mine", nothing, lambda c, who: mentors.newcomers(c.house, who)),
    "reviews_of_newcomers": ("mentor.mine", nothing, lambda c, who: review.of_newcomers(c.house, who)),
    "notices": ("notice.mine", nothing, lambda c, who: notices.listed(c.house, who)),
    "unread": ("notice.mine", nothing, lambda c, who: notices.unread(c.house, who)),
    "notices_visited": ("notice.mine", nothing, lambda c, who: notices.visited(c.house, who, c.call)),
    "notices_seen": ("notice.mine", nothing, lambda c, who: notices.seen(c.house, who)),
    "trend": ("review.mine", nothing, lambda c, who: trend.mine(c.house, who)),
    "team_means": ("review.team", nothing, lambda c, who: trend.of_team(c.house, who)),
    "precision": ("precision.see", nothing, lambda c, who: precision.precision(c.house, who)),
    "export_appeals": ("export", nothing, lambda c, who: insight.all_appeals(c.house, who)),
}
