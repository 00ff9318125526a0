"""One number and its measure at one place of a text: 一百二十九块九, 三个半月, 百分之三十, 七五折, $39.99, two and a half hours. Pure.

Reads the text of ``reading.py``; ``numbers.py`` goes through the text and joins what belongs together.
"""

from __future__ import annotations

import re
from decimal import Decimal

from qa.rubric.counts import ZH, Figure, digit, number_at
from qa.rubric.numerals import chinese_number, english_number
from qa.rubric.units import UNIT_NAMES, Unit

_FRACTION = re.compile(rf"(?P<under>[百千万二三四五六七八九十])分之(?P<over>[{ZH}]+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)|百分百")
_TENTHS = re.compile(r"(?P<whole>[一二三四五六七八九]|\d)成(?P<part>[一二三四五六七八九半])?(?![功为立员交长本年人套绩就效果])")
_HALF_OFF = re.compile(r"半价|对折|\bhalf (?:price|off)\b")

_ROUND_THE_CLOCK = re.compile(r"(?:7 ?(?:[x×*]|乘) ?24|七(?:乘以?)?二十四)(?:个?小时)?|24/7(?![\d/])")

_GUARDED = {
    "天": r"天(?![气天线猫空然翼津地涯才下])",
    "年": r"年(?![龄级代底末初纪])",
    "日": r"日(?![期常志历])",
    "元": r"元(?![旦宵素气件])",
    "圆": r"圆(?=[,，。?!; 整]|$)",
    "块": r"块(?![儿去来])",
    "条": r"条(?![件款例])",
    "次": r"次(?![月日卡])",
    "张": r"张(?!先生|女士|小姐|总)",
    "人": r"人(?!民|工|员|家)",
    "部": r"部(?!分|门)",
    "位": r"位(?!置)",
    "台": r"台(?!阶|湾)",
    "份": r"份(?!额)",
    "户": r"户(?!口|主|名)",
    "号": r"(?!)",
    "日期": r"(?!)",
    "钟点": r"(?!)",
    "文字": r"(?!)",
    "季": r"(?!)",
    "周": r"周(?![一二三四五六日末年])",
    "g": r"g(?:bit)?(?!\w)",
}
_NEVER = frozenset(
    ("月", "个", "discount", "count", "times", "% off", "clock", "date", "text", "monthday", "day of month", "人民币", "百分点", "个百分点")
)
_ZH_UNITS = "|".join(
    _GUARDED.get(name, re.escape(name)) for name in sorted(UNIT_NAMES, key=len, reverse=True) if not name.isascii() and name not in _NEVER
)
_EN_UNITS = "|".join(
    re.escape(name) for name in sorted(UNIT_NAMES, key=len, reverse=True) if name.isascii() and name not in (*_NEVER, "%", "g")
)
MEASURE = re.compile(
    r" ?(?P<more>多|来|余)?(?:"
    rf"个(?P<halfway>半)?(?P<more2>多)?(?P<of>自然月|月|工作日|自然日|小时|钟头|星期|礼拜|季度|周|百分点|gb|g|点(?!钟))(?![a-z])"
    rf"|(?P<zh>{_ZH_UNITS}|%)(?P<tail>半(?!个?[月年天小])|多(?!少))?|个(?P<month>半月)|(?P<halfmonth>(?<=半)月)|(?P<piece>个(?!人|别|性|体))"
    r"|(?:[ -]?(?:full|whole|calendar|natural|consecutive|straight|more|short))?"
    rf"[ -]?(?P<en>{_EN_UNITS}|g(?:bit)?)(?![a-z])(?P<enhalf> and a half)?"
    r"|(?P<times>[ -]times\b))"
)
_PIECE = re.compile(r"[\u4e00-\u9fff](?<![钱的每一二两三四五六七八九零毛角半多左以之就吧了啊呢吗都也是不起到至可够收])")
_OF = {"自然月": Unit.MONTH, "月": Unit.MONTH, "g": Unit.GB, "gb": Unit.GB, "点": Unit.PERCENT, "百分点": Unit.PERCENT, "周": Unit.WEEK}
_SPEED = re.compile(r"(?:每秒|/秒|/s\b|ps\b| (?:per|a) second\b| ?bps\b)")
_SPEED_OF = {Unit.KB: Unit.KBPS, Unit.MB: Unit.MBPS, Unit.GB: Unit.GBPS}
_OFF = re.compile(r" off\b| discount\b")
_SAVED = re.compile(r"(?:优惠|便宜|降价?|直降|立减|减免?|省)(?:了|掉)?$")
_SAVED_MARK = re.compile(r"的?(?:优惠|折扣)")

_SMALL_MONEY = re.compile(
    r"零?(?P<tenths>[零〇一二三四五六七八九]|\d{1,2})(?P<mao>毛|角)?(?:(?P<fen>[一二三四五六七八九]|\d)(?P<mark>分(?!钟))?)?(?:钱)?"
)
_DIMES = re.compile(r"(?:毛|角)(?:钱|(?P<fen>[一二三四五六七八九]|\d)(?P<mark>分(?!钟))?)?")
_CENT = re.compile(r" ?(?:cents?\b|¢)")
_FEN = re.compile(r"分钱")
_NOT_SMALL = re.compile(rf"[{ZH}\d.点个折%成]")
_CENTS = re.compile(r" (?:and )?(?P<cents>[a-z0-9]+(?:[ -][a-z]+)?) cents?\b")
_ODD_CENTS = re.compile(r" (?P<cents>\d\d|[a-z]+(?:[ -][a-z]+)?)\b(?! (?:cents?|percent|yuan|dollars?|days?|hours?|months?|gb|minutes?))")
_SIGNS = {"$": Unit.DOLLAR, "¥": Unit.YUAN, "£": Unit.POUND, "€": Unit.EURO}
_CODE = re.compile(r"(?:(?P<sign>[$¥£€])|(?P<code>rmb|cny|usd|eur|gbp|hkd|人民币|us\$)) ?")
_CODES = {"人民币": Unit.YUAN, "us$": Unit.DOLLAR}

PER_AFTER = re.compile(
    r"(?:(?:/|每|一|1)个?(?P<zh>月|季度|年|天|日|周|星期|小时|分钟|次|条|张|人|兆|gb|g|mb|m)"
    r"(?![a-z])(?!合约|协议|合同|期|起|内|之内|以内|后|以后|多|半|份|租)"
    r"|(?:,? ?/ ?| (?:a|an|per|each|every|for each|for every) )"
    r"(?P<en>month|quarter|year|day|week|hour|minute|time|text|message|gb|gig|mb|meg|gigabyte|megabyte)\b"
    r"|(?: |-)(?P<ly>monthly|quarterly|yearly|annually|daily|weekly)\b)"
)
PER_OF = {
    "monthly": Unit.MONTH, "quarterly": Unit.QUARTER, "yearly": Unit.YEAR, "annually": Unit.YEAR, "daily": Unit.DAY, "weekly": Unit.WEEK,
    "月": Unit.MONTH, "time": Unit.TIMES, "text": Unit.MESSAGE,
}  # fmt: skip


def figure_at(text: str, at: int) -> Figure | int:
    """The number with its measure that begins at ``at``; where there is none, the place to go on from."""
    if match := _FRACTION.match(text, at):
        part = _fraction(match)
        return part if isinstance(part, int) else _saved(text, part, at)
    if match := _ROUND_THE_CLOCK.match(text, at):
        return Figure(Decimal(24), match.end(), Unit.HOUR)
    if match := _HALF_OFF.match(text, at):
        return Figure(Decimal(5), match.end(), Unit.DISCOUNT)
    if (match := _TENTHS.match(text, at)) and not (at and text[at - 1] in ZH):
        rest = {"半": 5, None: 0}.get(match["part"])
        value = digit(match["whole"]) * 10 + (rest if rest is not None else digit(match["part"]))
        return _saved(text, Figure(Decimal(value), match.end(), Unit.PERCENT), at)
    sign = _CODE.match(text, at)
    number = number_at(text, sign.end() if sign else at)
    if isinstance(number, int):
        return max(number, sign.end() if sign else number)
    if sign:
        unit = _SIGNS.get(sign["sign"]) or _CODES.get(sign["code"]) or UNIT_NAMES[sign["code"]]
        after = MEASURE.match(text, number.end)
        named = after is not None and UNIT_NAMES.get(after["zh"] or after["en"] or "") is unit
        return Figure(number.value, after.end() if after and named else number.end, unit, number.high, number.about)
    return _saved(text, _measured(text, at, number), at)


def _saved(text: str, found: Figure, at: int) -> Figure:
    """30 % off, 优惠三成: what is to be paid, in tenths."""
    if found.unit is not Unit.PERCENT or found.high is not None or found.value > 100:
        return found
    off = _OFF.match(text, found.end)
    if off or _SAVED.search(text[max(0, at - 5) : at]) or _SAVED_MARK.match(text, found.end):
        return Figure((100 - found.value) / 10, off.end() if off and "off" in off[0] else found.end, Unit.DISCOUNT)
    return found


def _fraction(match: re.Match[str]) -> Figure | int:
    if match["over"] is None:
        return Figure(Decimal(100), match.end(), Unit.PERCENT)
    over = chinese_number(match["over"]) if match["over"][0] in ZH else Decimal(match["over"])
    under = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}.get(match["under"]) or chinese_number(match["under"])
    return match.end() if over is None or not under else Figure(over * 100 / under, match.end(), Unit.PERCENT)


def _measured(text: str, at: int, number: Figure) -> Figure:
    value, end, high = number.value, number.end, number.high
    if number.unit is not None:
        return number
    if value < 10 and (dime := _DIMES.match(text, end)):
        counts = dime["fen"] and (dime["mark"] or _ends(text, dime.end()))
        fen, stop = (digit(dime["fen"]), dime.end()) if counts else (0, dime.start("fen") if dime["fen"] else dime.end())
        return Figure(value / 10 + Decimal(fen) / 100, stop, Unit.YUAN, high / 10 if high else None, number.about)
    if value < 100 and (fen_only := _FEN.match(text, end)):
        return Figure(value / 100, fen_only.end(), Unit.YUAN)
    if cents := _CENT.match(text, end):
        return Figure(value / 100, cents.end(), Unit.MONEY)
    after = MEASURE.match(text, end)
    if after is None:
        more = text[end : end + 1] in ("多", "余")
        return Figure(value, end + more, None, _next_step(value) if more else high, number.about)
    return _with_unit(text, number, after)


def _with_unit(text: str, number: Figure, after: re.Match[str]) -> Figure:
    value, end, high = number.value, after.end(), number.high
    unit: Unit | None = _unit_of(after)
    about = number.about or after["more"] == "来"
    if after["halfway"] or after["tail"] == "半" or after["enhalf"] or after["month"]:
        value += Decimal("0.5")
    if after["more"] in ("多", "余") and high is None:
        high = _next_step(value)
    elif (after["more2"] or after["tail"] == "多") and high is None:
        high = value + 1
    if unit is Unit.DISCOUNT and value >= 10:
        value, high = value / 10, high / 10 if high else None
    if unit is Unit.YEAR and value > 100:
        unit = None  # 2025年
    if unit is Unit.YUAN and after["zh"] == "块" and text[after.start() - 1] == "一" and value == 1 and _PIECE.match(text, end):
        unit = Unit.COUNT  # 一块玉, 一块办理
    if unit in _SPEED_OF and (speed := _SPEED.match(text, end)):
        unit, end = _SPEED_OF[unit], speed.end()
    if unit is Unit.YUAN and after["zh"] in ("块", "元", "圆") and after["tail"] is None and high is None:
        value, end = _small_money(text, value, end)
    elif unit in (Unit.DOLLAR, Unit.POUND, Unit.EURO, Unit.YUAN) and after["en"] and high is None:
        value, end = _cents(text, value, end)
    return Figure(value, end, unit, high, about)


def _unit_of(after: re.Match[str]) -> Unit:
    if after["month"] or after["halfmonth"]:
        return Unit.MONTH
    if after["times"]:
        return Unit.TIMES
    if after["piece"]:
        return Unit.COUNT
    if after["of"]:
        return _OF.get(after["of"]) or UNIT_NAMES[after["of"]]
    name = after["zh"] or after["en"]
    return UNIT_NAMES["g" if name == "gbit" else name]


def _next_step(value: Decimal) -> Decimal:
    """一百多 is below 200, 二十多 below 30, 一百二十多 below 130."""
    step = Decimal(1)
    while value and value % (step * 10) == 0 and step < value:
        step *= 10
    return value + step


def _small_money(text: str, value: Decimal, end: int) -> tuple[Decimal, int]:
    """What follows 块: 九, 九毛, 九毛九, 九九, 零五."""
    if text.startswith("半", end):
        return value + Decimal("0.5"), end + 1
    small = _SMALL_MONEY.match(text, end)
    if small is None:
        return value, text.startswith("整", end) + end
    hundredths = text.startswith("零", end) and len(small["tenths"]) == 1 and small["tenths"] not in "零〇"
    if small["mao"]:
        fen = digit(small["fen"]) if small["fen"] else 0
        stop = small.end() if small["fen"] else small.end("mao") + (text.startswith("钱", small.end("mao")))
        return value + Decimal(digit(small["tenths"])) / 10 + Decimal(fen) / 100, stop
    if hundredths and small["fen"] is None:
        return value + Decimal(digit(small["tenths"])) / 100, small.end("tenths") + text.startswith("分", small.end("tenths"))
    tenths, stop = small["tenths"], small.end("tenths")
    both = small["fen"] if small["mark"] is None and len(tenths) == 1 and small["fen"] else None
    if both and _ends(text, small.end("fen")):
        return value + Decimal(digit(tenths) * 10 + digit(both)) / 100, small.end("fen")
    if not _ends(text, stop):
        return value, end
    return value + (Decimal(tenths) / 100 if len(tenths) == 2 else Decimal(digit(tenths)) / 10), stop


def _ends(text: str, stop: int) -> bool:
    """Whether a digit after 块 belongs to the price: what follows it is no measure of its own, unless a period (两块五一个月)."""
    if PER_AFTER.match(text, stop):
        return True
    following = text[stop : stop + 1]
    if _NOT_SMALL.match(following) or MEASURE.match(text, stop):
        return False
    return text[stop - 1] not in "一1" or following in ("", *"，,、。?!;的钱 /每左")


def _cents(text: str, value: Decimal, end: int) -> tuple[Decimal, int]:
    for pattern in (_CENTS, _ODD_CENTS):
        match = pattern.match(text, end)
        if match:
            said = match["cents"]
            part = Decimal(said) if said.isdigit() else english_number(re.split("[ -]", said))
            if part is not None and part == int(part) and (10 if pattern is _ODD_CENTS else 1) <= part < 100:
                return value + part / 100, match.end()
    return value, end
