"""A call's view into what the player and the scorecard show: pure, one function a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from qa import locales
from qa.desk.views import CallView, Change, EvaluationView, FindingView, RemarkView, RevisionView, SoundView
from qa.model.call import Speaker, Transcript, Utterance
from qa.model.finding import Severity, Verdict
from qa.model.score import Score, earned
from qa.ui.parts.player import Lane, Line, Mark, Marker, Tone
from qa.ui.parts.scorecard import Judgement, Quote, Row, Section, Total

Names = Callable[[Speaker], str]
TONES = {Verdict.MET: Tone.GOOD, Verdict.MISSED: Tone.BAD}
TITLE_LENGTH = 160
NOTHING: Mapping[int, str] = MappingProxyType({})


def lanes(sound: SoundView | None, name: Names) -> tuple[Lane, ...]:
    """The waveform's lanes, the agent's first."""
    if sound is None:
        return ()
    length = len(sound.peaks) // sound.channels if sound.channels else 0
    peaks = [sound.peaks[channel * length : (channel + 1) * length] for channel in range(sound.channels)]
    if sound.channels != 2:
        return tuple(Lane(Speaker.UNKNOWN, name(Speaker.UNKNOWN), lane) for lane in peaks)
    agent = sound.agent_channel
    return (
        Lane(Speaker.AGENT, name(Speaker.AGENT), peaks[agent], agent),
        Lane(Speaker.CUSTOMER, name(Speaker.CUSTOMER), peaks[1 - agent], 1 - agent),
    )


def lines(
    transcript: Transcript | None,
    evaluations: Sequence[EvaluationView],
    remarks: Sequence[RemarkView],
    language: str,
    name: Names,
    remark_word: str,
    original: Mapping[int, str] = NOTHING,
    edited: Mapping[int, str] = NOTHING,
) -> tuple[Line, ...]:
    """The transcript, findings and remarks marked in the words. ``original``: by line, its words before a person corrected them;
    ``edited``: who did."""
    if transcript is None:
        return ()
    marks = _marks(evaluations, language)
    for remark in remarks:
        if remark.to_char <= remark.from_char:
            continue  # its words were corrected away; it is listed below the transcript
        title = f"{remark_word} · {remark.author}: {remark.text}"[:TITLE_LENGTH]
        marks.setdefault(remark.utterance, []).append(Mark(remark.from_char, remark.to_char, Tone.NEUTRAL, title))
    return tuple(
        Line(
            index=number,
            speaker=said.speaker,
            name=said.voice if said.voice and said.speaker is Speaker.UNKNOWN else name(said.speaker),
            text=said.text,
            start=said.start,
            end=said.end,
            marks=tuple(marks.get(number, ())),
            words=_words(said),
            voice=said.voice,
            doubt=locales.text(language, f"doubt.{said.doubt}.title") if said.doubt else "",
            doubt_why=locales.text(language, f"doubt.{said.doubt}.why") if said.doubt else "",
            original=original.get(number, ""),
            edited=edited.get(number, ""),
        )
        for number, said in enumerate(transcript.utterances)
    )


def editors(revisions: Sequence[RevisionView]) -> dict[int, str]:
    """By line, who corrected its words last; what was heard or imported anew has no corrections yet."""
    found: dict[int, str] = {}
    for revision in revisions:
        if revision.change in (Change.HEARD, Change.IMPORTED):
            found.clear()
        found |= {line.utterance: revision.author for line in revision.lines if line.before.text != line.after.text}
    return found


def markers(evaluations: Sequence[EvaluationView], language: str) -> tuple[Marker, ...]:
    """One stop for every finding with evidence, where its evidence begins."""
    found = []
    for finding in _findings(evaluations):
        if finding.evidence and finding.standing in TONES:
            first = finding.evidence[0]
            found.append(
                Marker(
                    start=first.starts_at,
                    end=first.ends_at,
                    tone=TONES[finding.standing],
                    title=_title(finding, language),
                    finding=str(finding.id),
                    line=first.utterance,
                )
            )
    return tuple(sorted(found, key=lambda marker: (marker.start is None, marker.start or 0.0, marker.line or 0)))


def sections(evaluations: Sequence[EvaluationView], score: Score, language: str, moment: Callable[[datetime], str]) -> tuple[Section, ...]:
    """The scorecard's sections, one a rubric."""
    return tuple(
        Section(
            title=evaluation.title.to(language),
            points=score.rubrics[evaluation.rubric].points,
            max_points=score.rubrics[evaluation.rubric].max_points,
            percent=score.rubrics[evaluation.rubric].percent,
            rows=tuple(_row(finding, language, moment) for finding in sorted(evaluation.findings, key=_aside)),
            version=f"v{evaluation.version}",
        )
        for evaluation in evaluations
    )


def total(view: CallView, language: str) -> Total:
    """The head of the scorecard."""
    score = view.score
    fatal = tuple(
        finding.title.to(language)
        for finding in _findings(view.evaluations)
        if finding.severity is Severity.FATAL and finding.standing is Verdict.MISSED
    )
    return Total(score.total.points, score.total.max_points, score.total.percent, score.critical.percent, fatal, score.errors)


def _aside(finding: FindingView) -> bool:
    """What the machine found not applicable stands last; where a person's verdict moves it, it stays in its place."""
    return finding.verdict is Verdict.NOT_APPLICABLE


def _row(finding: FindingView, language: str, moment: Callable[[datetime], str]) -> Row:
    return Row(
        finding=str(finding.id),
        title=finding.title.to(language),
        verdict=finding.verdict,
        points=earned(finding.standing, finding.verdict, finding.points, finding.max_points),
        max_points=finding.max_points,
        reason=finding.reason.to(language),
        why=finding.why.to(language),
        severity=finding.severity,
        critical_to=finding.critical_to,
        quotes=tuple(
            Quote(piece.quote, piece.utterance, piece.start, piece.end, piece.starts_at, piece.ends_at, piece.how, piece.sought)
            for piece in finding.evidence
        ),
        judgements=tuple(Judgement(one.verdict, one.comment, one.author, moment(one.at)) for one in finding.judgements),
        earlier=tuple(Judgement(one.verdict, one.comment, one.author, moment(one.at)) for one in finding.earlier),
        name=f"{finding.rubric}/{finding.criterion}",
    )


def _marks(evaluations: Sequence[EvaluationView], language: str) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for finding in _findings(evaluations):
        for piece in finding.evidence:
            tone = TONES.get(finding.standing, Tone.NEUTRAL)
            found.setdefault(piece.utterance, []).append(Mark(piece.start, piece.end, tone, _title(finding, language), str(finding.id)))
    return found


def _words(said: Utterance) -> tuple[tuple[int, int, float, float], ...]:
    joined = "".join(word.text for word in said.words)
    at = -(len(joined) - len(joined.lstrip()))
    placed = []
    for word in said.words:
        begin, at = at, at + len(word.text)
        placed.append((max(begin, 0), min(at, len(said.text)), word.start, word.end))
    return tuple(placed)


def _title(finding: FindingView, language: str) -> str:
    return f"{finding.title.to(language)}: {finding.reason.to(language)}"[:TITLE_LENGTH]


def _findings(evaluations: Sequence[EvaluationView]) -> list[FindingView]:
    return [finding for evaluation in evaluations for finding in evaluation.findings]
