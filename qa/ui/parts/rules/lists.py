"""All texts of the rules: what is in force since when, who is writing on what, what is wrong."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import rulebook, tasks
from qa.desk.rulebook import TextLine
from qa.errors import HearbackError, RubricError
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind
from qa.model.tasks import TaskKind
from qa.ui.parts.rules import ICONS, address, go, href, name, people, rubric_titles, say_it, since_words
from qa.ui.parts.rules.starts import blank
from qa.ui.parts.table import Cell, Column, Row, Tone, table
from qa.ui.session import house, language, told
from qa.ui.words import NONE, t


def show(person: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(t("rubricpage.title"), width="content")
        _acts(person)
    st.caption(t("rubricpage.what"))
    say_it()
    found = rulebook.listed(house(), person)
    _warn(found)
    if not found:
        st.info(t("rubricpage.empty"))
    for kind in RuleKind:
        some = [line for line in found if line.key.kind is kind]
        if some:
            _kind(person, kind, some)


def _acts(person: Person) -> None:
    with st.container(horizontal=True, width="content"):
        if allowed(person, "rubric.reevaluate"):
            moving = sum(one.state.moving for one in tasks.listed(house(), person, TaskKind.REEVALUATE))
            label = t("rubricpage.again.moving", count=moving) if moving else t("rubricpage.again.open")
            if st.button(label, icon=":material/refresh:", key="rules.again"):
                go({"again": "new"})
        if allowed(person, "rubric.edit"):
            with st.popover(t("rubricpage.new.open"), icon=":material/add:"):
                _new(person)


def _new(person: Person) -> None:
    kind = st.segmented_control(
        t("rubricpage.new.kind"), list(RuleKind), default=RuleKind.RUBRIC, format_func=_one, required=True, key="rules.new.kind"
    )
    written = st.text_input(t("rubricpage.new.name"), placeholder="courtesy", help=t("rubricpage.new.name_hint"), key="rules.new.name")
    if st.button(t("rubricpage.new.begin"), type="primary", key="rules.new.begin"):
        key = RuleKey(kind or RuleKind.RUBRIC, written.strip())
        with told():
            rulebook.begin(house(), person, key, blank(key))
            go(address(key, "edit"))


def _one(kind: RuleKind) -> str:
    return t(f"rubricpage.kinds_of_text.{kind}")


def _warn(found: tuple[TextLine, ...]) -> None:
    """What keeps calls from being judged, and what the product brought."""
    try:
        _ = house().book
    except RubricError as wrong:
        st.error(t("rubricpage.broken", why=wrong.message(language())), icon=":material/error:")
    if shipped := [name(line) for line in found if line.shipped]:
        names = ("、" if language() == "zh" else ", ").join(shipped)
        st.info(t("rubricpage.shipped.some", names=names), icon=":material/deployed_code_update:")


def _kind(person: Person, kind: RuleKind, some: list[TextLine]) -> None:
    st.subheader(f":material/{ICONS[kind]}: {t(f'rubricpage.kinds_of_texts.{kind}')}", anchor=False)
    middle = Column(t("rubricpage.column.version") if kind is RuleKind.RUBRIC else t("rubricpage.column.lines"), end=True)
    columns = (
        Column(t("rubricpage.column.name"), wide=True),
        *(() if kind is RuleKind.RUBRIC else (Column(t("rubricpage.column.used"), lesser=True),)),
        middle,
        Column(t("rubricpage.column.since"), lesser=True),
        Column(t("rubricpage.column.state")),
    )
    rows = [_row(person, number, line) for number, line in enumerate(some)]
    opened = table(f"rules.{kind}", columns=columns, rows=rows, label=t(f"rubricpage.kinds_of_texts.{kind}"))
    if opened is not None:
        go(address(some[opened].key))


def _row(person: Person, number: int, line: TextLine) -> Row:
    rubric = line.key.kind is RuleKind.RUBRIC
    words, tone = _state(person, line)
    return Row(
        number,
        href(address(line.key)),
        (
            Cell(name(line), note=line.key.name if line.key.name != name(line) else ""),
            *(() if rubric else (Cell(rubric_titles(line.used_by) or NONE, tone="quiet"),)),
            Cell(str(line.version or NONE) if rubric else str(line.size)),
            Cell(since_words(line.since), tone="quiet", note=line.since.note[:60]),
            Cell(words, tone=tone, badge=bool(words)),
        ),
        note=_why(line),
    )


def _why(line: TextLine) -> str:
    wrong: HearbackError | None = line.wrong
    return wrong.message(language()) if wrong else ""


def _state(person: Person, line: TextLine) -> tuple[str, Tone]:
    """The one thing that most wants to be known."""
    if line.wrong:
        return t("rubricpage.state.broken"), "bad"
    if line.retired:
        return t("rubricpage.state.retired"), "quiet"
    if line.shipped:
        return t("rubricpage.state.shipped"), "accent"
    if line.drafts and allowed(person, "rubric.try"):
        others = tuple(note for note in line.drafts if note.person != person.id)
        mine = t("rubricpage.state.mine") if len(others) < len(line.drafts) else ""
        return " · ".join(filter(None, (mine, t("rubricpage.state.drafts", names=people(others)) if others else ""))), "neutral"
    return "", ""
