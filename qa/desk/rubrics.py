"""The rubrics as people read them: what is judged, why, and whether their own examples hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa.access import authorize
from qa.desk.house import House
from qa.errors import NotFound
from qa.model.finding import Severity
from qa.model.people import Person
from qa.model.text import NO_TEXT, Text
from qa.rubric import examples
from qa.rubric.book import Rubric


@dataclass(frozen=True, slots=True)
class CriterionView:
    id: str
    title: Text
    why: Text
    kind: str
    severity: Severity
    points: float
    section: Text
    examples: int


@dataclass(frozen=True, slots=True)
class RubricView:
    id: str
    version: int
    hash: str
    title: Text
    max_points: float
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True, slots=True)
class ExampleView:
    """``known_gap``: why a failing example is known to fail."""

    criterion: str
    name: Text
    ok: bool
    why: Text
    known_gap: str | None


@dataclass(frozen=True, slots=True)
class FamilyView:
    """A family of a phrase set: its phrases as they are written, by language ("" for both)."""

    title: Text
    phrases: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FactView:
    """One row of a fact sheet."""

    subject: str
    attribute: str
    value: str
    valid_from: date | None
    valid_to: date | None


def listed(house: House, actor: Person) -> tuple[RubricView, ...]:
    """All rubrics in force. Raises RubricError where one of their files is wrong."""
    authorize(actor, "rubric.see")
    return tuple(_view(rubric) for rubric in house.book.rubrics)


def read(house: House, actor: Person, name: str) -> RubricView:
    """One rubric in force. Raises NotFound, RubricError where it does not load."""
    authorize(actor, "rubric.see")
    return _view(_rubric(house, name))


def families(house: House, actor: Person, name: str) -> tuple[FamilyView, ...]:
    """A phrase set in force, family by family. Raises NotFound, also where it does not load."""
    authorize(actor, "rubric.see")
    found = house.rules.shelf.phrases.get(name)
    if found is None:
        raise NotFound("store.no_row", what="phrases", key=name)
    return tuple(
        FamilyView(
            family.title,
            {
                language: tuple(dict.fromkeys(phrase.written for phrase in family.phrases if (phrase.language or "") == language))
                for language in ("zh", "en", "")
            },
        )
        for family in found.families.values()
    )


def facts(house: House, actor: Person, name: str) -> tuple[FactView, ...]:
    """A fact sheet in force, row by row. Raises NotFound, also where it does not load."""
    authorize(actor, "rubric.see")
    found = house.rules.shelf.sheets.get(name)
    if found is None:
        raise NotFound("store.no_row", what="facts", key=name)
    return tuple(FactView(row.subject, row.attribute, row.written, row.valid_from, row.valid_to) for row in found.rows)


def try_examples(house: House, actor: Person, rubric: str) -> tuple[ExampleView, ...]:
    """Run a rubric's own examples. Raises NotFound."""
    authorize(actor, "rubric.see")
    ran = examples.run(_rubric(house, rubric))
    return tuple(ExampleView(one.criterion, one.name, one.ok, one.why, one.known_gap) for one in ran)


def _rubric(house: House, name: str) -> Rubric:
    shelf = house.rules.shelf
    if name not in shelf.names:
        raise NotFound("store.no_row", what="rubric", key=name)
    return shelf.rubric(name)


def _view(rubric: Rubric) -> RubricView:
    return RubricView(
        id=rubric.id,
        version=rubric.version,
        hash=rubric.hash,
        title=rubric.title,
        max_points=rubric.max_points,
        criteria=tuple(
            CriterionView(
                id=criterion.id,
                title=criterion.title,
                why=criterion.why or NO_TEXT,
                kind=criterion.kind,
                severity=criterion.severity,
                points=criterion.points * rubric.weight,
                section=rubric.sections.get(criterion.section or "", NO_TEXT),
                examples=len(criterion.examples),
            )
            for criterion in rubric.criteria
        ),
    )
