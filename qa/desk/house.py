"""The house: what every verb works on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from qa.config import Settings
from qa.model.people import Person, Role
from qa.rubric.book import Book
from qa.rubric.load import load_book
from qa.store.engine import Database
from qa.store.files import Files
from qa.store.tables import PersonRow

SYSTEM = Person(0, "system", "Hearback", Role.ADMIN)
"""Who acts for the command line and the worker: whoever can start them has the whole workspace in hand already."""


@dataclass(frozen=True)
class House:
    """A workspace that is open: settings, database, files, and the rubrics as they stand on disk."""

    settings: Settings
    db: Database
    files: Files
    _shelf: _Shelf = field(repr=False)

    @property
    def book(self) -> Book:
        """The rubrics; read again when a file of theirs has changed. Raises RubricError."""
        return self._shelf.book()

    def close(self) -> None:
        self.db.close()


def open_house(settings: Settings) -> House:
    """Open a workspace: its tables are made or brought up to date. Raises Misconfigured."""
    settings.data.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    db.upgrade()
    return House(settings, db, Files(settings.sound_folder), _Shelf(settings.rubrics))


def author_id(actor: Person) -> int | None:
    """The id to write down as author; None for the system."""
    return actor.id or None


def person_of(row: PersonRow) -> Person:
    assert row.id is not None
    return Person(row.id, row.name, row.shown, Role(row.role), row.team, row.language, row.active)


class _Shelf:
    """Keeps the loaded rubrics until one of their files changes."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._stamp: tuple[tuple[str, int, int], ...] | None = None
        self._book: Book | None = None

    def book(self) -> Book:
        with self._lock:
            stamp = tuple(
                (str(file), (stat := file.stat()).st_mtime_ns, stat.st_size) for file in sorted(self._folder.rglob("*")) if file.is_file()
            )
            if self._book is None or stamp != self._stamp:
                self._book, self._stamp = load_book(self._folder), stamp
            return self._book
