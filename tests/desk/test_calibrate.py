"""Calibration: three people judge the same calls blind; what their answers say, what they agree on, who stands how against it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from qa.desk import calibrate, gold, insight, intake, meeting, review
from qa.desk.calibration_views import Answer, SetState
from qa.desk.house import SYSTEM
from qa.errors import Conflict, Forbidden, HearbackError, Invalid, NotFound
from qa.model.agreement import agreement
from qa.model.finding import Verdict
from qa.model.people import Person
from qa.store.tables import now
from tests import coincidence
from tests.desk.conftest import TURNS, Cast, scored

MET, MISSED, NA = Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE
Choose = Callable[[str, int, str], Verdict | None]
"""(person, number of the call, criterion) → the answer, or none."""


def calls_of(cast: Cast, count: int) -> list[int]:
    return [scored(cast.house, f"c{i}", "ann", (*TURNS, ("agent", f"Number {i}.", 7.0, 8.0))) for i in range(count)]


def made(cast: Cast, calls: list[int], **more: Any) -> int:
    who = more.pop("who", ("ines", "igor", "max"))
    people = [cast.people[name].id for name in who]
    return calibrate.make(cast.house, cast.max, title="March", call_ids=calls, person_ids=people, **more)


def fill(cast: Cast, who: Person, set_id: int, choose: Choose, *, blanks: bool = False) -> None:
    """Answer every call as ``choose`` says, and hand in."""
    for number, line in enumerate(calibrate.one(cast.house, who, set_id).calls):
        sheet = calibrate.sheet(cast.house, who, set_id, line.call)
        said = {q.finding: choose(who.name, number, q.criterion) for q in sheet.questions}
        calibrate.answer(cast.house, who, set_id, line.call, {f: Answer(v) for f, v in said.items() if v is not None})
    calibrate.hand_in(cast.house, who, set_id, blanks=blanks)


def anyhow(seed: int = 3) -> Choose:
    """Mostly the same, now and then another."""
    chance = random.Random(seed)
    common: dict[tuple[int, str], Verdict] = {}

    def choose(_: str, number: int, criterion: str) -> Verdict | None:
        usual = common.setdefault((number, criterion), chance.choice([MET, MET, MISSED]))
        return usual if chance.random() < 0.75 else chance.choice([MET, MISSED, NA, None])

    return choose


def test_blind_until_all_have_handed_in_and_alpha_is_that_of_the_definition(anywhere: Cast) -> None:
    cast = anywhere
    set_id = made(cast, calls_of(cast, 6), due=now() + timedelta(days=3), note="listen twice")
    choose = anyhow()
    assert [calibrate.waiting(cast.house, who) for who in (cast.ines, cast.max, cast.ada)] == [1, 1, 0]
    for name in ("ines", "igor"):
        fill(cast, cast.people[name], set_id, choose, blanks=True)
    assert [calibrate.waiting(cast.house, who) for who in (cast.ines, cast.max)] == [0, 1]
    for who in (cast.ines, cast.igor, cast.max, cast.ada):
        for look in (meeting.result, meeting.meeting):
            with pytest.raises(Conflict) as shut:
                look(cast.house, who, set_id)
            assert shut.value.code == "calibration.still_open"
    assert insight.EXPORTS["calibration"](cast.house, SYSTEM) == []
    shown = calibrate.one(cast.house, cast.max, set_id)
    assert [(m.name, m.done_at is not None) for m in shown.members] == [("Ines", True), ("Igor", True), ("Max", False)]

    fill(cast, cast.max, set_id, choose, blanks=True)
    result = meeting.result(cast.house, cast.ines, set_id)
    assert (result.set.state, result.set.early, result.points) == (SetState.CLOSED, "", 24)
    points = meeting.meeting(cast.house, cast.ines, set_id).points
    units = [[voice.verdict.value for voice in point.voices] for point in points]
    right = coincidence.alpha(units)
    assert right is not None
    assert result.overall.alpha == pytest.approx(float(right))
    assert result.overall.low is not None
    assert result.overall.low <= result.overall.alpha <= result.overall.high  # type: ignore[operator]
    for one in result.criteria:
        those = [unit for unit, point in zip(units, points, strict=True) if point.criterion == one.criterion]
        if one.agreement.alpha is not None:
            assert one.agreement.alpha == pytest.approx(float(coincidence.alpha(those) or 0))
    assert {one.criterion for one in result.criteria} == {"greet", "close", "never", "care"}
    ranked = [one.agreement.alpha for one in result.criteria if one.agreement.alpha is not None]
    assert ranked == sorted(ranked)
    exported = insight.EXPORTS["calibration"](cast.house, SYSTEM)
    assert len(exported) == sum(len(unit) for unit in units)
    assert set(exported[0]) == set(insight.COLUMNS["calibration"])


def test_what_is_answered_is_no_review(anywhere: Cast) -> None:
    cast = anywhere
    before = intake.view(cast.house, cast.ines, cast.call)
    set_id = made(cast, [cast.call])
    for name in ("ines", "igor", "max"):
        fill(cast, cast.people[name], set_id, lambda *_: MISSED)
    meeting.agree_all(cast.house, cast.max, set_id)
    after = intake.view(cast.house, cast.ines, cast.call)
    assert (after.score, after.review, after.line) == (before.score, None, before.line)
    assert review.mine(cast.house, cast.ann) == ()
    for attempt in (
        lambda who: calibrate.one(cast.house, who, set_id),
        lambda who: calibrate.listed(cast.house, who),
        lambda who: calibrate.sheet(cast.house, who, set_id, cast.call),
        lambda who: meeting.result(cast.house, who, set_id),
        lambda who: meeting.stage(cast.house, who, set_id, cast.call),
        lambda who: gold.standing(cast.house, who),
    ):
        for who in (cast.ann, cast.lea):
            with pytest.raises(Forbidden):
                attempt(who)


def test_the_sheet_says_nothing_of_the_machine(cast: Cast) -> None:
    set_id = made(cast, [cast.call])
    sheet = calibrate.sheet(cast.house, cast.ines, set_id, cast.call)
    assert [q.criterion for q in sheet.questions] == ["greet", "close", "never", "care"]
    said = repr(sheet)
    for finding in (f for e in intake.view(cast.house, cast.ines, cast.call).evaluations for f in e.findings):
        assert finding.reason.en not in said
    assert all(q.answer is None for q in sheet.questions)


def test_drafts_are_kept_answers_added_and_closed_when_handed_in(anywhere: Cast) -> None:
    cast = anywhere
    set_id = made(cast, [cast.call])
    first, second, *_ = calibrate.sheet(cast.house, cast.ines, set_id, cast.call).questions

    def say(answer: Answer) -> None:
        calibrate.answer(cast.house, cast.ines, set_id, cast.call, {first.finding: answer})

    say(Answer(MET))
    say(Answer(MISSED, " too late ", 4.7))
    say(Answer(MISSED, "too late", 4.7))
    again = calibrate.sheet(cast.house, cast.ines, set_id, cast.call)
    assert again.questions[0].answer == Answer(MISSED, "too late", 4.7)
    assert (again.set.calls[0].answered, again.set.criteria) == (1, 4)
    with cast.house.db.reading() as session:
        assert session.connection().exec_driver_sql("select count(*) from calibration_answer").scalar() == 2
    assert calibrate.sheet(cast.house, cast.igor, set_id, cast.call).questions[0].answer is None
    with pytest.raises(Conflict) as blanks:
        calibrate.hand_in(cast.house, cast.ines, set_id)
    assert (blanks.value.code, blanks.value.params["count"]) == ("calibration.blanks", 3)
    calibrate.hand_in(cast.house, cast.ines, set_id, blanks=True)
    for late in (lambda: say(Answer(MET)), lambda: calibrate.hand_in(cast.house, cast.ines, set_id, blanks=True)):
        with pytest.raises(Conflict) as over:
            late()
        assert over.value.code == "calibration.handed_in"
    assert not calibrate.sheet(cast.house, cast.ines, set_id, cast.call).editable
    with pytest.raises(NotFound):
        calibrate.answer(cast.house, cast.igor, set_id, cast.call, {10**6: Answer(MET)})
    for wrong in (Answer(Verdict.UNSCORED), Answer(MET, "x" * 5000), Answer(MET, "", -1.0), Answer(MET, "", float("nan"))):
        with pytest.raises(Invalid):
            calibrate.answer(cast.house, cast.igor, set_id, cast.call, {second.finding: wrong})


def test_a_set_closed_early_says_so_and_counts_what_is_there(anywhere: Cast) -> None:
    cast = anywhere
    set_id = made(cast, [cast.call])
    fill(cast, cast.ines, set_id, lambda *_: MET)
    (question, *_) = calibrate.sheet(cast.house, cast.igor, set_id, cast.call).questions
    calibrate.answer(cast.house, cast.igor, set_id, cast.call, {question.finding: Answer(MISSED, "half way")})
    with pytest.raises(Invalid):
        calibrate.close(cast.house, cast.max, set_id, "  ")
    with pytest.raises(Forbidden):
        calibrate.close(cast.house, cast.ines, set_id, "hurry")
    calibrate.close(cast.house, cast.max, set_id, "Igor is ill")
    result = meeting.result(cast.house, cast.igor, set_id)
    assert (result.set.early, result.set.closed_by, result.disputed) == ("Igor is ill", "Max", 1)
    assert [(g.name, g.answered, g.done) for g in result.graders] == [("Ines", 4, True), ("Igor", 1, False), ("Max", 0, False)]
    assert result.overall.lacks == "few"
    with pytest.raises(Conflict):
        calibrate.close(cast.house, cast.max, set_id, "again")


def test_the_last_two_to_hand_in_at_once_close_the_set(anywhere: Cast) -> None:
    cast = anywhere
    for turn in range(4):
        set_id = made(cast, [scored(cast.house, f"both-{turn}", turns=(*TURNS, ("agent", f"{turn}", 7.0, 8.0)))], who=("ines", "igor"))
        ready, failed = threading.Barrier(2), []

        def go(who: Person, set_id: int = set_id, ready: threading.Barrier = ready, failed: list[Any] = failed) -> None:
            ready.wait()
            try:
                calibrate.hand_in(cast.house, who, set_id, blanks=True)
            except BaseException as wrong:  # noqa: BLE001 (told below)
                failed.append(wrong)

        both = [threading.Thread(target=go, args=(who,)) for who in (cast.ines, cast.igor)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert failed == []
        assert calibrate.one(cast.house, cast.max, set_id).closed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "calibration.title"),
        ({"call_ids": []}, "calibration.calls"),
        ({"person_ids": [0]}, "calibration.people"),
        ({"person_ids": ["ines", "ann"]}, "calibration.no_judge"),
        ({"rubrics": ["nothing"]}, "calibration.not_ready"),
        ({"call_ids": [10**6]}, "store.no_row"),
    ],
    ids=lambda one: str(one)[:24],
)
def test_what_makes_no_set(cast: Cast, change: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"title": "t", "call_ids": [cast.call], "person_ids": ["ines", "igor"]} | change
    given["person_ids"] = [cast.people[one].id if one in cast.people else one for one in given["person_ids"]]
    with pytest.raises(HearbackError) as refused:
        calibrate.make(cast.house, cast.max, **given)
    assert refused.value.code == code
    assert calibrate.listed(cast.house, cast.max) == ()


def test_nobody_is_asked_to_judge_their_own_call(cast: Cast) -> None:
    own = scored(cast.house, "own", "ines", (*TURNS, ("agent", "Mine.", 7.0, 8.0)))
    with pytest.raises(Invalid) as refused:
        made(cast, [own])
    assert (refused.value.code, refused.value.params["who"]) == ("calibration.own_call", "Ines")


def test_calls_are_drawn_among_those_that_nobody_has_an_opinion_on(cast: Cast) -> None:
    fresh = calls_of(cast, 4)
    made(cast, fresh[:1])
    review.summarise(cast.house, cast.ines, cast.call, "begun")
    assert calibrate.drawn(cast.house, cast.max, 9) == tuple(fresh[1:])
    assert len(calibrate.drawn(cast.house, cast.max, 2)) == 2
    assert calibrate.drawn(cast.house, cast.max, 9, rubrics=["other"]) == ()


def test_only_those_who_are_asked_know_of_a_set(cast: Cast) -> None:
    set_id = made(cast, [cast.call], who=("ines", "max"), expert=None)
    assert [one.id for one in calibrate.listed(cast.house, cast.ines)] == [set_id]
    assert calibrate.listed(cast.house, cast.igor) == ()
    for attempt in (calibrate.one, meeting.result):
        with pytest.raises(Forbidden):
            attempt(cast.house, cast.igor, set_id)
    with pytest.raises(Forbidden):
        calibrate.sheet(cast.house, cast.ada, set_id, cast.call)


def _graded(cast: Cast) -> int:
    """Eight calls: Ines misses what the others meet on the first seven, Igor follows the expert, who is Max."""
    set_id = made(cast, calls_of(cast, 8), expert=cast.max.id)

    def choose(name: str, number: int, criterion: str) -> Verdict:
        usual = MISSED if criterion == "close" or number == 7 else MET
        return MISSED if name == "ines" and criterion == "greet" else usual

    for name in ("ines", "igor", "max"):
        fill(cast, cast.people[name], set_id, choose)
    return set_id


def test_who_is_strict_and_how_far_from_expert_and_machine(cast: Cast) -> None:
    result = meeting.result(cast.house, cast.max, _graded(cast))
    graders = {one.name: one for one in result.graders}
    ines = graders["Ines"].leaning
    assert ines is not None
    assert (ines.of_met, ines.strict, ines.of_missed, ines.lenient, ines.leans) == (21, 7, 11, 0, "strict")
    assert [graders[name].leaning.leans for name in ("Igor", "Max")] == ["", ""]  # type: ignore[union-attr]
    assert graders["Max"].expert
    assert graders["Max"].with_expert is None
    assert graders["Igor"].with_expert == agreement({("met", "met"): 21, ("missed", "missed"): 11})
    assert graders["Ines"].with_expert == agreement({("met", "met"): 14, ("missed", "met"): 7, ("missed", "missed"): 11})
    # the machine: greet met, close missed, never met; it leaves care to people
    assert graders["Igor"].with_machine.pairs == 24
    assert graders["Igor"].with_machine.observed == pytest.approx(22 / 24)
    assert result.machine == graders["Igor"].with_machine


def test_which_criterion_to_rewrite(cast: Cast) -> None:
    set_id = made(cast, calls_of(cast, 12))
    chance = random.Random(5)

    def choose(_: str, number: int, criterion: str) -> Verdict:
        if criterion == "care":
            return chance.choice([MET, MISSED])
        return MET if criterion == "never" or number % 2 else MISSED

    for name in ("ines", "igor", "max"):
        fill(cast, cast.people[name], set_id, choose)
    worst, *others = meeting.result(cast.house, cast.max, set_id).criteria
    assert (worst.criterion, worst.advice) == ("care", "rewrite")
    assert [one.advice for one in others] == ["", "", ""]
    assert [(one.criterion, one.agreement.alpha, one.agreement.lacks) for one in others] == [
        ("greet", 1.0, ""),
        ("close", 1.0, ""),
        ("never", None, "constant"),
    ]


def test_the_meeting_goes_through_what_people_differ_on(anywhere: Cast) -> None:
    cast = anywhere
    set_id = made(cast, [cast.call], expert=cast.max.id)
    for name, verdict, at in (("ines", MISSED, 4.9), ("igor", MET, None), ("max", MET, 0.1)):
        who = cast.people[name]
        greet, *rest = calibrate.sheet(cast.house, who, set_id, cast.call).questions
        said = {greet.finding: Answer(verdict, f"{name} says so", at), **{q.finding: Answer(NA) for q in rest}}
        calibrate.answer(cast.house, who, set_id, cast.call, said)
        calibrate.hand_in(cast.house, who, set_id)
    points = meeting.meeting(cast.house, cast.igor, set_id).points
    (point,) = [one for one in points if one.disputed]
    assert [(v.name, v.expert, v.verdict, v.at_s, v.utterance) for v in point.voices] == [
        ("Max", True, MET, 0.1, None),
        ("Igor", False, MET, None, None),
        ("Ines", False, MISSED, 4.9, 2),
    ]
    assert (point.criterion, point.machine, point.evidence[0].quote) == ("greet", MET, "Hello")
    assert meeting.stage(cast.house, cast.igor, set_id, cast.call).transcript.utterances[2].text == TURNS[2][1]

    with pytest.raises(Forbidden):
        meeting.agree(cast.house, cast.ines, set_id, point.finding, "met")
    for wrong in ("unscored", "perhaps"):
        with pytest.raises(Invalid):
            meeting.agree(cast.house, cast.max, set_id, point.finding, wrong)
    meeting.agree(cast.house, cast.max, set_id, point.finding, "missed", "first word")
    meeting.agree(cast.house, cast.max, set_id, point.finding, "met", "second thought")
    meeting.agree(cast.house, cast.max, set_id, point.finding, "met", "second thought")
    assert meeting.agree_all(cast.house, cast.max, set_id) == 3
    assert meeting.agree_all(cast.house, cast.max, set_id) == 0
    agreed = {one.criterion: one.gold for one in meeting.meeting(cast.house, cast.igor, set_id).points}
    assert [(g.verdict, g.note, g.author, g.unanimous) for g in agreed["greet"]] == [
        (MISSED, "first word", "Max", False),
        (MET, "second thought", "Max", False),
    ]
    assert [(g.verdict, g.unanimous) for g in agreed["close"]] == [(NA, True)]
    result = meeting.result(cast.house, cast.igor, set_id)
    assert (result.disputed, result.settled, result.gold, result.unanimous_open) == (1, 1, 4, 0)


def test_machine_and_inspectors_are_held_against_the_gold_set(anywhere: Cast) -> None:
    cast = anywhere
    calls = calls_of(cast, 3)
    set_id = made(cast, calls)
    for name in ("ines", "igor", "max"):
        fill(cast, cast.people[name], set_id, lambda who, _, criterion: MISSED if who == "ines" and criterion == "greet" else MET)
    meeting.agree_all(cast.house, cast.max, set_id)
    for point in meeting.meeting(cast.house, cast.max, set_id).points:
        if point.disputed:
            meeting.agree(cast.house, cast.max, set_id, point.finding, "met", "all greet")

    found = gold.standing(cast.house, cast.max)
    assert (found.answers, found.calls) == (12, 3)
    # the machine: greet and never met, close missed, care left to people
    assert (found.then.measure.right, found.then.measure.of, found.then.open, found.then.gone) == (6, 9, 3, 0)
    worst = found.then.criteria[0]
    assert (worst.criterion, worst.measure.right, worst.measure.of) == ("close", 0, 3)
    assert {one.name: (one.before.right, one.before.of, one.after.of) for one in found.people} == {
        "Ines": (9, 12, 0),
        "Igor": (12, 12, 0),
        "Max": (12, 12, 0),
    }
    assert [one.name for one in gold.standing(cast.house, cast.ines).people] == ["Ines"]

    # later: Ines reviews one of the calls in the ordinary way, and a second set asks for another
    page = intake.view(cast.house, cast.ines, calls[0])
    for finding in (f for e in page.evaluations for f in e.findings):
        review.decide(cast.house, cast.ines, calls[0], finding.id, MET, "as agreed")
    review.publish(cast.house, cast.ines, calls[0])
    second = made(cast, calls[1:2], who=("ines", "igor"))
    for name in ("ines", "igor"):
        fill(cast, cast.people[name], second, lambda who, _, criterion: MISSED if criterion == "care" else MET)
    after = {one.name: one.after for one in gold.standing(cast.house, cast.max).people}
    assert {name: (one.right, one.of) for name, one in after.items()} == {"Ines": (7, 8), "Igor": (3, 4), "Max": (0, 0)}

    # another rubric tomorrow: the machine is measured anew, and what it was then stays
    file = cast.house.settings.rubrics / "basic.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("any: [goodbye]", "any: [number]").replace("- id: never", "- id: not-ever"), "utf-8"
    )
    today = gold.today(cast.house, cast.max)
    assert (today.measure.right, today.measure.of, today.gone, today.open) == (6, 6, 3, 3)
    assert gold.standing(cast.house, cast.max).then == found.then
