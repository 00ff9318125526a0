"""Watched folders: new recordings come in by themselves, each once. The worker looks; nothing here waits.

Folders are looked at, not listened to: shares on other machines, where recorders write, send no news of changes. A file is taken once two
looks have found it the same, by the clock of the house: that of the machine that wrote it may differ, and copies keep older dates.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from qa.access import authorize
from qa.desk import bulk, metadata
from qa.desk.bulk import Brought, From, What
from qa.desk.house import House
from qa.desk.naming import readable
from qa.errors import HearbackError, Invalid
from qa.model.people import Person
from qa.model.text import Text
from qa.store import sources
from qa.store.sources import Seen
from qa.store.tables import SourceRow

STILL_S = 5.0
"""A file that was another within so many seconds is still being copied."""
TABLE_S = 60.0
"""So long files wait for a table beside them that is still being written; details that it brings later are filled in."""
DEAD_S = 900.0
"""Whoever took a file in hand longer ago died over it."""
MOST_FILES, MOST_A_LOOK, MOST_BYTES = 50_000, 50, 512 * 2**20
LONGEST_NOTE = 500
TABLES = ("metadata.csv", "metadata.xlsx")
PARTIAL = (".part", ".tmp", ".temp", ".crdownload", ".filepart", ".partial", ".lock", "~")
NEW, TAKING = "new", "taking"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a folder as it is now: ``name`` is its path within the folder, as it is kept."""

    path: Path
    name: str
    size: int
    modified: float


def look(house: House, actor: Person, moment: float) -> tuple[Brought, ...]:
    """Take in what is new in the watched folders, some files at a time. ``moment`` is the time now, in seconds since 1970.

    A file that cannot be taken, or a folder that cannot be read, is written down with its reason and stops nothing. Any number of
    workers may look at once.
    """
    authorize(actor, "call.load")
    with house.db.reading() as session:
        watched = [(row, sources.seen(session, row.id or 0)) for row in sources.watched(session)]
    return tuple(one for row, seen in watched for one in _Folder(house, actor, row, seen, moment).look())


@dataclass(frozen=True, slots=True)
class _Folder:
    house: House
    actor: Person
    source: SourceRow
    seen: dict[str, Seen]
    moment: float

    def look(self) -> Iterator[Brought]:
        try:
            found = sorted(islice(_files(Path(self.source.folder)), MOST_FILES + 1), key=lambda one: one.modified)
        except OSError as wrong:
            self._fail("", Invalid("cli.file", file=self.source.folder, why=wrong.strerror or wrong))
            return
        if len(found) > MOST_FILES:
            self._fail("", Invalid("sources.many", folder=self.source.folder, most=MOST_FILES))
        elif "" in self.seen:
            self._forget("")
        self._meet([one for one in found if self._other(one)])
        tables = [one for name in TABLES for one in found if one.name == name]
        for gone in set(TABLES) & set(self.seen) - {one.name for one in tables}:
            self._forget(gone)
        told = self._table(tables[0]) if tables else metadata.NO_TABLE
        if told is None:
            return
        patience = TABLE_S if tables and self._moving(tables[0]) else STILL_S
        ready = [one for one in found if one not in tables and self._still(one, patience)]
        if ready:
            yield from self._take(ready, bulk.uploaded_from(self.house, self.actor, self.source.id, told, ""))

    def _other(self, one: File) -> bool:
        """Whether a file is new, or another than it was."""
        before = self.seen.get(one.name)
        return before is None or (before.size, before.modified) != (one.size, one.modified)

    def _still(self, one: File, since_s: float) -> bool:
        """Whether a file waits to be taken, and has been the same for long enough."""
        before = self.seen.get(one.name)
        if before is None or self._other(one):
            return False
        age = self.moment - before.seen_at.timestamp()
        return (before.what == NEW and age >= since_s) or (before.what == TAKING and age >= DEAD_S)

    def _moving(self, one: File) -> bool:
        """Whether a file may still be being written."""
        before = self.seen.get(one.name)
        return before is None or self._other(one) or (before.what == NEW and not self._still(one, STILL_S))

    def _table(self, one: File) -> metadata.Table | None:
        """What the table beside the files says, also of calls that came before it; None where it is wrong: then nothing is taken.

        One that is still being written says nothing yet.
        """
        before = self.seen.get(one.name)
        if before is None or self._moving(one):
            return metadata.NO_TABLE
        if before.what == What.BAD:
            return None
        try:
            table = bulk.read_table(one.path)
        except HearbackError as problem:
            self._fail(one.name, Invalid("sources.table_watched", why=_both(problem)), one)
            return None
        if before.what == NEW:
            known = [(call.call_id, path) for path, call in self.seen.items() if call.call_id is not None]
            for _ in bulk.fill_in(self.house, self.actor, table, known):
                pass  # what was filled stands in the log of events
            self._write(one, What.PASSED)
        return table

    def _take(self, ready: Sequence[File], origin: From) -> Iterator[Brought]:
        read, since = 0, self._at() - timedelta(seconds=DEAD_S)
        for one in ready[:MOST_A_LOOK]:
            if read and read + one.size > MOST_BYTES:
                return
            with self.house.db.writing() as session:
                mine = sources.claim(session, self.source.id or 0, one.name, since)
            if mine:
                read += one.size
                came = list(bulk.bring(self.house, self.actor, [one.path], origin, asked_for=False))
                self._write(one, *_together(came))
                yield from came

    def _meet(self, files: Sequence[File]) -> None:
        if files:
            with self.house.db.writing() as session:
                for one in files:
                    known = {"size": one.size, "modified": one.modified, "what": NEW, "seen_at": self._at()}
                    sources.write(session, self.house.db.lite, self.source.id or 0, one.name, **known)

    def _write(self, one: File, what: What, note: Text | None = None, call_id: int | None = None) -> None:
        told = {"note_zh": note.zh[:LONGEST_NOTE], "note_en": note.en[:LONGEST_NOTE]} if note else {}
        with self.house.db.writing() as session:
            known = {"size": one.size, "modified": one.modified, "what": what.value, "call_id": call_id, "seen_at": self._at(), **told}
            sources.write(session, self.house.db.lite, self.source.id or 0, one.name, **known)

    def _fail(self, name: str, problem: HearbackError, one: File | None = None) -> None:
        """Write down what is wrong with the folder (""), or with the table in it."""
        self._write(one or File(Path(self.source.folder), name, 0, 0.0), What.BAD, _both(problem))

    def _forget(self, name: str) -> None:
        with self.house.db.writing() as session:
            sources.forget(session, self.source.id or 0, name)

    def _at(self) -> datetime:
        return datetime.fromtimestamp(self.moment, UTC)


def _files(folder: Path) -> Iterator[File]:
    """The files of a folder, hidden and unfinished ones left out, and whatever a link leads to elsewhere. Raises OSError."""
    home = folder.resolve(strict=True)
    os.scandir(home).close()  # one that is no folder, or may not be read, says so here
    for place, folders, names in os.walk(home):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "~")))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith((".", "~")) or name.lower().endswith(PARTIAL) or not path.resolve().is_relative_to(home):
                continue
            try:
                state = path.stat()
            except FileNotFoundError:
                continue  # moved away in between
            if stat.S_ISREG(state.st_mode):
                yield File(path, readable(path.relative_to(home).as_posix()), state.st_size, state.st_mtime)


def _together(came: Sequence[Brought]) -> tuple[What, Text | None, int | None]:
    """What became of a file, which may hold several calls."""
    what = next((what for what in (What.BAD, What.ADDED, What.HERE) if any(one.what is what for one in came)), What.PASSED)
    notes = [one.note for one in came if one.what is what and one.note.en]
    ids = {one.call_id for one in came if one.call_id is not None}
    note = Text("\n".join(one.zh for one in notes), "\n".join(one.en for one in notes)) if notes else None
    return what, note, ids.pop() if len(ids) == 1 else None


def _both(problem: HearbackError) -> Text:
    return Text(problem.message("zh"), problem.message("en"))
