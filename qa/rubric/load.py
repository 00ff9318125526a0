"""Reading rubrics and phrase sets from their files, with the fact sheets of ``sheets.py`` beside them. The only place that knows YAML.

Every mistake is a RubricError that names file, line and column, shows the line, and says how to mend it; ``params["problems"]`` has all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qa.config import ROOT
from qa.errors import RubricError
from qa.model.text import Text
from qa.rubric.book import Book, Rubric
from qa.rubric.condition import Known, PhraseSet
from qa.rubric.excuses import Excuse
from qa.rubric.kinds import Kind
from qa.rubric.problems import Problem, explain, refusal, sentence, source_line, text_of
from qa.rubric.schema import PhraseFile, RubricFile
from qa.rubric.sheets import load_sheet

SHIPPED, EXCUSES = ROOT / "rubrics", "excuses"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml reads ten times as fast; builds of the library without it have the slow reader alone."""
_MOST_DIGITS = 40
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "value", "seq", "map"))
_SURPRISES = re.compile(
    r"(?i:yes|no|on|off)|True|TRUE|False|FALSE|Null|NULL"
    r"|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|[-+]?[0-9]+_[0-9_]*|[-+]?(\.[0-9]+|[0-9]+\.)"
    r"|[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
"""Unquoted, one reader of YAML takes these for something else than another: no for false, 12:30 for 750, 010 for 8."""
_DEEPEST = 40
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Shape = TypeVar("Shape", bound=BaseModel)


def load_book(folder: Path) -> Book:
    """All rubrics of ``folder`` (``*.yaml``), with ``phrases/*.yaml`` and ``facts/*.csv``.

    Raises RubricError for the first file that is wrong.
    """
    if not folder.is_dir():
        raise RubricError("rubric.missing_folder", folder=str(folder))
    known = load_known(folder)
    rubrics = tuple(load_rubric(path, known) for path in sorted(folder.glob("*.yaml")))
    return Book(rubrics, known.phrases, known.sheets, known.excuses)


def load_known(folder: Path) -> Known:
    """What the rubrics of ``folder`` may refer to: its phrase sets, fact sheets and excuses (the shipped ones where it has none)."""
    sets = [load_phrases(path) for path in sorted((folder / "phrases").glob("*.yaml"))]
    sheets = [load_sheet(path) for path in sorted((folder / "facts").glob("*.csv"))]
    home = folder if (folder / EXCUSES).is_dir() else SHIPPED
    excuses = [load_excuse(path) for path in sorted((home / EXCUSES).glob("*.yaml"))]
    return Known({one.id: one for one in sets}, {one.id: one for one in sheets}, {one.id: one for one in excuses})


def load_rubric(path: Path, known: Known | None = None, text: str | None = None) -> Rubric:
    """One rubric; ``known`` by default is what stands in ``phrases/`` and ``facts/`` beside it. Raises RubricError.

    ``text``, here and below: the content, where it is at hand already; ``path`` then only tells its name.
    """
    return Rubric.of(_validated(RubricFile, path, load_known(path.parent) if known is None else known, text), path)


def load_phrases(path: Path, text: str | None = None) -> PhraseSet:
    """One phrase set. Raises RubricError."""
    return _validated(PhraseFile, path, Known(), text).phrase_set()


def load_excuse(path: Path, text: str | None = None) -> Excuse:
    """One excuse. Raises RubricError."""
    return _validated(Excuse, path, Known(), text)


# --- YAML -----------------------------------------------------------------------------------------------------------------------------


class _Mark(Protocol):
    """A place in a file, counted from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Document:
    """A file as its nodes, for the places, and as plain values."""

    path: Path
    lines: list[str]
    node: yaml.Node
    value: Any

    def problem(self, mark: _Mark, what: Text) -> Problem:
        return _problem(self.path, self.lines, mark, what)


def example_lines(text: str) -> dict[str, tuple[int, ...]]:
    """By criterion of a rubric that loads, the line (from 1) where each of its examples begins."""
    document = _read(Path(), text)
    found: dict[str, tuple[int, ...]] = {}
    for at, criterion in enumerate(document.value["criteria"]):
        places = (_find(document.node, ("criteria", at, "examples", i), value=True) for i in range(len(criterion.get("examples") or ())))
        found[criterion["id"]] = tuple(place.start_mark.line + 1 for place in places)
    return found


def _validated(shape: type[Shape], path: Path, known: Known, text: str | None = None) -> Shape:
    document = _read(path, text)
    try:
        file = shape.model_validate(document.value, context=known)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        # A list whose entries are all wrong counts as empty too: that is no mistake of its own.
        own = [e for e in errors if e["type"] != "too_short" or not any(o["loc"][: len(e["loc"])] == e["loc"] != o["loc"] for o in errors)]
        problems = [_located(document, shape, error) for error in own]
        raise refusal(sorted(problems, key=lambda p: (p.line, p.column))) from wrong
    if file.model_dump(include={"id"})["id"] != path.stem:
        node = _find(document.node, ("id",), value=True)
        raise refusal([document.problem(node.start_mark, sentence("id_is_not_file", value=document.value["id"], file=path.stem))])
    return file


def _located(document: _Document, shape: type[BaseModel], error: ErrorDetails) -> Problem:
    wants_key = error["type"] == "extra_forbidden"
    location = (*error["loc"], "kind") if error["type"] == "union_tag_invalid" else error["loc"]
    node = _find(document.node, location, value=not wants_key)
    keys = [str(name) for name in _keys_at(shape, error["loc"][:-1])] if wants_key else []
    return document.problem(node.start_mark, explain(error, keys))


def _find(node: yaml.Node, location: tuple[int | str, ...], value: bool) -> yaml.Node:
    """The node at a place of the tree; steps the validator invented (a union's tag) are passed over."""
    for at, step in enumerate(location):
        last = at == len(location) - 1
        if isinstance(node, yaml.MappingNode):
            found = next(((key, inner) for key, inner in node.value if key.value == str(step)), None)
            if found:
                node = found[0] if last and not value else found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
    return node


def _keys_at(shape: type[BaseModel], location: tuple[int | str, ...]) -> Iterator[str]:
    """The keys that may stand at a place."""
    current: Any = shape
    for step in location:
        kinds = {get_args(kind.model_fields["kind"].annotation)[0]: kind for kind in get_args(Kind)}
        if step in kinds:
            current = kinds[str(step)]
        elif isinstance(current, type) and issubclass(current, BaseModel) and step in current.model_fields:
            current = _model_in(current.model_fields[str(step)].annotation)
        elif current is None:
            return
    if isinstance(current, type) and issubclass(current, BaseModel):
        yield from current.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)


def _read(path: Path, text: str | None = None) -> _Document:
    text = text_of(path) if text is None else text
    lines = text.splitlines()
    try:
        try:
            node = _node(path, text, lines, _LOADER)
        except yaml.YAMLError:
            # The slow reader tells a mistake in the same words on every machine.
            node = _node(path, text, lines, yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        why = sentence("yaml", why=wrong.problem or wrong.context or "")
        raise refusal([_problem(path, lines, wrong.problem_mark or wrong.context_mark, why)]) from wrong
    except yaml.YAMLError as wrong:
        raise refusal([Problem(path, 1, 1, source_line(lines, 1), sentence("yaml", why=" ".join(str(wrong).split())))]) from wrong
    if not isinstance(node, yaml.MappingNode):
        raise refusal([Problem(path, 1, 1, source_line(lines, 1), sentence("not_a_mapping"))])
    problems: list[Problem] = []
    value = _plain(node, lambda mark, what: problems.append(_problem(path, lines, mark, what)))
    if problems:
        raise refusal(problems)
    return _Document(path, lines, node, value)


def _node(path: Path, text: str, lines: list[str], loader: Any) -> yaml.Node | None:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refusal([_problem(path, lines, event.start_mark, sentence("anchor"))])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise refusal([_problem(path, lines, event.start_mark, sentence("too_deep", limit=_DEEPEST))])
    return yaml.compose(text, Loader=loader)


def _plain(node: yaml.Node, wrong: Any) -> Any:
    """A node as a value: of the scalars only whole numbers, decimal numbers, true, false and null are more than text."""
    if node.tag not in _TAGS:
        wrong(node.start_mark, sentence("tag", value=node.tag))
    if isinstance(node, yaml.ScalarNode):
        if not node.style and _SURPRISES.fullmatch(node.value):
            wrong(node.start_mark, sentence("surprise", value=node.value))
        return _scalar(node.value) if not node.style else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(inner, wrong) for inner in node.value]
    found: dict[str, Any] = {}
    for key, inner in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag not in _TAGS:
            wrong(key.start_mark, sentence("key_not_text"))
        elif not key.style and _SURPRISES.fullmatch(key.value):
            wrong(key.start_mark, sentence("surprise", value=key.value))
        elif key.value in found:
            wrong(key.start_mark, sentence("duplicate_key", value=key.value))
        else:
            found[key.value] = _plain(inner, wrong)
    return found


def _scalar(written: str) -> Any:
    if written in _WORDS:
        return _WORDS[written]
    if _INT.fullmatch(written) and len(written) <= _MOST_DIGITS:
        return int(written)
    return float(written) if _FLOAT.fullmatch(written) else written


def _problem(path: Path, lines: list[str], mark: _Mark | None, what: Text) -> Problem:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(path, line, column, source_line(lines, line), what)
