"""What is wrong with a rubric's file, and where: the sentences behind RubricError."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import ErrorDetails

from qa import locales
from qa.errors import RubricError
from qa.model.text import Text

SHOWN_LINE = 120
_MOST_BYTES = 16 << 20

_SENTENCES = {
    "missing": "missing",
    "union_tag_not_found": "missing",
    "union_tag_invalid": "unknown_kind",
    "literal_error": "choice",
    "enum": "choice",
    "string_type": "not_a_string",
    "int_type": "not_an_int",
    "int_from_float": "not_an_int",
    "float_type": "not_a_number",
    "bool_type": "not_a_bool",
    "list_type": "not_a_list",
    "tuple_type": "not_a_list",
    "dict_type": "not_a_mapping",
    "model_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "too_short": "too_short",
    "string_too_short": "too_short",
    "string_pattern_mismatch": "bad_name",
    "string_too_long": "bad_name",
}
"""Which of our sentences says what the validator found."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: file, line and column (from 1), the line itself, and what is wrong with the mend."""

    file: Path
    line: int
    column: int
    source: str
    what: Text

    def message(self, language: str) -> str:
        """The whole sentence for a reader of ``language``."""
        return refusal([self]).message(language)


def sentence(kind: str, **details: Any) -> Text:
    """The words for a kind of problem."""
    return locales.both(f"rubric.problem.{kind}", **{name: _shown(value) for name, value in details.items()})


def refusal(problems: Sequence[Problem]) -> RubricError:
    """The error for a file with these problems: it speaks of the first; all are in ``params["problems"]``."""
    first = problems[0]
    more = locales.both("rubric.problem.more", count=len(problems) - 1) if len(problems) > 1 else Text("", "")
    return RubricError(
        "rubric.refused",
        file=str(first.file),
        line=first.line,
        column=first.column,
        what=first.what,
        source=first.source,
        more=more,
        problems=tuple(problems),
    )


def explain(error: ErrorDetails, known_keys: Sequence[str]) -> Text:
    """What the validator found, in our words. ``known_keys``: the keys that may stand where an unknown one was found."""
    context: Mapping[str, Any] = error.get("ctx", {})
    last = str(error["loc"][-1]) if error["loc"] else ""
    kind = error["type"]
    if kind.startswith("rubric_"):
        return sentence(kind.removeprefix("rubric_"), **{name: value for name, value in context.items() if name != "detail"})
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(last, known_keys, 1)
        return sentence("unknown_key_near", value=last, near=near[0]) if near else sentence("unknown_key", value=last, known=known_keys)
    limit = next((context[name] for name in ("ge", "gt", "le", "lt") if name in context), "")
    known = context.get("expected_tags") or context.get("expected") or ""
    value = {"missing": last, "union_tag_not_found": "kind", "union_tag_invalid": context.get("tag")}.get(kind, error["input"])
    if kind in _SENTENCES:
        return sentence(_SENTENCES[kind], value=value, limit=limit, known=str(known).replace("'", ""))
    return sentence("other", why=error["msg"])


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "—"
    text = str(value)
    return text if len(text) <= SHOWN_LINE else text[: SHOWN_LINE - 1] + "…"


def source_line(lines: Sequence[str], line: int) -> str:
    """A line of a file as a message shows it; ``line`` counts from 1."""
    return _shown(lines[line - 1].strip()) if 0 < line <= len(lines) else ""


def text_of(path: Path) -> str:
    """A file of the rubric folder as text. Raises RubricError where there is none, or where it is not UTF-8."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RubricError("rubric.too_big", file=str(path), limit=_MOST_BYTES >> 20)
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as wrong:
        raise RubricError("rubric.missing_file", file=str(path)) from wrong
    except UnicodeDecodeError as wrong:
        raise RubricError("rubric.not_text", file=str(path)) from wrong
