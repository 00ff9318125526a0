"""Holding a call against a rubric. Pure: the same rubric and call always give the same findings."""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import Any

from qa import locales
from qa.model.call import Call
from qa.model.finding import Evaluation, Finding, Verdict
from qa.model.text import LANGUAGES, NO_TEXT, Text
from qa.rubric.book import Rubric
from qa.rubric.criterion import Criterion, Outcome
from qa.rubric.kinds import Kind
from qa.rubric.kinds.required import Required
from qa.rubric.scene import Scene

_NOTHING = "—"


def evaluate(rubric: Rubric, call: Call) -> Evaluation:
    """One finding a criterion, in the rubric's order, each with its reason in both languages."""
    return _evaluate(rubric, call, call.transcript.fingerprint)


def evaluate_all(rubrics: Iterable[Rubric], call: Call) -> tuple[Evaluation, ...]:
    """A call against several rubrics; what they share is done once."""
    fingerprint = call.transcript.fingerprint
    return tuple(_evaluate(rubric, call, fingerprint) for rubric in rubrics)


def _evaluate(rubric: Rubric, call: Call, fingerprint: str) -> Evaluation:
    scene = Scene.of(call, rubric.matcher)
    findings = tuple(_finding(rubric, criterion, _outcome(rubric, criterion, scene)) for criterion in rubric.criteria)
    return Evaluation(call.id, fingerprint, rubric.id, rubric.version, rubric.hash, rubric.title, findings)


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
    points = {Verdict.MET: criterion.points, Verdict.MISSED: outcome.points or 0.0}.get(outcome.verdict, 0.0)
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
    )


def _reason(criterion: Criterion, outcome: Outcome, points: float) -> Text:
    own = {Verdict.MET: criterion.on_met, Verdict.MISSED: criterion.on_miss}.get(outcome.verdict)
    details = {**outcome.details, "points": points}
    said = {}
    for language in LANGUAGES:
        shown = {name: _shown(value, name, language) for name, value in details.items()}
        shown["where"] = locales.text(language, "rubric.part.where", at=shown["at"]) if details.get("at") is not None else ""
        template = own.to(language) if own else locales.text(language, f"rubric.reason.{outcome.because}")
        said[language] = string.Formatter().vformat(template, (), _Blanks(shown))
    return Text(said["zh"], said["en"])


class _Blanks(dict[str, str]):
    """Blanks of a template; one with nothing to say is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return _NOTHING


def _shown(value: Any, name: str, language: str) -> str:
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
    return str(value)
