"""Back-tests: what another version of a text would find on stored calls, before it is put in force. Nothing is changed by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from qa.access import authorize
from qa.desk import answers, choosing, record, rulebook
from qa.desk.choosing import Choice, Chosen
from qa.desk.house import House, author_id
from qa.errors import Conflict, NotFound
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind, digest
from qa.model.tasks import TaskKind
from qa.rubric.backtest import Change, Tally
from qa.rubric.backtest import CriterionReport as CriterionReport
from qa.rubric.backtest import Measured as Measured
from qa.rubric.backtest import Share as Share
from qa.rubric.book import Book
from qa.rubric.evaluate import evaluate_all
from qa.rubric.texts import Shelf, Source, Sources, over
from qa.store import calls, people, rows, rules, tasks
from qa.store.engine import Session
from qa.store.tables import TaskItemRow, TaskRow

MOST_KEPT = 1_000
"""Of one criterion, so many changed calls are kept to be looked at; all are counted."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions: where its text stood when the back-test was ordered, and the text's digest.

    ``writer``: whose draft it was, as (id, shown name).
    """

    which: str
    digest: str
    version: int | None
    writer: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A call on which a criterion is judged otherwise."""

    call: int
    title: str
    at: datetime
    change: Change


@dataclass(frozen=True, slots=True)
class Report:
    """What a back-test found so far. ``kept``: by (rubric, criterion), how many changed calls can be looked at."""

    key: RuleKey
    candidate: Side
    against: Side
    choice: Choice
    criteria: tuple[CriterionReport, ...]
    kept: Mapping[tuple[str, str], int]


def order(house: House, actor: Person, key: RuleKey, choice: Choice, *, candidate: str, against: str = rulebook.FORCE) -> int:
    """Have a worker try a version of a text against another on stored calls; gives the task.

    ``candidate`` and ``against`` say where the texts stand, as ``rulebook`` has it. Raises NotFound, RubricError for a text that does not
    load, Conflict where no call is chosen or nothing is judged by the text.
    """
    authorize(actor, "rubric.backtest")
    texts = {name: rulebook.text_of(house, actor, key, which) for name, which in (("new", candidate), ("old", against))}
    here = house.rules.shelf
    shelves = {name: Shelf(over(here.sources, {key: text}), here) for name, text in texts.items()}
    names = _judges(shelves, key)
    if not names:
        raise Conflict("tasks.judges_nothing", name=key.path)
    chosen = choosing.ids(house, choice)
    if not chosen:
        raise Conflict("tasks.no_calls")
    sides = {name: _parts(shelf, names) for name, shelf in shelves.items()}
    asked = {
        "choice": choice.to_json(),
        "calls": chosen,
        "rubrics": names,
        "candidate": _side(house, actor, shelves["new"], key, candidate),
        "against": _side(house, actor, shelves["old"], key, against),
        **{name: {str(part): digest(source.text) for part, source in side.items()} for name, side in sides.items()},
    }
    with house.db.writing() as session:
        rules.keep_texts(session, [source.text for side in sides.values() for source in side.values()])
        task = TaskRow(kind=TaskKind.BACKTEST, subject=str(key), asked=asked, total=len(chosen), author_id=author_id(actor))
        rows.add(session, task)
        rows.note(session, author_id(actor), "rule.backtest", f"task:{task.id}", text=str(key), calls=len(chosen))
        assert task.id is not None
        return task.id


def report(house: House, actor: Person, task_id: int) -> Report:
    """What a back-test found so far. Raises NotFound."""
    authorize(actor, "rubric.backtest")
    with house.db.reading() as session:
        task = _task(session, task_id)
        kept = tasks.count_items(session, task_id)
    return Report(
        key=RuleKey.of(task.subject),
        candidate=_shown(task.asked["candidate"]),
        against=_shown(task.asked["against"]),
        choice=Choice.from_json(task.asked["choice"]),
        criteria=Tally.from_json(task.result).report(),
        kept={(rubric, criterion): count for name, count in kept.items() for rubric, _, criterion in [name.partition("/")]},
    )


def hits(house: House, actor: Person, task_id: int, rubric: str, criterion: str, *, limit: int = 20, offset: int = 0) -> tuple[Hit, ...]:
    """The calls on which a criterion is judged otherwise, the newest call first."""
    authorize(actor, "rubric.backtest")
    with house.db.reading() as session:
        _task(session, task_id)
        found = tasks.items(session, task_id, key=f"{rubric}/{criterion}", limit=limit, offset=offset)
        listed = {call.id: call for call, _ in calls.listed(session, ids=[row.call_id for row in found], limit=limit)}
    return tuple(
        Hit(row.call_id, call.title, call.started_at or call.created_at, Change.from_json(row.content))
        for row in found
        for call in [listed[row.call_id]]
    )


class Bench:
    """Both versions of a back-test, ready: made once for all its pieces."""

    def __init__(self, house: House, task: TaskRow) -> None:
        asked = task.asked
        with house.db.reading() as session:
            texts = rules.texts(session, [*asked["old"].values(), *asked["new"].values()])
        old, new = (_sources(asked[side], texts) for side in ("old", "new"))
        before = Shelf(old)
        self._old, self._new = (_book(shelf, asked["rubrics"]) for shelf in (before, Shelf(new, before)))

    def compare(self, tally: Tally, one: Chosen) -> tuple[Change, ...]:
        """Count one call in; gives what is judged otherwise."""
        call = record.heard_call(one.call, one.recording, one.transcript)
        old, new = (evaluate_all(book.rubrics, call, answers.known(book, call, one.given)) for book in (self._old, self._new))
        return tally.add(old, new, one.judged)


def piece(bench: Bench, task: TaskRow, some: Sequence[Chosen], kept: Mapping[str, int]) -> tuple[dict[str, Any], list[TaskItemRow]]:
    """Go through some calls; gives the numbers so far and what is to be kept of these calls."""
    tally = Tally.from_json(task.result)
    count = dict(kept)
    items = []
    for one in some:
        for change in bench.compare(tally, one):
            key = f"{change.rubric}/{change.criterion}"
            count[key] = count.get(key, 0) + 1
            if count[key] <= MOST_KEPT:
                items.append(TaskItemRow(task_id=task.id or 0, key=key, call_id=one.call.id or 0, content=change.to_json()))
    return tally.to_json(), items


def _task(session: Session, task_id: int) -> TaskRow:
    task = rows.get(session, TaskRow, task_id)
    if task.kind != TaskKind.BACKTEST:
        raise NotFound("store.no_row", what="task", key=task_id)
    return task


def _judges(shelves: Mapping[str, Shelf], key: RuleKey) -> list[str]:
    """The rubrics that are to be run: those that the text has a say in, in either version."""
    for shelf in shelves.values():
        if (fault := shelf.fault(key)) is not None:
            raise fault
    found = {name for shelf in shelves.values() for name in shelf.users(key)}
    for shelf in shelves.values():
        for name in found & {*shelf.names}:
            shelf.rubric(name)
    return sorted(found)


def _parts(shelf: Shelf, names: Sequence[str]) -> dict[RuleKey, Source]:
    keys = {RuleKey(RuleKind.RUBRIC, name) for name in names if name in shelf.names}
    keys |= {part for name in names if name in shelf.names for part in shelf.uses(name)}
    return {key: shelf.sources[key] for key in sorted(keys)}


def _side(house: House, actor: Person, shelf: Shelf, key: RuleKey, which: str) -> dict[str, Any]:
    version = shelf.rubric(key.name).version if key.kind is RuleKind.RUBRIC else None
    place, _, number = which.partition(":")
    writer = None
    if place == rulebook.DRAFT:
        person = int(number or actor.id)
        with house.db.reading() as session:
            writer = [person, people.shown(session, [person]).get(person, "")]
    return {"which": which, "digest": digest(shelf.sources[key].text), "version": version, "writer": writer}


def _shown(plain: Mapping[str, Any]) -> Side:
    writer = plain.get("writer")
    return Side(plain["which"], plain["digest"], plain["version"], (writer[0], writer[1]) if writer else None)


def _sources(kept: Mapping[str, str], texts: Mapping[str, str]) -> Sources:
    return over({}, {RuleKey.of(name): texts[found] for name, found in kept.items()})


def _book(shelf: Shelf, names: Sequence[str]) -> Book:
    book = shelf.book()
    return replace(book, rubrics=tuple(rubric for rubric in book.rubrics if rubric.id in names))
