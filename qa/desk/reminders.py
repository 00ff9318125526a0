"""Deadlines of case files and days of improvements that are near or past: who has them is told when next they look, once for each."""

from __future__ import annotations

from qa.desk import case_record
from qa.desk.house import House
from qa.model.appeal import NoticeKind
from qa.model.casefile import LONGEST_WARNING, Deadline, Standing
from qa.model.improve import SOON
from qa.model.people import Person
from qa.store import cases, improve, notices
from qa.store.engine import Session
from qa.store.review_tables import NoticeRow
from qa.store.tables import now


def remind(house: House, actor: Person) -> None:
    """Tell the reader of deadlines of their own cases and improvements that came near or went by, as far as they were not told yet."""
    with house.db.reading() as session:
        fresh = _fresh(session, actor)
    if fresh:
        with house.db.writing() as session:
            for row in fresh:
                notices.add_once(session, row)


def _fresh(session: Session, actor: Person) -> list[NoticeRow]:
    at = now()
    owing = cases.owing(session, case_record.scope_of(actor), actor.id, at + LONGEST_WARNING)
    entries = cases.entries(session, [row.id for row in owing])
    found: dict[str, NoticeRow] = {}
    for row in owing:
        for one in case_record.owed(row, entries[row.id or 0], at):
            if one.near or one.standing is Standing.OVERDUE:
                kind = NoticeKind.CASE_NEAR if one.near else NoticeKind.CASE_MISSED
                once = f"{kind}:{row.id}:{one.step}:{one.due:%Y%m%d%H%M%S}"
                about = {"zh": row.title, "en": row.title, "step": one.step, "due": _iso(one)}
                found[once] = NoticeRow(person_id=actor.id, kind=kind, subject=f"case:{row.id}", once=once, about=about)
    today = at.astimezone().date()
    for mine in improve.owing(session, actor.id, today + SOON):
        if mine.due is not None:
            kind = NoticeKind.IMPROVE_MISSED if mine.due < today else NoticeKind.IMPROVE_NEAR
            once = f"{kind}:{mine.id}:{mine.due:%Y%m%d}"
            about = {"zh": mine.what, "en": mine.what, "day": mine.due.isoformat()}
            found[once] = NoticeRow(person_id=actor.id, kind=kind, subject=f"improve:{mine.id}", once=once, about=about)
    told = notices.known(session, actor.id, found) if found else set()
    return [row for once, row in found.items() if once not in told]


def _iso(one: Deadline) -> str:
    return one.due.isoformat() if one.due else ""
