"""The quiz: what is asked of an excerpt, how an answer scores, what it pays, which items come next. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qa.model.estimate import Estimate
from qa.model.library import ExcerptKind
from qa.model.text import NO_TEXT, Text

NEAR_S, FAR_S = 2.0, 5.0
"""A place is right within so many seconds of the span; from there points fall off linearly, to none at the second."""
WORTH, MOST_WORTH = 10, 20
LEAST_ANSWERS = 20
"""Of fewer first answers nothing is said of an item."""
MOST_OPTIONS, LONGEST_OPTION = 4, 600
ROUND, MATCH, MATCH_DAYS = 5, 5, 7
"""Items of a round and of a match, and for how many days a match is open."""
LEVELS = (0, 50, 150, 300, 600, 1000)
"""The points from which each level is reached; how they are called stands under ``quiz.level``."""


class ItemKind(StrEnum):
    """``place``: where it happens; ``criterion``: which it is; ``reply``: the better reply; ``fact``: right or wrong."""

    PLACE = "place"
    CRITERION = "criterion"
    REPLY = "reply"
    FACT = "fact"


class ItemState(StrEnum):
    """Proposed until a second judge answers it blind; in play where that answer is the same, kept out where it differs."""

    PROPOSED = "proposed"
    DIFFERENT = "different"
    PLAYING = "playing"
    RETIRED = "retired"


class ActKind(StrEnum):
    """What happened to an item."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DIFFERED = "differed"
    REFUSED = "refused"
    RETIRED = "retired"
    BACK = "back"


class MatchState(StrEnum):
    OPEN = "open"
    DECLINED = "declined"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; ``key`` names the criterion (``rubric/criterion``) that it is, "" for words."""

    text: Text
    key: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What an item asks and what is right.

    ``question``: the maker's own words, "" for the usual ones. ``options``: the right one first, as nobody is ever shown them.
    ``span``: the place, ``until``: where the excerpt is cut off before the reply, in seconds of the clip. ``claim``: what the agent said,
    ``true`` whether it is, ``row`` what the fact sheet says. ``about``: the criterion's title as it was then. ``why``: its maker's reason.
    ``shows``: whether the excerpt shows it done well or badly.
    """

    kind: ItemKind
    question: str = ""
    criterion: str = ""
    about: Text = NO_TEXT
    options: tuple[Option, ...] = ()
    span: tuple[float, float] | None = None
    until: float | None = None
    claim: str = ""
    true: bool = True
    row: Text = NO_TEXT
    why: str = ""
    shows: ExcerptKind = ExcerptKind.DISCUSS

    @property
    def choices(self) -> int:
        """How many choices there are; none where a place is asked for."""
        return 0 if self.kind is ItemKind.PLACE else 2 if self.kind is ItemKind.FACT else len(self.options)

    @property
    def right(self) -> int:
        """Which choice is right; of a fact 0 stands for right and 1 for wrong."""
        return int(self.kind is ItemKind.FACT and not self.true)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "question": self.question,
            "criterion": self.criterion,
            "about": [self.about.zh, self.about.en],
            "options": [[one.text.zh, one.text.en, one.key] for one in self.options],
            "span": list(self.span) if self.span else None,
            "until": self.until,
            "claim": self.claim,
            "true": self.true,
            "row": [self.row.zh, self.row.en],
            "why": self.why,
            "shows": self.shows.value,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Content:
        return cls(
            kind=ItemKind(kept["kind"]),
            question=kept["question"],
            criterion=kept["criterion"],
            about=Text(*kept["about"]),
            options=tuple(Option(Text(zh, en), key) for zh, en, key in kept["options"]),
            span=(kept["span"][0], kept["span"][1]) if kept["span"] else None,
            until=kept["until"],
            claim=kept["claim"],
            true=kept["true"],
            row=Text(*kept["row"]),
            why=kept["why"],
            shows=ExcerptKind(kept["shows"]),
        )


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: a choice by its place among the item's options, or a second of the clip."""

    choice: int | None = None
    at: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {"choice": self.choice, "at": self.at}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Given:
        return cls(kept["choice"], kept["at"])


def score(content: Content, given: Given) -> float:
    """How right an answer is, 0 to 1; only 1 counts as right. Raises ValueError for an answer that this item cannot have.

    >>> score(Content(ItemKind.PLACE, span=(10.0, 12.0)), Given(at=14.0)), score(Content(ItemKind.PLACE, span=(10.0, 12.0)), Given(at=15.5))
    (1.0, 0.5)
    """
    if content.kind is ItemKind.PLACE:
        if given.at is None or given.choice is not None or content.span is None or not given.at >= 0:
            raise ValueError(f"no place: {given}")
        away = max(content.span[0] - given.at, given.at - content.span[1], 0.0)
        return round(min(max((FAR_S - away) / (FAR_S - NEAR_S), 0.0), 1.0), 4)
    if given.choice is None or given.at is not None or not 0 <= given.choice < content.choices:
        raise ValueError(f"no choice of {content.choices}: {given}")
    return float(given.choice == content.right)


def worth(difficulty: Estimate) -> int:
    """The points of an item: 10, and up to 20 as far as it is known to be hard, from 20 first answers on.

    ``difficulty``: the share that was right, with its interval. The upper end counts: it is at least so hard.
    """
    high = 1.0 if difficulty.high is None or difficulty.count < LEAST_ANSWERS else difficulty.high
    return WORTH + round((MOST_WORTH - WORTH) * (1 - high))


def pays(full: int, share: float, before: Sequence[int]) -> int:
    """What an answer pays: at first all that it is right for, after an answer before it half; never more than that in all.

    ``before``: what earlier answers of the same person to the same item were paid.

    >>> pays(10, 1.0, []), pays(10, 1.0, [0]), pays(10, 1.0, [0, 5]), pays(10, 1.0, [10])
    (10, 5, 0, 0)
    """
    most = full if not before else full // 2
    return max(int(most * share + 0.5) - sum(before), 0)


@dataclass(frozen=True, slots=True)
class Level:
    """``number`` from 0; ``begins`` and ``ends`` in points, ``ends`` None at the top."""

    number: int
    begins: int
    ends: int | None


def level(points: int) -> Level:
    """The level of so many points."""
    number = max(place for place, least in enumerate(LEVELS) if points >= least or not place)
    return Level(number, LEVELS[number], LEVELS[number + 1] if number + 1 < len(LEVELS) else None)


def shuffled(count: int, seed: str) -> tuple[int, ...]:
    """In which order ``count`` options are shown: the same for the same seed, everywhere.

    >>> sorted(shuffled(4, "a"))
    [0, 1, 2, 3]
    """
    return tuple(sorted(range(count), key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest()))


class Seen(StrEnum):
    """How an item stands with a player: those that come first stand first."""

    NEW = "new"
    WRONG = "wrong"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that could be asked, and the excerpt that it is on."""

    id: int
    kind: ItemKind
    seen: Seen
    excerpt: int = 0


def draw(found: Sequence[Candidate], count: int, seed: str) -> tuple[int, ...]:
    """The items of a round: what is new to the player first, then what went wrong before; kinds take turns. By seed, whatever the order.

    A second item on the same excerpt comes only where there is no other of its standing: the first one has told what is heard there.
    """

    def by_chance(one: Candidate) -> bytes:
        return hashlib.sha256(f"{seed}:{one.id}".encode()).digest()

    drawn: list[Candidate] = []
    for seen in Seen:
        left = sorted((one for one in found if one.seen is seen), key=by_chance)
        while left and len(drawn) < count:
            heard, kinds = {one.excerpt for one in drawn}, [one.kind for one in drawn]
            best = min(left, key=lambda one: (one.excerpt in heard, kinds.count(one.kind)))
            left.remove(best)
            drawn.append(best)
    return tuple(one.id for one in drawn)
