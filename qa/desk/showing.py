"""Packs before a group: the version is frozen, votes, notes and who was there are kept. All of it is added to, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence

from qa.access import About, allowed, authorize
from qa.desk import excerpts, frozen
from qa.desk.bounded import bounded
from qa.desk.house import House, author_id
from qa.desk.pack_views import MeetingLine, MeetingView, ShownItem
from qa.errors import Conflict, Invalid, NotFound
from qa.model.library import ExcerptKind, ExcerptState
from qa.model.packs import EntryKind, Votes
from qa.model.people import Person
from qa.store import packs, people, rows
from qa.store.engine import Session
from qa.store.tables import PackRow, PersonRow, now
from qa.store.tables_packs import PackVersionItemRow, PackVersionRow, PresentationEntryRow, PresentationRow

LONGEST_NOTE, LONGEST_OTHERS, MOST_VOTES, MOST_PEOPLE = 4000, 400, 999, 200
Entries = dict[tuple[str, int | None], PresentationEntryRow]


def teams(house: House, actor: Person) -> tuple[str, ...]:
    """The teams that a reader may show a pack to: the own one; all, and "" for everybody, where the reader leads every team."""
    if not allowed(actor, "pack.show", About(team="")):
        return (actor.team,) if actor.team and allowed(actor, "pack.show", About(team=actor.team)) else ()
    with house.db.reading() as session:
        return ("", *sorted({row.team for row in people.everyone(session) if row.active} - {""}))


def start(house: House, actor: Person, pack_id: int, team: str | None = None) -> int:
    """Begin to show a pack, to the own team where none is named: its version is frozen. Raises Invalid for an empty pack."""
    team = actor.team if team is None else team.strip()
    authorize(actor, "pack.show", About(team=team))
    with house.db.writing() as session:
        packs.hold(session, pack_id)
        row = rows.get(session, PackRow, pack_id)
        items = frozen.working(session, pack_id)
        if row.dropped_at is not None:
            raise Conflict("packs.dropped", title=row.title)
        if not items:
            raise Invalid("packs.empty", title=row.title)
        version = frozen.freeze(session, row, items, author_id(actor))
        meeting = rows.add(session, PresentationRow(version_id=version.id or 0, team=team, author_id=author_id(actor)))
        rows.note(session, author_id(actor), "pack.show", f"pack:{pack_id}", version=version.number, team=team)
        assert meeting.id is not None
        return meeting.id


def vote(house: House, actor: Person, meeting_id: int, item_id: int, votes: Votes) -> None:
    """How the group voted on an excerpt. Raises Invalid for counts out of range."""
    if not all(0 <= count <= MOST_VOTES for count in (votes.good, votes.bad, votes.unsure)):
        raise Invalid("packs.votes", most=MOST_VOTES)
    counted = PresentationEntryRow(kind=EntryKind.VOTE, item_id=item_id, good=votes.good, bad=votes.bad, unsure=votes.unsure)
    _write(house, actor, meeting_id, counted)


def remark(house: House, actor: Person, meeting_id: int, text: str, item_id: int | None = None) -> None:
    """The note on an excerpt, or of the whole meeting."""
    note = PresentationEntryRow(kind=EntryKind.NOTE, item_id=item_id, text=bounded(text, LONGEST_NOTE))
    _write(house, actor, meeting_id, note)


def there(house: House, actor: Person, meeting_id: int, ids: Sequence[int], others: str = "") -> None:
    """Who was there: people with an account, and others by name."""
    others = others.strip()
    if len(others) > LONGEST_OTHERS or len(ids) > MOST_PEOPLE:
        raise Invalid("desk.too_long", longest=LONGEST_OTHERS)
    _write(house, actor, meeting_id, PresentationEntryRow(kind=EntryKind.THERE, people=sorted(set(ids)), text=others))


def finish(house: House, actor: Person, meeting_id: int) -> None:
    """The meeting is over. What is still to be noted may be noted afterwards, with its own time."""
    with house.db.writing() as session:
        meeting = _held(session, actor, meeting_id)
        if meeting.ended_at is None:
            meeting.ended_at = now()


def one(house: House, actor: Person, meeting_id: int) -> MeetingView:
    """A meeting with all that stands of it. Raises NotFound, also for whom it does not concern."""
    with house.db.reading() as session:
        meeting = session.get(PresentationRow, meeting_id)
        if meeting is None:
            raise NotFound("packs.no_meeting", meeting=meeting_id)
        entries = packs.entries(session, meeting_id)
        about = _about(meeting, entries)
        authorize(actor, "pack.meeting", about)
        version = rows.get(session, PackVersionRow, meeting.version_id)
        attended = entries.get((EntryKind.THERE, None))
        names = people.shown(session, [meeting.author_id, *(attended.people if attended else ())])
        note = entries.get((EntryKind.NOTE, None))
        return MeetingView(
            id=meeting_id,
            pack_id=version.pack_id,
            version=version.number,
            title=version.title,
            note=version.note,
            team=meeting.team,
            author=names.get(meeting.author_id or 0, ""),
            started_at=meeting.started_at,
            ended_at=meeting.ended_at,
            items=_items(session, actor, version, entries),
            remark=note.text if note else "",
            there=tuple((number, names.get(number, "")) for number in attended.people) if attended else (),
            others=attended.text if attended else "",
            may=frozenset({"pack.minutes"} if allowed(actor, "pack.minutes", about) else ()),
        )


def listed(house: House, actor: Person, pack_id: int) -> tuple[MeetingLine, ...]:
    """When a pack was shown, the newest first, as far as it concerns the reader."""
    authorize(actor, "pack.see")
    with house.db.reading() as session:
        found = packs.presentations(session, pack_id)
        names = people.shown(session, [meeting.author_id for meeting, _ in found])
        lines = []
        for meeting, version in found:
            entries = packs.entries(session, meeting.id or 0)
            if not allowed(actor, "pack.meeting", _about(meeting, entries)):
                continue
            items = packs.items(session, version.id)
            attended = entries.get((EntryKind.THERE, None))
            lines.append(
                MeetingLine(
                    id=meeting.id or 0,
                    version=version.number,
                    team=meeting.team,
                    author=names.get(meeting.author_id or 0, ""),
                    started_at=meeting.started_at,
                    ended_at=meeting.ended_at,
                    items=len(items),
                    withdrawn=sum(excerpt is None or excerpt.state == ExcerptState.WITHDRAWN for _, excerpt in items),
                    there=len(attended.people) if attended else 0,
                )
            )
        return tuple(lines)


def crew(house: House, actor: Person, meeting_id: int) -> tuple[tuple[int, str], ...]:
    """Who may have been there, id and name: the team it is shown to, everybody where it is shown to no team, and who is noted already."""
    found = one(house, actor, meeting_id)
    with house.db.reading() as session:
        everyone = people.everyone(session)
        known = dict(found.there)
        return tuple((row.id or 0, row.shown) for row in everyone if row.id in known or (row.active and found.team in ("", row.team)))


def _write(house: House, actor: Person, meeting_id: int, entry: PresentationEntryRow) -> None:
    with house.db.writing() as session:
        meeting = _held(session, actor, meeting_id)
        if entry.item_id is not None:
            item = session.get(PackVersionItemRow, entry.item_id)
            if item is None or item.version_id != meeting.version_id:
                raise NotFound("packs.no_item", meeting=meeting_id)
        for number in entry.people:
            rows.get(session, PersonRow, number)
        before = packs.entries(session, meeting_id).get((entry.kind, entry.item_id))
        if before is not None and _said(before) == _said(entry):
            return
        if before is None and not any(_said(entry)):
            return
        entry.presentation_id, entry.author_id = meeting_id, author_id(actor)
        rows.add(session, entry)


def _held(session: Session, actor: Person, meeting_id: int) -> PresentationRow:
    meeting = session.get(PresentationRow, meeting_id)
    if meeting is None:
        raise NotFound("packs.no_meeting", meeting=meeting_id)
    authorize(actor, "pack.minutes", About(author=meeting.author_id, team=meeting.team))
    return meeting


def _said(entry: PresentationEntryRow) -> tuple[object, ...]:
    return (entry.text, entry.good, entry.bad, entry.unsure, tuple(entry.people or ()))


def _about(meeting: PresentationRow, entries: Entries) -> About:
    attended = entries.get((EntryKind.THERE, None))
    members = frozenset(attended.people if attended else ()) | {meeting.author_id or 0}
    return About(author=meeting.author_id, team=meeting.team, members=members)


def _items(session: Session, actor: Person, version: PackVersionRow, entries: Entries) -> tuple[ShownItem, ...]:
    found = packs.items(session, version.id)
    here = [excerpt for _, excerpt in found if excerpt is not None and frozen.heard(excerpt)]
    views = {view.id: view for view in excerpts.views(session, actor, here, working=True)}
    now_is = {row.id: frozen.digest(row) for row in here}
    shown = []
    for item, row in found:
        view = views.get(item.excerpt_id or 0)
        voted, note = entries.get((EntryKind.VOTE, item.id)), entries.get((EntryKind.NOTE, item.id))
        shown.append(
            ShownItem(
                id=item.id or 0,
                excerpt_id=item.excerpt_id,
                position=item.position,
                kind=ExcerptKind(item.kind),
                title=item.title,
                note=item.note if view else "",
                talking_point=item.talking_point,
                talk_s=item.talk_s,
                seconds=item.seconds,
                lines=view.lines if view else (),
                has_sound=view.has_sound if view else False,
                gone="" if view else "withdrawn" if row is None or row.state == ExcerptState.WITHDRAWN else "expired",
                better=view.better if view else "",
                conclusion=view.conclusion if view else "",
                changed=view is not None and now_is[item.excerpt_id] != item.digest,
                votes=Votes(voted.good, voted.bad, voted.unsure) if voted else None,
                remark=note.text if note else "",
            )
        )
    return tuple(shown)
