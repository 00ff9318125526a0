"""Case files: found by their words, by what they are and by what they owe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, true, update
from sqlmodel import Session, col, select

from qa.model import topics
from qa.model.casefile import CaseState, Sought
from qa.store.tables import CallRow
from qa.store.tables_cases import CaseCallRow, CaseEntryRow, CaseRow, CaseTermRow

MOST_FOUND = 500
TELLING = 64
"""By so many of its terms, the rarest, a case is held against others."""
MOST_OWN = 5000


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases are for somebody's eyes: all of them, or a team's, and the closed ones with an agent's calls."""

    everything: bool = False
    team: str = ""
    agent: int | None = None


def within(scope: Scope) -> ColumnElement[bool]:
    if scope.everything:
        return true()
    theirs = select(CaseCallRow.case_id).where(CaseCallRow.call_id == CallRow.id, CallRow.agent_id == scope.agent)
    own = and_(col(CaseRow.state) == CaseState.CLOSED, col(CaseRow.id).in_(theirs.where(col(CaseCallRow.ended_at).is_(None))))
    return or_(col(CaseRow.team) == scope.team, own) if scope.team else own


def hold(session: Session, case_id: int) -> CaseRow | None:
    """A case that nobody else changes until this transaction ends: a write that changes nothing keeps others out on every database."""
    session.exec(update(CaseRow).where(col(CaseRow.id) == case_id).values(state=CaseRow.state))
    return session.exec(select(CaseRow).where(CaseRow.id == case_id).execution_options(populate_existing=True)).first()


def listed(session: Session, scope: Scope, sought: Sought, at: datetime, *, limit: int, offset: int = 0) -> list[CaseRow]:
    """Cases that fit. Of words the best fitting first; else those that owe something first, by their deadline, then the newest."""
    query = select(CaseRow).where(within(scope), *_conditions(sought, at))
    asked = topics.asked(sought.words)
    if sought.words and not asked:
        return []
    if asked:
        order = {case: place for place, case in enumerate(found(session, scope, asked))}
        rows = session.exec(query.where(col(CaseRow.id).in_(order)))
        return sorted(rows, key=lambda row: order[row.id or 0])[offset : offset + limit]
    query = query.order_by(col(CaseRow.next_at).is_(None), col(CaseRow.next_at), col(CaseRow.id).desc())
    return list(session.exec(query.limit(limit).offset(offset)))


def _conditions(sought: Sought, at: datetime) -> list[ColumnElement[bool]]:
    wanted: tuple[tuple[object, ColumnElement[bool]], ...] = (
        (sought.family, col(CaseRow.family) == sought.family),
        (sought.state, col(CaseRow.state) == sought.state),
        (sought.team, col(CaseRow.team) == sought.team),
        (sought.owner, col(CaseRow.owner_id) == sought.owner),
        (sought.late, col(CaseRow.next_at) < at),
    )
    return [condition for given, condition in wanted if given]


def found(session: Session, scope: Scope, asked: Sequence[str]) -> list[int]:
    """The cases that have most of the terms, the best fitting first: rare terms tell more. A word is found by how it begins."""
    terms = col(CaseTermRow.term)
    fits = {term: _fits(term) for term in asked}
    query = select(CaseTermRow.case_id, terms).where(CaseTermRow.case_id == CaseRow.id, within(scope), or_(*fits.values()))
    having: dict[int, set[str]] = {}
    for case, term in session.exec(query):
        having.setdefault(case, set()).update(one for one in asked if one == term or (_part(one) and one in term))
    among, count = _count(session, scope), Counter(term for some in having.values() for term in some)
    tells = {term: topics.rarity(among, count[term]) for term in count}
    enough = [case for case, some in having.items() if len(some) >= topics.enough(len(asked))]
    return sorted(enough, key=lambda case: (-sum(tells[term] for term in having[case]), -case))[:MOST_FOUND]


def _part(term: str) -> bool:
    """Whether a term is looked for within others: a single character, or a word, which may go on."""
    return len(term) == 1 or not topics.chinese(term)


def _fits(term: str) -> ColumnElement[bool]:
    column = col(CaseTermRow.term)
    if not _part(term):
        return column == term
    return column.contains(term, autoescape=True) if topics.chinese(term) else column.startswith(term, autoescape=True)


def _count(session: Session, scope: Scope) -> int:
    return session.exec(select(func.count()).select_from(CaseRow).where(within(scope))).one()


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that is like another one: how much (0 to 1), and the terms that both have, with what each tells."""

    case_id: int
    share: float
    terms: frozenset[str]
    weights: dict[str, float]


def alike(session: Session, scope: Scope, case_id: int, own: Sequence[str]) -> list[Alike]:
    """Other cases that share what this one tells in its ``own`` terms, the most alike first."""
    terms = col(CaseTermRow.term)
    query = select(terms, func.count()).where(CaseTermRow.case_id == CaseRow.id, or_(within(scope), col(CaseRow.id) == case_id))
    counted = dict(session.exec(query.where(terms.in_(own[:MOST_OWN])).group_by(terms)).all())
    among = _count(session, scope)
    weights = {term: topics.rarity(among, count) for term, count in counted.items()}
    rarest = sorted((term for term in counted if counted[term] > 1), key=lambda term: (-weights[term], term))[:TELLING]
    others: dict[int, set[str]] = {}
    pairs = select(CaseTermRow.case_id, terms).where(CaseTermRow.case_id == CaseRow.id, within(scope), col(CaseRow.id) != case_id)
    for case, term in session.exec(pairs.where(terms.in_(rarest))):
        others.setdefault(case, set()).add(term)
    shared = [Alike(case, topics.likeness(weights, some, weights), frozenset(some), weights) for case, some in others.items()]
    return sorted(shared, key=lambda one: (-one.share, -one.case_id))


def index(session: Session, case_id: int, terms: Collection[str]) -> None:
    """What a case is found by, in place of what it was found by."""
    session.exec(delete(CaseTermRow).where(col(CaseTermRow.case_id) == case_id))
    session.add_all(CaseTermRow(case_id=case_id, term=term) for term in sorted(terms))


def entries(session: Session, case_ids: Iterable[int | None]) -> dict[int, list[CaseEntryRow]]:
    """By case, what was written down of it, oldest first."""
    wanted = [i for i in case_ids if i is not None]
    by_case: dict[int, list[CaseEntryRow]] = {i: [] for i in wanted}
    for row in session.exec(select(CaseEntryRow).where(col(CaseEntryRow.case_id).in_(wanted)).order_by(col(CaseEntryRow.id))):
        by_case[row.case_id].append(row)
    return by_case


def calls(session: Session, case_ids: Iterable[int | None]) -> list[tuple[CaseCallRow, CallRow | None]]:
    """The calls of cases, those too that were taken out or deleted, oldest first."""
    query = select(CaseCallRow, CallRow).join(CallRow, col(CaseCallRow.call_id) == col(CallRow.id), isouter=True)
    query = query.where(col(CaseCallRow.case_id).in_([i for i in case_ids if i is not None]))
    return list(session.exec(query.order_by(col(CaseCallRow.id))))


def of_call(session: Session, scope: Scope, call_id: int) -> list[CaseRow]:
    """The cases that a call belongs to, newest first."""
    theirs = select(CaseCallRow.case_id).where(CaseCallRow.call_id == call_id, col(CaseCallRow.ended_at).is_(None))
    return list(session.exec(select(CaseRow).where(within(scope), col(CaseRow.id).in_(theirs)).order_by(col(CaseRow.id).desc())))


def owing(session: Session, scope: Scope, owner_id: int, until: datetime) -> list[CaseRow]:
    """The cases of an owner, as far as they are for their eyes, that owe something before a moment."""
    return list(session.exec(select(CaseRow).where(within(scope), CaseRow.owner_id == owner_id, col(CaseRow.next_at) <= until)))


def counts(session: Session, owner_id: int, at: datetime) -> tuple[int, int]:
    """(not closed, late) of an owner's cases."""
    query = select(func.count()).select_from(CaseRow).where(CaseRow.owner_id == owner_id, CaseRow.state != CaseState.CLOSED)
    return session.exec(query).one(), session.exec(query.where(col(CaseRow.next_at) < at)).one()


def teams(session: Session, scope: Scope) -> list[str]:
    """The teams that have cases, in order."""
    query = select(CaseRow.team).where(within(scope), CaseRow.team != "").distinct()
    return list(session.exec(query.order_by(col(CaseRow.team))))


def some(session: Session, scope: Scope, ids: Iterable[int]) -> list[CaseRow]:
    """Those of some cases that are within a scope."""
    return list(session.exec(select(CaseRow).where(within(scope), col(CaseRow.id).in_(set(ids)))))


def everything(session: Session) -> list[CaseRow]:
    return list(session.exec(select(CaseRow).order_by(col(CaseRow.id))))
