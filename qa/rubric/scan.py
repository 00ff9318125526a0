"""One pass over a call for all texts, as they stand and in the loose form, and then the patterns that may find something."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from qa.rubric.finite import Form
from qa.rubric.loose import Loose, agrees, loose_text, loosened, may_change, trailing
from qa.rubric.needed import LONGEST
from qa.rubric.normal import Normal, in_word
from qa.rubric.patterns import Patterns

Place = tuple[int, int, int, int, int]
"""Where a phrase was found: the utterance, from where, minus to where (excluded), the how manieth phrase that was found, the phrase.

In this order they stand as they count: the leftmost first, the longest of those, and of two at one place the one found first in the call.
"""


_END = itemgetter(2)


class Scan:
    """One call, and its hits as far as they were found, by the phrase's place in the matcher."""

    def __init__(self, said: Sequence[Normal]) -> None:
        self.said = said
        self.raw: dict[int, list[Place]] = {}
        self.lines = [normal.text for normal in said]
        self.loose = loose_text("\n".join(self.lines)).split("\n")
        self.stays = [line == loose for line, loose in zip(self.lines, self.loose, strict=False)]  # no lines: an empty one comes back
        self._forms: dict[int, Loose] = {}
        self._counted: dict[tuple[str, int], bool] = {}

    def look_for(self, texts: Texts) -> tuple[dict[int, list[int]], list[tuple[SoughtText, int, int, int]]]:
        """Adds the hits of texts as they stand. Gives where patterns have words that they need, and what may be a hit in the loose form.

        The loose form of what changes in it follows as more lines.
        """
        asked: dict[int, list[int]] = {}
        loosely: list[tuple[SoughtText, int, int, int]] = []
        count = len(self.lines)
        stays = self.stays
        changed = [number for number, same in enumerate(stays) if not same]
        lines = [*self.lines, *(self.loose[number] for number in changed)]
        found = texts.found("\n".join(lines))
        every = texts.every
        line, begin, past = -1, 0, -1
        # They come in the order of their ends, and none holds the end of a line.
        strict = bisect_right(found, sum(map(len, self.lines)) + count - 1, key=_END)
        for number, start, end in found[:strict]:
            while end > past:
                line += 1
                begin = past + 1
                past = begin + len(lines[line])
            text = every[number]
            _, owners, loose, needed_by, worded, firm = text
            for pattern in needed_by:
                utterances = asked.get(pattern)
                if utterances is None:
                    asked[pattern] = [line]
                elif utterances[-1] != line:
                    utterances.append(line)
            if loose and not firm and stays[line]:
                loosely.append((text, line, start - begin, end - begin))
            if owners:
                at, to = start - begin, end - begin
                if (not worded or on_edges(lines[line], at, to)) and self.said[line].whole(at, to):
                    for sought in owners:
                        if not ((sought.form.at_start and at) or (sought.form.at_end and end < past)):
                            self._add(sought.index, line, at, to)
        for number, start, end in found[strict:]:
            while end > past:
                line += 1
                begin = past + 1
                past = begin + len(lines[line])
            text = every[number]
            if text.loosely:
                loosely.append((text, changed[line - count], start - begin, end - begin))
        return asked, loosely

    def ask(self, patterns: Patterns, indexes: Sequence[int], asked: dict[int, list[int]]) -> None:
        """Adds the hits of patterns, each in the utterances in which it may find something."""
        for number in patterns.without_words("\n".join(self.lines)) if patterns.waiting else ():
            asked[number] = list(range(len(self.lines)))
        for number in sorted(asked):
            pattern, index = patterns.every[number], indexes[number]
            glance = pattern.glance
            for utterance in asked[number]:
                line = self.lines[utterance]
                if glance is not None and len(line) <= LONGEST and glance(line) is None:
                    continue
                for at, to in pattern.find(line):
                    if on_edges(line, at, to) and self.said[utterance].whole(at, to):
                        self._add(index, utterance, at, to)

    def add_loosely(self, text: SoughtText, utterance: int, at: int, to: int) -> None:
        """Adds the hits of a text that stands in the loose form of an utterance from ``at`` to ``to`` (excluded)."""
        line = self.lines[utterance]
        if text.firm and self._as_often(text.written, utterance):
            return  # each place was found as it stands
        span: tuple[int, int] | None = (at, to)
        if not self.stays[utterance]:
            if utterance not in self._forms:
                self._forms[utterance] = loosened(line)
            span = self._forms[utterance].strict(at, to)
        if span is None:
            return
        for sought in text.loosely:
            form = sought.form
            at, to = span[0], trailing(form.text, line, span[1])
            if (form.at_start and at) or (form.at_end and to < len(line)) or not agrees(form.text, line[at:to]):
                continue
            if (sought.index, utterance, at, to) in self._added:
                continue
            if on_edges(line, at, to) and self.said[utterance].whole(at, to):
                self._add(sought.index, utterance, at, to)
                self._added.add((sought.index, utterance, at, to))

    def _as_often(self, written: str, utterance: int) -> bool:
        """Whether a text stands as often in an utterance as in its loose form."""
        key = written, utterance
        if key not in self._counted:
            self._counted[key] = self.lines[utterance].count(written) == self.loose[utterance].count(written)
        return self._counted[key]

    @cached_property
    def _added(self) -> set[tuple[int, int, int, int]]:
        """What was found, by phrase and place."""
        return {(index, utterance, at, -before) for places in self.raw.values() for utterance, at, before, _, index in places}

    def _add(self, index: int, utterance: int, at: int, to: int) -> None:
        places = self.raw.get(index)
        if places is None:
            self.raw[index] = [(utterance, at, -to, len(self.raw), index)]
        else:
            places.append((utterance, at, -to, places[0][3], index))


@dataclass(frozen=True, slots=True)
class Sought:
    """A text looked for on behalf of a phrase, by its place in the matcher."""

    index: int
    form: Form


class SoughtText(NamedTuple):
    """A text, the phrases that it is looked for, as it stands and in the loose form, and the patterns that need it.

    ``worded``: it begins or ends with a part of a word. ``firm``: in the loose form too it is looked for as itself alone, and holds nothing
    that may change.
    """

    written: str
    owners: tuple[Sought, ...]
    loosely: tuple[Sought, ...]
    needed_by: tuple[int, ...]
    worded: bool
    firm: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts, found in one pass."""

    every: tuple[SoughtText, ...]
    automaton: Any

    @classmethod
    def of(
        cls, owners: Mapping[str, Sequence[Sought]], loosely: Mapping[str, Sequence[Sought]], needed_by: Mapping[str, tuple[int, ...]]
    ) -> Texts:
        every = [
            SoughtText(
                written,
                tuple(owners.get(written, ())),
                tuple(loosely.get(written, ())),
                needed_by.get(written, ()),
                in_word(written[0]) or in_word(written[-1]),
                not may_change(written) and all(sought.form.text == written for sought in loosely.get(written, ())),
            )
            for written in {**owners, **loosely, **needed_by}
        ]
        texts = [text.written for text in every]
        # The two-array automaton is not built for a handful: it is the contiguous one that stays quick with tens of thousands.
        automaton = AhoCorasick(texts, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA) if texts else None
        return cls(tuple(every), automaton)

    def found(self, whole: str) -> Sequence[tuple[int, int, int]]:
        """(number of the text, start, end) for every place, overlapping ones too, in the order of their ends."""
        return self.automaton.find_matches_as_indexes(whole, overlapping=True) if self.automaton else ()


def on_edges(text: str, at: int, to: int) -> bool:
    """Whether a hit does not begin or end inside a word. ``'s`` after it is no part of the word."""
    if at and in_word(text[at]) and in_word(text[at - 1]):
        return False
    if to == len(text) or not in_word(text[to - 1]) or not in_word(text[to]):
        return True
    return text.startswith("'s", to) and (to + 2 == len(text) or not in_word(text[to + 2]))
