"""A text as people read it: criteria with their reasons, phrases by family, facts with their days; and the text itself."""

from __future__ import annotations

from datetime import date

import streamlit as st

from qa.desk import rubrics
from qa.desk.rubrics import ExampleView, FamilyView, RubricView
from qa.desk.rulebook import TextView
from qa.model.finding import Severity
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind, digest
from qa.ui.parts import asked
from qa.ui.parts import editor as editor_part
from qa.ui.parts.editor import Syntax, editor
from qa.ui.session import house, language, told
from qa.ui.words import plain, t

READ_LINES = 26


def show(person: Person, view: TextView) -> None:
    key = view.line.key
    if not view.text:
        st.info(t("rubricpage.nothing_in_force"))
        return
    if view.line.wrong is None:
        with told():
            match key.kind:
                case RuleKind.RUBRIC:
                    _rubric(person, key.name)
                case RuleKind.PHRASES:
                    _families(rubrics.families(house(), person, key.name))
                case RuleKind.FACTS:
                    _facts(person, key.name)
                case RuleKind.EXCUSES:
                    st.caption(t("rubricpage.excuse"))
    plainly = view.line.wrong is not None or key.kind is RuleKind.EXCUSES
    with st.expander(t("rubricpage.text"), icon=":material/code:", expanded=plainly):
        text(f"rules.text.{key}", view.text, key)


def text(widget: str, written: str, key: RuleKey) -> None:
    """A text with line numbers, to be read alone."""
    height = 18 + 20 * min(max(written.count("\n") + 1, 6), READ_LINES)
    editor(widget, text=written, stamp=digest(written), labels=editor_part.labels(language()), syntax=syntax(key), height=height)


def syntax(key: RuleKey) -> Syntax:
    return "csv" if key.kind is RuleKind.FACTS else "yaml"


def _rubric(person: Person, name: str) -> None:
    rubric = rubrics.read(house(), person, name)
    ran = rubrics.try_examples(house(), person, name)
    st.caption(t("rubricpage.facts", version=rubric.version, points=f"{rubric.max_points:g}", count=len(rubric.criteria)))
    _criteria(rubric)
    asked.of_rubric([one.kind for one in rubric.criteria])
    _examples(ran)


def _criteria(rubric: RubricView) -> None:
    st.table(
        [
            {
                t("rubricpage.criterion"): f"**{plain(one.title.to(language()))}** {_severity(one.severity)}",
                t("rubricpage.points"): f"{one.points:g}",
                t("rubricpage.kind"): t(f"rubricpage.kinds.{one.kind}"),
                t("rubricpage.why"): plain(one.why.to(language())),
                t("rubricpage.examples"): str(one.examples),
            }
            for one in rubric.criteria
        ],
        border="horizontal",
        hide_index=True,
    )


def _severity(severity: Severity) -> str:
    colour = {Severity.NORMAL: "", Severity.CRITICAL: "orange", Severity.FATAL: "red"}[severity]
    return f":{colour}-badge[{t(f'rubricpage.severities.{severity}')}]" if colour else ""


def _examples(ran: tuple[ExampleView, ...]) -> None:
    wrong = [one for one in ran if not one.ok]
    gaps = [one for one in ran if one.ok and one.known_gap]
    if not wrong:
        st.success(t("rubricpage.all_hold", count=len(ran), gaps=len(gaps)), icon=":material/check:")
    for one in wrong:
        st.error(f"**{plain(one.criterion)} · {plain(one.name.to(language()))}** — {plain(one.why.to(language()))}")
    for one in gaps:
        st.caption(f":material/flag: **{plain(one.criterion)} · {plain(one.name.to(language()))}** — {plain(one.known_gap or '')}")


def _families(found: tuple[FamilyView, ...]) -> None:
    total = {language_: sum(len(family.phrases[language_]) for family in found) for language_ in ("zh", "en", "")}
    st.caption(t("rubricpage.phrases.count", families=len(found), zh=total["zh"] + total[""], en=total["en"] + total[""]))
    for family in found:
        counts = " · ".join(f"{_language(language_)} {len(some)}" for language_, some in family.phrases.items() if some)
        title = plain(family.title.to(language())) or t("rubricpage.phrases.plain")
        with st.expander(f"**{title}** · {counts}", expanded=len(found) == 1):
            filled = [(language_, some) for language_, some in family.phrases.items() if some]
            for column, (language_, some) in zip(st.columns(len(filled) or 1), filled, strict=False):
                column.caption(_language(language_))
                column.text("\n".join(some))


def _language(code: str) -> str:
    return t(f"rubricpage.phrases.{code or 'both'}")


def _facts(person: Person, name: str) -> None:
    found = rubrics.facts(house(), person, name)
    st.caption(t("rubricpage.sheet.count", rows=len(found), subjects=len({row.subject for row in found})))
    st.dataframe(
        [
            {
                t("rubricpage.sheet.subject"): row.subject,
                t("rubricpage.sheet.attribute"): row.attribute,
                t("rubricpage.sheet.value"): row.value,
                t("rubricpage.sheet.from"): _day(row.valid_from),
                t("rubricpage.sheet.to"): _day(row.valid_to),
            }
            for row in found
        ],
        hide_index=True,
        width="stretch",
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
