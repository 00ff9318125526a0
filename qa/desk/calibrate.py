"""Calibration: several people judge the same calls by themselves. Nobody sees what others say until all have handed in.

Not even the machine's verdicts are shown: whoever sees one leans towards it. What is answered here is no review: no agent sees it and no
score changes by it.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from qa.access import JUDGES, About, allowed, authorize
from qa.desk import notices, record
from qa.desk.calibration_views import Answer, MemberView, Part, Question, SetCallView, SetState, SetView, SheetView, Stage
from qa.desk.house import House, author_id
from qa.errors import Conflict, Invalid, NotFound
from qa.model.appeal import NoticeKind
from qa.model.call import CallState
from qa.model.finding import Severity, Verdict
from qa.model.people import Person, Role
from qa.model.text import Text
from qa.store import calibrations, calls, people, rows
from qa.store.engine import Session
from qa.store.tables import CallRow, EvaluationRow, FindingRow, PersonRow, RecordingRow, TranscriptRow, now
from qa.store.tables_calibration import CalibrationAnswerRow, CalibrationCallRow, CalibrationMemberRow, CalibrationRow

LONGEST_TITLE, LONGEST_NOTE, LONGEST_COMMENT = 120, 2000, 2000
MOST_CALLS, MOST_PEOPLE = 60, 40
FEWEST_PEOPLE = 2
SURE_PEOPLE = 3
"""With fewer nobody can be held against a majority of the others."""


def make(
    house: House,
    actor: Person,
    *,
    title: str,
    call_ids: Sequence[int],
    person_ids: Sequence[int],
    expert: int | None = None,
    due: datetime | None = None,
    rubrics: Collection[str] = (),
    note: str = "",
) -> int:
    """A new set: ``call_ids`` that ``person_ids`` judge, one of them perhaps the ``expert``; ``rubrics`` that are asked, all if empty.

    What is judged is fixed now: the words and evaluations of this moment. Raises Invalid, and Conflict for a call that is not ready.
    """
    authorize(actor, "calibration.run")
    title, note = title.strip(), note.strip()
    wanted, asked = list(dict.fromkeys(call_ids)), list(dict.fromkeys(person_ids))
    if expert is not None and expert not in asked:
        asked.append(expert)
    if not 0 < len(title) <= LONGEST_TITLE or len(note) > LONGEST_NOTE:
        raise Invalid("calibration.title", longest=LONGEST_TITLE)
    if not 0 < len(wanted) <= MOST_CALLS:
        raise Invalid("calibration.calls", most=MOST_CALLS)
    if not FEWEST_PEOPLE <= len(asked) <= MOST_PEOPLE:
        raise Invalid("calibration.people", fewest=FEWEST_PEOPLE, most=MOST_PEOPLE)
    with house.db.writing() as session:
        _check_people(session, asked)
        row = CalibrationRow(title=title, note=note, rubrics=sorted(rubrics), expert_id=expert, due_at=due, author_id=author_id(actor))
        rows.add(session, row)
        assert row.id is not None
        for position, call_id in enumerate(wanted):
            session.add(_pinned(session, row, call_id, position, asked))
        for person in asked:
            session.add(CalibrationMemberRow(calibration_id=row.id, person_id=person))
        rows.note(session, author_id(actor), "calibration.make", f"calibration:{row.id}", calls=wanted, people=asked)
        _tell(session, actor, row, NoticeKind.INVITED, asked)
        return row.id


def drawn(house: House, actor: Person, count: int, *, rubrics: Collection[str] = ()) -> tuple[int, ...]:
    """Calls drawn at random that are ready, in no review yet and in no set: nobody has an opinion on them."""
    authorize(actor, "calibration.run")
    with house.db.reading() as session:
        fresh = calibrations.fresh(session, tuple(rubrics))
    return tuple(sorted(secrets.SystemRandom().sample(fresh, min(max(count, 0), MOST_CALLS, len(fresh)))))


def listed(house: House, actor: Person) -> tuple[SetView, ...]:
    """All sets for those who run them, one's own for others: the newest first."""
    authorize(actor, "calibration.list")
    with house.db.reading() as session:
        mine = None if allowed(actor, "calibration.run") else actor.id
        return views(session, actor, calibrations.listed(session, person_id=mine))


def waiting(house: House, actor: Person) -> int:
    """How many open sets wait for the reader's own answers."""
    authorize(actor, "calibration.list")
    with house.db.reading() as session:
        return calibrations.waiting(session, actor.id)


def one(house: House, actor: Person, set_id: int) -> SetView:
    """One set, as far as it may be known: who has handed in, and one's own answers' number. Raises NotFound."""
    with house.db.reading() as session:
        row = opened(session, actor, set_id)
        return views(session, actor, [row])[0]


def sheet(house: House, actor: Person, set_id: int, call_id: int) -> SheetView:
    """A call to judge, with the reader's own answers. Raises NotFound."""
    with house.db.reading() as session:
        row = opened(session, actor, set_id)
        (view,) = views(session, actor, [row])
        authorize(actor, "calibration.answer", _about(view.members))
        item, call = item_of(session, set_id, call_id)
        given = {a.finding_id: a for a in calibrations.answers(session, [set_id], actor.id)}
        return SheetView(
            set=view,
            stage=stage(session, item, call),
            parts=_parts(calibrations.findings(session, item.evaluations), given),
            editable=not view.closed and view.mine is not None and view.mine.done_at is None,
        )


def answer(house: House, actor: Person, set_id: int, call_id: int, given: Mapping[int, Answer]) -> None:
    """Keep answers (by finding) of the own sheet as they are made; another answer to the same is added, and the last one counts.

    Raises Conflict once handed in or closed, Invalid, NotFound.
    """
    with house.db.writing() as session:
        calibrations.hold(session, set_id)
        row = opened(session, actor, set_id)
        mine = _own_part(session, actor, row)
        item, _ = item_of(session, set_id, call_id)
        if row.state != SetState.OPEN or mine.done_at is not None:
            raise Conflict("calibration.handed_in")
        asked = {finding.id for finding, _ in calibrations.findings(session, item.evaluations)}
        before = {a.finding_id: a for a in calibrations.answers(session, [set_id], actor.id)}
        for finding, said in given.items():
            if finding not in asked:
                raise NotFound("store.no_row", what="finding", key=finding)
            comment = _checked(said)
            last = before.get(finding)
            if last is not None and (last.verdict, last.comment, last.at_s) == (said.verdict, comment, said.at_s):
                continue
            rows.add(
                session,
                CalibrationAnswerRow(
                    calibration_id=set_id,
                    call_id=call_id,
                    finding_id=finding,
                    person_id=actor.id,
                    verdict=said.verdict,
                    comment=comment,
                    at_s=said.at_s,
                ),
            )


def hand_in(house: House, actor: Person, set_id: int, *, blanks: bool = False) -> SetView:
    """Hand the own sheet in: nothing in it changes any more. The last one to do so closes the set.

    ``blanks``: whether it is meant that some questions have no answer. Raises Conflict otherwise.
    """
    with house.db.writing() as session:
        calibrations.hold(session, set_id)
        row = opened(session, actor, set_id)
        mine = _own_part(session, actor, row)
        if row.state != SetState.OPEN or mine.done_at is not None:
            raise Conflict("calibration.handed_in")
        (view,) = views(session, actor, [row])
        assert view.mine is not None
        missing = view.criteria - view.mine.answered
        if missing and not blanks:
            raise Conflict("calibration.blanks", count=missing)
        mine.done_at = now()
        session.flush()
        if all(member.done_at is not None for member in calibrations.members(session, [set_id])):
            row.state, row.closed_at = SetState.CLOSED, now()
            _meeting(session, actor, row)
        rows.note(session, author_id(actor), "calibration.hand_in", f"calibration:{set_id}", blanks=missing)
        session.flush()
        return views(session, actor, [row])[0]


def close(house: House, actor: Person, set_id: int, reason: str) -> None:
    """Close a set before all have handed in; what they have answered until now counts. The reason stays with the set."""
    authorize(actor, "calibration.run")
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_NOTE:
        raise Invalid("calibration.reason", longest=LONGEST_NOTE)
    with house.db.writing() as session:
        calibrations.hold(session, set_id)
        row = rows.get(session, CalibrationRow, set_id)
        if row.state != SetState.OPEN:
            raise Conflict("calibration.closed")
        row.state, row.closed_at, row.closed_by, row.early = SetState.CLOSED, now(), author_id(actor), reason
        rows.note(session, author_id(actor), "calibration.close", f"calibration:{set_id}", reason=reason)
        _meeting(session, actor, row)


def judges(house: House, actor: Person) -> tuple[Person, ...]:
    """Who can be asked to take part."""
    authorize(actor, "calibration.run")
    with house.db.reading() as session:
        found = [row for role in JUDGES for row in people.with_role(session, role)]
        return tuple(Person(row.id or 0, row.name, row.shown, Role(row.role), row.team) for row in found)


def opened(session: Session, actor: Person, set_id: int) -> CalibrationRow:
    """The set, for those who may know of it. Raises NotFound, Forbidden."""
    row = rows.get(session, CalibrationRow, set_id)
    members = frozenset(member.person_id for member in calibrations.members(session, [set_id]))
    authorize(actor, "calibration.see", About(members=members))
    return row


def stage(session: Session, item: CalibrationCallRow, call: CallRow) -> Stage:
    recording = session.get(RecordingRow, call.recording_id) if call.recording_id else None
    said = record.transcript_of(rows.get(session, TranscriptRow, item.transcript_id))
    return Stage(item.call_id, call.title, call.duration, record.sound_view(call, recording), said)


def _about(members: Collection[MemberView]) -> About:
    return About(members=frozenset(member.person for member in members))


def _own_part(session: Session, actor: Person, row: CalibrationRow) -> CalibrationMemberRow:
    members = calibrations.members(session, [row.id])
    authorize(actor, "calibration.answer", About(members=frozenset(member.person_id for member in members)))
    return next(member for member in members if member.person_id == actor.id)


def item_of(session: Session, set_id: int, call_id: int) -> tuple[CalibrationCallRow, CallRow]:
    """A call of a set. Raises NotFound."""
    for item, call in calibrations.calls(session, set_id):
        if item.call_id == call_id:
            return item, call
    raise NotFound("desk.no_call", call=call_id)


def _meeting(session: Session, actor: Person, row: CalibrationRow) -> None:
    """Whoever judged, and whoever asked them, can meet from now on."""
    members = [member.person_id for member in calibrations.members(session, [row.id])]
    _tell(session, actor, row, NoticeKind.MEETING, [*members, row.author_id])


def _tell(session: Session, actor: Person, row: CalibrationRow, kind: NoticeKind, to: Iterable[int | None]) -> None:
    notices.tell(session, actor, to, kind, about=Text(row.title, row.title), subject=f"calibration:{row.id}")


def _check_people(session: Session, asked: Sequence[int]) -> None:
    for person in asked:
        row = rows.get(session, PersonRow, person)
        if not row.active or Role(row.role) not in JUDGES:
            raise Invalid("calibration.no_judge", who=row.shown)


def _pinned(session: Session, row: CalibrationRow, call_id: int, position: int, asked: Sequence[int]) -> CalibrationCallRow:
    """A call with what is judged of it."""
    call = rows.get(session, CallRow, call_id)
    words = calls.transcript(session, call_id)
    found = calls.evaluations(session, words.id) if words is not None and words.id is not None else []
    found = [one for one in found if not row.rubrics or one.rubric in row.rubrics]
    if call.state != CallState.READY or words is None or not calls.findings(session, [one.id for one in found]):
        raise Conflict("calibration.not_ready", call=call.title)
    if call.agent_id in asked:
        raise Invalid("calibration.own_call", call=call.title, who=people.shown(session, [call.agent_id]).get(call.agent_id or 0, ""))
    return CalibrationCallRow(
        calibration_id=row.id or 0,
        call_id=call_id,
        position=position,
        transcript_id=words.id or 0,
        evaluations=[one.id for one in found if one.id is not None],
    )


def _checked(said: Answer) -> str:
    comment = said.comment.strip()
    if said.verdict is Verdict.UNSCORED:
        raise Invalid("desk.verdict", verdict=said.verdict)
    if len(comment) > LONGEST_COMMENT:
        raise Invalid("desk.too_long", longest=LONGEST_COMMENT)
    if said.at_s is not None and not 0 <= said.at_s < 10_000_000:
        raise Invalid("calibration.second")
    return comment


def _parts(found: Sequence[tuple[FindingRow, EvaluationRow]], given: Mapping[int, CalibrationAnswerRow]) -> tuple[Part, ...]:
    parts: dict[int, list[Question]] = {}
    titles: dict[int, Text] = {}
    for finding, evaluation in found:
        assert finding.id is not None
        titles[finding.evaluation_id] = Text(evaluation.title_zh, evaluation.title_en)
        mine = given.get(finding.id)
        parts.setdefault(finding.evaluation_id, []).append(
            Question(
                finding=finding.id,
                rubric=evaluation.rubric,
                criterion=finding.criterion,
                title=Text(finding.title_zh, finding.title_en),
                why=Text(finding.why_zh, finding.why_en),
                severity=Severity(finding.severity),
                answer=Answer(Verdict(mine.verdict), mine.comment, mine.at_s) if mine else None,
            )
        )
    return tuple(Part(titles[key], tuple(questions)) for key, questions in parts.items())


def views(session: Session, actor: Person, found: Sequence[CalibrationRow]) -> tuple[SetView, ...]:
    """Sets as the reader may know them."""
    members: dict[int, list[CalibrationMemberRow]] = {}
    for member in calibrations.members(session, [row.id for row in found]):
        members.setdefault(member.calibration_id, []).append(member)
    names = people.shown(
        session, [i for row in found for i in (row.author_id, row.closed_by)] + [m.person_id for ms in members.values() for m in ms]
    )
    counted = calibrations.counted(session, [row.id for row in found])
    return tuple(_view(session, actor, row, members.get(row.id or 0, []), names, counted) for row in found)


def _view(
    session: Session,
    actor: Person,
    row: CalibrationRow,
    members: Sequence[CalibrationMemberRow],
    names: Mapping[int, str],
    counted: Mapping[tuple[int, int], int],
) -> SetView:
    assert row.id is not None
    items = calibrations.calls(session, row.id)
    sizes = calibrations.sizes(session, [item.evaluations for item, _ in items])
    own = Counter(given.call_id for given in calibrations.answers(session, [row.id], actor.id))
    shown = tuple(
        MemberView(m.person_id, names.get(m.person_id, ""), m.person_id == row.expert_id, counted.get((row.id, m.person_id), 0), m.done_at)
        for m in members
    )
    about = _about(shown)
    verbs = ("calibration.see", "calibration.answer", "calibration.run")
    return SetView(
        id=row.id,
        title=row.title,
        note=row.note,
        state=SetState(row.state),
        author=names.get(row.author_id or 0, ""),
        created_at=row.created_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        closed_by=names.get(row.closed_by or 0, ""),
        early=row.early,
        criteria=sum(sizes),
        calls=tuple(
            SetCallView(item.call_id, call.title, call.duration, size, own[item.call_id])
            for (item, call), size in zip(items, sizes, strict=True)
        ),
        members=shown,
        mine=next((one for one in shown if one.person == actor.id), None),
        may=frozenset(verb for verb in verbs if allowed(actor, verb, about)),
    )
