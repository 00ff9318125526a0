"""The second opinion: a judge answers an item blind; only where it is the maker's answer too is it played. Every opinion is kept."""

from __future__ import annotations

from qa.access import About, allowed, authorize
from qa.desk import quiz_shape
from qa.desk.house import House, author_id
from qa.desk.quiz_views import Question, Waiting
from qa.errors import Conflict, Invalid
from qa.model.people import Person
from qa.model.quiz import ActKind, Content, Given, ItemState, score
from qa.store import people, quiz, rows
from qa.store.engine import Session
from qa.store.tables import ExcerptRow
from qa.store.tables_quiz import QuizActRow, QuizItemRow

LONGEST = 1000


def waiting(house: House, actor: Person) -> tuple[Waiting, ...]:
    """Proposals that the actor can give the second opinion on, oldest first."""
    authorize(actor, "quiz.list")
    with house.db.reading() as session:
        found = [item for item, excerpt in quiz.items(session, state=ItemState.PROPOSED) if not quiz_shape.gone(item, excerpt)]
        acts = quiz.acts(session, [item.id for item in found])
        mine = [item for item in found if allowed(actor, "quiz.agree", about(item, acts.get(item.id or 0, ())))]
        names = people.shown(session, [item.author_id for item in mine])
        return tuple(
            Waiting(item.id or 0, Content.from_json(item.content).kind, names.get(item.author_id or 0, ""), item.created_at)
            for item in reversed(mine)
        )


def question(house: House, actor: Person, item_id: int) -> Question:
    """A proposal, without what its maker holds for right. Raises NotFound, Conflict once it is decided."""
    with house.db.reading() as session:
        item, excerpt = _open(session, actor, item_id)
        return quiz_shape.asked(item_id, Content.from_json(item.content), excerpt, _seed(item, actor), sound=item.sound or None)


def agree(house: House, actor: Person, item_id: int, *, choice: int | None = None, at: float | None = None, reason: str) -> bool:
    """Answer a proposal, with a reason; gives whether the answer is the maker's too. Then it is in play, else it is kept out."""
    reason = _reason(reason)
    with house.db.writing() as session:
        quiz.hold_item(session, item_id)
        item, _ = _open(session, actor, item_id)
        content = Content.from_json(item.content)
        answer = quiz_shape.given(content, _seed(item, actor), choice, at)
        same = score(content, answer) == 1
        _act(session, item, actor, ActKind.AGREED if same else ActKind.DIFFERED, answer, reason)
        item.state = ItemState.PLAYING if same else ItemState.DIFFERENT
        return same


def refuse(house: House, actor: Person, item_id: int, reason: str) -> None:
    """Say that an item is no good: unclear, or with more than one right answer. It is kept out."""
    reason = _reason(reason)
    with house.db.writing() as session:
        quiz.hold_item(session, item_id)
        item, _ = _open(session, actor, item_id)
        _act(session, item, actor, ActKind.REFUSED, None, reason)
        item.state = ItemState.DIFFERENT


def about(item: QuizItemRow, acts: list[QuizActRow] | tuple[()]) -> About:
    """What decides who may judge an item, or deal with it."""
    return About(author=item.author_id, involved=frozenset(act.author_id for act in acts if act.author_id is not None))


def _open(session: Session, actor: Person, item_id: int) -> tuple[QuizItemRow, ExcerptRow]:
    item, excerpt = quiz_shape.alive(session, item_id)
    authorize(actor, "quiz.agree", about(item, quiz.acts(session, [item_id]).get(item_id, [])))
    if item.state != ItemState.PROPOSED:
        raise Conflict("quiz.decided")
    return item, excerpt


def _act(session: Session, item: QuizItemRow, actor: Person, kind: ActKind, answer: Given | None, reason: str) -> None:
    kept = answer.to_json() if answer else None
    rows.add(session, QuizActRow(item_id=item.id or 0, kind=kind, given=kept, note=reason, author_id=author_id(actor)))
    rows.note(session, author_id(actor), "quiz.opinion", f"quiz:{item.id}", kind=kind.value)


def _seed(item: QuizItemRow, actor: Person) -> str:
    return f"{item.seed}:agree:{actor.id}"


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST:
        raise Invalid("quiz.reason", longest=LONGEST)
    return reason
