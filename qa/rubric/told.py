"""Whether what has to be told of a subject was told: place, papers, fee, deadline, as far as the fact sheet has them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qa.model.call import Speaker
from qa.model.finding import Evidence, How
from qa.rubric.claims import claims_of
from qa.rubric.facts import Row, Sheet
from qa.rubric.match import Hit
from qa.rubric.numbers import amounts_in
from qa.rubric.reading import read
from qa.rubric.scene import Scene
from qa.rubric.units import MONEY, Unit


@dataclass(frozen=True, slots=True)
class Told:
    """An attribute that was told, and by which words."""

    attribute: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that came up: where (characters ``start`` to ``end`` of the utterance as written), what was told of it and what not."""

    subject: str
    utterance: int
    start: int
    end: int
    neighbourhood: frozenset[int]
    told: tuple[Told, ...]
    missing: tuple[Row, ...]


def topics_of(
    scene: Scene,
    sheet: Sheet,
    subjects: Sequence[str],
    attributes: Sequence[str],
    anchors: Sequence[int] | None,
    told_within: int | None,
    within_turns: int,
) -> tuple[Topic, ...]:
    """The subjects that came up, each once, of which the sheet has something to tell on the day of the call.

    ``anchors``: the utterances that open a topic, all where None. What counts is told in the agent's turn of the anchor or in the
    ``told_within`` turns after it; in the whole call where None.
    """
    found: dict[str, Hit] = {}
    for hit in scene.hits.of(sheet.subject_words):
        if anchors is None or hit.utterance in anchors:
            for name in sheet.subjects_of[hit.phrase.sought]:
                if not subjects or name in subjects:
                    found.setdefault(name, hit)
    day = scene.call.started_at.date() if scene.call.started_at else None
    topics = []
    for subject, hit in found.items():
        owed = [row for name in attributes if (row := _row(sheet, subject, name, day)) is not None]
        if owed:
            topics.append(_topic(scene, sheet, subject, hit, owed, told_within, within_turns))
    return tuple(topics)


def _row(sheet: Sheet, subject: str, attribute: str, day: date | None) -> Row | None:
    rows = [row for row in sheet.facts(subject).get(attribute, ()) if day is None or row.valid_on(day)]
    return rows[-1] if rows else None


def _topic(scene: Scene, sheet: Sheet, subject: str, hit: Hit, owed: Sequence[Row], told_within: int | None, within_turns: int) -> Topic:
    agent = scene.by([Speaker.AGENT])
    near = agent if told_within is None else [i for i in agent if i >= hit.utterance][:told_within]
    told: list[Told] = []
    missing: list[Row] = []
    claims = [claim for claim in claims_of(scene, sheet, within_turns) if claim.subject == subject and claim.utterance in near]
    claimed = {claim.attribute: claim.evidence for claim in reversed(claims)}
    for row in owed:
        evidence = claimed.get(row.attribute) or _said(scene, sheet, row, near)
        if evidence is None:
            missing.append(row)
        else:
            told.append(Told(row.attribute, evidence))
    return Topic(subject, hit.utterance, hit.start, hit.end, frozenset(near), tuple(told), tuple(missing))


def _said(scene: Scene, sheet: Sheet, row: Row, near: Iterable[int]) -> Evidence | None:
    """An attribute is told by any wording that some row has for it, or by its own word with an amount of its kind; a fee by 免费 too."""
    texts = frozenset(text for other in sheet.rows if other.attribute == row.attribute for text in other.texts)
    if texts:
        hits = scene.hits.of(texts, near)
        return scene.quote(hits[0].utterance, hits[0].start, hits[0].end, How.FACT) if hits else None
    words = frozenset(sheet.attributes[row.attribute])
    named = {hit.utterance for hit in scene.hits.of(words, near)}
    for utterance in near:
        if utterance not in named and row.unit not in MONEY:
            continue
        reading = read(scene.utterances[utterance].text)
        for amount in amounts_in(reading.text, None):
            free = amount.unit is Unit.MONEY and amount.value == 0
            if row.fits(amount) and ((utterance in named and amount.unit is not None) or free):
                return scene.quote(utterance, *reading.written(amount.start, amount.end), How.FACT)
    return None
