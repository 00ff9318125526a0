"""What is taken from an excerpt: a conclusion ends its talk until it is opened again; every one is kept."""

from __future__ import annotations

from qa.access import About, authorize
from qa.desk import discuss, masks, posts
from qa.desk.house import House
from qa.desk.talk_views import ConclusionView, PostView
from qa.errors import Invalid
from qa.model.people import Person
from qa.model.talk import PostKind
from qa.store import people, rows, talk
from qa.store.tables_talk import ConclusionRow

LONGEST = 1000


def conclude(house: House, actor: Person, excerpt_id: int, text: str) -> None:
    """Write what is taken from an excerpt; it stands on its card. The wording with most votes, the oldest of several, is marked.

    Raises Invalid for an empty or overlong text, and for private data in it.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise Invalid("talk.conclusion", longest=LONGEST)
    if telling := masks.private_in(text):
        raise Invalid("talk.private", words=", ".join(telling)[:80])
    _write(house, actor, excerpt_id, text)


def reopen(house: House, actor: Person, excerpt_id: int) -> None:
    """Open the talk again; the conclusion leaves the card and is kept."""
    _write(house, actor, excerpt_id, "")


def history(house: House, actor: Person, excerpt_id: int) -> tuple[ConclusionView, ...]:
    """Every conclusion, oldest first. Raises Conflict while the reader is to score the excerpt first."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        posts.opened(session, actor, excerpt_id)
        found = talk.concluded(session, excerpt_id)
        names = people.shown(session, [row.author_id for row in found])
        return tuple(ConclusionView(row.text, names.get(row.author_id, ""), row.created_at) for row in found)


def best(wordings: tuple[PostView, ...]) -> int | None:
    """The wording with most votes, the oldest of several; None where none has a vote."""
    found = [post for post in wordings if post.kind is PostKind.WORDING and not post.withdrawn and post.votes]
    return min(found, key=lambda post: (-post.votes, post.id)).id if found else None


def _write(house: House, actor: Person, excerpt_id: int, text: str) -> None:
    with house.db.reading() as session:
        row = posts.opened(session, actor, excerpt_id)
        authorize(actor, "thread.conclude", About(author=row.author_id))
    chosen = best(discuss.thread(house, actor, excerpt_id)) if text else None
    with house.db.writing() as session:
        posts.opened(session, actor, excerpt_id)
        before = talk.concluded(session, excerpt_id)
        if (before[-1].text if before else "") == text:
            return
        rows.add(session, ConclusionRow(excerpt_id=excerpt_id, author_id=actor.id, text=text, best_id=chosen))
