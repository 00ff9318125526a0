"""What calls teach: excerpts, the talk about them, and packs for a meeting."""

from __future__ import annotations

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
