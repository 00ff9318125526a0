"""Holding a call against a rubric. Pure: the same rubric and call always give the same findings."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from qa import locales
from qa.model.asking import NO_ANSWERS, Answer, Question
from qa.model.call import Call
from qa.model.finding import CriticalTo, Evaluation, Finding, Severity, Verdict
from qa.model.text import LANGUAGES, NO_TEXT, Text
from qa.rubric.book import Rubric
from qa.rubric.criterion import Criterion, HeardAs, Outcome
from qa.rubric.kinds import Ask, Kind
from qa.rubric.kinds.ask import NOT_ASKED
from qa.rubric.kinds.required import Required
from qa.rubric.match import Matcher
from qa.rubric.scene import Scene

_NOTHING = "—"
_SAID_AGAIN = frozenset({"count", "limit"})
"""Blanks that are numbers, the same in many calls."""


def evaluate(rubric: Rubric, call: Call, answers: Mapping[str, Answer] = NO_ANSWERS) -> Evaluation:
    """One finding a criterion, in the rubric's order, each with its reason in both languages.

    ``answers``: what a language model said, by criterion; none is ever asked from here.
    """
    return evaluate_all((rubric,), call, {rubric.id: answers})[0]


def evaluate_all(
    rubrics: Iterable[Rubric], call: Call, answers: Mapping[str, Mapping[str, Answer]] = MappingProxyType({})
) -> tuple[Evaluation, ...]:
    """A call against several rubrics; what they share is done once. ``answers``: by rubric, as in ``evaluate``."""
    panel = _Panel(tuple(rubrics))
    scene = Scene.of(call, _matcher(panel))
    fingerprint = call.transcript.fingerprint
    return tuple(_evaluate(rubric, _told(scene, answers.get(rubric.id)), fingerprint) for rubric in panel.rubrics)


def questions(rubric: Rubric, call: Call) -> dict[str, Question]:
    """What a language model would have to be asked about a call, by criterion; nothing where a criterion does not apply."""
    asking = [criterion for criterion in rubric.criteria if isinstance(criterion, Ask)]
    if not asking:
        return {}
    scene = Scene.of(call, _matcher(_Panel((rubric,))))
    return {one.id: one.asks(scene) for one in asking if _outcome(rubric, one, scene).because == NOT_ASKED}


def _told(scene: Scene, answers: Mapping[str, Answer] | None) -> Scene:
    return replace(scene, answers=answers) if answers else scene


@dataclass(frozen=True, slots=True)
class _Panel:
    """Rubrics judged together; the same ones, by their hashes, share a matcher."""

    rubrics: tuple[Rubric, ...]

    def __hash__(self) -> int:
        return hash(tuple(rubric.hash for rubric in self.rubrics))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Panel) and [r.hash for r in self.rubrics] == [r.hash for r in other.rubrics]


@lru_cache(maxsize=16)
def _matcher(panel: _Panel) -> Matcher:
    if len(panel.rubrics) == 1:
        return panel.rubrics[0].matcher
    return Matcher.of(
        (sought for rubric in panel.rubrics for sought in rubric.phrases), (sought for rubric in panel.rubrics for sought in rubric.sounds)
    )


def _evaluate(rubric: Rubric, scene: Scene, fingerprint: str) -> Evaluation:
    findings = tuple(_finding(rubric, criterion, _outcome(rubric, criterion, scene)) for criterion in rubric.criteria)
    given = tuple(sorted(answer.id for answer in scene.answers.values() if answer.id))
    return Evaluation(scene.call.id, fingerprint, rubric.id, rubric.version, rubric.hash, rubric.title, findings, given)


def _outcome(rubric: Rubric, criterion: Kind, scene: Scene) -> Outcome:
    if not criterion.machine_judges:
        return criterion.judge(scene)
    if not any(said.text for said in scene.said):
        return Outcome(Verdict.UNSCORED, "nothing_said")
    spoken = scene.language
    for asked in ((criterion.language,) if criterion.language else (), rubric.languages):
        if asked and spoken not in asked:
            return Outcome(Verdict.NOT_APPLICABLE, "other_language", {"language": spoken})
    if criterion.when is not None and not isinstance(criterion, Required):
        if not scene.knows(criterion.when.speaker or "any"):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        if not scene.occasions(criterion.when, "any"):
            return Outcome(Verdict.NOT_APPLICABLE, "no_occasion")
    return criterion.judge(scene)


def _finding(rubric: Rubric, criterion: Kind, outcome: Outcome) -> Finding:
    points = criterion.points if outcome.verdict is Verdict.MET else outcome.points or 0.0 if outcome.verdict is Verdict.MISSED else 0.0
    return Finding(
        criterion=criterion.id,
        verdict=outcome.verdict,
        points=points * rubric.weight,
        max_points=criterion.points * rubric.weight,
        reason=_reason(criterion, outcome, points * rubric.weight),
        evidence=outcome.evidence,
        title=criterion.title,
        why=criterion.why or NO_TEXT,
        severity=criterion.severity,
        section=criterion.section,
        critical_to=_critical_to(criterion),
    )


def _critical_to(criterion: Kind) -> str:
    """Whom a miss harms; a critical criterion that does not say harms the customer."""
    if criterion.severity is Severity.NORMAL:
        return ""
    return (criterion.critical_to or CriticalTo.CUSTOMER).value


def _reason(criterion: Criterion, outcome: Outcome, points: float) -> Text:
    own = criterion.on_met if outcome.verdict is Verdict.MET else criterion.on_miss if outcome.verdict is Verdict.MISSED else None
    if not outcome.details or outcome.details.keys() <= _SAID_AGAIN:
        return _said_again(own, outcome.because, points, outcome.details.get("count"), outcome.details.get("limit"))
    return _said(own, outcome.because, {**outcome.details, "points": points})


@lru_cache(maxsize=4096)
def _said_again(own: Text | None, because: str, points: float, count: int | None, limit: float | None) -> Text:
    """A reason in which nothing of the call is quoted: most calls share it."""
    return _said(own, because, {"points": points, "count": count, "limit": limit})


def _said(own: Text | None, because: str, details: Mapping[str, Any]) -> Text:
    key = f"rubric.reason.{because}"
    return Text(*(_filled(own.to(language) if own else locales.text(language, key), details, language) for language in LANGUAGES))


def _filled(template: str, details: Mapping[str, Any], language: str) -> str:
    """A template with its blanks filled; one with nothing to say is shown as a dash."""
    said = ""
    for words, blank in _pieces(template):
        said += words
        if blank == "where":
            at = details.get("at")
            said += "" if at is None else locales.text(language, "rubric.part.where", at=_shown(at, "at", language))
        elif blank is not None:
            said += _shown(details.get(blank), blank, language)
    return said


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """A template as words, each with the blank that follows."""
    return tuple((words, blank) for words, blank, _, _ in string.Formatter().parse(template))


def _shown(value: Any, name: str, language: str) -> str:
    if isinstance(value, str):
        return value
    if value is None or value == []:
        return _NOTHING
    if isinstance(value, list):
        between = "、" if language == "zh" else ", "
        return between.join(_shown(one, "", language) for one in value)
    if name == "at":
        minutes, seconds = divmod(int(value), 60)
        return f"{minutes}:{seconds:02d}"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Text):
        return value.to(language)
    if isinstance(value, HeardAs):
        return locales.text(language, "rubric.part.heard_as", written=value.written, phrase=value.phrase)
    return str(value)
