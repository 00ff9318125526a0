"""What calls teach: excerpts, the talk about them, and packs for a meeting."""

from __future__ import annotations

from enum import StrEnum


class ExcerptKind(StrEnum):
    GOOD = "good"
    BAD = "bad"
    DISCUSS = "discuss"


class ExcerptState(StrEnum):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ReviewState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
