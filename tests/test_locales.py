"""Every word stands in both languages, with the same gaps to fill; whatever the code asks for is there."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import errors, locales
from qa.model.text import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
AREAS = sorted({file.name for language in LANGUAGES for file in (locales.HERE / language).glob("*.toml")})
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.HearbackError)}
LOOKUPS = {"t": 0, "text": 1, "both": 0}
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")


def gaps(words: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def sources() -> list[Path]:
    return sorted([*(ROOT / "qa").rglob("*.py"), ROOT / "streamlit_app.py"])


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call by a plain or dotted name: (file:line, the call, the last part of its name)."""
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node, name


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@pytest.mark.parametrize("area", AREAS)
def test_an_area_says_the_same_in_both_languages(area: str) -> None:
    prefix = area.removesuffix(".toml") + "."
    zh, en = ({k: v for k, v in locales.catalogue(language).items() if k.startswith(prefix)} for language in ("zh", "en"))
    assert sorted(zh) == sorted(en)
    assert {k: sorted(gaps(v)) for k, v in zh.items()} == {k: sorted(gaps(v)) for k, v in en.items()}
    assert [k for k, v in (zh | en).items() if not v.strip()] == []


def test_english_is_english_but_for_quotations() -> None:
    bare = {k: re.sub(r"[“\"].*?[”\"]", "", v) for k, v in locales.catalogue("en").items()}
    assert [k for k, v in bare.items() if re.search(r"[\u4e00-\u9fff]", v)] == []


def test_every_error_has_its_sentence() -> None:
    missing = []
    for place, call, name in calls():
        if name not in ERRORS or not call.args:
            continue
        code = literal(call.args[0])
        if code is None:
            continue
        area, _, rest = code.partition(".")
        words = locales.catalogue("en").get(f"{area}.errors.{rest}")
        given = {keyword.arg for keyword in call.keywords}
        if words is None:
            missing.append(f"{place}: {code} has no sentence")
        elif None not in given and not gaps(words) <= given:
            missing.append(f"{place}: {code} is not told {sorted(gaps(words) - {g for g in given if g})}")
    assert missing == []


def test_every_word_asked_for_is_there() -> None:
    missing = []
    for place, call, name in calls():
        at = LOOKUPS.get(name)
        if at is None or len(call.args) <= at:
            continue
        key = literal(call.args[at])
        if key is None or not KEY.fullmatch(key) or f"{key.split('.')[0]}.toml" not in AREAS:
            continue
        words = locales.catalogue("en").get(key)
        given = {keyword.arg for keyword in call.keywords}
        if words is None:
            missing.append(f"{place}: {key} is not there")
        elif None not in given and not gaps(words) <= given:
            missing.append(f"{place}: {key} is not told {sorted(gaps(words) - {g for g in given if g})}")
    assert missing == []


def test_the_words_of_templates_are_there() -> None:
    found = [
        key
        for file in sorted((ROOT / "qa/ui/gate_pages").glob("*.html"))
        for key in re.findall(r"\bt\('([a-z_.]+[a-z_])'", file.read_text("utf-8"))
    ]
    assert found
    assert [key for key in found if key not in locales.catalogue("en")] == []
