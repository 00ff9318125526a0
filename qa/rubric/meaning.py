"""How an amount is meant: for which period (每月, a year, per GB), and whether about, at least, at most, within. Pure.

Reads the text of ``reading.py``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.rubric.amount import Amount, Bound
from qa.rubric.figures import PER_AFTER, PER_OF
from qa.rubric.units import MONEY, PERIODS, Unit, comparable

_RATED = frozenset({None, *MONEY, Unit.GB, Unit.MB, Unit.MINUTE, Unit.HOUR, Unit.MESSAGE, Unit.TIMES, Unit.COUNT})
"""What may be so much a month."""

_PER_BEFORE = re.compile(
    r"(?:(?:每|按|一|(?<!\d)1|包)个?(?P<zh>月|季度|年|天|日|周|星期|小时|分钟|次|条|张|人|兆|gb|g|mb|m)"
    r"(?:的?(?:话|费用|资费|价格|租)?|只|仅|才|就|都|也|要|需|收费?|交|付|是|为|扣|取|您|你|一共|固定|统一|最低|大概|大约|约|差不多|不到"
    r"|不超过|至少|最多|:| )*"
    r"|\b(?:each|every|per|a) (?P<en>month|year|day|week|quarter|gb|gig)(?: (?:you|we|pay|charge|it|is|it's|costs?|only|just|for|about"
    r"|at))* )$"
)

_ABOUT = r"大概|大约|约|差不多|将近|接近|估计|左右|about|around|roughly|nearly|almost|approximately|some|circa"
_LEAST = r"至少|最少|最低|不少于|不低于|起码|at least|no less than|not less than|a minimum of|minimum(?: of)?|from"
_MOST = (
    r"至多|最多|最高|顶多|不会?超过|不多于|不高于|不会?超出|封顶"
    r"|at most|up to|no more than|not more than|a maximum of|maximum(?: of)?|max"
)
_LESS = r"不到|不足|低于|少于|less than|under|below|fewer than"
_MORE = r"超过|超出|多于|大于|高于|more than|over|above|exceed(?:s|ing)?|in excess of"
_BOUND_BEFORE = re.compile(
    rf"(?:(?P<about>{_ABOUT})|(?P<most>{_MOST})|(?P<least>{_LEAST})|(?P<less>{_LESS})|(?P<more>{_MORE})|(?P<within>\bwithin))"
    r"(?:是|要|在|需要|也就|就|也|为|个|的|会|收|a|the|total|of| )*$"
)
_PER_MARK = re.compile("[每按一1包a-z]")
_BOUND_MARK = re.compile("[大约差将接估左至最不起低顶封少超多高a-z]")
_THRESHOLD = re.compile(r"[^,，。?!;]{0,3}(?:之后|以后|后|的?部分|就|才|再|会|的话|的时候)|,? ?(?:you|it|the speed|your|speeds?)\b")
_ABOUT_AFTER = re.compile(r" ?(?:钱)?(?:左右|上下|(?<!多)前后|or so\b|ish\b|give or take)")
_WITHIN_AFTER = re.compile(r"(?:之内|以内|内(?![存部地网容]))")
_MOST_AFTER = re.compile(r"(?:以下|之下|封顶| or less| or under| or fewer| tops| at most| max\b| maximum)")
_LEAST_AFTER = re.compile(r"(?:以上|之上|起步?(?![来始诉])| or more| or over| and up\b| at least)")

_AFTER = (
    (_ABOUT_AFTER, Bound.ABOUT),
    (_WITHIN_AFTER, Bound.WITHIN),
    (_MOST_AFTER, Bound.AT_MOST),
    (_LEAST_AFTER, Bound.AT_LEAST),
)
_BEFORE = {"about": Bound.ABOUT, "most": Bound.AT_MOST, "least": Bound.AT_LEAST, "less": Bound.LESS, "within": Bound.WITHIN}
_WINDOW = 24
"""How many characters before a number are looked at."""


def meant(text: str, amount: Amount) -> tuple[Amount, int]:
    """An amount with its period and its bound, and where to go on reading."""
    per: Unit | None = None
    start, resume = amount.start, amount.end
    if amount.unit in _RATED:
        if match := PER_AFTER.match(text, amount.end):
            name = match["zh"] or match["en"] or match["ly"]
            per, resume = PER_OF.get(name) or PERIODS[name], match.end()
        elif match := _before(_PER_BEFORE, _PER_MARK, text, start):
            name = match["zh"] or match["en"]
            per = PER_OF.get(name) or PERIODS[name]
            start -= len(match[0])
        if per is not None and amount.unit is not None and comparable(per, amount.unit):
            per = None
    return replace(amount, per=per, bound=_bound(text, amount, start, resume)), resume


def _before(pattern: re.Pattern[str], mark: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """What a pattern finds right before a place, where any of its first characters stands there."""
    before = text[max(0, at - _WINDOW) : at]
    return pattern.search(before) if mark.search(before) else None


def _bound(text: str, amount: Amount, start: int, resume: int) -> Bound:
    """``start`` and ``resume``: the amount with its period, before or after which the word may stand too."""
    for after, bound in _AFTER:
        if after.match(text, amount.end) or (resume != amount.end and after.match(text, resume)):
            return bound
    for place in dict.fromkeys((amount.start, start)):
        match = _before(_BOUND_BEFORE, _BOUND_MARK, text, place)
        if match is None:
            continue
        if match["more"]:
            # 超过一百个G之后: the number is a threshold, and exact.
            return Bound.EXACT if _THRESHOLD.match(text, amount.end) else Bound.MORE
        return amount.bound if match["least"] == "from" else _BEFORE[match.lastgroup or "about"]
    return amount.bound
