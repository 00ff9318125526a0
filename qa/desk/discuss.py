"""The talk about an excerpt: one thread each, with replies, questions to the group and what people would have said instead."""

from __future__ import annotations

from collections.abc import Mapping

from qa.access import About, allowed, authorize
from qa.desk import notices, posts
from qa.desk.house import House, person_of
from qa.desk.talk_views import Hands, Named, PostView
from qa.errors import Conflict, Invalid
from qa.model.appeal import NoticeKind
from qa.model.people import Person
from qa.model.talk import MOST_MENTIONS, PostAct, PostKind, Reaction, mentioned
from qa.store import library, people, rows, talk
from qa.store import notices as notice_store
from qa.store.engine import Session
from qa.store.tables import ExcerptRow, PostRow, now
from qa.store.tables_talk import PostActRow, PostRevisionRow

LONGEST = 4000
Standing = dict[tuple[int, str], dict[int, None]]
"""By post and act, the people whose act holds, in order."""


def thread(house: House, actor: Person, excerpt_id: int) -> tuple[PostView, ...]:
    """All posts of an excerpt, oldest first; a withdrawn one keeps its place, without its words.

    Raises Conflict while the reader is to score the excerpt first: posts give the verdict away.
    """
    authorize(actor, "library.see")
    with house.db.reading() as session:
        excerpt = posts.opened(session, actor, excerpt_id)
        found = library.posts(session, excerpt_id)
        ids = [post.id for post in found]
        later, holds = talk.revisions(session, ids), _holding(talk.acts(session, excerpt_id))
        names = people.shown(session, [post.author_id for post in found] + [person for who in holds.values() for person in who])
        concluded = talk.conclusions(session, [excerpt_id]).get(excerpt_id)
        below = {post.id or 0: post for post in found}
        answered = {_root(below, post).id for post in found if post.withdrawn_at is None and holds.get((post.id or 0, PostAct.ACCEPT))}
        return tuple(
            _view(
                actor,
                excerpt,
                post,
                _root(below, post),
                later.get(post.id or 0, []),
                holds,
                names,
                answered=post.id in answered,
                best=concluded is not None and concluded.best_id == post.id,
            )
            for post in found
        )


def say(
    house: House, actor: Person, excerpt_id: int, text: str, parent_id: int | None = None, kind: PostKind | str = PostKind.PLAIN
) -> int:
    """Add a post, or a reply to one, and tell whom it concerns: who is mentioned, whom it answers, whose excerpt it is.

    Raises Invalid for an empty or overlong text, too many mentions, a parent of another thread, or a question or wording as a reply.
    """
    authorize(actor, "post.write")
    text, kind = _text(text), _kind(kind)
    if kind is not PostKind.PLAIN and parent_id is not None:
        raise Invalid("talk.no_reply")
    with house.db.writing() as session:
        excerpt = posts.opened(session, actor, excerpt_id)
        if kind is PostKind.QUESTION:
            authorize(actor, "post.ask", About(author=excerpt.author_id))
        parent = rows.get(session, PostRow, parent_id) if parent_id is not None else None
        if parent is not None and parent.excerpt_id != excerpt_id:
            raise Invalid("desk.parent")
        post = rows.add(session, PostRow(excerpt_id=excerpt_id, parent_id=parent_id, author_id=actor.id, text=text, kind=kind))
        assert post.id is not None
        to = {excerpt.author_id: NoticeKind.POSTED}
        if parent is not None and parent.withdrawn_at is None:
            to[parent.author_id] = NoticeKind.REPLIED
        to |= dict.fromkeys(_mentioned(session, text), NoticeKind.MENTIONED)
        notices.tell_of_post(session, actor, to, excerpt_id, post.id, excerpt.title)
        return post.id


def edit(house: House, actor: Person, post_id: int, text: str) -> None:
    """Other words for one's own post; what stood there before is kept. Who is mentioned in it for the first time is told."""
    text = _text(text)
    with house.db.writing() as session:
        excerpt, post = _standing(session, actor, post_id)
        authorize(actor, "post.edit", About(author=post.author_id))
        if posts.text_of(session, post) == text:
            return
        rows.add(session, PostRevisionRow(post_id=post_id, author_id=actor.id, text=text))
        to = dict.fromkeys(_mentioned(session, text), NoticeKind.MENTIONED)
        notices.tell_of_post(session, actor, to, post.excerpt_id, post_id, excerpt.title)


def withdraw(house: House, actor: Person, post_id: int) -> None:
    """Take a post back; that there was one stays visible."""
    with house.db.writing() as session:
        post = rows.get(session, PostRow, post_id)
        authorize(actor, "post.withdraw", About(author=post.author_id))
        if post.withdrawn_at is None:
            post.withdrawn_at = now()
            rows.note(session, actor.id or None, "post.withdraw", f"post:{post_id}")


def react(house: House, actor: Person, post_id: int, reaction: Reaction | str, given: bool) -> None:
    """React to a post, or take that back."""
    authorize(actor, "post.react")
    try:
        wanted = Reaction(reaction)
    except ValueError as wrong:
        raise Invalid("talk.reaction", reaction=str(reaction)[:40]) from wrong
    with house.db.writing() as session:
        _standing(session, actor, post_id)
        _act(session, actor, post_id, wanted, given, own=True)


def upvote(house: House, actor: Person, post_id: int, given: bool) -> None:
    """Vote for what somebody would have said, or take the vote back. Raises Conflict for one's own, Invalid for another kind of post."""
    authorize(actor, "post.react")
    with house.db.writing() as session:
        _, post = _standing(session, actor, post_id)
        if post.kind != PostKind.WORDING:
            raise Invalid("talk.no_wording")
        if post.author_id == actor.id:
            raise Conflict("talk.own_wording")
        _act(session, actor, post_id, PostAct.UPVOTE, given, own=True)


def accept(house: House, actor: Person, post_id: int, given: bool) -> None:
    """Accept an answer to a question, or no longer: the question's author does, a lead, a judge. Raises Invalid where nothing was asked."""
    with house.db.writing() as session:
        _, post = _standing(session, actor, post_id)
        asked = _root({row.id or 0: row for row in library.posts(session, post.excerpt_id)}, post)
        authorize(actor, "post.accept", About(author=asked.author_id))
        if asked.kind != PostKind.QUESTION or asked.id == post_id:
            raise Invalid("talk.no_answer")
        _act(session, actor, post_id, PostAct.ACCEPT, given)


def close(house: House, actor: Person, post_id: int, given: bool) -> None:
    """Close a question without an answer, or open it again."""
    with house.db.writing() as session:
        _, post = _standing(session, actor, post_id)
        authorize(actor, "post.accept", About(author=post.author_id))
        if post.kind != PostKind.QUESTION:
            raise Invalid("talk.no_question")
        _act(session, actor, post_id, PostAct.CLOSE, given)


def seen(house: House, actor: Person, excerpt_id: int, post_id: int) -> None:
    """The reader saw the thread up to a post: it is new no more, nor are the notices about it."""
    authorize(actor, "library.see")
    with house.db.writing() as session:
        posts.opened(session, actor, excerpt_id)
        if rows.get(session, PostRow, post_id).excerpt_id != excerpt_id:
            raise Invalid("desk.parent")
        talk.see(session, actor.id, excerpt_id, post_id)
        told = notice_store.of_subjects(session, actor.id, f"post:{excerpt_id}:")
        notice_store.mark_read(session, actor.id, ids=told)


def seen_until(house: House, actor: Person, excerpt_id: int) -> int:
    """The last post that the reader saw, 0 for none."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        return talk.seen_until(session, actor.id, excerpt_id)


def mentionable(house: House, actor: Person) -> tuple[Named, ...]:
    """Whom a post can mention: everybody who may see the library. Who shares a name is mentioned by the name they sign in with."""
    authorize(actor, "library.see")
    with house.db.reading() as session:
        found = _readers(session)
    shown = [one.shown for one in found]
    return tuple(Named(one.shown if shown.count(one.shown) == 1 else one.name, one.shown, one.name, one.team) for one in found)


def _readers(session: Session) -> list[Person]:
    everybody = [person_of(row) for row in people.everyone(session)]
    return [one for one in everybody if allowed(one, "library.see")]


def _mentioned(session: Session, text: str) -> frozenset[int]:
    """Who is mentioned, among those who may see the library. Raises Invalid for too many."""
    names: dict[str, frozenset[int]] = {}
    for one in _readers(session):
        for name in {one.shown.casefold(), one.name.casefold()}:
            names[name] = names.get(name, frozenset()) | {one.id}
    found = mentioned(text, names)
    if len(found) > MOST_MENTIONS:
        raise Invalid("talk.mentions", most=MOST_MENTIONS)
    return found


def _standing(session: Session, actor: Person, post_id: int) -> tuple[ExcerptRow, PostRow]:
    """A post that stands, in a thread that the reader may see, with its excerpt."""
    post = rows.get(session, PostRow, post_id)
    excerpt = posts.opened(session, actor, post.excerpt_id)
    if post.withdrawn_at is not None:
        raise Conflict("talk.gone")
    return excerpt, post


def _act(session: Session, actor: Person, post_id: int, act: str, given: bool, *, own: bool = False) -> None:
    """Written down where it changes what holds: of each person by themselves where ``own``, else of everybody's together."""
    last = talk.last_act(session, post_id, act, actor.id if own else None)
    if given != (last is not None and last.given):
        rows.add(session, PostActRow(post_id=post_id, person_id=actor.id, act=act, given=given))


def _holding(acts: list[PostActRow]) -> Standing:
    """Of reactions and votes the last act of each person holds, of an acceptance or a closing the last of all."""
    holds: Standing = {}
    for row in acts:
        who = holds.setdefault((row.post_id, row.act), {})
        if row.act in (PostAct.ACCEPT, PostAct.CLOSE):
            who.clear()
        if row.given:
            who[row.person_id] = None
        else:
            who.pop(row.person_id, None)
    return holds


def _root(by_id: Mapping[int, PostRow], post: PostRow) -> PostRow:
    while post.parent_id is not None and post.parent_id in by_id:
        post = by_id[post.parent_id]
    return post


def _view(
    actor: Person,
    excerpt: ExcerptRow,
    post: PostRow,
    root: PostRow,
    later: list[PostRevisionRow],
    holds: Standing,
    names: dict[int, str],
    *,
    answered: bool,
    best: bool,
) -> PostView:
    number, gone, kind = post.id or 0, post.withdrawn_at is not None, PostKind(post.kind)
    texts = [(post.text, post.created_at), *((row.text, row.created_at) for row in later)]
    votes = holds.get((number, PostAct.UPVOTE), {})
    about = About(author=post.author_id)
    may = {verb for verb in ("post.edit", "post.withdraw", "post.react") if allowed(actor, verb, about)}
    if kind is PostKind.WORDING and post.author_id != actor.id:
        may.add("post.upvote")
    if root.kind == PostKind.QUESTION and allowed(actor, "post.accept", About(author=root.author_id)):
        may.add("post.close" if post is root else "post.accept")
    return PostView(
        id=number,
        parent_id=post.parent_id,
        author=names.get(post.author_id, ""),
        author_id=post.author_id,
        text="" if gone else texts[-1][0],
        at=post.created_at,
        withdrawn=gone,
        kind=kind,
        earlier=() if gone else tuple(texts[:-1]),
        edited_at=texts[-1][1] if later and not gone else None,
        reactions={} if gone else {one: _hands(actor, holds.get((number, one), {}), names) for one in Reaction},
        open=kind is PostKind.QUESTION and not gone and not answered and not holds.get((number, PostAct.CLOSE)),
        answered=kind is PostKind.QUESTION and answered,
        accepted=not gone and bool(holds.get((number, PostAct.ACCEPT))),
        votes=len(votes),
        voted=actor.id in votes,
        best=best and not gone,
        may=frozenset() if gone else frozenset(may),
    )


def _hands(actor: Person, who: dict[int, None], names: dict[int, str]) -> Hands:
    return Hands(tuple(names.get(person, "") for person in who), actor.id in who)


def _kind(kind: str) -> PostKind:
    try:
        return PostKind(kind)
    except ValueError as wrong:
        raise Invalid("talk.kind", kind=kind[:40]) from wrong


def _text(text: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise Invalid("desk.post", longest=LONGEST)
    return text
