"""One against one: the same items in the same order, each when they like, within seven days. The result is for the two alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from qa.access import About, authorize
from qa.desk import excerpts, notices, quiz_shape
from qa.desk.house import House
from qa.desk.quiz_views import MatchView
from qa.errors import Conflict, Forbidden, Invalid, NotFound
from qa.model.appeal import NoticeKind
from qa.model.people import Person
from qa.model.quiz import MATCH, MATCH_DAYS, Candidate, ItemKind, ItemState, MatchState, Seen, draw
from qa.store import people, quiz, rows
from qa.store.engine import Session
from qa.store.tables import PersonRow, now
from qa.store.tables_quiz import QuizAnswerRow, QuizMatchRow, QuizRoundRow

SHOWN = 50


def colleagues(house: House, actor: Person) -> tuple[tuple[int, str], ...]:
    """Whom one can challenge: id and name, the own team first."""
    authorize(actor, "quiz.play")
    with house.db.reading() as session:
        found = [row for row in people.everyone(session) if row.active and row.id != actor.id]
        found.sort(key=lambda row: (not actor.team or row.team != actor.team, row.shown))
        return tuple((row.id or 0, row.shown) for row in found)


def challenge(house: House, actor: Person, opponent_id: int) -> int:
    """Challenge a colleague, who is told. Items that neither has seen come first; none that one of them made or judged. Gives its number.

    Raises Conflict where a match between the two is open, or there is nothing to play; Invalid for a person who cannot be challenged.
    """
    authorize(actor, "quiz.play")
    with house.db.writing() as session:
        for one_of in sorted({actor.id, opponent_id}):
            quiz.hold(session, one_of)
        opponent = session.get(PersonRow, opponent_id)
        if opponent is None or not opponent.active or opponent_id == actor.id:
            raise Invalid("quiz.opponent")
        both = {actor.id, opponent_id}
        between = [row for row in quiz.matches(session, actor.id, SHOWN) if {row.challenger_id, row.opponent_id} == both]
        if any(sides.state is MatchState.OPEN for sides in _sides(session, between)):
            raise Conflict("quiz.match_open", name=opponent.shown)
        seen = [quiz.standing(session, one) for one in both]
        order = list(Seen)
        found = [
            Candidate(item.id or 0, ItemKind(item.kind), order[sum(item.id in one for one in seen)], item.excerpt_id or 0)
            for item, _ in quiz.open_to(session, excerpts.today(), list(both))
        ]
        drawn = draw(found, MATCH, secrets.token_hex(8))
        if not drawn:
            raise Conflict("quiz.nothing")
        at = now()
        match = QuizMatchRow(
            challenger_id=actor.id, opponent_id=opponent_id, items=list(drawn), created_at=at, until=at + timedelta(days=MATCH_DAYS)
        )
        rows.add(session, match)
        rows.note(session, actor.id, "quiz.challenge", f"match:{match.id}")
        notices.tell(session, actor, [opponent_id], NoticeKind.CHALLENGED, subject=f"match:{match.id}", count=len(drawn))
        assert match.id is not None
        return match.id


def listed(house: House, actor: Person) -> tuple[MatchView, ...]:
    """The actor's own matches, newest first."""
    authorize(actor, "quiz.play")
    with house.db.reading() as session:
        return _views(session, actor, quiz.matches(session, actor.id, SHOWN))


def one(house: House, actor: Person, match_id: int) -> MatchView:
    """A match of the actor's. Raises NotFound."""
    with house.db.reading() as session:
        return _views(session, actor, [_mine(session, actor, match_id)])[0]


def play(house: House, actor: Person, match_id: int) -> int:
    """The actor's round of a match, begun where it was not. Raises Conflict once the match is declined or over."""
    with house.db.writing() as session:
        quiz.hold(session, actor.id)
        match = _mine(session, actor, match_id)
        mine = quiz.round_of(session, match_id, actor.id)
        if mine is None:
            if _sides(session, [match])[0].state is not MatchState.OPEN:
                raise Conflict("quiz.match_over")
            mine = rows.add(session, QuizRoundRow(person_id=actor.id, match_id=match_id, items=list(match.items)))
        assert mine.id is not None
        return mine.id


def decline(house: House, actor: Person, match_id: int) -> None:
    """Decline a challenge, before one has played any of it; who challenged is told."""
    with house.db.writing() as session:
        quiz.hold_match(session, match_id)
        match = _mine(session, actor, match_id)
        if match.opponent_id != actor.id:
            raise Forbidden("access.refused", who=actor.shown, verb="quiz.match")
        if _sides(session, [match])[0].state is not MatchState.OPEN or quiz.round_of(session, match_id, actor.id) is not None:
            raise Conflict("quiz.match_over")
        match.declined_at = now()
        rows.note(session, actor.id, "quiz.decline", f"match:{match_id}")
        notices.tell(session, actor, [match.challenger_id], NoticeKind.DECLINED, subject=f"match:{match_id}")


def hold_open(session: Session, match_id: int) -> None:
    """The match of an answer is held. Raises Conflict once it is over."""
    quiz.hold_match(session, match_id)
    match = rows.get(session, QuizMatchRow, match_id)
    if match.declined_at is not None or match.until < now():
        raise Conflict("quiz.match_over")


def settle(session: Session, actor: Person, match_id: int) -> None:
    """After an answer: the match ends with the last one, and the other is told. The match is held."""
    match = rows.get(session, QuizMatchRow, match_id)
    (sides,) = _sides(session, [match])
    if match.ended_at is None and sides.both_done:
        match.ended_at = now()
        notices.tell(session, actor, [match.challenger_id, match.opponent_id], NoticeKind.MATCHED, subject=f"match:{match_id}")


@dataclass(frozen=True, slots=True)
class _Sides:
    """How far a match is: what each of the two answered, by item (None before they begin), and what can still be played."""

    match: QuizMatchRow
    given: dict[int, dict[int, QuizAnswerRow] | None]
    playable: frozenset[int]

    def done(self, person: int) -> bool:
        """Whether somebody has answered all that can still be played, and something at all."""
        given = self.given[person]
        return bool(given) and given is not None and self.playable <= given.keys()

    @property
    def both_done(self) -> bool:
        return all(self.done(person) for person in self.given)

    @property
    def state(self) -> MatchState:
        if self.match.declined_at is not None:
            return MatchState.DECLINED
        over = self.match.ended_at is not None or self.match.until < now() or self.both_done
        return MatchState.OVER if over else MatchState.OPEN


def _sides(session: Session, found: Sequence[QuizMatchRow]) -> list[_Sides]:
    given = quiz.rounds(session, [match.id for match in found])
    pairs = quiz.items(session, ids=sorted({item for match in found for item in match.items}))
    playable = {item.id for item, excerpt in pairs if item.state == ItemState.PLAYING and not quiz_shape.gone(item, excerpt)}
    return [
        _Sides(
            match,
            {person: given.get((match.id, person)) for person in (match.challenger_id, match.opponent_id)},
            frozenset(match.items) & playable,
        )
        for match in found
    ]


def _mine(session: Session, actor: Person, match_id: int) -> QuizMatchRow:
    match = session.get(QuizMatchRow, match_id)
    if match is None:
        raise NotFound("quiz.no_match", match=match_id)
    authorize(actor, "quiz.match", About(members=frozenset({match.challenger_id, match.opponent_id})))
    return match


def _views(session: Session, actor: Person, found: Sequence[QuizMatchRow]) -> tuple[MatchView, ...]:
    others = {match.id: match.opponent_id if match.challenger_id == actor.id else match.challenger_id for match in found}
    names = people.shown(session, others.values())
    return tuple(_view(actor, sides, others[sides.match.id], names) for sides in _sides(session, found))


def _view(actor: Person, sides: _Sides, other: int, names: Mapping[int, str]) -> MatchView:
    match, state = sides.match, sides.state
    mine, theirs = sides.given[actor.id] or {}, sides.given[other] or {}
    # what one of them could no longer answer counts for neither
    common = mine.keys() & theirs.keys() if sides.both_done else set()
    both = bool(common) and state is MatchState.OVER
    return MatchView(
        id=match.id or 0,
        other=names.get(other, ""),
        asked=match.opponent_id == actor.id,
        state=state,
        until=match.until,
        items=len(match.items),
        done=sides.done(actor.id),
        their_done=sides.done(other),
        mine=sum(mine[item].right for item in common) if both else None,
        theirs=sum(theirs[item].right for item in common) if both else None,
        count=len(common),
    )
