"""Words, numbers and times as the reader of this page writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from qa import locales
from qa.model.call import CallState
from qa.model.people import Role
from qa.ui.session import language

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NONE = "–"


def t(key: str, **params: Any) -> str:
    """The words behind ``area.section.name`` in the reader's language."""
    return locales.text(language(), key, **params)


def clock(seconds: float | None) -> str:
    """``3:05``, ``1:02:03``; a dash for no time.

    >>> clock(185.4), clock(3723), clock(None)
    ('3:05', '1:02:03', '–')
    """
    if seconds is None:
        return NONE
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def day(at: datetime | None) -> str:
    """The date where the reader is; the year only where it is not this one."""
    if at is None:
        return NONE
    here = local(at)
    now = datetime.now(here.tzinfo)
    return _day_words(here.year, here.month, here.day, now.year)


def date_words(of: date | None) -> str:
    """A day of the calendar, which is the same wherever the reader is; the year only where it is not this one."""
    return NONE if of is None else _day_words(of.year, of.month, of.day, datetime.now(_zone()).year)


def _day_words(year: int, month: int, number: int, this_year: int) -> str:
    if language() == "zh":
        return f"{month}月{number}日" if year == this_year else f"{year}年{month}月{number}日"
    return f"{number} {MONTHS[month - 1]}" + ("" if year == this_year else f" {year}")


def moment(at: datetime | None) -> str:
    """Date and time of day where the reader is."""
    return NONE if at is None else f"{day(at)} {local(at):%H:%M}"


def local(at: datetime) -> datetime:
    """A moment in the reader's time zone; one without a zone is UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(_zone())


def beginning(of: date) -> datetime:
    """The first moment of a day where the reader is."""
    here = datetime(of.year, of.month, of.day)
    return (here.replace(tzinfo=zone) if (zone := _zone()) else here).astimezone(UTC)


def end_of(chosen: date) -> datetime:
    """The last moment of a day where the reader is."""
    return datetime.combine(chosen, time.max, _zone() or datetime.now().astimezone().tzinfo)


def clock_time(at: datetime) -> datetime:
    """A moment as a form shows it: date and time of day where the reader is, to the minute, without a zone."""
    return local(at).replace(second=0, microsecond=0, tzinfo=None)


def told_at(shown: datetime) -> datetime:
    """The moment that a form's date and time of day name where the reader is."""
    zone = _zone()
    return (shown.replace(tzinfo=zone) if zone else shown.astimezone()).astimezone(UTC)


def percent(value: float | None) -> str:
    """A score of 0 to 100, with at most one decimal; a dash where nothing applied.

    >>> percent(86.0), percent(86.46), percent(None)
    ('86%', '86.5%', '–')
    """
    return NONE if value is None else f"{value:.1f}".removesuffix(".0") + "%"


def span_words(seconds: float) -> str:
    """A time still to wait or to spend, rounded: “about 3 min”."""
    if seconds < 60:
        return t("common.span.seconds", count=max(int(seconds), 1))
    if seconds < 3600:
        return t("common.span.minutes", count=round(seconds / 60))
    return t("common.span.hours", hours=int(seconds // 3600), minutes=int(seconds % 3600 // 60))


def size_words(count: int) -> str:
    """A file's size. ``count``: bytes."""
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


def state_words(state: CallState) -> str:
    return t(f"common.states.{state.value}")


def role_words(role: Role) -> str:
    return t(f"roles.{role.value}")


def _zone() -> tzinfo | None:
    """The browser's time zone; None, the machine's own, where it does not tell."""
    try:
        return ZoneInfo(st.context.timezone) if st.context.timezone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def plain(text: str) -> str:
    """Text as it is written, whatever Markdown would make of it."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|~$:<>&" else c for c in text)
