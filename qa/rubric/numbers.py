"""Amounts as people say them: 一百二十九块九, 39元, 半小时, 三到五天, thirty nine dollars, $39.99, 每月39, March 15th, 9 to 6. Pure.

What only looks like one is passed over: ordinals, weekdays, numbers of telephones, accounts and orders, 5G.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from qa.rubric.amount import Amount, Bound
from qa.rubric.counts import ZH, Figure
from qa.rubric.figures import figure_at
from qa.rubric.lookalikes import FREE, named_before, past_lookalike, past_unclear_day
from qa.rubric.meaning import meant
from qa.rubric.moments import DAY_STARTS, afternoon, bare_time_at, clock_at, day_at, hour
from qa.rubric.numerals import BIG, ONES, TENS
from qa.rubric.reading import PAUSE_MARKS, SENTENCE_MARKS, read
from qa.rubric.units import DATES, MONEY, Unit, converted

__all__ = ["Amount", "Bound", "amounts", "amounts_in"]

_WORDS = (
    "half an? quarter three couple dozen few several many twice free no without waived nothing complimentary noon midday midnight today "
    "tomorrow yesterday end rmb cny usd eur gbp hkd"
)
_EN_START = "|".join(sorted({*ONES, *TENS, "hundred", *BIG, *_WORDS.split(), *DAY_STARTS}, key=len, reverse=True))
_THE = rf"the(?= (?:end|day|\d|{'|'.join(sorted({word.split()[0] for word in DAY_STARTS}))}))"
_START = re.compile(
    rf"[0-9$¥£€{ZH}半几第差]|对(?=折)|[上成数][十百千万]|人民币|今|明|后天|后年|大[后前]天|昨|前天|去年|本[月年]|当[月年]|这个?月|下个?月|次月"
    rf"|每个?月的?[\d{ZH}底末最]|[年月][底末]"
    r"|凌晨|清晨|早[晨上]?|朝|上[午个]|中午|午[后夜]|下午|傍晚|晚|夜里|半夜|正午|免(?=[费收])|不(?=[会再另额单收要用需必花扣产])|没有(?=[任额其的费])"
    r"|无需|无须|分文|全免"
    rf"|(?<![a-z])(?:{_EN_START}|{_THE})\b|us(?=\$)|(?<![a-z0-9])'?#"
)

_MAY_START = re.compile(
    rf"[0-9$¥£€{ZH}半几第对差上成数人今明后大昨前去本当这下次每年月凌清早朝中午傍晚夜正免不没无分全a-z'#](?:(?<![a-z])|(?<![a-z].))"
)
"""Found first, as a class of characters is found much faster than one of many words."""

_TO = re.compile(r" ?(?:到|至|~|--?) ?| (?:to|through|till|until) ")
_OR = re.compile(r" ?(?:或者?|、) ?| or ")
_AND = re.compile(r" and ")
_BETWEEN = re.compile(r"\bbetween $")
_HOURS = re.compile(r"\b(?:open|opens|opened|opening|close|closes|closed|closing|hours|shut|shuts)\b[^。?!;]*$")
_AT = re.compile(r"\b(?:at|until|till|by|from|to|opens?|closes?|shuts?) $")


def amounts(text: str, day: date | None = None) -> tuple[Amount, ...]:
    """Every number said in ``text``, in order, none overlapping another; linear in its length. ``day``: that of the call, for 明天."""
    reading = read(text)
    found = amounts_in(reading.text, day)
    if reading.places is None:
        return found
    spans = (reading.written(one.start, one.end) for one in found)
    return tuple(replace(one, start=start, end=end) for one, (start, end) in zip(found, spans, strict=True))


@lru_cache(maxsize=4096)
def amounts_in(text: str, day: date | None) -> tuple[Amount, ...]:
    """The amounts of a text that ``reading.py`` has read."""
    return tuple(_Scan(text, day).run())


class _Scan:
    """One walk through a text."""

    def __init__(self, text: str, day: date | None) -> None:
        self.text = text
        self.day = day
        self.held: Amount | None = None
        self.past = 0
        """Where the last amount ended."""

    def run(self) -> Iterator[Amount]:
        at = 0
        while maybe := _MAY_START.search(self.text, at):
            start = maybe.start()
            if _START.match(self.text, start) is None:
                at = start + 1
                continue
            found = self._at(start)
            if isinstance(found, int):
                at = max(found, start + 1)
                continue
            amount, at = meant(self.text, found)
            self.past = amount.end
            if self.held is not None and not self._is_period_of(self.held, amount):
                yield self.held
            self.held = amount if self._counts(amount) else None
        if self.held is not None:
            yield self.held

    def _is_period_of(self, before: Amount, amount: Amount) -> bool:
        """一年 in 一年一百二 is no amount: it tells what the price is for."""
        between = self.text[before.end : amount.start]
        paused = any(mark in between for mark in PAUSE_MARKS + SENTENCE_MARKS)
        return amount.per is not None and before.value == 1 and before.unit is amount.per and not paused

    # --- one amount ---

    def _at(self, at: int) -> Amount | int:
        text = self.text
        skipped = past_lookalike(text, at, self.past)
        if skipped is not None:
            return skipped
        if free := FREE.match(text, at):
            return Amount(0.0, Unit.MONEY, at, free.end())
        moment = day_at(text, at, self.day) or clock_at(text, at)
        if moment is not None:
            return self._span(moment)
        figure = past_unclear_day(text, at) or figure_at(text, at)
        return figure if isinstance(figure, int) else self._span(_amount(figure, at))

    def _counts(self, amount: Amount) -> bool:
        """Whether a number without a measure is one at all: not 一 in 一下, and not a work number."""
        text = self.text
        if amount.unit not in (None, Unit.COUNT, Unit.MONTHDAY):
            return True
        if named_before(text, amount.start):
            return False
        if amount.unit is not None:
            return True
        if amount.per is None and amount.end - amount.start == 1 and text[amount.start] in ZH + "半":
            return text[amount.start] != "一" and text[amount.end : amount.end + 1] in ("", *"的了吧呢啊吗哦呀嘛,，、。?!; ")
        return True

    # --- two ends ---

    def _span(self, low: Amount) -> Amount:
        if low.high is not None:
            return low
        for joint in (_TO, _OR, _AND):
            match = joint.match(self.text, low.end)
            if match and (high := self._other_end(match.end())):
                joined = self._joined(low, high, joint)
                if joined is not None:
                    return joined
        return (low.unit is None and self._opening_hour(low.start)) or low

    def _other_end(self, at: int) -> Amount | None:
        text = self.text
        if not _START.match(text, at) or past_lookalike(text, at, self.past) is not None:
            return None
        moment = day_at(text, at, self.day) or clock_at(text, at)
        if moment is not None:
            return moment
        figure = figure_at(text, at)
        return None if isinstance(figure, int) or figure.high is not None else _amount(figure, at)

    def _joined(self, low: Amount, high: Amount, joint: re.Pattern[str]) -> Amount | None:
        if joint is _AND and not _BETWEEN.search(self.text[max(0, low.start - 8) : low.start]):
            return None
        if {low.unit, high.unit} & {Unit.DATE, Unit.MONTHDAY, Unit.CLOCK} or low.unit is high.unit is None:
            return None if joint is _OR else self._moments(low, high)
        if high.unit is None or (joint is _OR and (low.unit is not None or not 0 < high.value - low.value <= max(2, low.value))):
            return None
        other = high.value if low.unit is None else converted(high.value, high.unit, low.unit)
        if other is None and low.unit is not None and {low.unit, high.unit} <= MONEY:
            other = high.value
        if other is None or other <= low.value:
            return None
        return replace(low, unit=low.unit or high.unit, high=other, end=high.end)

    def _moments(self, low: Amount, high: Amount) -> Amount | None:
        if high.unit in DATES or low.unit in DATES:
            return _days(low, high)
        return self._bare_hours(low, high) if low.unit is high.unit is None else self._hours(low, high)

    def _hours(self, low: Amount, high: Amount) -> Amount | None:
        low, high = _as_hour(low), _as_hour(high)
        if low.unit is not Unit.CLOCK or high.unit is not Unit.CLOCK:
            return None
        late = afternoon(low.value, high.value) if high.vague else high.value
        vague = low.vague and (high.vague or low.value > 720)
        return replace(low, high=late, end=high.end, vague=vague, vague_high=high.vague and vague)

    def _bare_hours(self, low: Amount, high: Amount) -> Amount | None:
        """9 to 6, nine to five: hours where the second is the smaller number, or where opening is spoken of."""
        if not (hour(low.value) and hour(high.value) and self.text[low.start].isascii()):
            return None
        opening = high.value < low.value or _HOURS.search(self.text[max(0, low.start - 48) : low.start])
        return self._hours(low, high) if opening else None

    def _opening_hour(self, at: int) -> Amount | None:
        text = self.text
        if _AT.search(text[max(0, at - 8) : at]) and _HOURS.search(text[max(0, at - 48) : at]):
            return bare_time_at(text, at)
        return None


def _amount(figure: Figure, at: int) -> Amount:
    high = float(figure.high) if figure.high is not None else None
    return Amount(float(figure.value), figure.unit, at, figure.end, high, bound=Bound.ABOUT if figure.about else Bound.EXACT)


def _as_hour(amount: Amount) -> Amount:
    """A bare number as an hour of the day, where it can be one."""
    if amount.unit is not None or not hour(amount.value):
        return amount
    return replace(amount, value=amount.value * 60, unit=Unit.CLOCK, vague=amount.value <= 12)


def _days(low: Amount, high: Amount) -> Amount | None:
    """3月1号到15号, 15号到20号, March 1st to April 15th."""
    if low.unit is Unit.DATE and high.unit is Unit.MONTHDAY:
        return replace(low, high=low.value // 100 * 100 + high.value, end=high.end)
    if low.unit is high.unit:
        value = low.value
        if low.unit is Unit.DATE and low.value < 10_000 <= high.value:
            value += high.value // 10_000 * 10_000
        late = high.value + (low.value // 10_000 * 10_000 if low.unit is Unit.DATE and high.value < 10_000 else 0)
        return replace(low, value=value, high=late, end=high.end)
    return None
