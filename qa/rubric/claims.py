"""What an agent stated of the subjects of a fact sheet in a call, and what the sheet says to it. Pure.

An amount becomes a claim where a subject was named (by either side, not long ago, ``naming.py``) and an attribute of it (``pairing.py``); a
text where its attribute is spoken of. What was not stated (``unclaimed.py``) is none.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Generic, TypeVar

from qa.model.call import Speaker
from qa.model.finding import Evidence, How
from qa.rubric.amount import Amount
from qa.rubric.condition import Phrases
from qa.rubric.facts import Agreement, Row, Sheet
from qa.rubric.match import Hit
from qa.rubric.naming import Heard, Naming
from qa.rubric.pairing import Pairing
from qa.rubric.scene import UNLESS_REACH, Scene
from qa.rubric.unclaimed import Place, unclaimed
from qa.rubric.units import Unit

MENDING_TURNS = 8
"""How many utterances back a figure may stand that is put right without its subject being named again."""

_MENDING_REACH = 12
_REPAIR = re.compile(
    r"不对|说错|讲错|弄错|看错|搞错|更正|纠正|应该是|不好意思|抱歉|对不起|我错"
    r"|\b(?:sorry|my mistake|i was wrong|correction|i mean|i meant|actually|rather|make that|should be|apologi[sz]e|mixed up|misspoke)\b"
)
_TOLD_AS = re.compile(r"(?:呢|的话)?就?(?:是|为|:|在|有)(?!不是|什么|哪|没有|多少|几)| (?:is|are|will be)\b(?! what| where| which| how)")

_AT, _START = attrgetter("at"), attrgetter("start")
Thing = TypeVar("Thing")


class Standing(StrEnum):
    """How a claim stands: for what cannot be told, why not. The better one first."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_ROW = "no_row"
    NOT_VALID = "not_valid"
    DAY_UNKNOWN = "day_unknown"
    OTHER_UNIT = "other_unit"
    NO_WORDS = "no_words"

    @property
    def told(self) -> bool:
        return self in (Standing.RIGHT, Standing.WRONG)


@dataclass(frozen=True, slots=True)
class Claim:
    """What was stated of an attribute of a subject. ``row`` is the one it was held against, ``outdated`` one of another day that says it.

    ``at`` orders the claims of an utterance.
    """

    subject: str
    attribute: str
    utterance: int
    at: int
    standing: Standing
    evidence: Evidence
    row: Row | None = None
    outdated: Row | None = None


def claims_of(scene: Scene, sheet: Sheet, within_turns: int, unless: Phrases | None = None) -> tuple[Claim, ...]:
    """Everything that the agent stated, in the order of the call.

    ``within_turns``: how many utterances a subject that was named counts on; ``unless``: words that excuse an amount near them.
    """
    if not scene.hits.places(sheet.subject_words):
        return ()
    return _claims_of(_Same(scene), _Same(sheet), within_turns, _Same(unless))


class _Same(Generic[Thing]):
    """A thing that equals itself alone: the criteria of one sheet hear a call once."""

    __slots__ = ("thing",)

    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing


@lru_cache(maxsize=8)
def _claims_of(scene: _Same[Scene], sheet: _Same[Sheet], within_turns: int, unless: _Same[Phrases | None]) -> tuple[Claim, ...]:
    return _Hearing(scene.thing, sheet.thing, Naming(scene.thing, sheet.thing, within_turns), unless.thing).claims()


@dataclass(frozen=True, slots=True)
class _Hearing:
    """A call on its way to claims."""

    scene: Scene
    sheet: Sheet
    naming: Naming
    unless: Phrases | None

    def claims(self) -> tuple[Claim, ...]:
        found: list[Claim] = []
        wrong: Claim | None = None
        for utterance in self.scene.by([Speaker.AGENT]):
            claims: list[Claim] = []
            if self.naming.may_tell(utterance):
                heard = self.naming.heard(utterance)
                claims = [*self._of_numbers(heard), *self._of_texts(heard)]
            last = _last_wrong(claims) or wrong
            if last is not None and last.utterance >= utterance - MENDING_TURNS:
                claims += self._mended(utterance, last, {claim.at for claim in claims})
            claims.sort(key=_AT)
            wrong = _last_wrong(claims) or wrong
            found += claims
        return tuple(found)

    def _stated(self, heard: Heard, start: int, end: int, unit: Unit | None) -> bool:
        return not unclaimed(Place(heard.reading, heard.masked, start, end, unit)) and not self._excused(heard, start, end)

    def _excused(self, heard: Heard, start: int, end: int) -> bool:
        if self.unless is None:
            return False
        begin, stop = heard.reading.sentence(start, end)
        for hit in self.scene.hits.of(self.unless.of(self.scene.language), (heard.index,)):
            at, to = self.naming.place(hit)
            if to > begin and at < stop and at - end <= UNLESS_REACH and start - to <= UNLESS_REACH:
                return True
        return False

    # --- numbers ---

    def _of_numbers(self, heard: Heard) -> Iterator[Claim]:
        pairing = Pairing(self.naming, heard)
        amounts = pairing.amounts()
        told = [amount for amount in amounts if pairing.concerns(amount) and self._stated(heard, amount.start, amount.end, amount.unit)]
        if not told:
            return
        # The others tell nothing, and stand between.
        others = [a for a in amounts if not pairing.concerns(a) and self._stated(heard, a.start, a.end, a.unit)]
        stated = sorted([*told, *others], key=_START) if others else told
        for attributes, amount in pairing.pairs(stated):
            claim = self._best(heard, pairing.subjects(attributes, amount, stated), attributes, amount)
            if claim is not None:
                yield claim

    def _best(self, heard: Heard, subjects: tuple[str, ...], attributes: tuple[str, ...], amount: Amount) -> Claim | None:
        """Of all that an amount may be about, what it agrees with before what it does not."""
        meant = [(subject, attribute) for subject in subjects for attribute in attributes]
        known = [(subject, attribute) for subject, attribute in meant if attribute in self.sheet.facts(subject)]
        judged = [claim for subject, attribute in known or meant[:1] if (claim := self._judged(heard, subject, attribute, amount))]
        return min(judged, key=lambda claim: list(Standing).index(claim.standing), default=None)

    def _judged(self, heard: Heard, subject: str, attribute: str, amount: Amount) -> Claim | None:
        rows = self.sheet.facts(subject).get(attribute, ())
        standing, row, outdated = against(rows, self.naming.day, amount)
        if standing is None:
            return None
        evidence = self.scene.quote(heard.index, *heard.reading.written(amount.start, amount.end), How.FACT)
        return Claim(subject, attribute, heard.index, amount.start, standing, evidence, row, outdated)

    def _mended(self, utterance: int, wrong: Claim, taken: Container[int]) -> list[Claim]:
        """A figure put right without its subject or attribute: 不好意思我说错了,是五十九元. ``taken``: where other claims stand."""
        repair = _REPAIR.search(self.naming.reading(utterance).text)
        if repair is None:
            return []
        heard = self.naming.heard(utterance)
        for amount in Pairing(self.naming, heard).amounts():
            near = amount.end + _MENDING_REACH >= repair.start()
            later = utterance > wrong.utterance or amount.start > wrong.at
            fits = amount.start not in taken and wrong.row is not None and wrong.row.fits(amount)
            if near and later and fits and self._stated(heard, amount.start, amount.end, amount.unit):
                judged = self._judged(heard, wrong.subject, wrong.attribute, amount)
                return [judged] if judged is not None and judged.standing is Standing.RIGHT else []
        return []

    # --- words ---

    def _of_texts(self, heard: Heard) -> Iterator[Claim]:
        """A place, papers: right where a wording of the row is said, wrong where only one of another row is."""
        said = self.scene.hits.places(self.sheet.text_words).get(heard.index, ())
        if not (said or heard.attributes):
            return
        words = (*heard.attributes, *self.naming.question(heard.index))
        spoken = {name for word in words for name in word.names}
        told: dict[tuple[str, str], list[Hit]] = {}
        for hit in said:
            start, end = self.naming.place(hit)
            named = {row.attribute: None for row in self.sheet.rows_of_text[hit.phrase.sought] if row.attribute in spoken}
            if named and self._stated(heard, start, end, Unit.TEXT):
                for attribute in named:
                    for subject in self.naming.having(self.naming.meant(heard, start, (attribute,)), (attribute,)):
                        told.setdefault((subject, attribute), []).append(hit)
        for (subject, attribute), hits in told.items():
            yield self._text_claim(heard, subject, attribute, hits)
        yield from self._other_words(heard, {attribute for _, attribute in told})

    def _valid(self, subject: str, attribute: str) -> list[Row]:
        rows = self.sheet.facts(subject).get(attribute, ())
        return [row for row in rows if self.naming.day is None or row.valid_on(self.naming.day)]

    def _text_claim(self, heard: Heard, subject: str, attribute: str, hits: list[Hit]) -> Claim:
        rows, valid = self.sheet.facts(subject)[attribute], self._valid(subject, attribute)
        own = {text.sought for row in valid for text in row.texts}
        right = next((hit for hit in hits if hit.phrase.sought in own), None)
        # 营业厅 where 自有营业厅 is right says too little, not something else.
        other = next((hit for hit in hits if not any(hit.phrase.sought in text for text in own)), None)
        hit = right or other or hits[0]
        if not valid:
            standing = Standing.NOT_VALID
        elif right is not None:
            standing = Standing.DAY_UNKNOWN if self.naming.day is None and len(rows) > 1 else Standing.RIGHT
        else:
            standing = Standing.WRONG if other else Standing.NO_WORDS
        saying = [row for row in rows if row not in valid and any(text.sought == hit.phrase.sought for text in row.texts)]
        outdated = saying[0] if saying and standing is Standing.WRONG else None
        evidence = self.scene.quote(hit.utterance, hit.start, hit.end, How.FACT)
        return Claim(subject, attribute, heard.index, self.naming.place(hit)[0], standing, evidence, (valid or rows)[0], outdated)

    def _other_words(self, heard: Heard, told: set[str]) -> Iterator[Claim]:
        """An attribute that is words in the sheet, told by words that the sheet does not have."""
        for word in heard.attributes:
            open_ = [name for name in word.names if name not in told]
            if not open_ or not _TOLD_AS.match(heard.text, word.end) or not self._stated(heard, word.start, word.end, Unit.TEXT):
                continue
            for attribute in open_:
                for subject in self.naming.meant(heard, word.start, (attribute,)):
                    row = next((row for row in self._valid(subject, attribute) if row.unit is Unit.TEXT), None)
                    if row is not None:
                        evidence = self.scene.quote(heard.index, *heard.reading.written(word.start, word.end), How.FACT)
                        yield Claim(subject, attribute, heard.index, word.start, Standing.NO_WORDS, evidence, row)


def _last_wrong(claims: Sequence[Claim]) -> Claim | None:
    return next((claim for claim in reversed(claims) if claim.standing is Standing.WRONG), None)


def against(rows: Sequence[Row], day: date | None, amount: Amount) -> tuple[Standing | None, Row | None, Row | None]:
    """How an amount stands against the rows of one attribute; with the row to be shown, and one of another day that says the same.

    Without a day all rows count: right is what all of them say, wrong what none does. No standing where nothing was stated after all.
    """
    if not rows:
        return Standing.NO_ROW, None, None
    valid = [row for row in rows if day is None or row.valid_on(day)]
    fitting = [row for row in valid if row.fits(amount)]
    outdated = next((r for r in rows if r not in valid and r.fits(amount) and r.agrees(amount) is Agreement.RIGHT), None)
    if not valid:
        return Standing.NOT_VALID, None, outdated
    shown = next((row for row in reversed(fitting or valid) if row.valid_to is None), (fitting or valid)[-1])
    if not fitting:
        return (Standing.WRONG, shown, outdated) if outdated else (Standing.OTHER_UNIT, shown, None)
    found = [row.agrees(amount) for row in fitting]
    if Agreement.RIGHT not in found:
        return (None, None, None) if Agreement.NEITHER in found else (Standing.WRONG, shown, outdated)
    if len(fitting) < len(valid) or set(found) != {Agreement.RIGHT}:
        return Standing.DAY_UNKNOWN, shown, None
    return Standing.RIGHT, shown, None
