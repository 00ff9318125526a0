"""What people do in a day, on every database that can be had here."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from qa.desk import bulk, correct, discuss, excerpt_export, excerpts, insight, intake, keeping, packs, process, review, setup
from qa.desk.house import SYSTEM
from qa.desk.intake import Details
from qa.desk.views import CallView, FindingView
from qa.errors import Conflict, Forbidden, Invalid, NotFound, UnreadableTranscript
from qa.jobs.worker import Worker
from qa.model.call import CallState
from qa.model.finding import Verdict
from qa.model.library import ReviewState
from qa.model.people import Person
from qa.store.tables import now
from tests.desk.conftest import TURNS, Cast, line, scored, with_sound
from tests.desk.excerpting import excerpt


def page(cast: Cast, who: Person, call: int | None = None) -> CallView:
    return intake.view(cast.house, who, call or cast.call)


def finding(cast: Cast, who: Person, criterion: str, call: int | None = None) -> FindingView:
    return next(f for e in page(cast, who, call).evaluations for f in e.findings if f.criterion == criterion)


def decide(cast: Cast, who: Person, criterion: str, verdict: str, comment: str = "") -> None:
    review.decide(cast.house, who, cast.call, finding(cast, who, criterion).id, verdict, comment)


def test_from_transcript_to_published_review(anywhere: Cast) -> None:
    cast = anywhere
    before = page(cast, cast.ines)
    assert before.line.state is CallState.READY
    verdicts = {f.criterion: f.verdict for e in before.evaluations for f in e.findings}
    assert verdicts == {"greet": Verdict.MET, "close": Verdict.MISSED, "never": Verdict.MET, "care": Verdict.UNSCORED}
    assert before.line.percent == pytest.approx(100 * 30 / 40)
    assert finding(cast, cast.ines, "greet").evidence[0].quote == "Hello"

    with pytest.raises(Invalid) as refused:
        decide(cast, cast.ines, "close", "met")
    assert refused.value.code == "desk.comment_needed"
    decide(cast, cast.ines, "close", "met", "she hung up first")
    decide(cast, cast.ines, "close", "missed")
    decide(cast, cast.ines, "close", "met", "on second thought")
    history = finding(cast, cast.ines, "close").judgements
    assert [(one.verdict, one.comment) for one in history] == [
        (Verdict.MET, "she hung up first"),
        (Verdict.MISSED, ""),
        (Verdict.MET, "on second thought"),
    ]

    with pytest.raises(Conflict) as undecided:
        review.publish(cast.house, cast.ines, cast.call)
    assert undecided.value.code == "desk.undecided"
    decide(cast, cast.ines, "care", "met", "warm")
    assert review.accept_all(cast.house, cast.ines, cast.call) == 2
    said = review.remark(cast.house, cast.ines, cast.call, utterance=1, from_char=3, to_char=7, text="the occasion")
    review.publish(cast.house, cast.ines, cast.call, "good")

    shown = page(cast, cast.ann)
    assert shown.review is not None
    assert (shown.review.state, shown.review.summary, shown.line.percent) == (ReviewState.PUBLISHED, "good", 100.0)
    (remark,) = shown.review.remarks
    assert (remark.id, remark.quote) == (said, "line")
    assert remark.starts_at is not None
    assert 2.5 < remark.starts_at < 4.0
    assert shown.may == frozenset()

    for late in (
        lambda: decide(cast, cast.ines, "greet", "missed", "no"),
        lambda: review.remark(cast.house, cast.ines, cast.call, utterance=0, from_char=0, to_char=2, text="late"),
        lambda: review.withdraw_remark(cast.house, cast.ines, cast.call, said),
        lambda: review.summarise(cast.house, cast.ines, cast.call, "late"),
        lambda: review.publish(cast.house, cast.igor, cast.call, "late"),
        lambda: correct.swap(cast.house, cast.ines, cast.call),
        lambda: intake.attach_transcript(cast.house, cast.ines, cast.call, "a.jsonl", line()),
    ):
        with pytest.raises(Conflict) as closed:
            late()
        assert closed.value.code == "desk.published_stays"
    assert page(cast, cast.ann).review == shown.review


def test_two_inspectors_do_not_see_each_others_drafts(anywhere: Cast) -> None:
    cast = anywhere
    decide(cast, cast.ines, "close", "met", "mine")
    assert finding(cast, cast.igor, "close").judgements == ()
    assert page(cast, cast.igor).others == ("Ines",)
    decide(cast, cast.igor, "close", "missed")
    assert [one.author for one in finding(cast, cast.ines, "close").judgements] == ["Ines"]


def test_a_fatal_criterion_takes_the_whole(anywhere: Cast) -> None:
    cast = anywhere
    call = scored(cast.house, "rude", "ann", (*TURNS, ("agent", "Shut up.", 7.0, 8.0)))
    line_ = page(cast, cast.ines, call).line
    assert (line_.percent, line_.fatal) == (0.0, True)


def test_an_older_attempt_changes_nothing(anywhere: Cast) -> None:
    cast = anywhere
    intake.attach_transcript(cast.house, cast.ines, cast.call, "b.jsonl", line(turns=(*TURNS, ("agent", "Goodbye.", 7.0, 8.0))))
    with pytest.raises(Conflict) as superseded:
        process.score(cast.house, SYSTEM, cast.call, 1)
    assert superseded.value.code == "desk.superseded"
    process.stop(cast.house, SYSTEM, cast.call, 1, superseded.value, waits=False)
    assert page(cast, cast.ines).line.state is CallState.QUEUED


def test_the_same_twice_adds_nothing(anywhere: Cast) -> None:
    cast = anywhere
    again = intake.load_transcript(cast.house, cast.ines, "other-name.jsonl", line("call-9"))
    assert (again.call_id, again.new) == (cast.call, False)
    sound = intake.load_recording(cast.house, cast.ines, "a.wav", io.BytesIO(b"same bytes"))
    same = intake.load_recording(cast.house, cast.igor, "b.wav", io.BytesIO(b"same bytes"))
    assert (sound.new, same.new, same.call_id) == (True, False, sound.call_id)
    process.score(cast.house, SYSTEM, cast.call, 1)
    assert len(page(cast, cast.ines).evaluations) == 1


def test_what_is_no_transcript_leaves_no_trace(anywhere: Cast) -> None:
    cast = anywhere
    with pytest.raises(UnreadableTranscript):
        intake.load_transcript(cast.house, cast.ines, "a.json", b"{}")
    with pytest.raises(Invalid):
        intake.load_transcript(cast.house, cast.ines, "b.jsonl", line("x", turns=TURNS[:1]), Details(agent="nobody-here"))
    assert len(intake.listed(cast.house, cast.ines)) == 1


def test_an_excerpt_with_its_sound_talk_and_withdrawal(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    call = with_sound(cast.house, tmp_path)
    made = excerpt(cast.house, cast.lea, call, start=2.0, end=5.0, kind="discuss", title="What would you say?", note="n")
    assert made.seconds == pytest.approx(3.0, abs=0.01)
    assert (made.channels, len(made.peaks)) == (2, 2 * 75)
    assert [one["text"] for one in made.lines] == ["My line is down again.", "I will look into it."]
    assert made.lines[0]["start"] == pytest.approx(0.5)
    clip = cast.house.files.find(excerpts.sound(cast.house, cast.bob, made.id))
    assert clip.is_file()

    first = discuss.say(cast.house, cast.bob, made.id, "I would apologise.")
    reply = discuss.say(cast.house, cast.ann, made.id, "And then?", parent_id=first)
    discuss.withdraw(cast.house, cast.bob, first)
    thread = discuss.thread(cast.house, cast.ines, made.id)
    assert [(one.id, one.parent_id, one.text, one.withdrawn) for one in thread] == [
        (first, None, "", True),
        (reply, first, "And then?", False),
    ]
    with pytest.raises(Forbidden):
        discuss.withdraw(cast.house, cast.bob, reply)

    pack = packs.make(cast.house, cast.lea, "Thursday")
    packs.put_in(cast.house, cast.lea, pack, made.id, "ask first")
    keeping.withdraw(cast.house, cast.lea, made.id)
    assert clip.exists(), "for a minute it may be put back"
    assert keeping.sweep(cast.house, now() + keeping.SWEPT_AFTER) == 1
    assert not clip.exists()
    for gone in (excerpts.one, excerpts.sound, discuss.thread):
        with pytest.raises(NotFound):
            gone(cast.house, cast.lea, made.id)
    assert packs.one(cast.house, cast.lea, pack).items == ()
    assert {row["state"] for row in excerpt_export.exported(cast.house, cast.max)} == {"withdrawn"}


def test_the_same_clip_twice_stays_while_one_is_there(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    call = with_sound(cast.house, tmp_path)
    one, two = (excerpt(cast.house, cast.ines, call, start=1, end=2, kind="good", title=title) for title in "ab")
    keeping.withdraw(cast.house, cast.ines, one.id)
    assert cast.house.files.find(excerpts.sound(cast.house, cast.ann, two.id)).is_file()


@pytest.mark.parametrize(("start", "end"), [(-1.0, 2.0), (2.0, 2.1), (3.0, 2.0), (0.0, 99.0)])
def test_an_excerpt_lies_in_its_call(cast: Cast, start: float, end: float) -> None:
    with pytest.raises(Invalid) as refused:
        excerpt(cast.house, cast.ines, cast.call, start=start, end=end, kind="good", title="t")
    assert refused.value.code == "desk.excerpt_times"


def test_a_pack_keeps_order_and_adds_up(anywhere: Cast) -> None:
    cast = anywhere
    made = [excerpt(cast.house, cast.ines, cast.call, start=at, end=at + 1.5, kind="good", title=f"e{at}").id for at in (0, 1, 2)]
    pack = packs.make(cast.house, cast.lea, "p")
    for one in made:
        packs.put_in(cast.house, cast.lea, pack, one)
    with pytest.raises(Conflict):
        packs.put_in(cast.house, cast.lea, pack, made[0])

    def order() -> list[int]:
        return [item.excerpt.id for item in packs.one(cast.house, cast.bob, pack).items]

    packs.move(cast.house, cast.lea, pack, made[2], -2)
    assert order() == [made[2], made[0], made[1]]
    packs.move(cast.house, cast.lea, pack, made[2], +9)
    assert order() == [made[0], made[1], made[2]]
    packs.take_out(cast.house, cast.max, pack, made[1])
    view = packs.one(cast.house, cast.bob, pack)
    assert [item.position for item in view.items] == [0, 1]
    assert view.seconds == pytest.approx(3.0)
    with pytest.raises(Forbidden):
        packs.drop(cast.house, cast.lou, pack)
    packs.drop(cast.house, cast.lea, pack)
    assert packs.listed(cast.house, cast.bob) == ()
    assert len(excerpts.listed(cast.house, cast.bob)) == 3


def test_search_in_the_library(anywhere: Cast) -> None:
    cast = anywhere
    excerpt(cast.house, cast.ines, cast.call, start=0, end=4, kind="good", title="接住情绪")
    excerpt(cast.house, cast.ines, cast.call, start=4, end=6, kind="bad", title="100% sure")

    def titles(words: str) -> list[str]:
        return [one.title for one in excerpts.listed(cast.house, cast.bob, words=words)]

    assert titles("情绪") == ["接住情绪"]
    assert titles("down again") == ["接住情绪"]
    assert titles("100%") == ["100% sure"]
    assert titles("%") == ["100% sure"]
    assert [one.title for one in excerpts.listed(cast.house, cast.bob, kind="bad")] == ["100% sure"]  # type: ignore[arg-type]


def test_what_a_page_sets_holds_for_calls_from_then_on(anywhere: Cast) -> None:
    cast = anywhere
    setup.change(cast.house, cast.max, language="zh", agent_channel=1, engine="scripted", model="nothing")
    call = intake.load_recording(cast.house, cast.ines, "a.wav", io.BytesIO(b"x")).call_id
    assert page(cast, cast.ines, call).line.language == "zh"
    found = setup.model(cast.house, cast.ines)
    assert (found.engine, found.ok, found.agent_channel) == ("scripted", False, 1)
    for wrong in ({"language": "fr"}, {"engine": "ears"}, {"agent_channel": 2}, {"demo": True}):
        with pytest.raises(Invalid):
            setup.change(cast.house, cast.max, **wrong)


def test_a_worker_works_here_too(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    call = intake.load_transcript(cast.house, cast.ines, "w.jsonl", line("w", turns=TURNS[:2])).call_id
    bad = intake.load_recording(cast.house, cast.ines, "bad.wav", io.BytesIO(b"no sound")).call_id
    worker = Worker(cast.house)
    assert worker.run(until=worker.idle)
    assert page(cast, cast.ines, call).line.state is CallState.READY
    failed = page(cast, cast.ines, bad).line
    assert (failed.state, failed.problem and failed.problem.code) == (CallState.FAILED, "audio.not_sound")
    assert process.alive(cast.house, SYSTEM, 3600) == frozenset()
    intake.retry(cast.house, cast.ines, bad)
    assert process.queued(cast.house, SYSTEM) == [(bad, 2)]


def test_exports_speak_of_all(anywhere: Cast) -> None:
    cast = anywhere
    rows = insight.findings(cast.house, cast.max)
    assert {(row["call"], row["criterion"], row["agent"]) for row in rows} == {
        (cast.call, name, "Ann") for name in ("greet", "close", "never", "care")
    }
    assert insight.published_reviews(cast.house, cast.max) == []


def test_a_transcript_that_cannot_be_read_stays_listed_until_it_is_mended(anywhere: Cast) -> None:
    cast = anywhere
    (refused,) = bulk.upload(cast.house, cast.ines, "broken.json", io.BytesIO(b"{}"), Details(language="en"))
    assert refused.what is bulk.What.BAD
    assert refused.call_id is not None
    again = bulk.upload(cast.house, cast.ines, "broken.json", io.BytesIO(b"{}"), Details())
    assert again[0].call_id == refused.call_id
    listed = {one.id: one for one in intake.listed(cast.house, cast.ines)}[refused.call_id]
    assert (listed.state, listed.problem is not None) == (CallState.FAILED, True)
    with pytest.raises(UnreadableTranscript):
        intake.retry(cast.house, cast.ines, refused.call_id)
    intake.attach_transcript(cast.house, cast.ines, refused.call_id, "mended.jsonl", line("mended"))
    process.score(cast.house, SYSTEM, refused.call_id, process.attempt(cast.house, SYSTEM, refused.call_id))
    assert intake.view(cast.house, cast.ines, refused.call_id).line.state is CallState.READY
