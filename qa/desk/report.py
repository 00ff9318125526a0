"""Reports as files, DOCX and XLSX: months, the improvement list, shifts, cases. Who may see it may take it along; that is written down."""

from __future__ import annotations

from datetime import date

from qa.desk import cases, improve, month, report_case, report_month, report_shift, shift
from qa.desk.house import House, author_id
from qa.desk.report_words import Speaker
from qa.desk.sheet import FORMS, Report, file_name, written
from qa.errors import Invalid
from qa.model.improve import Listed, Month
from qa.model.masking import Private
from qa.model.people import Person
from qa.store import cases as case_rows
from qa.store import people, rows
from qa.store.tables import now

__all__ = ["FORMS", "file_name"]


def of_month(house: House, actor: Person, which: Month, team: str, form: str, language: str) -> bytes:
    """The review of a month with the improvement list. Raises Forbidden, Invalid for another form."""
    view = month.view(house, actor, which, team)
    known = {line.id for line in (*view.own, *view.last)}
    running = [one for one in improve.listed(house, actor, Listed(team=team or None)) if not one.state.ended and one.id not in known]
    earlier = [one for one in running if one.month < str(which)]
    made = report_month.report(view, earlier, language, _made(actor, language))
    return _kept(house, actor, made, form, f"month:{which}", "report.month", team=team)


def of_list(house: House, actor: Person, sought: Listed, form: str, language: str) -> bytes:
    """The improvements that fit and are for the reader's eyes. Raises Forbidden, Invalid for another form."""
    made = report_month.listed(improve.listed(house, actor, sought), language, _made(actor, language))
    return _kept(house, actor, made, form, "improve:list", "report.list")


def of_shift(house: House, actor: Person, team: str, since: date, until: date, form: str, language: str) -> bytes:
    """What a team heard, said and has to follow up. Raises as ``shift.view``, Invalid for another form."""
    made = report_shift.report(shift.view(house, actor, team, since, until), language, _made(actor, language))
    return _kept(house, actor, made, form, f"shift:{since}", "report.shift", team=team, until=str(until))


def of_case(house: House, actor: Person, case_id: int, form: str, language: str, *, masked: bool = True) -> bytes:
    """A case file with all that was written down. ``masked``: what is private in its words, and whose calls they are.

    Raises NotFound, also where it is not for this person's eyes; Invalid for another form.
    """
    view = cases.one(house, actor, case_id)
    hide = report_case.hider(_known(house, case_id)) if masked else None
    made = report_case.report(view, language, _made(actor, language), hide)
    return _kept(house, actor, made, form, f"case:{case_id}", "report.case", masked=masked)


def _known(house: House, case_id: int) -> list[tuple[Private, str]]:
    with house.db.reading() as session:
        calls = [call for _, call in case_rows.calls(session, [case_id]) if call is not None]
        names = people.shown(session, [call.agent_id for call in calls])
    return [*((Private.STAFF, name) for name in names.values()), *((Private.PHONE, call.phone) for call in calls if call.phone)]


def _made(actor: Person, language: str) -> tuple[str, ...]:
    say = Speaker(language)
    return (say("made", name=actor.shown, when=say.moment(now())),)


def _kept(house: House, actor: Person, made: Report, form: str, subject: str, verb: str, **details: object) -> bytes:
    if form not in FORMS:
        raise Invalid("month.form", form=form, forms=", ".join(FORMS))
    content = written(made, form)
    with house.db.writing() as session:
        rows.note(session, author_id(actor), verb, subject, form=form, **details)
    return content
