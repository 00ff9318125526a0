"""Packs that were shown as rows for a table: a line for each excerpt of each meeting."""

from __future__ import annotations

from typing import Any

from qa.access import authorize
from qa.desk.house import House
from qa.model.packs import EntryKind
from qa.model.people import Person
from qa.store import packs, people

COLUMNS = [
    *("meeting", "pack", "version", "title", "team", "shown_by", "started_at", "ended_at", "people_there", "remark"),
    *("position", "excerpt", "excerpt_title", "kind", "voted_good", "voted_bad", "voted_unsure", "note"),
]


def exported(house: House, actor: Person) -> list[dict[str, Any]]:
    """Every meeting with what stands of it: how the group voted on each excerpt, the notes, how many people were there."""
    authorize(actor, "export")
    with house.db.reading() as session:
        found = packs.all_presentations(session)
        names = people.shown(session, [meeting.author_id for meeting, _ in found])
        rows = []
        for meeting, version in found:
            entries = packs.entries(session, meeting.id or 0)
            remark, attended = entries.get((EntryKind.NOTE, None)), entries.get((EntryKind.THERE, None))
            whole = {
                "meeting": meeting.id,
                "pack": version.pack_id,
                "version": version.number,
                "title": version.title,
                "team": meeting.team,
                "shown_by": names.get(meeting.author_id or 0, ""),
                "started_at": meeting.started_at.isoformat(),
                "ended_at": meeting.ended_at.isoformat() if meeting.ended_at else None,
                "people_there": len(attended.people) if attended else 0,
                "remark": remark.text if remark else "",
            }
            for item, _ in packs.items(session, version.id):
                voted, note = entries.get((EntryKind.VOTE, item.id)), entries.get((EntryKind.NOTE, item.id))
                rows.append(
                    {
                        **whole,
                        "position": item.position + 1,
                        "excerpt": item.excerpt_id,
                        "excerpt_title": item.title,
                        "kind": item.kind,
                        "voted_good": voted.good if voted else None,
                        "voted_bad": voted.bad if voted else None,
                        "voted_unsure": voted.unsure if voted else None,
                        "note": note.text if note else "",
                    }
                )
        return rows
