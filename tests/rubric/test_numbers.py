from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rubric.normal import normalise
from qa.rubric.numbers import amounts
from qa.rubric.numerals import ONES, TENS, chinese_number, english_number
from qa.rubric.units import Unit, comparable, same

DIGITS = "零一二三四五六七八九"


def to_chinese(n: int) -> str:
    """The full numeral, as it is written on a cheque but in everyday characters."""
    if n < 10:
        return DIGITS[n]
    for size, mark in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if n >= size:
            high, low = divmod(n, size)
            gap = "零" if 0 < low < size // 10 else ""
            return to_chinese(high) + mark + (gap + to_chinese(low) if low else "")
    raise AssertionError


def to_english(n: int) -> str:
    words = {value: word for word, value in {**ONES, **TENS}.items()}
    if n in words:
        return words[n]
    if n < 100:
        return f"{words[n // 10 * 10]} {words[n % 10]}"
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            high, low = divmod(n, size)
            return f"{to_english(high)} {name}" + (f" {'and ' if low < 100 else ''}{to_english(low)}" if low else "")
    raise AssertionError


@given(st.integers(0, 10**11))
def test_chinese_numerals_come_back(n: int) -> None:
    assert chinese_number(to_chinese(n)) == n


@given(st.integers(1, 10**9 - 1))
def test_english_numerals_come_back(n: int) -> None:
    assert english_number(to_english(n).split()) == n


@given(st.integers(1, 99_999), st.integers(1, 9))
def test_a_price_is_read_as_it_is_said(yuan: int, dimes: int) -> None:
    for said in (f"每月{to_chinese(yuan)}块{DIGITS[dimes]}。", f"每月{yuan}块{dimes}毛。", f"每月{yuan}.{dimes}元。"):
        (amount,) = amounts(normalise(said).text)
        assert (round(amount.value, 2), amount.unit) == (round(yuan + dimes / 10, 2), Unit.YUAN), said


@given(st.text(alphabet="零一二三十百千万亿点两半块毛个月天年 $¥%.1290-到多左右and a half hundred point", max_size=25))
def test_any_text_gives_amounts_in_order_and_apart(text: str) -> None:
    text = normalise(text).text
    end = 0
    for amount in amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        end = amount.end


@pytest.mark.parametrize(
    ("said", "value", "unit", "quote"),
    [
        ("一百二十九块九", 129.9, Unit.YUAN, "一百二十九块九"),
        ("三十九元", 39, Unit.YUAN, "三十九元"),
        ("每月129块三年合约", 129, Unit.YUAN, "129块"),
        ("129块一个月", 129, Unit.YUAN, "129块"),
        ("九块九毛九", 9.99, Unit.YUAN, "九块九毛九"),
        ("五毛", 0.5, Unit.YUAN, "五毛"),
        ("1.5万元", 15000, Unit.YUAN, "1.5万元"),
        ("一百三左右", 130, None, "一百三"),
        ("半个月", 0.5, Unit.MONTH, "半个月"),
        ("两个半月", 2.5, Unit.MONTH, "两个半月"),
        ("一个半小时", 1.5, Unit.HOUR, "一个半小时"),
        ("三十个G", 30, Unit.GB, "三十个g"),
        ("千兆宽带", 1000, Unit.MB, "千兆"),
        ("三个工作日", 3, Unit.WORKDAY, "三个工作日"),
        ("百分之二十", 20, Unit.PERCENT, "百分之二十"),
        ("thirty nine dollars", 39, Unit.DOLLAR, "thirty nine dollars"),
        ("thirty-nine ninety-nine", 39.99, Unit.DOLLAR, "thirty nine ninety nine"),
        ("thirty nine dollars and ninety nine cents", 39.99, Unit.DOLLAR, "thirty nine dollars and ninety nine cents"),
        ("$39.99", 39.99, Unit.DOLLAR, "$39.99"),
        ("a hundred and twenty nine yuan", 129, Unit.YUAN, "a hundred and twenty nine yuan"),
        ("one twenty nine", 129, None, "one twenty nine"),
        ("two and a half hours", 2.5, Unit.HOUR, "two and a half hours"),
        ("half an hour", 0.5, Unit.HOUR, "half an hour"),
        ("3 business days", 3, Unit.WORKDAY, "3 business days"),
    ],
)
def test_amounts_as_people_say_them(said: str, value: float, unit: Unit | None, quote: str) -> None:
    text = normalise(said).text
    first = amounts(text)[0]
    assert (first.value, first.unit, text[first.start : first.end]) == (value, unit, quote)


@pytest.mark.parametrize("said", ["大概一百三十元", "一百多块", "24到48小时", "about 30 minutes", "三十元左右"])
def test_about_so_much_is_marked(said: str) -> None:
    assert all(amount.approximate for amount in amounts(normalise(said).text))


def test_units_of_one_dimension_compare() -> None:
    assert same(72, Unit.HOUR, 3, Unit.DAY)
    assert same(1, Unit.YEAR, 12, Unit.MONTH)
    assert same(1, Unit.GB, 1024, Unit.MB)
    assert not same(39, Unit.YUAN, 39, Unit.DOLLAR)
    assert not comparable(Unit.WORKDAY, Unit.DAY)
