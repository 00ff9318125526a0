"""The rules in force: the files of the house, and over them what was put in force on the page. Read again only when one of them changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.model.rules import RuleKey
from qa.rubric.book import Book
from qa.rubric.texts import Shelf, Sources, over, read_folder
from qa.store import rules
from qa.store.engine import Database
from qa.store.tables import RuleRow


@dataclass(frozen=True)
class InForce:
    """``files``: what lies in the folder. ``rows``: what is in force from the database, by name. ``shelf``: the outcome, text by text."""

    files: Sources
    rows: Mapping[RuleKey, RuleRow]
    stamp: rules.Stamp
    shelf: Shelf


class Keeper:
    """Keeps the loaded rules of one house until a file or the database says that there are others. For any thread."""

    def __init__(self, folder: Path, db: Database) -> None:
        self._folder, self._db, self._lock = folder, db, threading.Lock()
        self._stamp: object = None
        self._here: InForce | None = None
        self._book: Book | None = None

    def here(self) -> InForce:
        """What is in force now. Raises RubricError where the folder, or a file as a text, cannot be read; else looks at no content."""
        with self._lock:
            return self._look()

    def book(self) -> Book:
        """The same, ready for use. Raises RubricError for a text that is wrong."""
        with self._lock:
            here = self._look()
            if self._book is None:
                self._book = here.shelf.book()
            return self._book

    def _look(self) -> InForce:
        with self._db.reading() as session:
            stored = rules.stamp(session)
            stamp = (_files(self._folder), stored)
            if self._here is None or stamp != self._stamp:
                found = rules.in_force(session)
                rows = {RuleKey.of(f"{row.kind}:{row.name}"): row for row, _ in found}
                texts = {RuleKey.of(f"{row.kind}:{row.name}"): None if row.retired else text for row, text in found}
                files = read_folder(self._folder)
                shelf = Shelf(over(files, texts), self._here.shelf if self._here else None)
                self._here, self._book, self._stamp = InForce(files, rows, stored, shelf), None, stamp
        return self._here


def _files(folder: Path) -> tuple[tuple[str, int, int], ...]:
    return tuple((str(file), (stat := file.stat()).st_mtime_ns, stat.st_size) for file in sorted(folder.rglob("*")) if file.is_file())
