"""What the group concluded on excerpts, as far as a monthly review takes it up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from qa.store.engine import Session


@dataclass(frozen=True, slots=True)
class Concluded:
    """What was concluded on an excerpt. ``team``: whose call it is from."""

    excerpt: int
    title: str
    text: str
    topic: str
    criterion: str
    team: str


Reader = Callable[[Session, datetime, datetime], tuple[Concluded, ...]]
READERS: list[Reader] = []
"""Who knows conclusions. Discussions come with one of their own."""


def conclusions(session: Session, since: datetime, until: datetime) -> tuple[Concluded, ...]:
    """What was concluded between two moments."""
    return tuple(one for reader in READERS for one in reader(session, since, until))
