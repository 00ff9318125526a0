"""Words that announce what a number is, and words behind a number that say it is none to hide."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.model.masking import Private

_CUES: dict[Private | None, str] = {
    Private.PHONE: r"手机(?:号码?)?|电话(?:号码)?|座机(?:号码?)?|固话|固定电话|联系(?:方式|号码)|来电号码|号码|本机|机主号|副卡|主卡"
    r"|(?:tele)?phone|mobile|cell(?:phone)?|landline|call(?:ing)? me(?: back)?|reach me|ring me|my number|contact number|text me",
    Private.ID_CARD: r"身份证(?:号码?)?|证件号码?|出生(?:年月日?|日期)|生日"
    r"|身份号码|证号|驾照号?|护照号?码?|\bID(?: card| number)?\b|identity (?:card"
    r"|number)"
    r"|passport(?: number)?|date of birth|birth ?date|(?<![a-z])d\.?o\.?b(?![a-z])"
    r"|national (?:id|insurance)(?: number)?|social security(?: number)?|licen[cs]e number",
    Private.BANK_CARD: r"银行卡(?:号码?)?|卡号|信用卡(?:号码?)?|储蓄卡(?:号码?)?|借记卡|工行卡|建行卡|农行卡|招行卡|绑定的卡"
    r"|card number|\bcard\b|(?:credit|debit|bank) card|sort code|iban|cvv|security code|安全码",
    Private.CODE: r"验证码|校验码|动态码|随机码|识别码|提取码|短信码|激活码|取件码|短信[里上]?(?:说|写|是|收到)?(?:的?[四六]位(?:数字?)?)"
    r"|[四六]位数字"
    r"|口令|密码|服务密码|支付密码|PIN码?|puk码?"
    r"|(?:verification|security|confirmation|one[- ]time|access|activation|text) (?:code|password|passcode)"
    r"|pass ?code|password|\bpin\b|(?<![a-z])otp(?![a-z])|\bthe code\b|text,? (?:it |that )?(?:says|said|reads)",
    Private.ACCOUNT: r"账号|帐号|户号|账户|帐户|客户号|客户编号|用户编号|宽带号|合同号|协议号|会员号|业务号码?|工单号?|订单号?"
    r"|受理编号|流水号|快递单号|发票号码?"
    r"|account(?: number)?|customer (?:number|id)|contract number|membership number|reference(?: number)?"
    r"|order number|ticket number|policy number",
    Private.CONTACT: r"微信(?:号码?)?|QQ(?:号码?)?|扣扣(?:号码?)?|企鹅号|钉钉号?|wechat(?: id)?|whats ?app|skype|telegram",
    Private.STAFF: r"工号|员工号|坐席号|服务代码|客服代码|agent (?:number|id)|badge number|employee (?:number|id)|staff"
    r" (?:number|id)|operator number",
    # what a number is of, where it is nobody's
    None: r"套餐|资费|月租|月费|余额|流量|带宽|价格|费用|优惠|金额|欠费|话费|充值|积分|型号|版本|版|邮编|区号"
    r"|拨打|热线|客服电话|服务热线|投诉电话"
    r"|plan|tariff|price|fee|balance|allowance|model|version|hotline|dial|helpline",
}
_PATTERN = re.compile("|".join(f"(?P<k{i}>{words})" for i, words in enumerate(_CUES.values())), re.IGNORECASE)
_KINDS = list(_CUES)
_PART = re.compile(
    r"(?:后|末|最后|后面|前|前面)(?P<zh>[三四六])位|(?:last|first) (?P<en>three|four|six|3|4|6)(?: digits| numbers| figures)?",
    re.IGNORECASE,
)
_FIGURES = {"三": 3, "四": 4, "六": 6, "three": 3, "four": 4, "six": 6, "3": 3, "4": 4, "6": 6}
_OWN = re.compile(r"\b(?:my|me|contact)\b|手机|本机|联系", re.IGNORECASE)
_TAIL = re.compile(
    r"(?P<sure>尾号|后四位|后[三五六]位|末四位|最后四位|前三位|前四位|前六位|后面四位|last (?:four|three"
    r"|six|few)(?: digits)?|first (?:three|four|six)(?: digits)?(?: of (?:my|the|your|his|her) \w+(?: number)?)?)"
    r"|末尾|结尾|开头|前面|后面|中间(?:[三四]位)?|ending(?: in| with)?|ends (?:in|with)|(?:starts|starting|begins|beginning) with",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s*(?:(?:多|几|来|余)?\s*(?:个)?\s*(?:元|块|毛钱|角|分钱|分钟|万|千|百|兆|[GMKT]B?(?![A-Za-z0-9])"
    r"|小时|个?月|天|年|日|周|号(?![码是为,，。])|秒|点|折|折扣|积分|分(?!机)|条|次|位|户(?![名口主头号])|台|人|名|级|期"
    r"|笔|倍|岁"
    r"|度|米|公里|斤|套餐|%|％|页|层)"
    r"|(?:yuan|rmb|dollars?|bucks|pounds?|quid|euros?|cents?|pence|percent|per cent|minutes?|mins?|hours?"
    r"|seconds?|secs?|days?|weeks?|months?|years?|times|people"
    r"|users?|points?|texts|messages|channels|gig(?:abyte)?s?|meg(?:abyte|abit|)s?|mbps|gbps|kilometers?"
    r"|miles?|metres?|am|pm|o'?clock|degrees|customers|plan|characters?|digits?)(?![A-Za-z]))",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:[¥￥$£€]|rmb|usd|cny|第)\s*$", re.IGNORECASE)
CUE_REACH, EVEN_FURTHER = 18, 44
"""How many characters a cue may stand before its number, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Cue:
    """``kind`` None: what follows is nobody's number. ``tail``: a part of a number is meant."""

    start: int
    end: int
    kind: Private | None
    latin: bool


class Cues:
    """The announcing words of one line."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.all = [
            Cue(m.start(), m.end(), _KINDS[int((m.lastgroup or "k0")[1:])], m.group()[0].isascii() and m.group()[-1].isascii())
            for m in _PATTERN.finditer(text)
        ]
        numbered = any(cue.kind is not None for cue in self.all)
        # "ends in 2026" is a year, but of a card that was just spoken of
        self._tails = [(m.start(), m.end(), m.group()[0].isascii()) for m in _TAIL.finditer(text) if numbered or m["sure"]]

    def before(self, at: int) -> Cue | None:
        """The nearest cue that ends before ``at`` and reaches it."""
        near = [cue for cue in self.all if cue.end <= at and at - cue.end <= (EVEN_FURTHER if cue.latin else CUE_REACH)]
        return near[-1] if near else None

    def after(self, at: int) -> Cue | None:
        """A cue right behind a number: 138…是我的手机."""
        return next((c for c in self.all if at <= c.start <= at + (30 if c.latin else 8) and not _ends(self._text[at : c.start])), None)

    def somebodys(self, cue: Cue) -> bool:
        """Whether a cue speaks of a number as somebody's own."""
        return cue.kind is Private.PHONE and _OWN.search(self._text[cue.start : cue.end]) is not None

    def tail(self, start: int, end: int) -> bool:
        """Whether a part of a number is announced right before ``start`` or said right behind ``end``."""
        return any(
            (b <= start and start - b <= (36 if latin else 8)) or 0 <= a - end <= (3 if not latin else 1) for a, b, latin in self._tails
        )

    def last_open(self, after: int) -> Private | None:
        """The kind that the line asks for at its end: no number of its own followed."""
        found = [cue.kind for cue in self.all if cue.end > after and cue.kind is not None]
        return found[-1] if found else None

    def part_asked(self, after: int) -> int:
        """How many figures of a number the line asks for at its end (身份证后四位, the last four digits); 0 for none."""
        found = [m for m in _PART.finditer(self._text) if m.end() > after]
        return _FIGURES.get((found[-1]["zh"] or found[-1]["en"]).lower(), 0) if found else 0


def _ends(between: str) -> bool:
    return any(mark in between for mark in "。！？!?;；")


def measured(text: str, start: int, end: int) -> bool:
    """Whether the number at ``start`` to ``end`` is an amount, a date, a place in an order: it has a unit or a currency."""
    return bool(_UNIT.match(text, end)) or bool(_MONEY_BEFORE.search(text[max(0, start - 6) : start]))
