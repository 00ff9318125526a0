"""The library's page as it runs: filters in the address, cards as the browser gets them, withdrawn and put back, kept until a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from qa.desk import excerpts, keeping, library
from qa.errors import NotFound
from qa.model.library import ExcerptKind, Sort, Wanted
from qa.ui import session
from qa.ui.parts import cards, libraryaddress, shelf, withdrawing
from tests.desk.excerpting import excerpt
from tests.ui.conftest import Place, add_call

MAIN = Path(__file__).resolve().parents[2] / "qa" / "ui" / "main.py"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=libraryaddress.LONGEST).map(str.strip)
WANTED = st.builds(
    Wanted,
    kind=st.none() | st.sampled_from(ExcerptKind),
    topic=WORDS,
    criterion=WORDS,
    team=WORDS,
    language=WORDS,
    favourites=st.booleans(),
    words=WORDS,
    sort=st.sampled_from(Sort),
)


@given(WANTED, st.integers(1, libraryaddress.LAST_PAGE))
def test_an_address_says_what_is_wanted(wanted: Wanted, page: int) -> None:
    assert libraryaddress.read(libraryaddress.written(wanted, page)) == (wanted, page)


@given(st.dictionaries(st.sampled_from(["kind", "q", "page", "sort", "favourites", "topic", "excerpt"]), st.text(max_size=300)))
def test_any_address_can_be_read(params: dict[str, str]) -> None:
    wanted, page = libraryaddress.read(params)
    assert 1 <= page <= libraryaddress.LAST_PAGE
    assert libraryaddress.read(libraryaddress.written(wanted, page)) == (wanted, page)


@pytest.fixture
def shown(place: Place, move_in: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the page hands to the component of the cards, which is a browser's. Read by an inspector, unless told otherwise."""
    move_in(place)
    monkeypatch.setattr(session, "cookie", lambda: place.cookie("inspector"))
    given: dict[str, Any] = {}
    monkeypatch.setattr(shelf, "shelf", lambda key, cards, **more: given.update(more, cards=list(cards)))
    return given


@pytest.fixture
def stock(place: Place) -> dict[str, int]:
    mine, others = add_call(place, sound=True), add_call(place, "携号转网", sound=True, agent="other")
    house, who = place.house, place.people["inspector"]
    found = {
        "套餐": excerpt(house, who, mine, start=0, end=1, kind="good", title="说清套餐", note="价格在先"),
        "耐心": excerpt(house, who, others, start=0, end=1, kind="bad", title="没有耐心", topic="携号转网"),
    }
    return {title: one.id for title, one in found.items()}


def app_at(script: str, /, **address: str) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=30).run()
    for name, value in address.items():
        app.query_params[name] = value
    app = app.switch_page(f"pages/{script}.py").run()
    assert not app.exception, app.exception
    return app


def titles(shown: dict[str, Any]) -> list[str]:
    return ["".join(text for text, _ in card.title) for card in shown["cards"]]


def test_the_address_filters_and_the_filters_write_the_address(
    place: Place, shown: dict[str, Any], stock: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_at("library", kind="bad", topic="携号转网", page="7")
    assert titles(shown) == ["没有耐心"]
    assert any("找到 1 个片段" in one.value for one in app.caption)
    assert dict(app.query_params) == {"kind": "bad", "topic": "携号转网"}
    next(one for one in app.button if one.label == "清除筛选").click().run()
    assert (dict(app.query_params), titles(shown)) == ({}, ["没有耐心", "说清套餐"])
    app.text_input(key="library-words").set_value("掏参").run()
    assert (dict(app.query_params), titles(shown)) == ({"q": "掏参"}, ["说清套餐"])
    (card,) = shown["cards"]
    assert (card.title, card.heard) == ((("说清", ""), ("套餐", "heard")), "听起来像：套餐")
    assert card.href.startswith(f"/excerpt?excerpt={stock['套餐']}&q=")
    assert card.audio == f"/excerpts/{stock['套餐']}/audio"
    assert len(card.shape()["lanes"]) == 2
    app.selectbox(key="library-team").set_value("二班").run()
    assert titles(shown) == ["说清套餐"] and any("找到 0 个片段" in one.value for one in app.caption)  # noqa: PT018 - nothing was handed over anew
    monkeypatch.setattr(session, "cookie", lambda: place.cookie("agent"))
    other = app_at("library", team="二班")
    assert titles(shown) == ["没有耐心", "说清套餐"]
    assert any("已忽略" in one.value for one in other.caption)
    assert not [one for one in other.selectbox if one.key == "library-team"]


def test_cards_are_marked_withdrawn_and_put_back(place: Place, shown: dict[str, Any], stock: dict[str, int]) -> None:
    house, who = place.house, place.people["inspector"]
    app = app_at("library")
    shown["acts"].star(stock["套餐"], True)
    app.run()
    assert [card.favourite for card in shown["cards"]] == [False, True]
    app.toggle(key="library-favourites").set_value(True).run()
    assert titles(shown) == ["说清套餐"]
    keeping.withdraw(house, who, stock["套餐"])
    app.session_state[withdrawing.UNDO] = (stock["套餐"], "说清套餐", withdrawing.time.monotonic() + 30)
    app.run()
    assert (titles(shown), shown["undo"].id) == ([], stock["套餐"])
    keeping.restore(house, who, stock["套餐"])
    assert [card.excerpt.title for card in library.page(house, who, Wanted(favourites=True)).cards] == ["说清套餐"]


def test_on_its_own_page_one_click_withdraws_and_a_day_is_set(place: Place, shown: dict[str, Any], stock: dict[str, int]) -> None:
    house, who = place.house, place.people["inspector"]
    app = app_at("excerpt", excerpt=str(stock["耐心"]), q="套餐 耐心")
    assert not [one for one in app.button if one.key == "excerpt-after"], "it is not in that list"
    app = app_at("excerpt", excerpt=str(stock["耐心"]))
    assert any("列表第 1 / 2 个" in one.value for one in app.caption)
    app.button(key="excerpt-after").click().run()
    assert dict(app.query_params)["excerpt"] == str(stock["套餐"])
    until = excerpts.today() + timedelta(days=3)
    app.date_input(key=f"until-{stock['套餐']}").set_value(until)
    app.button(key=f"until-{stock['套餐']}-save").click().run()
    assert excerpts.one(house, who, stock["套餐"]).expires_on == until
    app.button(key="favourite").click().run()
    assert library.is_favourite(house, who, stock["套餐"])
    app.button(key="withdraw").click().run()
    assert not app.exception
    with pytest.raises(NotFound):
        excerpts.one(house, who, stock["套餐"])
    assert shown["undo"].title == "说清套餐"


def test_what_is_found_in_a_long_line_is_shown_with_what_stands_around_it(
    place: Place, stock: dict[str, int], shown: dict[str, Any]
) -> None:
    house, who = place.house, place.people["inspector"]
    note = f"{'前' * 300}宽带{'后' * 300}"
    one = excerpt(house, who, add_call(place, "长", sound=True), start=0, end=1, kind="good", title="长", note=note)
    (card,) = library.page(house, who, Wanted(words="宽带")).cards
    assert card.excerpt.id == one.id
    app_at("library", q="宽带")
    said = shown["cards"][0].said
    assert [how for _, how in said] == ["", "", "word", "", ""]
    assert "".join(text for text, _ in said).startswith(f"…{'前' * cards.AROUND}宽带后")
    assert len("".join(text for text, _ in said)) == cards.NOTE_LENGTH + 2
