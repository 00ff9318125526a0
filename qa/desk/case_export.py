"""Case files as rows for a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qa.access import authorize
from qa.desk import case_record
from qa.desk.house import House
from qa.model.casefile import RULES, Part
from qa.model.people import Person
from qa.store import cases, people
from qa.store.tables import now

TEXTS = (Part.BACKGROUND, Part.PROBLEM, Part.HANDLING, Part.RESULT, Part.CAUSE)
COLUMNS = [
    *("case", "title", "reference", "team", "family", "state", "owner", "complained_at"),
    *(column for step in RULES for column in (f"{step}_at", f"{step}_due", f"{step}_standing")),
    *TEXTS,
    *("calls", "opened_by", "created_at", "changed_at"),
]


def exported(house: House, actor: Person) -> list[dict[str, Any]]:
    """Every case as it stands: its texts, and each deadline with when it was due, when it was done and how that stands."""
    authorize(actor, "export")
    at = now()
    with house.db.reading() as session:
        found = cases.everything(session)
        entries = cases.entries(session, [row.id for row in found])
        linked: dict[int, list[int]] = {}
        for link, _ in cases.calls(session, [row.id for row in found]):
            if link.call_id is not None and link.ended_at is None:
                linked.setdefault(link.case_id, []).append(link.call_id)
        names = people.shown(session, [i for row in found for i in (row.owner_id, row.author_id)])
        rows = []
        for row in found:
            written = entries[row.id or 0]
            texts = {entry.kind: entry.text for entry in written if entry.kind in case_record.PARTS}
            done = case_record.steps(written)
            first = {
                "case": row.id,
                "title": row.title,
                "reference": row.reference,
                "team": row.team,
                "family": row.family,
                "state": row.state,
                "owner": names.get(row.owner_id or 0, ""),
                "complained_at": _iso(row.complained_at),
            }
            deadlines: dict[str, Any] = {}
            for one in case_record.owed(row, written, at):
                deadlines[f"{one.step}_at"] = _iso(done.get(one.step))
                deadlines[f"{one.step}_due"] = _iso(one.due)
                deadlines[f"{one.step}_standing"] = one.standing.value
            last = {
                "calls": " ".join(str(call) for call in linked.get(row.id or 0, ())),
                "opened_by": names.get(row.author_id or 0, ""),
                "created_at": _iso(row.created_at),
                "changed_at": _iso(row.changed_at),
            }
            rows.append({**first, **deadlines, **{part.value: texts.get(part, "") for part in TEXTS}, **last})
        return rows


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
