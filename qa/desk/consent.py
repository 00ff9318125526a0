"""Whether an agent is named at an excerpt of own good work: asked for, given, taken back at any time."""

from __future__ import annotations

from qa.access import About, authorize
from qa.desk import excerpts
from qa.desk.house import House
from qa.desk.views import ExcerptView
from qa.model.library import ExcerptKind
from qa.model.people import Person
from qa.store import masks, rows
from qa.store.tables_masks import ConsentRow


def mine(house: House, actor: Person) -> tuple[tuple[ExcerptView, bool], ...]:
    """Published good excerpts of the actor's calls, each with whether the actor is named there."""
    authorize(actor, "excerpt.mine")
    with house.db.reading() as session:
        found = masks.good_of(session, actor.id)
        agreed = masks.consents(session, [row.id for row in found])
        return tuple((view, agreed.get(view.id, False)) for view in excerpts.views(session, actor, found))


def say(house: House, actor: Person, excerpt_id: int, agreed: bool) -> None:
    """Agree to be named, or no longer. Holds at once, everywhere. Only on good excerpts."""
    with house.db.writing() as session:
        row = excerpts.published(session, excerpt_id)
        authorize(actor, "excerpt.name", About(agent=row.agent_id if row.kind == ExcerptKind.GOOD else None))
        rows.add(session, ConsentRow(excerpt_id=excerpt_id, person_id=actor.id, agreed=agreed))
        rows.note(session, actor.id, "excerpt.name", f"excerpt:{excerpt_id}", agreed=agreed)
