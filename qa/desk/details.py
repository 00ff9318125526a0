"""What is known of a call beside its sound: set, or filled in where it was missing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime

from qa.errors import Invalid
from qa.store import people
from qa.store.engine import Session
from qa.store.tables import CallRow, PersonRow

LANGUAGES = ("auto", "zh", "en")
LONGEST_TITLE = 200

_PHONE = re.compile(r"\+?[0-9*#xX]{1,31}")


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a call beside its sound; None leaves a detail as it is.

    ``agent`` is a sign-in name, or a shown name that only one person has. ``phone``: digits, ``*`` or ``x`` for those that are hidden.
    """

    title: str | None = None
    reference: str | None = None
    language: str | None = None
    agent: str | None = None
    team: str | None = None
    started_at: datetime | None = None
    agent_channel: int | None = None
    queue: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of details for a call that was here: ``filled`` it lacked, ``kept`` were set otherwise and stay. Names of details."""

    filled: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


NOTHING = Filled()


def phone_of(written: str) -> str:
    """A phone number without what people put between its digits; "" where there is none, as for “anonymous”. Raises Invalid."""
    plain = re.sub(r"[\s().\-–—]+", "", unicodedata.normalize("NFKC", written))
    if not any(char.isdigit() for char in plain):
        return ""
    if not _PHONE.fullmatch(plain):
        raise Invalid("desk.phone", phone=written[:40])
    return plain


def set_all(session: Session, call: CallRow, details: Details) -> None:
    """Set what is told. Raises Invalid."""
    if details.phone is not None or details.started_at is not None:
        call.signs = 0  # whether somebody called again is to be looked at anew
    if details.queue is not None:
        call.queue = details.queue.strip()[:64]
    if details.phone is not None:
        call.phone = phone_of(details.phone)
    if details.title is not None:
        call.title = details.title.strip()[:LONGEST_TITLE] or call.title
    if details.reference is not None:
        call.reference = details.reference.strip()[:128]
    if details.language is not None:
        if details.language not in LANGUAGES:
            raise Invalid("desk.language", language=details.language)
        call.language = details.language
    if details.team is not None:
        call.team = details.team.strip()[:64]
    if details.agent is not None:
        agent = _agent(session, details.agent)
        call.agent_id = agent.id if agent else None
        if agent and details.team is None:
            call.team = agent.team
    if details.started_at is not None:
        call.started_at = details.started_at
    if details.agent_channel is not None:
        if details.agent_channel not in (0, 1):
            raise Invalid("desk.channel", channel=details.agent_channel)
        call.agent_channel = details.agent_channel


def fill(session: Session, call: CallRow, details: Details, *, untitled: bool = False) -> Filled:
    """Set what the call lacks; what is set stays. ``untitled``: its title is no more than its file's name. Raises Invalid."""
    agent = _agent(session, details.agent) if details.agent else None
    here = {
        "title": "" if untitled else call.title,
        "reference": call.reference,
        "agent": call.agent_id,
        "team": call.team,
        "started_at": call.started_at,
        "queue": call.queue,
        "phone": call.phone,
    }
    told = {name: getattr(details, name) for name in here if getattr(details, name)}
    lacked = {name: value for name, value in told.items() if not here[name]}
    same = {**told, "agent": agent.id if agent else None, "phone": phone_of(details.phone or "")}
    kept = tuple(name for name in told if name not in lacked and here[name] != same[name])
    # a team that is set stays, whatever the agent's own is
    set_all(session, call, replace(Details(**lacked), team=lacked.get("team", call.team or None)))
    return Filled(tuple(lacked), kept)


def _agent(session: Session, name: str) -> PersonRow | None:
    """Who is meant; None for "". Raises Invalid where nobody is, or more than one."""
    found = people.called(session, name) if name.strip() else None
    if name.strip() and found is None:
        raise Invalid("people.unknown", name=name)
    return found
