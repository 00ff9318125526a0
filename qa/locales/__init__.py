"""The words a user reads, in both languages: ``zh/*.toml`` and ``en/*.toml``, one file an area, keys ``area.section.name``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from qa.model.text import LANGUAGES, Text

HERE = Path(__file__).parent


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All words of a language, flat: ``{"audio.errors.empty": "…"}``."""
    words: dict[str, str] = {}
    for file in sorted((HERE / language).glob("*.toml")):
        _flatten(file.stem, tomllib.loads(file.read_text(encoding="utf-8")), words)
    return words


def text(language: str, key: str, /, **params: Any) -> str:
    """The words behind ``key`` for a reader of ``language``, ``{name}`` filled from ``params``.

    Raises KeyError for a key that is not there: a missing word is a defect, not a blank.
    """
    words = catalogue(language if language in LANGUAGES else "en")[key]
    return words.format_map({name: _shown(value, language) for name, value in params.items()}) if params else words


def both(key: str, /, **params: Any) -> Text:
    """The words behind ``key`` in both languages."""
    return Text(text("zh", key, **params), text("en", key, **params))


def area(language: str, prefix: str) -> dict[str, str]:
    """All words under ``prefix``, keyed by what follows it: what a component is handed as its labels."""
    start = prefix + "."
    words = catalogue(language if language in LANGUAGES else "en")
    return {key[len(start) :]: value for key, value in words.items() if key.startswith(start)}


def _shown(value: Any, language: str) -> Any:
    return value.to(language) if isinstance(value, Text) else value


def _flatten(prefix: str, tree: Mapping[str, Any], into: dict[str, str]) -> None:
    for key, value in tree.items():
        name = f"{prefix}.{key}"
        if isinstance(value, Mapping):
            _flatten(name, value, into)
        else:
            into[name] = value
