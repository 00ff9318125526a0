"""Of the demo: a meeting in which the pack was shown, two improvements of last month, and one taken up from a complaint of this month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from qa import locales
from qa.desk import improve, improve_record, month, packs, showing
from qa.desk.house import House
from qa.model.improve import Cause, Field, ImproveAct, ImproveState
from qa.model.packs import Votes
from qa.model.people import Person

VOTES = (Votes(5, 1, 0), Votes(0, 6, 0), Votes(4, 0, 2))
NOTES = ("said_first", "said_second", "said")
SOON, LATER = timedelta(days=2), timedelta(days=14)
TAKEN_UP = "cases:product"


def furnish(house: House, actors: Mapping[str, Person], language: str) -> None:
    """Once for a demo: what is there stays as it is."""
    manager, lead, inspector = (actors[name] for name in ("zhou", "zhao", "sun"))
    if improve.listed(house, manager):
        return
    words = locales.area(language, "demo.month")
    _meeting(house, lead, actors, words)
    at, today = month.this_month(), improve_record.today()
    done = improve.add(house, manager, what=words["done"], month=at.before, cause=Cause.COMMUNICATION, owner=lead.id, due=today + SOON)
    improve.change(
        house, lead, done, [ImproveAct(Field.STATE, words["done_note"], ImproveState.DONE), ImproveAct(Field.OUTCOME, words["outcome"])]
    )
    improve.change(house, manager, done, [ImproveAct(Field.SHARED, value="yes")])
    going = improve.add(house, manager, what=words["going"], month=at.before, cause=Cause.STANDARD, owner=inspector.id, due=today + SOON)
    improve.change(house, inspector, going, [ImproveAct(Field.STATE, words["going_note"], ImproveState.WORKING)])
    if any(one.key == TAKEN_UP for one in month.view(house, manager, at).proposals):
        month.take_up(house, manager, at, "", TAKEN_UP, what=words["taken"], owner=inspector.id, due=today + LATER, language=language)


def _meeting(house: House, lead: Person, actors: Mapping[str, Person], words: Mapping[str, str]) -> None:
    for pack in packs.listed(house, lead)[:1]:
        meeting = showing.start(house, lead, pack.id)
        items = showing.one(house, lead, meeting).items
        for item, votes, note in zip(items, VOTES, NOTES, strict=False):
            showing.vote(house, lead, meeting, item.id, votes)
            showing.remark(house, lead, meeting, words[note], item.id)
        showing.remark(house, lead, meeting, words["meeting"])
        showing.there(house, lead, meeting, [actors["chen"].id, actors["wang"].id], words["others"])
        showing.finish(house, lead, meeting)
