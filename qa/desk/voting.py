"""Score it yourself first: until somebody has voted on an excerpt its verdict is hidden from them, then they see how others scored."""

from __future__ import annotations

from qa.access import JUDGES, authorize
from qa.desk import excerpts, posts
from qa.desk.house import House
from qa.desk.talk_views import ScoreView, Voice
from qa.errors import Conflict, Invalid
from qa.model.people import Person
from qa.model.talk import Stance, spread
from qa.store import people, rows, votes
from qa.store.engine import Session
from qa.store.tables import ExcerptRow
from qa.store.tables_talk import VoteRow

LONGEST_REASON = 200
REVEAL = "reveal"


def give(house: House, actor: Person, excerpt_id: int, stance: Stance | str, reason: str = "") -> None:
    """Score an excerpt, with a reason in one line. The first vote counts; another one later is kept beside it, as a change of mind.

    Raises Conflict for one's own excerpt, one that is not scored first, and where its verdict was looked at without a vote.
    """
    authorize(actor, "vote.give")
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise Invalid("desk.too_long", longest=LONGEST_REASON)
    try:
        wanted = Stance(stance)
    except ValueError as wrong:
        raise Invalid("voting.stance", stance=str(stance)[:40]) from wrong
    with house.db.writing() as session:
        before = _before(session, actor, excerpt_id)
        if any(row.stance == REVEAL for row in before):
            raise Conflict("voting.looked")
        if before and (before[-1].stance, before[-1].reason) == (wanted, reason):
            return
        _add(session, actor, excerpt_id, before, wanted, reason)


def reveal(house: House, actor: Person, excerpt_id: int) -> None:
    """Look at the verdict without a vote: written down, and counted in no spread. Nothing to do for who has voted."""
    authorize(actor, "vote.give")
    with house.db.writing() as session:
        before = _before(session, actor, excerpt_id)
        if not before:
            _add(session, actor, excerpt_id, before, REVEAL, "")


def result(house: House, actor: Person, excerpt_id: int) -> ScoreView | None:
    """How people scored an excerpt; None where it is not asked and nobody did. Raises Conflict while the reader has yet to score it."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        row = posts.opened(session, actor, excerpt_id)
        of_person: dict[int, list[VoteRow]] = {}
        for vote in votes.of_excerpt(session, excerpt_id):
            if vote.stance != REVEAL:
                of_person.setdefault(vote.person_id, []).append(vote)
        if not row.score_first and not of_person:
            return None
        names = people.shown(session, of_person)
        voices = [_voice(given, names) for given in of_person.values()]
        mine = next((voice for voice in voices if voice.person_id == actor.id), None)
        return ScoreView(
            mine=mine,
            inspectors=spread(voice.stance for voice in voices if voice.inspector),
            others=spread(voice.stance for voice in voices if not voice.inspector),
            voices=tuple(voices),
            may_change=row.score_first and mine is not None,
        )


def waiting(house: House, actor: Person) -> int:
    """How many excerpts of the library the reader has yet to score."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        return votes.waiting(session, actor.id, excerpts.today())


def _before(session: Session, actor: Person, excerpt_id: int) -> list[VoteRow]:
    votes.hold(session, excerpt_id)
    row: ExcerptRow = excerpts.published(session, excerpt_id)
    if not row.score_first:
        raise Conflict("voting.not_asked")
    if row.author_id == actor.id:
        raise Conflict("voting.own")
    return votes.of_person(session, excerpt_id, actor.id)


def _add(session: Session, actor: Person, excerpt_id: int, before: list[VoteRow], stance: str, reason: str) -> None:
    number = len(before) + 1
    vote = VoteRow(excerpt_id=excerpt_id, person_id=actor.id, number=number, stance=stance, reason=reason, role=actor.role)
    rows.add(session, vote)


def _voice(given: list[VoteRow], names: dict[int, str]) -> Voice:
    first, *later = given
    return Voice(
        person_id=first.person_id,
        name=names.get(first.person_id, ""),
        inspector=first.role in JUDGES,
        stance=Stance(first.stance),
        reason=first.reason,
        at=first.created_at,
        later=tuple((Stance(row.stance), row.reason, row.created_at) for row in later),
    )
