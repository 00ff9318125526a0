"""What stands in a thread: posts with their texts as they are now, and whether the reader may see them at all."""

from __future__ import annotations

from collections.abc import Sequence

from qa.desk.excerpts import published
from qa.errors import Conflict
from qa.model.people import Person
from qa.store import library, talk, votes
from qa.store.engine import Session
from qa.store.tables import ExcerptRow, PostRow


def opened(session: Session, actor: Person, excerpt_id: int) -> ExcerptRow:
    """An excerpt whose thread the reader may see. Raises NotFound, and Conflict while they are to score it first."""
    row = published(session, excerpt_id)
    if votes.hidden(session, actor.id, [excerpt_id]):
        raise Conflict("voting.first", title=row.title)
    return row


def text_of(session: Session, post: PostRow) -> str:
    """The words of a post as they stand."""
    later = talk.revisions(session, [post.id]).get(post.id or 0)
    return later[-1].text if later else post.text


def said(session: Session, actor: Person, post_ids: Sequence[int]) -> dict[int, str]:
    """The words of those posts that the reader may see: not of withdrawn ones, nor where they are to score first."""
    found = library.posts_by_id(session, post_ids)
    hidden = votes.hidden(session, actor.id, [post.excerpt_id for post in found])
    later = talk.revisions(session, [post.id for post in found])
    return {
        post.id or 0: later[post.id or 0][-1].text if later.get(post.id or 0) else post.text
        for post in found
        if post.withdrawn_at is None and post.excerpt_id not in hidden
    }
