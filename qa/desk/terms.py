"""How long a review can be appealed: working days, holidays, and weekends that are worked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from qa.access import authorize
from qa.desk.house import House, author_id
from qa.desk.lifeviews import Window
from qa.errors import Invalid
from qa.model.people import Person
from qa.model.workdays import last_day, workdays_left
from qa.store import rows, settings
from qa.store.engine import Session

DAYS = 5
MOST_DAYS, MOST_DATES, LONGEST_SPAN = 60, 1000, 366
KEY = "appeal_terms"
SEPARATORS = re.compile(r"[\s,，、;；]+")
SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:(?:\.\.|~|～|—|–|至|到)(\d{4}-\d{2}-\d{2}))?")
LAST_MOMENT = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Terms:
    """``days``: working days after the publication, or a correction, within which an agent may appeal."""

    days: int = DAYS
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()

    def until(self, start: datetime) -> datetime:
        """The end of the last working day of the window, in the time of the machine that the house runs on."""
        day = last_day(start.astimezone().date(), self.days, frozenset(self.holidays), frozenset(self.workdays))
        return datetime.combine(day, LAST_MOMENT).astimezone()

    def window(self, until: datetime, at: datetime) -> Window:
        """The window that ends at ``until``, looked at from ``at``."""
        last, today = until.astimezone().date(), at.astimezone().date()
        return Window(until, last, workdays_left(today, last, frozenset(self.holidays), frozenset(self.workdays)))


def read(session: Session) -> Terms:
    """The terms in force."""
    kept: dict[str, Any] = settings.read(session).get(KEY) or {}
    return Terms(
        kept.get("days", DAYS),
        tuple(map(date.fromisoformat, kept.get("holidays", ()))),
        tuple(map(date.fromisoformat, kept.get("workdays", ()))),
    )


def in_force(house: House, actor: Person) -> Terms:
    """The terms in force; everybody may know them."""
    authorize(actor, "notice.mine")
    with house.db.reading() as session:
        return read(session)


def change(house: House, actor: Person, *, days: int, holidays: str, workdays: str) -> None:
    """Set the terms for reviews published from now on; windows that are open stay as they were promised. Raises Invalid."""
    authorize(actor, "settings.change")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("appeals.days", most=MOST_DAYS)
    free, worked = read_days(holidays), read_days(workdays)
    kept = {"days": days, "holidays": [day.isoformat() for day in free], "workdays": [day.isoformat() for day in worked]}
    with house.db.writing() as session:
        settings.write(session, KEY, kept, author_id(actor))
        rows.note(session, author_id(actor), "settings.change", "house", appeal_terms=kept)


def read_days(text: str) -> tuple[date, ...]:
    """Days as people list them, ``2026-10-01`` or ``2026-10-01..2026-10-08``, apart by spaces, commas or lines; sorted. Raises Invalid.

    >>> len(read_days("2026-10-01至2026-10-08、2027-01-01"))
    9
    """
    found: set[date] = set()
    for word in SEPARATORS.split(re.sub(r"\s*(\.\.|~|～|—|–|至|到)\s*", r"\1", text.strip())):
        if not word:
            continue
        named = SPAN.fullmatch(word)
        try:
            first = date.fromisoformat(named[1]) if named else None
            last = date.fromisoformat(named[2]) if named and named[2] else first
        except ValueError:
            first = last = None
        if first is None or last is None or not 0 <= (last - first).days < LONGEST_SPAN:
            raise Invalid("appeals.date", word=word[:40])
        found |= {first + timedelta(days=ahead) for ahead in range((last - first).days + 1)}
    if len(found) > MOST_DATES:
        raise Invalid("appeals.dates", most=MOST_DATES)
    return tuple(sorted(found))


def days_as_text(days: tuple[date, ...]) -> str:
    """As ``read_days`` reads them, one stretch a line.

    >>> days_as_text(read_days("2027-01-01 2026-10-01..2026-10-08"))
    '2026-10-01..2026-10-08\\n2027-01-01'
    """
    stretches: list[list[date]] = []
    for day in days:
        if stretches and (day - stretches[-1][-1]).days == 1:
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return "\n".join(one[0].isoformat() if len(one) == 1 else f"{one[0]}..{one[-1]}" for one in stretches)
