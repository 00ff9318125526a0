from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rubric.normal import normalise, normalised

SPOKEN = st.text(alphabet="我也没办法您好這個爲。，？ ,.!?;'’“”abcSORRYum 0129ＡＢ１２㎏ﬁé…-\n\u3000呃嗯", max_size=40)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("我呃，也 没、办法", "我也没办法"),
        ("這個問題", "这个问题"),
        ("ＳＯＲＲＹ，  Ｉ’m late", "sorry i'm late"),
        ("well, um, sorry", "well sorry"),
        ("好的。再见！", "好的。再见!"),
        ("1,200.50元", "1200.50元"),
        ("It's over. Next", "it's over。next"),
        ("“不归我管”", "不归我管"),
        ("e\u0301te\u0301", "été"),
        ("so...what", "so what"),
    ],
)
def test_different_writing_has_one_form(written: str, normal: str) -> None:
    assert normalise(written).text == normal


@given(SPOKEN | st.text(max_size=40))
def test_every_character_has_its_way_back(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    assert list(normal.starts) == sorted(normal.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True))


@given(SPOKEN)
def test_the_normal_form_is_its_own(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


def test_a_sentence_does_not_end_at_a_decimal_point() -> None:
    normal = normalise("好的。每月39.9元，谢谢。再见")
    assert normal.text[slice(*normal.sentence(8))] == "每月39.9元谢谢"


@given(st.lists(SPOKEN, max_size=6))
def test_many_together_have_the_forms_that_each_has_alone(texts: list[str]) -> None:
    together, alone = normalised(texts), [normalise(text) for text in texts]
    assert [(one.text, one.simple, one.starts, one.ends) for one in together] == [
        (one.text, one.simple, one.starts, one.ends) for one in alone
    ]
