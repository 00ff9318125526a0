"""The one pass over a call's sentences finds what comparing all pairs finds."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.finding import Verdict
from qa.rubric.book import Rubric
from qa.rubric.evaluate import evaluate
from qa.rubric.kinds import repeat
from qa.rubric.kinds.repeat import MOST_SHOWN, _alike, _longest_group, _pairs, _Sentence
from tests.rubric.conftest import Judge, call_of
from tests.rubric.homophones import daily

SAID = st.text(alphabet="我您再说遍好", min_size=1, max_size=12)
TURNS = st.lists(
    st.tuples(st.integers(0, 3), st.one_of(SAID, st.sampled_from(["我再说一遍", "我再说两遍", "您再说一遍吧"]))), min_size=1, max_size=25
)


def by_all_pairs(sentences: Sequence[_Sentence], similarity: float, within_turns: int) -> list[_Sentence]:
    groups = []
    for first, sentence in enumerate(sentences):
        group = [sentence]
        for other in sentences[first + 1 :]:
            if other.turn - group[-1].turn > within_turns:
                break
            if _alike(_pairs(sentence.text), _pairs(other.text), similarity):
                group.append(other)
        groups.append(group)
    return max(groups, key=len)


def sentences(turns: Sequence[tuple[int, str]]) -> list[_Sentence]:
    found, turn = [], 0
    for step, text in turns:
        turn += step
        found.append(_Sentence(turn, turn, 0, len(text), text))
    return found


@given(TURNS, st.sampled_from([0.2, 0.5, 0.6, 2 / 3, 0.85, 0.95, 1.0]), st.integers(1, 6))
def test_it_is_the_group_that_all_pairs_give(turns: list[tuple[int, str]], similarity: float, within_turns: int) -> None:
    said = sentences(turns)
    assert _longest_group(said, similarity, within_turns, MOST_SHOWN) == by_all_pairs(said, similarity, within_turns)
    # Of many sentences not each is held against each.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(repeat, "FEW", 0)
        assert _longest_group(said, similarity, within_turns, MOST_SHOWN) == by_all_pairs(said, similarity, within_turns)


def test_no_more_are_counted_than_are_shown(judge: Judge) -> None:
    said = [("a", "麻烦您提供一下身份证号")] * (MOST_SHOWN + 20)
    finding = judge("kind: repeat", *said)
    assert (finding.verdict, len(finding.evidence)) == (Verdict.MISSED, MOST_SHOWN)


def test_a_call_of_too_many_sentences_that_are_nearly_alike_is_left_to_a_person(
    monkeypatch: pytest.MonkeyPatch, rubric: Callable[[str], Rubric]
) -> None:
    monkeypatch.setattr(repeat, "MOST_COMPARED", 100)
    chance = random.Random(1)
    turns = [("a", "".join(chance.sample("麻烦您再提供一下证件号码", 11)) + "。") for _ in range(60)]
    finding = evaluate(rubric("kind: repeat\nsimilarity: 0.3"), call_of(*turns)).findings[0]
    assert finding.verdict is Verdict.UNSCORED
    assert "60" in finding.reason.zh
    assert "60" in finding.reason.en


def test_a_hundred_thousand_sentences_are_compared_in_seconds() -> None:
    chance = random.Random(3)
    words = ["".join(chance.sample(daily(), 2)) for _ in range(5_000)]
    # One turn: all are within reach of all, and none is said twice.
    said = [_Sentence(0, 0, 0, 1, f"{''.join(chance.choices(words, k=6))}{number}") for number in range(100_000)]
    began = time.process_time()
    assert len(_longest_group(said, 0.85, 20, MOST_SHOWN)) < 5
    assert time.process_time() - began < 120
