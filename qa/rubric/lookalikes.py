"""What only looks like an amount: ordinals, weekdays, numbers of telephones, accounts and orders, 5G; and free, which is one. Pure.

Reads the text of ``reading.py``.
"""

from __future__ import annotations

import re

from qa.rubric.counts import ZH
from qa.rubric.figures import MEASURE

_FREE_ZH = (
    r"(?<!不)免费(?!期|电话|热线|服务电话|[拨打送领试]|wifi|流量|通话|的?(?:流量|通话|分钟))|不(?:会|再|另外|额外|另|单独)?(?:另外|额外"
    r"|再)?收(?:取)?(?:[您你])?(?:任何|一分)?(?:额外)?的?(?:费用?|钱)"
    r"|不要(?:一分)?钱|(?:不用|不需要|无需|无须|不必)[您你]?(?:再|另外|额外)?(?:花|交|付|出|给|掏|支付|缴纳?)?(?:任何|一分)?的?(?:费用?"
    r"|钱)(?!包)|不花钱|不扣[您你]?的?(?:钱|费)"
    r"|不(?:会)?(?:另外|额外)?产生(?:任何)?(?:额外)?的?费用|没有(?:任何|额外|其他)?的?费用|分文不[取收]|全免(?!费)|免收|零(?:费用|资费)"
)
_FREE_EN = (
    r"(?<!\bfeel )(?<!toll )(?<!-)\b(?:completely |totally |absolutely |entirely )?(?:free of charge|for free|free)\b"
    r"(?![ -](?:to|data|minutes|minute|calls|texts|gifts?|trial|months?|wifi|roaming|gb|up|of (?!charge)|space|time|line))"
    r"|\b(?:at |with |there(?:'s| is) )?(?:no|without(?: any)?) (?:extra |additional |further |added )?(?:charges?|costs?|fees?)\b"
    r"|\bwaived\b"
    r"|\b(?:won't|doesn't|does not|will not) cost (?:you )?(?:anything|a thing)|\bnothing to pay\b|(?<=costs )nothing\b"
    r"|(?<=cost you )nothing\b|(?<=for )nothing\b|\bcomplimentary\b"
)
FREE = re.compile(f"{_FREE_ZH}|{_FREE_EN}")
"""Nothing to pay, in words."""

_WEEKDAY = re.compile(r"[一二三四五六](?![个次回遍])")
_ORDINAL = re.compile(rf"第 ?(?:[{ZH}]+|\d+)(?:个?(?:月|星期|工作日|自然日|小时|季度)|[天日年周次季条个])?")
_SERIAL = re.compile(
    r"(?<![\d.])(?:\d{3,4}[ -]\d{4}[ -]\d{4}|\d{3,4}-\d{3}-\d{4}|0\d{2,3}-\d{7,8}|\d{4}(?: \d{4}){2,4}|\d{7,})(?!\d|\.\d|[,，]\d{3})"
    rf"|[零〇一二三四五六七八九幺两]{{5,}}(?![{ZH}点])|[a-z]\d[\da-z-]*|(?!7 ?x ?24)\d+[a-z]{{1,2}}\d[\da-z-]*|'?#[\da-z-]+"
)
_SLASHED = re.compile(r"\d{1,2}([-/])\d{1,2}\1\d{2,4}")
"""A day that may be read in two ways."""
_SPELLED = re.compile(r"(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)\b[, -]*){4,}")
_NAMED = re.compile(
    r"(?:号码?|编[号码]|代码|验证码|密码|尾号|手机|电话|热线|拨打?|分机|邮编|房间|微信|四位|\b(?:number|account|order|id|code|ref"
    r"|reference|ticket|case|extension|ext|pin|ending(?: in)?|dial|press))"
    r"(?:是|为|:|,|，| is| |#|的?后.位|叫)*$"
)
_NETWORK = re.compile(
    r"[2-6二三四五六]g(?:网络?|套餐|信号|手机|卡|用户|覆盖|基站|时代|终端|功能|业务|包|智慧|开关|模式|体验|升级|网"
    r"|[ -]?(?:plan|network|phone|signal|sim|coverage|speed|service|ready|capable|handset|device|mode))"
)
_NETWORK_BEFORE = re.compile(r"(?:开通|支持|覆盖|升级到?|切换?到|连上?|没有|\bon|\bto|\bsupports?) ?$")

_BACK = 24


def past_lookalike(text: str, at: int, past: int) -> int | None:
    """Where to go on after something at ``at`` that is no amount; None where there may be one. ``past``: where the last amount ended."""
    char = text[at]
    if char == "第":
        match = _ORDINAL.match(text, at)
        return match.end() if match else at + 1
    if at > past and char in ZH and (text[at - 1] == "周" or text.endswith(("星期", "礼拜"), 0, at)) and _WEEKDAY.match(text, at):
        return at + 1
    if at and text[at - 1].isascii() and text[at - 1].isalnum() and char.isdigit():
        return _past_word(text, at)
    serial = _SERIAL.match(text, at)
    if serial and not MEASURE.match(text, serial.end()):
        return serial.end()
    if char.isalpha() and (spelled := _SPELLED.match(text, at)):
        return spelled.end()
    if network := _NETWORK.match(text, at):
        return network.end()
    generation = char in "23456二三四五六" and text[at + 1 : at + 2] == "g" and _NETWORK_BEFORE.search(text[max(0, at - 10) : at])
    return at + 2 if generation else None


def past_unclear_day(text: str, at: int) -> int | None:
    """Where to go on after a day that may be read in two ways, 3/1/2025."""
    match = _SLASHED.match(text, at)
    return match.end() if match else None


def named_before(text: str, at: int) -> bool:
    """Whether a number at ``at`` is said to be that of an account, an order, a telephone."""
    return _NAMED.search(text[max(0, at - _BACK) : at]) is not None


def _past_word(text: str, at: int) -> int:
    while at < len(text) and text[at].isascii() and text[at].isalnum():
        at += 1
    return at
