"""What the library's page is shown: frozen, complete, read once."""

from __future__ import annotations

from dataclasses import dataclass

from qa.desk.views import ExcerptView
from qa.model.text import Text


@dataclass(frozen=True, slots=True)
class FoundIn:
    """Where in an excerpt was found what was looked for. ``field``: title, note, better, topic, or the number of a line.

    ``marks``: from and to of each place in ``text``, and whether it only sounds so.
    """

    field: str
    text: str
    marks: tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """An excerpt in the library, as one reader sees it. ``found``: where its words are that were looked for."""

    excerpt: ExcerptView
    favourite: bool
    found: tuple[FoundIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """By what the library can be filtered: each value with how many excerpts it has. ``criteria``: with their titles.

    ``teams``: only those that the reader may ask for.
    """

    topics: tuple[tuple[str, int], ...]
    criteria: tuple[tuple[str, Text, int], ...]
    teams: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """``number`` counts from 1 and is the last one where a page beyond it was asked for; ``total``: excerpts on all ``pages``."""

    cards: tuple[CardView, ...]
    total: int
    number: int
    pages: int
    choices: Choices


@dataclass(frozen=True, slots=True)
class Beside:
    """Where an excerpt stands in a list: its neighbours, its place from 1, of how many."""

    before: int | None
    after: int | None
    place: int
    total: int
