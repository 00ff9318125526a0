"""Days and times of day as people say them: 二零二五年三月一号, March 15th, 2025-03-15, 明天; 上午九点半, 9 to 6, half past eight. Pure.

Reads the text of ``reading.py``. Each reader looks at one place only and gives the amount that begins there, or None.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from qa.rubric.amount import Amount
from qa.rubric.normal import is_han
from qa.rubric.numerals import ONES, TENS, chinese_number, english_number
from qa.rubric.units import Unit

_DIGITS_ZH = "0-9零一二三四五六七八九十"
_SMALL_ZH = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_DAY_ZH = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR_ZH = r"(?:(?P<y>(?:20|19)?\d\d|(?:二[零〇]|一九)?[零〇一二三四五六七八九]{2})年|(?P<ry>今年|明年|去年|后年|本年|当年))"
_DATE_ZH = re.compile(
    rf"{_YEAR_ZH}?(?:的|度)?(?P<m>1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二三四五六七八九])月份?(?:的)?"
    rf"(?:(?P<d>{_DAY_ZH})(?P<mark>日|号|(?=[,，。?!; 到至之前以]|$))|(?P<end>月?底|末)|(?P<begin>初|中旬|上旬|下旬))?"
)
_YEAR_ALONE = re.compile(r"(?P<y>(?:20|19)\d\d|(?:二[零〇]|一九)[零〇一二三四五六七八九]{2})年(?P<end>年?底|末)?")
_RELATIVE_MONTH = re.compile(
    rf"(?P<rm>这个月|本月|当月|这月|下个?月|次月|上个?月|每个?月的?)(?:(?P<d>{_DAY_ZH})(?:日|号(?!码|线|楼))|(?P<end>底|末|最后一天))"
)
_MONTH_END = re.compile("月(?:底|末)")
_YEAR_END = re.compile(r"(?P<ry>今年|明年|去年|后年|本年|当年)?(?:年底|年末|底(?!下|部|层))")
_DAY_ALONE = re.compile(rf"(?P<d>{_DAY_ZH})号(?!码|线|楼|厅|店|窗|机|院|门|台|坐席|客服|公馆)")
_NUMERIC = re.compile(
    r"(?<![\d.:/-])(?P<y>(?:20|19)\d\d)(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)(?:日|号)?"
)
_WESTERN = re.compile(r"(?<![\d.:/-])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:20|19)\d\d)(?!\d)")
_TODAY = {
    "大后天": 3, "后天": 2, "明天": 1, "明日": 1, "今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "大前天": -3, "前天": -2,
    "the day after tomorrow": 2, "day after tomorrow": 2, "tomorrow": 1, "today": 0, "yesterday": -1,
}  # fmt: skip
_TODAY_WORDS = re.compile("|".join(word if not word.isascii() else rf"\b{word}\b" for word in _TODAY))

_ALL_MONTHS = "january february march april may june july august september october november december"
_MONTH_NAMES = _ALL_MONTHS.split()
_MONTHS = {name: i for i, name in enumerate(_MONTH_NAMES, 1)} | {name[:3]: i for i, name in enumerate(_MONTH_NAMES, 1)} | {"sept": 9}
_ALL_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
)
_ORDINALS = _ALL_ORDINALS.split()
_DAYS_EN = {word: i for i, word in enumerate(_ORDINALS, 1)} | {f"twenty {word}": 20 + i for i, word in enumerate(_ORDINALS[:9], 1)}
_DAYS_EN |= {"thirtieth": 30, "thirty first": 31}
_DAY_WORDS = "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(_DAYS_EN, key=len, reverse=True))
_MONTH_EN = rf"\b(?P<m>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b"
_NUMBER_WORD = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_BELOW_HUNDRED = rf"(?:{_NUMBER_WORD})(?:[ -](?:{_NUMBER_WORD}))?"
_YEAR_EN = rf"(?:,?(?: of)? (?P<y>(?:20|19)\d\d|twenty {_BELOW_HUNDRED}|two thousand(?: and)? {_BELOW_HUNDRED}))?"
_MONTH_DAY = re.compile(rf"{_MONTH_EN}\.? (?:the )?(?:(?P<d>\d{{1,2}})(?P<th>st|nd|rd|th)?(?![\d:.%]|\w)|(?P<w>{_DAY_WORDS})\b){_YEAR_EN}")
_DAY_MONTH = re.compile(
    rf"(?:the )?\b(?:(?P<d>\d{{1,2}})(?P<th>st|nd|rd|th)?(?P<of> of)?|(?P<w>{_DAY_WORDS})(?: of)?) {_MONTH_EN}{_YEAR_EN}"
)
_EVERY_MONTH = re.compile(
    rf"(?:the )?\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)|(?P<w>{_DAY_WORDS}))(?: day)? of (?P<rm>the month|each month|every month|next month"
    r"|this month)"
)
_THE_DAY = re.compile(rf"the (?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b|(?P<w>{_DAY_WORDS})\b(?! (?:\w+)))")
_MONTH_ALONE = re.compile(rf"{_MONTH_EN}(?: (?P<y>(?:20|19)\d\d))?")
_END_EN = re.compile(
    rf"\b(?:the )?end of (?:(?P<month>the month|this month)|(?P<next>next month)|(?P<year>the year|this year)|{_MONTH_EN}(?: (?P<y>(?:20"
    r"|19)\d\d))?)"
)
_IN_MONTH = re.compile(r"\b(?:in|by|until|till|of|through|from|since|to|before|after) $")
DAY_STARTS = (*_MONTHS, *_DAYS_EN)
"""English words with which a day may begin."""
_NUMERALS = frozenset("0123456789零〇一二三四五六七八九十")
_NEAR = 14
_DAY_NEAR = re.compile(rf"[年月号日/.-]|(?:{'|'.join(name[:3] for name in _MONTH_NAMES)})|(?:st|nd|rd|th)\b")
"""Without one of these near it no number begins a day."""
_MODAL = frozenset({"may", "march", "mar"})


def day_at(text: str, at: int, day: date | None) -> Amount | None:
    """A day, from character ``at`` on. ``day`` is that of the call: without it 明天 tells nothing; a month may stay without its year."""
    char = text[at]
    if char in _NUMERALS:
        return _numbered(text, at, day) if _DAY_NEAR.search(text, at, at + _NEAR) else None
    if relative := _TODAY_WORDS.match(text, at):
        return None if day is None else _amount(day + timedelta(_TODAY[relative[0]]), relative)
    if char.isascii():
        return _english(text, at, day)
    if match := _DATE_ZH.match(text, at):
        return _chinese(match, day)
    if match := _RELATIVE_MONTH.match(text, at):
        return _in_month(match, _number_zh(match["d"]) if match["d"] else None, day)
    if match := _MONTH_END.match(text, at):
        return None if day is None else _checked(day.year, day.month, monthrange(day.year, day.month)[1], match)
    if (match := _YEAR_END.match(text, at)) and (match["ry"] or char == "年"):
        year = _year(None, match["ry"] or "今年", day)
        return Amount(year * 10_000 + 1231, Unit.DATE, at, match.end())
    return None


def _numbered(text: str, at: int, day: date | None) -> Amount | None:
    """A day that begins with a number."""
    if match := _NUMERIC.match(text, at):
        return _checked(int(match["y"]), int(match["m"]), int(match["d"]), match)
    if match := _WESTERN.match(text, at):
        return _western(match)
    if match := _DATE_ZH.match(text, at):
        return _chinese(match, day)
    if match := _YEAR_ALONE.match(text, at):
        year = _year(match["y"], None, day)
        return Amount(year * 10_000 + (1231 if match["end"] else 0), Unit.DATE, at, match.end())
    if match := _DAY_ALONE.match(text, at):
        number = _number_zh(match["d"])
        return Amount(number, Unit.MONTHDAY, at, match.end()) if 1 <= number <= 31 else None
    return _english(text, at, day) if text[at].isascii() else None


def _chinese(match: re.Match[str], day: date | None) -> Amount | None:
    year = _year(match["y"], match["ry"], day)
    month = _number_zh(match["m"])
    if match["end"]:
        return _checked(year, month, monthrange(year or 2024, month)[1], match)
    if match["d"]:
        return _checked(year, month, _number_zh(match["d"]), match)
    return Amount(year * 10_000 + month * 100, Unit.DATE, match.start(), match.end())


def _english(text: str, at: int, day: date | None) -> Amount | None:
    if match := _END_EN.match(text, at):
        if match["m"]:
            year, month = int(match["y"] or 0), _MONTHS[match["m"]]
        elif match["year"]:
            year, month = day.year if day else 0, 12
        elif day is None:
            return None
        else:
            year, month = _shifted(day, 1 if match["next"] else 0)
        return _checked(year, month, monthrange(year or 2024, month)[1], match)
    for pattern in (_MONTH_DAY, _DAY_MONTH):
        if match := pattern.match(text, at):
            if match["m"] in _MODAL and match["d"] and not match["th"] and not match["y"]:
                return None
            return _checked(_year_en(match["y"]), _MONTHS[match["m"]], _day_en(match), match)
    if match := _EVERY_MONTH.match(text, at):
        return _in_month(match, _day_en(match), day)
    if match := _THE_DAY.match(text, at):
        return Amount(_day_en(match), Unit.MONTHDAY, at, match.end()) if _day_en(match) <= 31 else None
    match = _MONTH_ALONE.match(text, at)
    if match and (match["y"] or _IN_MONTH.search(text[max(0, at - 8) : at])):
        return Amount(int(match["y"] or 0) * 10_000 + _MONTHS[match["m"]] * 100, Unit.DATE, at, match.end())
    return None


def _in_month(match: re.Match[str], number: int | None, day: date | None) -> Amount | None:
    """A day of this, the next or every month; the last day for ``number`` None."""
    words = match["rm"]
    every = words.startswith("每") or words in ("the month", "each month", "every month")
    if every or day is None:
        return Amount(number, Unit.MONTHDAY, match.start(), match.end()) if number and number <= 31 else None
    shift = 1 if words[0] in "下次n" else -1 if words[0] == "上" else 0
    year, month = _shifted(day, shift)
    return _checked(year, month, number or monthrange(year, month)[1], match)


def _western(match: re.Match[str]) -> Amount | None:
    """15/3/2025 or 3/15/2025; where both readings are days, none is taken."""
    one, other, year = int(match["a"]), int(match["b"]), int(match["y"])
    if one == other or other > 12:
        return _checked(year, one, other, match)
    return _checked(year, other, one, match) if one > 12 else None


def _checked(year: int, month: int, number: int, match: re.Match[str]) -> Amount | None:
    if not (1 <= month <= 12 and 1 <= number <= monthrange(year or 2024, month)[1]):
        return None
    return Amount(year * 10_000 + month * 100 + number, Unit.DATE, match.start(), match.end())


def _amount(day: date, match: re.Match[str]) -> Amount:
    return Amount(day.year * 10_000 + day.month * 100 + day.day, Unit.DATE, match.start(), match.end())


def _year(said: str | None, relative: str | None, day: date | None) -> int:
    """A year that was said, 0 where none was."""
    if said is not None:
        year = int("".join(str(int(c)) if c.isdigit() else str(_number_zh(c)) for c in said))
        return year + 2000 if year < 100 else year
    if relative is None or day is None:
        return 0
    return day.year + {"明年": 1, "去年": -1, "后年": 2}.get(relative, 0)


def _year_en(said: str | None) -> int:
    if said is None:
        return 0
    if said.isdigit():
        return int(said)
    words = [word for word in re.split("[ -]", said) if word != "and"]
    if words[0] == "two":
        return int(english_number(words) or 0)
    low = english_number(words[1:])
    return 2000 + int(low) if low is not None and 10 <= low < 100 else 0


def _day_en(match: re.Match[str]) -> int:
    return int(match["d"]) if match["d"] else _DAYS_EN[match["w"].replace("-", " ")]


def _shifted(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def _number_zh(said: str) -> int:
    return int(said) if said.isdecimal() else int(chinese_number(said) or 0)


# --- times of day -----------------------------------------------------------------------------------------------------------------------

_HALF_ZH = r"(?P<half>凌晨|清晨|早晨|早上|上午|早|中午|午后|下午|傍晚|晚上|晚|夜里|半夜)"
_CLOCK_ZH = re.compile(
    rf"{_HALF_ZH}?的?(?P<h>{_SMALL_ZH})(?:点钟?|时(?!候|间|长|限|段|代|效|速|不))(?P<rest>整|半|(?P<q>[一三])刻|(?P<min>零?{_SMALL_ZH})分"
    r"|(?P<bare>零[一二三四五六七八九]|[二三四五]十[一二三四五六七八九]?|十[一二三四五六七八九]?"
    r"|[0-5]\d)(?![\d一二三四五六七八九十百千万个元块%折兆]))?"
)
_EARLY_LATE = re.compile(
    rf"(?:早上?|朝)(?P<h>{_SMALL_ZH})(?:点(?P<open>半)?)?(?:到|至|-)?晚上?(?P<late>{_SMALL_ZH})点?(?P<close>半)?(?![{_DIGITS_ZH}点个])"
)
_TO_ZH = re.compile(rf"{_HALF_ZH}?差(?P<min>{_SMALL_ZH}|一刻)分?(?:钟)?(?P<h>{_SMALL_ZH})点")
_AM = (
    r"(?: ?(?P<ap>[ap])\.?m\b\.?"
    r"| (?:(?:in the |this |tomorrow )(?P<part>morning|afternoon|evening|night)|(?P<tonight>tonight)|at (?P<night>night))\b)"
)
_COLON = re.compile(rf"{_HALF_ZH}?(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?::[0-5]\d)?(?![\d:]){_AM}?")
_H_EN = r"(?P<h>1[0-2]|[1-9](?!\d)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)"
_TO_NINE = "(?:one|two|three|four|five|six|seven|eight|nine)"
_MIN_EN = rf"(?:[ :](?P<min>oh[ -]{_TO_NINE}|(?:twenty|thirty|forty|fifty)(?:[ -]{_TO_NINE})?|ten|fifteen|[0-5]\d)\b)?"
_NO_HOUR = "yuan|rmb|dollars?|cents?|hours?|days?|weeks?|months?|years?|minutes?|working|business|percent|gb|gigs?|mb"
_CLOCK_EN = re.compile(rf"{_H_EN}{_MIN_EN}(?P<oclock> o'? ?clock\b)?{_AM}?")
_BARE_TIME = re.compile(rf"{_H_EN}{_MIN_EN}(?![\w%:.-]| ?(?:{_NO_HOUR}))")
_PAST = re.compile(rf"\b(?P<what>half|a quarter|quarter) (?P<way>past|to|after|before|of) {_H_EN}(?: o'? ?clock\b)?{_AM}?")
_CLOCK_NEAR = re.compile(r"[点时:]|[早朝].{1,4}晚|[ap]\.?m|clock|morning|afternoon|evening|night|past|quarter|half|noon|mid|正午|午夜")
_NOON = re.compile(r"\b(?:12 )?(?P<noon>noon|midday|midnight)\b|(?P<zh>正午|半夜十二点|零点|午夜)")
_LATE = ("p", "afternoon", "evening", "night", "下午", "午后", "傍晚", "晚上", "晚", "夜里")
_A_BIT = re.compile(r"[一两]点(?!钟|半|整|到|至|[0-9零一二三四五六七八九十]|[开关]|[上下]班|以前|之前|左右)")
_A_TIME_BEFORE = re.compile(r"(?:[到至从在是]|每天|班|门|业)$")


def clock_at(text: str, at: int) -> Amount | None:
    """A time of day, from character ``at`` on."""
    if _CLOCK_NEAR.search(text, at, at + 2 * _NEAR) is None:
        return None
    if match := _EARLY_LATE.match(text, at):
        return _early_late(match)
    if match := _TO_ZH.match(text, at):
        early = 15 if match["min"] == "一刻" else _number_zh(match["min"])
        return _clock(match, _number_zh(match["h"]), -early, match["half"])
    if match := _CLOCK_ZH.match(text, at):
        return _clock_zh(text, match)
    if match := _COLON.match(text, at):
        return _clock(match, int(match["h"]), int(match["min"]), match["half"] or _half(match), len(match["h"]) == 2)
    if match := _PAST.match(text, at):
        minutes = 30 if match["what"] == "half" else 15
        if match["way"] in ("to", "before", "of"):
            minutes = -minutes
        return None if minutes == -30 else _clock(match, _hour_en(match["h"]), minutes, _half(match))
    if (match := _CLOCK_EN.match(text, at)) and (match["oclock"] or _half(match)):
        return _clock(match, _hour_en(match["h"]), _minutes_en(match["min"]), _half(match))
    if match := _NOON.match(text, at):
        return Amount(0 if match["noon"] == "midnight" or match["zh"] not in (None, "正午") else 720, Unit.CLOCK, at, match.end())
    return None


def bare_time_at(text: str, at: int) -> Amount | None:
    """six, six thirty: a time only where opening hours are spoken of."""
    match = _BARE_TIME.match(text, at)
    return _clock(match, _hour_en(match["h"]), _minutes_en(match["min"]), None) if match else None


def hour(value: float) -> bool:
    """Whether a bare number can be an hour of the day."""
    return value == int(value) and 0 < value <= 24


def afternoon(early: float, late: float) -> float:
    """The end of a span whose half of the day was not said: the first such time after its beginning."""
    return late + 720 if late <= early and late + 720 <= 1440 else late


def _early_late(match: re.Match[str]) -> Amount | None:
    """早九晚五."""
    opens, closes = _number_zh(match["h"]), _number_zh(match["late"])
    if opens >= 12 or closes > 12:
        return None
    low, high = opens * 60 + 30 * bool(match["open"]), (closes + 12) * 60 + 30 * bool(match["close"])
    return Amount(low, Unit.CLOCK, match.start(), match.end(), float(high))


def _clock_zh(text: str, match: re.Match[str]) -> Amount | None:
    hours = _number_zh(match["h"])
    if hours > 24 or (match["half"] is None and _a_bit(text, match.start("h"))):
        return None
    if match["half"] is None and match["rest"] is None and re.match(r"[0-9零一二三四五六七八九]", text[match.end() : match.end() + 1]):
        return None  # 三点五 is a decimal number
    rest = match["rest"] or ""
    if match["q"]:
        minutes = 15 * _number_zh(match["q"])
    elif said := match["min"] or match["bare"]:
        minutes = _number_zh(said.lstrip("零") or "零")
    else:
        minutes = 30 if rest == "半" else 0
    return _clock(match, hours, minutes, match["half"])


def _a_bit(text: str, at: int) -> bool:
    """一点 and 两点 are hours only where something says so: 到一点, and no noun after it (受到一点刺激)."""
    if not _A_BIT.match(text, at):
        return False
    following = text[at + 2 : at + 3]
    return not (_A_TIME_BEFORE.search(text[max(0, at - 2) : at]) and (following in "前后。" or not is_han(following)))


def _clock(match: re.Match[str], hours: int, minutes: int, half: str | None, written: bool = False) -> Amount | None:
    """``written``: an hour of two digits with a leading 0 tells its half of the day by itself."""
    if minutes >= 60 or hours > 24:
        return None
    if half is not None:
        late = half in _LATE or (half == "中午" and hours < 10)
        if late and hours < 12:
            hours += 12
        elif late and hours == 12 and half in ("晚上", "晚", "夜里", "night"):
            hours = 24
        elif not late and hours == 12 and half not in ("中午",):
            hours = 0
    vague = half is None and 0 < hours <= 12 and not (written and match["h"][0] == "0")
    return Amount((hours * 60 + minutes) % 1440 or (1440 if hours == 24 else 0), Unit.CLOCK, match.start(), match.end(), vague=vague)


def _half(match: re.Match[str]) -> str | None:
    """The half of the day that was said in English."""
    return match["ap"] or match["part"] or (match["tonight"] and "night") or match["night"]


def _hour_en(said: str) -> int:
    return int(said) if said.isdigit() else ONES[said]


def _minutes_en(said: str | None) -> int:
    if said is None:
        return 0
    if said.isdigit():
        return int(said)
    words = re.split("[ -]", said)
    return int(english_number(words[1:] if words[0] == "oh" else words) or 0)
