"""Judging stored calls again by the rules in force: an explicit act, with a list of what it changes that somebody confirms first.

Changing a rubric alone never changes a past score. New evaluations are added beside the old ones; what people decided stays tied to what
they judged, and a published review shows what it was published with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from qa.access import authorize
from qa.desk import answers, choosing, record, scoring
from qa.desk.choosing import Choice, Chosen
from qa.desk.house import House, author_id
from qa.errors import Conflict, NotFound
from qa.model.finding import Evaluation, Verdict
from qa.model.people import Person
from qa.model.score import Score, Scored, fold
from qa.model.tasks import TaskKind, TaskState
from qa.model.text import Text
from qa.rubric.book import Book
from qa.store import calls, reviews, rows, tasks
from qa.store.engine import Session
from qa.store.tables import CallRow, TaskItemRow, TaskRow, TranscriptRow, now

CHANGED, SAME, HERE = "changed", "same", "here"


@dataclass(frozen=True, slots=True)
class Turn:
    """A criterion whose verdict becomes another; None where it is new, or gone."""

    rubric: str
    criterion: str
    title: Text
    before: Verdict | None
    after: Verdict | None


@dataclass(frozen=True, slots=True)
class Rescored:
    """A call in the list: the machine's score before and after (per cent, None where nothing applied), and what turns.

    ``published``: a review of it is published and stays as it is. ``drafts``: so many decisions in drafts stand on what turns.
    """

    call: int
    title: str
    at: datetime
    before: float | None
    after: float | None
    fatal_before: bool
    fatal_after: bool
    turns: tuple[Turn, ...]
    published: bool
    drafts: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a re-evaluation changes: ``changed`` calls, ``same`` ones that only carry new versions, ``here`` ones that have them already.

    ``rubrics``: by which version each rubric judges. ``stale``: the rules have changed since the list was made.
    """

    choice: Choice
    rubrics: Mapping[str, int]
    changed: int
    same: int
    here: int
    mean_before: float | None
    mean_after: float | None
    stale: bool


def order(house: House, actor: Person, choice: Choice) -> int:
    """Have a worker list what judging calls again would change; gives the task. Raises RubricError, Conflict where no call is chosen."""
    authorize(actor, "rubric.reevaluate")
    book = house.book
    chosen = choosing.ids(house, choice)
    if not chosen:
        raise Conflict("tasks.no_calls")
    asked = {"choice": choice.to_json(), "calls": chosen, "rules": _fingerprint(book), "versions": {r.id: r.version for r in book.rubrics}}
    with house.db.writing() as session:
        task = rows.add(session, TaskRow(kind=TaskKind.REEVALUATE, asked=asked, total=len(chosen), author_id=author_id(actor)))
        rows.note(session, author_id(actor), "rule.relist", f"task:{task.id}", calls=len(chosen))
        assert task.id is not None
        return task.id


def listing(house: House, actor: Person, task_id: int) -> Listing:
    """What the list says so far. Raises NotFound, RubricError."""
    authorize(actor, "rubric.reevaluate")
    with house.db.reading() as session:
        task = _task(session, task_id)
    told = {**_EMPTY, **task.result}
    counted = told["scored"]
    return Listing(
        choice=Choice.from_json(task.asked["choice"]),
        rubrics=task.asked["versions"],
        changed=told[CHANGED],
        same=told[SAME],
        here=told[HERE],
        mean_before=told["before"] / counted if counted else None,
        mean_after=told["after"] / counted if counted else None,
        stale=task.state == TaskState.LISTED and task.asked["rules"] != _fingerprint(house.book),
    )


def listed(house: House, actor: Person, task_id: int, *, limit: int = 50, offset: int = 0) -> tuple[Rescored, ...]:
    """The calls that change, the newest first."""
    authorize(actor, "rubric.reevaluate")
    with house.db.reading() as session:
        _task(session, task_id)
        found = tasks.items(session, task_id, key=CHANGED, limit=limit, offset=offset)
        about = {call.id: call for call, _ in calls.listed(session, ids=[row.call_id for row in found], limit=limit)}
    return tuple(_rescored(about[row.call_id], row.content) for row in found)


def confirm(house: House, actor: Person, task_id: int) -> None:
    """Do what the list says: a worker judges the calls again. Raises Conflict where it is not listed, or the rules changed since."""
    authorize(actor, "rubric.reevaluate")
    rules_now = _fingerprint(house.book)
    with house.db.writing() as session:
        task = _task(session, task_id)
        if task.state != TaskState.LISTED:
            raise Conflict("tasks.not_listed")
        if task.asked["rules"] != rules_now:
            raise Conflict("tasks.stale")
        moved = tasks.advance(
            session, task, state=TaskState.CONFIRMED, done=0, worker="", confirmed_by=author_id(actor), confirmed_at=now(), ended_at=None
        )
        if not moved:
            raise Conflict("tasks.not_listed")
        rows.note(session, author_id(actor), "rule.reevaluate", f"task:{task_id}", calls=task.total)


def preview(house: House, session: Session, task: TaskRow, some: Sequence[Chosen]) -> tuple[dict[str, Any], list[TaskItemRow]]:
    """Compare what stands with what would be; gives the numbers so far and the calls that change. Raises Conflict once rules changed."""
    book = _book(house, task)
    told = {**_EMPTY, **task.result}
    items = []
    published = reviews.of_calls(session, [one.call.id or 0 for one in some])
    for one in some:
        stands = record.evaluation_views(session, one.transcript, None)
        after = scoring.evaluate(book, one.call, one.recording, one.transcript, one.given)
        if {e.rubric: e.hash for e in stands} == {e.rubric: e.hash for e in after}:
            told[HERE] += 1
            continue
        scores = record.score_of(stands), _score(after)
        turns = _turns({(f.rubric, f.criterion): (f.verdict, f.title) for e in stands for f in e.findings}, after)
        percents = tuple(score.total.percent for score in scores)
        if None not in percents:
            told["scored"] += 1
            told["before"] += percents[0]
            told["after"] += percents[1]
        if not turns and percents[0] == percents[1]:
            told[SAME] += 1
            continue
        told[CHANGED] += 1
        found = published.get(one.call.id or 0, [])
        content = {
            "before": percents[0],
            "after": percents[1],
            "fatal": [bool(score.fatal) for score in scores],
            "turns": [asdict(turn) for turn in turns],
            "published": any(review.state == "published" for review in found),
            "drafts": sum((turn.rubric, turn.criterion) in one.judged for turn in turns),
        }
        items.append(TaskItemRow(task_id=task.id or 0, key=CHANGED, call_id=one.call.id or 0, content=content))
    return told, items


def prepare(house: House, task: TaskRow, some: Sequence[Chosen]) -> tuple[Book, list[tuple[Chosen, tuple[Evaluation, ...]]]]:
    """Judge some calls again, and write nothing yet. Raises Conflict once the rules are not those of the list."""
    book = _book(house, task)
    return book, [(one, scoring.evaluate(book, one.call, one.recording, one.transcript, one.given)) for one in some]


def write(house: House, session: Session, book: Book, judged: Sequence[tuple[Chosen, tuple[Evaluation, ...]]]) -> None:
    """Write the new evaluations down; a call whose words were corrected meanwhile was judged by the rules in force then."""
    for one, evaluations in judged:
        newest = calls.transcript(session, one.call.id or 0)
        if newest is not None and newest.id == one.transcript.id:
            call = rows.get(session, CallRow, one.call.id)
            row = rows.get(session, TranscriptRow, newest.id)
            scoring.keep(session, book, call, row, evaluations)
            answers.want(session, house, call, row)


_EMPTY: dict[str, Any] = {CHANGED: 0, SAME: 0, HERE: 0, "scored": 0, "before": 0.0, "after": 0.0}


def _book(house: House, task: TaskRow) -> Book:
    book = house.book
    if _fingerprint(book) != task.asked["rules"]:
        raise Conflict("tasks.stale")
    return book


def _fingerprint(book: Book) -> dict[str, str]:
    return {rubric.id: rubric.hash for rubric in book.rubrics}


def _score(evaluations: Sequence[Evaluation]) -> Score:
    return fold(Scored(e.rubric, f.criterion, f.verdict, f.points, f.max_points, f.severity) for e in evaluations for f in e.findings)


def _turns(stood: Mapping[tuple[str, str], tuple[Verdict, Text]], after: Sequence[Evaluation]) -> list[Turn]:
    becomes = {(e.rubric, f.criterion): (f.verdict, f.title) for e in after for f in e.findings}
    found = []
    for key in (*becomes, *(key for key in stood if key not in becomes)):
        before, now_ = stood.get(key), becomes.get(key)
        if (before and before[0]) != (now_ and now_[0]):
            title = (now_ or before or (None, Text("", "")))[1]
            found.append(Turn(*key, title, before[0] if before else None, now_[0] if now_ else None))
    return found


def _rescored(call: CallRow, told: Mapping[str, Any]) -> Rescored:
    return Rescored(
        call=call.id or 0,
        title=call.title,
        at=call.started_at or call.created_at,
        before=told["before"],
        after=told["after"],
        fatal_before=told["fatal"][0],
        fatal_after=told["fatal"][1],
        turns=tuple(_turn(one) for one in told["turns"]),
        published=told["published"],
        drafts=told["drafts"],
    )


def _turn(plain: Mapping[str, Any]) -> Turn:
    before, after = (Verdict(plain[name]) if plain[name] else None for name in ("before", "after"))
    return Turn(plain["rubric"], plain["criterion"], Text(**plain["title"]), before, after)


def _task(session: Session, task_id: int) -> TaskRow:
    task = rows.get(session, TaskRow, task_id)
    if task.kind != TaskKind.REEVALUATE:
        raise NotFound("store.no_row", what="task", key=task_id)
    return task
