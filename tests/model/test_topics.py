"""Terms of a text, and texts that are alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model import topics

TEXT = st.text(alphabet="宽带断网话费争议的了 ,。aB1é", max_size=40)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("宽带断网", ["宽带", "带断", "断网"]),
        ("宽带，断网", ["宽带", "断网"]),
        ("费", ["费"]),
        ("ＡＢＣ 12 元", ["abc", "12", "元"]),
        ("FTTR组网", ["fttr", "组网"]),
        ("broken_line", ["broken", "line"]),
        ("", []),
        ("！？…", []),
    ],
)
def test_terms(text: str, found: list[str]) -> None:
    assert [term.text for term in topics.terms(text)] == found


def test_a_question_is_bounded() -> None:
    assert len(topics.asked("宽带断网三次来电要求赔偿一个月的月租费并且要求当面道歉否则就投诉到工信部去处理这件事情")) == topics.MOST
    assert topics.asked("宽带 宽带") == ("宽带",)


@given(TEXT)
def test_terms_stand_where_they_say(text: str) -> None:
    known = topics.plain(text)
    for term in topics.terms(text):
        assert known[term.start : term.end] == term.text


@given(TEXT, TEXT)
def test_likeness_is_a_share(one: str, other: str) -> None:
    own, theirs = topics.index([one]), topics.index([other])
    weights = dict.fromkeys(own, 1.0)
    assert 0 <= topics.likeness(own, theirs, weights) <= 1
    assert topics.likeness(own, own, weights) == (1 if own else 0)
    assert all(stretch in topics.plain(one) for stretch in topics.shared(one, theirs, weights))


@given(st.integers(1, 500), st.integers(0, 500))
def test_the_rarer_a_term_the_more_it_tells(among: int, having: int) -> None:
    having = min(having, among)
    assert topics.rarity(among, having) > 0
    assert having == among or topics.rarity(among, having) > topics.rarity(among, having + 1)


def test_what_is_shared_is_told_in_words() -> None:
    weights = {"宽带": 2.0, "带断": 2.0, "断网": 2.0, "客户": 0.1}
    assert topics.shared("客户报宽带断网，营业厅不管", {*weights, "营业", "客户"}, weights) == ("宽带断网", "营业"), "客户 stands in any"
    assert topics.telling("断网")
    assert not topics.telling("断了")
    assert not topics.telling("the")
