"""How far people agree with the rules: by criterion, how often a finding of the machine was confirmed, refused, or overturned on appeal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qa.access import authorize
from qa.desk import record
from qa.desk.house import House
from qa.model.estimate import Estimate, share
from qa.model.finding import Verdict
from qa.model.people import Person
from qa.model.text import NO_TEXT, Text
from qa.store import reviews, rows
from qa.store.engine import Session
from qa.store.tables import ReviewRow, TranscriptRow


@dataclass(frozen=True, slots=True)
class Tally:
    """What people said to the machine's verdicts: ``refused`` by the reviewer, ``overturned`` after the review was published."""

    confirmed: int = 0
    refused: int = 0
    overturned: int = 0

    @property
    def estimate(self) -> Estimate:
        """The share that was confirmed, with its interval."""
        return share(self.confirmed, self.confirmed + self.refused + self.overturned)

    def plus(self, agrees: bool, later: bool) -> Tally:
        if agrees:
            return Tally(self.confirmed + 1, self.refused, self.overturned)
        return Tally(self.confirmed, self.refused + (not later), self.overturned + later)


@dataclass(frozen=True, slots=True)
class Precision:
    """One criterion. ``deductions``: where the machine said missed, which is what costs an agent points; ``all``: whatever it said."""

    rubric: str
    criterion: str
    title: Text = NO_TEXT
    deductions: Tally = field(default_factory=Tally)
    all: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding that a person judged: the machine's verdict, the one that stands, and whether that came after the publication."""

    rubric: str
    version: int
    criterion: str
    title: Text
    machine: Verdict
    stands: Verdict
    later: bool


def precision(house: House, actor: Person, *, rubric: str = "", version: int | None = None) -> tuple[Precision, ...]:
    """By criterion, over all published reviews (of one rubric, of one version of it), in the order of rubric and criterion.

    What nobody judged counts nowhere, nor what the machine left open. The verdict that stands decides: a judgement that an appeal
    overturned counts as the appeal ended. ``Tally.estimate`` gives confirmed / (confirmed + refused + overturned), its count and interval.
    """
    authorize(actor, "precision.see")
    with house.db.reading() as session:
        judged = _judged(session)
    found: dict[tuple[str, str], Precision] = {}
    for one in judged:
        if (rubric and one.rubric != rubric) or (version is not None and one.version != version) or one.machine is Verdict.UNSCORED:
            continue
        key = (one.rubric, one.criterion)
        before = found.get(key, Precision(*key))
        agrees = one.machine is one.stands
        deductions = before.deductions.plus(agrees, one.later) if one.machine is Verdict.MISSED else before.deductions
        found[key] = Precision(*key, one.title, deductions, before.all.plus(agrees, one.later))
    return tuple(found[key] for key in sorted(found))


def _judged(session: Session) -> Iterable[Judged]:
    """Every judged finding of a published review, once. Where words or rules changed in between, the page's own reading decides."""
    latest: dict[tuple[int, str, str], Judged] = {}
    corrected: set[int] = set()
    for judgement, finding, evaluation, review in reviews.judged(session):
        pinned = review.evaluations is None or evaluation.id in review.evaluations
        if evaluation.transcript_id != review.transcript_id or not pinned:
            corrected.add(review.id or 0)
            continue
        assert review.published_at is not None
        latest[review.id or 0, evaluation.rubric, finding.criterion] = Judged(
            evaluation.rubric,
            evaluation.version,
            finding.criterion,
            Text(finding.title_zh, finding.title_en),
            Verdict(finding.verdict),
            Verdict(judgement.verdict),
            judgement.created_at > review.published_at,
        )
    plain = [one for (review, _, _), one in latest.items() if review not in corrected]
    return [*plain, *(one for review in sorted(corrected) for one in _of_view(session, rows.get(session, ReviewRow, review)))]


def _of_view(session: Session, review: ReviewRow) -> Iterable[Judged]:
    assert review.published_at is not None
    for evaluation in record.evaluation_views(session, rows.get(session, TranscriptRow, review.transcript_id), review):
        for one in evaluation.findings:
            if one.judgement is not None:
                later = one.judgement.at > review.published_at
                version = evaluation.version
                yield Judged(one.rubric, version, one.criterion, one.title, one.verdict, one.standing, later)
