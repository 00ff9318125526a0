"""What the pages of calibration show, out of what the desk says: pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from qa.desk.calibration_views import MeetingView, PointView, SetView, SheetView
from qa.desk.gold import Measure
from qa.desk.views import EvaluationView, FindingView
from qa.model.agreement import LEAST as LEAST_PAIRS
from qa.model.agreement import Agreement
from qa.model.alpha import LEAST as LEAST_THINGS
from qa.model.alpha import Alpha
from qa.model.finding import Verdict
from qa.model.text import NO_TEXT
from qa.ui.parts.ballot import Part, Row
from qa.ui.parts.dispute import Said
from qa.ui.parts.player import Marker, Tone
from qa.ui.parts.scorecard import Quote

Say = Callable[..., str]
"""The words behind ``calibration.<key>``."""
_NO_MOMENT = datetime.fromtimestamp(0, UTC)
TONES = {Verdict.MET: Tone.GOOD, Verdict.MISSED: Tone.BAD}


def parts(sheet: SheetView, language: str) -> tuple[Part, ...]:
    """The ballot of a sheet."""
    return tuple(
        Part(
            part.title.to(language),
            tuple(
                Row(
                    finding=str(one.finding),
                    title=one.title.to(language),
                    why=one.why.to(language),
                    severity=one.severity,
                    verdict=one.answer.verdict if one.answer else None,
                    comment=one.answer.comment if one.answer else "",
                    at=one.answer.at_s if one.answer else None,
                )
                for one in part.questions
            ),
        )
        for part in sheet.parts
    )


def said(point: PointView) -> tuple[Said, ...]:
    return tuple(Said(one.name, one.verdict, one.comment, one.expert, one.at_s, one.utterance) for one in point.voices)


def missing(point: PointView, view: SetView) -> tuple[str, ...]:
    """Who gave no answer to a point."""
    answered = {voice.person for voice in point.voices}
    return tuple(member.name for member in view.members if member.person not in answered)


def quotes(point: PointView) -> tuple[Quote, ...]:
    return tuple(Quote(one.quote, one.utterance, one.start, one.end, one.starts_at, one.ends_at, one.how) for one in point.evidence)


def marked(point: PointView) -> tuple[EvaluationView, ...]:
    """The point alone, so that the transcript marks what the machine found for it."""
    finding = FindingView(
        id=point.finding,
        rubric=point.rubric,
        criterion=point.criterion,
        title=point.title,
        section="",
        severity=point.severity,
        verdict=point.machine,
        points=0.0,
        max_points=0.0,
        reason=point.reason,
        why=point.why,
        evidence=point.evidence,
    )
    return (EvaluationView(point.rubric, 0, "", NO_TEXT, _NO_MOMENT, (finding,)),)


def markers(point: PointView, language: str, say: Say) -> tuple[Marker, ...]:
    """On the waveform: where people pointed to, and what the machine shows."""
    machine = f"{say('dispute.machine')}: {point.title.to(language)}"
    tone = TONES.get(point.machine, Tone.NEUTRAL)
    pinned = [
        Marker(one.at_s, TONES.get(one.verdict, Tone.NEUTRAL), f"{one.name}: {say(f'verdict.{one.verdict}')}", line=one.utterance)
        for one in point.voices
        if one.at_s is not None
    ]
    shown = [Marker(one.starts_at, tone, machine, one.ends_at, str(point.finding), one.utterance) for one in point.evidence]
    return tuple(sorted([*pinned, *shown], key=lambda marker: (marker.start is None, marker.start or 0.0, marker.line or 0)))


def ordered(meeting: MeetingView, which: str) -> tuple[PointView, ...]:
    """The points to go through: those that people differ on, those of them that are not settled, or all."""
    if which == "all":
        return meeting.points
    return tuple(point for point in meeting.points if point.disputed and not (which == "unsettled" and point.gold))


def number(value: float) -> str:
    """Two decimals, with a true minus.

    >>> number(-0.061), number(1.0)
    ('−0.06', '1.00')
    """
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def share(value: float | None) -> str:
    """A share as whole per cent; a dash for none."""
    return "–" if value is None else f"{100 * value:.0f}%"


def interval(low: float, high: float) -> str:
    return f"{number(low)} – {number(high)}"


def alpha_words(found: Alpha, say: Say) -> tuple[str, str]:
    """Alpha as a number and what belongs beside it: the interval, or why there is none."""
    if found.alpha is None:
        return "–", say(f"lacks.alpha_{found.lacks}", least=LEAST_THINGS, count=found.units)
    if found.low is None or found.high is None:
        return number(found.alpha), say(f"lacks.interval_{found.lacks_interval}", least=LEAST_THINGS)
    return number(found.alpha), interval(found.low, found.high)


def kappa_words(found: Agreement, say: Say) -> tuple[str, str]:
    """Kappa as a number and what belongs beside it."""
    if found.kappa is None or found.low is None or found.high is None:
        return "–", say(f"lacks.kappa_{found.lacks}", least=LEAST_PAIRS, count=found.pairs)
    return number(found.kappa), interval(found.low, found.high)


def measure_words(found: Measure, say: Say) -> tuple[str, str]:
    """The share of right answers with its interval and count, and kappa with its own."""
    if found.low is None or found.high is None:
        return "–", ""
    right = say("gold.right", share=share(found.share), right=found.right, of=found.of, low=share(found.low), high=share(found.high))
    kappa, beside = kappa_words(found.agreement, say)
    return right, f"{kappa} ({beside})" if found.agreement.kappa is not None else beside


def names(found: Sequence[str], say: Say) -> str:
    return say("comma").join(found)
