"""The text numbers are read from: every mark is kept, and every character has its way back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.rubric.reading import read


@settings(deadline=None)
@given(st.text(alphabet="三十呃嗯九，,。.a.m.p umer UMİß３％：—… \n塊钱9", max_size=30))
def test_every_character_has_its_way_back(text: str) -> None:
    reading = read(text)
    places = [reading.written(i, i + 1) for i in range(len(reading.text))]
    assert all(end == start + 1 for start, end in places)
    assert places == sorted(set(places))
    for i, (start, _) in enumerate(places):
        assert reading.at(start) == i


def test_width_case_script_and_dashes_are_one() -> None:
    assert read("３９．５％：８—９，Ａ 塊").text == "39.5%:8-9，a 块"
    assert read("“9 a.m. to 5 p.m.” Yes.").text.count("。") == 1


def test_hesitations_are_gone() -> None:
    assert read("三十呃九块").text == "三十九块"
    assert read("thirty, um, nine").text == "thirty nine"
    assert read("summer").text == "summer"
    assert read("三十呃九块").written(0, 4) == (0, 5)


def test_sentences_and_clauses() -> None:
    reading = read("好的。每月三十九元，含流量。再见")
    assert reading.sentence(5, 6) == (3, 13)
    assert reading.clause(5, 6) == (3, 9)
    assert reading.clause(10, 11) == (10, 13)
