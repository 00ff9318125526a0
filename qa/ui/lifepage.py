"""A published review's life into what its parts show: pure, one function a part."""

from __future__ import annotations

from collections.abc import Callable

from qa.desk.lifeviews import AppealView, LifeView, Point, Window
from qa.desk.views import CallView, FindingView, RemarkView
from qa.model.appeal import AppealState
from qa.model.finding import Severity, Verdict
from qa.model.score import earned
from qa.ui.parts.player import Tone
from qa.ui.parts.points import Act, Group, Item
from qa.ui.parts.scorecard import Quote
from qa.ui.words import date_words

Words = Callable[..., str]
STATE_TONES = {AppealState.OPEN: "neutral", AppealState.OVERTURNED: "good"}


def key_of(point: Point) -> str:
    """A point's name in a component: ``finding-12`` or ``remark-3``."""
    return f"finding-{point.finding}" if point.finding is not None else f"remark-{point.remark}"


def point_of(key: str) -> Point | None:
    """The point of a name; None for anything else: only a tampered page sends such."""
    kind, _, number = key.partition("-")
    if not number.isdecimal() or len(number) > 12 or kind not in ("finding", "remark"):
        return None
    return Point(finding=int(number)) if kind == "finding" else Point(remark=int(number))


def groups(view: CallView, life: LifeView, language: str, t: Words) -> tuple[Group, ...]:
    """What was good, what was not, remarks, and what was found not to apply on appeal; criteria in the order of the rubrics."""
    found = [one for evaluation in view.evaluations for one in evaluation.findings]
    remarks = view.review.remarks if view.review else ()

    def of(*verdicts: Verdict) -> tuple[Item, ...]:
        return tuple(finding_item(one, life, language, t) for one in found if one.standing in verdicts)

    return (
        Group(t("feedback.groups.good"), Tone.GOOD, of(Verdict.MET)),
        Group(t("feedback.groups.bad"), Tone.BAD, of(Verdict.MISSED)),
        Group(t("feedback.groups.remarks"), Tone.NEUTRAL, tuple(remark_item(one, life, t) for one in remarks)),
        Group(
            t("appeals.verdict.not_applicable"),
            Tone.NEUTRAL,
            tuple(
                finding_item(one, life, language, t)
                for one in found
                if one.standing is Verdict.NOT_APPLICABLE and life.appeal(Point(finding=one.id))
            ),
        ),
    )


def finding_item(one: FindingView, life: LifeView, language: str, t: Words) -> Item:
    """A criterion as its agent reads it. The machine's reason stands where its verdict does; else what people said is the reason."""
    point = Point(finding=one.id)
    own_reason = one.standing is one.verdict or one.verdict is Verdict.UNSCORED
    appeal = life.appeal(point)
    return Item(
        key=key_of(point),
        title=one.title.to(language),
        points=earned(one.standing, one.verdict, one.points, one.max_points),
        max_points=one.max_points,
        reason=one.reason.to(language) if own_reason else t("feedback.machine_said", verdict=t(f"appeals.verdict.{one.verdict}")),
        why=one.why.to(language),
        said=tuple((said.author, said.comment) for said in one.judgements if said.comment),
        quotes=quotes(one),
        badge=t(f"feedback.{one.severity}") if one.severity is not Severity.NORMAL and one.standing is Verdict.MISSED else "",
        state=t(f"feedback.appeal.{appeal.state}") if appeal else "",
        state_tone=STATE_TONES.get(appeal.state, "") if appeal else "",
        acts=acts(point, life, t),
    )


def remark_item(one: RemarkView, life: LifeView, t: Words) -> Item:
    """A remark as its agent reads it: its words are the title, the place they stand on is heard."""
    point = Point(remark=one.id)
    appeal = life.appeal(point)
    return Item(
        key=key_of(point),
        title=one.text,
        quotes=(Quote(one.quote, one.utterance, one.from_char, one.to_char, one.starts_at, one.ends_at),),
        state=t(f"feedback.appeal.{appeal.state}") if appeal else "",
        state_tone=STATE_TONES.get(appeal.state, "") if appeal else "",
        acts=acts(point, life, t),
    )


def quotes(one: FindingView) -> tuple[Quote, ...]:
    """The evidence of a finding, to be heard."""
    return tuple(
        Quote(piece.quote, piece.utterance, piece.start, piece.end, piece.starts_at, piece.ends_at, piece.how) for piece in one.evidence
    )


def acts(point: Point, life: LifeView, t: Words) -> tuple[Act, ...]:
    """What the reader can do about a point: appeal it, or take the appeal back."""
    appeal, window = life.appeal(point), life.windows.get(point)
    if appeal is not None and "appeal.withdraw" in appeal.may:
        return (Act("withdraw", t("appeals.page.withdraw")),)
    if window is None:
        return ()
    return (Act("appeal", t("feedback.appeal_button"), window_words(window, t)),)


def window_words(window: Window, t: Words) -> str:
    """Until when, and how many working days that leaves."""
    return t("feedback.appeal_until" if window.days else "feedback.appeal_today", day=date_words(window.last), count=window.days)


def finding(view: CallView, point: Point) -> FindingView | None:
    """The finding of a point, as it stands; None where the point is a remark."""
    return next((one for evaluation in view.evaluations for one in evaluation.findings if one.id == point.finding), None)


def remark(view: CallView, point: Point) -> RemarkView | None:
    """The remark of a point; None where the point is a finding, or the remark was taken back."""
    return next((one for one in (view.review.remarks if view.review else ()) if one.id == point.remark), None)


def judged_item(view: CallView, appeal: AppealView, life: LifeView, language: str, t: Words) -> Group | None:
    """The one point of an appeal, for whoever judges it."""
    found, said = finding(view, appeal.point), remark(view, appeal.point)
    if said is not None:
        return Group(t("feedback.groups.remarks"), Tone.NEUTRAL, (remark_item(said, life, t),))
    if found is None:
        return None
    tone = {Verdict.MET: Tone.GOOD, Verdict.MISSED: Tone.BAD}.get(found.standing, Tone.NEUTRAL)
    return Group(t(f"appeals.verdict.{found.standing}"), tone, (finding_item(found, life, language, t),))
