"""What happened in the demo after the reviews were published: an acknowledgement, two appeals, coaching, a mentor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from qa import locales
from qa.desk import amend, appeals, coaching, history, intake, mentors
from qa.desk.house import House
from qa.model.people import Person
from qa.store.tables import now

THANKED, APPEALED = "zh-broadband-third-call", "zh-gift-switched-on"
JUDGED, OPEN = "identity", "tone"
COACHED_TURN = 18
FOLLOW_UP = timedelta(days=7)


def furnish(house: House, actors: Mapping[str, Person], calls: Mapping[str, int], language: str) -> None:
    """Once for a demo: what is there stays as it is."""
    words = locales.area(language, "demo.life")
    agent, mentor, manager, lead = (actors[name] for name in ("wang", "chen", "zhou", "zhao"))
    before = history.life(house, agent, calls[APPEALED])
    if before is None or len(before.steps) > 1:
        return
    amend.acknowledge(house, mentor, calls[THANKED])
    amend.comment(house, mentor, calls[THANKED], words["thanks"])
    first = _appeal(house, agent, calls[APPEALED], JUDGED, words["judged.comment"], "not_applicable")
    appeals.overturn(house, manager, first, words["judged.reason"])
    _appeal(house, agent, calls[APPEALED], OPEN, words["open.comment"], "met")
    said = intake.view(house, lead, calls[APPEALED]).transcript
    assert said is not None
    coaching.note(
        house,
        lead,
        calls[APPEALED],
        utterance=COACHED_TURN,
        from_char=0,
        to_char=len(said.utterances[COACHED_TURN].text),
        text=words["coaching"],
        follow_up=(now().astimezone() + FOLLOW_UP).date(),
    )
    mentors.add(house, lead, mentor.id, agent.id)


def _appeal(house: House, agent: Person, call_id: int, criterion: str, comment: str, proposed: str) -> int:
    found = [one for evaluation in intake.view(house, agent, call_id).evaluations for one in evaluation.findings]
    (finding,) = (one.id for one in found if one.criterion == criterion)
    return appeals.make(house, agent, call_id, finding=finding, comment=comment, proposed=proposed)
