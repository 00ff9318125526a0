"""What was said against a fact sheet valid on the day of the call."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, ValidationInfo, model_validator

from qa.model.call import Speaker
from qa.model.finding import Evidence, How, Verdict
from qa.rubric.condition import Count, Known, fault
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.facts import Row, Sheet
from qa.rubric.match import Hit, Phrase
from qa.rubric.numbers import Amount, amounts
from qa.rubric.scene import Scene
from qa.rubric.units import comparable, same

_REACH = {"zh": 16, "en": 40}
"""How far an amount may stand from the word that says what it is, in characters of the normal form."""
_NO_CLAIM = re.compile(
    r"如果|要是|假如|假设|万一|比如|例如|不是|并非|没有|不用|不到|超过|超出|原来|原价|以前|之前|过去|去年|优惠|减免|少|退|送|赠|差"
    r"|[您你]刚?才?说|他们?说"
    r"|\b(?:if|suppose|for example|for instance|say you|not|isn't|wasn't|never|used to|previously|formerly|before|you said|you say"
    r"|more than|less than|over|off|refund|credit|instead of|save)\b"
)


def _sheet(value: Any, info: ValidationInfo) -> Sheet:
    sheets = info.context.sheets if isinstance(info.context, Known) else {}
    if value not in sheets:
        raise fault("no_sheet", value=str(value), known=sorted(sheets))
    found: Sheet = sheets[value]
    return found


@dataclass(frozen=True, slots=True)
class _Claim:
    """What the agent said of a subject's attribute, and the rows that tell (none: it cannot be told)."""

    subject: str
    attribute: str
    amount: Amount
    evidence: Evidence
    rows: tuple[Row, ...]

    @property
    def right(self) -> bool:
        unit = self.amount.unit
        return unit is not None and any(same(self.amount.value, unit, row.value, row.unit) for row in self.rows)


class Fact(Criterion):
    """Each amount the agent names for an attribute of a known subject is compared with the row valid on the day."""

    kind: Literal["fact"]
    sheet: Annotated[Sheet, PlainValidator(_sheet)]
    subjects: Annotated[tuple[str, ...], Field(strict=False)] = ()
    attributes: Annotated[tuple[str, ...], Field(strict=False)] = ()
    within_turns: Count = 2

    @model_validator(mode="after")
    def _named_in_sheet(self) -> Self:
        for given, there in ((self.subjects, self.sheet.subjects), (self.attributes, self.sheet.attributes)):
            if unknown := [name for name in given if name not in there]:
                raise fault("not_in_sheet", value=unknown[0], set=self.sheet.id, known=list(there))
        return self

    @property
    def may_not_apply(self) -> bool:
        return True

    def judge(self, scene: Scene) -> Outcome:
        if not scene.knows("agent"):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        claims = [claim for utterance in scene.by([Speaker.AGENT]) for claim in self._claims(scene, utterance)]
        told = [claim for claim in claims if claim.rows and (claim.right or not claim.amount.approximate)]
        wrong = [claim for claim in told if not claim.right]
        if wrong:
            return Outcome(Verdict.MISSED, "fact.missed", _details(wrong), tuple(claim.evidence for claim in wrong))
        if told:
            return Outcome(Verdict.MET, "fact.met", _details(told), tuple(claim.evidence for claim in told))
        unknown = [claim for claim in claims if not claim.rows]
        if unknown:
            return Outcome(Verdict.UNSCORED, "fact.unverified", _details(unknown), tuple(claim.evidence for claim in unknown))
        return Outcome(Verdict.NOT_APPLICABLE, "fact.no_claim")

    def _claims(self, scene: Scene, utterance: int) -> Iterable[_Claim]:
        said = scene.said[utterance]
        subjects = scene.hits.of(self._subject_words, frozenset(range(max(0, utterance - self.within_turns), utterance + 1)))
        if not subjects:
            return
        here = [hit for hit in subjects if hit.utterance == utterance]
        heard = [a for a in amounts(said.text) if a.unit and not any(a.start < h.to and a.end > h.at for h in here)]
        for attribute, amount in self._pairs(scene, utterance, heard):
            original = said.original(amount.start, amount.end)
            if original is None or _NO_CLAIM.search(_clause(scene, utterance, amount)):
                continue
            names = _subjects_of(self.sheet, _nearest(subjects, utterance, amount))
            rows = tuple(row for name in names for row in self._valid(scene, name, attribute))
            fit = tuple(row for row in rows if amount.unit and comparable(amount.unit, row.unit))
            yield _Claim(names[0], attribute, amount, scene.quote(utterance, *original, How.FACT), fit)

    def _pairs(self, scene: Scene, utterance: int, heard: list[Amount]) -> Iterable[tuple[str, Amount]]:
        """Which amount tells which attribute: each attribute word takes the amount nearest to it, in its own clause before any other."""
        free = list(heard)
        named = scene.hits.of(self._attribute_words, frozenset({utterance}))
        reach = _REACH.get(scene.language, 40)
        for hit in named:
            begin, end = scene.said[utterance].sentence(hit.at)
            for attribute in self._attributes_of(hit):
                near = [a for a in free if begin <= a.start < end and self._fits(attribute, a) and _distance(hit, a) <= reach]
                if near:
                    amount = min(near, key=lambda a: (_apart(scene, hit, a), _distance(hit, a)))
                    free.remove(amount)
                    yield attribute, amount
                    break
        if named or not utterance:
            return
        for hit in reversed(scene.hits.of(self._attribute_words, frozenset({utterance - 1}))):
            for attribute in self._attributes_of(hit):
                fitting = [amount for amount in free if self._fits(attribute, amount)]
                if fitting:
                    yield attribute, fitting[0]
                    return

    def _fits(self, attribute: str, amount: Amount) -> bool:
        unit = amount.unit
        return unit is not None and any(comparable(unit, other) for other in self.sheet.units[attribute])

    def _attributes_of(self, hit: Hit) -> list[str]:
        return [
            name
            for name, words in self.sheet.attributes.items()
            if hit.phrase in words and (not self.attributes or name in self.attributes)
        ]

    def _valid(self, scene: Scene, subject: str, attribute: str) -> Iterable[Row]:
        rows = [row for row in self.sheet.rows if row.subject == subject and row.attribute == attribute]
        if scene.call.started_at is not None:
            day = scene.call.started_at.date()
            return [row for row in rows if row.valid_on(day)]
        standing = [row for row in rows if row.valid_to is None]
        return rows if len(rows) == 1 else standing if len(standing) == 1 else []

    @cached_property
    def _subject_words(self) -> frozenset[Phrase]:
        return _words_of(self.sheet.subjects, self.subjects)

    @cached_property
    def _attribute_words(self) -> frozenset[Phrase]:
        return _words_of(self.sheet.attributes, self.attributes)


def _words_of(names: dict[str, frozenset[Phrase]], chosen: tuple[str, ...]) -> frozenset[Phrase]:
    return frozenset(p for name, words in names.items() if not chosen or name in chosen for p in words)


def _distance(hit: Hit, amount: Amount) -> int:
    return amount.start - hit.to if amount.start >= hit.to else hit.at - amount.end + 3 if hit.at >= amount.end else 10_000


def _apart(scene: Scene, hit: Hit, amount: Amount) -> bool:
    """Whether a pause stands between a word and an amount."""
    return scene.paused(hit.utterance, min(hit.to, amount.end), max(hit.at, amount.start))


def _nearest(subjects: tuple[Hit, ...], utterance: int, amount: Amount) -> Hit:
    """The subject an amount belongs to: the last one before it in its utterance, else the first after it, else the last."""
    here = [hit for hit in subjects if hit.utterance == utterance]
    before = [hit for hit in here if hit.to <= amount.start]
    return (before[-1:] or here[:1] or [subjects[-1]])[0]


def _subjects_of(sheet: Sheet, hit: Hit) -> list[str]:
    return [name for name, words in sheet.subjects.items() if hit.phrase in words]


def _clause(scene: Scene, utterance: int, amount: Amount) -> str:
    """What was said right before an amount: since the last sentence end or pause."""
    said = scene.said[utterance]
    begin = said.sentence(amount.start)[0]
    for at in range(amount.start, begin, -1):
        if scene.paused(utterance, at, at):
            begin = at
            break
    return said.text[begin : amount.start]


def _details(claims: list[_Claim]) -> dict[str, Any]:
    first = claims[0]
    return {
        "subject": first.subject,
        "attribute": first.attribute,
        "quote": first.evidence.quote,
        "value": first.evidence.quote,
        "expected": [row.written for row in first.rows][:1],
        "count": len(claims),
        "at": first.evidence.starts_at,
        "line": [row.line for row in first.rows][:1],
    }
