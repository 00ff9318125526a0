"""One case file: its deadlines, its texts, its calls, what is like it, and all that was written down of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from qa.desk import cases, intake
from qa.desk.case_views import CaseCallView, CaseView, EntryView
from qa.desk.lifecycle import LONGEST
from qa.model.casefile import Act, CaseState, Deadline, Family, Part, Standing, Step
from qa.ui import session
from qa.ui.parts import casetake
from qa.ui.parts.caselist import badges, family_words, standing_words
from qa.ui.parts.casemake import MINUTE
from qa.ui.session import actor, told
from qa.ui.words import clock_time, moment, plain, t, told_at

TEXTS = (Part.BACKGROUND, Part.PROBLEM, Part.HANDLING, Part.RESULT, Part.CAUSE)
LOOKS: dict[Standing, tuple[str, str]] = {
    Standing.AHEAD: ("schedule", "gray"),
    Standing.DUE: ("schedule", "blue"),
    Standing.OVERDUE: ("alarm", "red"),
    Standing.MET: ("check_circle", "green"),
    Standing.MISSED: ("error", "red"),
}
OFFERED = 20


def case(view: CaseView) -> None:
    """Everything on a case's page."""
    line, works = view.line, "case.work" in view.may
    st.page_link("pages/cases.py", label=f":small[← {t('cases.page.title')}]")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="case-head"):
        badges(line)
        st.markdown(f"### {plain(line.title)}")
    facts = (
        t("cases.one.complained", when=moment(line.complained_at)),
        t("cases.one.owner", name=line.owner) if line.owner else t("cases.one.nobody"),
        t("cases.one.team", name=line.team) if line.team else "",
        t("cases.one.reference", number=line.reference) if line.reference else "",
        t("cases.one.opened", name=view.author, when=moment(view.created_at)) if view.author else "",
    )
    st.caption(" · ".join(plain(fact) for fact in facts if fact))
    _deadlines(view, works and line.state is not CaseState.CLOSED)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        for part in TEXTS:
            _text(view, part, works)
    with right:
        if works:
            _acts(view)
        casetake.take(view)
        _calls(view, works)
        _similar(view)
    told_of = _history(view)
    with st.expander(t("cases.one.history", count=len(told_of)), icon=":material/history:"):
        for at, words, text in told_of:
            st.markdown(f"{plain(words)} :small[:gray[{plain(moment(at))}]]")
            if text:
                st.caption(plain(text))


# deadlines


def _deadlines(view: CaseView, may: bool) -> None:
    with st.container(key="case-deadlines"):
        for column, one in zip(st.columns(len(view.deadlines), gap="small"), view.deadlines, strict=True):
            with column, st.container(border=True, height="stretch", key=f"case-deadline-{one.step}"):
                _deadline(view, one, may)


def _deadline(view: CaseView, one: Deadline, may: bool) -> None:
    icon, colour = LOOKS[one.standing]
    colour = "orange" if one.near else colour
    st.markdown(f"**{t(f'cases.step.{one.step}')}** :small[:gray[{t(f'cases.within.{one.step}')}]]")
    st.badge(standing_words(one), icon=f":material/{icon}:", color=colour)  # type: ignore[arg-type]
    times = (
        t("cases.standing.until", when=moment(one.due)) if one.due else "",
        t("cases.standing.done", when=moment(one.done)) if one.done else "",
    )
    st.caption(" · ".join(plain(words) for words in times if words))
    if may and (one.standing is not Standing.AHEAD):
        # what a later step implies is not written down itself
        written = next((entry.at for entry in reversed(view.entries) if entry.kind is one.step), None)
        label = t("cases.one.correct" if written else "cases.one.record")
        with st.popover(label, icon=":material/edit_calendar:", type="tertiary" if written else "secondary"):
            _step_form(view, one.step, written)


def _step_form(view: CaseView, step: Step, done: datetime | None) -> None:
    key = f"case-{view.line.id}-{step}-{len(view.entries)}"
    with st.form(key, border=False):
        when = st.datetime_input(
            t("cases.one.when"), value=clock_time(done or datetime.now(UTC)), step=MINUTE, format="YYYY-MM-DD", key=f"{key}-at"
        )
        note = st.text_input(t("cases.one.note"), max_chars=cases.LONGEST_NOTE, key=f"{key}-note")
        if st.form_submit_button(t("cases.one.record_save"), type="primary") and when is not None:
            _do(lambda: cases.happened(session.house(), actor(), view.line.id, step, told_at(when), note), t("cases.one.saved"))
    if done is not None and step is not Step.RECEIVED:
        with st.form(f"{key}-back", border=False):
            reason = st.text_input(t("cases.one.take_back_what"), placeholder=t("cases.one.reason"), max_chars=cases.LONGEST_NOTE)
            if st.form_submit_button(t("cases.one.take_back"), icon=":material/undo:"):
                _do(lambda: cases.take_back(session.house(), actor(), view.line.id, step, reason), t("cases.one.saved"))


# texts


def _text(view: CaseView, part: Part, works: bool) -> None:
    written = view.texts[part]
    stands = written[-1] if written else None
    with st.container(border=True, key=f"case-part-{part}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{t(f'cases.part.{part}')}**", width="stretch")
            if part is Part.CAUSE and view.line.family:
                st.badge(family_words(view.line.family), color="gray")
            if works and st.button(
                t("cases.one.write" if stands else "cases.one.write_first"),
                icon=":material/edit:",
                type="tertiary",
                key=f"case-write-{part}",
            ):
                st.dialog(t(f"cases.part.{part}"), width="large")(_text_form)(view, part)
        if stands is not None and stands.text:
            st.text(stands.text)
            st.caption(plain(t("cases.one.by", name=stands.author, when=moment(stands.written_at))))
        else:
            st.caption(t("cases.one.empty"))
        if len(written) > 1:
            with st.expander(t("cases.one.earlier", count=len(written) - 1), icon=":material/history:"):
                for entry in reversed(written[:-1]):
                    st.text(entry.text or family_words(entry.family))
                    st.caption(plain(t("cases.one.by", name=entry.author, when=moment(entry.written_at))))


def _text_form(view: CaseView, part: Part) -> None:
    stands = view.standing(part)
    key = f"case-{view.line.id}-{part}-{stands.id if stands else 0}"
    with st.form(key, border=False):
        family = None
        if part is Part.CAUSE:
            family = st.pills(
                t("cases.page.family"),
                list(Family),
                default=view.line.family,
                format_func=lambda one: f"{t(f'cases.family.{one}')} :gray[{t(f'cases.family_hint.{one}')}]",
                key=f"{key}-family",
            )
        text = st.text_area(
            t(f"cases.part.{part}"),
            value=stands.text if stands else "",
            max_chars=LONGEST,
            height=220,
            placeholder=t(f"cases.hint.{part}"),
            label_visibility="collapsed",
            key=f"{key}-text",
        )
        st.caption(t("cases.one.added"))
        if st.form_submit_button(t("cases.one.save"), type="primary"):
            seen = stands.id if stands else 0
            _do(lambda: cases.write(session.house(), actor(), view.line.id, part, text, family=family, seen=seen), t("cases.one.saved"))


def _name_form(view: CaseView) -> None:
    title, reference = view.standing(Part.TITLE), view.standing(Part.REFERENCE)
    key = f"case-{view.line.id}-name-{title.id if title else 0}-{reference.id if reference else 0}"
    with st.form(key, border=False):
        new = st.text_input(t("cases.part.title"), value=view.line.title, max_chars=cases.LONGEST_TITLE, key=f"{key}-title")
        number = st.text_input(
            t("cases.part.reference"), value=view.line.reference, max_chars=cases.LONGEST_REFERENCE, key=f"{key}-reference"
        )
        if st.form_submit_button(t("cases.one.save"), type="primary"):
            _do(lambda: _rename(view, new, number), t("cases.one.saved"))
    with st.form(f"{key}-came", border=False):
        came = st.datetime_input(
            t("cases.make.complained"), value=clock_time(view.received_at), step=MINUTE, format="YYYY-MM-DD", key=f"{key}-came-at"
        )
        if st.form_submit_button(t("cases.one.correct")) and came is not None:
            _do(lambda: cases.happened(session.house(), actor(), view.line.id, Step.RECEIVED, told_at(came)), t("cases.one.saved"))


def _rename(view: CaseView, title: str, reference: str) -> None:
    for part, text, before in ((Part.TITLE, title, view.line.title), (Part.REFERENCE, reference, view.line.reference)):
        stands = view.standing(part)
        if text.strip() != before:
            cases.write(session.house(), actor(), view.line.id, part, text, seen=stands.id if stands else 0)


# what can be done


def _acts(view: CaseView) -> None:
    case_id, closed = view.line.id, view.line.state is CaseState.CLOSED
    with st.container(horizontal=True, key="case-acts"):
        if closed:
            with st.popover(t("cases.one.reopen"), icon=":material/lock_open:"):
                st.caption(t("cases.one.reopen_what"))
                reason = st.text_input(t("cases.one.reason"), max_chars=cases.LONGEST_NOTE, key=f"case-{case_id}-reopen")
                if st.button(t("cases.one.reopen_save"), key=f"case-{case_id}-reopen-go"):
                    _do(lambda: cases.reopen(session.house(), actor(), case_id, reason), t("cases.one.saved"))
            return
        with st.popover(t("cases.one.close"), icon=":material/task_alt:"):
            _close(view)
        with st.popover(t("cases.one.give"), icon=":material/person_add:"):
            _give(view)
        with st.popover(t("cases.one.rename"), icon=":material/edit:"):
            _name_form(view)


def _close(view: CaseView) -> None:
    case_id = view.line.id
    if view.missing:
        st.markdown(t("cases.one.close_missing"))
        st.markdown("\n".join(f"- {t(f'cases.missing.{one}')}" for one in view.missing))
        return
    called = any(one.step is Step.CALLED_BACK and one.done for one in view.deadlines)
    st.caption(t("cases.one.close_what"))
    label = t("cases.one.close_note" if called else "cases.one.close_note_needed")
    note = st.text_input(label, max_chars=cases.LONGEST_NOTE, key=f"case-{case_id}-close")
    if st.button(t("cases.one.close"), type="primary", key=f"case-{case_id}-close-go"):
        _do(lambda: cases.close(session.house(), actor(), case_id, note), t("cases.one.close_done"))


def _give(view: CaseView) -> None:
    case_id = view.line.id
    able = {one.id: one.shown for one in cases.handlers(session.house(), actor(), case_id) if one.id != view.line.owner_id}
    chosen = st.selectbox(t("cases.one.give_to"), list(able), format_func=able.__getitem__, key=f"case-{case_id}-give")
    note = st.text_input(t("cases.one.note"), max_chars=cases.LONGEST_NOTE, key=f"case-{case_id}-give-note")
    if st.button(t("cases.one.give_save"), key=f"case-{case_id}-give-go") and chosen is not None:
        _do(lambda: cases.give(session.house(), actor(), case_id, chosen, note), t("cases.one.given"))


# calls


def _calls(view: CaseView, works: bool) -> None:
    st.markdown(f"##### {t('cases.one.calls')}")
    if not view.calls:
        st.caption(t("cases.one.no_calls"))
    for one in view.calls:
        with st.container(border=True, key=f"case-call-{one.id}"):
            _call(view, one, works)
    if works:
        with st.popover(t("cases.one.link"), icon=":material/add_call:"):
            _link(view)


def _call(view: CaseView, one: CaseCallView, works: bool) -> None:
    if one.may_hear:
        st.page_link("pages/call.py", label=plain(one.title), icon=":material/call:", query_params={"call": str(one.call_id)})
    else:
        st.markdown(f":material/phone_disabled: :gray[{t('cases.one.hidden' if one.call_id else 'cases.one.gone')}]")
    facts = (one.agent, moment(one.started_at) if one.started_at else "")
    if any(facts):
        st.caption(" · ".join(plain(fact) for fact in facts if fact))
    if one.note:
        st.text(one.note)
    if one.ended_at is not None:
        st.caption(plain(t("cases.one.unlinked", name=one.ended_by, when=moment(one.ended_at), note=one.ended_note)))
    elif works:
        with st.popover(t("cases.one.unlink"), icon=":material/link_off:", type="tertiary"):
            reason = st.text_input(t("cases.one.reason"), max_chars=cases.LONGEST_NOTE, key=f"case-unlink-{one.id}")
            if st.button(t("cases.one.unlink"), key=f"case-unlink-go-{one.id}"):
                _do(lambda: cases.unlink(session.house(), actor(), view.line.id, one.id, reason), t("cases.one.saved"))


def _link(view: CaseView) -> None:
    case_id, has = view.line.id, {one.call_id for one in view.calls if one.ended_at is None}
    words = st.text_input(t("cases.one.link_search"), key=f"case-{case_id}-find", icon=":material/search:")
    found = [one for one in intake.listed(session.house(), actor(), words=words, limit=OFFERED) if one.id not in has]
    if not found:
        st.caption(t("cases.one.link_none"))
        return
    titles = {one.id: " · ".join(filter(None, (one.title, one.agent, moment(one.started_at or one.created_at)))) for one in found}
    chosen = st.selectbox(t("cases.one.link_pick"), list(titles), format_func=titles.__getitem__, key=f"case-{case_id}-pick")
    note = st.text_input(t("cases.one.note"), max_chars=cases.LONGEST_NOTE, key=f"case-{case_id}-link-note")
    if st.button(t("cases.one.link_save"), type="primary", key=f"case-{case_id}-link") and chosen is not None:
        _do(lambda: cases.link(session.house(), actor(), case_id, chosen, note), t("cases.call.added"))


# what is like it, and what happened


def _similar(view: CaseView) -> None:
    st.markdown(f"##### {t('cases.one.similar')}")
    found = cases.similar(session.house(), actor(), view.line.id)
    if not found:
        st.caption(t("cases.one.similar_none"))
    for one in found:
        with st.container(border=True, key=f"case-like-{one.id}"):
            st.page_link("pages/cases.py", label=plain(one.title), icon=":material/cases:", query_params={"case": str(one.id)})
            if one.shared:
                st.caption(plain(t("cases.one.shares", words=" · ".join(one.shared))))
            with st.container(horizontal=True, gap="small"):
                badges(one)


def _history(view: CaseView) -> list[tuple[datetime, str, str]]:
    """All that was written down, newest first: when, who did what, and the words."""
    found = []
    for entry in view.entries:
        text = " ".join(filter(None, (family_words(entry.family) if entry.family else "", entry.text)))
        found.append((entry.written_at, _entry_words(entry), text))
    for one in view.calls:
        title = one.title or t("cases.one.hidden" if one.call_id else "cases.one.gone")
        found.append((one.at, t("cases.history.linked", name=one.author, call=title), one.note))
        if one.ended_at is not None:
            found.append((one.ended_at, t("cases.history.unlinked", name=one.ended_by, call=title), one.ended_note))
    return sorted(found, key=lambda one: one[0], reverse=True)


def _entry_words(entry: EntryView) -> str:
    kind = entry.kind
    if isinstance(kind, Part):
        return t("cases.history.written", name=entry.author, part=t(f"cases.part.{kind}"))
    if isinstance(kind, Step):
        step = t(f"cases.step.{kind}")
        if entry.at is None:
            return t("cases.history.taken_back", name=entry.author, step=step)
        return t("cases.history.step", name=entry.author, step=step, when=moment(entry.at))
    if kind is Act.OWNER:
        return t(
            "cases.history.owner_self" if entry.person == entry.author else "cases.history.owner", name=entry.author, person=entry.person
        )
    return t(f"cases.history.{kind}", name=entry.author)


def _do(verb: Callable[[], object], done: str) -> None:
    with told():
        verb()
        st.toast(done, icon=":material/check:")
        st.rerun()
