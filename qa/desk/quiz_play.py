"""Playing: one's own rounds and points. Nobody else's are shown to anybody."""

from __future__ import annotations

import secrets
from datetime import timedelta

from qa.access import About, allowed, authorize
from qa.desk import excerpts, quiz_items, quiz_match, quiz_shape
from qa.desk.house import House
from qa.desk.quiz_views import Lobby, Question, RoundView, Slot, Told
from qa.errors import Conflict, NotFound
from qa.model.estimate import share as share_of
from qa.model.people import Person
from qa.model.quiz import ROUND, Candidate, Content, Given, ItemKind, ItemState, Seen, draw, level, pays, score, worth
from qa.model.text import Text
from qa.store import quiz, rows
from qa.store.engine import Session
from qa.store.quiz import Pair
from qa.store.tables import now
from qa.store.tables_quiz import QuizAnswerRow, QuizItemRow, QuizRoundRow

WEEK = timedelta(days=7)


def lobby(house: House, actor: Person) -> Lobby:
    """One's own standing and what there is to play."""
    authorize(actor, "quiz.play")
    with house.db.reading() as session:
        points, answered, right = quiz.total(session, actor.id)
        seen, found = quiz.standing(session, actor.id), quiz.open_to(session, excerpts.today(), [actor.id])
        titles = {item.criterion: Content.from_json(item.content).about for item, _ in found if item.criterion}
        last = quiz.unfinished(session, actor.id)
        return Lobby(
            points=points,
            level=level(points),
            answered=answered,
            right=right,
            items=len(found),
            fresh=sum(item.id not in seen for item, _ in found),
            topics=tuple(sorted({excerpt.topic for _, excerpt in found if excerpt.topic})),
            criteria=tuple(sorted(titles.items(), key=lambda one: _by_title(one[1]))),
            unfinished=last.id if last is not None and _view(session, last).open else None,
            week=quiz.answered_since(session, now() - WEEK),
        )


def begin(house: House, actor: Person, *, topic: str = "", criterion: str = "", count: int = ROUND) -> int:
    """A round: what is new first, then what went wrong before; of a topic or a criterion where one is named. Gives its number.

    Where a criterion is named, it is not asked which criterion it is. Raises Conflict where there is nothing to play.
    """
    authorize(actor, "quiz.play")
    with house.db.writing() as session:
        quiz.hold(session, actor.id)
        seen = quiz.standing(session, actor.id)
        found = [
            Candidate(item.id or 0, ItemKind(item.kind), _seen(seen, item.id or 0), item.excerpt_id or 0)
            for item, excerpt in quiz.open_to(session, excerpts.today(), [actor.id])
            if (not topic or excerpt.topic == topic)
            and (not criterion or (item.criterion == criterion and item.kind != ItemKind.CRITERION))
        ]
        drawn = draw(found, count, secrets.token_hex(8))
        if not drawn:
            raise Conflict("quiz.nothing")
        row = rows.add(session, QuizRoundRow(person_id=actor.id, items=list(drawn)))
        assert row.id is not None
        return row.id


def round_of(house: House, actor: Person, round_id: int) -> RoundView:
    """A round of one's own, as far as it is played. Raises NotFound."""
    with house.db.reading() as session:
        return _view(session, _mine(session, actor, round_id))


def question(house: House, actor: Person, round_id: int, item_id: int) -> tuple[Question, Told | None]:
    """An item of a round; with what is right once it is answered, and not before. Raises NotFound."""
    with house.db.reading() as session:
        row = _mine(session, actor, round_id)
        if item_id not in row.items:
            raise NotFound("quiz.no_item", item=item_id)
        item, excerpt = quiz_shape.alive(session, item_id)
        answer = quiz.of_round(session, round_id).get(item_id)
        if answer is None and item.state != ItemState.PLAYING:
            raise NotFound("quiz.no_item", item=item_id)
        content, seed = Content.from_json(item.content), _seed(row, item)
        full = worth(share_of(*quiz.rights(session, item_id)))
        shown = quiz_shape.asked(item_id, content, excerpt, seed, full, item.sound or None)
        if answer is None:
            return shown, None
        return shown, quiz_shape.told(content, excerpt, Given.from_json(answer.given), answer.share, answer.points, seed)


def answer(house: House, actor: Person, round_id: int, item_id: int, *, choice: int | None = None, at: float | None = None) -> Told:
    """Answer an item of a round, once: ``choice`` among its options as shown, or a second of the clip.

    Raises Conflict where it was answered, went out of play, or its match is over; Invalid for an answer that cannot be.
    """
    with house.db.writing() as session:
        quiz.hold(session, actor.id)
        row = _mine(session, actor, round_id)
        if item_id not in row.items:
            raise NotFound("quiz.no_item", item=item_id)
        quiz.hold_item(session, item_id)
        item, excerpt = quiz_shape.alive(session, item_id)
        if item.state != ItemState.PLAYING:
            raise NotFound("quiz.no_item", item=item_id)
        if item_id in quiz.of_round(session, round_id):
            raise Conflict("quiz.answered")
        if row.match_id is not None:
            quiz_match.hold_open(session, row.match_id)
        content, seed = Content.from_json(item.content), _seed(row, item)
        given = quiz_shape.given(content, seed, choice, at)
        share, before = score(content, given), quiz.paid(session, actor.id, item_id)
        points = pays(worth(share_of(*quiz.rights(session, item_id))), share, before)
        kept = QuizAnswerRow(
            round_id=round_id,
            item_id=item_id,
            person_id=actor.id,
            given=given.to_json(),
            share=share,
            right=share == 1,
            first=not before,
            points=points,
        )
        rows.add(session, kept)
        if kept.first:
            quiz_items.weigh(session, item)
        if row.match_id is not None:
            quiz_match.settle(session, actor, row.match_id)
        return quiz_shape.told(content, excerpt, given, share, points, seed)


def sound(house: House, actor: Person, item_id: int) -> str:
    """The key of what is heard with an item, in the file store: up to the reply where that is asked for. Raises NotFound.

    Its address names the item and not the excerpt, which tells in the library what it shows.
    """
    authorize(actor, "quiz.play")
    with house.db.reading() as session:
        item, excerpt = quiz_shape.alive(session, item_id)
        proposed = item.state in (ItemState.PROPOSED, ItemState.DIFFERENT)
        key = item.sound if item.kind == ItemKind.REPLY else excerpt.sound
        if not key or (proposed and not allowed(actor, "quiz.see")):
            raise NotFound("quiz.no_item", item=item_id)
        return excerpts.clip_key(key)


def _mine(session: Session, actor: Person, round_id: int) -> QuizRoundRow:
    row = session.get(QuizRoundRow, round_id)
    if row is None:
        raise NotFound("quiz.no_round", round=round_id)
    authorize(actor, "quiz.round", About(author=row.person_id))
    return row


def _view(session: Session, row: QuizRoundRow) -> RoundView:
    found = {item.id: (item, excerpt) for item, excerpt in quiz.items(session, ids=row.items)}
    given = quiz.of_round(session, row.id or 0)
    return RoundView(row.id or 0, row.match_id, tuple(_slot(number, found.get(number), given.get(number)) for number in row.items))


def _slot(number: int, found: Pair | None, given: QuizAnswerRow | None) -> Slot:
    here = found[1] if found and not quiz_shape.gone(*found) else None
    out = here is None or found is None or found[0].state != ItemState.PLAYING
    if given is None:
        return Slot(number, out)
    return Slot(number, here is None, given.share, given.points, (here.id or 0) if here else 0, here.title if here else "")


def _seen(seen: dict[int, bool], item_id: int) -> Seen:
    return Seen.NEW if item_id not in seen else Seen.RIGHT if seen[item_id] else Seen.WRONG


def _by_title(title: Text) -> tuple[str, str]:
    return title.zh, title.en


def _seed(row: QuizRoundRow, item: QuizItemRow) -> str:
    """In a match both are shown the options in the same order."""
    return f"{item.seed}:match:{row.match_id}" if row.match_id is not None else f"{item.seed}:round:{row.id}"
