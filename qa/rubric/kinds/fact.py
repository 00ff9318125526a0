"""What was said against a fact sheet valid on the day of the call, and what had to be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, ValidationInfo, model_validator

from qa import locales
from qa.model.call import Speaker
from qa.model.finding import Evidence, How, Verdict
from qa.model.text import Text
from qa.rubric.claims import Claim, Standing, claims_of
from qa.rubric.condition import Count, Known, PhraseList, fault
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.facts import Row, Sheet
from qa.rubric.scene import Scene
from qa.rubric.told import Topic, topics_of

MOST_NAMED = 50_000
"""How often words of the sheet are heard in a call. A call of two hours has a fiftieth; one that has more is left to a person."""


def _sheet(value: Any, info: ValidationInfo) -> Sheet:
    sheets = info.context.sheets if isinstance(info.context, Known) else {}
    if value not in sheets:
        raise fault("no_sheet", value=str(value), known=sorted(sheets))
    found: Sheet = sheets[value]
    return found


class Fact(Criterion):
    """Each thing the agent states of a known subject is held against the row valid on the day.

    A wrong one that the agent puts right later in the call is ``corrected``: excused (met, and the reason says so) or missed all the same.
    With ``must_tell`` it is asked instead whether these attributes were told of every subject that came up, as far as the sheet has them:
    where ``when`` holds in an utterance that names the subject, or wherever it is named; ``told_within`` agent turns or in the whole call;
    ``unless`` the agent says that it is not needed.
    """

    kind: Literal["fact"]
    sheet: Annotated[Sheet, PlainValidator(_sheet)]
    subjects: Annotated[tuple[str, ...], Field(strict=False)] = ()
    attributes: Annotated[tuple[str, ...], Field(strict=False)] = ()
    within_turns: Count = 2
    unless: PhraseList | None = None
    corrected: Literal["excused", "missed"] = "excused"
    must_tell: Annotated[tuple[str, ...], Field(strict=False)] = ()
    told_within: Count | None = None

    @model_validator(mode="after")
    def _named_in_sheet(self) -> Self:
        attributes = (*self.attributes, *self.must_tell)
        for given, there in ((self.subjects, self.sheet.subjects), (attributes, self.sheet.attributes)):
            if unknown := [name for name in given if name not in there]:
                raise fault("not_in_sheet", value=unknown[0], set=self.sheet.id, known=list(there))
        if self.told_within is not None and not self.must_tell:
            raise fault("told_of_nothing")
        return self

    @property
    def may_not_apply(self) -> bool:
        return True

    def judge(self, scene: Scene) -> Outcome:
        if not scene.knows("agent"):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        if (named := self._named(scene)) > MOST_NAMED:
            return Outcome(Verdict.UNSCORED, "fact.too_many", {"count": named, "limit": MOST_NAMED})
        return self._complete(scene) if self.must_tell else self._right(scene)

    def _named(self, scene: Scene) -> int:
        words = (self.sheet.subject_words, self.sheet.attribute_words, self.sheet.text_words)
        return sum(len(hits) for sought in words for hits in scene.hits.places(sought).values())

    # --- right ---

    def _right(self, scene: Scene) -> Outcome:
        claims = [claim for claim in claims_of(scene, self.sheet, self.within_turns, self.unless) if self._asks_for(claim)]
        told = [claim for claim in claims if claim.standing.told]
        mended = {claim: right for claim in told if claim.standing is Standing.WRONG and (right := _put_right(claim, told))}
        excused = mended if self.corrected == "excused" else {}
        wrong = [claim for claim in told if claim.standing is Standing.WRONG and claim not in excused]
        if wrong:
            return Outcome(Verdict.MISSED, "fact.missed", _wrong_details(wrong, mended), _evidence(wrong, mended))
        if excused:
            first, right = next(iter(excused.items()))
            details = {**_details(first, right.row), "fixed": right.evidence.quote, "count": len(excused)}
            return Outcome(Verdict.MET, "fact.corrected", details, _evidence(told, excused))
        if told:
            return Outcome(Verdict.MET, "fact.met", {**_details(told[0], told[0].row), "count": len(told)}, _evidence(told))
        if claims:
            details = {**_details(claims[0], claims[0].row), "count": len(claims)}
            return Outcome(Verdict.UNSCORED, f"fact.unverified.{claims[0].standing.value}", details, _evidence(claims))
        return Outcome(Verdict.NOT_APPLICABLE, "fact.no_claim")

    def _asks_for(self, claim: Claim) -> bool:
        return (not self.subjects or claim.subject in self.subjects) and (not self.attributes or claim.attribute in self.attributes)

    # --- complete ---

    def _complete(self, scene: Scene) -> Outcome:
        anchors = None if self.when is None else [occasion.utterance for occasion in scene.occasions(self.when, "any")]
        topics = topics_of(scene, self.sheet, self.subjects, self.must_tell, anchors, self.told_within, self.within_turns)
        owed = [topic for topic in topics if not self._needless(scene, topic)]
        if not owed:
            return Outcome(Verdict.NOT_APPLICABLE, "fact.no_topic")
        open_ = [topic for topic in owed if topic.missing]
        shown = open_ or owed
        cues = [scene.quote(topic.utterance, topic.start, topic.end, How.LITERAL) for topic in shown]
        details = {
            "cue": cues[0].quote,
            "subject": shown[0].subject,
            "attribute": [told.attribute for topic in shown for told in topic.told],
            "expected": [row.written for topic in shown for row in topic.missing],
            "missing": _joined([_fact(row, topic.subject if len(open_) > 1 else None) for topic in open_ for row in topic.missing]),
            "count": len(shown),
            "at": cues[0].starts_at,
        }
        said = [told.evidence for topic in shown for told in topic.told]
        evidence = tuple(dict.fromkeys(sorted([*cues, *said], key=lambda e: (e.utterance, e.start))))
        if open_:
            return Outcome(Verdict.MISSED, "fact.incomplete", details, evidence)
        return Outcome(Verdict.MET, "fact.complete", details, evidence)

    def _needless(self, scene: Scene, topic: Topic) -> bool:
        if self.unless is None:
            return False
        agent = [i for i in scene.by([Speaker.AGENT]) if i in topic.neighbourhood]
        return bool(scene.find(self.unless, agent))


def _put_right(wrong: Claim, told: Sequence[Claim]) -> Claim | None:
    """The last word on the same thing, where it comes later and is right."""
    # They are in order; the first from the end on the same thing is the last word.
    last = next(claim for claim in reversed(told) if (claim.subject, claim.attribute) == (wrong.subject, wrong.attribute))
    later = (last.utterance, last.at) > (wrong.utterance, wrong.at)
    return last if later and last.standing is Standing.RIGHT else None


def _evidence(claims: Iterable[Claim], mended: Mapping[Claim, Claim] = MappingProxyType({})) -> tuple[Evidence, ...]:
    shown = [one.evidence for claim in claims for one in (claim, mended.get(claim, claim))]
    return tuple(dict.fromkeys(sorted(shown, key=lambda evidence: (evidence.utterance, evidence.start))))


def _details(claim: Claim, row: Row | None) -> dict[str, Any]:
    return {
        "subject": claim.subject,
        "attribute": claim.attribute,
        "quote": claim.evidence.quote,
        "value": claim.evidence.quote,
        "expected": row.written if row else None,
        "valid": _validity(row) if row else None,
        "line": row.line if row else None,
        "at": claim.evidence.starts_at,
    }


def _wrong_details(wrong: Sequence[Claim], mended: Mapping[Claim, Claim]) -> dict[str, Any]:
    first, quote = wrong[0], wrong[0].evidence.quote
    more = []
    if old := first.outdated:
        more.append(locales.both("rubric.part.outdated", quote=quote, valid=_validity(old), line=old.line))
    if first in mended:
        more.append(locales.both("rubric.part.corrected", quote=mended[first].evidence.quote))
    if len(wrong) > 1:
        more.append(locales.both("rubric.part.others", others=_joined([_also(claim) for claim in wrong[1:]])))
    return {**_details(first, first.row), "count": len(wrong), "more": _joined(more, ("", ""))}


def _also(claim: Claim) -> Text:
    details = {name: "—" if value is None else value for name, value in _details(claim, claim.row).items()}
    return locales.both("rubric.part.also_wrong", **details)


def _validity(row: Row) -> Text:
    key = "always" if not (row.valid_from or row.valid_to) else "from" if not row.valid_to else "until" if not row.valid_from else "span"
    return locales.both(f"rubric.valid.{key}", begins=row.valid_from, ends=row.valid_to)


def _fact(row: Row, subject: str | None) -> Text:
    named = locales.both("rubric.part.fact", attribute=row.attribute, expected=row.written, line=row.line)
    return named if subject is None else locales.both("rubric.part.of_subject", subject=subject, fact=named)


def _joined(texts: Sequence[Text], between: tuple[str, str] = ("、", ", ")) -> Text:
    return Text(between[0].join(text.zh for text in texts), between[1].join(text.en for text in texts))
