"""The parts of the page of rules, and what they share: where each part is, and how things are called there."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from qa.desk.rulebook import DraftNote, Since, TextLine
from qa.model.finding import Verdict
from qa.model.rules import RuleKey, RuleKind
from qa.model.tasks import TaskState
from qa.ui.session import house, language
from qa.ui.words import moment, plain, t

ICONS = {RuleKind.RUBRIC: "rule", RuleKind.PHRASES: "format_quote", RuleKind.FACTS: "table_chart", RuleKind.EXCUSES: "shield"}
COLOURS = {Verdict.MET: "green", Verdict.MISSED: "red", Verdict.NOT_APPLICABLE: "gray", Verdict.UNSCORED: "orange"}
MARKS = {
    Verdict.MET: ":material/check_circle:",
    Verdict.MISSED: ":material/cancel:",
    Verdict.NOT_APPLICABLE: ":material/remove:",
    Verdict.UNSCORED: ":material/help:",
}
SAID = "rules.said"


def address(key: RuleKey, view: str = "") -> dict[str, str]:
    """The query of a text's page."""
    return {"text": str(key), **({"view": view} if view else {})}


def href(query: dict[str, str]) -> str:
    return "/rubrics?" + "&".join(f"{name}={value}" for name, value in query.items())


def go(query: dict[str, str]) -> None:
    """To another part of this page."""
    st.query_params.from_dict(query)
    st.rerun()


def back() -> None:
    """A link to the list."""
    if st.button(f"← {t('rubricpage.title')}", type="tertiary", key="rules.back"):
        go({})


def say(words: str, icon: str = ":material/check:") -> None:
    """Said at the next run, above everything."""
    st.session_state[SAID] = (words, icon)


def say_it() -> None:
    if said := st.session_state.pop(SAID, None):
        st.success(said[0], icon=said[1])


def name(line: TextLine) -> str:
    return line.title.to(language())


def since_words(since: Since) -> str:
    """Since when a text is in force, and by whom."""
    if not since.number:
        return t("rubricpage.since.file")
    return t("rubricpage.since.person", author=since.author or t("rubricpage.since.command"), when=moment(since.at))


def version_words(version: int | None, number: int) -> str:
    return t("rubricpage.version", version=version or number) if version or number else ""


def rubric_title(rubric: str) -> str:
    """What a rubric in force is called; its id where it does not load."""
    shelf = house().rules.shelf
    key = RuleKey(RuleKind.RUBRIC, rubric)
    return rubric if key not in shelf.sources or shelf.fault(key) else shelf.rubric(rubric).title.to(language())


def rubric_titles(rubrics: Iterable[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(map(rubric_title, rubrics))


def people(notes: tuple[DraftNote, ...]) -> str:
    return ("、" if language() == "zh" else ", ").join(note.author for note in notes)


def which_words(which: str, names: dict[str, str], version: int | None = None) -> str:
    """Where a text stood, for a reader: ``names`` for what is on offer now."""
    place, _, number = which.partition(":")
    words = names.get(which) or t(f"rubricpage.which.{place}", number=number)
    return f"{words} · {t('rubricpage.version', version=version)}" if version else words


def verdict_words(verdict: Verdict | None) -> str:
    return t(f"rubric.verdict.{verdict}").capitalize() if verdict else t("rubricpage.backtest.none")


def badge(verdict: Verdict) -> str:
    """A verdict in colour, for Markdown."""
    return f":{COLOURS[verdict]}-badge[{MARKS[verdict]} {plain(verdict_words(verdict))}]"


def state_words(state: TaskState) -> str:
    return t(f"rubricpage.states.{state}")
