"""Making an excerpt: its bounds, its masks, a masked preview to hear, and what stands beside it; drafts that wait; consent to be named."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from qa.access import allowed
from qa.desk import consent, drafts, excerpts, marking
from qa.desk.drafts import DraftView, MaskView, WordsView
from qa.desk.views import CallView, ExcerptView
from qa.errors import HearbackError
from qa.model.library import ExcerptKind
from qa.model.masking import Private
from qa.ui.parts import cards
from qa.ui.parts import masker as masker_part
from qa.ui.parts.masker import Piece, Words, masker
from qa.ui.parts.player import Selection
from qa.ui.session import actor, house, language, told
from qa.ui.words import clock, plain, t

STEP_S = 0.1


def of_selection(view: CallView, picked: Selection) -> None:
    """Begin a draft of what was picked, with what was said before it, and open it."""
    if picked.start is None or picked.end is None:
        st.info(t("callpage.excerpt.no_times"))
        return
    with told():
        start = drafts.lead_in(view.transcript, picked.start)
        focus = picked.start, picked.end
        of_draft(view, drafts.begin(house(), actor(), view.line.id, start=start, end=picked.end, focus=focus))


def of_draft(view: CallView, draft_id: int) -> None:
    """Open a draft. One that was closed before it was ever heard is forgotten."""
    criteria = {f"{one.rubric}/{finding.criterion}": finding.title.to(language()) for one in view.evaluations for finding in one.findings}
    near = _criterion(view, draft_id)
    st.dialog(t("callpage.excerpt.heading"), width="large", on_dismiss=partial(_closed, draft_id))(_editor)(draft_id, criteria, near)


def waiting() -> None:
    """Drafts that wait for somebody to confirm their masks, for whoever may."""
    if not allowed(actor(), "excerpt.drafts"):
        return
    with told():
        found = drafts.listed(house(), actor())
        if not found:
            return
        with st.expander(t("masks.drafts", count=len(found)), icon=":material/edit_note:"):
            for one in found:
                with st.container(horizontal=True, vertical_alignment="center"):
                    title = plain(one.title) or t("masks.untitled")
                    if one.call_id:
                        query = {"call": str(one.call_id), "draft": str(one.id)}
                        st.page_link("pages/call.py", label=f"{title} · {clock(one.seconds)}", query_params=query)
                    else:
                        st.caption(f"{title} · {t('masks.call_gone')}")
                    st.caption(plain(one.author))
                    st.button(
                        "",
                        icon=":material/delete:",
                        key=f"drop-{one.id}",
                        help=t("masks.drop"),
                        type="tertiary",
                        on_click=_drop,
                        args=(one.id,),
                    )


def naming(good: tuple[tuple[ExcerptView, bool], ...]) -> None:
    """An agent's good excerpts: named there or not, by one click."""
    st.caption(t("masks.naming"))
    if not good:
        st.info(t("masks.none_good"))
    for excerpt, agreed in good:
        with st.container(border=True, key=f"naming-{excerpt.id}"):
            cards.link(f"**{plain(excerpt.title)}**", excerpt)
            cards.sound(excerpt, compact=True)
            st.toggle(t("masks.name_me"), value=agreed, key=f"name-me-{excerpt.id}", on_change=_consent, args=(excerpt.id,))


def _editor(draft_id: int, criteria: dict[str, str], near: str | None) -> None:
    said = st.session_state.pop(f"draft-{draft_id}-said", None)
    if said:
        st.error(said)
    with told():
        draft = drafts.one(house(), actor(), draft_id)
        _bounds(draft)
        _masks(draft)
        _preview(draft)
        _publishing(draft, criteria, near)


def _bounds(draft: DraftView) -> None:
    st.markdown(f"**{t('masks.bounds')}**")
    number = draft.excerpt.id
    left, right, what = st.columns([2, 2, 3], vertical_alignment="bottom")
    for column, name, value in ((left, "start", draft.start), (right, "end", draft.end)):
        column.number_input(
            t(f"masks.{name}"),
            min_value=0.0,
            value=round(value, 1),
            step=STEP_S,
            format="%.1f",
            key=f"draft-{number}-{name}",
            on_change=_try,
            args=(number, partial(_move, number)),
        )
    focus = t("masks.focus_at", start=clock(draft.focus[0]), end=clock(draft.focus[1])) if draft.focus else ""
    what.caption(f"{t('callpage.excerpt.seconds', seconds=f'{draft.end - draft.start:.1f}')}  \n{focus}")


def _masks(draft: DraftView) -> None:
    hidden = sum(mask.hidden for mask in draft.masks)
    st.markdown(f"**{t('masks.heading', count=hidden)}**")
    st.caption(t("masks.hint"))
    number = draft.excerpt.id
    if draft.words:
        masker(
            f"draft-{number}-text",
            [_words(line) for line in draft.words],
            labels=masker_part.labels(language()),
            on_pick=lambda one: _try(number, lambda: marking.hide_place(house(), actor(), number, one.start, one.end)),
            on_turn=lambda one: _try(number, lambda: marking.hide(house(), actor(), number, one.masks, one.hidden)),
        )
    if draft.masks:
        with st.expander(t("masks.list"), expanded=not draft.words):
            for mask in draft.masks:
                _mask(number, mask)
    with st.expander(t("masks.add_otherwise"), expanded=not draft.words):
        if draft.words:
            words, do = st.columns([5, 2], vertical_alignment="bottom")
            key = f"draft-{number}-words"
            words.text_input(t("masks.add_words"), key=key, placeholder=t("masks.add_words_hint"))
            do.button(
                t("masks.add"),
                icon=":material/visibility_off:",
                key=f"{key}-add",
                width="stretch",
                on_click=_try,
                args=(number, partial(_add, number, key)),
            )
        first, last, do = st.columns([2, 2, 2], vertical_alignment="bottom")
        keys = f"draft-{number}-from", f"draft-{number}-to"
        for column, name, one in ((first, "start", keys[0]), (last, "end", keys[1])):
            column.number_input(t(f"masks.{name}"), min_value=0.0, value=round(draft.start, 1), step=STEP_S, format="%.1f", key=one)
        do.button(
            t("masks.add_times"), key=f"{keys[0]}-add", width="stretch", on_click=_try, args=(number, partial(_add_times, number, keys))
        )


def _words(line: WordsView) -> Words:
    pieces = [Piece(one.start, one.text, one.over, one.hidden, one.locked, _kind(one.kind)) for one in line.pieces]
    return Words(line.utterance, line.speaker, t(f"callpage.speaker.{line.speaker}"), clock(line.start), tuple(pieces))


def _kind(kind: Private | None) -> str:
    """As it stands in the words that are published."""
    return "" if kind is None else t("masks.covered" if kind is Private.OTHER else f"masks.kinds.{kind}")


def _mask(number: int, mask: MaskView) -> None:
    # its state is in its key: one that was turned in the words shows so here
    key = f"draft-{number}-mask-{mask.id}-{mask.hidden}"
    st.checkbox(
        _mask_label(mask),
        value=mask.hidden,
        disabled=mask.locked,
        key=key,
        help=t("masks.locked") if mask.locked else None,
        on_change=_try,
        args=(number, lambda: marking.hide(house(), actor(), number, [mask.id], not mask.hidden)),
    )


def _mask_label(mask: MaskView) -> str:
    at = f"{clock(mask.start)} " if mask.start is not None else ""
    who = f"{t(f'callpage.speaker.{mask.speaker}')} " if mask.speaker else ""
    by = f" · {t('masks.by_person', name=mask.author)}" if mask.author else ""
    words = f"“{mask.words}”" if mask.words else ""
    return plain(f"{t(f'masks.kinds.{mask.kind}')} · {at}{who}{words}{by}")


def _preview(draft: DraftView) -> None:
    st.markdown(f"**{t('masks.preview')}**")
    number = draft.excerpt.id
    if not draft.preview:
        st.button(
            t("masks.make_preview"),
            type="primary",
            icon=":material/hearing:",
            key=f"draft-{number}-preview",
            on_click=_try,
            args=(number, lambda: drafts.render(house(), actor(), number)),
        )
        return
    cards.sound(draft.excerpt, compact=False, height=330, draft=True)


def _publishing(draft: DraftView, criteria: dict[str, str], near: str | None) -> None:
    excerpt, number = draft.excerpt, draft.excerpt.id
    st.markdown(f"**{t('masks.publishing')}**")
    kind = st.segmented_control(
        t("callpage.excerpt.kind"),
        list(ExcerptKind),
        default=excerpt.kind,
        format_func=lambda one: t(f"library.kind.{one}"),
        required=True,
        key=f"draft-{number}-kind",
    )
    title = st.text_input(
        t("callpage.excerpt.title"),
        value=excerpt.title,
        max_chars=excerpts.LONGEST_TITLE,
        placeholder=t("callpage.excerpt.title_hint"),
        key=f"draft-{number}-title",
    )
    note = st.text_area(
        t("callpage.excerpt.note"),
        value=excerpt.note,
        max_chars=excerpts.LONGEST_NOTE,
        placeholder=t("callpage.excerpt.note_hint"),
        height=90,
        key=f"draft-{number}-note",
    )
    better = st.text_area(
        t("masks.better"), max_chars=excerpts.LONGEST_NOTE, placeholder=t("masks.better_hint"), height=70, key=f"draft-{number}-better"
    )
    first, second, third = st.columns(3)
    topic = first.text_input(
        t("masks.topic"), max_chars=drafts.LONGEST_TOPIC, placeholder=t("masks.topic_hint"), key=f"draft-{number}-topic"
    )
    options = list(criteria)
    criterion = second.selectbox(
        t("masks.criterion"),
        options,
        index=options.index(near) if near in criteria else None,
        format_func=lambda one: criteria[one],
        placeholder=t("masks.criterion_none"),
        key=f"draft-{number}-criterion",
    )
    expires: date | None = third.date_input(t("masks.expires"), value=None, min_value=excerpts.today(), key=f"draft-{number}-expires")
    blind = st.toggle(
        t("voting.ask_first"),
        value=kind in (ExcerptKind.GOOD, ExcerptKind.BAD),
        help=t("voting.ask_first_hint"),
        key=_blind_key(number, kind),
    )
    if blind:
        st.caption(t("voting.title_tells"))
    if st.button(
        t("masks.publish"),
        type="primary",
        icon=":material/library_add:",
        disabled=not draft.preview,
        help=None if draft.preview else t("masks.first_hear"),
    ):
        with told():
            drafts.publish(
                house(),
                actor(),
                number,
                heard=draft.recipe,
                kind=kind or ExcerptKind.DISCUSS,
                title=title,
                note=note,
                better=better,
                topic=topic,
                criterion=criterion or "",
                expires_on=expires,
                score_first=blind,
            )
            st.toast(t("callpage.excerpt.done"), icon=":material/check:")
            st.rerun()


def _blind_key(number: int, kind: ExcerptKind | None) -> str:
    """Another kind begins with its own default."""
    return f"draft-{number}-blind-{'asked' if kind is ExcerptKind.DISCUSS else 'judged'}"


def _criterion(view: CallView, draft_id: int) -> str | None:
    """The criterion whose evidence the draft is about."""
    with told():
        focus = drafts.one(house(), actor(), draft_id).focus
        if focus is None:
            return None
        for one in view.evaluations:
            for finding in one.findings:
                for piece in finding.evidence:
                    if (
                        piece.starts_at is not None
                        and piece.ends_at is not None
                        and piece.starts_at < focus[1]
                        and piece.ends_at > focus[0]
                    ):
                        return f"{one.rubric}/{finding.criterion}"
    return None


def _move(number: int) -> None:
    drafts.move(house(), actor(), number, st.session_state[f"draft-{number}-start"], st.session_state[f"draft-{number}-end"])


def _add(number: int, key: str) -> None:
    if st.session_state[key].strip():
        marking.hide_words(house(), actor(), number, st.session_state[key])
        st.session_state[key] = ""


def _add_times(number: int, keys: tuple[str, str]) -> None:
    marking.hide_seconds(house(), actor(), number, st.session_state[keys[0]], st.session_state[keys[1]])


def _drop(number: int) -> None:
    _try(number, lambda: drafts.drop(house(), actor(), number))


def _consent(number: int) -> None:
    _try(number, lambda: consent.say(house(), actor(), number, st.session_state[f"name-me-{number}"]))


def _closed(number: int) -> None:
    """A draft that was never heard nor published leaves no trace behind."""

    def forget() -> None:
        if not drafts.one(house(), actor(), number).excerpt.recipe:
            drafts.drop(house(), actor(), number)

    _try(number, forget)


def _try(number: int, verb: object) -> None:
    """Run a verb inside a callback; what it refuses is told at the next drawing."""
    assert callable(verb)
    try:
        verb()
    except HearbackError as refused:
        st.session_state[f"draft-{number}-said"] = refused.message(language())
