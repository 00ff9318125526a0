"""Assignments as rows for a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qa.access import authorize
from qa.desk.house import House
from qa.model.people import Person
from qa.store import assignments, people

COLUMNS = [
    *("assignment", "plan", "seed", "call", "title", "agent", "inspector", "state", "due_at", "created_at", "reason", "note"),
    *("ended_by", "ended_at", "instead_of"),
]


def exported(house: House, actor: Person) -> list[dict[str, Any]]:
    """Every assignment, those that ended too."""
    authorize(actor, "export")
    with house.db.reading() as session:
        found = assignments.all_rows(session)
        names = people.shown(session, [i for row, call, _ in found for i in (row.inspector_id, row.ended_by, call.agent_id)])
        return [
            {
                "assignment": row.id,
                "plan": plan.title if plan else "",
                "seed": plan.seed if plan else "",
                "call": call.id,
                "title": call.title,
                "agent": names.get(call.agent_id or 0, ""),
                "inspector": names.get(row.inspector_id, ""),
                "state": row.state,
                "due_at": _iso(row.due_at),
                "created_at": _iso(row.created_at),
                "reason": row.reason,
                "note": row.note,
                "ended_by": names.get(row.ended_by or 0, ""),
                "ended_at": _iso(row.ended_at),
                "instead_of": row.earlier_id,
            }
            for row, call, plan in found
        ]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
