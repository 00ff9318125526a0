"""A published review to start from, and short ways to look at it."""

from __future__ import annotations

from qa.desk import history, intake, notices, review
from qa.desk.lifeviews import LifeView, NoticeView
from qa.desk.views import CallView, FindingView
from qa.model.people import Person
from tests.desk.conftest import Cast


def page(cast: Cast, who: Person, call: int | None = None) -> CallView:
    return intake.view(cast.house, who, call or cast.call)


def finding(cast: Cast, who: Person, criterion: str, call: int | None = None) -> FindingView:
    return next(f for e in page(cast, who, call).evaluations for f in e.findings if f.criterion == criterion)


def publish(cast: Cast, by: Person | None = None, call: int | None = None) -> int:
    """Ines (or another) accepts what the machine says (close missed), sees that the agent cared, remarks, publishes; gives the remark."""
    by, call = by or cast.ines, call or cast.call
    review.decide(cast.house, by, call, finding(cast, by, "care", call).id, "met", "warm")
    review.accept_all(cast.house, by, call)
    remark = review.remark(cast.house, by, call, utterance=2, from_char=2, to_char=6, text="say when")
    review.publish(cast.house, by, call, "well done")
    return remark


def life(cast: Cast, who: Person, call: int | None = None) -> LifeView:
    found = history.life(cast.house, who, call or cast.call)
    assert found is not None
    return found


def told(cast: Cast, who: Person) -> list[str]:
    """What somebody was told and has not seen, newest first."""
    return [one.kind.value for one in notices.listed(cast.house, who) if not one.read]


def notice(cast: Cast, who: Person, kind: str) -> NoticeView:
    return next(one for one in notices.listed(cast.house, who) if one.kind == kind)
