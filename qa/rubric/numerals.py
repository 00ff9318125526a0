"""Numbers in words, Chinese and English. Pure."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
SCALES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}

MOST_CHARACTERS = 40
"""A Chinese numeral longer than this, and an English one of more words than ``MOST_WORDS``, is a number of an account, not an amount."""
MOST_WORDS = 24

_CHEQUE = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")


def chinese_number(numeral: str) -> Decimal | None:
    """The value of a Chinese numeral: 一百二十九, 一百三 (130), 三万五, 一二九 (digit by digit), 三点五, 壹佰. None when it is none.

    >>> [int(chinese_number(said)) for said in ("一百二十九", "一百三", "一百零三", "三万五", "一二九", "十五", "壹佰贰拾")]
    [129, 130, 103, 35000, 129, 15, 120]
    """
    if len(numeral) > MOST_CHARACTERS:
        return None
    whole, point, part = numeral.translate(_CHEQUE).partition("点")
    if point and (not part or any(c not in DIGITS for c in part)):
        return None
    value = _chinese_whole(whole)
    if value is None or not point:
        return value
    return value + Decimal("0." + "".join(str(DIGITS[c]) for c in part))


def _chinese_whole(numeral: str) -> Decimal | None:
    if not numeral or any(c not in DIGITS and c not in SCALES and c not in MYRIADS for c in numeral):
        return None
    if all(c in DIGITS for c in numeral):
        return Decimal("".join(str(DIGITS[c]) for c in numeral))
    for mark, size in reversed(MYRIADS.items()):
        before, found, after = numeral.rpartition(mark)
        if found:
            return _myriads(before, size, after)
    return _below_myriad(numeral)


def _myriads(before: str, size: int, after: str) -> Decimal | None:
    high = _chinese_whole(before)
    if high is None:
        return None
    if not after:
        return high * size
    if len(after) == 1 and after in DIGITS and after not in "零〇":
        return high * size + DIGITS[after] * size // 10
    if all(c in DIGITS for c in after.lstrip("零〇")) and len(after.lstrip("零〇")) > 1:
        return None
    low = _chinese_whole(after.lstrip("零〇"))
    return None if low is None or low >= size else high * size + low


def _below_myriad(numeral: str) -> Decimal | None:
    total, digit, scale, zero = 0, None, 10_000, False
    for char in numeral:
        if char in SCALES:
            if SCALES[char] >= scale or (digit is None and (char != "十" or (total and not zero))):
                return None
            scale = SCALES[char]
            total += (1 if digit is None else digit) * scale
            digit, zero = None, False
        elif char in "零〇":
            if digit is not None:
                return None
            zero = True
        elif digit is not None:
            return None
        else:
            digit = DIGITS[char]
    if digit is None:
        return None if zero else Decimal(total)
    return Decimal(total + digit * (scale // 10 if scale > 10 and not zero else 1))


_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: value for value, word in enumerate(_SMALL.split())}
TENS = {word: 10 * value for value, word in enumerate(_ROUND.split(), 2)}
BIG = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_SPELLED = {word: value for word, value in ONES.items() if value < 10} | {"oh": 0}


def english_number(words: list[str]) -> Decimal | None:
    """The value of an English numeral: thirty nine, a hundred and twenty nine, one twenty nine (129), two and a half. None when it is none.

    Three and more single digits are read one by one. Two numbers below a hundred are whole and hundredths, as prices are said.

    >>> [str(english_number(said.split())) for said in ("thirty nine", "one twenty nine", "one two nine", "two and a half")]
    ['39', '129', '129', '2.5']
    >>> str(english_number("thirty nine ninety nine".split()))
    '39.99'
    """
    if not words or len(words) > MOST_WORDS:
        return None
    if words[-3:] == ["and", "a", "half"] and len(words) > 3:
        whole = english_number(words[:-3])
        return None if whole is None else whole + Decimal("0.5")
    if "point" in words:
        return _english_point(words)
    if len(words) > 2 and all(word in _SPELLED for word in words):
        return Decimal("".join(str(_SPELLED[word]) for word in words))
    return _english_whole(words)


def _english_whole(words: list[str]) -> Decimal | None:
    total = Decimal(0)
    rest = list(words)
    for name, size in reversed(BIG.items()):
        if name in rest:
            at = rest.index(name)
            high = Decimal(1) if rest[:at] == ["a"] else _english_hundreds(rest[:at])
            if high is None or high != int(high) or high >= 10_000:
                return None
            total, rest = total + high * size, _without_and(rest[at + 1 :])
    if not rest:
        return total if total or words == ["zero"] else None
    low = _english_hundreds(rest)
    return None if low is None or (total and (low != int(low) or low >= 1000)) else total + low


def _without_and(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0] == "and" else words


def _english_point(words: list[str]) -> Decimal | None:
    at = words.index("point")
    whole = _english_whole(words[:at]) if at else Decimal(0)
    digits = [_SPELLED.get(word, 10) for word in words[at + 1 :]]
    if whole is None or not digits or max(digits) > 9:
        return None
    return whole + Decimal("0." + "".join(map(str, digits)))


def _english_hundreds(words: list[str]) -> Decimal | None:
    if "hundred" in words:
        at = words.index("hundred")
        high = Decimal(1) if words[:at] in ([], ["a"], ["one"]) else _english_small(words[:at])
        rest = _without_and(words[at + 1 :])
        low = _english_small(rest) if rest else Decimal(0)
        return None if high is None or low is None else high * 100 + low
    if len(words) > 1 and words[0] in ONES and 0 < ONES[words[0]] < 10:
        low = _english_small(words[1:])
        return None if low is None or low < 10 else ONES[words[0]] * 100 + low
    for cut in range(1, len(words)):
        whole, cents = _english_small(words[:cut]), _english_small(words[cut:])
        if whole is not None and cents is not None and cents >= 10 and whole >= 10 and _english_small(words[: cut + 1]) is None:
            return whole + cents / 100
    return _english_small(words)


def _english_small(words: list[str]) -> Decimal | None:
    if len(words) == 1:
        value = ONES.get(words[0], TENS.get(words[0]))
        return None if value is None else Decimal(value)
    if len(words) == 2 and words[0] in TENS and 0 < ONES.get(words[1], 0) < 10:
        return Decimal(TENS[words[0]] + ONES[words[1]])
    return None
