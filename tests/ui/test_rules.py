"""The parts of the rubrics page that a test can hold without a browser."""

from __future__ import annotations

import pytest

from qa.desk import activation
from qa.desk.rulebook import compare
from qa.model.rules import RuleKey, RuleKind
from qa.ui.parts.lines import compared
from qa.ui.parts.rules import starts
from tests.ui.conftest import Place


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(RuleKind))
def test_what_something_new_begins_as_can_be_put_in_force(
    place: Place, monkeypatch: pytest.MonkeyPatch, kind: RuleKind, language: str
) -> None:
    from qa import locales

    monkeypatch.setattr(starts, "t", lambda key: locales.text(language, key))
    key = RuleKey(kind, "something-new")
    found = activation.check(place.house, place.people["manager"], key, starts.blank(key))
    assert found.ready, found
    assert activation.activate(place.house, place.people["manager"], key, starts.blank(key), "begun") == 1


def test_a_comparison_as_lines() -> None:
    shown = compared(compare("a\nb\nc\n", "a\nB\nc\n"))
    assert [(line.text, line.beside, line.tone, line.sign) for line in shown] == [
        ("a", ("1", "1"), "", ""),
        ("b", ("2", ""), "bad", "-"),
        ("B", ("", "2"), "good", "+"),
        ("c", ("3", "3"), "", ""),
    ]
