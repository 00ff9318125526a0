"""The quiz: how answers score and pay, levels, which items come next, what an excerpt could give."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.estimate import share
from qa.model.library import ExcerptKind
from qa.model.quiz import LEVELS, Candidate, Content, Given, ItemKind, Option, Seen, draw, level, pays, score, shuffled, worth
from qa.model.quiz_make import Checked, Criterion, Source, proposals, unquoted
from qa.model.text import Text

OPTIONS = tuple(Option(Text(f"第{n}项", f"choice {n}"), f"r/{n}") for n in range(4))
CHOICE = Content(ItemKind.CRITERION, options=OPTIONS, why="w")
PLACE = Content(ItemKind.PLACE, span=(10.0, 12.0), why="w")


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 20))
def test_a_place_counts_by_how_far_it_is(at: float, begins: float, lasts: float) -> None:
    away = max(begins - at, at - begins - lasts, 0)
    told = score(replace(PLACE, span=(begins, begins + lasts)), Given(at=at))
    assert 0 <= told <= 1
    assert told == pytest.approx(1 if away <= 2 else 0 if away >= 5 else (5 - away) / 3, abs=1e-3)


def test_a_choice_is_right_or_not_and_a_fact_is_true_or_not() -> None:
    assert [score(CHOICE, Given(choice=place)) for place in range(4)] == [1, 0, 0, 0]
    for true, rights in ((True, [1, 0]), (False, [0, 1])):
        fact = Content(ItemKind.FACT, claim="c", true=true)
        assert [score(fact, Given(choice=place)) for place in range(2)] == rights


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (CHOICE, Given(choice=4)),
        (CHOICE, Given(choice=-1)),
        (CHOICE, Given(at=1.0)),
        (CHOICE, Given()),
        (PLACE, Given(choice=0)),
        (PLACE, Given(at=-1.0)),
        (PLACE, Given(at=float("nan"))),
        (PLACE, Given()),
    ],
)
def test_an_answer_that_cannot_be_is_refused(content: Content, wrong: Given) -> None:
    with pytest.raises(ValueError, match="no "):
        score(content, wrong)


@given(st.integers(10, 20), st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_an_item_never_pays_more_than_it_is_worth(full: int, shares: list[float]) -> None:
    paid: list[int] = []
    for one in shares:
        paid.append(pays(full, one, paid))
    assert min(paid) >= 0
    assert sum(paid) <= full
    if shares[0] == 1:
        assert paid == [full, *([0] * (len(shares) - 1))]
    elif shares[0] == 0 and 1 in shares:
        assert sum(paid) == full // 2


@given(st.integers(0, 200), st.integers(0, 200))
def test_harder_items_are_worth_more_once_that_is_known(right: int, of: int) -> None:
    right = min(right, of)
    full = worth(share(right, of))
    assert 10 <= full <= 20
    if right < of:
        assert full >= worth(share(right + 1, of))
    assert worth(share(0, 19)) == 10 < worth(share(0, 100)) == 20


@given(st.integers(0, 3000))
def test_levels_begin_where_they_say(points: int) -> None:
    here = level(points)
    assert here.begins <= points
    assert here.ends is None or points < here.ends
    assert LEVELS[here.number] == here.begins


@given(st.integers(0, 4), st.text(max_size=20))
def test_options_are_shuffled_by_seed_alone(count: int, seed: str) -> None:
    assert sorted(shuffled(count, seed)) == list(range(count))
    assert shuffled(count, seed) == shuffled(count, seed)


def test_every_order_comes_up() -> None:
    firsts = Counter(shuffled(4, str(seed))[0] for seed in range(400))
    assert min(firsts.values()) > 60


candidates = st.lists(
    st.builds(Candidate, st.integers(1, 60), st.sampled_from(ItemKind), st.sampled_from(Seen), st.integers(1, 8)),
    max_size=30,
    unique_by=lambda one: one.id,
)


@given(candidates, st.integers(1, 8), st.text(max_size=8), st.randoms())
def test_what_is_new_comes_first_then_what_went_wrong(found: list[Candidate], count: int, seed: str, chance: Any) -> None:
    drawn = draw(found, count, seed)
    assert len(drawn) == len(set(drawn)) == min(count, len(found))
    seen = {one.id: list(Seen).index(one.seen) for one in found}
    assert [seen[one] for one in drawn] == sorted(seen.values())[:count]
    other = list(found)
    chance.shuffle(other)
    assert draw(other, count, seed) == drawn


def test_a_round_takes_other_excerpts_and_kinds_first() -> None:
    found = [
        Candidate(number, kind, Seen.NEW, excerpt) for number, (kind, excerpt) in enumerate([(k, e) for k in ItemKind for e in range(4)])
    ]
    for seed in range(20):
        drawn = [found[number] for number in draw(found, 4, str(seed))]
        assert len({one.excerpt for one in drawn}) == len({one.kind for one in drawn}) == 4


@given(
    st.sampled_from(ItemKind),
    st.text(max_size=9),
    st.lists(st.builds(Option, st.builds(Text, st.text(max_size=9), st.text(max_size=9)), st.text(max_size=9)), max_size=4),
    st.none() | st.tuples(st.floats(0, 9), st.floats(0, 9)),
    st.booleans(),
    st.sampled_from(ExcerptKind),
)
def test_a_content_comes_back_as_it_was(kind: Any, words: str, options: Any, span: Any, true: bool, shows: Any) -> None:
    content = Content(kind, words, words, Text(words, words), tuple(options), span, 1.5, words, true, Text(words, ""), words, shows)
    assert Content.from_json(content.to_json()) == content


# what an excerpt could give

LINES = [
    {"speaker": "customer", "text": "It fails again.", "start": 0.0, "end": 2.0},
    {"speaker": "agent", "text": "It is 39 a month.", "start": 2.5, "end": 4.0},
    {"speaker": "customer", "text": "And now?", "start": 4.5, "end": 6.0},
    {"speaker": "agent", "text": "Calm down.", "start": 6.5, "end": 8.0},
]
CRITERIA = [
    Criterion(key, Text(key, key), section, kind)
    for key, section, kind in (
        ("a/1", "x", "fact"),
        ("a/2", "y", "fact"),
        ("a/3", "x", "banned"),
        ("b/1", "x", "fact"),
        ("b/2", "", "banned"),
        ("a/4", "y", "banned"),
    )
]
SOURCE = Source(
    ExcerptKind.BAD,
    LINES,
    focus=(6.5, 8.0),
    criterion=CRITERIA[0],
    better="“I look into it now.”",
    criteria=CRITERIA,
    others=["Let me see.", "I look into it now."],
    checked=Checked("39", True, Text("表里", "sheet")),
)


def test_an_excerpt_gives_what_it_has() -> None:
    place, criterion, reply, fact = proposals(SOURCE)
    assert (place.kind, place.span, place.criterion, place.shows) == (ItemKind.PLACE, (6.5, 8.0), "a/1", ExcerptKind.BAD)
    assert [one.key for one in criterion.options] == ["a/1", "a/3", "a/2", "a/4"]  # its section, its rubric by kind; not another rubric's
    assert [one.text.en for one in reply.options] == ["I look into it now.", "Calm down.", "Let me see."]
    assert reply.until == 6.5
    assert (fact.claim, fact.true, fact.row.en) == ("It is 39 a month.", True, "sheet")


def test_nothing_is_proposed_that_it_has_not() -> None:
    kinds = {one.kind for one in proposals(replace(SOURCE, criterion=None, better=""))}
    assert kinds == set()
    assert ItemKind.PLACE not in {one.kind for one in proposals(replace(SOURCE, has_sound=False))}
    assert ItemKind.PLACE not in {one.kind for one in proposals(replace(SOURCE, focus=None))}
    assert ItemKind.REPLY not in {one.kind for one in proposals(replace(SOURCE, lines=LINES[3:]))}
    few = proposals(replace(SOURCE, criteria=CRITERIA[:3]))
    assert ItemKind.CRITERION not in {one.kind for one in few}


@pytest.mark.parametrize(
    ("words", "bare"), [("“a”", "a"), (' "a b" ', "a b"), ("“a” and “b”", "“a” and “b”"), ("「好」", "好"), ("”", "”"), ("", "")]
)
def test_marks_around_a_wording_do_not_give_it_away(words: str, bare: str) -> None:
    assert unquoted(words) == bare


def test_what_is_heard_too_is_no_wrong_choice() -> None:
    (criterion,) = (one for one in proposals(replace(SOURCE, shown=frozenset({"a/3", "a/1"}))) if one.kind is ItemKind.CRITERION)
    assert "a/3" not in {one.key for one in criterion.options}
