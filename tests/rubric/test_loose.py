"""The loose form: what goes, what becomes digits, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rubric.loose import loose_phrase, loose_text, loosened

SAID = st.text(alphabet="我没办法的了呢啊吧嘛一二三四十百零两千万点为除罢目确不得解天次ab one two thirty\n。?", max_size=40)


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("我也没有办法啊", "我也没有办法"),
        ("您的事啊我办不了呢", "您事我办不了"),
        ("目的地的确为了受得了", "目的地的确为了受得了"),
        ("酒吧吧", "酒吧"),
        ("二十四小时", "24小时"),
        ("一百二十九块九", "129块9"),
        ("万一十五天", "万一十五天"),
        ("第三次了", "第3次"),
        ("within twenty four hours or three days", "within 24 hours or 3 days"),
        ("hello", "hello"),
    ],
)
def test_what_is_left(text: str, loose: str) -> None:
    assert loosened(text).text == loose


@pytest.mark.parametrize(
    ("sought", "loose"), [("我没办法", "我没办法"), ("你的事", None), ("好吧", None), ("三天", "3天"), ("我的天啊", None), ("sorry", None)]
)
def test_which_phrases_are_sought_loosely(sought: str, loose: str | None) -> None:
    assert loose_phrase(sought) == loose


@given(SAID, st.integers(0, 40), st.integers(1, 40))
def test_every_place_has_its_way_back(text: str, at: int, length: int) -> None:
    form = loosened(text)
    assert len(form.begins) == len(form.places) == len(form.numbers)
    assert form.text.count("\n") == text.count("\n")
    to = min(at + length, len(form.text))
    if at >= to:
        return
    span = form.strict(at, to)
    if span is None:
        assert any(char.isdigit() for char in form.text[at:to])
        return
    start, end = span
    assert 0 <= start < end <= len(text)
    kept = [char for char in form.text[at:to] if not char.isdigit() and char != "."]
    rest = iter(text[start:end])
    assert all(char in rest for char in kept)


@given(SAID)
def test_the_loose_form_is_its_own(text: str) -> None:
    once = loosened(text).text
    if not any(char in "一二三四十百零两千万" for char in once):
        assert loosened(once).text.replace("的", "").replace("了", "") == once.replace("的", "").replace("了", "")


@given(SAID)
def test_without_the_way_back_it_is_the_same_form(text: str) -> None:
    assert loose_text(text) == loosened(text).text
