"""Amounts as people say them: 一百二十九块九, 39元, 半小时, thirty nine dollars, $39.99. Pure.

Reads the normal form of ``normal.py`` (lower case, simplified, half width); its offsets are characters of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from qa.rubric.numerals import BIG, DIGITS, MYRIADS, ONES, SCALES, TENS, chinese_number, english_number
from qa.rubric.units import UNIT_NAMES, Unit


@dataclass(frozen=True, slots=True)
class Amount:
    """A number said, with its unit if it had one. Characters ``start`` to ``end`` (excluded) of the text.

    ``approximate``: about so much, or one end of a range.
    """

    value: float
    unit: Unit | None
    start: int
    end: int
    approximate: bool = False


_ZH = "[零〇一二三四五六七八九十百千万亿两幺]"
_EN_WORD = "|".join(sorted([*ONES, *TENS, "hundred", *BIG], key=len, reverse=True))
_UNIT = "|".join(
    re.escape(name) for name in sorted(UNIT_NAMES, key=len, reverse=True) if name not in ("月", "个", "discount", "count", "times")
)
_NUMBER = re.compile(
    rf"(?P<percent>百分之)?(?P<sign>[$¥])? ?"
    rf"(?:(?P<arabic>(?<![a-z0-9.])\d+(?:\.\d+)?)(?P<scale>[百千万亿](?!兆))?"
    rf"|(?P<zh>{_ZH}+(?:点[零〇一二三四五六七八九]+)?)"
    rf"|(?P<en>\b(?:(?:a )?(?:{_EN_WORD})(?: (?:and )?(?:{_EN_WORD}|point))*(?: and a half)?"
    r"|half an?(?= hour| day| year)|an?(?= hour| week| month| year))\b)"
    rf"|(?P<half>半(?=个?(?:小时|钟头|月|年|天))))"
)
_AFTER = re.compile(
    rf" ?(?P<more>多|来|几)?(?:个(?P<halfway>半))?(?:(?P<unit>{_UNIT})(?![a-z])|(?P<month>(?<=半)月)"
    r"|(?P<piece>个)(?P<of>工作日|小时|钟头|星期|礼拜|g|gb)?|(?P<times>次|times\b))"
)
_SMALL_MONEY = re.compile(r"([零〇一二三四五六七八九]|\d{1,2})(毛|角)?(?:([一二三四五六七八九]|\d)(分)?)?")
_DIMES = re.compile(r"(毛|角)(?:钱|([一二三四五六七八九]|\d)(?:分)?)?")
_CENTS = re.compile(rf" and (?P<cents>\d{{1,2}}|(?:{_EN_WORD})(?: (?:{_EN_WORD}))?) cents?\b")
_ABOUT_BEFORE = re.compile(
    r"(?:大概|大约|差不多|将近|接近|至少|最多|不到|超过|about|around|roughly|nearly|almost|up to|at least|over|under)(?:是|要|在|需要)? ?$"
)
_ABOUT_AFTER = re.compile(r" ?(?:左右|上下|以内|之内|以上|以下|or so|or less|or more)")
_TO_BEFORE = re.compile(r"(?:到|至|~| to) ?$")
_TO_AFTER = re.compile(
    r" ?(?:到|至|to) ?(?:\d|[一二三四五六七八九十两]|(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty)\b)"
)


def amounts(text: str) -> tuple[Amount, ...]:
    """Every number said in ``text``, in order, none overlapping another."""
    return tuple(_amounts(text))


def _amounts(text: str) -> Iterator[Amount]:
    at = 0
    while match := _NUMBER.search(text, at):
        read = _read(text, match)
        at = read.end if read else match.end() if match.end() > match.start() else match.end() + 1
        if read:
            yield read


def _read(text: str, match: re.Match[str]) -> Amount | None:
    value = _value(match)
    if value is None:
        return None
    start, end = match.start(), match.end()
    while text[start] == " ":
        start += 1
    unit: Unit | None = {"$": Unit.DOLLAR, "¥": Unit.YUAN}.get(match["sign"] or "")
    approximate = False
    if match["percent"]:
        unit = Unit.PERCENT
    elif unit is None:
        dime = _DIMES.match(text, end)
        if dime and value < 10:
            cents = _digit(dime[2]) if dime[2] else 0
            value, unit, end = value / 10 + Decimal(cents) / 100, Unit.YUAN, dime.end()
        elif after := _AFTER.match(text, end):
            value, unit, end = _with_unit(text, value, after)
            approximate = bool(after["more"])
            if unit is Unit.YEAR and value > 100:
                unit = None
        elif match["en"] and value != int(value) and "half" not in match["en"] and "point" not in match["en"]:
            unit = None if int(value) in (19, 20) else Unit.DOLLAR
    about = (
        _ABOUT_BEFORE.search(text[:start]) or _ABOUT_AFTER.match(text, end) or _TO_BEFORE.search(text[:start]) or _TO_AFTER.match(text, end)
    )
    return Amount(float(value), unit, start, end, approximate or bool(about))


def _value(match: re.Match[str]) -> Decimal | None:
    if match["half"]:
        return Decimal("0.5")
    if match["arabic"]:
        scale = match["scale"]
        return Decimal(match["arabic"]) * ((SCALES | MYRIADS)[scale] if scale else 1)
    if match["zh"]:
        numeral = match["zh"]
        following = match.string[match.end() : match.end() + 1]
        return chinese_number("一" + numeral if numeral in ("千", "百") and following == "兆" else numeral)
    words = match["en"].split()
    if words[0] == "half":
        return Decimal("0.5")
    return Decimal(1) if words in (["a"], ["an"]) else english_number(words)


def _with_unit(text: str, value: Decimal, after: re.Match[str]) -> tuple[Decimal, Unit, int]:
    end = after.end()
    if after["halfway"]:
        value += Decimal("0.5")
    unit = _unit_of(after)
    if unit is Unit.YUAN and after["unit"] in ("块", "元", "块钱"):
        return _with_small_money(text, value, end)
    if unit is Unit.DOLLAR and (cents := _CENTS.match(text, end)):
        part = Decimal(cents["cents"]) if cents["cents"].isdigit() else english_number(cents["cents"].split())
        if part is not None and part < 100:
            return value + part / 100, unit, cents.end()
    if after["unit"] in ("天", "年", "块") and text.startswith("半", end):
        return value + Decimal("0.5"), unit, end + 1
    return value, unit, end


def _unit_of(after: re.Match[str]) -> Unit:
    if after["month"]:
        return Unit.MONTH
    if after["times"]:
        return Unit.TIMES
    return UNIT_NAMES[after["unit"] or after["of"] or after["piece"]]


def _with_small_money(text: str, value: Decimal, end: int) -> tuple[Decimal, Unit, int]:
    small = _SMALL_MONEY.match(text, end)
    if not small or text.startswith("半", end):
        return (value + Decimal("0.5"), Unit.YUAN, end + 1) if text.startswith("半", end) else (value, Unit.YUAN, end)
    tenths = small[1]
    if small[2]:
        hundredths = _digit(small[3]) if small[3] else 0
        stop = small.end() if small[3] else small.end(2)
        return value + Decimal(_digit(tenths)) / 10 + Decimal(hundredths) / 100, Unit.YUAN, stop
    stop = small.end(1)
    following = text[stop : stop + 1]
    if _AFTER.match(text, stop) or re.match(rf"{_ZH}|\d|\.|个", following) or (tenths in "一1" and following not in ("", *"。?!;的")):
        return value, Unit.YUAN, end
    return value + (Decimal(tenths) / 100 if len(tenths) == 2 else Decimal(_digit(tenths)) / 10), Unit.YUAN, stop


def _digit(char: str) -> int:
    return int(char) if char.isdigit() else DIGITS[char]
