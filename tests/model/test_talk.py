"""Mentions: what they find in any text, and what they leave alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.model.talk import AT_SIGNS, mentioned, pieces

NAMES = st.sampled_from(["陈晨", "陈", "Ann", "ann.b", "Emma Li", "王磊", "li_2"])
NOISE = st.text(alphabet="@＠ 陈晨王a_Z2.，\n", max_size=12)


@given(st.lists(st.one_of(NOISE, NAMES, NAMES.map(lambda name: f"@{name}")), max_size=8), st.sets(NAMES))
def test_the_pieces_are_the_text_and_each_mention_is_a_known_name(parts: list[str], names: set[str]) -> None:
    text = "".join(parts)
    found = pieces(text, names)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.name in names and piece.text[1:].casefold() == piece.name.casefold() for piece in found if piece.name)
    assert all(piece.text[0] in AT_SIGNS for piece in found if piece.name)


@given(NAMES, st.text(max_size=20), st.sampled_from(["", " ", "，", "\n", "看"]))
def test_a_name_after_an_at_sign_is_found_whatever_stands_around_it(name: str, before: str, after: str) -> None:
    text = f"{before} @{name}{after}"
    assert mentioned(text, {name: frozenset({7})}) == {7}


def test_a_name_that_goes_on_is_another_one() -> None:
    names = {"Ann": frozenset({1}), "陈": frozenset({2}), "陈晨": frozenset({3})}
    assert mentioned("@Anna @ann2 ann@Ann a@陈", names) == frozenset()
    assert mentioned("@ANN,＠陈晨看看", names) == {1, 3}
    assert mentioned("@陈看", names) == {2}
