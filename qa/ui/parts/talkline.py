"""What a card of the library says of the talk about an excerpt."""

from __future__ import annotations

from dataclasses import dataclass

from qa.desk.views import ExcerptView
from qa.ui.words import t

LONGEST = 160


@dataclass(frozen=True, slots=True)
class TalkLine:
    """``text``: how much was said; ``news``: what of it is new to the reader, ``conclusion``: what came of it; "" for none."""

    text: str
    news: str = ""
    conclusion: str = ""


def talk_line(excerpt: ExcerptView) -> TalkLine:
    """The line of one excerpt."""
    said = excerpt.conclusion[:LONGEST] + ("…" if len(excerpt.conclusion) > LONGEST else "")
    return TalkLine(
        text=t("talk.line.posts", count=excerpt.posts) if excerpt.posts else t("talk.line.none"),
        news=t("talk.line.new", count=excerpt.unread) if excerpt.unread else "",
        conclusion=t("talk.line.conclusion", text=said) if said else "",
    )
