"""What people are told in the application: each step of a review, with what they have not seen yet marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from qa.access import About, allowed, authorize
from qa.desk import case_record, improve_record, posts, reminders
from qa.desk.house import House, author_id
from qa.desk.lifeviews import NoticeView
from qa.model.appeal import NoticeKind
from qa.model.casefile import Step
from qa.model.people import Person
from qa.model.text import NO_TEXT, Text
from qa.store import coaching, notices, people, rows
from qa.store.engine import Session
from qa.store.review_tables import NoticeRow
from qa.store.tables import CallRow

SHOWN = 200
LONGEST = 200
TO_JUDGE = (NoticeKind.APPEALED, NoticeKind.ASSIGNED)
COACHING = (NoticeKind.COACHED, NoticeKind.OUTCOME, NoticeKind.UNCOACHED)
PLACES = {"case": "/cases?case=", "calibration": "/calibration?set=", "match": "/quiz?match=", "improve": "/month?entry="}
"""By what a notice is about, the place that it leads to."""


def tell(
    session: Session,
    actor: Person,
    to: Iterable[int | None],
    kind: NoticeKind,
    *,
    call_id: int | None = None,
    appeal_id: int | None = None,
    about: Text = NO_TEXT,
    text: str = "",
    subject: str = "",
    count: int = 0,
) -> None:
    """Tell people of a step, within the transaction that makes it; nobody is told of their own.

    ``subject``: what it is about where that is no call, as ``calibration:3``.
    """
    for person in sorted({i for i in to if i} - {actor.id}):
        rows.add(
            session,
            NoticeRow(
                person_id=person,
                kind=kind,
                call_id=call_id,
                appeal_id=appeal_id,
                author_id=author_id(actor),
                about={"zh": about.zh, "en": about.en, **({"count": count} if count else {})},
                text=_short(text),
                subject=subject,
            ),
        )


def tell_of_post(session: Session, actor: Person, to: Mapping[int, NoticeKind], excerpt_id: int, post_id: int, title: str) -> None:
    """Tell people of a post about an excerpt, each once, whatever becomes of the post. Its words are looked up when they are read."""
    for person in sorted(to.keys() - {actor.id}):
        notices.add_once(
            session,
            NoticeRow(
                person_id=person,
                kind=to[person],
                author_id=author_id(actor),
                about={"zh": title, "en": title},
                subject=f"post:{excerpt_id}:{post_id}",
                once=f"post:{post_id}",
            ),
        )


def listed(house: House, actor: Person) -> tuple[NoticeView, ...]:
    """The reader's newest notices. What is about a call or a case that is no longer for their eyes is left out."""
    authorize(actor, "notice.mine")
    reminders.remind(house, actor)
    with house.db.reading() as session:
        found = notices.of_person(session, actor.id, SHOWN)
        names = people.shown(session, [row.author_id for row, _ in found])
        mentors = coaching.mentors(session, [call.agent_id for _, call in found if call])
        words = posts.said(session, actor, [_post(row) for row, _ in found if row.subject.startswith("post:")])
        hidden = _hidden(session, actor, {row.subject for row, _ in found})
    return tuple(
        _view(actor, row, call, names.get(row.author_id or 0, ""), _short(words.get(_post(row), row.text)))
        for row, call in found
        if (call is None or _sees(actor, call, mentors)) and row.subject not in hidden
    )


def unread(house: House, actor: Person) -> int:
    """How many notices the reader has not seen."""
    authorize(actor, "notice.mine")
    reminders.remind(house, actor)
    with house.db.reading() as session:
        return notices.unread(session, actor.id)


def visited(house: House, actor: Person, call_id: int | None = None, kinds: Sequence[NoticeKind] = (), subject: str = "") -> None:
    """The reader was where the notices about a call or another subject, or of some kinds, lead: they are seen."""
    authorize(actor, "notice.mine")
    with house.db.reading() as session:
        some = notices.some_unread(session, actor.id, call_id, kinds, subject)
    if some:
        with house.db.writing() as session:
            notices.mark_read(session, actor.id, call_id=call_id, kinds=kinds, subject=subject)


def seen(house: House, actor: Person, notice_id: int | None = None) -> None:
    """Mark one notice of the reader's as seen, or all of them."""
    authorize(actor, "notice.mine")
    with house.db.writing() as session:
        notices.mark_read(session, actor.id, ids=None if notice_id is None else [notice_id])


def _hidden(session: Session, actor: Person, subjects: Iterable[str]) -> set[str]:
    """Cases and improvements among what notices are about that are not for the reader's eyes."""
    hidden = set()
    for what, among in (("case", case_record.among), ("improve", improve_record.among)):
        ids = {int(subject.partition(":")[2]) for subject in subjects if subject.startswith(f"{what}:")}
        hidden |= {f"{what}:{number}" for number in ids - among(session, actor, ids)}
    return hidden


def _sees(actor: Person, call: CallRow, mentors: dict[int, frozenset[int]]) -> bool:
    about = About(agent=call.agent_id, team=call.team, published=True)
    return allowed(actor, "call.see", replace(about, mentors=mentors.get(call.agent_id or 0, frozenset())))


def _post(row: NoticeRow) -> int:
    return int(row.subject.rpartition(":")[2]) if row.subject.startswith("post:") else 0


def _short(text: str) -> str:
    return text[:LONGEST] + ("…" if len(text) > LONGEST else "")


def _view(actor: Person, row: NoticeRow, call: CallRow | None, author: str, text: str) -> NoticeView:
    kind = NoticeKind(row.kind)
    return NoticeView(
        id=row.id or 0,
        kind=kind,
        author=author,
        call_id=row.call_id,
        call=call.title if call else "",
        about=Text(row.about.get("zh", ""), row.about.get("en", "")),
        text=text,
        count=row.about.get("count", 0),
        step=Step(row.about["step"]) if "step" in row.about else None,
        due=datetime.fromisoformat(row.about["due"]) if row.about.get("due") else None,
        day=date.fromisoformat(row.about["day"]) if "day" in row.about else None,
        href=_href(actor, kind, row, call),
        at=row.created_at,
        read=row.read_at is not None,
    )


def _href(actor: Person, kind: NoticeKind, row: NoticeRow, call: CallRow | None) -> str:
    """The place where the reader can do something about it."""
    if kind in TO_JUDGE and row.appeal_id and allowed(actor, "appeal.list"):
        return f"/appeals?appeal={row.appeal_id}"
    if kind in (NoticeKind.MENTOR, NoticeKind.NEWCOMER):
        return "/newcomers" if kind is NoticeKind.NEWCOMER else "/feedback"
    if kind is NoticeKind.PLAN:
        return "/queue"
    what, _, number = row.subject.partition(":")
    if what == "post":
        excerpt, _, post = number.partition(":")
        return f"/excerpt?excerpt={excerpt}&post={post}"
    if what in PLACES:
        return PLACES[what] + number
    if kind is NoticeKind.EXCERPTED:
        return "/feedback?show=excerpts"
    if call is None:
        return "/"
    if kind in COACHING and call.agent_id == actor.id:
        return "/feedback?show=coaching"
    return f"/feedback?call={call.id}" if call.agent_id == actor.id else f"/call?call={call.id}"
