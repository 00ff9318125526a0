"""A version of the rules against another, on calls: what it finds that the other does not, and which of the two people agree with.

People's verdicts are those of inspectors who judged the finding; what a machine left open has no part in precision, recall and
agreement, because no answer is not a wrong one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from qa.model.agreement import Agreement, agreement
from qa.model.finding import Evaluation, Evidence, Finding, How, Severity, Verdict
from qa.model.text import Text

Key = tuple[str, str]
"""A rubric and one of its criteria."""
Judged = Mapping[Key, Verdict]
"""What people said of a call."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is not the same on one criterion of one call. ``before`` or ``after`` is None where that version has no such criterion.

    ``won``: evidence that only the new version finds; ``lost``: what only the old one found. ``person``: what people said.
    """

    rubric: str
    criterion: str
    before: Verdict | None
    after: Verdict | None
    won: tuple[Evidence, ...] = ()
    lost: tuple[Evidence, ...] = ()
    person: Verdict | None = None

    @property
    def turned(self) -> bool:
        """Whether the verdict is another."""
        return self.before is not self.after

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Change:
        before, after, person = (Verdict(plain[name]) if plain[name] else None for name in ("before", "after", "person"))
        won, lost = (tuple(Evidence(**{**one, "how": How(one["how"])}) for one in plain[name]) for name in ("won", "lost"))
        return cls(plain["rubric"], plain["criterion"], before, after, won, lost, person)


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``; no value where there is nothing to take a share of.

    >>> Share(3, 4).value, Share(0, 0).value
    (0.75, None)
    """

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Measured:
    """A version of a criterion held against people: precision and recall of "missed", and agreement on all verdicts.

    ``left_open``: judged by people, but not by the machine.
    """

    precision: Share
    recall: Share
    agreement: Agreement
    left_open: int


@dataclass(frozen=True, slots=True)
class CriterionReport:
    """One criterion in both versions: verdicts counted (None where a version does not have it), evidence won and lost, people's word.

    ``turned``: calls whose verdict is another.
    """

    rubric: str
    criterion: str
    title: Text
    severity: Severity
    before: Mapping[Verdict, int] | None
    after: Mapping[Verdict, int] | None
    turned: int
    won: int
    lost: int
    people_before: Measured
    people_after: Measured


@dataclass
class _Counts:
    """The running numbers of one criterion. Pairs are (machine, person)."""

    title: tuple[str, str]
    severity: str
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    pairs_before: Counter[str] = field(default_factory=Counter)
    pairs_after: Counter[str] = field(default_factory=Counter)
    turned: int = 0
    won: int = 0
    lost: int = 0


class Tally:
    """The numbers of a back-test as it goes along; JSON between two pieces of work."""

    def __init__(self) -> None:
        self._counts: dict[Key, _Counts] = {}
        self.calls = 0

    def add(self, before: Iterable[Evaluation], after: Iterable[Evaluation], judged: Judged) -> tuple[Change, ...]:
        """Count one call; gives what is not the same. Of a criterion that only one version has, that is what it calls missed."""
        old, new = _findings(before), _findings(after)
        self.calls += 1
        found = []
        for key in (*new, *(key for key in old if key not in new)):
            change = _change(key, old.get(key), new.get(key), judged.get(key))
            self._count(key, old.get(key), new.get(key), change)
            if _worth_telling(change):
                found.append(change)
        return tuple(found)

    def report(self) -> tuple[CriterionReport, ...]:
        return tuple(_report(key, counts) for key, counts in self._counts.items())

    def to_json(self) -> dict[str, Any]:
        criteria = [{"key": list(key), **{one.name: _plain(getattr(c, one.name)) for one in fields(c)}} for key, c in self._counts.items()]
        return {"calls": self.calls, "criteria": criteria}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Tally:
        tally = cls()
        tally.calls = plain.get("calls", 0)
        for one in plain.get("criteria", ()):
            rubric, criterion = one["key"]
            before, after, pairs_before, pairs_after = (Counter(one[name]) for name in ("before", "after", "pairs_before", "pairs_after"))
            tally._counts[rubric, criterion] = _Counts(
                tuple(one["title"]), one["severity"], before, after, pairs_before, pairs_after, one["turned"], one["won"], one["lost"]
            )
        return tally

    def _count(self, key: Key, old: Finding | None, new: Finding | None, change: Change) -> None:
        shown = new or old
        assert shown is not None
        counts = self._counts.setdefault(key, _Counts((shown.title.zh, shown.title.en), shown.severity.value))
        for finding, verdicts, pairs in ((old, counts.before, counts.pairs_before), (new, counts.after, counts.pairs_after)):
            if finding is None:
                continue
            verdicts[finding.verdict.value] += 1
            if change.person is not None:
                pairs[f"{finding.verdict}|{change.person}"] += 1
        if old and new:
            counts.turned += change.turned
        counts.won += len(change.won)
        counts.lost += len(change.lost)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Counter) else value


def _findings(evaluations: Iterable[Evaluation]) -> dict[Key, Finding]:
    return {(evaluation.rubric, finding.criterion): finding for evaluation in evaluations for finding in evaluation.findings}


def _change(key: Key, old: Finding | None, new: Finding | None, person: Verdict | None) -> Change:
    had, has = ({_place(e): e for e in finding.evidence} if finding else {} for finding in (old, new))
    return Change(
        *key,
        before=old.verdict if old else None,
        after=new.verdict if new else None,
        won=tuple(evidence for place, evidence in has.items() if place not in had),
        lost=tuple(evidence for place, evidence in had.items() if place not in has),
        person=person,
    )


def _worth_telling(change: Change) -> bool:
    if change.before is None or change.after is None:
        return Verdict.MISSED in (change.before, change.after)
    return change.turned or bool(change.won or change.lost)


def _place(evidence: Evidence) -> tuple[object, ...]:
    """Evidence without words (a silence) is the same where its seconds are."""
    if evidence.end > evidence.start:
        return evidence.utterance, evidence.start, evidence.end
    return evidence.utterance, evidence.starts_at, evidence.ends_at


def _report(key: Key, counts: _Counts) -> CriterionReport:
    return CriterionReport(
        *key,
        title=Text(*counts.title),
        severity=Severity(counts.severity),
        before=_by_verdict(counts.before),
        after=_by_verdict(counts.after),
        turned=counts.turned,
        won=counts.won,
        lost=counts.lost,
        people_before=_measured(counts.pairs_before),
        people_after=_measured(counts.pairs_after),
    )


def _by_verdict(counts: Mapping[str, int]) -> dict[Verdict, int] | None:
    return {verdict: counts.get(verdict, 0) for verdict in Verdict} if counts else None


def _measured(pairs: Mapping[str, int]) -> Measured:
    told = {(machine, person): count for pair, count in pairs.items() for machine, _, person in [pair.partition("|")]}
    answered = {pair: count for pair, count in told.items() if pair[0] != Verdict.UNSCORED}
    both = answered.get((Verdict.MISSED, Verdict.MISSED), 0)
    return Measured(
        precision=Share(both, sum(count for (machine, _), count in answered.items() if machine == Verdict.MISSED)),
        recall=Share(both, sum(count for (_, person), count in answered.items() if person == Verdict.MISSED)),
        agreement=agreement(answered),
        left_open=sum(told.values()) - sum(answered.values()),
    )
