"""Where the subjects and attributes of a fact sheet are named in a call, and whose attribute is meant. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import attrgetter

from qa.rubric.facts import Sheet
from qa.rubric.match import Hit, Places
from qa.rubric.reading import Reading, read
from qa.rubric.scene import Scene
from qa.rubric.unclaimed import BLANK

QUESTION_TURNS = 2
"""How many utterances back a question may stand whose answer names no attribute of its own."""

MOST_EARLIER = 50
"""How many subjects of the sentences before in an utterance are asked for one that has the attribute."""


@dataclass(frozen=True, slots=True)
class Word:
    """A subject or attribute that was named, in characters of the reading; ``names``: all that it may mean."""

    start: int
    end: int
    names: tuple[str, ...]


_START = attrgetter("start")


def last_before(words: Sequence[Word], at: int) -> Word | None:
    """The last of some words, in order, that begins before a place."""
    before = bisect_left(words, at, key=_START)
    return words[before - 1] if before else None


@dataclass(frozen=True)
class Heard:
    """An utterance, with what is named in it."""

    index: int
    reading: Reading
    subjects: tuple[Word, ...]
    attributes: tuple[Word, ...]

    @property
    def text(self) -> str:
        return self.reading.text

    @cached_property
    def masked(self) -> str:
        """The text with the sheet's own words blanked."""
        chars = list(self.text)
        for word in (*self.subjects, *self.attributes):
            chars[word.start : word.end] = BLANK * (word.end - word.start)
        return "".join(chars)


@dataclass(frozen=True, slots=True)
class _Words:
    """The hits of some words by utterance; what they mean is worked out where it is asked for."""

    naming: Naming
    hits: Places
    names: Mapping[str, tuple[str, ...]]
    _known: dict[int, tuple[Word, ...]] = field(default_factory=dict)

    def of(self, utterance: int) -> tuple[Word, ...]:
        hits = self.hits.get(utterance)
        if hits is None:
            return ()
        known = self._known.get(utterance)
        if known is None:
            known = self._known[utterance] = tuple([Word(*self.naming.place(hit), self.names[hit.phrase.sought]) for hit in hits])
        return known


@dataclass(frozen=True)
class Naming:
    """What is named in a call. ``within_turns``: how many utterances a subject counts on."""

    scene: Scene
    sheet: Sheet
    within_turns: int
    _heard: dict[int, Heard] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def day(self) -> date | None:
        started = self.scene.call.started_at
        return started.date() if started else None

    @cached_property
    def _subjects(self) -> _Words:
        return _Words(self, self.scene.hits.places(self.sheet.subject_words), self.sheet.subjects_of)

    @cached_property
    def _attributes(self) -> _Words:
        return _Words(self, self.scene.hits.places(self.sheet.attribute_words), self.sheet.attributes_of)

    def place(self, hit: Hit) -> tuple[int, int]:
        """The characters of the reading in which something was found."""
        reading = self.reading(hit.utterance)
        written, written_end = hit.place
        start = reading.at(written)
        return start, max(start + 1, reading.at(written_end))

    def reading(self, utterance: int) -> Reading:
        return read(self.scene.utterances[utterance].text)

    def heard(self, utterance: int) -> Heard:
        """An utterance; an attribute inside the name of a subject is none."""
        known = self._heard.get(utterance)
        if known is None:
            known = self._heard[utterance] = self._as_heard(utterance)
        return known

    def _as_heard(self, utterance: int) -> Heard:
        subjects = self._subjects.of(utterance)
        attributes = tuple(
            [word for word in self._attributes.of(utterance) if not ((s := last_before(subjects, word.start + 1)) and word.end <= s.end)]
        )
        return Heard(utterance, self.reading(utterance), subjects, attributes)

    def may_tell(self, utterance: int) -> bool:
        """Whether anything may have been stated in an utterance: no where no subject was named in it or shortly before.

        Nor where neither a subject nor an attribute was named in it, nor a question asked before: then nothing tells what was stated.
        """
        return utterance in self._subjects.hits or (utterance in self._in_reach and utterance in self._asked)

    @cached_property
    def _in_reach(self) -> frozenset[int]:
        return frozenset([place + turns for place in self._subjects.hits for turns in range(self.within_turns + 1)])

    @cached_property
    def _asked(self) -> frozenset[int]:
        return frozenset([place + turns for place in self._attributes.hits for turns in range(QUESTION_TURNS + 1)])

    def question(self, utterance: int) -> tuple[Word, ...]:
        """The attributes of the last utterance before one that named any, if it stands near enough to be its question."""
        for before in range(utterance - 1, max(utterance - 1 - QUESTION_TURNS, -1), -1):
            if before in self._attributes.hits:
                return self.heard(before).attributes
        return ()

    def meant(self, heard: Heard, at: int, attributes: Sequence[str]) -> tuple[str, ...]:
        """The subjects whose attribute was meant at a place.

        The one named before it in its sentence; else the nearest that has the attribute: in the sentences before, after it in its own, in
        the utterances before. None where no such subject is there.
        """
        begin, end = heard.reading.sentence(at, at)
        first, last = (bisect_left(heard.subjects, place, key=_START) for place in (begin, end))
        here = heard.subjects[first:last]
        nearest = last_before(here, at)
        if nearest is not None:
            return nearest.names
        earlier = heard.subjects[max(0, first - MOST_EARLIER) : first]
        for word in (*reversed(earlier), *here):
            if having := self.having(word.names, attributes):
                return having
        for utterance in range(heard.index - 1, heard.index - self.within_turns - 1, -1):
            for word in reversed(self._subjects.of(utterance)):
                if having := self.having(word.names, attributes):
                    return having
        return earlier[-1].names if earlier else ()

    def having(self, subjects: Iterable[str], attributes: Sequence[str]) -> tuple[str, ...]:
        """Those of some subjects of which the sheet tells one of the attributes."""
        return tuple(name for name in subjects if any(attribute in self.sheet.facts(name) for attribute in attributes))
