"""Phrases as an engine misspells them: characters replaced by others that sound the same, common ones more often."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import rjieba
import yaml

from qa.rubric.match import phrase
from qa.rubric.normal import is_han
from qa.rubric.sound import audible
from qa.rubric.sound_syllables import Tolerance, readings

CARRIERS = (
    "{}",
    "您好{}您听明白了吗",
    "那个{}好吧",
    "先生{}",
    "我跟您说{}您再等等",
    "因为系统原因{}所以没有办法处理",
    "这边帮您查了一下{}请您谅解",
    "就是说{}啊",
    "哎呀{}你听我说",
    "客服说{}您看怎么处理",
    "昨天打电话的时候{}今天又这样",
    "但是{}我们已经记录了",
)


def audible_phrases(path: str) -> list[str]:
    """The Chinese phrases of a phrase set, its simple patterns written out, as far as they are sought by sound."""
    with open(path, encoding="utf-8") as file:
        families = yaml.safe_load(file)["families"]
    texts = (form.text for family in families.values() for entry in family["zh"] for form in phrase(entry).texts or ())
    return list(dict.fromkeys(filter(audible, texts)))


def misspelt(phrases: list[str], heard_as_one: Tolerance, seed: int) -> Iterator[tuple[str, str]]:
    """Without end: a phrase and how it was written, one to three characters of it other ones that ``heard_as_one`` takes for the same."""
    chance = random.Random(seed)
    alike = _common(heard_as_one)
    known = set(phrases)
    while True:
        phrase = chance.choice(phrases)
        chars = list(phrase)
        places = [i for i, char in enumerate(chars) if is_han(char)]
        for i in chance.sample(places, min(len(places), chance.choice((1, 2, 3)))):
            others = [(char, count) for char, count in alike[heard_as_one.fold(readings()[chars[i]][0])] if char != chars[i]]
            if others:
                chars[i] = chance.choices([char for char, _ in others], [count for _, count in others])[0]
        if (written := "".join(chars)) not in known:
            yield phrase, written


@cache
def _common(heard_as_one: Tolerance) -> dict[str, list[tuple[str, int]]]:
    """By folded syllable, the 3,755 characters of daily use (GB 2312, first level) with how often they occur."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for char in daily():
        found[heard_as_one.fold(readings()[char][0])].append((char, rjieba.suggest_freq(char)))
    return found


@cache
def daily() -> tuple[str, ...]:
    return tuple(_daily(readings()))


def _daily(chars: Iterable[str]) -> Iterator[str]:
    for char in chars:
        written = char.encode("gb2312", "ignore")
        if len(written) == 2 and 0xB0 <= written[0] <= 0xD7:
            yield char
