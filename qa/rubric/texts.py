"""Rubrics and what they refer to as texts: from a folder, with others over them; what refers to what, what is wrong with which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from qa.errors import RubricError
from qa.model.rules import RuleKey, RuleKind
from qa.rubric import examples
from qa.rubric.book import Book, Rubric
from qa.rubric.condition import Known, PhraseSet
from qa.rubric.examples import ExampleResult
from qa.rubric.excuses import Excuse
from qa.rubric.facts import Sheet
from qa.rubric.load import SHIPPED, load_excuse, load_phrases, load_rubric
from qa.rubric.problems import Problem, text_of
from qa.rubric.sheets import read_sheet

_VERSION = re.compile(r"^version:[ \t]*[0-9]+", re.MULTILINE)
Value = TypeVar("Value")
Part = PhraseSet | Sheet | Excuse


@dataclass(frozen=True, slots=True)
class Source:
    """A text and where it came from; ``path`` names it in messages."""

    key: RuleKey
    path: Path
    text: str


Sources = Mapping[RuleKey, Source]


def read_folder(folder: Path) -> dict[RuleKey, Source]:
    """All texts of a folder of rubrics. Raises RubricError for a folder that is not there and a file that is no text.

    Where it has no folder of excuses, the shipped ones hold.
    """
    if not folder.is_dir():
        raise RubricError("rubric.missing_folder", folder=str(folder))
    found = {}
    for kind in RuleKind:
        home = SHIPPED if kind is RuleKind.EXCUSES and not (folder / kind.folder).is_dir() else folder
        for path in sorted((home / kind.folder).glob(f"*{kind.suffix}")):
            key = RuleKey(kind, path.stem)
            found[key] = Source(key, path, text_of(path))
    return found


def over(sources: Sources, changes: Mapping[RuleKey, str | None]) -> dict[RuleKey, Source]:
    """``sources`` with some texts in the place of others, or (None) taken away."""
    found = {key: source for key, source in sources.items() if key not in changes}
    found |= {key: Source(key, Path(key.file), text) for key, text in changes.items() if text is not None}
    return found


class Shelf:
    """Texts loaded one by one, so that one that is wrong keeps no other from being looked at; what is loaded is kept.

    ``before``: a shelf that differs a little; what did not change is taken from there.
    """

    def __init__(self, sources: Sources, before: Shelf | None = None) -> None:
        self.sources = sources
        self._loaded: dict[RuleKey, Part | RubricError] = {}
        self._rubrics: dict[str, Rubric] = {}
        self._uses: dict[str, frozenset[RuleKey]] = {}
        same = frozenset(key for key, source in sources.items() if before and before.sources.get(key) == source)
        for key, source in sources.items():
            if key.kind is not RuleKind.RUBRIC:
                self._loaded[key] = before._loaded[key] if before and key in same else _part(source)
        if before:
            kept = [name for name, used in before._uses.items() if {RuleKey(RuleKind.RUBRIC, name), *used} <= same]
            self._rubrics = {name: before._rubrics[name] for name in kept}
            self._uses = {name: before._uses[name] for name in kept}

    @property
    def phrases(self) -> dict[str, PhraseSet]:
        return {key.name: value for key, value in self._loaded.items() if isinstance(value, PhraseSet)}

    @property
    def sheets(self) -> dict[str, Sheet]:
        return {key.name: value for key, value in self._loaded.items() if isinstance(value, Sheet)}

    @property
    def excuses(self) -> dict[str, Excuse]:
        return {key.name: value for key, value in self._loaded.items() if isinstance(value, Excuse)}

    @property
    def names(self) -> tuple[str, ...]:
        """The rubrics, in order."""
        return tuple(sorted(key.name for key in self.sources if key.kind is RuleKind.RUBRIC))

    def rubric(self, name: str) -> Rubric:
        """A rubric ready for use. Raises RubricError."""
        if name not in self._rubrics:
            phrases, sheets, excuses = _Noting(self.phrases), _Noting(self.sheets), _Noting(self.excuses)
            source = self.sources[RuleKey(RuleKind.RUBRIC, name)]
            self._rubrics[name] = load_rubric(source.path, Known(phrases, sheets, excuses), source.text)
            asked = ((RuleKind.PHRASES, phrases.names), (RuleKind.FACTS, sheets.names), (RuleKind.EXCUSES, excuses.names))
            self._uses[name] = frozenset(RuleKey(kind, one) for kind, names in asked for one in names)
        return self._rubrics[name]

    def uses(self, name: str) -> frozenset[RuleKey]:
        """The texts that a rubric refers to. Raises RubricError."""
        self.rubric(name)
        return self._uses[name]

    def fault(self, key: RuleKey) -> RubricError | None:
        """What is wrong with a text, None where nothing is."""
        if key.kind is not RuleKind.RUBRIC:
            loaded = self._loaded[key]
            return loaded if isinstance(loaded, RubricError) else None
        try:
            self.rubric(key.name)
        except RubricError as wrong:
            return wrong
        return None

    def users(self, key: RuleKey) -> tuple[str, ...]:
        """The rubrics that a text has a say in: itself, or those that refer to it; one that does not load may, for all we know."""
        if key.kind is RuleKind.RUBRIC:
            return (key.name,)
        return tuple(name for name in self.names if self.fault(RuleKey(RuleKind.RUBRIC, name)) or key in self._uses[name])

    def book(self) -> Book:
        """All of it. Raises RubricError for the first text that is wrong."""
        for loaded in self._loaded.values():
            if isinstance(loaded, RubricError):
                raise loaded
        rubrics = tuple(self.rubric(name) for name in self.names)
        texts = {key: source.text for key, source in self.sources.items()}
        return Book(rubrics, self.phrases, self.sheets, self.excuses, texts, {name: self._uses[name] for name in self.names})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rubric stands: it does not load, or its examples were run."""

    rubric: str
    fault: RubricError | None
    results: tuple[ExampleResult, ...] = ()

    @property
    def failures(self) -> tuple[ExampleResult, ...]:
        return tuple(result for result in self.results if not result.ok)

    @property
    def holds(self) -> bool:
        return self.fault is None and not self.failures


def standing(shelf: Shelf, names: Iterable[str]) -> tuple[Standing, ...]:
    """How rubrics stand, their examples run."""
    return tuple(_standing(shelf, name) for name in names)


def with_version(text: str, version: int) -> str:
    """A rubric's text under another version number. Does nothing where it states none."""
    return _VERSION.sub(f"version: {version}", text, count=1)


def problems_of(wrong: RubricError) -> tuple[Problem, ...]:
    """All mistakes of a text, by line."""
    found = wrong.params.get("problems", ())
    return found if isinstance(found, tuple) else ()


def _standing(shelf: Shelf, name: str) -> Standing:
    try:
        rubric = shelf.rubric(name)
    except RubricError as wrong:
        return Standing(name, wrong)
    return Standing(name, None, examples.run(rubric))


class _Noting(dict[str, Value]):
    """Remembers what was asked for."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Value:
        self.names.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)

    def values(self) -> Any:
        self.names.update(self)
        return super().values()


_LOADERS: Mapping[RuleKind, Callable[[Path, str], Part]] = {
    RuleKind.PHRASES: load_phrases,
    RuleKind.FACTS: lambda path, text: read_sheet(text, path),
    RuleKind.EXCUSES: load_excuse,
}


def _part(source: Source) -> Part | RubricError:
    try:
        return _LOADERS[source.key.kind](source.path, source.text)
    except RubricError as wrong:
        return wrong
