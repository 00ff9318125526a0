"""Improvements of the demo: two of last month, one of them done and told to all, and one taken up from a complaint of this month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from qa import locales
from qa.desk import improve, improve_record, month
from qa.desk.house import House
from qa.model.improve import Cause, Field, ImproveAct, ImproveState
from qa.model.people import Person

SOON, LATER = timedelta(days=2), timedelta(days=14)
TAKEN_UP = "cases:product"


def furnish(house: House, actors: Mapping[str, Person], language: str) -> None:
    """Once for a demo: what is there stays as it is."""
    manager, lead, inspector = (actors[name] for name in ("zhou", "zhao", "sun"))
    if improve.listed(house, manager):
        return
    words = locales.area(language, "demo.month")
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
