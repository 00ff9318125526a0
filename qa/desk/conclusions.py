"""What the group concluded on excerpts, as far as a monthly review takes it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qa.store import months
from qa.store.engine import Session


@dataclass(frozen=True, slots=True)
class Concluded:
    """What stands as concluded on an excerpt. ``team``: whose call it is from, "" where that is not known any more."""

    excerpt: int
    title: str
    text: str
    team: str


def conclusions(session: Session, since: datetime, until: datetime) -> tuple[Concluded, ...]:
    """What was concluded between two moments and stands, on excerpts that can be heard."""
    found = months.concluded(session, since, until)
    return tuple(Concluded(excerpt.id or 0, excerpt.title, row.text, team or "") for row, excerpt, team in found)
