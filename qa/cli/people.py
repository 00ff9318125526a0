"""``people``: accounts."""

from __future__ import annotations

import argparse
import secrets
import sys
from typing import Any

from qa.cli.words import Parser, Words, lines

ROLES = ("agent", "lead", "inspector", "manager", "admin")


def add(commands: Any, words: Words) -> None:
    group = words.command(commands, "people")
    own = group.add_subparsers(title=words("commands"), metavar=words("command"), required=True, dest="verb", parser_class=Parser)
    new = words.command(own, "people add")
    new.add_argument("name", help=words("people.name"))
    new.add_argument("--role", choices=ROLES, required=True, help=words("people.role"))
    new.add_argument("--shown", help=words("people.shown"))
    new.add_argument("--team", default="", help=words("people.team"))
    new.add_argument("--language", choices=("zh", "en"), default="", help=words("people.language"))
    new.add_argument("--password-stdin", action="store_true", help=words("people.password_stdin"))
    new.set_defaults(run=_add)
    every = words.command(own, "people list")
    every.add_argument("--json", action="store_true", help=words("options.json"))
    every.set_defaults(run=_list)
    passwd = words.command(own, "people passwd")
    passwd.add_argument("name", help=words("people.name"))
    passwd.add_argument("--password-stdin", action="store_true", help=words("people.password_stdin"))
    passwd.set_defaults(run=_passwd)
    disable = words.command(own, "people disable")
    disable.add_argument("name", help=words("people.name"))
    disable.set_defaults(run=_disable)


def _add(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import people
    from qa.desk.house import SYSTEM

    password, made = _password(args)
    with opened() as house:
        person = people.add(
            house,
            SYSTEM,
            name=args.name,
            shown=args.shown or args.name,
            role=args.role,
            team=args.team,
            language=args.language,
            password=password,
        )
    words.say("people.added", name=person.name, role=words(f"people.roles.{person.role}"))
    _tell(password, made, words)
    return 0


def _list(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import people
    from qa.desk.house import SYSTEM

    with opened() as house:
        found = people.listed(house, SYSTEM)
    if args.json:
        keys = ("name", "shown", "role", "team", "language", "active")
        lines(({key: getattr(person, key) for key in keys} for person in found), sys.stdout)
        return 0
    for person in found:
        role = words(f"people.roles.{person.role}")
        state = "" if person.active else words("people.off")
        print("\t".join((person.name, person.shown, role, person.team or "-", state)).rstrip())
    return 0


def _passwd(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import people
    from qa.desk.house import SYSTEM

    password, made = _password(args)
    with opened() as house:
        people.set_password(house, SYSTEM, args.name, password)
    words.say("people.changed", name=args.name)
    _tell(password, made, words)
    return 0


def _disable(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import people
    from qa.desk.house import SYSTEM

    with opened() as house:
        people.set_active(house, SYSTEM, args.name, False)
    words.say("people.disabled", name=args.name)
    return 0


def _password(args: argparse.Namespace) -> tuple[str, bool]:
    """The password, and whether it was made here."""
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    return secrets.token_urlsafe(12), True


def _tell(password: str, made: bool, words: Words) -> None:
    if made:
        words.say("people.password", password=password)
