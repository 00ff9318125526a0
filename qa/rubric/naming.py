"""Where the subjects and attributes of a fact sheet are named in a call, and whose attribute is meant. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter

from qa.rubric.facts import Sheet
from qa.rubric.match import Hit, Phrase
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


@dataclass(frozen=True)
class Naming:
    """What is named in a call. ``within_turns``: how many utterances a subject counts on."""

    scene: Scene
    sheet: Sheet
    within_turns: int

    @cached_property
    def day(self) -> date | None:
        started = self.scene.call.started_at
        return started.date() if started else None

    @cached_property
    def _subjects(self) -> dict[int, tuple[Word, ...]]:
        return self._words(self.sheet.subject_words, self.sheet.subjects_of)

    @cached_property
    def _attributes(self) -> dict[int, tuple[Word, ...]]:
        return self._words(self.sheet.attribute_words, self.sheet.attributes_of)

    def _words(self, sought: frozenset[Phrase], names: Mapping[str, tuple[str, ...]]) -> dict[int, tuple[Word, ...]]:
        found: dict[int, list[Word]] = {}
        for hit in self.scene.hits.of(sought):
            found.setdefault(hit.utterance, []).append(Word(*self.place(hit), names[hit.phrase.sought]))
        return {utterance: tuple(words) for utterance, words in found.items()}

    def place(self, hit: Hit) -> tuple[int, int]:
        """The characters of the reading in which something was found."""
        reading = read(self.scene.utterances[hit.utterance].text)
        start = reading.at(hit.start)
        return start, max(start + 1, reading.at(hit.end))

    def heard(self, utterance: int) -> Heard:
        """An utterance; an attribute inside the name of a subject is none."""
        subjects = self._subjects.get(utterance, ())
        attributes = tuple(
            word for word in self._attributes.get(utterance, ()) if not ((s := last_before(subjects, word.start + 1)) and word.end <= s.end)
        )
        return Heard(utterance, read(self.scene.utterances[utterance].text), subjects, attributes)

    def has_subject(self, utterance: int) -> bool:
        """Whether one was named in an utterance or shortly before it."""
        return any(i in self._subjects for i in range(utterance - self.within_turns, utterance + 1))

    def question(self, utterance: int) -> tuple[Word, ...]:
        """The attributes of the last utterance before one that named any, if it stands near enough to be its question."""
        for before in range(utterance - 1, max(utterance - 1 - QUESTION_TURNS, -1), -1):
            if before in self._attributes:
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
            for word in reversed(self._subjects.get(utterance, ())):
                if having := self.having(word.names, attributes):
                    return having
        return earlier[-1].names if earlier else ()

    def having(self, subjects: Iterable[str], attributes: Sequence[str]) -> tuple[str, ...]:
        """Those of some subjects of which the sheet tells one of the attributes."""
        return tuple(name for name in subjects if any(attribute in self.sheet.facts(name) for attribute in attributes))
