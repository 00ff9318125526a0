"""After calibration: what the answers say of criteria and graders, the points that people differ on, and what is agreed on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from qa.access import authorize
from qa.desk import calibrate
from qa.desk.calibrate import SURE_PEOPLE
from qa.desk.calibration_views import (
    CriterionResult,
    GoldView,
    GraderResult,
    MeetingView,
    PointView,
    ResultView,
    SetState,
    SetView,
    Stage,
    Voice,
)
from qa.desk.house import House, author_id
from qa.errors import Conflict, Invalid, NotFound
from qa.model.agreement import Agreement, agreement
from qa.model.alpha import Alpha, alpha
from qa.model.call import Transcript
from qa.model.finding import Evidence, How, Severity, Verdict
from qa.model.graders import leaning, majority, pairs
from qa.model.people import Person
from qa.model.text import Text
from qa.store import calibrations, people, rows
from qa.store.engine import Session
from qa.store.tables import EvaluationRow, FindingRow
from qa.store.tables_calibration import CalibrationAnswerRow, CalibrationRow, GoldRow

TENTATIVE = 0.667
"""Below this alpha not even tentative conclusions should be drawn; from 0.800 on data are relied on (Krippendorff 2004, Content Analysis,
second edition, page 241)."""
RELIABLE = 0.8

Given = Mapping[int, Mapping[int, str]]
"""By person, the verdict on each finding."""


def result(house: House, actor: Person, set_id: int) -> ResultView:
    """What a closed set says. Raises Conflict while it is open, NotFound."""
    with house.db.reading() as session:
        row, view = _closed(session, actor, set_id)
        points = _points(session, row)
    given: dict[int, dict[int, str]] = {member.person: {} for member in view.members}
    for point in points:
        for voice in point.voices:
            given.setdefault(voice.person, {})[point.finding] = voice.verdict.value
    machine = {point.finding: point.machine.value for point in points if point.machine is not Verdict.UNSCORED}
    most = {point.finding: said for point in points if (said := majority(voice.verdict.value for voice in point.voices))}
    disputed = [point for point in points if point.disputed]
    return ResultView(
        set=view,
        overall=_overall(points),
        criteria=_criteria(points),
        graders=tuple(_grader(view, person, given, machine) for person in given),
        machine=agreement(pairs(machine, most)),
        points=len(points),
        disputed=len(disputed),
        settled=sum(bool(point.gold) for point in disputed),
        gold=sum(bool(point.gold) for point in points),
        unanimous_open=sum(point.unanimous is not None and not point.gold for point in points),
    )


def meeting(house: House, actor: Person, set_id: int) -> MeetingView:
    """All points of a closed set, with who said what. Raises Conflict while it is open, NotFound."""
    with house.db.reading() as session:
        row, view = _closed(session, actor, set_id)
        return MeetingView(view, _points(session, row))


def stage(house: House, actor: Person, set_id: int, call_id: int) -> Stage:
    """A call of a closed set, to hear what people differ on. Raises Conflict while it is open, NotFound."""
    with house.db.reading() as session:
        _closed(session, actor, set_id)
        return calibrate.stage(session, *calibrate.item_of(session, set_id, call_id))


def agree(house: House, actor: Person, set_id: int, finding_id: int, verdict: Verdict | str, note: str = "") -> None:
    """Write down what the meeting agreed on; another word on the same point is added, and the last one counts."""
    authorize(actor, "calibration.run")
    note = note.strip()
    if verdict not in (Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE):
        raise Invalid("desk.verdict", verdict=str(verdict))
    if len(note) > calibrate.LONGEST_COMMENT:
        raise Invalid("desk.too_long", longest=calibrate.LONGEST_COMMENT)
    with house.db.writing() as session:
        row, _ = _closed(session, actor, set_id)
        point = next((one for one in _points(session, row) if one.finding == finding_id), None)
        if point is None:
            raise NotFound("store.no_row", what="finding", key=finding_id)
        last = point.gold[-1] if point.gold else None
        if last is not None and (last.verdict, last.note) == (Verdict(verdict), note):
            return
        _write(session, actor, set_id, point, Verdict(verdict), note)
        rows.note(session, author_id(actor), "calibration.agree", f"calibration:{set_id}", finding=finding_id, verdict=str(verdict))


def agree_all(house: House, actor: Person, set_id: int) -> int:
    """Take what everybody said with one voice into the gold set, as far as it is not there; gives how many."""
    authorize(actor, "calibration.run")
    with house.db.writing() as session:
        calibrations.hold(session, set_id)
        row, _ = _closed(session, actor, set_id)
        found = [point for point in _points(session, row) if point.unanimous is not None and not point.gold]
        for point in found:
            assert point.unanimous is not None
            _write(session, actor, set_id, point, point.unanimous, "", unanimous=True)
        if found:
            rows.note(session, author_id(actor), "calibration.agree_all", f"calibration:{set_id}", count=len(found))
        return len(found)


EXPORTED = [
    *("set", "title", "closed_at", "call", "call_title", "rubric", "criterion", "person", "expert", "verdict", "comment", "at_s"),
    *("machine", "agreed", "agreed_note", "agreed_by", "agreed_at"),
]


def exported(house: House, actor: Person) -> list[dict[str, Any]]:
    """Every answer of every closed set, with the machine's verdict and what was agreed on."""
    authorize(actor, "export")
    with house.db.reading() as session:
        return [
            dict(zip(EXPORTED, (*_line(row, titles[point.call], point, voice), *_agreed(point)), strict=True))
            for row in reversed(calibrations.listed(session, state=SetState.CLOSED))
            for titles in [{item.call_id: call.title for item, call in calibrations.calls(session, row.id or 0)}]
            for point in _points(session, row)
            for voice in point.voices
        ]


def _line(row: CalibrationRow, call: str, point: PointView, voice: Voice) -> tuple[Any, ...]:
    closed = row.closed_at.isoformat() if row.closed_at else None
    said = (voice.name, voice.expert, voice.verdict.value, voice.comment, voice.at_s)
    return row.id, row.title, closed, point.call, call, point.rubric, point.criterion, *said


def _agreed(point: PointView) -> tuple[Any, ...]:
    gold = point.gold[-1] if point.gold else None
    said = (gold.verdict.value, gold.note, gold.author, gold.at.isoformat()) if gold else (None, "", "", None)
    return point.machine.value, *said


def _write(session: Session, actor: Person, set_id: int, point: PointView, verdict: Verdict, note: str, *, unanimous: bool = False) -> None:
    finding = rows.get(session, FindingRow, point.finding)
    rows.add(
        session,
        GoldRow(
            calibration_id=set_id,
            call_id=point.call,
            finding_id=point.finding,
            rubric=point.rubric,
            version=rows.get(session, EvaluationRow, finding.evaluation_id).version,
            criterion=point.criterion,
            verdict=verdict,
            note=note,
            unanimous=unanimous,
            author_id=author_id(actor),
        ),
    )


def _closed(session: Session, actor: Person, set_id: int) -> tuple[CalibrationRow, SetView]:
    row = calibrate.opened(session, actor, set_id)
    if row.state != SetState.CLOSED:
        raise Conflict("calibration.still_open")
    return row, calibrate.views(session, actor, [row])[0]


def _overall(points: Sequence[PointView]) -> Alpha:
    """Of all criteria together; those of one call hang together."""
    calls: dict[int, list[tuple[str, ...]]] = {}
    for point in points:
        calls.setdefault(point.call, []).append(_answers(point))
    return alpha(calls.values())


def _criteria(points: Sequence[PointView]) -> tuple[CriterionResult, ...]:
    by_criterion: dict[tuple[str, str], list[PointView]] = {}
    for point in points:
        by_criterion.setdefault((point.rubric, point.criterion), []).append(point)
    found = []
    for (rubric, criterion), those in by_criterion.items():
        value = alpha([[_answers(point)] for point in those])
        found.append(CriterionResult(rubric, criterion, those[0].title, value, _advice(value)))
    return tuple(sorted(found, key=_worst))


def _answers(point: PointView) -> tuple[str, ...]:
    return tuple(voice.verdict.value for voice in point.voices)


def _worst(one: CriterionResult) -> tuple[bool, float, float]:
    value = one.agreement
    return value.alpha is None, value.alpha or 0.0, 2.0 if value.observed is None else value.observed


def _advice(value: Alpha) -> str:
    if value.alpha is None or value.alpha >= TENTATIVE:
        return ""
    return "rewrite" if value.high is not None and value.high < TENTATIVE else "watch"


def _grader(view: SetView, person: int, given: Given, machine: Mapping[int, str]) -> GraderResult:
    member = next(one for one in view.members if one.person == person)
    expert = next((one.person for one in view.members if one.expert), None)
    own = given[person]
    others = [said for who, said in given.items() if who != person]
    return GraderResult(
        person=person,
        name=member.name,
        expert=member.expert,
        answered=len(own),
        done=member.done_at is not None,
        leaning=leaning(own, others) if len(given) >= SURE_PEOPLE else None,
        with_expert=None if expert in (None, person) else _agreement(own, given.get(expert, {})),
        with_machine=_agreement(own, machine),
    )


def _agreement(own: Mapping[int, str], right: Mapping[int, str]) -> Agreement:
    return agreement(pairs(own, right))


def _points(session: Session, row: CalibrationRow) -> tuple[PointView, ...]:
    assert row.id is not None
    items = calibrations.calls(session, row.id)
    said: dict[int, list[CalibrationAnswerRow]] = {}
    for answer in calibrations.answers(session, [row.id]):
        said.setdefault(answer.finding_id, []).append(answer)
    agreed: dict[int, list[GoldRow]] = {}
    for gold in calibrations.gold_of(session, row.id):
        agreed.setdefault(gold.finding_id, []).append(gold)
    ids = [a.person_id for answers in said.values() for a in answers] + [g.author_id for golds in agreed.values() for g in golds]
    names = people.shown(session, ids)
    points: list[PointView] = []
    for item, call in items:
        words = calibrate.stage(session, item, call).transcript
        for finding, evaluation in calibrations.findings(session, item.evaluations):
            answers, golds = said.get(finding.id or 0, ()), agreed.get(finding.id or 0, ())
            points.append(_point(item.call_id, finding, evaluation, _voices(answers, words, row, names), _golds(golds, names)))
    return tuple(points)


def _point(call: int, finding: FindingRow, evaluation: EvaluationRow, voices: Iterable[Voice], gold: Iterable[GoldView]) -> PointView:
    return PointView(
        finding=finding.id or 0,
        call=call,
        rubric=evaluation.rubric,
        criterion=finding.criterion,
        title=Text(finding.title_zh, finding.title_en),
        why=Text(finding.why_zh, finding.why_en),
        severity=Severity(finding.severity),
        voices=tuple(voices),
        machine=Verdict(finding.verdict),
        reason=Text(finding.reason_zh, finding.reason_en),
        evidence=tuple(Evidence(**{**piece, "how": How(piece["how"])}) for piece in finding.evidence),
        gold=tuple(gold),
    )


def _voices(answers: Collection[CalibrationAnswerRow], words: Transcript, row: CalibrationRow, names: Mapping[int, str]) -> list[Voice]:
    found = [
        Voice(
            person=a.person_id,
            name=names.get(a.person_id, ""),
            expert=a.person_id == row.expert_id,
            verdict=Verdict(a.verdict),
            comment=a.comment,
            at_s=a.at_s,
            utterance=_utterance(words, a.at_s),
        )
        for a in answers
    ]
    return sorted(found, key=lambda voice: (not voice.expert, voice.name, voice.person))


def _utterance(words: Transcript, at_s: float | None) -> int | None:
    """What is being said, or was said last, at a second."""
    if at_s is None:
        return None
    begun = [i for i, said in enumerate(words.utterances) if said.start is not None and said.start <= at_s]
    return max(begun, key=lambda i: words.utterances[i].start or 0.0, default=None)


def _golds(golds: Collection[GoldRow], names: Mapping[int, str]) -> list[GoldView]:
    return [GoldView(Verdict(g.verdict), g.note, names.get(g.author_id or 0, ""), g.created_at, g.unanimous) for g in golds]
