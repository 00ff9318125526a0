"""The monthly review of a team or of the whole house: its figures, what was missed most, what is proposed, what became of the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time

from qa.access import About, allowed, authorize
from qa.desk import case_record, improve, improve_record, proposals, standing
from qa.desk.house import House, author_id
from qa.desk.improve_views import Answered, Proposal
from qa.desk.month_views import CriterionLine, Figures, MonthView
from qa.desk.standing import Standing
from qa.errors import Invalid, NotFound
from qa.model import casefile
from qa.model.casefile import LONGEST_WARNING, RULES
from qa.model.estimate import mean, share
from qa.model.finding import Severity
from qa.model.improve import Cause, Listed, Month
from qa.model.people import Person, Role
from qa.store import calls, cases, months, people, rows, votes
from qa.store import improve as store
from qa.store.engine import Session
from qa.store.months import Reviewed
from qa.store.tables import now
from qa.store.tables_improve import ProposalRow

SHOWN = 10
LONGEST_DEADLINE = sum((rule.within for rule in RULES.values()), LONGEST_WARNING)


def view(house: House, actor: Person, month: Month, team: str = "") -> MonthView:
    """A month as the meeting sees it. Raises Forbidden where the team is not the reader's."""
    authorize(actor, "month.see", About(team=team))
    with house.db.reading() as session:
        span, earlier = bounds(month), bounds(month.before)
        reviews, before = months.reviews(session, *span, team), months.reviews(session, *earlier, team)
        stands, stood = standing.of_reviews(session, reviews), standing.of_reviews(session, before)
        lines = criteria(stands, stood)
        answered = store.answers(session, str(month), team)
        scope, today = improve_record.scope_of(actor), improve_record.today()
        return MonthView(
            month=month,
            team=team,
            now=_figures(session, actor, span, team, reviews, stands),
            before=_figures(session, actor, earlier, team, before, stood),
            criteria=lines[:SHOWN],
            proposals=_proposed(session, actor, span, team, lines, stands, reviews, {row.key for row in answered}),
            answered=_answered(session, answered),
            own=improve_record.lines(session, store.listed(session, scope, Listed(month=str(month), team=team or None), today)),
            last=improve_record.lines(session, store.listed(session, scope, Listed(month=str(month.before), team=team or None), today)),
            may=frozenset({"improve.make"} if allowed(actor, "improve.make", About(team=team)) else ()),
        )


def teams(house: House, actor: Person) -> tuple[str, ...]:
    """The teams whose months the reader can see; "" stands for the whole house."""
    authorize(actor, "month.see", About(team=actor.team))
    if actor.role is Role.LEAD:
        return (actor.team,)
    with house.db.reading() as session:
        return ("", *sorted(({row.team for row in people.everyone(session)} | set(calls.groups(session)[1])) - {""}))


def take_up(
    house: House,
    actor: Person,
    month: Month,
    team: str,
    key: str,
    *,
    what: str = "",
    cause: Cause | str | None = None,
    owner: int | None = None,
    due: date | None = None,
    language: str = "zh",
) -> int:
    """Make an improvement of a proposal, with all that speaks for it; gives its number.

    ``what``: in other words than the proposal's, which are taken in ``language``. Raises NotFound where there is no such proposal any
    more, Conflict where it was answered meanwhile.
    """
    authorize(actor, "improve.make", About(team=team))
    found = _open(house, actor, month, team, key)
    with house.db.writing() as session:
        words = what.strip() or found.title.to(language)[: improve.LONGEST_WHAT]
        made = improve.begin(session, actor, what=words, month=month, cause=cause or found.cause, team=team, owner=owner, due=due)
        store.answer(session, _answer(actor, month, team, found, improvement=made))
        return made


def wave_away(house: House, actor: Person, month: Month, team: str, key: str, reason: str) -> None:
    """Say why nothing is made of a proposal; it does not come again that month. Raises as ``take_up``, Invalid without a reason."""
    authorize(actor, "improve.make", About(team=team))
    reason = reason.strip()
    if not reason:
        raise Invalid("month.reason_needed")
    if len(reason) > improve.LONGEST_NOTE:
        raise Invalid("desk.too_long", longest=improve.LONGEST_NOTE)
    found = _open(house, actor, month, team, key)
    with house.db.writing() as session:
        store.answer(session, _answer(actor, month, team, found, reason=reason))
        rows.note(session, author_id(actor), "improve.wave_away", f"month:{month}", key=key, team=team)


def bounds(month: Month) -> tuple[datetime, datetime]:
    """From the first moment of a month, where the house is, to the first of the next."""
    return beginning(month.first), beginning(month.after.first)


def beginning(day: date) -> datetime:
    """The first moment of a day where the house is."""
    return datetime.combine(day, time.min).astimezone()


def this_month() -> Month:
    """The month where the house is."""
    return Month.of(improve_record.today())


def criteria(now: Standing, before: Standing) -> tuple[CriterionLine, ...]:
    """Every criterion that was missed in either time, the one missed most often first."""
    titles = {**before.titles, **now.titles}
    wanted = dict.fromkeys(one.key for one in (*now.missed, *before.missed))
    found = []
    for key in wanted:
        here, then = now.tally(key), before.tally(key)
        change = standing.change(here, then, len(wanted))
        found.append(
            CriterionLine(
                *key,
                titles[key],
                missed=here[0],
                now=share(*here),
                missed_before=then[0],
                before=share(*then),
                change=change,
                rising=change.low is not None and change.low > 0,
                falling=change.high is not None and change.high < 0,
            )
        )
    return tuple(sorted(found, key=lambda line: (-line.missed, -line.missed_before, line.rubric, line.criterion)))


def _figures(
    session: Session,
    actor: Person,
    span: tuple[datetime, datetime],
    team: str,
    reviews: Sequence[Reviewed],
    stands: Standing,
) -> Figures:
    missed = {one.review for one in stands.missed}
    grave = {one.review for one in stands.missed if one.severity is not Severity.NORMAL}
    appealed, ended = months.appeals(session, *span, team)
    shown = months.meetings(session, *span, team)
    made = months.excerpts(session, *span, team)
    hidden = votes.hidden(session, actor.id, [row.id for row in made])
    return Figures(
        calls=months.calls(session, *span, team),
        reviewed=len(reviews),
        clean=share(len(reviews) - len(missed), len(reviews)),
        mean=mean([min(review.percent, 100.0) for review in reviews if review.percent is not None]),
        critical=len(grave),
        appealed=appealed,
        ended=ended,
        opened=len(months.cases_opened(session, *span, team)),
        closed=len(months.cases_closed(session, *span, team)),
        late=_late(session, span, team),
        excerpts=Counter("unscored" if row.id in hidden else row.kind for row in made),
        packs=len({version.pack_id for _, version in shown}),
        meetings=len(shown),
        coached=months.coached(session, *span, team),
        calibrated=months.calibrated(session, *span),
        quizzed=months.quizzed(session, *span),
    )


def _late(session: Session, span: tuple[datetime, datetime], team: str) -> int:
    """Cases with a deadline that fell into a span and was missed."""
    since, until = span
    found = months.cases_opened(session, since - LONGEST_DEADLINE, until, team)
    entries = cases.entries(session, [row.id for row in found])
    wrong = (casefile.Standing.OVERDUE, casefile.Standing.MISSED)
    return sum(
        any(
            one.standing in wrong and one.due is not None and since <= one.due < until
            for one in case_record.owed(row, entries[row.id or 0], now())
        )
        for row in found
    )


def _proposed(
    session: Session,
    actor: Person,
    span: tuple[datetime, datetime],
    team: str,
    lines: Sequence[CriterionLine],
    stands: Standing,
    reviews: Sequence[Reviewed],
    answered: set[str],
) -> tuple[Proposal, ...]:
    titles = {"/".join(key): title for key, title in stands.titles.items()}
    found = [
        *proposals.of_criteria(session, lines, stands.missed, {one.call: one.title for one in reviews}),
        *proposals.of_cases(session, months.cases_closed(session, *span, team)),
        *proposals.of_excerpts(session, actor, *span, team, titles),
        *proposals.of_conclusions(session, actor, *span, team),
    ]
    return tuple(one for one in found if one.key not in answered)


def _open(house: House, actor: Person, month: Month, team: str, key: str) -> Proposal:
    found = next((one for one in view(house, actor, month, team).proposals if one.key == key), None)
    if found is None:
        raise NotFound("month.no_proposal")
    return found


def _answer(actor: Person, month: Month, team: str, found: Proposal, *, improvement: int | None = None, reason: str = "") -> ProposalRow:
    return ProposalRow(
        month=str(month),
        team=team,
        key=found.key,
        title={"zh": found.title.zh, "en": found.title.en},
        why={"zh": found.why.zh, "en": found.why.en},
        evidence=[asdict(one) for one in found.evidence],
        improvement_id=improvement,
        reason=reason,
        author_id=author_id(actor),
    )


def _answered(session: Session, found: Sequence[ProposalRow]) -> tuple[Answered, ...]:
    names = people.shown(session, [row.author_id for row in found])
    return tuple(
        Answered(row.key, improve_record.both(row.title), row.reason, names.get(row.author_id or 0, ""), row.created_at, row.improvement_id)
        for row in found
    )
