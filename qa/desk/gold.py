"""The gold set: what meetings agreed on, and how the machine and each inspector stand against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qa.access import allowed, authorize
from qa.desk import scoring
from qa.desk.house import House
from qa.model.agreement import Agreement, agreement
from qa.model.finding import Verdict
from qa.model.graders import pairs, share_interval
from qa.model.people import Person
from qa.model.text import Text
from qa.store import calibrations, inquiries, people
from qa.store.engine import Session
from qa.store.tables import FindingRow
from qa.store.tables_calibration import GoldRow

Key = tuple[int, str, str]
"""Call, rubric, criterion."""


@dataclass(frozen=True, slots=True)
class Measure:
    """``right`` of ``of`` answers are the gold one; ``low`` to ``high`` hold 95 per cent of that share, None of nothing."""

    right: int
    of: int
    low: float | None
    high: float | None
    agreement: Agreement

    @property
    def share(self) -> float | None:
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """``before``: answers given before anything was agreed on; ``after``: later ones, in sets and in published reviews."""

    person: int
    name: str
    before: Measure
    after: Measure


@dataclass(frozen=True, slots=True)
class CriterionStanding:
    """The machine on one criterion."""

    rubric: str
    criterion: str
    title: Text
    measure: Measure


@dataclass(frozen=True, slots=True)
class MachineStanding:
    """``criteria``: the least right first. ``gone``: gold answers to criteria that no rubric asks any more; ``open``: left to a person."""

    measure: Measure
    criteria: tuple[CriterionStanding, ...]
    gone: int
    open: int


@dataclass(frozen=True, slots=True)
class GoldStanding:
    """``answers`` gold answers on ``calls`` calls. ``then``: the machine as it judged when they were agreed on."""

    answers: int
    calls: int
    then: MachineStanding
    people: tuple[PersonStanding, ...]


def standing(house: House, actor: Person) -> GoldStanding:
    """Everybody against the gold set, for those who run calibration; for others the machine and themselves."""
    authorize(actor, "calibration.list")
    with house.db.reading() as session:
        found = calibrations.gold(session)
        gold = _gold(found)
        findings = calibrations.gold_findings(session)
        then = {_key(one): findings[one.finding_id].verdict for one in found}
        everyone = _people(session, gold)
        ids = everyone if allowed(actor, "calibration.run") else [actor.id] if actor.id in everyone else []
        names = people.shown(session, ids)
    return GoldStanding(
        answers=len(gold),
        calls=len({call for call, _, _ in gold}),
        then=_machine(then, gold, _titles(found, findings)),
        people=tuple(
            PersonStanding(i, names.get(i, ""), *(measure(said, gold) for said in everyone[i]))
            for i in sorted(ids, key=lambda i: names.get(i, ""))
        ),
    )


def today(house: House, actor: Person) -> MachineStanding:
    """The machine by the rubrics in force, judging the gold calls anew; nothing of it is kept. Raises RubricError."""
    authorize(actor, "calibration.list")
    book = house.book
    with house.db.reading() as session:
        found = calibrations.gold(session)
        titles = _titles(found, calibrations.gold_findings(session))
        heard = [(*one, inquiries.answers(session, one[2].id or 0)) for one in calibrations.heard(session, found)]
    said: dict[Key, str] = {}
    for call, recording, words, given in heard:
        for evaluation in scoring.evaluate(book, call, recording, words, given):
            for finding in evaluation.findings:
                said[call.id or 0, evaluation.rubric, finding.criterion] = finding.verdict
                titles[evaluation.rubric, finding.criterion] = finding.title
    return _machine(said, _gold(found), titles)


def measure(said: Mapping[Key, str], gold: Mapping[Key, str]) -> Measure:
    """Answers against the gold ones; what has none is left out."""
    counted = pairs(said, gold)
    right, of = sum(count for (one, other), count in counted.items() if one == other), sum(counted.values())
    low, high = share_interval(right, of) or (None, None)
    return Measure(right, of, low, high, agreement(counted))


def _machine(said: Mapping[Key, str], gold: Mapping[Key, str], titles: Mapping[tuple[str, str], Text]) -> MachineStanding:
    told = {key: verdict for key, verdict in said.items() if verdict != Verdict.UNSCORED}
    criteria = Counter(key[1:] for key in gold)
    found = [
        CriterionStanding(*one, titles[one], measure({key: verdict for key, verdict in told.items() if key[1:] == one}, gold))
        for one in criteria
    ]
    found.sort(key=lambda one: (one.measure.share is None, one.measure.share or 0.0, -one.measure.of))
    return MachineStanding(
        measure=measure(told, gold),
        criteria=tuple(found),
        gone=sum(key not in said for key in gold),
        open=sum(said.get(key) == Verdict.UNSCORED for key in gold),
    )


def _people(session: Session, gold: Mapping[Key, str]) -> dict[int, tuple[dict[Key, str], dict[Key, str]]]:
    """By person, the last answer to each gold question before it was agreed on, and the last one after."""
    agreed_at: dict[Key, datetime] = {_key(one): one.created_at for one in calibrations.first_gold(session)}
    given: list[tuple[int, Key, datetime, str]] = [
        (answer.person_id, (answer.call_id, rubric, finding.criterion), answer.created_at, answer.verdict)
        for answer, finding, rubric in calibrations.answers_on_gold(session)
    ]
    given += [
        (judgement.author_id, (review.call_id, rubric, finding.criterion), judgement.created_at, judgement.verdict)
        for judgement, review, finding, rubric in calibrations.judged_on_gold(session)
    ]
    found: dict[int, tuple[dict[Key, str], dict[Key, str]]] = {}
    for person, key, at, verdict in sorted(given, key=lambda one: one[2]):
        if key in gold:
            before, after = found.setdefault(person, ({}, {}))
            (before if at <= agreed_at[key] else after)[key] = verdict
    return found


def _gold(found: list[GoldRow]) -> dict[Key, str]:
    return {_key(one): one.verdict for one in found}


def _key(one: GoldRow) -> Key:
    return one.call_id, one.rubric, one.criterion


def _titles(found: list[GoldRow], findings: Mapping[int, FindingRow]) -> dict[tuple[str, str], Text]:
    return {(one.rubric, one.criterion): Text(findings[one.finding_id].title_zh, findings[one.finding_id].title_en) for one in found}
