"""The summary of a shift as a report."""

from __future__ import annotations

from qa.desk.pack_views import MeetingView
from qa.desk.report_words import NONE, Speaker
from qa.desk.sheet import Report, Section, Table
from qa.desk.shift import ShiftView


def report(view: ShiftView, language: str, facts: tuple[str, ...]) -> Report:
    say = Speaker(language)
    days = say.day(view.since) if view.since == view.until else f"{say.day(view.since)} – {say.day(view.until)}"
    heard = sum(not item.gone for meeting in view.meetings for item in meeting.items)
    packs = "; ".join(dict.fromkeys(meeting.title for meeting in view.meetings))
    summary = [say("shift.meetings", count=len(view.meetings)), say("shift.heard", count=heard), say("shift.calls", count=view.calls)]
    if packs:
        summary.append(say("shift.packs", packs=packs))
    sections = [Section(say("shift.summary"), tuple(summary)), *(_meeting(say, meeting) for meeting in view.meetings)]
    if not view.meetings:
        sections.append(Section(say("shift.meeting_none"), (say("nothing"),)))
    missed = tuple((one.title.to(language), say.share(one.count, one.share)) for one in view.missed)
    table = Table((say("month.criterion"), say("shift.missed")), missed, (60, 40)) if missed else None
    sections.append(Section(say("shift.findings"), () if missed else (say("nothing"),), table))
    sections.append(_due(say, view))
    return Report(say("shift.title", days=days), (say.team(view.team), *facts), tuple(sections), language)


def _meeting(say: Speaker, of: MeetingView) -> Section:
    there = "、".join(name for _, name in of.there) if say.language == "zh" else ", ".join(name for _, name in of.there)
    ended = say.moment(of.ended_at) if of.ended_at else say.other("packs.meetings.open")
    lines = [
        say("shift.held", started=say.moment(of.started_at), ended=ended, by=of.author or NONE, version=of.version),
        say("shift.there", names=" · ".join(filter(None, (there, of.others))) or NONE),
    ]
    if of.remark:
        lines.append(say("shift.remark", text=of.remark))
    head = tuple(say(f"shift.{name}") for name in ("excerpt", "kind", "votes", "point", "note"))
    rows = tuple(
        (
            item.title if not item.gone else f"{item.title} ({say(f'shift.{item.gone}')})",
            say.other(f"library.kind.{item.kind}"),
            say("shift.vote", good=item.votes.good, bad=item.votes.bad, unsure=item.votes.unsure) if item.votes else NONE,
            item.talking_point,
            item.remark,
        )
        for item in of.items
    )
    heading = say("shift.meeting", title=of.title, at=say.moment(of.started_at))
    return Section(heading, tuple(lines), Table(head, rows, (26, 10, 18, 22, 24)))


def _due(say: Speaker, view: ShiftView) -> Section:
    rows = [(say("shift.due_coaching"), f"{one.agent}: {one.text}", one.author, say.day(one.follow_up)) for one in view.coaching]
    rows += [(say("shift.due_improve"), one.what, one.owner or NONE, say.day(one.due)) for one in view.improvements]
    for case in view.cases:
        step = say.other(f"cases.step.{case.next.step}") if case.next else ""
        rows.append((say("shift.due_case"), f"{case.title} ({step})", case.owner or NONE, say.moment(case.next.due if case.next else None)))
    head = tuple(say(f"shift.{name}") for name in ("due_kind", "due_what", "due_who", "due_when"))
    return Section(say("shift.due"), () if rows else (say("nothing"),), Table(head, tuple(rows), (14, 50, 16, 20)) if rows else None)
