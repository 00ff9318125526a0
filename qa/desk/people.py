"""Accounts: the first administrator, signing in, adding people."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from qa.access import authorize
from qa.desk.house import House, author_id, person_of
from qa.errors import Conflict, Forbidden, Invalid
from qa.model.people import Person, Role
from qa.model.text import LANGUAGES
from qa.store import people, rows, settings
from qa.store.tables import PersonRow, now

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
SHORTEST_PASSWORD = 8
LONGEST = 64
FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=5)
HASHER = PasswordHasher()
NOBODY = HASHER.hash("a password that nobody has")
DEMO = "demo"


def empty(house: House) -> bool:
    """Whether nobody has an account yet: the first visit makes the administrator."""
    with house.db.reading() as session:
        return people.count(session) == 0


def is_demo(house: House) -> bool:
    """Whether this is a demo workspace: its accounts have no passwords and are one click on the sign-in page."""
    with house.db.reading() as session:
        return settings.read(session).get(DEMO) is True


def first_admin(house: House, name: str, shown: str, password: str, language: str) -> Person:
    """The administrator of a new workspace. Raises Conflict once anybody has an account."""
    row = _new(name, shown, Role.ADMIN, "", language, password)
    with house.db.writing() as session:
        if people.count(session):
            raise Conflict("people.not_first")
        rows.add(session, row)
        rows.note(session, row.id, "people.first", f"person:{row.id}")
    return person_of(row)


def sign_in(house: House, name: str, password: str, at: datetime | None = None) -> tuple[Person, int]:
    """The person and the epoch that goes into the cookie. Raises Forbidden, the same for a wrong name and a wrong password.

    Five wrong passwords in a row close the account for five minutes.
    """
    at = at or now()
    with house.db.writing() as session:
        row = people.named(session, name.strip().lower())
        if row and row.locked_until and row.locked_until > at:
            raise Forbidden("people.locked", minutes=int((row.locked_until - at).total_seconds() // 60) + 1)
        right = _right(row.password_hash if row else None, password)
        if row and right and row.active:
            row.failures, row.locked_until = 0, None
            return person_of(row), row.epoch
        if row:
            row.failures += 1
            if row.failures >= FAILURES_BEFORE_LOCK:
                row.failures, row.locked_until = 0, at + LOCK
    raise Forbidden("people.refused")


def demo_people(house: House) -> tuple[Person, ...]:
    """One account of each role in a demo workspace, else none."""
    if not is_demo(house):
        return ()
    with house.db.reading() as session:
        found = [people.with_role(session, role) for role in Role]
        return tuple(person_of(row[0]) for row in found if row)


def sign_in_demo(house: House, name: str) -> tuple[Person, int]:
    """Sign in without a password, in a demo workspace alone. Raises Forbidden."""
    if not is_demo(house):
        raise Forbidden("people.refused")
    with house.db.reading() as session:
        row = people.named(session, name)
        if row is None or not row.active or row.password_hash is not None:
            raise Forbidden("people.refused")
        return person_of(row), row.epoch


def who(house: House, person_id: int, epoch: int) -> Person | None:
    """The person behind a cookie; None when disabled since, or signed out everywhere by a new password."""
    with house.db.reading() as session:
        row = session.get(PersonRow, person_id)
        return person_of(row) if row and row.active and row.epoch == epoch else None


def add(
    house: House, actor: Person, *, name: str, shown: str, role: str, team: str = "", language: str = "", password: str | None
) -> Person:
    """A new account. Raises Invalid for a field that cannot be, Conflict for a name that is taken."""
    authorize(actor, "people.manage")
    row = _new(name, shown, _role(role), team, language, password)
    with house.db.writing() as session:
        if people.named(session, row.name):
            raise Conflict("people.taken", name=row.name)
        rows.add(session, row)
        rows.note(session, author_id(actor), "people.add", f"person:{row.id}", role=row.role)
    return person_of(row)


def listed(house: House, actor: Person) -> tuple[Person, ...]:
    """Everybody with an account."""
    authorize(actor, "people.see")
    with house.db.reading() as session:
        return tuple(person_of(row) for row in people.everyone(session))


def set_password(house: House, actor: Person, name: str, password: str) -> None:
    """A new password for somebody; signs them out everywhere."""
    authorize(actor, "people.manage")
    _change(house, actor, name, "people.passwd", password=_checked(password))


def set_own_password(house: House, actor: Person, old: str, new: str) -> None:
    """A new password for oneself. Raises Forbidden when the old one is wrong."""
    authorize(actor, "people.self")
    sign_in(house, actor.name, old)
    _change(house, actor, actor.name, "people.passwd", password=_checked(new))


def set_active(house: House, actor: Person, name: str, active: bool) -> None:
    """Disable or enable an account. Nobody closes their own: somebody must be left to open it again."""
    authorize(actor, "people.manage")
    if name == actor.name and not active:
        raise Invalid("people.own_account")
    _change(house, actor, name, "people.enable" if active else "people.disable", active=active)


def set_language(house: House, actor: Person, language: str) -> None:
    """The language in which a person reads the product; "" follows the browser."""
    authorize(actor, "people.self")
    if language not in ("", *LANGUAGES):
        raise Invalid("people.language", language=language)
    with house.db.writing() as session:
        rows.get(session, PersonRow, actor.id).language = language


def _change(house: House, actor: Person, name: str, verb: str, *, password: str | None = None, active: bool | None = None) -> None:
    with house.db.writing() as session:
        row = people.named(session, name)
        if row is None:
            raise Invalid("people.unknown", name=name)
        if password is not None:
            row.password_hash = HASHER.hash(password)
        if active is not None:
            row.active = active
        row.epoch, row.failures, row.locked_until = row.epoch + 1, 0, None
        rows.note(session, author_id(actor), verb, f"person:{row.id}")


def _new(name: str, shown: str, role: Role, team: str, language: str, password: str | None) -> PersonRow:
    name, shown, team = name.strip().lower(), shown.strip(), team.strip()
    if not NAME.fullmatch(name):
        raise Invalid("people.name", name=name[:LONGEST])
    if not 0 < len(shown) <= LONGEST or len(team) > LONGEST:
        raise Invalid("people.shown", longest=LONGEST)
    if language not in ("", *LANGUAGES):
        raise Invalid("people.language", language=language)
    hashed = None if password is None else HASHER.hash(_checked(password))
    return PersonRow(name=name, shown=shown, role=role.value, team=team, language=language, password_hash=hashed)


def _role(role: str) -> Role:
    try:
        return Role(role)
    except ValueError as wrong:
        raise Invalid("people.role", role=role, roles=", ".join(Role)) from wrong


def _checked(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD or len(password) > 1024:
        raise Invalid("people.password", shortest=SHORTEST_PASSWORD)
    return password


def _right(hashed: str | None, password: str) -> bool:
    """Takes as long for a name that nobody has as for one that somebody has."""
    try:
        return HASHER.verify(hashed or NOBODY, password) and hashed is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
