"""What calls teach: excerpts, the talk about them, and packs for a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ExcerptKind(StrEnum):
    GOOD = "good"
    BAD = "bad"
    DISCUSS = "discuss"


class ExcerptState(StrEnum):
    """A draft is its maker's own until its masks are confirmed."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ReviewState(StrEnum):
    """How far a review has come. A draft is its writer's own; all others are public to those whose work it is.

    ``appealed`` while an appeal waits for its judgement, ``settled`` once one was judged; ``acknowledged`` by the agent, as it stands now.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    ACKNOWLEDGED = "acknowledged"
    APPEALED = "appealed"
    SETTLED = "settled"

    @property
    def public(self) -> bool:
        return self is not ReviewState.DRAFT


class Sort(StrEnum):
    """In which order the library is shown."""

    NEWEST = "newest"
    DISCUSSED = "discussed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which excerpts of the library, in which order. ``criterion``: ``rubric/criterion``; ``words``: as they were typed; "" for any.

    ``waiting``: those that the reader has yet to score; ``news``: those with posts that are new to the reader.
    """

    kind: ExcerptKind | None = None
    topic: str = ""
    criterion: str = ""
    team: str = ""
    language: str = ""
    favourites: bool = False
    waiting: bool = False
    news: bool = False
    words: str = ""
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked for: all of ``words`` (in normal form), or else what sounds so: a pattern over sounds, "" where that is not sought."""

    words: tuple[str, ...]
    sounds: str = ""
