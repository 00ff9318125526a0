"""What is looked for is found however it is written, by its sound too, and never under a mask."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rubric.sought import Mark, marks, parsed, written

HAN = st.text(st.sampled_from("我想办理套餐流量话费宽带停机重行长着了的一二三"), min_size=2, max_size=8)
CLUTTER = st.sampled_from(["", " ", "，", "、", "《", "…"])


def found(query: str, *texts: str) -> str:
    """``words``, ``sound`` or "" for a query of one or more terms in texts."""
    words, sounds = written(texts)
    terms = parsed(query)
    assert terms
    if all(all(word in words for word in term.words) for term in terms):
        return "words"
    return "sound" if all(term.sounds and re.search(term.sounds, sounds) for term in terms) else ""


@pytest.mark.parametrize(
    ("query", "text", "how"),
    [
        ("套餐", "您的套餐已經到期", "words"),
        ("經理", "找你们经理", "words"),
        ("５Ｇ", "5G 套餐", "words"),
        ("Refund", "a REFUND, please", "words"),
        ("套餐", "您的淘餐", "sound"),
        ("tao can", "您的套餐", "sound"),
        ("taocan", "您的套餐", "sound"),
        ("tàocān", "您的套餐", "sound"),
        ("yin hang", "去银行", "sound"),
        ("xian", "西安", "sound"),
        ("xi'an", "西安", "sound"),
        ("投诉", "偷树", "sound"),
        ("10010", "拨打幺零零幺零", "sound"),
        ('"套餐"', "淘餐", ""),
        ("“per month”", "ten yuan per month", "words"),
        ("“month per”", "ten yuan per month", ""),
        ("month ten", "ten yuan per month", "words"),
        ("餐", "您的参", ""),
        ("流量", "柳树", ""),
        ("套餐", "套。餐", ""),
    ],
)
def test_a_word_is_found_as_it_is_written_or_sounds(query: str, text: str, how: str) -> None:
    assert found(query, text) == how


@given(HAN, st.lists(CLUTTER, min_size=8, max_size=8))
def test_whatever_stands_between_characters_changes_nothing(said: str, clutter: list[str]) -> None:
    cluttered = "".join(char + mess for char, mess in zip(said, clutter, strict=False))
    assert found(f'"{said}"', cluttered) == "words"
    assert "".join(cluttered[mark.start : mark.end] for mark in marks(cluttered, parsed(f'"{said}"')))


@given(HAN, st.text(st.sampled_from("请问您好"), max_size=5))
def test_a_homophone_is_found_and_marked(said: str, around: str) -> None:
    alike = said.translate(str.maketrans("套餐流量话费宽带停机重行长着", "淘参留亮画肥款代亭鸡种航常找"))
    terms = parsed(said)
    text = f"{around}。{alike}。"
    assert found(said, text)
    covered = {at for mark in marks(text, terms) for at in range(mark.start, mark.end)}
    assert covered >= set(range(len(around) + 1, len(around) + 1 + len(alike)))


@given(HAN, st.sampled_from(["电话", "phone", "姓名", "13800138000"]), HAN)
def test_what_stands_for_a_mask_is_not_found_and_nothing_over_it(before: str, label: str, after: str) -> None:
    text = f"{before}〔{label}〕{after}"
    words, sounds = written([text])
    assert (words, sounds) == written([before, after])
    assert label not in words
    assert not marks(text, parsed(label))
    assert not any(mark.start < len(before) < mark.end for mark in marks(text, parsed(f"{before}{after}")))


@given(st.text(max_size=60))
def test_any_query_is_read_and_any_text_is_written(text: str) -> None:
    terms = parsed(text)
    words, sounds = written([text])
    assert len(words) == len(sounds)
    for term in terms:
        re.compile(term.sounds)
        assert all(term.words)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks(text, terms))


def test_marks_say_what_only_sounds_so() -> None:
    assert marks("淘餐，就是套餐", parsed("套餐")) == (Mark(5, 7),)
    assert marks("我要淘，餐", parsed("套餐")) == (Mark(2, 5, heard=True),)
    assert marks("〔姓名〕要套餐", parsed("套餐")) == (Mark(5, 7),)


def test_letters_that_may_be_cut_in_countless_ways_are_read_at_once() -> None:
    begun = time.process_time()
    assert parsed("xian" * 48 + "qq")[0].sounds == ""
    assert parsed("xian" * 50)[0].sounds
    assert parsed("xi'an")[0].sounds.count("[") == 2
    assert time.process_time() - begun < 0.5
