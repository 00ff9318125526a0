"""What a text is about, as far as its words tell: the terms it is found again by, and which other texts are like it.

Chinese has no spaces between words; two neighbouring characters (a bigram) serve as a term, which needs no dictionary and finds what word
segmentation cuts apart (Nie, Gao, Zhang and Zhou 2000, On the use of words and n-grams for Chinese information retrieval).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

LONGEST = 32
MOST = 24
"""Of a question no more terms than this are looked for."""
ENOUGH = 2 / 3
"""A text is found that has so many of the terms of a question."""
RUNS = re.compile(r"(?P<han>[\u3400-\u9fff\U00020000-\U0003ffff]+)|(?P<word>[^\W_\u3400-\u9fff\U00020000-\U0003ffff]+)")
EMPTY = frozenset("的了是在我您你他她它们这那就也都和与及把被给对很已还再又吗呢吧啊")
"""Characters that hold sentences together: a bigram with one of them says nothing of a topic."""
_WORDS = (
    "a an and are as at be but by for from had has have he her his i in is it its me my no not of on or our she so that the their them "
    "they this to was we were what when which who will with would you your"
)
WORDS = frozenset(re.findall(r"\w+", _WORDS))


TRADE = re.compile(
    "客户|用户|客服|原话|核心|诉求|情绪|投诉|要求|处理|问题|来电|电话|表示|反映|工单|接听|"
    r"\b(?:agents?|calls?|called|cases?|complain(?:ed|s|ts?)?|customers?|heart|mood|said|says|words?)\b"
)
"""Words of the trade: they stand in any complaint."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term and where it stands in the text as ``plain`` writes it, in characters."""

    text: str
    start: int
    end: int


def terms(text: str) -> tuple[Term, ...]:
    """The terms of a text in order: words and numbers, and every two neighbouring Chinese characters (one, where it stands alone).

    >>> [term.text for term in terms("宽带断网, 3rd Call")]
    ['宽带', '带断', '断网', '3rd', 'call']
    """
    found: list[Term] = []
    for run in RUNS.finditer(plain(text)):
        if run["han"] and len(run["han"]) > 1:
            found += [Term(run["han"][i : i + 2], run.start() + i, run.start() + i + 2) for i in range(len(run["han"]) - 1)]
        else:
            word = run[0][:LONGEST]
            found.append(Term(word, run.start(), run.start() + len(word)))
    return tuple(found)


def plain(text: str) -> str:
    """A text with one way to write each character: full width and half width, large and small."""
    return unicodedata.normalize("NFKC", text).casefold()


def asked(words: str) -> tuple[str, ...]:
    """The terms of a question, each once, the first ``MOST`` of them."""
    return tuple(dict.fromkeys(term.text for term in terms(words)))[:MOST]


def telling(term: str) -> bool:
    """Whether a term can say something of a topic: two characters or more, and not what holds sentences together."""
    return len(term) > 1 and term not in WORDS and EMPTY.isdisjoint(term)


def topical(text: str) -> tuple[Term, ...]:
    """The terms of a text that say what it is about: without those that stand in any complaint, and none across them.

    >>> [term.text for term in topical("客户投诉宽带断网")]
    ['宽带', '带断', '断网']
    """
    apart = TRADE.sub(lambda found: " " * len(found[0]), plain(text))
    return tuple(term for term in terms(apart) if telling(term.text))


def enough(count: int) -> int:
    """How many of ``count`` terms a text must have to be found.

    >>> [enough(count) for count in (1, 2, 3, 4, 9)]
    [1, 2, 2, 3, 6]
    """
    return math.ceil(count * ENOUGH)


def rarity(among: int, having: int) -> float:
    """What a term tells that ``having`` of ``among`` texts have: the rarer, the more (the inverse document frequency of
    Robertson and Zaragoza 2009, The probabilistic relevance framework: BM25 and beyond, kept above 0)."""
    return math.log1p((among - having + 0.5) / (having + 0.5))


def likeness(own: Collection[str], other: Collection[str], weights: Mapping[str, float]) -> float:
    """How much of what one text tells another one tells too: 0 for nothing, 1 for all of it. ``weights``: of the own terms."""
    whole = sum(weights.get(term, 0.0) for term in own)
    return sum(weights.get(term, 0.0) for term in own if term in other) / whole if whole else 0.0


def shared(text: str, of: Collection[str], weights: Mapping[str, float], most: int = 3) -> tuple[str, ...]:
    """The stretches of a text that are made of some terms, as words for a reader: those that tell most, each once.

    >>> shared("第三次宽带断网", {"宽带", "断网", "带断"}, {"宽带": 1.0, "断网": 1.0, "带断": 1.0})
    ('宽带断网',)
    """
    known = plain(text)
    stretches: dict[str, float] = {}
    start = end = -1
    weight = 0.0
    for term in (*topical(text), None):
        if term is not None and term.text not in of:
            continue
        if term is not None and term.start < end:
            end, weight = term.end, weight + weights.get(term.text, 0.0)
            continue
        if end > start:
            stretches.setdefault(known[start:end], weight)
        if term is not None:
            start, end, weight = term.start, term.end, weights.get(term.text, 0.0)
    return tuple(sorted(stretches, key=lambda one: (-stretches[one], one))[:most])


def index(texts: Iterable[str]) -> frozenset[str]:
    """All terms of some texts."""
    return frozenset(term.text for text in texts for term in terms(text))


def chinese(term: str) -> bool:
    """Whether a term is of Chinese characters."""
    return bool((run := RUNS.match(term)) and run["han"])
