"""The house: what every verb works on."""

from __future__ import annotations

from dataclasses import dataclass, field

from qa.config import Settings
from qa.desk.shelf import InForce, Keeper
from qa.model.people import Person, Role
from qa.rubric.book import Book
from qa.store.engine import Database
from qa.store.files import Files
from qa.store.tables import PersonRow

SYSTEM = Person(0, "system", "Hearback", Role.ADMIN)
"""Who acts for the command line and the worker: whoever can start them has the whole workspace in hand already."""


@dataclass(frozen=True)
class House:
    """A workspace that is open: settings, database, files, and the rules in force."""

    settings: Settings
    db: Database
    files: Files
    _keeper: Keeper = field(repr=False)

    @property
    def book(self) -> Book:
        """The rubrics in force; read again when a file of theirs has changed, or the database has others. Raises RubricError."""
        return self._keeper.book()

    @property
    def rules(self) -> InForce:
        """The texts in force, those that are wrong too. Raises RubricError where the folder cannot be read."""
        return self._keeper.here()

    def close(self) -> None:
        self.db.close()


def open_house(settings: Settings) -> House:
    """Open a workspace: its tables are made or brought up to date. Raises Misconfigured."""
    settings.data.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    db.upgrade()
    return House(settings, db, Files(settings.sound_folder), Keeper(settings.rubrics, db))


def author_id(actor: Person) -> int | None:
    """The id to write down as author; None for the system."""
    return actor.id or None


def person_of(row: PersonRow) -> Person:
    assert row.id is not None
    return Person(row.id, row.name, row.shown, Role(row.role), row.team, row.language, row.active)
