"""What the call page hands to its components, from the view alone."""

from __future__ import annotations

from datetime import UTC, datetime

from qa.desk.views import Change, EvaluationView, FindingView, JudgementView, LineChange, RemarkView, RevisionView, SoundView
from qa.model.call import Doubt, Speaker, Transcript, Utterance, Word
from qa.model.finding import Evidence, Severity, Verdict
from qa.model.score import Scored, fold
from qa.model.text import Text
from qa.ui import callpage
from qa.ui.parts.player import Tone

AT = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
SAID = "这不归我管"


def finding(number: int, verdict: Verdict, evidence: tuple[Evidence, ...] = (), judged: Verdict | None = None) -> FindingView:
    return FindingView(
        id=number,
        rubric="banned",
        criterion=f"c{number}",
        title=Text("推诿", "Shirking"),
        section="",
        severity=Severity.NORMAL,
        verdict=verdict,
        points=10.0 if verdict is Verdict.MET else 0.0,
        max_points=10.0,
        reason=Text("原因", "reason"),
        why=Text("", ""),
        evidence=evidence,
        judgements=(JudgementView(judged, "引用", "李", AT),) if judged else (),
    )


def evaluation(*findings: FindingView) -> EvaluationView:
    return EvaluationView("banned", 3, "hash", Text("服务禁语", "Banned phrases"), AT, findings)


HIT = Evidence(0, 1, 5, "不归我管", 2.0, 3.0)


def sound(channels: int, agent_channel: int = 0) -> SoundView:
    return SoundView("sha", "a.wav", "pcm", 8000, channels, 2.0, (False,) * channels, (), b"\x01" * 50 + b"\x09" * 50, agent_channel)


def test_the_agents_lane_comes_first_whichever_channel_it_is() -> None:
    left, right = callpage.lanes(sound(2, agent_channel=1), str)
    assert (left.speaker, left.channel, set(left.peaks)) == (Speaker.AGENT, 1, {9})
    assert (right.speaker, right.channel, set(right.peaks)) == (Speaker.CUSTOMER, 0, {1})


def test_a_mono_recording_names_nobody() -> None:
    (lane,) = callpage.lanes(sound(1), str)
    assert (lane.speaker, lane.channel, len(lane.peaks)) == (Speaker.UNKNOWN, None, 100)


def test_evidence_and_remarks_are_marked_in_the_words() -> None:
    words = (Word("这", 1.0, 2.0), Word("不归我管", 2.0, 3.0))
    transcript = Transcript("zh", (Utterance(Speaker.AGENT, SAID, 1.0, 3.0, words, 0),))
    remark = RemarkView(7, 0, 0, 1, "这", 1.0, 2.0, "语气生硬", "李", 2, AT)
    (line,) = callpage.lines(transcript, [evaluation(finding(1, Verdict.MISSED, (HIT,)))], [remark], "zh", str, "批注")
    assert [(SAID[m.start : m.end], m.tone) for m in line.marks] == [("不归我管", Tone.BAD), ("这", Tone.NEUTRAL)]
    assert line.words == ((0, 1, 1.0, 2.0), (1, 5, 2.0, 3.0))


def test_a_persons_verdict_turns_the_marker() -> None:
    kept = callpage.markers([evaluation(finding(1, Verdict.MISSED, (HIT,)))], "en")
    turned = callpage.markers([evaluation(finding(1, Verdict.MISSED, (HIT,), judged=Verdict.MET))], "en")
    left_out = callpage.markers([evaluation(finding(1, Verdict.MISSED, (HIT,), judged=Verdict.NOT_APPLICABLE))], "en")
    assert [m.tone for m in kept] == [Tone.BAD]
    assert [m.tone for m in turned] == [Tone.GOOD]
    assert left_out == ()


def test_the_scorecard_keeps_the_machines_verdict_beside_the_persons() -> None:
    one = finding(1, Verdict.MISSED, (HIT,), judged=Verdict.MET)
    score = fold([Scored("banned", "c1", one.standing, 10.0, 10.0)])
    (section,) = callpage.sections([evaluation(one)], score, "en", lambda at: at.isoformat())
    (row,) = section.rows
    assert (row.verdict, row.points, row.max_points) == (Verdict.MISSED, 10.0, 10.0)
    assert [(j.verdict, j.comment) for j in row.judgements] == [(Verdict.MET, "引用")]
    assert (row.quotes[0].text, row.quotes[0].start) == ("不归我管", 2.0)


def test_what_does_not_apply_stands_last_and_a_decision_moves_nothing() -> None:
    findings = (finding(1, Verdict.NOT_APPLICABLE), finding(2, Verdict.MISSED), finding(3, Verdict.MET, judged=Verdict.NOT_APPLICABLE))
    score = fold([Scored("banned", "c2", Verdict.MISSED, 0.0, 10.0)])
    (section,) = callpage.sections([evaluation(*findings)], score, "en", lambda at: at.isoformat())
    assert [row.finding for row in section.rows] == ["2", "3", "1"]


def test_a_line_tells_its_doubt_its_voice_and_its_original() -> None:
    doubtful = Utterance(Speaker.AGENT, "谢谢观看", 1.0, 2.0, doubt=Doubt.PHANTOM)
    unknown = Utterance(Speaker.UNKNOWN, "喂", 2.0, 3.0, voice="说话人 1")
    transcript = Transcript("zh", (doubtful, unknown))
    first, second = callpage.lines(transcript, [], [], "en", str, "Remark", {1: "为"}, {1: "corrected by Li"})
    assert (first.doubt, first.doubt_why[:14], first.original) == ("A known invention", "Speech engines", "")
    assert (second.name, second.doubt, second.original, second.edited) == ("说话人 1", "", "为", "corrected by Li")


def test_who_corrected_a_line_last_is_told_until_it_is_heard_anew() -> None:
    before, after = Utterance(Speaker.AGENT, "喂"), Utterance(Speaker.AGENT, "您好")
    turned = Utterance(Speaker.CUSTOMER, "喂")

    def revision(number: int, author: str, change: Change, *lines: LineChange) -> RevisionView:
        return RevisionView(number, author, AT, change, "", lines)

    corrected = revision(2, "李", Change.LINE, LineChange(4, None, before, after))
    given = revision(3, "王", Change.SPEAKER, LineChange(5, None, before, turned))
    assert callpage.editors([corrected, given]) == {4: "李"}
    assert callpage.editors([corrected, revision(3, "", Change.HEARD)]) == {}
