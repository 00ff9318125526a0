"""The talk about an excerpt: one thread each, with replies."""

from __future__ import annotations

from qa.access import About, allowed, authorize
from qa.desk.excerpts import published
from qa.desk.house import House
from qa.desk.views import PostView
from qa.errors import Invalid
from qa.model.people import Person
from qa.store import library, people, rows
from qa.store.tables import PostRow, now

LONGEST = 4000


def thread(house: House, actor: Person, excerpt_id: int) -> tuple[PostView, ...]:
    """All posts of an excerpt, oldest first; a withdrawn one keeps its place, without its words."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        published(session, excerpt_id)
        found = library.posts(session, excerpt_id)
        names = people.shown(session, [post.author_id for post in found])
        return tuple(
            PostView(
                id=post.id or 0,
                parent_id=post.parent_id,
                author=names.get(post.author_id, ""),
                author_id=post.author_id,
                text="" if post.withdrawn_at else post.text,
                at=post.created_at,
                withdrawn=post.withdrawn_at is not None,
                may_withdraw=post.withdrawn_at is None and allowed(actor, "post.withdraw", About(author=post.author_id)),
            )
            for post in found
        )


def say(house: House, actor: Person, excerpt_id: int, text: str, parent_id: int | None = None) -> int:
    """Add a post, or a reply to one. Raises Invalid for an empty or overlong text, or a parent of another thread."""
    authorize(actor, "post.write")
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise Invalid("desk.post", longest=LONGEST)
    with house.db.writing() as session:
        published(session, excerpt_id)
        if parent_id is not None and rows.get(session, PostRow, parent_id).excerpt_id != excerpt_id:
            raise Invalid("desk.parent")
        post = rows.add(session, PostRow(excerpt_id=excerpt_id, parent_id=parent_id, author_id=actor.id, text=text))
        assert post.id is not None
        return post.id


def withdraw(house: House, actor: Person, post_id: int) -> None:
    """Take a post back; that there was one stays visible."""
    with house.db.writing() as session:
        post = rows.get(session, PostRow, post_id)
        authorize(actor, "post.withdraw", About(author=post.author_id))
        post.withdrawn_at = now()
        rows.note(session, actor.id or None, "post.withdraw", f"post:{post_id}")
