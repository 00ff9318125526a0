"""Excerpts as rows for a table, with how they were scored and what was said about them."""

from __future__ import annotations

from typing import Any

from qa.access import authorize
from qa.desk.house import House
from qa.model.people import Person
from qa.model.talk import Stance
from qa.store import library, people, talk, votes

COLUMNS = [
    *("excerpt", "call", "kind", "title", "note", "topic", "criterion", "better", "expires_on", "language", "starts_at", "ends_at"),
    *("words", "state", "author", "created_at", "score_first", *(f"scored_{stance}" for stance in Stance), "posts", "conclusion"),
]


def exported(house: House, actor: Person) -> list[dict[str, Any]]:
    """Every excerpt, the withdrawn ones too (without their sound). Scores are everybody's first; posts are those that stand."""
    authorize(actor, "export")
    with house.db.reading() as session:
        found = library.all_excerpts(session)
        said, scores, concluded = talk.texts(session), votes.first_counts(session), talk.conclusions(session)
        names = people.shown(session, [row.author_id for row in found] + [who for posts in said.values() for who, _ in posts])
        rows = []
        for row in found:
            number = row.id or 0
            given = scores.get(number, {})
            rows.append(
                {
                    "excerpt": row.id,
                    "call": row.call_id,
                    "kind": row.kind,
                    "title": row.title,
                    "note": row.note,
                    "topic": row.topic,
                    "criterion": row.criterion,
                    "better": row.better,
                    "expires_on": row.expires_on.isoformat() if row.expires_on else "",
                    "language": row.language,
                    "starts_at": row.starts_at,
                    "ends_at": row.ends_at,
                    "words": "\n".join(f"{line['speaker']}: {line['text']}" for line in row.lines),
                    "state": row.state,
                    "author": names.get(row.author_id, ""),
                    "created_at": row.created_at.isoformat(),
                    "score_first": row.score_first,
                    **{f"scored_{stance}": given.get(stance, 0) for stance in Stance},
                    "posts": "\n".join(f"{names.get(who, '')}: {text}" for who, text in said.get(number, ())),
                    "conclusion": concluded[number].text if number in concluded else "",
                }
            )
        return rows
