"""Improvements from rows to views, and how they stand by what was done about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from qa.access import JUDGES, About, allowed
from qa.desk.improve_views import ActView, Evidence, ImproveLine, ImproveView
from qa.model.improve import Field, ImproveAct, Improvement, ImproveState, fold
from qa.model.people import Person, Role
from qa.model.text import NO_TEXT, Text
from qa.store import improve, people, votes
from qa.store.engine import Session
from qa.store.improve import Scope
from qa.store.tables import now
from qa.store.tables_improve import ImprovementActRow, ImprovementRow, ProposalRow

EXCERPT = "/excerpt?excerpt="


def scope_of(actor: Person) -> Scope:
    """The improvements that are for somebody's eyes; ``improve.see`` says the same of a single one."""
    return Scope(actor.role in JUDGES, ("", actor.team) if actor.role is Role.LEAD else (), actor.id)


def among(session: Session, actor: Person, ids: Iterable[int]) -> set[int]:
    """Those of some improvements that are for somebody's eyes."""
    return {row.id for row in improve.some(session, scope_of(actor), ids) if row.id is not None}


def today() -> date:
    """The day where the house is."""
    return now().astimezone().date()


def lines(session: Session, found: Sequence[ImprovementRow]) -> tuple[ImproveLine, ...]:
    """Improvements as a list shows them."""
    acts = improve.acts(session, [row.id for row in found])
    names = people.shown(session, [row.owner_id for row in found])
    return tuple(_line(row, fold(act_of(one) for one in acts[row.id or 0]), names) for row in found)


def _line(row: ImprovementRow, stands: Improvement, names: Mapping[int, str]) -> ImproveLine:
    return ImproveLine(
        id=row.id or 0,
        what=stands.what,
        cause=stands.cause,
        team=row.team,
        month=row.month,
        owner=names.get(stands.owner or 0, ""),
        owner_id=stands.owner,
        due=stands.due,
        state=stands.state,
        late=stands.late(today()),
        reason=stands.reason,
        outcome=stands.outcome,
        shared=stands.shared,
    )


def view(session: Session, actor: Person, row: ImprovementRow) -> ImproveView:
    """An improvement for one reader."""
    written = improve.acts(session, [row.id])[row.id or 0]
    source = improve.sources(session, [row.id]).get(row.id or 0)
    names = people.shown(session, [row.author_id, row.owner_id, *(i for one in written for i in (one.author_id, one.person_id))])
    who = about(row)
    places = allowed(actor, "month.see", About(team=row.team))
    return ImproveView(
        line=_line(row, fold(act_of(one) for one in written), names),
        author=names.get(row.author_id or 0, ""),
        created_at=row.created_at,
        acts=tuple(_act_view(one, names) for one in written),
        from_title=both(source.title) if source else NO_TEXT,
        why=both(source.why) if source else NO_TEXT,
        # names of cases and calls are for those who read that review: others are told the figures alone
        evidence=_shown(session, actor, evidence_of(source)) if source and places else (),
        may=frozenset(verb for verb in ("improve.change", "improve.work") if allowed(actor, verb, who)),
    )


def both(kept: Mapping[str, str]) -> Text:
    return Text(kept.get("zh", ""), kept.get("en", ""))


def evidence_of(row: ProposalRow) -> tuple[Evidence, ...]:
    return tuple(Evidence(**one) for one in row.evidence)


def _shown(session: Session, actor: Person, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Without excerpts that the reader is to score first: to stand here would tell what they are."""
    excerpts = {one: int(one.href.removeprefix(EXCERPT)) for one in found if one.href.startswith(EXCERPT)}
    hidden = votes.hidden(session, actor.id, list(excerpts.values()))
    return tuple(one for one in found if excerpts.get(one) not in hidden)


def _act_view(row: ImprovementActRow, names: Mapping[int, str]) -> ActView:
    return ActView(
        id=row.id or 0,
        field=Field(row.field),
        text=row.text,
        value=row.value,
        person=names.get(row.person_id or 0, ""),
        day=row.day,
        author=names.get(row.author_id or 0, ""),
        at=row.created_at,
    )


def act_of(row: ImprovementActRow) -> ImproveAct:
    return ImproveAct(Field(row.field), row.text, row.value, row.person_id, row.day)


def about(row: ImprovementRow) -> About:
    return About(team=row.team, author=row.owner_id, published=row.shared and row.state == ImproveState.DONE)
