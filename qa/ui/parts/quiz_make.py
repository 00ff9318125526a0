"""Making an item: an excerpt, one of the items it could give, edited, tried and proposed."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from qa.desk import quiz_make
from qa.desk.views import ExcerptView
from qa.model.quiz import LONGEST_OPTION, MOST_OPTIONS, Content, ItemKind, Option
from qa.model.text import Text
from qa.ui.parts.cards import sound
from qa.ui.parts.quizzing import quizzing, usual
from qa.ui.session import actor, audio_url, house, language, told
from qa.ui.words import clock, t

DONE = "quiz-made"


def make() -> None:
    """Choose, edit, try, propose."""
    st.caption(t("quiz.make.what"))
    if st.session_state.pop(DONE, False):
        st.success(t("quiz.make.done"))
    found = quiz_make.offered(house(), actor())
    if not found:
        st.info(t("quiz.make.none"))
        return
    excerpt = st.selectbox(
        t("quiz.make.excerpt"),
        found,
        index=None,
        format_func=lambda one: f"{t(f'library.kind.{one.kind}')} · {one.title} ({clock(one.seconds)})",
        placeholder=t("quiz.make.excerpt_hint"),
        key="quiz-excerpt",
    )
    if excerpt is None:
        return
    ready = {one.kind: one for one in quiz_make.proposed(house(), actor(), excerpt.id)}
    kind = st.segmented_control(
        t("quiz.make.kind"),
        sorted(ItemKind, key=lambda one: one not in ready),
        default=next(iter(ready), ItemKind.FACT),
        format_func=lambda one: t("quiz.make.proposed", kind=t(f"quiz.kind.{one}")) if one in ready else t(f"quiz.kind.{one}"),
        key=f"quiz-kind-{excerpt.id}",
        required=True,
    )
    left, right = st.columns([1, 1], gap="large")
    with left:
        content = _edited(excerpt, ready.get(kind) or quiz_make.blank(house(), actor(), excerpt.id, kind))
        _acts(excerpt, content)
    with right:
        if st.session_state.get(_trying(excerpt, kind)):
            _preview(excerpt, content)
        else:
            sound(excerpt, compact=False, height=480)


def _edited(excerpt: ExcerptView, content: Content) -> Content:
    """The content as its maker changed it."""
    at = f"quiz-{excerpt.id}-{content.kind}"
    words = usual(content.kind, content.shows, content.about, language())
    question = st.text_input(t("quiz.make.question", usual=words), content.question, max_chars=quiz_make.LONGEST, key=f"{at}-question")
    content = replace(content, question=question)
    match content.kind:
        case ItemKind.PLACE:
            content = _span(excerpt, content, at)
        case ItemKind.CRITERION:
            content = _criteria(content, at)
        case ItemKind.REPLY:
            content = _replies(excerpt, content, at)
        case ItemKind.FACT:
            content = _fact(content, at)
    why = st.text_area(
        t("quiz.make.why"),
        excerpt.note[:300],
        max_chars=quiz_make.LONGEST_WHY,
        placeholder=t("quiz.make.why_hint"),
        key=f"{at}-why",
        height=90,
    )
    return replace(content, why=why)


def _span(excerpt: ExcerptView, content: Content, at: str) -> Content:
    begins, ends = content.span or (0.0, excerpt.seconds)
    st.caption(t("quiz.make.place"))
    with st.container(horizontal=True):
        first = st.number_input(t("quiz.make.begins"), 0.0, excerpt.seconds, begins, 0.1, "%.1f", key=f"{at}-begins")
        last = st.number_input(t("quiz.make.ends"), 0.0, excerpt.seconds + 0.1, min(ends, excerpt.seconds), 0.1, "%.1f", key=f"{at}-ends")
    return replace(content, span=(first, last))


def _criteria(content: Content, at: str) -> Content:
    known = {one.key: one.title for one in quiz_make.criteria(house(), actor())}
    now = [one.key for one in content.options if one.key in known] or [content.criterion]
    chosen: list[str] = []
    for place in range(MOST_OPTIONS):
        label = t("quiz.make.criterion") if not place else t("quiz.make.other", number=place)
        key = st.selectbox(
            label,
            list(known),
            index=list(known).index(now[place]) if place < len(now) and now[place] in known else None,
            format_func=lambda one: known[one].to(language()),
            placeholder=t("quiz.make.choose"),
            key=f"{at}-{place}",
        )
        if key:
            chosen.append(key)
    about = known[chosen[0]] if chosen else content.about
    return replace(content, criterion=chosen[0] if chosen else "", about=about, options=tuple(Option(known[key], key) for key in chosen))


def _replies(excerpt: ExcerptView, content: Content, at: str) -> Content:
    until = st.number_input(
        t("quiz.make.until"),
        0.5,
        max(excerpt.seconds, 0.5),
        min(content.until or excerpt.seconds, excerpt.seconds),
        0.1,
        "%.1f",
        key=f"{at}-until",
    )
    now = [one.text.to(language()) for one in content.options]
    texts = []
    for place in range(MOST_OPTIONS):
        label = t("quiz.make.right") if not place else t("quiz.make.other", number=place)
        words = now[place] if place < len(now) else ""
        texts.append(st.text_area(label, words, max_chars=LONGEST_OPTION, key=f"{at}-{place}", height=68))
    options = tuple(Option(Text.same(words)) for place, words in enumerate(texts) if words.strip() or not place)
    return replace(content, until=until, options=options)


def _fact(content: Content, at: str) -> Content:
    claim = st.text_area(t("quiz.make.claim"), content.claim, max_chars=LONGEST_OPTION, key=f"{at}-claim", height=80)
    true = st.segmented_control(
        t("quiz.make.true"),
        [True, False],
        default=content.true,
        format_func=lambda one: t("quiz.fact.right" if one else "quiz.fact.wrong"),
        key=f"{at}-true",
        required=True,
    )
    shown = content.row.to(language())
    row = st.text_area(t("quiz.make.row"), shown, max_chars=LONGEST_OPTION, key=f"{at}-row", height=80)
    return replace(content, claim=claim, true=bool(true), row=content.row if row == shown else Text.same(row.strip()))


def _acts(excerpt: ExcerptView, content: Content) -> None:
    trying = _trying(excerpt, content.kind)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(t("quiz.make.preview"), key=trying)
        if st.button(t("quiz.make.propose"), type="primary", icon=":material/send:", key=f"quiz-propose-{excerpt.id}-{content.kind}"):
            with told():
                quiz_make.propose(house(), actor(), excerpt.id, content)
                st.session_state[DONE] = True
                st.rerun()


def _preview(excerpt: ExcerptView, content: Content) -> None:
    with told():
        question, answer = quiz_make.preview(house(), actor(), excerpt.id, content)
        for part, shown in (("asked", None), ("told", answer)):
            if shown is not None:
                st.caption(t("quiz.make.shown"))
            quizzing(
                f"quiz-preview-{part}",
                scope=f"preview.{part}.{excerpt.id}.{content.kind}",
                question=question,
                told=shown,
                mode="preview",
                language=language(),
                sound=audio_url("excerpt", excerpt.id),
                place=t(f"quiz.kind.{content.kind}"),
            )


def _trying(excerpt: ExcerptView, kind: ItemKind) -> str:
    return f"quiz-trying-{excerpt.id}-{kind}"
