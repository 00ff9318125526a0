"""The talk about an excerpt on its page: the thread, and the conclusion that is drawn from it."""

from __future__ import annotations

import streamlit as st

from qa.access import About, allowed
from qa.desk import concluding, discuss
from qa.desk.talk_views import PostView
from qa.desk.views import ExcerptView
from qa.errors import HearbackError, Invalid
from qa.model.talk import PostKind, pieces
from qa.ui.parts import thread as thread_part
from qa.ui.parts.thread import Act, Hand, Post
from qa.ui.session import actor, house, language, told
from qa.ui.words import moment, plain, t


@st.fragment
def talk(excerpt: ExcerptView, target: int | None = None) -> None:
    """The thread of an excerpt; ``target``: the post that an address names."""
    st.markdown(f"##### {t('talk.heading')}")
    with told():
        reader = actor()
        found = discuss.thread(house(), reader, excerpt.id)
        known = discuss.mentionable(house(), reader)
        names = {name for one in known for name in (one.shown, one.name)}
        asks = allowed(reader, "post.ask", About(author=excerpt.author_id))
        thread_part.thread(
            f"thread-{excerpt.id}",
            posts=[_post(post, reader.id, names) for post in found],
            people=[{"at": one.at, "shown": one.shown, "name": one.name, "team": one.team} for one in known],
            kinds=[PostKind.PLAIN, PostKind.WORDING, *([PostKind.QUESTION] if asks else [])],
            seen=discuss.seen_until(house(), reader, excerpt.id),
            target=target,
            drafts=f"{excerpt.id}.{reader.id}",
            link=f"/excerpt?excerpt={excerpt.id}",
            longest=discuss.LONGEST,
            labels=thread_part.labels(language()),
            on_act=lambda act: _do(excerpt.id, act),
        )


def conclusion(excerpt: ExcerptView) -> None:
    """What is taken from an excerpt, on top of its page; written and opened again by whoever may."""
    may = allowed(actor(), "thread.conclude", About(author=excerpt.author_id))
    found = concluding.history(house(), actor(), excerpt.id)
    last = found[-1] if found and found[-1].text else None
    if last is None:
        if may:
            _write(excerpt, "", t("talk.conclude.write"), len(found))
        return
    with st.container(border=True, key="conclusion"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f":material/task_alt: **{t('talk.conclude.heading')}**")
            st.caption(plain(t("talk.conclude.by", name=last.author, at=moment(last.at))))
        st.text(last.text)
        with st.container(horizontal=True):
            if may:
                _write(excerpt, last.text, t("talk.conclude.change"), len(found))
            if len(found) > 1:
                with st.popover(t("talk.conclude.earlier", count=len(found)), type="tertiary"):
                    for one in reversed(found):
                        st.caption(plain(t("talk.conclude.by", name=one.author, at=moment(one.at))))
                        st.text(one.text or t("talk.conclude.opened"))


def _write(excerpt: ExcerptView, text: str, label: str, before: int) -> None:
    with st.popover(label, type="tertiary", icon=":material/edit_note:"):
        key = f"conclude-{excerpt.id}-{before}"
        written = st.text_area(
            label, text, max_chars=concluding.LONGEST, placeholder=t("talk.conclude.hint"), label_visibility="collapsed", key=key, width=380
        )
        with st.container(horizontal=True):
            if st.button(t("talk.conclude.save"), type="primary", key=f"{key}-save"):
                with told():
                    concluding.conclude(house(), actor(), excerpt.id, written)
                    st.rerun()
            if text and st.button(t("talk.conclude.reopen"), key=f"{key}-reopen"):
                with told():
                    concluding.reopen(house(), actor(), excerpt.id)
                    st.rerun()


def _do(excerpt_id: int, act: Act) -> str:
    """What was asked for in the thread; gives why it was refused, "" where it was done."""
    try:
        _verb(excerpt_id, act)
    except HearbackError as refused:
        return refused.message(language())
    return ""


def _verb(excerpt_id: int, act: Act) -> None:
    here, who = house(), actor()
    if act.verb == "say":
        discuss.say(here, who, excerpt_id, act.text, act.post, act.kind)
        return
    if act.post is None:
        raise Invalid("talk.gone")
    match act.verb:
        case "edit":
            discuss.edit(here, who, act.post, act.text)
        case "withdraw":
            discuss.withdraw(here, who, act.post)
        case "react":
            discuss.react(here, who, act.post, act.kind, act.given)
        case "upvote":
            discuss.upvote(here, who, act.post, act.given)
        case "accept":
            discuss.accept(here, who, act.post, act.given)
        case "close":
            discuss.close(here, who, act.post, act.given)
        case "seen":
            discuss.seen(here, who, excerpt_id, act.post)
        case other:
            raise ValueError(f"no verb of a thread: {other!r}")


def _post(post: PostView, reader: int, names: set[str]) -> Post:
    comma = t("talk.words.comma")
    return Post(
        id=post.id,
        parent=post.parent_id,
        author=post.author,
        mine=post.author_id == reader,
        at=moment(post.at),
        raw=post.text,
        pieces=pieces(post.text, names),
        withdrawn=post.withdrawn,
        kind=post.kind,
        edited=moment(post.edited_at) if post.edited_at else "",
        earlier=tuple((text, moment(at)) for text, at in post.earlier),
        open=post.open,
        answered=post.answered,
        accepted=post.accepted,
        votes=post.votes,
        voted=post.voted,
        best=post.best,
        hands=tuple(Hand(name, hands.count, comma.join(hands.names), hands.mine) for name, hands in post.reactions.items()),
        may=tuple(sorted(verb.removeprefix("post.") for verb in post.may)),
    )
