"""The items as their makers see them: how good each is, weak ones retired by the machine, and what many got wrong lately."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from qa.access import allowed, authorize
from qa.desk import quiz_shape
from qa.desk.house import House, author_id
from qa.desk.quiz_agree import about
from qa.desk.quiz_views import ActView, ItemView, WrongView
from qa.errors import Conflict, Invalid, NotFound
from qa.model.estimate import share
from qa.model.people import Person
from qa.model.quiz import LEAST_ANSWERS, ActKind, Content, Given, ItemKind, ItemState
from qa.model.quiz_items import First, Quality, quality
from qa.model.text import NO_TEXT, Text
from qa.store import people, quiz, rows
from qa.store.engine import Session
from qa.store.quiz import Pair
from qa.store.tables import now
from qa.store.tables_quiz import QuizActRow, QuizItemRow

LATELY = timedelta(days=30)
LEAST_WRONG = 5
"""Of fewer answers nothing is shown: it could be guessed whose they were."""
MOST_WRONG = 20
LONGEST_NOTE = 1000
COLUMNS = [
    *("item", "kind", "state", "excerpt", "criterion", "question", "right_answer", "options"),
    *("first_answers", "difficulty", "difficulty_low", "difficulty_high", "discrimination", "upper_lower", "weak"),
    *("created_at", "reason"),
]


def listed(house: House, actor: Person) -> tuple[ItemView, ...]:
    """All items with how good they are and what happened to them, newest first. What the reader may still judge blind stays unsaid."""
    authorize(actor, "quiz.see")
    with house.db.reading() as session:
        found = quiz.items(session)
        acts = quiz.acts(session, [item.id for item, _ in found])
        qualities = _qualities(session, acts)
        names = people.shown(session, [act.author_id for some in acts.values() for act in some])
        return tuple(_view(actor, one, acts.get(one[0].id or 0, []), qualities.get(one[0].id or 0, quality([])), names) for one in found)


def retire(house: House, actor: Person, item_id: int, note: str) -> None:
    """Take an item out of play, or a proposal back; its answers stay. The reason is kept."""
    with house.db.writing() as session:
        item = _held(session, item_id)
        authorize(actor, "quiz.retire", about(item, []))
        if item.state == ItemState.RETIRED:
            raise Conflict("quiz.retired")
        _act(session, item, ActKind.RETIRED, author_id(actor), _note(note))
        item.state = ItemState.RETIRED


def bring_back(house: House, actor: Person, item_id: int, note: str) -> None:
    """Put a retired item in play again, with a reason. From then on it is judged anew, by what is answered from now on.

    Raises Conflict for one that was never agreed on, NotFound once its excerpt is gone.
    """
    authorize(actor, "quiz.back")
    with house.db.writing() as session:
        item = _held(session, item_id)
        quiz_shape.alive(session, item_id)
        agreed = any(act.kind == ActKind.AGREED for act in quiz.acts(session, [item_id]).get(item_id, []))
        if item.state != ItemState.RETIRED or not agreed:
            raise Conflict("quiz.not_retired")
        _act(session, item, ActKind.BACK, author_id(actor), _note(note))
        item.state = ItemState.PLAYING


def weigh(session: Session, item: QuizItemRow) -> None:
    """After a first answer: retire an item that turns out weak. The machine is the author, and the numbers are kept. The item is held."""
    item_id = item.id or 0
    if item.state != ItemState.PLAYING or quiz.rights(session, item_id)[1] < LEAST_ANSWERS:
        return
    since = _back_at(quiz.acts(session, [item_id]).get(item_id, []))
    rests = quiz.rests(session)
    found = quality([_first(person, right, rests) for _, person, right in quiz.firsts(session, [item_id], since)])
    if found.weakness is None:
        return
    details = {
        "why": found.weakness.value,
        "count": found.difficulty.count,
        "difficulty": found.difficulty.value,
        "discrimination": found.discrimination,
        "upper_lower": found.index,
    }
    _act(session, item, ActKind.RETIRED, None, "", details)
    item.state = ItemState.RETIRED


def wrong(house: House, actor: Person) -> tuple[WrongView, ...]:
    """What was answered wrong most often in the last thirty days, from five first answers on. By whom is nowhere to be seen."""
    authorize(actor, "quiz.see")
    with house.db.reading() as session:
        since = now() - LATELY
        rates = {item: share(*counts) for item, counts in quiz.lately(session, since).items() if counts[0] and counts[1] >= LEAST_WRONG}
        top = sorted(rates, key=lambda item: (-(rates[item].low or 0.0), item))[:MOST_WRONG]
        found = {item.id: (item, excerpt) for item, excerpt in quiz.items(session, ids=top)}
        given: dict[int, list[Given]] = defaultdict(list)
        for number, answer in quiz.wrong(session, top, since):
            given[number].append(Given.from_json(answer))
        shown = []
        for number in top:
            item, excerpt = found[number]
            if excerpt is None or quiz_shape.gone(item, excerpt):
                continue
            content = Content.from_json(item.content)
            often, times = Counter(_blurred(content, one, excerpt.lines) for one in given[number]).most_common(1)[0]
            shown.append(WrongView(number, excerpt.id or 0, excerpt.title, content, rates[number], Text(*often), times))
        return tuple(shown)


def exported(house: House, actor: Person) -> list[dict[str, Any]]:
    """Every item with how good it is. No answer is anybody's here."""
    authorize(actor, "export")
    with house.db.reading() as session:
        found = quiz.items(session)
        acts = quiz.acts(session, [item.id for item, _ in found])
        qualities = _qualities(session, acts)
        return [_row(item, acts.get(item.id or 0, []), qualities.get(item.id or 0, quality([]))) for item, _ in reversed(found)]


def _row(item: QuizItemRow, acts: Sequence[QuizActRow], found: Quality) -> dict[str, Any]:
    content = Content.from_json(item.content)
    last = acts[-1] if acts else None
    right = Given(at=content.span[0]) if content.span else Given(choice=content.right)
    return {
        "item": item.id,
        "kind": item.kind,
        "state": item.state,
        "excerpt": item.excerpt_id,
        "criterion": item.criterion,
        "question": content.question or content.claim or content.about.zh,
        "right_answer": f"{content.span[0]:g}-{content.span[1]:g}" if content.span else quiz_shape.words(content, right, []).zh,
        "options": " | ".join(one.text.zh for one in content.options),
        "first_answers": found.difficulty.count,
        "difficulty": found.difficulty.value,
        "difficulty_low": found.difficulty.low,
        "difficulty_high": found.difficulty.high,
        "discrimination": found.discrimination if found.enough else None,
        "upper_lower": found.index if found.enough else None,
        "weak": found.weakness.value if found.weakness else "",
        "created_at": item.created_at.isoformat(),
        "reason": (last.note or last.details.get("why", "")) if last and last.kind != ActKind.PROPOSED else "",
    }


def _view(actor: Person, one: Pair, acts: Sequence[QuizActRow], found: Quality, names: Mapping[int, str]) -> ItemView:
    item, excerpt = one
    content, who = Content.from_json(item.content), about(item, list(acts))
    out = quiz_shape.gone(item, excerpt)
    blind = item.state == ItemState.PROPOSED and allowed(actor, "quiz.agree", who)
    agreed = any(act.kind == ActKind.AGREED for act in acts)
    may = {verb for verb in ("quiz.retire", "quiz.back", "quiz.agree") if allowed(actor, verb, who)}
    if item.state == ItemState.RETIRED:
        may.discard("quiz.retire")
    if item.state != ItemState.RETIRED or out or not agreed:
        may.discard("quiz.back")
    if item.state != ItemState.PROPOSED or out:
        may.discard("quiz.agree")
    return ItemView(
        id=item.id or 0,
        kind=ItemKind(item.kind),
        state=ItemState(item.state),
        gone=out,
        excerpt=None if out or excerpt is None else excerpt.id,
        title=excerpt.title if excerpt and not out else "",
        author=names.get(item.author_id or 0, ""),
        content=None if blind else content,
        quality=found,
        acts=() if blind else tuple(_act_view(act, content, excerpt.lines if excerpt and not out else [], names) for act in acts),
        may=frozenset(may),
    )


def _act_view(act: QuizActRow, content: Content, lines: list[dict[str, Any]], names: Mapping[int, str]) -> ActView:
    answer = quiz_shape.words(content, Given.from_json(act.given), lines) if act.given else NO_TEXT
    return ActView(ActKind(act.kind), names.get(act.author_id or 0, ""), act.created_at, act.note, answer, act.details)


def _blurred(content: Content, answer: Given, lines: list[dict[str, Any]]) -> tuple[str, str]:
    """A wrong answer so that those alike are one: of places, the line that is heard there."""
    if answer.at is not None:
        starts = [line["start"] for line in lines if line["start"] is not None and line["start"] <= answer.at + 0.05]
        answer = Given(at=float(starts[-1]) if starts else 0.0)
    said = quiz_shape.words(content, answer, lines)
    return said.zh, said.en


def _qualities(session: Session, acts: Mapping[int, Sequence[QuizActRow]]) -> dict[int, Quality]:
    """By item, of the first answers since it was last brought back, else of all."""
    rests = quiz.rests(session)
    answers: dict[int, list[First]] = defaultdict(list)
    back = {item: at for item, some in acts.items() if (at := _back_at(some)) is not None}
    for item, person, right in quiz.firsts(session):
        if item not in back:
            answers[item].append(_first(person, right, rests))
    for item, at in back.items():
        answers[item] = [_first(person, right, rests) for _, person, right in quiz.firsts(session, [item], at)]
    return {item: quality(given) for item, given in answers.items()}


def _first(person: int, right: bool, rests: Mapping[int, tuple[int, int]]) -> First:
    rights, count = rests[person]
    return First(right, (rights - right) / (count - 1) if count > 1 else None)


def _back_at(acts: Sequence[QuizActRow]) -> datetime | None:
    return max((act.created_at for act in acts if act.kind == ActKind.BACK), default=None)


def _held(session: Session, item_id: int) -> QuizItemRow:
    quiz.hold_item(session, item_id)
    item = session.get(QuizItemRow, item_id)
    if item is None:
        raise NotFound("quiz.no_item", item=item_id)
    return item


def _act(session: Session, item: QuizItemRow, kind: ActKind, author: int | None, note: str, details: dict[str, Any] | None = None) -> None:
    rows.add(session, QuizActRow(item_id=item.id or 0, kind=kind, note=note, details=details or {}, author_id=author))
    rows.note(session, author, f"quiz.{kind.value}", f"quiz:{item.id}")


def _note(note: str) -> str:
    note = note.strip()
    if not 0 < len(note) <= LONGEST_NOTE:
        raise Invalid("quiz.reason", longest=LONGEST_NOTE)
    return note
