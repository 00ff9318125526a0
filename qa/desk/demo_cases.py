"""Two complaints of the demo: one that was settled in time and closed, one that is under way and owes an answer soon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from qa import locales
from qa.desk import cases, intake
from qa.desk.house import SYSTEM, House
from qa.model.casefile import Family, Part, Step
from qa.model.people import Person
from qa.store.tables import now

DONE, UNDER_WAY = "zh-broadband-third-call", "zh-unlimited-fee-dispute"
LONG_AGO, HOURS_AGO = timedelta(days=6), timedelta(hours=21)
STEPS = ((Step.CONTACTED, timedelta(minutes=2)), (Step.REPLIED, timedelta(hours=7)), (Step.SETTLED, timedelta(hours=50)))
CALLED_BACK = timedelta(hours=56)


def furnish(house: House, actors: Mapping[str, Person], calls: Mapping[str, int], language: str) -> None:
    """Once for a demo: what is there stays as it is."""
    if cases.listed(house, SYSTEM, limit=1):
        return
    words = locales.area(language, "demo.cases")
    lead, inspector = actors["zhao"], actors["sun"]
    began = intake.view(house, lead, calls[DONE]).line.started_at
    came = min(began, now() - LONG_AGO) if began else now() - LONG_AGO
    done = cases.open_case(
        house,
        lead,
        title=words["done.title"],
        complained_at=came,
        reference="TS-1103-07",
        texts={part: words[f"done.{part}"] for part in (Part.BACKGROUND, Part.PROBLEM)},
        owner=inspector.id,
        call_id=calls[DONE],
    )
    for step, after in STEPS:
        cases.happened(house, inspector, done, step, came + after, words.get(f"done.{step}", ""))
    for part in (Part.HANDLING, Part.RESULT):
        cases.write(house, inspector, done, part, words[f"done.{part}"])
    cases.write(house, inspector, done, Part.CAUSE, words["done.cause"], family=Family.PRODUCT)
    cases.happened(house, inspector, done, Step.CALLED_BACK, came + CALLED_BACK, words["done.called_back"])
    cases.close(house, inspector, done)
    under_way = cases.open_case(
        house,
        inspector,
        title=words["under_way.title"],
        complained_at=now() - HOURS_AGO,
        reference="TS-1105-12",
        texts={part: words[f"under_way.{part}"] for part in (Part.BACKGROUND, Part.PROBLEM)},
        family=Family.COMMUNICATION,
        call_id=calls[UNDER_WAY],
    )
    cases.happened(house, inspector, under_way, Step.CONTACTED, now() - HOURS_AGO + timedelta(minutes=26), words["under_way.contacted"])
    cases.write(house, lead, under_way, Part.HANDLING, words["under_way.handling"])
