"""All items with how good they are, and what many got wrong lately; nobody's answers are named."""

from __future__ import annotations

import streamlit as st

from qa.desk import packs, quiz_items
from qa.desk.quiz_views import ActView, ItemView, WrongView
from qa.desk.views import PackView
from qa.model.quiz import LEAST_ANSWERS, Content, ItemKind, ItemState
from qa.model.quiz_items import Quality
from qa.ui.parts.quizzing import usual
from qa.ui.session import actor, house, language, told
from qa.ui.words import moment, percent, plain, t

COLOURS = {ItemState.PROPOSED: "blue", ItemState.DIFFERENT: "orange", ItemState.PLAYING: "green", ItemState.RETIRED: "gray"}
A_PAGE = 20


def wrong() -> None:
    """What many got wrong lately, to be heard and talked about together."""
    st.caption(t("quiz.wrong.what"))
    found = quiz_items.wrong(house(), actor())
    if not found:
        st.info(t("quiz.wrong.none", least=quiz_items.LEAST_WRONG))
        return
    mine = [pack for pack in packs.listed(house(), actor()) if "pack.edit" in pack.may]
    for one in found:
        _wrong(one, mine)


def items() -> None:
    """The items, a state at a time."""
    found = quiz_items.listed(house(), actor())
    if not found:
        st.info(t("quiz.items.none"))
        return
    state = st.pills(t("quiz.items.state"), list(ItemState), format_func=lambda one: _state(one, found), key="quiz-state")
    shown = [one for one in found if state is None or one.state == state]
    pages = max((len(shown) - 1) // A_PAGE + 1, 1)
    page = st.pagination(pages, key=f"quiz-page-{state}") if pages > 1 else 1
    for one in shown[(page - 1) * A_PAGE : page * A_PAGE]:
        _item(one)


def _state(state: ItemState, found: tuple[ItemView, ...]) -> str:
    return f"{t(f'quiz.state.{state}')} {sum(one.state == state for one in found)}"


def _wrong(one: WrongView, mine: list[PackView]) -> None:
    rate = one.rate
    with st.container(border=True, key=f"wrong-{one.item}"):
        st.markdown(f"**{plain(asked(one.content))}** :small[:gray[{plain(one.title)}]]")
        low, high, share = (percent(None if value is None else round(100 * value)) for value in (rate.low, rate.high, rate.value))
        st.progress(rate.value or 0.0, text=t("quiz.wrong.rate", share=share, low=low, high=high, count=rate.count))
        st.markdown(t("quiz.wrong.often", answer=plain(one.often.to(language())), times=one.count))
        st.markdown(t("quiz.wrong.right", answer=plain(right_of(one.content))))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "pages/excerpt.py", label=t("quiz.wrong.talk"), icon=":material/forum:", query_params={"excerpt": str(one.excerpt)}
            )
            if mine:
                with st.popover(t("quiz.wrong.to_pack"), icon=":material/playlist_add:"):
                    chosen = st.selectbox(t("quiz.wrong.pack"), mine, format_func=lambda pack: pack.title, key=f"wrong-pack-{one.item}")
                    if st.button(t("quiz.wrong.add"), type="primary", key=f"wrong-add-{one.item}") and chosen:
                        with told():
                            packs.put_in(house(), actor(), chosen.id, one.excerpt, asked(one.content))
                            st.toast(t("quiz.wrong.added", title=chosen.title), icon=":material/check:")


def _item(one: ItemView) -> None:
    with st.container(border=True, key=f"quiz-item-{one.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(t(f"quiz.state.{one.state}"), color=COLOURS[one.state])  # type: ignore[arg-type]
            if one.gone:
                st.badge(t(f"quiz.gone.{one.gone}"), color="red")
            if one.quality.weakness:
                st.badge(t(f"quiz.weak.{one.quality.weakness}"), color="orange")
            st.caption(f"{t(f'quiz.kind.{one.kind}')} · {t('quiz.items.by', name=plain(one.author))}", width="content")
        if one.content is None:
            st.caption(t("quiz.items.blind"))
            return
        st.markdown(f"**{plain(asked(one.content))}**")
        st.markdown(t("quiz.items.right", answer=plain(right_of(one.content))))
        st.caption(_quality(one.quality))
        with st.container(horizontal=True, vertical_alignment="center"):
            if one.excerpt is not None:
                label = plain(one.title)
                st.page_link("pages/excerpt.py", label=label, icon=":material/library_music:", query_params={"excerpt": str(one.excerpt)})
            with st.popover(t("quiz.items.history"), icon=":material/history:"):
                for act in one.acts:
                    _act(act)
            for verb, name in (("quiz.retire", "retire"), ("quiz.back", "back")):
                if verb in one.may:
                    _change(one, name)


def _act(act: ActView) -> None:
    who = plain(act.author) if act.author else t("quiz.items.machine")
    answer = f" · {plain(act.answer.to(language()))}" if act.answer.zh else ""
    st.markdown(f"**{t(f'quiz.act.{act.kind}')}** {who} :small[:gray[{moment(act.at)}]]{answer}")
    if why := act.details.get("why"):
        told_as = {name: _number(act.details.get(name)) for name in ("difficulty", "discrimination", "count")}
        st.caption(f"{t(f'quiz.weak.{why}')} · {t('quiz.items.numbers', **told_as)}")
    if act.note:
        st.text(act.note)


def _change(one: ItemView, name: str) -> None:
    with st.popover(t(f"quiz.items.{name}"), icon=":material/block:" if name == "retire" else ":material/undo:"):
        st.write(t(f"quiz.items.{name}_sure"))
        with st.form(f"quiz-{name}-{one.id}", border=False):
            note = st.text_input(t("quiz.items.note"), max_chars=quiz_items.LONGEST_NOTE)
            if st.form_submit_button(t("quiz.items.yes")):
                with told():
                    (quiz_items.retire if name == "retire" else quiz_items.bring_back)(house(), actor(), one.id, note)
                    st.rerun()


def _quality(found: Quality) -> str:
    rate = found.difficulty
    if not found.enough:
        return t("quiz.items.few", count=rate.count, least=LEAST_ANSWERS)
    low, high, share = (percent(None if value is None else round(100 * value)) for value in (rate.low, rate.high, rate.value))
    parts = [
        t("quiz.items.difficulty", share=share, low=low, high=high, count=rate.count),
        t("quiz.items.discrimination", value=_number(found.discrimination)),
        t("quiz.items.index", value=_number(found.index)),
    ]
    return " · ".join(parts)


def _number(value: float | None) -> str:
    return t("quiz.items.unsaid") if value is None else f"{value:.2f}".removesuffix(".00").replace("-", "−")


def asked(content: Content) -> str:
    """The question of an item, with the claim where there is one."""
    words = content.question or usual(content.kind, content.shows, content.about, language())
    return f"{words} {content.claim}".strip()


def right_of(content: Content) -> str:
    """What is right, in words."""
    if content.span is not None:
        return t("quiz.items.span", begins=f"{content.span[0]:.1f}", ends=f"{content.span[1]:.1f}")
    if content.kind is ItemKind.FACT:
        return t("quiz.fact.right" if content.true else "quiz.fact.wrong")
    return content.options[content.right].text.to(language())
