"""What several runs ask first is answered in one go; each then goes its own way."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from qa.speech.ahead import Ask, gathered

BOTH = pytest.mark.parametrize("side_by_side", [True, False])


def doubled(asked: Sequence[int]) -> list[int]:
    return [2 * one for one in asked]


@BOTH
def test_questions_are_gathered_in_order(side_by_side: bool) -> None:
    seen: list[list[int]] = []

    def answer(asked: Sequence[int]) -> list[int]:
        seen.append(list(asked))
        return doubled(asked)

    def run(number: int, ask: Ask[int, int]) -> str:
        return f"{number} became {ask(number)}" if number != 1 else "nothing to ask"

    runs = [lambda ask, number=number: run(number, ask) for number in range(4)]
    assert gathered(runs, answer, side_by_side=side_by_side) == ["0 became 0", "nothing to ask", "2 became 4", "3 became 6"]
    assert seen == [[0, 2, 3]]


@BOTH
def test_nothing_is_answered_where_nothing_is_asked(side_by_side: bool) -> None:
    def never(asked: Sequence[int]) -> list[int]:
        raise AssertionError("nobody asked")

    assert gathered([lambda ask: 1, lambda ask: 2], never, side_by_side=side_by_side) == [1, 2]
    assert gathered([], never, side_by_side=side_by_side) == []


def test_one_at_a_time_means_just_that() -> None:
    at_work: list[int] = []
    most: list[int] = []

    def run(number: int, ask: Ask[int, int]) -> int:
        for _ in range(2):
            at_work.append(number)
            most.append(len(at_work))
            at_work.remove(number)
            ask(number) if len(most) <= 3 else None
        return number

    runs = [lambda ask, number=number: run(number, ask) for number in range(3)]
    assert gathered(runs, doubled, side_by_side=False) == [0, 1, 2]
    assert most == [1] * 6


def test_side_by_side_means_that_they_can_wait_for_each_other() -> None:
    met = threading.Barrier(3, timeout=10)

    def run(ask: Ask[int, int]) -> int:
        met.wait()
        got = ask(1)
        met.wait()
        return got or 0

    assert gathered([run] * 3, doubled, side_by_side=True) == [2, 2, 2]


@BOTH
@pytest.mark.parametrize("before", [True, False])
def test_what_a_run_raises_is_raised_when_all_have_ended(side_by_side: bool, before: bool) -> None:
    ended: list[int] = []

    def run(number: int, ask: Ask[int, int]) -> int:
        if number == 1 and before:
            raise ValueError("before asking")
        got = ask(number)
        if number == 1:
            raise ValueError("after the answer")
        ended.append(number)
        return got or 0

    with pytest.raises(ValueError, match="before asking" if before else "after the answer"):
        gathered([lambda ask, number=number: run(number, ask) for number in range(3)], doubled, side_by_side=side_by_side)
    assert sorted(ended) == [0, 2]


@BOTH
def test_where_the_answer_fails_nobody_is_left_waiting(side_by_side: bool) -> None:
    threads = threading.active_count()

    def fails(asked: Sequence[int]) -> list[int]:
        raise MemoryError("too much at once")

    with pytest.raises(MemoryError):
        gathered([lambda ask: ask(1)] * 5, fails, side_by_side=side_by_side)
    assert threading.active_count() == threads


@BOTH
def test_an_answer_of_none_leaves_it_to_the_run(side_by_side: bool) -> None:
    def run(ask: Ask[int, int]) -> str:
        return "found out alone" if ask(1) is None else "told"

    assert gathered([run, run], lambda asked: [None, 5], side_by_side=side_by_side) == ["found out alone", "told"]
