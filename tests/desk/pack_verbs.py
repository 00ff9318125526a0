"""The verbs of packs that are shown, for the table in test_access: Lea's pack of the red team, which she shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa import access
from qa.access import About
from qa.desk import drawing, packs, showing, taking
from qa.desk.house import SYSTEM
from qa.model.packs import Votes
from qa.model.people import Person
from tests.desk.conftest import Cast
from tests.desk.excerpting import excerpt

Try = Callable[[Cast, Person], Any]


def an_excerpt(cast: Cast, kind: str = "good", start: float = 0.0, end: float = 4.0, **more: Any) -> int:
    given = {"title": f"{kind} {start:g}", **more}
    return excerpt(cast.house, cast.ines, cast.call, start=start, end=end, kind=kind, **given).id


def a_pack(cast: Cast) -> int:
    """The pack of the house, with an excerpt in it; it is made where there is none."""
    found = packs.listed(cast.house, SYSTEM)
    if found:
        return found[-1].id
    pack = packs.make(cast.house, cast.lea, "p")
    packs.put_in(cast.house, cast.lea, pack, an_excerpt(cast))
    return pack


def a_meeting(cast: Cast) -> int:
    """Lea shows the pack to the red team, once."""
    pack = a_pack(cast)
    found = showing.listed(cast.house, SYSTEM, pack)
    return found[-1].id if found else showing.start(cast.house, cast.lea, pack)


def item(cast: Cast, meeting: int, place: int = 0) -> int:
    return showing.one(cast.house, SYSTEM, meeting).items[place].id


def _red(cast: Cast) -> About:
    return About(team="red", author=cast.lea.id)


def _nothing(_: Cast) -> About:
    return access.NOTHING


PACKS: dict[str, tuple[str, Callable[[Cast], About], Try]] = {
    "show_pack": ("pack.show", _red, lambda c, who: showing.start(c.house, who, a_pack(c), "red")),
    "meeting": ("pack.meeting", _red, lambda c, who: showing.one(c.house, who, a_meeting(c))),
    "meeting_crew": ("pack.meeting", _red, lambda c, who: showing.crew(c.house, who, a_meeting(c))),
    "meetings": ("pack.see", _nothing, lambda c, who: showing.listed(c.house, who, a_pack(c))),
    "vote": ("pack.minutes", _red, lambda c, who: showing.vote(c.house, who, a_meeting(c), item(c, a_meeting(c)), Votes(1))),
    "meeting_note": ("pack.minutes", _red, lambda c, who: showing.remark(c.house, who, a_meeting(c), "n")),
    "who_was_there": ("pack.minutes", _red, lambda c, who: showing.there(c.house, who, a_meeting(c), [c.ann.id])),
    "end_meeting": ("pack.minutes", _red, lambda c, who: showing.finish(c.house, who, a_meeting(c))),
    "suggest": ("pack.suggest", _nothing, lambda c, who: drawing.suggested(c.house, who)),
    "draw": ("pack.edit", _red, lambda c, who: drawing.draw(c.house, who, a_pack(c), drawing.Filter())),
    "take_suggested": ("pack.edit", _red, lambda c, who: drawing.take(c.house, who, a_pack(c), ())),
    "offline": ("pack.take", _nothing, lambda c, who: taking.offline(c.house, who, a_pack(c), "en")),
    "handout": ("pack.take", _nothing, lambda c, who: taking.slides(c.house, who, a_pack(c), "en")),
    "talk_time": ("pack.edit", _red, lambda c, who: packs.set_talk(c.house, who, a_pack(c), 30)),
}
