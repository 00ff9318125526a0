"""A bare number at one place of a text: 一百二十九, 三四十, 十几, 3万5, 1,299, a hundred and twenty nine, two and a half. Pure.

Reads the text of ``reading.py``; what is counted, ``figures.py`` tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from qa.rubric.numerals import BIG, DIGITS, MOST_CHARACTERS, MOST_WORDS, MYRIADS, ONES, SCALES, TENS, chinese_number, english_number
from qa.rubric.units import UNIT_NAMES, Unit

ZH = "零〇一二三四五六七八九十百千万亿两幺壹贰叁肆伍陆柒捌玖拾佰仟"
"""Every character of a Chinese numeral."""

_D = "一二两三四五六七八九"
_RUN = re.compile(rf"[{ZH}]+(?:点[零〇一二三四五六七八九]+(?![十百]))?")
_ARABIC = re.compile(r"(?<![a-z0-9.])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?(?!\.\d)")
_SCALED = re.compile(r"(?<![a-z0-9.])(?:\d+(?:\.\d+)?(?:[百千]?[万亿]|[十百千])(?!兆))+(?P<tail>\d(?![\d.]))?")
_PART = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<scale>[十百千万亿]{1,2})")
_PAIR = re.compile(
    rf"(?P<head>(?:[{_D}]?万)?(?:[{_D}]?千)?(?:[{_D}]?百)?(?:[{_D}]?十)?)(?P<a>[一二两三四五六七八])(?P<b>[二两三四五六七八九])"
    r"(?P<scale>[十百千万]?万?)"
)
_SOME = re.compile(rf"(?P<head>[{_D}]?[十百千])几|几+[十百千万亿]*|[好上成数][十百千万亿]+")
_HALF = re.compile(r"半(?=个?(?:小时|钟头|月|年|天|星期|工作日|季度)(?!度))")
_DIGITS = re.compile(r"[\d.,]+")
_WORD = re.compile(r"[a-z]+")
_AND_A_HALF = re.compile(r" and a half(?= |-|$|[,，。?!;])")
_VOCABULARY = frozenset([*ONES, *TENS, "hundred", *BIG])
_BEFORE_AND = frozenset(["hundred", *BIG])
_PHRASES = re.compile(
    r"(?P<hour>an?|one) (?P<unit>hour|day|week|month|year|dollar) and a half\b"
    r"|(?P<half>half[ -](?:an? )?)(?=hour|day|year|month|week|minute)"
    r"|(?P<quarters>three quarters of an|a quarter of an|quarter of an) hour\b"
    r"|(?:a )?(?P<couple>couple(?: of)?|dozen)\b|(?:an?|one) fortnight\b"
    r"|(?P<few>(?:a )?few(?: (?:hundred|thousand))?|(?:several|many|some|hundreds of|thousands of) (?:hundred|thousand)?)\b"
    r"|(?P<one>an?) (?=(?:second|minute|hour|day|week|month|year|dollar|quarter)\b)|(?P<twice>twice)\b"
)
_YEARS = (19, 20)
"""Nineteen ninety nine is a year as often as a price: it is taken for neither."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as read, up to character ``end``; ``high`` where it has two ends, ``unit`` where the words tell it."""

    value: Decimal
    end: int
    unit: Unit | None = None
    high: Decimal | None = None
    about: bool = False


def number_at(text: str, at: int) -> Figure | int:
    """The number that begins at ``at``; where there is none, the place to go on from."""
    char = text[at : at + 1]
    if char.isascii() and char.isdigit():
        return _arabic(text, at)
    if char == "半":
        half = _HALF.match(text, at)
        return Figure(Decimal("0.5"), half.end()) if half else at + 1
    if char and char in ZH + "几好上成数":
        return _chinese(text, at)
    return _english(text, at) if char.isalpha() else at + 1


def digit(char: str) -> int:
    """The value of one digit, Chinese or Arabic."""
    return int(char) if char.isdecimal() else DIGITS[char]


def _arabic(text: str, at: int) -> Figure | int:
    scaled = _SCALED.match(text, at)
    if scaled and len(scaled[0]) <= MOST_CHARACTERS:
        return Figure(_sum(scaled), scaled.end())
    match = _ARABIC.match(text, at)
    if match is None or len(match[0]) > MOST_CHARACTERS:
        return _past(_DIGITS, text, at)
    return Figure(Decimal(match[0].replace(",", "")), match.end())


def _sum(scaled: re.Match[str]) -> Decimal:
    """3万5, 1.5万, 1千2百."""
    total, size = Decimal(0), 1
    for part in _PART.finditer(scaled[0]):
        size = 1
        for mark in part["scale"]:
            size *= (SCALES | MYRIADS)[mark]
        total += Decimal(part["number"]) * size
    return total + Decimal(scaled["tail"] or 0) * size / 10


def _chinese(text: str, at: int) -> Figure | int:
    if match := _SOME.match(text, at):
        low = chinese_number(match["head"]) if match["head"] else None
        if low is None:
            return match.end()
        step = 10 if low <= 90 else 100 if low <= 900 else 1000
        return Figure(low + step // 10, match.end(), high=low + step - step // 10)
    run = _RUN.match(text, at)
    if run is None:
        return at + 1
    pair = _PAIR.match(text, at)
    if pair and pair.end() == run.end() and (found := _pair(text, pair)):
        return found
    numeral = run[0]
    if numeral in ("千", "百", "万") and text.startswith("兆", run.end()):
        return Figure(chinese_number("一" + numeral) or Decimal(0), run.end())
    if len(numeral) > MOST_CHARACTERS:
        return run.end()
    for length in range(len(numeral), 0, -1):
        value = chinese_number(numeral[:length])
        if value is not None:
            return Figure(value, at + length)
    return at + 1


def _pair(text: str, pair: re.Match[str]) -> Figure | None:
    """三四十, 两三, 二十三四: two neighbours are a span."""
    low, high = digit(pair["a"]), digit(pair["b"])
    if high != low + 1 and (low, high) != (3, 5):
        return None
    if not pair["head"] and not pair["scale"]:
        following = text[pair.end() : pair.end() + 1]
        if following in ("号", "日", "月", "点", "折") or (following in ("", "年") and pair["a"] != "两"):
            return None
    one = chinese_number(pair["head"] + pair["a"] + pair["scale"])
    other = chinese_number(pair["head"] + pair["b"] + pair["scale"])
    return Figure(one, pair.end(), high=other) if one is not None and other is not None and one < other else None


def _english(text: str, at: int) -> Figure | int:
    if found := _phrase(text, at):
        return found
    words = _words(text, at)
    if not words:
        return _past(_WORD, text, at)
    if len(words) > MOST_WORDS:
        return words[-1][1]
    for count in range(len(words), 0, -1):
        said = [word for word, _ in words[:count]]
        value = english_number(said)
        if value is not None:
            return _english_figure(text, value, words[count - 1][1], said)
    return words[-1][1]


def _words(text: str, at: int) -> list[tuple[str, int]]:
    """The words of a number from ``at`` on, each with its end."""
    words: list[tuple[str, int]] = []
    end = at
    while len(words) <= MOST_WORDS + 1:
        match = _WORD.match(text, end)
        if match is None:
            break
        word, before = match[0], words[-1][0] if words else ""
        known = word in _VOCABULARY or (before and word == "point") or (before in ONES and word == "oh")
        if not known and not (word == "and" and before in _BEFORE_AND) and not (word == "a" and not words):
            break
        words.append((word, match.end()))
        if text[match.end() : match.end() + 1] not in (" ", "-"):
            break
        end = match.end() + 1
    return words


def _english_figure(text: str, value: Decimal, end: int, words: list[str]) -> Figure:
    half = _AND_A_HALF.match(text, end)
    if half:
        return Figure(value + Decimal("0.5"), half.end())
    price = value != int(value) and "point" not in words and int(value) not in _YEARS
    return Figure(value, end, Unit.MONEY if price else None)


def _phrase(text: str, at: int) -> Figure | int | None:
    match = _PHRASES.match(text, at)
    if match is None:
        return None
    end = match.end()
    if match["few"]:
        return end
    if match["hour"]:
        return Figure(Decimal("1.5"), end, UNIT_NAMES[match["unit"]])
    if match["half"]:
        return Figure(Decimal("0.5"), end)
    if match["quarters"]:
        return Figure(Decimal(45 if match["quarters"].startswith("three") else 15), end, Unit.MINUTE)
    if match["couple"]:
        return Figure(Decimal(12 if match["couple"] == "dozen" else 2), end, about=match["couple"] != "dozen")
    if match["one"]:
        return Figure(Decimal(1), end - 1)
    return Figure(Decimal(2), end, Unit.TIMES if match["twice"] else Unit.WEEK)


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at + 1
