"""What the shipped rubrics hold: enough of it, nothing twice or dead; every set, excuse and exception is needed by some example."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from qa.model.call import Call
from qa.model.finding import Verdict
from qa.rubric import evaluate as evaluating
from qa.rubric.book import Rubric
from qa.rubric.condition import Family, Known, PhraseSet
from qa.rubric.evaluate import evaluate
from qa.rubric.examples import Place, example_call
from qa.rubric.excuses import Excuse
from qa.rubric.kinds import Measure
from qa.rubric.load import _read, load_known, load_rubric
from qa.rubric.match import Matcher, Phrase
from qa.rubric.normal import normalise
from qa.rubric.scene import Scene
from qa.rubric.schema import RubricFile

FOLDER = Path(__file__).resolve().parents[2] / "rubrics"
KNOWN = load_known(FOLDER)
LANGUAGES = ("zh", "en")
NAMED = [(set_, name) for set_, phrases in KNOWN.phrases.items() for name in phrases.families]


def entries(set_: str, language: str) -> list[Phrase]:
    return [phrase for phrase in KNOWN.phrases[set_].phrases if phrase.language == language]


# --- counts -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("set_", "zh", "en"), [("banned", 300, 150), ("empathy", 80, 80), ("upset", 250, 250)])
def test_there_are_enough(set_: str, zh: int, en: int) -> None:
    assert len(entries(set_, "zh")) >= zh
    assert len(entries(set_, "en")) >= en


def test_there_are_forty_kinds_of_occasions_and_the_families_of_banned_words() -> None:
    assert len(KNOWN.phrases["upset"].families) >= 40
    asked = {"shirking", "passing", "insult", "rude", "impatient", "doubting", "ordering", "overpromising", "jargon"}
    assert asked <= set(KNOWN.phrases["banned"].families)


@pytest.mark.parametrize(("set_", "family"), NAMED)
def test_each_family_speaks_both_languages_and_says_nothing_twice(set_: str, family: str) -> None:
    phrases = KNOWN.phrases[set_].families[family].phrases
    assert {phrase.language for phrase in phrases} == set(LANGUAGES)
    assert [sought for sought, times in Counter((p.language, p.sought) for p in phrases).items() if times > 1] == []


# --- nothing is dead ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("set_", sorted(KNOWN.phrases))
def test_every_entry_can_be_found(set_: str) -> None:
    phrases = list(KNOWN.phrases[set_].phrases)
    matcher = Matcher.of(phrases)
    dead = [phrase.written for phrase in phrases if not any(phrase in matcher.scan([normalise(text)]).found for text in likely(phrase))]
    assert dead == []


def likely(phrase: Phrase) -> Iterator[str]:
    """Some texts that a phrase should find: those it stands for, or what its pattern spells when the first choice is always taken."""
    if phrase.texts is not None:
        yield from (form.text for form in phrase.texts[:3])
        return
    parsed = re._parser.parse(phrase.sought)  # type: ignore[attr-defined]
    for choice in range(3):
        yield "".join(_spelt(parsed, choice)).strip()


def _spelt(parsed: Any, choice: int) -> Iterator[str]:
    for kind, value in parsed:
        name = str(kind)
        if name == "LITERAL":
            yield chr(value)
        elif name == "IN":
            yield _one_of(value)
        elif name == "ANY":
            yield "一"
        elif name == "SUBPATTERN":
            yield from _spelt(value[3], choice)
        elif name == "BRANCH":
            yield from _spelt(value[1][min(choice, len(value[1]) - 1)], choice)
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, _, inner = value
            for _ in range(low):
                yield from _spelt(inner, choice)


def _one_of(choices: Any) -> str:
    kind, value = choices[0]
    if str(kind) == "CATEGORY":
        return "1" if "DIGIT" in str(value) else "a"
    if str(kind) == "NEGATE":
        return "们"
    return chr(value if isinstance(value, int) else value[0])


# --- everything is needed ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One criterion of one rubric: as written without its examples, compiled, and its examples as calls with what they expect."""

    rubric: Rubric
    written: Mapping[str, Any]
    file: Mapping[str, Any]
    calls: tuple[tuple[Call, Verdict, float | None, frozenset[Place]], ...]

    @property
    def name(self) -> str:
        return f"{self.rubric.id}/{self.written['id']}"

    @property
    def sets(self) -> frozenset[str]:
        return frozenset(_named(self.written))

    def breaks(self, written: Mapping[str, Any], known: Known, language: str | None = None) -> bool:
        """Whether some example (of a language) does not hold any more when the criterion, or what it refers to, is changed to this."""
        file = RubricFile.model_validate({**self.file, "criteria": [written]}, context=known)
        changed = replace(self.rubric, criteria=file.criteria)
        # What is looked for only grows less: the matcher of the whole finds it all, and its hits are those known already.
        changed.__dict__["matcher"] = self.rubric.matcher
        for call, verdict, points, marks in self.calls:
            if language in (None, call.transcript.language) and not _holds(changed, call, verdict, points, marks):
                return True
        return False


def _holds(rubric: Rubric, call: Call, verdict: Verdict, points: float | None, marks: frozenset[Place]) -> bool:
    finding = evaluate(rubric, call).findings[0]
    places = frozenset((e.utterance, e.start, e.end) for e in finding.evidence)
    return finding.verdict is verdict and (points is None or abs(points - finding.points) < 1e-9) and (not marks or marks == places)


def _named(written: Any) -> Iterator[str]:
    if isinstance(written, str) and written.startswith("@"):
        yield written[1:]
    elif isinstance(written, Mapping):
        for value in written.values():
            yield from _named(value)
    elif isinstance(written, list):
        for value in written:
            yield from _named(value)


@cache
def parts() -> tuple[Part, ...]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        rubric = load_rubric(path, KNOWN)
        file = _read(path).value
        for criterion, written in zip(rubric.criteria, file["criteria"], strict=True):
            calls = []
            for example in criterion.examples:
                timed = isinstance(criterion, Measure) and example.verdict is not Verdict.UNSCORED
                call, marks = example_call(example, timed)
                points = None if example.points is None else example.points * rubric.weight
                calls.append((call, example.verdict, points, marks))
            bare = {key: value for key, value in written.items() if key != "examples"}
            found.append(Part(rubric, bare, {key: value for key, value in file.items() if key != "criteria"}, tuple(calls)))
    return tuple(found)


@pytest.fixture(autouse=True)
def scanned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same call against the same matcher is scanned once for all changes."""
    monkeypatch.setattr(evaluating.Scene, "of", staticmethod(_scene))


@cache
def _scanned(call: int, matcher: int) -> list[Scene]:
    return []


_of = Scene.of


def _scene(call: Call, matcher: Matcher) -> Scene:
    kept = _scanned(id(call), id(matcher))
    if not kept:
        kept.append(_of(call, matcher))
    return kept[0]


def without(set_: str, family: str, language: str) -> Known:
    """What is known, without the phrases of one family in one language."""
    chosen = KNOWN.phrases[set_]
    left = tuple(phrase for phrase in chosen.families[family].phrases if phrase.language != language)
    families = {**chosen.families, family: Family(chosen.families[family].title, left)}
    return replace(KNOWN, phrases={**KNOWN.phrases, set_: PhraseSet(chosen.id, chosen.title, families)})


@pytest.mark.parametrize(("set_", "family"), NAMED)
def test_each_family_is_needed_in_both_languages(set_: str, family: str) -> None:
    users = [part for part in parts() if {set_, f"{set_}/{family}"} & part.sets]
    assert users, "no criterion refers to it"
    for language in LANGUAGES:
        known = without(set_, family, language)
        assert any(part.breaks(_deaf(part, language), known, language) for part in users), f"no example needs the {language} phrases"


def _deaf(part: Part, language: str) -> Mapping[str, Any]:
    """Without Chinese phrases there is nothing to be heard."""
    return {key: value for key, value in part.written.items() if key != "by_sound"} if language == "zh" else part.written


def exceptions() -> Iterator[tuple[Part, str, dict[str, Any]]]:
    """Each ``unless`` (in each of its languages), ``partial`` and ``by_sound`` of each criterion, and it without it."""
    for part in parts():
        for path in _exceptions(part.written, ()):
            written = copy.deepcopy(dict(part.written))
            within: Any = written
            for step in path[:-1]:
                within = within[step]
            del within[path[-1]]
            if path[-1] in LANGUAGES and not within:
                del written["unless"]
            yield part, "/".join(map(str, path)), written


def _exceptions(written: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    inner = written.items() if isinstance(written, Mapping) else enumerate(written) if isinstance(written, list) else ()
    for key, value in inner:
        here = (*path, key)
        if key == "unless" and isinstance(value, Mapping) and len(value) > 1:
            yield from ((*here, language) for language in value)
        elif key in ("unless", "partial", "by_sound"):
            yield here
        elif key != "examples":
            yield from _exceptions(value, here)


@pytest.mark.parametrize(("part", "what", "written"), [pytest.param(*case, id=f"{case[0].name}:{case[1]}") for case in exceptions()])
def test_each_exception_is_needed(part: Part, what: str, written: dict[str, Any]) -> None:
    assert part.breaks(written, KNOWN), f"no example of {part.name} needs its {what}"


def weaker_excuses() -> Iterator[tuple[str, str, str, Excuse | None]]:
    """Each excuse without its words before or after a phrase, in one language."""
    for path in sorted((FOLDER / "excuses").glob("*.yaml")):
        for side in ("before", "after"):
            for language in _read(path).value.get(side) or {}:
                value = copy.deepcopy(_read(path).value)
                del value[side][language]
                if not value[side]:
                    del value[side]
                left = value.get("before") or value.get("after")
                yield path.stem, side, language, Excuse.model_validate(value, context=KNOWN) if left else None


@pytest.mark.parametrize(("name", "side", "language", "weaker"), [pytest.param(*one, id="-".join(one[:3])) for one in weaker_excuses()])
def test_each_excuse_is_needed_in_both_languages(name: str, side: str, language: str, weaker: Excuse | None) -> None:
    left = {key: excuse for key, excuse in KNOWN.excuses.items() if key != name or weaker is not None}
    known = replace(KNOWN, excuses={key: weaker if key == name else excuse for key, excuse in left.items()})
    users = [part for part in parts() if part.written["kind"] == "banned"]
    assert any(part.breaks(part.written, known, language) for part in users), f"no example needs {name}, {side}, {language}"
