"""Choosing stored calls, and which of the texts at hand is meant."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from qa.desk import choosing, people, rulebook, sources
from qa.desk.choosing import Choice
from qa.desk.rulebook import TextView
from qa.errors import HearbackError
from qa.model.people import Person, Role
from qa.ui.session import house, language
from qa.ui.words import beginning, day, moment, t

REVIEWED = {"all": None, "yes": True, "no": False}


def choice(person: Person, key: str) -> Choice:
    """The form; says how many calls it takes in."""
    found = choosing.groups(house(), person)
    agents = {one.id: one.shown for one in people.listed(house(), person) if one.role is Role.AGENT}
    origins = {one.id: one.fields.name for one in sources.listed(house(), person)}
    first, second, third = st.columns([2, 1, 1])
    nothing: Any = ()  # a range of which nothing is picked
    days = first.date_input(t("rubricpage.calls.days"), value=nothing, key=f"{key}.days", format="YYYY-MM-DD")
    newest = second.number_input(
        t("rubricpage.calls.newest"),
        1,
        choosing.MOST,
        choosing.USUAL,
        step=100,
        key=f"{key}.newest",
        help=t("rubricpage.calls.newest_hint"),
    )
    reviewed = third.selectbox(
        t("rubricpage.calls.reviewed"), list(REVIEWED), format_func=lambda one: t(f"rubricpage.calls.reviewed_{one}"), key=f"{key}.reviewed"
    )
    one, two, three, four = st.columns(4)
    queue = one.selectbox(t("rubricpage.calls.queue"), ["", *found.queues], format_func=_any, key=f"{key}.queue")
    team = two.selectbox(t("rubricpage.calls.team"), ["", *found.teams], format_func=_any, key=f"{key}.team")
    agent = three.selectbox(
        t("rubricpage.calls.agent"), [None, *agents], format_func=lambda one: _any(agents.get(one or 0, "")), key=f"{key}.agent"
    )
    source = four.selectbox(
        t("rubricpage.calls.source"), [None, *origins], format_func=lambda one: _any(origins.get(one or 0, "")), key=f"{key}.source"
    )
    since, until = _days(days)
    made = Choice(
        beginning(since) if since else None,
        beginning(until + timedelta(days=1)) if until else None,
        queue or "",
        team or "",
        agent,
        source,
        REVIEWED[reviewed or "all"],
        int(newest),
    )
    st.caption(t("rubricpage.calls.count", count=choosing.count(house(), person, made)))
    return made


def told(person: Person, made: Choice) -> str:
    """A choice in words, for what is ordered already."""
    parts = [t("rubricpage.calls.at_most", count=made.newest)]
    if made.since:
        parts.append(t("rubricpage.calls.since", day=day(made.since)))
    if made.until:
        parts.append(t("rubricpage.calls.until", day=day(made.until - timedelta(days=1))))
    parts += [one for one in (made.queue, made.team) if one]
    if made.agent:
        parts += [one.shown for one in people.listed(house(), person) if one.id == made.agent]
    if made.source:
        parts += [one.fields.name for one in sources.listed(house(), person) if one.id == made.source]
    if made.reviewed is not None:
        parts.append(t(f"rubricpage.calls.reviewed_{'yes' if made.reviewed else 'no'}"))
    return " · ".join(parts)


def texts(person: Person, view: TextView) -> dict[str, str]:
    """The texts at hand and what they are called: the own draft first, then what is in force, colleagues' drafts, the file, the past."""
    found: dict[str, str] = {}
    if view.draft:
        found[rulebook.DRAFT] = t("rubricpage.which.draft")
    if view.text:
        found[rulebook.FORCE] = t("rubricpage.which.force")
    for note in view.others:
        found[f"{rulebook.DRAFT}:{note.person}"] = t("rubricpage.which.draft_of", name=note.author)
    for one in rulebook.history(house(), person, view.line.key):
        if one.in_force:
            continue
        if one.which == rulebook.FILE:
            found[one.which] = t("rubricpage.which.file")
        elif one.which.startswith("text:"):
            found[one.which] = t("rubricpage.which.old_file", version=one.version or 0)
        else:
            found[one.which] = t("rubricpage.which.past", number=one.number, version=one.version or one.number, when=moment(one.at))
    return found


def message(wrong: HearbackError) -> str:
    return wrong.message(language())


def _any(words: str) -> str:
    return words or t("rubricpage.calls.any")


def _days(picked: object) -> tuple[date | None, date | None]:
    """The first and the last day; while only one is picked, from that day on."""
    days = picked if isinstance(picked, tuple) else (picked,)
    some = [one for one in days if isinstance(one, date)]
    return (some[0] if some else None), (some[1] if len(some) > 1 else None)
