"""Patterns written out stand for exactly the texts that the pattern finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rubric.finite import MOST, written_out

PART = st.recursive(
    st.sampled_from(["您", "你", "ab", "x", "3", r"\?", "[甲乙]", "[0-3]", r"\d"]),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.lists(inner | st.just(""), min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})")
        | inner.map(lambda part: f"(?:{part})?")
        | inner.map(lambda part: f"({part}){{1,2}}")
    ),
    max_leaves=6,
)


def texts(pattern: str) -> list[str] | None:
    forms = written_out(pattern)
    return None if forms is None else [form.text for form in forms]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("(您|你)先别(急|激动)?", ["您先别", "您先别急", "您先别激动", "你先别", "你先别急", "你先别激动"]),
        ("这(事|个|)不归我管", ["这事不归我管", "这个不归我管", "这不归我管"]),
        ("[一二]次", ["一次", "二次"]),
        ("a{2,3}", ["aa", "aaa"]),
        ("好.*", None),
        ("好+", None),
        (r"\w次", None),
        ("(?i)a", None),
        ("a??", None),
        ("[^a]b", None),
        ("好(的|$)", ["好的", "好"]),
        (r"\d\d\d", None),
    ],
)
def test_what_a_pattern_stands_for(pattern: str, found: list[str] | None) -> None:
    assert texts(pattern) == found


def test_edges_of_an_utterance() -> None:
    forms = written_out("^(随便)(吧|呗)$")
    assert forms is not None
    assert [(form.text, form.at_start, form.at_end) for form in forms] == [("随便吧", True, True), ("随便呗", True, True)]


@given(PART)
def test_every_text_is_one_of_the_pattern_and_none_is_missing(pattern: str) -> None:
    found = texts(pattern)
    if found is None:
        return
    assert len(found) == len(set(found)) <= MOST
    compiled = re.compile(pattern)
    assert all(compiled.fullmatch(text) for text in found)
    for text in found:
        for other in (text[:-1], text[1:], text + text[:1], text.replace("您", "你", 1), text.replace("甲", "乙", 1)):
            if other and compiled.fullmatch(other) and not re.search(r"\d", other):
                assert other in found
