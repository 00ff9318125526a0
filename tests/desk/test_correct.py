"""Corrections make revisions; scores follow, decisions that are not touched stand, nothing is lost."""

from __future__ import annotations

import pytest

from qa.desk import correct, intake, process, queue, review, transcripts
from qa.desk.house import SYSTEM
from qa.desk.views import CallView, Change
from qa.errors import Conflict, Invalid, NotFound
from qa.model.call import CallState, Doubt, Speaker
from qa.model.finding import Verdict
from tests.desk.conftest import TURNS, Cast, scored


def page(cast: Cast) -> CallView:
    return intake.view(cast.house, cast.ines, cast.call)


def verdict(cast: Cast, criterion: str) -> Verdict:
    return next(f.verdict for e in page(cast).evaluations for f in e.findings if f.criterion == criterion)


def decide(cast: Cast, criterion: str, what: str, comment: str = "") -> None:
    found = next(f for e in page(cast).evaluations for f in e.findings if f.criterion == criterion)
    review.decide(cast.house, cast.ines, cast.call, found.id, what, comment)


def test_a_corrected_line_is_scored_at_once_and_its_original_is_kept(anywhere: Cast) -> None:
    cast = anywhere
    before = page(cast)
    assert verdict(cast, "close") is Verdict.MISSED
    correct.line(cast.house, cast.ines, cast.call, revision=1, utterance=2, text="I will look  into it. Goodbye!")
    after = page(cast)
    assert after.line.state is CallState.READY
    assert after.transcript is not None
    assert before.transcript is not None
    assert after.transcript_revision == 2
    assert after.transcript.utterances[2].text == "I will look into it. Goodbye!"
    assert (after.transcript.utterances[2].start, after.transcript.utterances[2].end) == (4.5, 6.0)
    assert verdict(cast, "close") is Verdict.MET
    assert (after.line.percent or 0) > (before.line.percent or 0)
    assert after.original == {2: "I will look into it."}
    first, second = correct.history(cast.house, cast.ines, cast.call)
    assert (first.number, first.change, first.lines) == (1, Change.IMPORTED, ())
    assert (second.number, second.change, second.author) == (2, Change.LINE, "Ines")
    (line,) = second.lines
    assert (line.utterance, line.before.text, line.after.text) == (2, "I will look into it.", "I will look into it. Goodbye!")


def test_decisions_stand_where_the_machine_finds_the_same_and_are_shown_where_it_does_not(anywhere: Cast) -> None:
    cast = anywhere
    decide(cast, "greet", "missed", "mumbled")
    decide(cast, "close", "met", "heard it")
    decide(cast, "close", "missed")
    review.remark(cast.house, cast.ines, cast.call, utterance=1, from_char=3, to_char=7, text="which line?")
    correct.line(cast.house, cast.ines, cast.call, revision=1, utterance=1, text="Oh, my line is down again.")
    found = {f.criterion: f for e in page(cast).evaluations for f in e.findings}
    assert [(j.verdict, j.comment) for j in found["greet"].judgements] == [(Verdict.MISSED, "mumbled")]
    assert [j.verdict for j in found["close"].judgements] == [Verdict.MET, Verdict.MISSED]
    shown = page(cast).review
    assert shown is not None
    assert (shown.remarks[0].from_char, shown.remarks[0].to_char) == (7, 11)

    correct.line(cast.house, cast.ines, cast.call, revision=2, utterance=2, text="I will look into it. Goodbye.")
    found = {f.criterion: f for e in page(cast).evaluations for f in e.findings}
    assert found["close"].judgements == ()
    assert [j.verdict for j in found["close"].earlier] == [Verdict.MET, Verdict.MISSED]
    assert found["close"].standing is Verdict.MET
    assert found["greet"].standing is Verdict.MISSED
    decide(cast, "close", "missed", "she said it after the line went dead")
    found = {f.criterion: f for e in page(cast).evaluations for f in e.findings}
    assert [j.comment for j in found["close"].judgements] == ["she said it after the line went dead"]

    correct.line(cast.house, cast.ines, cast.call, revision=3, utterance=1, text="My connection is down again.")
    shown = page(cast).review
    assert shown is not None
    assert (shown.remarks[0].quote, shown.remarks[0].from_char, shown.remarks[0].to_char) == ("line", 0, 0)


def test_who_says_a_line_can_be_told_and_the_scores_follow(anywhere: Cast) -> None:
    cast = anywhere
    correct.speaker(cast.house, cast.ines, cast.call, revision=1, utterances=[0], speaker=Speaker.CUSTOMER)
    assert verdict(cast, "greet") is Verdict.MISSED
    correct.swap(cast.house, cast.ines, cast.call)
    said = page(cast).transcript
    assert said is not None
    assert [one.speaker for one in said.utterances] == [Speaker.AGENT, Speaker.AGENT, Speaker.CUSTOMER]
    assert [one.change for one in correct.history(cast.house, cast.ines, cast.call)] == [Change.IMPORTED, Change.SPEAKER, Change.SWAP]


def test_a_voice_is_assigned_as_a_whole(cast: Cast) -> None:
    turns = (("unknown", "Hello, how can I help?", 0.5, 2.0), ("unknown", "It is down.", 2.5, 4.0), ("unknown", "Goodbye.", 5.0, 6.0))
    call = scored(cast.house, "mono", "ann", turns)
    with pytest.raises(Invalid) as nobody:
        correct.voice(cast.house, cast.ines, call, revision=1, voice="A", speaker=Speaker.AGENT)
    assert nobody.value.code == "desk.no_voice"
    correct.speaker(cast.house, cast.ines, call, revision=1, utterances=[0, 2], speaker=Speaker.AGENT)
    said = intake.view(cast.house, cast.ines, call).transcript
    assert said is not None
    assert [one.speaker for one in said.utterances] == [Speaker.AGENT, Speaker.UNKNOWN, Speaker.AGENT]


def test_a_line_that_nobody_said_does_not_count_until_it_is_trusted(anywhere: Cast) -> None:
    cast = anywhere
    correct.trust(cast.house, cast.ines, cast.call, revision=1, utterance=0, doubt=Doubt.PHANTOM)
    assert verdict(cast, "greet") is Verdict.MISSED
    correct.trust(cast.house, cast.ines, cast.call, revision=2, utterance=0, doubt=None)
    assert verdict(cast, "greet") is Verdict.MET


def test_what_cannot_be_is_refused_and_changes_nothing(cast: Cast) -> None:
    def line(revision: int = 1, utterance: int = 0, text: str = "Hello") -> None:
        correct.line(cast.house, cast.ines, cast.call, revision=revision, utterance=utterance, text=text)

    for attempt, kind, code in (
        (lambda: line(text=" \n "), Invalid, "desk.line_empty"),
        (lambda: line(text="x" * 5000), Invalid, "desk.too_long"),
        (lambda: line(utterance=3), Invalid, "desk.span"),
        (lambda: line(utterance=-1), Invalid, "desk.span"),
        (lambda: line(revision=2), Conflict, "desk.revision"),
        (lambda: correct.speaker(cast.house, cast.ines, cast.call, revision=1, utterances=[], speaker=Speaker.AGENT), Invalid, "desk.span"),
        (lambda: queue.cancel(cast.house, cast.ines, cast.call), Conflict, "desk.not_under_way"),
        (lambda: queue.hurry(cast.house, cast.ines, cast.call), Conflict, "desk.not_queued"),
    ):
        with pytest.raises(kind) as refused:
            attempt()
        assert refused.value.code == code
        assert refused.value.message("zh") != refused.value.message("en")
    assert page(cast).transcript_revision == 1
    line(text=TURNS[0][1])
    assert page(cast).transcript_revision == 1


def test_a_call_under_way_can_be_cancelled_hurried_and_sent_again(anywhere: Cast) -> None:
    cast = anywhere
    first, second = (intake.load_recording(cast.house, cast.ines, f"{n}.wav", _bytes(n)).call_id for n in "ab")
    assert [call for call, _ in process.queued(cast.house, SYSTEM)] == [first, second]
    queue.hurry(cast.house, cast.ines, second)
    assert [call for call, _ in process.queued(cast.house, SYSTEM)] == [second, first]
    attempt = process.attempt(cast.house, SYSTEM, second)
    queue.cancel(cast.house, cast.ines, second)
    assert process.state(cast.house, SYSTEM, second) is CallState.CANCELLED
    assert [call for call, _ in process.queued(cast.house, SYSTEM)] == [first]
    with pytest.raises(Conflict) as late:
        process.prepare(cast.house, SYSTEM, second, attempt)
    assert late.value.code == "desk.superseded"
    intake.retry(cast.house, cast.ines, second)
    assert process.state(cast.house, SYSTEM, second) is CallState.QUEUED


def test_the_words_can_be_had_as_a_file(cast: Cast) -> None:
    name, content = transcripts.download(cast.house, cast.ines, cast.call, "srt")
    assert name == "call-1.srt"
    assert "My line is down again." in content.decode()
    with pytest.raises(NotFound) as hidden:
        transcripts.download(cast.house, cast.bob, cast.call, "srt")
    assert hidden.value.code == "desk.no_call"


def _bytes(name: str) -> object:
    import io

    return io.BytesIO(name.encode())
