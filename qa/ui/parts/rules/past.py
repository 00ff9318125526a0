"""The history of a text: who put what in force when and why; any two versions compared; an older one taken up again."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import activation, rulebook
from qa.desk.rulebook import TextView, VersionView
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind
from qa.ui.parts.lines import compared, lines
from qa.ui.parts.rules import address, go, reading, say, writing
from qa.ui.parts.rules.calls import texts
from qa.ui.parts.table import Act, Cell, Column, Row, table
from qa.ui.session import house, told
from qa.ui.words import NONE, moment, t

TAKEN = "rules.taken"


def show(person: Person, view: TextView) -> None:
    key = view.line.key
    found = rulebook.history(house(), person, key)
    may = allowed(person, "rubric.edit")
    _versions(key, found, may)
    if (taken := st.session_state.pop(TAKEN, None)) is not None:
        _take_up(person, key, found[taken])
    _compare(person, view)
    if view.text and allowed(person, "rubric.activate"):
        _retire(person, key)


def _versions(key: RuleKey, found: tuple[VersionView, ...], may: bool) -> None:
    rubric = key.kind is RuleKind.RUBRIC
    columns = (
        Column(t("rubricpage.history.number")),
        *((Column(t("rubricpage.column.version")),) if rubric else ()),
        Column(t("rubricpage.history.note"), wide=True),
        Column(t("rubricpage.history.by")),
        Column(t("rubricpage.history.when"), lesser=True),
        Column(t("rubricpage.column.state")),
    )
    opened = table(
        f"rules.history.{key}",
        columns=columns,
        rows=[_row(key, at, one, may, rubric) for at, one in enumerate(found)],
        label=t("rubricpage.views.history"),
        on_act=lambda row, _: _taken(row),
    )
    if opened is not None:
        st.session_state[f"rules.old.{key}"] = found[opened].which


def _row(key: RuleKey, at: int, one: VersionView, may: bool, rubric: bool) -> Row:
    file = one.number == 0
    state = t("rubricpage.history.retired") if one.retired else t("rubricpage.history.in_force") if one.in_force else ""
    if not state and one.judged:
        state = t("rubricpage.history.judged")
    by = t("rubricpage.since.file") if file else one.author or t("rubricpage.since.command")
    note = t(f"rubricpage.history.{'file' if one.which == rulebook.FILE else 'old_file'}") if file else one.note
    return Row(
        at,
        f"/rubrics?text={key}&view=history",
        (
            Cell(f"#{one.number}" if one.number else NONE),
            *((Cell(str(one.version or NONE)),) if rubric else ()),
            Cell(note),
            Cell(by, tone="quiet"),
            Cell(moment(one.at), tone="quiet"),
            Cell(state, tone="good" if one.in_force and not one.retired else "quiet", badge=one.in_force),
        ),
        acts=(Act("take", t("rubricpage.history.take")),) if may and not (one.in_force and not one.retired) else (),
    )


def _taken(row: int) -> None:
    st.session_state[TAKEN] = row


def _take_up(person: Person, key: RuleKey, one: VersionView) -> None:
    """An older version as a draft: it is looked at and put in force like any other."""
    with told():
        text = rulebook.text_of(house(), person, key, one.which)
        rulebook.write(house(), person, key, text, base=rulebook.base_of(house().rules, key))
        writing.forget(key)
        say(t("rubricpage.history.taken"))
        go(address(key, "edit"))


def _compare(person: Person, view: TextView) -> None:
    key = view.line.key
    offered = texts(person, view)
    names = list(offered)
    if len(names) < 2:
        _text(person, key, names)
        return
    st.markdown(f"##### {t('rubricpage.history.compare')}")
    left, right = st.columns(2)
    old_key, new_key = f"rules.old.{key}", f"rules.new.{key}"
    if st.session_state.get(old_key) not in offered:
        st.session_state[old_key] = names[1]
    if st.session_state.get(new_key) not in offered:
        st.session_state[new_key] = names[0]
    old = left.selectbox(t("rubricpage.history.old"), names, format_func=offered.__getitem__, key=old_key)
    new = right.selectbox(t("rubricpage.history.new"), names, format_func=offered.__getitem__, key=new_key)
    with told():
        before, after = (rulebook.text_of(house(), person, key, which) for which in (old, new))
        found = rulebook.compare(before, after)
        if found:
            lines(f"rules.diff.{key}", compared(found), label=t("rubricpage.history.compare"), code=True, height=560)
        else:
            st.info(t("rubricpage.history.same"))
        with st.expander(t("rubricpage.history.whole", which=offered[old]), icon=":material/code:"):
            reading.text(f"rules.whole.{key}", before, key)


def _text(person: Person, key: RuleKey, names: list[str]) -> None:
    for which in names:
        reading.text(f"rules.whole.{key}", rulebook.text_of(house(), person, key, which), key)


def _retire(person: Person, key: RuleKey) -> None:
    with st.popover(t("rubricpage.retire.open"), icon=":material/block:"):
        st.caption(t("rubricpage.retire.what"))
        note = st.text_input(t("rubricpage.activate.note"), max_chars=activation.LONGEST_NOTE, key="rules.retire.note")
        if st.button(t("rubricpage.retire.do"), key="rules.retire"):
            with told():
                activation.retire(house(), person, key, note)
                say(t("rubricpage.retire.done"))
                go(address(key))
