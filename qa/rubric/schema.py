"""The shapes of the files: a rubric and a phrase set. Unknown keys are refused, numbers are bounded."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from qa.model.text import Language, Text
from qa.rubric.condition import Entry, Family, PhraseSet, Shape, fault
from qa.rubric.criterion import Name, Words
from qa.rubric.kinds import Kind
from qa.rubric.match import Phrase

Version = Annotated[int, Field(ge=1)]
Weight = Annotated[float, Field(gt=0, le=100)]


class RubricFile(Shape):
    """``rubrics/<id>.yaml``"""

    id: Name
    version: Version
    title: Words
    languages: Annotated[tuple[Language, ...], Field(strict=False, min_length=1)] | None = None
    weight: Weight = 1.0
    sections: dict[str, Words] = Field(default_factory=dict)
    criteria: Annotated[tuple[Annotated[Kind, Field(discriminator="kind")], ...], Field(strict=False, min_length=1)]

    @model_validator(mode="after")
    def _names_hold(self) -> Self:
        seen: set[str] = set()
        for criterion in self.criteria:
            if criterion.id in seen:
                raise fault("twice", value=criterion.id)
            seen.add(criterion.id)
            if criterion.section and self.sections and criterion.section not in self.sections:
                raise fault("no_section", value=criterion.section, known=list(self.sections))
        return self


class FamilyFile(Shape):
    """One family of a phrase set."""

    title: Words
    zh: Annotated[tuple[Entry, ...], Field(strict=False)] = ()
    en: Annotated[tuple[Entry, ...], Field(strict=False)] = ()

    def family(self) -> Family:
        return Family(self.title, (*_in_language(self.zh, "zh"), *_in_language(self.en, "en")))


class PhraseFile(Shape):
    """``rubrics/phrases/<id>.yaml``"""

    id: Name
    title: Words
    zh: Annotated[tuple[Entry, ...], Field(strict=False)] = ()
    en: Annotated[tuple[Entry, ...], Field(strict=False)] = ()
    families: dict[Name, FamilyFile] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.zh or self.en or self.families):
            raise fault("empty_list")
        return self

    def phrase_set(self) -> PhraseSet:
        own = (*_in_language(self.zh, "zh"), *_in_language(self.en, "en"))
        families = {"": Family(Text("", ""), own)} if own else {}
        return PhraseSet(self.id, self.title, families | {name: file.family() for name, file in self.families.items()})


def _in_language(entries: tuple[tuple[Phrase, ...], ...], language: str) -> tuple[Phrase, ...]:
    return tuple(Phrase(p.written, p.sought, p.pattern, p.language or language) for entry in entries for p in entry)
