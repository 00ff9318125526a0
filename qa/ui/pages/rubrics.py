"""The rubrics: what is judged, for how many points, and why; their examples run at a click."""

from __future__ import annotations

import streamlit as st

from qa.desk import rubrics
from qa.desk.rubrics import RubricView
from qa.model.finding import Severity
from qa.ui.parts import asked
from qa.ui.session import actor, house, language, told
from qa.ui.words import plain, t


def show() -> None:
    st.title(t("rubricpage.title"))
    st.caption(t("rubricpage.what"))
    with told():
        found = rubrics.listed(house(), actor())
        if not found:
            st.info(t("rubricpage.empty"))
            return
        for tab, rubric in zip(st.tabs([one.title.to(language()) for one in found]), found, strict=True):
            with tab:
                _rubric(rubric)


def _rubric(rubric: RubricView) -> None:
    facts = t("rubricpage.facts", version=rubric.version, points=f"{rubric.max_points:g}", count=len(rubric.criteria))
    st.caption(f"{facts} · `{rubric.id}` `{rubric.hash[:10]}`")
    st.table(
        [
            {
                t("rubricpage.criterion"): f"**{plain(one.title.to(language()))}**",
                t("rubricpage.points"): f"{one.points:g}",
                t("rubricpage.severity"): _severity(one.severity),
                t("rubricpage.kind"): t(f"rubricpage.kinds.{one.kind}"),
                t("rubricpage.why"): plain(one.why.to(language())),
                t("rubricpage.examples"): str(one.examples),
            }
            for one in rubric.criteria
        ],
        border="horizontal",
        hide_index=True,
    )
    asked.of_rubric([one.kind for one in rubric.criteria])
    if st.button(t("rubricpage.run"), key=f"run-{rubric.id}", icon=":material/play_arrow:"):
        _examples(rubric)


def _severity(severity: Severity) -> str:
    colour = {Severity.NORMAL: "", Severity.CRITICAL: "orange", Severity.FATAL: "red"}[severity]
    return f":{colour}[{t(f'rubricpage.severities.{severity}')}]" if colour else ""


def _examples(rubric: RubricView) -> None:
    with told():
        results = rubrics.try_examples(house(), actor(), rubric.id)
        wrong = [one for one in results if not one.ok]
        gaps = [one for one in results if one.ok and one.known_gap]
        if not wrong:
            st.success(t("rubricpage.all_hold", count=len(results), gaps=len(gaps)), icon=":material/check:")
        for one in wrong:
            st.error(f"**{plain(one.criterion)} · {plain(one.name.to(language()))}** — {plain(one.why.to(language()))}")


show()
