"""Writing on a text: mistakes at their line, examples run by themselves, and putting it in force with a note.

A draft is kept at every change. What this window knows of it lives in the session under the text's name: which stamp the editor's text has,
and the digest of what was last kept, so that two windows do not undo each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from qa.access import allowed
from qa.desk import activation, rulebook
from qa.desk.activation import Check
from qa.desk.rulebook import TextView
from qa.desk.shelf import InForce
from qa.errors import HearbackError
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind, digest
from qa.ui.parts import editor as editor_part
from qa.ui.parts.editor import Mark, Note, Written, editor
from qa.ui.parts.lines import compared, lines
from qa.ui.parts.rules import address, go, rubric_title, rubric_titles, say
from qa.ui.parts.rules.reading import syntax
from qa.ui.session import actor, house, language, told
from qa.ui.words import local, plain, t

SHORT = 90
"""How much of a mistake is told behind the line itself; the list below has all of it."""


@dataclass
class Desk:
    """What one window knows of a draft. ``base``: what it began from; ``seen``: what was last kept or read of it, "" for none."""

    text: str
    base: str
    seen: str
    stamp: str
    echo: str = ""
    saved: str = ""
    problem: str = ""
    checked: tuple[str, InForce, Check] | None = None


def forget(key: RuleKey) -> None:
    """Read the draft anew at the next run."""
    st.session_state.pop(_name(key), None)


def show(person: Person, key: RuleKey) -> None:
    st.fragment(_show)(person.id, key)


def _show(_: int, key: RuleKey) -> None:
    person = actor()
    with told():
        view = rulebook.view(house(), person, key)
        desk = _desk(key, view)
        check = _check(person, key, desk)
        _behind(person, view, desk)
        _elsewhere(key, desk)
        editor(
            f"rules.editor.{key}",
            text=desk.text,
            stamp=desk.stamp,
            labels=editor_part.labels(language()),
            syntax=syntax(key),
            marks=_marks(check),
            notes=_notes(check),
            scope=f"{key}.{person.id}",
            echo=desk.echo,
            saved=desk.saved,
            problem=desk.problem,
            on_change=lambda written: _written(key, written),
        )
        _version(person, key, desk, check)
        _differences(view, desk)
        _finish(person, key, view, desk, check)


def _name(key: RuleKey) -> str:
    return f"rules.desk.{key}"


def _desk(key: RuleKey, view: TextView) -> Desk:
    """This window's knowledge of the draft; begun from the draft that is kept, else from what is in force."""
    found: Desk | None = st.session_state.get(_name(key))
    if found is None:
        text = view.draft.text if view.draft else view.text
        base = digest(view.text) if view.text else ""
        saved = f"{local(view.draft.at):%H:%M}" if view.draft else ""
        number = st.session_state.get(f"{_name(key)}.stamps", 0)
        found = Desk(text, base, digest(text) if view.draft else "", f"{base[:12]}.{number}", saved=saved)
        st.session_state[_name(key)] = found
    return found


def _anew(key: RuleKey) -> None:
    """The editor is to take over what the page has: under another stamp."""
    st.session_state[f"{_name(key)}.stamps"] = st.session_state.get(f"{_name(key)}.stamps", 0) + 1
    forget(key)


def _written(key: RuleKey, written: Written) -> None:
    desk: Desk | None = st.session_state.get(_name(key))
    if desk is None or written.stamp != desk.stamp:
        return
    try:
        _keep(key, desk, rulebook.tidied(written.text))
        desk.echo, desk.problem = written.id, ""
    except HearbackError as refused:
        desk.problem = refused.message(language())


def _keep(key: RuleKey, desk: Desk, text: str) -> None:
    """Keep a draft; one that is what is in force again is none."""
    person = actor()
    at = rulebook.write(house(), person, key, text, base=desk.base if not desk.seen else None, seen=desk.seen)
    desk.text, desk.seen, desk.saved = text, digest(text), f"{local(at):%H:%M:%S}"
    if digest(text) == rulebook.base_of(house().rules, key) == desk.base:
        rulebook.drop(house(), person, key)
        desk.seen = ""


def _check(person: Person, key: RuleKey, desk: Desk) -> Check:
    """What is to be said of the text; looked at once for what it is and for what else is in force."""
    here = house().rules
    if desk.checked is None or desk.checked[0] != desk.text or desk.checked[1] is not here:
        desk.checked = (desk.text, here, activation.check(house(), person, key, desk.text))
    return desk.checked[2]


def _marks(check: Check) -> list[Mark]:
    said = language()
    failing = [Mark(one.line, 1, "warn", _short(one.why.to(said))) for one in check.failures if one.line]
    return [*(Mark(place.line, place.column, "bad", _short(place.what.to(said))) for place in check.places), *failing]


def _notes(check: Check) -> list[Note]:
    said = language()
    notes = [Note("bad", place.what.to(said), line=place.line, column=place.column) for place in check.places]
    for one in check.failures:
        notes.append(Note("warn", one.why.to(said), f"{one.criterion} · {one.name.to(said)}", line=one.line))
    for broken in check.broken:
        title = t("rubricpage.check.broken_before" if broken.before else "rubricpage.check.breaks", rubric=rubric_title(broken.rubric))
        notes.append(Note("warn" if broken.before else "bad", broken.why.to(said), title))
    if check.loads and not (check.failures or check.broken):
        gaps = sum(one.known_gap is not None for one in check.examples)
        words = t("rubricpage.check.holds", count=len(check.examples), gaps=gaps) if check.examples else t("rubricpage.check.loads")
        notes.append(Note("good", words))
    return notes


def _short(words: str) -> str:
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


def _behind(person: Person, view: TextView, desk: Desk) -> None:
    """Somebody put another version in force since this draft began."""
    if not (view.draft and view.draft.behind):
        return
    with st.container(border=True, key="rules-behind"):
        since = view.line.since
        st.markdown(f":orange[:material/sync_problem:] {t('rubricpage.behind', author=plain(since.author or t('rubricpage.since.file')))}")
        with st.expander(t("rubricpage.behind_compare")):
            lines("rules.behind", compared(rulebook.compare(view.text, desk.text)), label=t("rubricpage.behind_compare"), code=True)
        with st.container(horizontal=True):
            if st.button(t("rubricpage.behind_mine"), key="rules.mine"):
                rulebook.catch_up(house(), person, view.line.key)
                forget(view.line.key)
                st.rerun(scope="fragment")
            if st.button(t("rubricpage.behind_theirs"), key="rules.theirs"):
                rulebook.drop(house(), person, view.line.key)
                _anew(view.line.key)
                st.rerun(scope="fragment")


def _elsewhere(key: RuleKey, desk: Desk) -> None:
    """The draft was changed in another window: what is here is not kept."""
    if desk.problem and st.button(t("rubricpage.load_draft"), icon=":material/refresh:", key="rules.reload"):
        _anew(key)
        st.rerun(scope="fragment")


def _version(person: Person, key: RuleKey, desk: Desk, check: Check) -> None:
    if not (check.taken and check.version and check.free):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="rules-version"):
        st.markdown(f":orange[:material/tag:] {t('rubricpage.check.taken', version=check.version)}", width="stretch")
        if st.button(t("rubricpage.check.raise", version=check.free), key="rules.raise"):
            _keep(key, desk, activation.raised(house(), person, desk.text, key))
            _anew(key)
            st.rerun(scope="fragment")


def _differences(view: TextView, desk: Desk) -> None:
    if not view.text or digest(desk.text) == digest(view.text):
        return
    found = rulebook.compare(view.text, desk.text)
    added, gone = (sum(one.mark == mark for one in found) for mark in "+-")
    with st.expander(t("rubricpage.differences", added=added, gone=gone), icon=":material/difference:"):
        lines("rules.differences", compared(found), label=t("rubricpage.views.edit"), code=True)


def _finish(person: Person, key: RuleKey, view: TextView, desk: Desk, check: Check) -> None:
    if check.affected and check.loads and key.kind is not RuleKind.RUBRIC:
        st.caption(t("rubricpage.check.affected", rubrics=plain(rubric_titles(check.affected))))
    if allowed(person, "rubric.activate"):
        _activate(person, key, desk, check)
    if view.draft:
        with st.popover(t("rubricpage.discard.open"), icon=":material/delete:"):
            st.caption(t("rubricpage.discard.what"))
            if st.button(t("rubricpage.discard.do"), key="rules.discard"):
                rulebook.drop(house(), person, key)
                _anew(key)
                if view.text:
                    st.rerun(scope="fragment")
                go({})


def _activate(person: Person, key: RuleKey, desk: Desk, check: Check) -> None:
    with st.form("rules.activate", border=True):
        st.markdown(f"**{t('rubricpage.activate.title')}** :small[{_not_yet(check)}]")
        note = st.text_input(
            t("rubricpage.activate.note"), max_chars=activation.LONGEST_NOTE, placeholder=t("rubricpage.activate.placeholder")
        )
        pressed = st.form_submit_button(
            t("rubricpage.activate.do"), type="primary", icon=":material/published_with_changes:", disabled=not check.ready
        )
    if pressed:
        activation.activate(house(), person, key, desk.text, note, instead_of=_instead_of(person, key, desk))
        _anew(key)
        say(t("rubricpage.activate.done"))
        go(address(key))


def _instead_of(person: Person, key: RuleKey, desk: Desk) -> str:
    """What the draft is meant to follow: what was in force when it began, or when its writer last said that it is to follow that."""
    view = rulebook.view(house(), person, key)
    in_force = digest(view.text) if view.text else ""
    return in_force if view.draft and not view.draft.behind else desk.base


def _not_yet(check: Check) -> str:
    """Why it cannot be put in force yet, in a few words; "" where it can."""
    if check.places:
        return t("rubricpage.activate.not.places", count=len(check.places))
    if check.failures:
        return t("rubricpage.activate.not.examples", count=len(check.failures))
    if any(not one.before for one in check.broken):
        return t("rubricpage.activate.not.breaks")
    if check.unchanged:
        return t("rubricpage.activate.not.unchanged")
    return t("rubricpage.activate.not.version") if check.taken else t("rubricpage.activate.ready")
