"""What excerpts are found by, written down when they are published; by a worker, or who searches first, for those from before."""

from __future__ import annotations

from qa.access import authorize
from qa.desk import excerpts
from qa.desk.house import House
from qa.model.people import Person
from qa.rubric import sought
from qa.store import shelf
from qa.store.engine import Session
from qa.store.tables import ExcerptRow
from qa.store.tables_library import ExcerptWordsRow

AT_ONCE = 200


def write(session: Session, row: ExcerptRow) -> None:
    """Write down what an excerpt is found by: nothing that is masked."""
    words, sounds = sought.written([row.title, row.topic, *(str(line["text"]) for line in row.lines)])
    told, told_sounds = sought.written([row.note, row.better])
    found = ExcerptWordsRow(excerpt_id=row.id, version=sought.VERSION, words=words, sounds=sounds, told=told, told_sounds=told_sounds)
    shelf.write(session, found)


def catch_up(house: House, actor: Person, most: int = AT_ONCE) -> int:
    """Write down some of those that are not yet, the newest first, and give how many: less than asked for, and all are."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        if not shelf.unwritten(session, excerpts.today(), sought.VERSION, 1):
            return 0
    with house.db.writing() as session:
        found = shelf.unwritten(session, excerpts.today(), sought.VERSION, most)
        for row in found:
            write(session, row)
        return len(found)
