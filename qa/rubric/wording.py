"""Conditions in a reader's words, for reasons: where something had to be said, and what would have counted."""

from __future__ import annotations

from qa import locales
from qa.model.text import NO_TEXT, Text
from qa.rubric.condition import Condition, Phrases
from qa.rubric.match import Phrase

SHOWN = 3
"""Phrases that a reason names; of more it gives the number."""

_RANGES = ("first", "last", "first_s", "last_s", "first_pct", "last_pct")


def such_as(condition: Condition, language: str) -> Text:
    """A few phrases of those that a condition asks for, and how many there are; nothing where it asks for none."""
    if language not in condition.wording:
        condition.wording[language] = _such_as(condition, language)
    return condition.wording[language]


def _such_as(condition: Condition, language: str) -> Text:
    asked = list(_asked(condition, language))
    if not asked:
        return NO_TEXT
    named = [_named(phrase) for phrase in asked[:SHOWN]]
    listed = Text("".join(f"“{name}”" for name in named), ", ".join(f"“{name}”" for name in named))
    more = len(asked) - len(named)
    return locales.both("rubric.part.such_as_more", listed=listed, more=more, count=len(asked)) if more else listed


def whereabouts(condition: Condition) -> Text:
    """Which part of the call a condition looks at: "in the first 2 turns"; nothing where it is all of it."""
    for name in _RANGES:
        limit = getattr(condition, name)
        if limit is not None:
            return locales.both(f"rubric.part.in_{name}", limit=f"{limit:g}")
    return NO_TEXT


def _asked(condition: Condition, language: str) -> dict[Phrase, None]:
    """Every phrase that would count, in the order of the file."""
    found: dict[Phrase, None] = {}
    for phrases in (condition.any, condition.all):
        if phrases is not None:
            found |= dict.fromkeys(_in_order(phrases, language))
    for part in (*condition.all_of, *condition.any_of):
        found |= _asked(part, language)
    return found


def _in_order(phrases: Phrases, language: str) -> list[Phrase]:
    counted = phrases.of(language)
    return [phrase for entry in (*phrases.either, *phrases.zh, *phrases.en) for phrase in entry if phrase in counted]


def _named(phrase: Phrase) -> str:
    """A phrase as it is written, a pattern by the first text it stands for."""
    forms = phrase.texts if phrase.pattern else None
    return forms[0].text if forms else phrase.written
