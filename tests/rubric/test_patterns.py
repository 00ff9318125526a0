"""Patterns are asked where their words stand, and find there what RE2 finds."""

from __future__ import annotations

import re
from math import inf

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from qa.rubric.match import Matcher, pattern
from qa.rubric.needed import LONGEST, sketch
from qa.rubric.normal import normalise
from qa.rubric.patterns import MOST_WAYS, BadPattern, Pattern, Patterns
from qa.rubric.scan import on_edges

CHARS = "我你不能办ab1。"
SAID = st.text(alphabet=f"{CHARS} '2", max_size=24)
ATOMS = st.one_of(
    st.text(alphabet=CHARS, min_size=1, max_size=3),
    st.sampled_from([".", "[我你]", "[^我]", "[0-9]", "[a-c1]", r"\d", r"\w", r"\b", "^", "$", r"\.", " ", "B"]),
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    choices = st.lists(inner, min_size=1, max_size=3).map(lambda some: f"({'|'.join(some)})")
    optional = st.lists(inner, min_size=1, max_size=2).map(lambda some: f"(?:{'|'.join(some)}|)")
    counted = st.tuples(
        st.one_of(choices, st.sampled_from([".", "[0-9]", r"\w", "我"])),
        st.sampled_from(["?", "*", "+", "{2}", "{0,3}", "{1,2}", "{2,}", "??", "+?", "{0,4}?"]),
    ).map("".join)
    return st.one_of(choices, optional, counted, st.lists(inner, min_size=2, max_size=4).map("".join))


PATTERNS = st.recursive(ATOMS, _joined, max_leaves=12)


def _by_re2(written: str, text: str) -> set[tuple[int, int]]:
    """Every place of a pattern in a line, spaces around it left out; of one without Chinese those between word edges too."""
    forms = [written] if re.search("[\u4e00-\u9fff]", written) else [written, rf"\b(?:{written})\b"]
    options = re2.Options()
    options.case_sensitive = False
    options.never_nl = True
    places = set()
    for form in forms:
        for match in re2.compile(f"(?m:{form})", options).finditer(text):
            at, to = match.span()
            if found := text[at:to].strip(" "):
                at = text.index(found, at)
                places.add((at, at + len(found)))
    return places


def _taken(written: str) -> str:
    """The pattern in force; skips what is none, or finds the empty string."""
    try:
        return pattern(written).sought
    except BadPattern:
        return ""


def _said(data: st.DataObject, sought: str) -> str:
    """A line, as a rule one in which the pattern finds something."""
    around = st.text(alphabet=f"{CHARS} ", max_size=4)
    held = st.from_regex(re.compile(sought, re.ASCII), fullmatch=True, alphabet=f"{CHARS} '2c.")
    try:
        text = data.draw(st.one_of(SAID, held, st.tuples(around, held, around).map("".join)))
    except (re.error, InvalidArgument):  # no text of these characters
        text = data.draw(SAID)
    return normalise(text[:200]).text


@settings(max_examples=400)
@given(PATTERNS, st.data())
def test_a_pattern_finds_what_re2_finds(written: str, data: st.DataObject) -> None:
    if not (sought := _taken(written)):
        return
    line = _said(data, sought)
    (one,) = Patterns.of([sought]).every
    assert set(one.find(line)) == _by_re2(sought, line)
    assert set(Pattern(sought, False).find(line)) == _by_re2(sought, line)


@settings(max_examples=400)
@given(PATTERNS, st.data())
def test_where_a_pattern_finds_anything_a_word_stands_that_it_needs(written: str, data: st.DataObject) -> None:
    if not (sought := _taken(written)) or (known := sketch(sought)) is None:
        return
    assert "" not in known.needed
    line = _said(data, sought)
    for at, to in _by_re2(sought, line):
        assert any(needed in line[max(0, at - 1) : to + 1] for needed in known.needed), (sought, line[at:to], known.needed)


@given(st.lists(PATTERNS, min_size=1, max_size=5), st.lists(SAID, min_size=1, max_size=4))
def test_together_in_a_call_they_find_what_re2_finds_line_by_line(written: list[str], texts: list[str]) -> None:
    phrases = [pattern(one) for one in written if _taken(one)]
    matcher = Matcher.of(phrases)
    said = [normalise(text) for text in texts]
    found = matcher.scan(said).found
    for one in phrases:
        # What can be written out is found as texts, shorter ones inside longer ones too, and in the loose form.
        if one.texts is not None:
            continue
        expected = {
            (number, at, to)
            for number, normal in enumerate(said)
            for at, to in _by_re2(one.sought, normal.text)
            if on_edges(normal.text, at, to) and normal.whole(at, to)
        }
        assert {(hit.utterance, hit.at, hit.to) for hit in found.get(one, ())} == expected, one.sought


@pytest.mark.parametrize(
    ("written", "needed"),
    [
        ("(账单|话费).{0,6}(不对|有问题)", {"账单", "话费"}),
        ("这(个|)账单.{0,6}我", {"这个账单", "这账单"}),
        ("[0-9]+号线", {f"{digit}号线" for digit in range(10)}),
        ("(WiFi|网).*卡死", {"卡死"}),
        (r"(not|\w+n't) (say|tell)", {"not say", "not tell", "n't say", "n't tell"}),
        ("营业厅(.{0,4}关门)?", {"营业厅"}),
    ],
)
def test_the_rarest_words_of_a_pattern_are_what_it_is_found_by(written: str, needed: set[str]) -> None:
    known = sketch(written)
    assert known is not None
    assert set(known.needed) == needed


@pytest.mark.parametrize("written", [r"\w+", ".{3,}", "(我|.)+", r"\pL我", "(?i:我)", "我\n你", "Ω办"])
def test_of_some_patterns_nothing_is_known_and_they_are_found_all_the_same(written: str) -> None:
    assert sketch(written) is None
    line = "我 we办ab"
    assert {place for one in Patterns.of([written]).every for place in one.find(line)} == _by_re2(written, line)


@pytest.mark.parametrize(
    "written", ["(a|aa)*b", "(a|a)+c", r"(x( \w+){0,4} ){2}y", "我.*你.*他.*您", "([0-9]+|一).{0,30}([0-9]+|二).{0,30}[0-9]+元"]
)
def test_a_pattern_with_many_ways_is_left_to_re2(written: str) -> None:
    (one,) = Patterns.of([written]).every
    assert not one.quick


def test_a_long_line_is_left_to_re2() -> None:
    (one,) = Patterns.of(["您.{0,6}急"]).every
    assert one.quick
    assert list(one.find("好" * LONGEST + "您先别急")) == [(LONGEST, LONGEST + 4)]
    assert "_quick" not in vars(one)


def test_ways_are_counted() -> None:
    patterns = ("我.{0,6}你.{0,6}他", "(a|ab|b)c", "[0-9]+元", "(又|老|老是)*断", "(a|ab|ba)*c", "(a|a)*c")
    counted = {written: known.ways for written in patterns if (known := sketch(written))}
    assert list(counted.values()) == [49, 2, LONGEST, LONGEST + 1, inf, inf]
    assert MOST_WAYS > LONGEST
