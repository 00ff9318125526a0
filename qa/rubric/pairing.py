"""Which amount tells which attribute: by the word nearest to it, by the question before, or because nothing else is counted so. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter

from qa.rubric.amount import Amount
from qa.rubric.naming import Heard, Naming, Word, last_before
from qa.rubric.numbers import amounts_in
from qa.rubric.reading import PAUSE_MARKS
from qa.rubric.units import MONEY, Unit

_REACH = {"zh": 16, "en": 40}
"""How far an amount may stand from the word that says what it is, in characters."""
_BEFORE_PAUSE, _AFTER_PAUSE = {"zh": 4, "en": 12}, {"zh": 8, "en": 20}
"""How many characters may stand on either side of a pause between a word and its amount."""
_MOST_BETWEEN = 32
_BARE_REACH, _BARE_REST = 6, 4
"""How near a number without a unit stands to its word, and how much else an answer says that is nothing but a number."""

_START, _END = attrgetter("start"), attrgetter("end")
_PAUSE = re.compile(f"[{PAUSE_MARKS}]")
_NONE_OF = re.compile(
    r"(?:没有|不收(?:取)?|免(?:收|除|去)?|无|不用(?:交|付|出)?|不需要(?:交|付)?|不会(?:再)?(?:收|产生|有)|零)(?:任何|您的?|这个|额外)?的?$"
    r"|\b(?:no|without (?:a |any |an )?|waives? (?:the |your )?|waived (?:the |your )?|free of (?:the |any )?)(?: early| extra)? ?$"
)
_BETWEEN = re.compile(
    r"(?:的|是|就是|呢|啊|只?要|只?需要?|需|收费?|收取|费用|一共|总共|现在|目前|统一|就|只|才|花|用|为|价格|交|付|您|大概|大约|约|打|扣"
    r"|每个?[月年天周日次]|一个?[月年天周次]|每个?(?:兆|gb?|mb|分钟|条|张|人)|不是[^,，。]{1,10}[,，]而?是"
    r"|(?:周|星期|礼拜)[一二三四五六日天](?:[到至](?:周|星期|礼拜)?[一二三四五六日天])?|签|里面?|有|钱|按|对于"
    r"|最快|一般|正常|在|会|可以|都|也|给您|做|到|:|[,，]"
    r"|\b(?:is|are|costs?|will|would|be|takes?|comes|to|at|for|only|just|about|you|pay|it|it's|usually|normally|within|currently|now|the|a|an"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays|daily|and|charged?|runs?|lasts?|valid|each|every|month|year|day|per)\b|'s| )*"
)
_NOT_BUT = re.compile(
    r"[^,，。?!;]{0,4}(?:不是|并非|\bnot\b|isn't|wasn't)[^,，。?!;]{1,20}[,，、 ]+(?:而是|是|应该是|应是|it's|it is|but)[ 的]?$"
)
_RESPECTIVELY = re.compile(r"分别|各是|\brespectively\b")

Pair = tuple[tuple[str, ...], Amount]
"""The attributes that an amount may tell, and the amount."""


@dataclass(frozen=True)
class Pairing:
    """The pairing of one utterance."""

    naming: Naming
    heard: Heard

    def amounts(self) -> list[Amount]:
        """The amounts of the utterance that are not part of the sheet's own words, with 没有违约金 and no fee as nothing to pay."""
        heard = self.heard
        found = [
            amount
            for amount in amounts_in(heard.text, self.naming.day)
            if not ((w := last_before(heard.subjects, amount.end)) and amount.start < w.end)
            and not ((w := last_before(heard.attributes, amount.start + 1)) and amount.end <= w.end)
        ]
        for word in heard.attributes:
            none = _NONE_OF.search(heard.text[max(0, word.start - 24) : word.start])
            if none and self._costs(word):
                begin = word.start - len(none[0].lstrip())
                # In order and none overlapping another: only the last that begins before its end can reach into it.
                at = bisect_left(found, word.end, key=_START)
                if not at or found[at - 1].end <= begin:
                    found.insert(at, Amount(0.0, Unit.MONEY, begin, word.end))
        return found

    def concerns(self, amount: Amount) -> bool:
        """Whether an amount may tell an attribute that was named in the utterance or asked for, or one of a subject named in it."""
        return bool(self._fitting(self._attributes, amount))

    @cached_property
    def _attributes(self) -> frozenset[str]:
        words = (*self.heard.attributes, *self.naming.question(self.heard.index))
        facts = (self.naming.sheet.facts(name) for word in self.heard.subjects for name in word.names)
        return frozenset(chain((name for word in words for name in word.names), *facts))

    def pairs(self, stated: list[Amount]) -> Iterator[Pair]:
        """Each word takes the amount nearest to it, each amount the word; what is left over answers the question before."""
        near = sorted(
            (not self._is_known(word, amount), cost, index, at)
            for index, word in enumerate(self.heard.attributes)
            for at in range(*_close(stated, word, _REACH[self._language]))
            if (cost := self._cost(word, amount := stated[at])) is not None and self._fitting(word.names, amount)
        )
        words: set[int] = set()
        taken: set[int] = set()
        for _, _, index, at in near:
            word = self.heard.attributes[index]
            if at not in taken and (index not in words or self._in_turn(word.start, word.end)):
                words.add(index)
                taken.add(at)
                yield self._fitting(word.names, stated[at]), stated[at]
        yield from self._answers([amount for at, amount in enumerate(stated) if at not in taken], stated)

    def subjects(self, attributes: tuple[str, ...], amount: Amount, stated: list[Amount]) -> tuple[str, ...]:
        """Whom an amount is about. 月费分别是39元和59元: the subjects of the sentence, one after the other."""
        heard = self.heard
        if self._in_turn(amount.start, amount.end):
            begin, end = heard.reading.sentence(amount.start, amount.end)
            named = [word for word in heard.subjects if begin <= word.start < end]
            alike = [a for a in stated if begin <= a.start < end and self._fitting(attributes, a)]
            if len(named) == len(alike):
                return named[alike.index(amount)].names
        return self.naming.meant(heard, amount.start, attributes)

    def _in_turn(self, start: int, end: int) -> bool:
        return _RESPECTIVELY.search(self.heard.text, *self.heard.reading.sentence(start, end)) is not None

    def _between(self, begin: int, end: int, stated: list[Amount]) -> str:
        """What was said between two places apart from amounts."""
        pieces = []
        for amount in stated:
            if begin <= amount.start < end:
                pieces.append(self.heard.text[begin : amount.start])
                begin = amount.end
        return "".join(pieces) + self.heard.text[begin:end]

    def _is_known(self, word: Word, amount: Amount) -> bool:
        """Whether the sheet tells what a word asks for of the subject that is meant."""
        fitting = self._fitting(word.names, amount)
        return bool(self.naming.having(self.naming.meant(self.heard, amount.start, fitting), fitting))

    def _costs(self, word: Word) -> bool:
        return any(row.unit in MONEY for name in word.names for row in self.naming.sheet.kinds.get(name, ()))

    def _fitting(self, attributes: Iterable[str], amount: Amount) -> tuple[str, ...]:
        counts = self.naming.sheet.counts
        return tuple([name for name in attributes if counts(name, amount)])

    def _cost(self, word: Word, amount: Amount) -> tuple[bool, int] | None:
        """How far an amount is from a word of its sentence; None where it is too far, or where more than a breath parts them."""
        heard = self.heard
        begin, end = heard.reading.sentence(word.start, word.end)
        if not begin <= amount.start < end:
            return None
        after = amount.start >= word.end
        if after:
            between, distance = heard.text[word.end : amount.start], amount.start - word.end
        elif word.start >= amount.end:
            between, distance = heard.text[amount.end : word.start], word.start - amount.end + 3
        else:
            # 不收费 speaks of 收费 by itself: of what, has to be said along with it. 24 hours does not speak of hours.
            return (False, 0) if heard.subjects and amount.unit is Unit.MONEY and amount.value == 0 else None
        language = self._language
        bare = amount.unit is None and amount.per is None
        if distance > _REACH[language] or (bare and (not after or distance > _BARE_REACH)):
            return None
        pauses = [match.start() for match in _PAUSE.finditer(between)]
        if not pauses or (after and _NOT_BUT.fullmatch(between)):
            return False, distance
        breath = after and pauses[0] <= _BEFORE_PAUSE[language] and len(between) - pauses[0] <= _AFTER_PAUSE[language]
        return (True, distance) if breath and len(pauses) == 1 else None

    @property
    def _language(self) -> str:
        language = self.naming.scene.language
        return language if language in _REACH else "zh"

    def _answers(self, rest: list[Amount], stated: list[Amount]) -> Iterator[Pair]:
        left = list(rest)
        for word in self.naming.question(self.heard.index):
            answer = next((a for a in left if self._fitting(word.names, a) and self._is_answer(a, word)), None)
            if answer is not None:
                left.remove(answer)
                yield self._fitting(word.names, answer), answer
        for amount in left:
            if (only := self._only(amount, stated)) is not None:
                yield (only,), amount

    def _is_answer(self, amount: Amount, asked: Word) -> bool:
        """Not where another attribute is spoken of in the same breath; a bare number only as a bare answer to what something costs."""
        begin, end = self.heard.reading.clause(amount.start, amount.end)
        if any(begin <= word.start < end and not amount.start <= word.start < amount.end for word in self.heard.attributes):
            return False
        fitting = self._fitting(asked.names, amount)
        if not self.naming.having(self.naming.meant(self.heard, amount.start, fitting), fitting):
            return False
        return amount.unit is not None or (end - begin - (amount.end - amount.start) <= _BARE_REST and self._costs(asked))

    def _only(self, amount: Amount, stated: list[Amount]) -> str | None:
        """The attribute of a subject named right before (补卡十块钱, 加油包十块钱五个G) that alone is counted in this unit."""
        if amount.unit is None and amount.per is None:
            return None
        for word in self.heard.subjects:
            before = 0 <= amount.start - word.end <= _MOST_BETWEEN and _BETWEEN.fullmatch(self._between(word.end, amount.start, stated))
            after = amount.unit is Unit.MONEY and amount.end <= word.start <= amount.end + 2
            if before or after:
                facts = [self.naming.sheet.facts(name) for name in word.names]
                fitting = {name for rows in facts for name, known in rows.items() if any(row.fits(amount) for row in known)}
                return fitting.pop() if len(fitting) == 1 else None
        return None


def _close(stated: Sequence[Amount], word: Word, reach: int) -> tuple[int, int]:
    """From which and up to which (excluded) of some amounts, in order, any can be within reach of a word."""
    return bisect_left(stated, word.start - reach, key=_END), bisect_right(stated, word.end + reach, key=_START)
