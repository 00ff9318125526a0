"""A case file as a report, masked where it is to leave the hands of those who work on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qa.desk.case_export import TEXTS
from qa.desk.case_views import CaseView, EntryView
from qa.desk.report_words import NONE, Speaker
from qa.desk.sheet import Report, Section, Table
from qa.masking.find import find, masked
from qa.model.casefile import Act, Part, Step
from qa.model.masking import Private

Hide = Callable[[str], str]


def hider(known: Iterable[tuple[Private, str]]) -> Hide:
    """Masks what is private in a text, and what the house knows of its calls: the agents' names, the customers' numbers."""
    told = tuple(known)

    def hide(text: str) -> str:
        language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"
        lines = text.split("\n")
        places = find([("unknown", line) for line in lines], told)
        return "\n".join(masked(line, [p for p in places if p.line == number], language) for number, line in enumerate(lines))

    return hide


def report(view: CaseView, language: str, facts: tuple[str, ...], hide: Hide | None) -> Report:
    """``hide``: how words are masked; None leaves them as they were written."""
    say, show, line = Speaker(language), hide or (lambda text: text), view.line
    about = [
        say("case.state", state=say.other(f"cases.state.{line.state}"), family=say.other(f"cases.family.{line.family or 'none'}")),
        say("case.owner", name=line.owner or NONE),
        say("case.complained", when=say.moment(line.complained_at)),
        say("case.opened", name=view.author or NONE, when=say.moment(view.created_at)),
    ]
    if line.reference:
        about.append(say("case.reference", number=show(line.reference)))
    sections = [Section(say("case.about"), tuple(about)), _deadlines(say, view)]
    for part in TEXTS:
        stands = view.standing(part)
        if stands is not None and stands.text:
            by = say("case.by", name=stands.author, when=say.moment(stands.written_at))
            sections.append(Section(say.other(f"cases.part.{part}"), (*show(stands.text).split("\n"), by)))
    sections += [_calls(say, view, show, bool(hide)), _entries(say, view, show)]
    told = say("case.masked") if hide else say("case.private")
    return Report(show(line.title), (say.team(line.team), *facts, told), tuple(sections), language)


def _deadlines(say: Speaker, view: CaseView) -> Section:
    head = tuple(say(f"case.{name}") for name in ("step", "due", "done", "standing"))
    rows = tuple(
        (say.other(f"cases.step.{one.step}"), say.moment(one.due), say.moment(one.done), say(f"case.stands_{one.standing}"))
        for one in view.deadlines
    )
    return Section(say.other("cases.one.deadlines"), (), Table(head, rows, (30, 25, 25, 20)))


def _calls(say: Speaker, view: CaseView, show: Hide, hidden: bool) -> Section:
    head = tuple(say(f"case.{name}") for name in ("call", "agent", "began", "note"))
    rows = []
    for one in view.calls:
        if one.ended_at is None:
            title = show(one.title) if one.title else say.other("cases.one.hidden" if one.call_id else "cases.one.gone")
            agent = say("case.agent_hidden") if hidden and one.agent else one.agent or NONE
            rows.append((title, agent, say.moment(one.started_at), show(one.note)))
    heading = say.other("cases.one.calls")
    return Section(heading, () if rows else (say("nothing"),), Table(head, tuple(rows), (34, 16, 20, 30)) if rows else None)


def _entries(say: Speaker, view: CaseView, show: Hide) -> Section:
    """All that was written down, oldest first, with author and time."""
    found = [(one.written_at, _what(say, one), show(" ".join(filter(None, (_family(say, one), one.text))))) for one in view.entries]
    for call in view.calls:
        title = show(call.title) or say.other("cases.one.hidden" if call.call_id else "cases.one.gone")
        found.append((call.at, say.other("cases.history.linked", name=call.author, call=title), show(call.note)))
        if call.ended_at is not None:
            found.append((call.ended_at, say.other("cases.history.unlinked", name=call.ended_by, call=title), show(call.ended_note)))
    head = tuple(say(f"case.{name}") for name in ("when", "what", "words"))
    rows = tuple((say.moment(at), what, words) for at, what, words in sorted(found, key=lambda one: one[0]))
    return Section(say("case.history"), (), Table(head, rows, (20, 32, 48)))


def _family(say: Speaker, entry: EntryView) -> str:
    return say.other(f"cases.family.{entry.family}") if entry.family else ""


def _what(say: Speaker, entry: EntryView) -> str:
    kind, name = entry.kind, entry.author
    if isinstance(kind, Part):
        return say.other("cases.history.written", name=name, part=say.other(f"cases.part.{kind}"))
    if isinstance(kind, Step):
        step = say.other(f"cases.step.{kind}")
        if entry.at is None:
            return say.other("cases.history.taken_back", name=name, step=step)
        return say.other("cases.history.step", name=name, step=step, when=say.moment(entry.at))
    if kind is Act.OWNER:
        key = "owner_self" if entry.person == name else "owner"
        return say.other(f"cases.history.{key}", name=name, person=entry.person)
    return say.other(f"cases.history.{kind}", name=name)
