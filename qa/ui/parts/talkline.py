"""What a card of the library says of the talk about an excerpt."""

from __future__ import annotations

from dataclasses import dataclass

from qa.desk.views import ExcerptView
from qa.ui.words import t


@dataclass(frozen=True, slots=True)
class TalkLine:
    """``text``: how much was said; ``news``: what of it is new to the reader, ``conclusion``: what came of it; "" for none."""

    text: str
    news: str = ""
    conclusion: str = ""


def talk_line(excerpt: ExcerptView) -> TalkLine:
    """The line of one excerpt."""
    return TalkLine(t("library.posts", count=excerpt.posts) if excerpt.posts else t("library.no_posts"))
