"""One text of the rules: what it is, since when, and the ways to work on it."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import activation, rulebook
from qa.desk.rulebook import TextView
from qa.model.people import Person
from qa.model.rules import RuleKey
from qa.ui.parts.lines import compared, lines
from qa.ui.parts.rules import (
    ICONS,
    address,
    back,
    backtests,
    go,
    name,
    past,
    people,
    reading,
    say,
    say_it,
    since_words,
    trial,
    version_words,
    writing,
)
from qa.ui.session import house, language, told
from qa.ui.words import moment, plain, t

VIEWS = {"read": "rubric.see", "edit": "rubric.edit", "try": "rubric.try", "backtest": "rubric.backtest", "history": "rubric.see"}
VIEW_ICONS = {"read": "menu_book", "edit": "edit", "try": "quiz", "backtest": "compare_arrows", "history": "history"}


def show(person: Person, key: RuleKey) -> None:
    back()
    view = rulebook.view(house(), person, key)
    _head(view)
    say_it()
    _warnings(person, view)
    chosen = _views(person, view)
    match chosen:
        case "edit":
            writing.show(person, key)
        case "try":
            trial.show(person, view)
        case "backtest":
            backtests.show(person, view)
        case "history":
            past.show(person, view)
        case _:
            reading.show(person, view)


def _head(view: TextView) -> None:
    line = view.line
    st.subheader(f":material/{ICONS[line.key.kind]}: {plain(name(line))}", anchor=False)
    facts = [
        t(f"rubricpage.kinds_of_text.{line.key.kind}"),
        plain(line.key.path),
        plain(version_words(line.version, line.since.number)),
        "" if not view.text else plain(since_words(line.since)),
        plain(line.since.note) if view.text else "",
    ]
    st.caption(" · ".join(filter(None, facts)))


def _views(person: Person, view: TextView) -> str:
    """Which way to work on it: as the address says, else reading, or writing where there is nothing to read yet."""
    offered = [one for one, verb in VIEWS.items() if allowed(person, verb)]
    usual = "edit" if not view.text and view.draft else "read"
    asked = st.query_params.get("view", usual)
    shown = asked if asked in offered else usual
    st.session_state["rules.view"] = shown
    st.segmented_control(
        t("rubricpage.views.label"),
        offered,
        format_func=lambda one: f":material/{VIEW_ICONS[one]}: {t(f'rubricpage.views.{one}')}",
        key="rules.view",
        on_change=lambda: _turn(view.line.key),
        label_visibility="collapsed",
    )
    return shown


def _turn(key: RuleKey) -> None:
    chosen = st.session_state.get("rules.view")
    st.query_params.from_dict(address(key, chosen or "read"))


def _warnings(person: Person, view: TextView) -> None:
    line = view.line
    if line.wrong:
        st.error(line.wrong.message(language()), icon=":material/error:")
    if line.retired:
        st.info(t("rubricpage.retired", author=line.since.author, when=moment(line.since.at)), icon=":material/block:")
    if view.others and allowed(person, "rubric.try"):
        last = max(note.at for note in view.others)
        st.warning(t("rubricpage.others", names=people(view.others), when=moment(last)), icon=":material/group:")
    if view.shipped_text is not None:
        _shipped(person, view, view.shipped_text)


def _shipped(person: Person, view: TextView, text: str) -> None:
    """The product brought another file than the one that lay there: compare, take it over, or say that ours stays."""
    with st.container(border=True, key="rules-shipped"):
        st.markdown(f":material/deployed_code_update: **{t('rubricpage.shipped.one')}**")
        st.caption(t("rubricpage.shipped.what"))
        with st.expander(t("rubricpage.shipped.compare")):
            st.caption(t("rubricpage.shipped.sides"))
            lines("rules.shipped", compared(rulebook.compare(view.text, text)), label=t("rubricpage.shipped.compare"), code=True)
        if not allowed(person, "rubric.activate"):
            return
        with st.container(horizontal=True):
            if st.button(t("rubricpage.shipped.take"), icon=":material/download_done:", key="rules.shipped.take"):
                with told():
                    rulebook.write(house(), person, view.line.key, text, base=rulebook.base_of(house().rules, view.line.key))
                    writing.forget(view.line.key)
                    say(t("rubricpage.shipped.taken"))
                    go(address(view.line.key, "edit"))
            with st.popover(t("rubricpage.shipped.keep"), icon=":material/push_pin:"):
                note = st.text_input(t("rubricpage.activate.note"), value=t("rubricpage.shipped.keep_note"), key="rules.shipped.note")
                if st.button(t("rubricpage.shipped.keep"), key="rules.shipped.keep"):
                    with told():
                        activation.activate(house(), person, view.line.key, view.text, note)
                        say(t("rubricpage.shipped.kept"))
                        st.rerun()
