"""Numbers as people say them become values, at exactly their characters."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.rubric.amount import Bound
from qa.rubric.normal import normalise
from qa.rubric.numbers import Amount, amounts
from qa.rubric.numerals import chinese_number, english_number
from qa.rubric.units import Unit

DIALOGUES = Path(__file__).resolve().parents[3] / "shared" / "data" / "dialogues"
DIGITS = "零一二三四五六七八九"
CHEQUE = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
ALL_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
ONES = ALL_ONES.split(" ")
ALL_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = ALL_TENS.split(" ")
SCALES = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))


def to_chinese(n: int) -> str:
    """The full numeral, as it is written on a cheque but in everyday characters."""
    if n < 10:
        return DIGITS[n]
    for size, mark in SCALES:
        if n >= size:
            high, low = divmod(n, size)
            gap = "零" if 0 < low < size // 10 else ""
            return to_chinese(high) + mark + (gap + to_chinese(low) if low else "")
    raise AssertionError


def colloquial(n: int) -> str:
    """As it is said: 两 before 百, 千, 万 and 亿, no 一 before a leading 十, and the last scale left out where the numeral ends on it."""
    said = to_chinese(n)
    for mark in "百千万亿":
        said = said.replace("二" + mark, "两" + mark)
    said = said[1:] if said.startswith("一十") else said
    for size, mark in SCALES[1:4]:
        # 一百三十 is 一百三, 三万五千 is 三万五; never after 零.
        if n % size and n % (size // 10) == 0 and n // size and said[-3:-2] == mark and n // size < 10:
            return said[:-1]
    return said


def to_english(n: int, linked: bool = True, hyphen: str = " ") -> str:
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10 - 2] + (hyphen + ONES[n % 10] if n % 10 else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            high, low = divmod(n, size)
            link = "and " if linked and low < 100 else ""
            return f"{to_english(high, linked, hyphen)} {name}" + (f" {link}{to_english(low, linked, hyphen)}" if low else "")
    raise AssertionError


UP_TO = st.one_of(st.integers(0, 9999), st.integers(0, 999_999_999))


def only(text: str, day: date | None = None) -> Amount:
    (amount,) = amounts(text, day)
    return amount


@settings(deadline=None)
@given(st.integers(0, 10**11))
def test_chinese_numerals_come_back(n: int) -> None:
    assert chinese_number(to_chinese(n)) == n


@settings(deadline=None)
@given(st.integers(0, 10**10 - 1))
def test_english_numerals_come_back(n: int) -> None:
    assert english_number(to_english(n).split()) == n


@settings(max_examples=400, deadline=None)
@given(UP_TO)
def test_every_number_said_in_chinese_is_its_value(n: int) -> None:
    ways = [to_chinese(n), colloquial(n), to_chinese(n).translate(CHEQUE), str(n), f"{n:,}"]
    if 100 <= n < 10_000:
        ways.append("".join(DIGITS[int(digit)] for digit in str(n)))  # 一二九
    if n >= 10_000 and n % 10_000 == 0:
        ways.append(f"{n // 10_000}万")
    for way in ways:
        for text, unit in ((f"一共是{way}元。", Unit.YUAN), (f"有{way}个G的流量", Unit.GB), (f"等{way}天", Unit.DAY)):
            amount = only(text)
            assert (amount.value, amount.unit) == (n, unit), text
            assert text[amount.start : amount.end].startswith(way), text


@settings(max_examples=400, deadline=None)
@given(UP_TO)
def test_every_number_said_in_english_is_its_value(n: int) -> None:
    ways = [to_english(n), to_english(n, linked=False), to_english(n, hyphen="-"), str(n), f"{n:,}"]
    if str(n).startswith("1") and n >= 100 and ways[0].startswith("one "):
        ways.append("a " + ways[0].removeprefix("one "))
    for way in ways:
        for text, unit in ((f"It is {way} yuan.", Unit.YUAN), (f"for {way} days", Unit.DAY), (f"you get {way} GB", Unit.GB)):
            amount = only(text)
            assert (amount.value, amount.unit) == (n, unit), text
            assert text[amount.start : amount.end].startswith(way), text


@settings(deadline=None)
@given(st.integers(1, 99_999), st.integers(1, 9))
def test_a_price_is_read_as_it_is_said(yuan: int, dimes: int) -> None:
    for said in (
        f"每月{to_chinese(yuan)}块{DIGITS[dimes]}。",
        f"每月{yuan}块{dimes}毛。",
        f"每月{yuan}.{dimes}元。",
        f"每月{yuan}块{dimes}。",
    ):
        amount = only(said)
        assert (round(amount.value, 2), amount.unit, amount.per) == (round(yuan + dimes / 10, 2), Unit.YUAN, Unit.MONTH), said


@settings(deadline=None)
@given(st.integers(20, 99), st.integers(10, 99))
def test_an_english_price_is_read_as_it_is_said(dollars: int, cents: int) -> None:
    words = f"{to_english(dollars)} dollars and {to_english(cents)} cents"
    for said in (f"${dollars}.{cents}", words, f"{dollars}.{cents} dollars", words.replace(" and", "").replace(" cents", "")):
        assert (round(only(said).value, 2), only(said).unit) == (round(dollars + cents / 100, 2), Unit.DOLLAR), said


ENGLISH = " a half and hundred thousand one two twenty nine point dollars cents per month to of the first may march pm o'clock free no"
PIECES = [
    *"零一二两三四五六七八九十百千万亿点半块元毛角分个多来几每第到至号日月年天周时折成免不",
    *[" ", "$", "¥", "%", ".", ",", "，", "：", ":", "-", "/", "129", "7", "2025", "百分之", "小时", "工作日", "左右"],
    *["以内", "不收费", "免费", "上午", "呃", *ENGLISH.split(" ")],
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25), st.booleans())
def test_any_text_gives_amounts_in_order_and_apart(pieces: list[str], dated: bool) -> None:
    text = "".join(pieces)
    end = 0
    for amount in amounts(text, date(2025, 6, 10) if dated else None):
        assert end <= amount.start < amount.end <= len(text)
        assert amount.value == amount.value
        assert amount.high is None or amount.high == amount.high
        end = amount.end
    assert amounts(text) == amounts(text)


@pytest.mark.parametrize("run", ["7", "一", "九百", "十", "万", "点", "one ", "twenty ", "hundred and ", "第", "几", "3."])
def test_a_long_run_of_digits_or_numerals_ends_at_once(run: str) -> None:
    text = run * (100_000 // len(run))
    began = time.process_time()
    amounts(text)
    assert time.process_time() - began < 20


@pytest.mark.parametrize("run", ["一点", "1,", "9-", "三到", "每月", "半", "不", "免费", "3月", "$", "免", "a half ", "3元", "free "])
def test_a_long_run_of_anything_else_takes_its_time_and_no_more(run: str) -> None:
    text = run * (20_000 // len(run))
    began = time.process_time()
    amounts(text)
    assert time.process_time() - began < 40


def test_reading_takes_time_by_its_length() -> None:
    once = "无忧一二九套餐每月一百二十九块，流量用满100个G以后限速到一兆，合约24个月，the fee is thirty nine dollars a month. "

    def seconds(times: int) -> float:
        began = time.process_time()
        amounts(once * times)
        return time.process_time() - began

    seconds(50)
    assert seconds(800) < 40 * max(seconds(100), 1e-3)


@pytest.mark.parametrize(
    ("said", "value", "unit", "quote"),
    [
        ("一百二十九块九", 129.9, Unit.YUAN, "一百二十九块九"),
        ("三十九元", 39, Unit.YUAN, "三十九元"),
        ("三十九塊錢", 39, Unit.YUAN, "三十九塊錢"),
        ("３９．９元", 39.9, Unit.YUAN, "３９．９元"),
        ("每月129块三年合约", 129, Unit.YUAN, "129块"),
        ("129块一个月", 129, Unit.YUAN, "129块"),
        ("两块五一个月", 2.5, Unit.YUAN, "两块五"),
        ("一百块二十兆", 100, Unit.YUAN, "一百块"),
        ("九块九毛九", 9.99, Unit.YUAN, "九块九毛九"),
        ("三块零五分", 3.05, Unit.YUAN, "三块零五分"),
        ("一百块零五毛", 100.5, Unit.YUAN, "一百块零五毛"),
        ("三元五角", 3.5, Unit.YUAN, "三元五角"),
        ("五毛", 0.5, Unit.YUAN, "五毛"),
        ("一毛五一分钟", 0.15, Unit.YUAN, "一毛五"),
        ("五分钱", 0.05, Unit.YUAN, "五分钱"),
        ("1.5万元", 15000, Unit.YUAN, "1.5万元"),
        ("3万5", 35000, None, "3万5"),
        ("1千2百元", 1200, Unit.YUAN, "1千2百元"),
        ("1,299元", 1299, Unit.YUAN, "1,299元"),
        ("¥39", 39, Unit.YUAN, "¥39"),
        ("人民币三十九元", 39, Unit.YUAN, "人民币三十九元"),
        ("一百三左右", 130, None, "一百三"),
        ("二百五十块", 250, Unit.YUAN, "二百五十块"),
        ("三十呃九块", 39, Unit.YUAN, "三十呃九块"),
        ("半个月", 0.5, Unit.MONTH, "半个月"),
        ("半小时", 0.5, Unit.HOUR, "半小时"),
        ("两年半", 2.5, Unit.YEAR, "两年半"),
        ("两个半月", 2.5, Unit.MONTH, "两个半月"),
        ("一个半小时", 1.5, Unit.HOUR, "一个半小时"),
        ("三个季度", 3, Unit.QUARTER, "三个季度"),
        ("三十个G", 30, Unit.GB, "三十个G"),
        ("1TB", 1, Unit.TB, "1TB"),
        ("千兆宽带", 1000, Unit.MB, "千兆"),
        ("五百兆每秒", 500, Unit.MBPS, "五百兆每秒"),
        ("128Kbps", 128, Unit.KBPS, "128Kbps"),
        ("三个工作日", 3, Unit.WORKDAY, "三个工作日"),
        ("七个自然日", 7, Unit.DAY, "七个自然日"),
        ("百分之二十", 20, Unit.PERCENT, "百分之二十"),
        ("百分之零点五", 0.5, Unit.PERCENT, "百分之零点五"),
        ("百分百", 100, Unit.PERCENT, "百分百"),
        ("三成", 30, Unit.PERCENT, "三成"),
        ("三成五", 35, Unit.PERCENT, "三成五"),
        ("三十个点", 30, Unit.PERCENT, "三十个点"),
        ("打七折", 7, Unit.DISCOUNT, "七折"),
        ("七五折", 7.5, Unit.DISCOUNT, "七五折"),
        ("优惠30%", 7, Unit.DISCOUNT, "30%"),
        ("半价", 5, Unit.DISCOUNT, "半价"),
        ("7乘24小时", 24, Unit.HOUR, "7乘24小时"),
        ("补卡免费", 0, Unit.MONEY, "免费"),
        ("不收费", 0, Unit.MONEY, "不收费"),
        ("不收您任何费用", 0, Unit.MONEY, "不收您任何费用"),
        ("零元", 0, Unit.YUAN, "零元"),
        ("三百条短信", 300, Unit.MESSAGE, "三百条"),
        ("每周一次", 1, Unit.TIMES, "一次"),
        ("thirty nine dollars", 39, Unit.DOLLAR, "thirty nine dollars"),
        ("thirty-nine ninety-nine", 39.99, Unit.MONEY, "thirty-nine ninety-nine"),
        ("thirty nine dollars and ninety nine cents", 39.99, Unit.DOLLAR, "thirty nine dollars and ninety nine cents"),
        ("$39.99", 39.99, Unit.DOLLAR, "$39.99"),
        ("£39 a month", 39, Unit.POUND, "£39"),
        ("a dollar fifty", 1.5, Unit.DOLLAR, "a dollar fifty"),
        ("fifty cents", 0.5, Unit.MONEY, "fifty cents"),
        ("RMB 39", 39, Unit.YUAN, "RMB 39"),
        ("a hundred and twenty nine yuan", 129, Unit.YUAN, "a hundred and twenty nine yuan"),
        ("thirty, um, nine yuan", 39, Unit.YUAN, "thirty, um, nine yuan"),
        ("one twenty nine", 129, None, "one twenty nine"),
        ("two and a half hours", 2.5, Unit.HOUR, "two and a half hours"),
        ("three and a half months", 3.5, Unit.MONTH, "three and a half months"),
        ("an hour and a half", 1.5, Unit.HOUR, "an hour and a half"),
        ("half an hour", 0.5, Unit.HOUR, "half an hour"),
        ("three quarters of an hour", 45, Unit.MINUTE, "three quarters of an hour"),
        ("a fortnight", 2, Unit.WEEK, "a fortnight"),
        ("3 business days", 3, Unit.WORKDAY, "3 business days"),
        ("a 24-month contract", 24, Unit.MONTH, "24-month"),
        ("five hundred megabits per second", 500, Unit.MBPS, "five hundred megabits"),
        ("30% off", 7, Unit.DISCOUNT, "30% off"),
        ("half price", 5, Unit.DISCOUNT, "half price"),
        ("there's no charge", 0, Unit.MONEY, "no charge"),
        ("it is waived", 0, Unit.MONEY, "waived"),
        ("free of charge", 0, Unit.MONEY, "free of charge"),
        ("open 24/7", 24, Unit.HOUR, "24/7"),
    ],
)
def test_amounts_as_people_say_them(said: str, value: float, unit: Unit | None, quote: str) -> None:
    first = amounts(said)[0]
    assert (round(first.value, 4), first.unit, said[first.start : first.end]) == (value, unit, quote)


def test_a_normal_form_reads_like_what_was_written() -> None:
    for said in ("每月一百二十九块九", "三十个G", "thirty nine dollars", "两个半月"):
        assert [(a.value, a.unit) for a in amounts(normalise(said).text)] == [(a.value, a.unit) for a in amounts(said)]


@pytest.mark.parametrize(
    ("said", "low", "high", "unit"),
    [
        ("三到五天", 3, 5, Unit.DAY),
        ("3-5个工作日", 3, 5, Unit.WORKDAY),
        ("24到48小时", 24, 48, Unit.HOUR),
        ("二十四小时到三天", 24, 72, Unit.HOUR),
        ("三、五天", 3, 5, Unit.DAY),
        ("三四十块", 30, 40, Unit.YUAN),
        ("两三天", 2, 3, Unit.DAY),
        ("四十二三个G", 42, 43, Unit.GB),
        ("十几块", 11, 19, Unit.YUAN),
        ("一百多块", 100, 200, Unit.YUAN),
        ("二十多块", 20, 30, Unit.YUAN),
        ("三个多月", 3, 4, Unit.MONTH),
        ("two or three days", 2, 3, Unit.DAY),
        ("three to five working days", 3, 5, Unit.WORKDAY),
        ("between 3 and 5 days", 3, 5, Unit.DAY),
    ],
)
def test_a_span_has_two_ends(said: str, low: float, high: float, unit: Unit) -> None:
    amount = only(said)
    assert (amount.value, amount.high, amount.unit, amount.approximate) == (low, high, unit, True)


@pytest.mark.parametrize(
    ("said", "bound"),
    [
        ("大概一百三十元", Bound.ABOUT),
        ("三十元左右", Bound.ABOUT),
        ("about 30 minutes", Bound.ABOUT),
        ("30 minutes or so", Bound.ABOUT),
        ("至少两年", Bound.AT_LEAST),
        ("39元起", Bound.AT_LEAST),
        ("at least two years", Bound.AT_LEAST),
        ("不超过72小时", Bound.AT_MOST),
        ("最多三天", Bound.AT_MOST),
        ("up to 500 Mbps", Bound.AT_MOST),
        ("不到六十块", Bound.LESS),
        ("超过一百块", Bound.MORE),
        ("more than 100 yuan", Bound.MORE),
        ("超过一百个G之后限速", Bound.EXACT),
        ("over 100 GB, you are slowed", Bound.EXACT),
        ("48小时内", Bound.WITHIN),
        ("三天之内", Bound.WITHIN),
        ("within three working days", Bound.WITHIN),
        ("三十元", Bound.EXACT),
    ],
)
def test_how_a_number_is_meant(said: str, bound: Bound) -> None:
    amount = only(said)
    assert amount.bound is bound
    assert amount.approximate is (bound not in (Bound.EXACT, Bound.WITHIN))


@pytest.mark.parametrize(
    ("said", "value", "unit", "per"),
    [
        ("每月39元", 39, Unit.YUAN, Unit.MONTH),
        ("一个月只要三十九块", 39, Unit.YUAN, Unit.MONTH),
        ("一年120", 120, None, Unit.YEAR),
        ("一年一百二", 120, None, Unit.YEAR),
        ("39元/月", 39, Unit.YUAN, Unit.MONTH),
        ("39元每年", 39, Unit.YUAN, Unit.YEAR),
        ("每个G收十块钱", 10, Unit.YUAN, Unit.GB),
        ("每兆5元", 5, Unit.YUAN, Unit.MB),
        ("0.1元/条", 0.1, Unit.YUAN, Unit.MESSAGE),
        ("二十五一天", 25, None, Unit.DAY),
        ("39 dollars a month", 39, Unit.DOLLAR, Unit.MONTH),
        ("each month you pay 39 yuan", 39, Unit.YUAN, Unit.MONTH),
        ("468 yuan per year", 468, Unit.YUAN, Unit.YEAR),
        ("5 yuan per GB", 5, Unit.YUAN, Unit.GB),
        ("39 yuan monthly", 39, Unit.YUAN, Unit.MONTH),
    ],
)
def test_a_rate_has_a_period(said: str, value: float, unit: Unit | None, per: Unit) -> None:
    amount = only(said)
    assert (amount.value, amount.unit, amount.per) == (value, unit, per)


LOOKALIKES = """
第三个月 周一到周五 星期三 十分感谢 一下子就一起一直一样一定 几十块钱 好几百 便宜一点 有两点需要注意 一块儿去 一块玉 13812345678
400-820-8820 0571-88888888 工号二零一六 尾号三六零二 订单号20250315001 验证码是823764 幺三八零零零零幺二三四 一二三四五六七
5G套餐 开通5G iPhone15 A3座 3号线 8号楼 一号店 order#45678
"""
PHRASES = ["138 1234 5678", "5G network", "feel free to call", "toll free", "my account number is 12345678", "first of all", "a few days"]
PHRASES += ["one two three four five six", "from 3/1/2025"]


@pytest.mark.parametrize("said", [*LOOKALIKES.split(), *PHRASES])
def test_what_only_looks_like_an_amount_is_none(said: str) -> None:
    assert [a for a in amounts(said) if a.unit not in (None, Unit.COUNT)] == []


def test_real_talk_gives_no_absurd_values() -> None:
    if not DIALOGUES.is_dir():
        pytest.skip("the dialogues are not here")
    lines = (line for file in sorted(DIALOGUES.glob("*.jsonl")) for line in file.open(encoding="utf-8"))
    texts = [turn["text"] for line in lines for turn in json.loads(line)["turns"]]
    said = [(amount, text) for text in texts for amount in amounts(text, date(2025, 6, 10))]
    assert len(said) > 1000
    for amount, text in said:
        quote = text[amount.start : amount.end]
        assert quote.strip() == quote, (quote, text)
        assert 0 <= amount.value < 1e9, (quote, text)
        if amount.unit is Unit.CLOCK:
            assert amount.value <= 1440, (quote, text)
        if amount.unit is Unit.MONTHDAY:
            assert 1 <= amount.value <= 31, (quote, text)
        if amount.unit in (Unit.YEAR, Unit.MONTH):
            assert amount.value < 1000, (quote, text)
