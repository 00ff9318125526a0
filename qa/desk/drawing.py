"""What may go into a pack: this week's most frequent finding with a good and a bad example of it, and excerpts drawn by filters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from qa.access import authorize
from qa.desk import excerpts, frozen, packs
from qa.desk.house import House
from qa.desk.pack_views import Suggestion
from qa.desk.views import ExcerptView
from qa.model.finding import Verdict
from qa.model.library import ExcerptKind, Wanted
from qa.model.packs import MEETING_S, fitting, length
from qa.model.people import Person, Role
from qa.model.text import Text
from qa.rubric import sought
from qa.store import calls, library, reviews, shelf
from qa.store.engine import Session
from qa.store.tables import CallRow, EvaluationRow, ExcerptRow, FindingRow, now

WEEK = timedelta(days=7)
MOST_SEARCHED, MOST_DRAWN = 500, 20
NEAR, HEARD, SAID = 0, 1, 2
"""How well an excerpt shows a criterion: it is out of such a call, the evidence is heard in it, its publisher says so."""
Shows = dict[tuple[str, str], list[tuple[int, ExcerptRow]]]
"""By rubric and criterion: excerpts out of calls that it says something about, and how well each shows it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which excerpts to draw: of a kind, with words in title, note or what is said, showing a criterion of a rubric."""

    kind: ExcerptKind | None = None
    words: str = ""
    rubric: str = ""
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class ByCriterion:
    """By rubric and criterion: its title, the calls that were judged by it, and those in which it was missed."""

    titles: dict[tuple[str, str], Text]
    judged: dict[tuple[str, str], set[int]]
    missed: dict[tuple[str, str], set[int]]

    def worst(self, most: int) -> list[tuple[str, str]]:
        """What was missed in most calls, at most so many."""
        return sorted(self.missed, key=lambda key: (-len(self.missed[key]), key))[:most]


def by_criterion(stands: Iterable[tuple[FindingRow, EvaluationRow, Verdict]]) -> ByCriterion:
    """Findings as ``newest`` gives them, counted."""
    found = ByCriterion({}, defaultdict(set), defaultdict(set))
    for finding, evaluation, verdict in stands:
        key = (evaluation.rubric, finding.criterion)
        found.titles[key] = Text(finding.title_zh, finding.title_en)
        if verdict in (Verdict.MET, Verdict.MISSED):
            found.judged[key].add(evaluation.call_id)
        if verdict is Verdict.MISSED:
            found.missed[key].add(evaluation.call_id)
    return found


def suggested(house: House, actor: Person, most: int = 3) -> tuple[Suggestion, ...]:
    """What was missed in most calls of the last seven days, as people judged it where they did; of a lead's own team alone."""
    authorize(actor, "pack.suggest")
    team = actor.team if actor.role is Role.LEAD else None
    with house.db.reading() as session:
        found = [row for row in calls.evaluated_between(session, now() - WEEK, None) if team is None or row[2].team == team]
        stands = newest(session, found)
        told = by_criterion(stands)
        top = told.worst(most)
        shows = _shows(session, library.excerpts(session, excerpts.today(), limit=MOST_SEARCHED)) if top else {}
        return tuple(
            Suggestion(
                *key,
                told.titles[key],
                len(told.missed[key]),
                len(told.judged[key]),
                good=_best(session, actor, shows.get(key, []), ExcerptKind.GOOD),
                bad=_best(session, actor, shows.get(key, []), ExcerptKind.BAD),
            )
            for key in top
        )


def on_offer(house: House, actor: Person, limit: int = 200) -> tuple[ExcerptView, ...]:
    """What can be put into a pack, newest first."""
    authorize(actor, "pack.make")
    with house.db.reading() as session:
        return excerpts.views(session, actor, library.excerpts(session, excerpts.today(), limit=limit), working=True)


def draw(house: House, actor: Person, pack_id: int, wish: Filter) -> int:
    """Add the newest excerpts that fit the filter and are not in the pack yet, as many as the ten minutes have room for; gives how many."""
    with house.db.writing() as session:
        row = packs.mine(session, actor, pack_id)
        items = frozen.working(session, pack_id)
        inside = {excerpt.id for _, excerpt in items}
        full = length([(excerpt.seconds, row.talk_s if item.talk_s is None else item.talk_s) for item, excerpt in items])
        wanted, terms = Wanted(kind=wish.kind), sought.parsed(wish.words)
        ids, _ = shelf.page(session, excerpts.today(), wanted, terms, person=actor.id, limit=MOST_SEARCHED, offset=0, working=True)
        found = shelf.rows(session, ids)
        if wish.criterion:
            showing = {excerpt.id for _, excerpt in _shows(session, found).get((wish.rubric, wish.criterion), [])}
            found = [excerpt for excerpt in found if excerpt.id in showing]
        found = [excerpt for excerpt in found if excerpt.id not in inside]
        taken = fitting(MEETING_S - full.total, [excerpt.seconds for excerpt in found], row.talk_s)[:MOST_DRAWN]
        for place in taken:
            packs.append(session, row, found[place].id or 0)
        return len(taken)


def take(house: House, actor: Person, pack_id: int, excerpt_ids: tuple[int, ...], talking_point: str = "") -> int:
    """Add what was suggested, as far as it is not in the pack yet; gives how many."""
    with house.db.writing() as session:
        row = packs.mine(session, actor, pack_id)
        inside = {excerpt.id for _, excerpt in frozen.working(session, pack_id)}
        wanted = [number for number in dict.fromkeys(excerpt_ids) if number not in inside]
        for number in wanted:
            excerpts.published(session, number)
            packs.append(session, row, number, talking_point)
        return len(wanted)


def newest(session: Session, found: list[tuple[FindingRow, EvaluationRow, CallRow]]) -> list[tuple[FindingRow, EvaluationRow, Verdict]]:
    """The findings of each call's newest evaluation by each rubric, with the verdict that stands."""
    last: dict[tuple[int, str], int] = {}
    for _, evaluation, _ in found:
        key = (evaluation.call_id, evaluation.rubric)
        last[key] = max(last.get(key, 0), evaluation.id or 0)
    kept = [(finding, evaluation) for finding, evaluation, _ in found if evaluation.id == last[(evaluation.call_id, evaluation.rubric)]]
    said = reviews.verdicts(session, sorted({evaluation.call_id for _, evaluation in kept}))
    by_people = {finding.id: judgement.verdict for judgement, finding, _, published in said if published}
    return [(finding, evaluation, Verdict(by_people.get(finding.id, finding.verdict))) for finding, evaluation in kept]


def _shows(session: Session, found: list[ExcerptRow]) -> Shows:
    """A good example is one where the criterion was met, a bad one where it was missed; evidence inside the excerpt shows it better.

    Best shows what its publisher says it shows.
    """
    shows: Shows = defaultdict(list)
    for excerpt in found:
        rubric, _, criterion = excerpt.criterion.partition("/")
        if criterion:
            shows[(rubric, criterion)].append((SAID, excerpt))
    of_call: dict[int, list[ExcerptRow]] = defaultdict(list)
    for excerpt in found:
        if excerpt.call_id is not None and not excerpt.criterion and excerpt.kind != ExcerptKind.DISCUSS:
            of_call[excerpt.call_id].append(excerpt)
    for call_id, excerpts_there in of_call.items():
        transcript = calls.transcript(session, call_id)
        evaluations = calls.evaluations(session, transcript.id or 0) if transcript else []
        call = session.get(CallRow, call_id)
        if call is None or not evaluations:
            continue
        of = {evaluation.id: evaluation for evaluation in evaluations}
        findings = [(row, of[row.evaluation_id], call) for row in calls.findings(session, list(of))]
        for finding, evaluation, verdict in newest(session, findings):
            for excerpt in excerpts_there:
                wanted = Verdict.MET if excerpt.kind == ExcerptKind.GOOD else Verdict.MISSED
                if verdict is wanted:
                    shows[(evaluation.rubric, finding.criterion)].append((_inside(finding, excerpt), excerpt))
    return shows


def _inside(finding: FindingRow, excerpt: ExcerptRow) -> int:
    times = [(piece.get("starts_at"), piece.get("ends_at")) for piece in finding.evidence]
    heard = any(begins is not None and ends is not None and begins < excerpt.ends_at and ends > excerpt.starts_at for begins, ends in times)
    return HEARD if heard else NEAR


def _best(session: Session, actor: Person, found: list[tuple[int, ExcerptRow]], kind: ExcerptKind) -> ExcerptView | None:
    of_kind = [(how, excerpt.id or 0, excerpt) for how, excerpt in found if excerpt.kind == kind]
    return excerpts.view(session, actor, max(of_kind, key=lambda one: one[:2])[2], working=True) if of_kind else None
