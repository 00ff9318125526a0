"""Items of the quiz, what happened to them, and what was answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, or_, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from qa.store import votes
from qa.store.library import in_time
from qa.store.tables import ExcerptRow, PersonRow
from qa.store.tables_quiz import QuizActRow, QuizAnswerRow, QuizItemRow, QuizMatchRow, QuizRoundRow

PEAKS, LINES = (defer(column) for column in (ExcerptRow.peaks, ExcerptRow.lines))  # type: ignore[arg-type]
"""What is read of an excerpt only where it is asked for."""
Pair = tuple[QuizItemRow, ExcerptRow | None]


def hold(session: Session, person_id: int) -> None:
    """Nothing else of this person is answered until this transaction ends: a write that changes nothing keeps others out everywhere."""
    session.exec(update(PersonRow).where(col(PersonRow.id) == person_id).values(shown=PersonRow.shown))


def hold_item(session: Session, item_id: int) -> None:
    """Nobody else changes an item until this transaction ends."""
    session.exec(update(QuizItemRow).where(col(QuizItemRow.id) == item_id).values(kind=QuizItemRow.kind))


def hold_match(session: Session, match_id: int) -> None:
    """Nobody else changes a match until this transaction ends."""
    session.exec(update(QuizMatchRow).where(col(QuizMatchRow.id) == match_id).values(until=QuizMatchRow.until))


def items(session: Session, *, ids: Sequence[int] | None = None, state: str = "") -> list[Pair]:
    """Items with their excerpts as they are now, newest first."""
    query = select(QuizItemRow, ExcerptRow).join(ExcerptRow, col(QuizItemRow.excerpt_id) == col(ExcerptRow.id), isouter=True).options(PEAKS)
    if ids is not None:
        query = query.where(col(QuizItemRow.id).in_(ids))
    if state:
        query = query.where(QuizItemRow.state == state)
    return [(item, excerpt) for item, excerpt in session.exec(query.order_by(col(QuizItemRow.id).desc()))]


def open_to(session: Session, today: date, person_ids: Sequence[int]) -> list[tuple[QuizItemRow, ExcerptRow]]:
    """Items in play whose excerpt can be heard, as it was when they were made, and that are news to all of these people.

    Left out is what one of them made or judged, and what one has yet to score in the library: an item tells what its excerpt shows.
    """
    query = select(QuizItemRow, ExcerptRow).where(
        QuizItemRow.excerpt_id == ExcerptRow.id,
        QuizItemRow.state == "playing",
        QuizItemRow.recipe == ExcerptRow.recipe,
        ExcerptRow.state == "published",
        in_time(today),
        col(QuizItemRow.id).not_in(select(QuizActRow.item_id).where(col(QuizActRow.author_id).in_(person_ids))),
        *(votes.shown_to(person) for person in person_ids),
    )
    return list(session.exec(query.options(PEAKS, LINES).order_by(col(QuizItemRow.id))))


def cuts(session: Session, excerpt_id: int) -> list[QuizItemRow]:
    """The items of an excerpt that have a sound of their own."""
    return list(session.exec(select(QuizItemRow).where(QuizItemRow.excerpt_id == excerpt_id, QuizItemRow.sound != "")))


def cut_is_used(session: Session, sound: str, excerpt_id: int) -> bool:
    """Whether an item of another excerpt has the very same sound."""
    query = select(QuizItemRow.id).where(QuizItemRow.sound == sound, QuizItemRow.excerpt_id != excerpt_id)
    return session.exec(query.limit(1)).first() is not None


def acts(session: Session, item_ids: Sequence[int | None]) -> dict[int, list[QuizActRow]]:
    """What happened to items, oldest first."""
    found: dict[int, list[QuizActRow]] = defaultdict(list)
    query = select(QuizActRow).where(col(QuizActRow.item_id).in_([i for i in item_ids if i is not None]))
    for row in session.exec(query.order_by(col(QuizActRow.id))):
        found[row.item_id].append(row)
    return found


def standing(session: Session, person_id: int) -> dict[int, bool]:
    """By item that a person answered, whether it was ever right."""
    query = select(QuizAnswerRow.item_id, func.max(case((col(QuizAnswerRow.right), 1), else_=0))).where(
        QuizAnswerRow.person_id == person_id
    )
    return {item: bool(right) for item, right in session.exec(query.group_by(col(QuizAnswerRow.item_id)))}


def total(session: Session, person_id: int) -> tuple[int, int, int]:
    """A person's points, first answers, and how many of them were right."""
    first = case((col(QuizAnswerRow.first), 1), else_=0)
    right = case((col(QuizAnswerRow.first) & col(QuizAnswerRow.right), 1), else_=0)
    query = select(func.coalesce(func.sum(QuizAnswerRow.points), 0), func.coalesce(func.sum(first), 0), func.coalesce(func.sum(right), 0))
    points, answered, rights = session.exec(query.where(QuizAnswerRow.person_id == person_id)).one()
    return int(points), int(answered), int(rights)


def answered_since(session: Session, at: datetime) -> int:
    """How many answers everybody together has given."""
    return session.exec(select(func.count()).select_from(QuizAnswerRow).where(QuizAnswerRow.created_at >= at)).one()


def paid(session: Session, person_id: int, item_id: int) -> list[int]:
    """What a person's answers to an item paid, oldest first."""
    query = select(QuizAnswerRow.points).where(QuizAnswerRow.person_id == person_id, QuizAnswerRow.item_id == item_id)
    return list(session.exec(query.order_by(col(QuizAnswerRow.id))))


def of_round(session: Session, round_id: int) -> dict[int, QuizAnswerRow]:
    """The answers of a round by item."""
    return {row.item_id: row for row in session.exec(select(QuizAnswerRow).where(QuizAnswerRow.round_id == round_id))}


def rounds(session: Session, match_ids: Sequence[int | None]) -> dict[tuple[int | None, int], dict[int, QuizAnswerRow]]:
    """The answers in the rounds of matches: by match and person, by item. A round without answers is there too."""
    query = select(QuizRoundRow, QuizAnswerRow).join(QuizAnswerRow, col(QuizAnswerRow.round_id) == col(QuizRoundRow.id), isouter=True)
    found: dict[tuple[int | None, int], dict[int, QuizAnswerRow]] = {}
    for begun, answer in session.exec(query.where(col(QuizRoundRow.match_id).in_([i for i in match_ids if i is not None]))):
        given = found.setdefault((begun.match_id, begun.person_id), {})
        if answer is not None:
            given[answer.item_id] = answer
    return found


def unfinished(session: Session, person_id: int) -> QuizRoundRow | None:
    """A person's newest round outside matches."""
    query = select(QuizRoundRow).where(QuizRoundRow.person_id == person_id, col(QuizRoundRow.match_id).is_(None))
    return session.exec(query.order_by(col(QuizRoundRow.id).desc()).limit(1)).first()


def round_of(session: Session, match_id: int, person_id: int) -> QuizRoundRow | None:
    query = select(QuizRoundRow).where(QuizRoundRow.match_id == match_id, QuizRoundRow.person_id == person_id)
    return session.exec(query).first()


def matches(session: Session, person_id: int, limit: int) -> list[QuizMatchRow]:
    """The matches of a person, newest first."""
    mine = or_(col(QuizMatchRow.challenger_id) == person_id, col(QuizMatchRow.opponent_id) == person_id)
    return list(session.exec(select(QuizMatchRow).where(mine).order_by(col(QuizMatchRow.id).desc()).limit(limit)))


def rights(session: Session, item_id: int) -> tuple[int, int]:
    """How many first answers to an item were right, and how many there are."""
    query = select(func.coalesce(func.sum(case((col(QuizAnswerRow.right), 1), else_=0)), 0), func.count())
    right, count = session.exec(query.where(QuizAnswerRow.item_id == item_id, col(QuizAnswerRow.first))).one()
    return int(right), int(count)


def firsts(session: Session, item_ids: Sequence[int] | None = None, since: datetime | None = None) -> list[tuple[int, int, bool]]:
    """First answers as item, person, right."""
    query = select(QuizAnswerRow.item_id, QuizAnswerRow.person_id, QuizAnswerRow.right).where(col(QuizAnswerRow.first))
    if item_ids is not None:
        query = query.where(col(QuizAnswerRow.item_id).in_(item_ids))
    if since is not None:
        query = query.where(QuizAnswerRow.created_at >= since)
    return [(item, person, right) for item, person, right in session.exec(query)]


def rests(session: Session) -> dict[int, tuple[int, int]]:
    """By person, how many first answers were right, and how many there are."""
    query = select(QuizAnswerRow.person_id, func.sum(case((col(QuizAnswerRow.right), 1), else_=0)), func.count())
    rows = session.exec(query.where(col(QuizAnswerRow.first)).group_by(col(QuizAnswerRow.person_id)))
    return {person: (int(right), int(count)) for person, right, count in rows}


def lately(session: Session, since: datetime) -> dict[int, tuple[int, int]]:
    """By item, how many first answers since a moment were wrong, and how many there are."""
    query = select(QuizAnswerRow.item_id, func.sum(case((col(QuizAnswerRow.right), 0), else_=1)), func.count())
    query = query.where(col(QuizAnswerRow.first), QuizAnswerRow.created_at >= since).group_by(col(QuizAnswerRow.item_id))
    return {item: (int(wrong), int(count)) for item, wrong, count in session.exec(query)}


def wrong(session: Session, item_ids: Sequence[int], since: datetime) -> list[tuple[int, dict[str, Any]]]:
    """The wrong first answers to items since a moment."""
    query = select(QuizAnswerRow.item_id, QuizAnswerRow.given).where(
        col(QuizAnswerRow.first), ~col(QuizAnswerRow.right), QuizAnswerRow.created_at >= since, col(QuizAnswerRow.item_id).in_(item_ids)
    )
    return [(item, dict(given)) for item, given in session.exec(query)]
