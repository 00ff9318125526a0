"""A text tried on one call: each verdict with its reason, and the words that it stands on."""

from __future__ import annotations

import streamlit as st

from qa.desk import intake, rulebook, trying
from qa.desk.rulebook import TextView
from qa.desk.trying import Tried, TriedRubric
from qa.model.call import CallState
from qa.model.finding import Evidence, Finding, Severity, Verdict
from qa.model.people import Person
from qa.model.rules import RuleKey
from qa.model.text import NO_TEXT
from qa.ui.parts.callwords import speaker_words
from qa.ui.parts.lines import Line, Place, Tone, lines
from qa.ui.parts.rules import badge
from qa.ui.parts.rules.calls import texts
from qa.ui.session import house, language, told
from qa.ui.words import clock, moment, plain, t

OFFERED = 200
TONES: dict[Verdict, Tone] = {Verdict.MET: "good", Verdict.MISSED: "bad", Verdict.NOT_APPLICABLE: "neutral", Verdict.UNSCORED: "neutral"}
ORDER = (Verdict.MISSED, Verdict.UNSCORED, Verdict.MET, Verdict.NOT_APPLICABLE)


def show(person: Person, view: TextView) -> None:
    st.fragment(_show)(person, view)


def _show(person: Person, view: TextView) -> None:
    key = view.line.key
    offered = texts(person, view)
    left, right = st.columns([1, 2])
    which = left.selectbox(t("rubricpage.try.text"), list(offered), format_func=offered.__getitem__, key=f"rules.try.{key}")
    with right:
        how = st.segmented_control(
            t("rubricpage.try.call"),
            ("stored", "typed"),
            default="stored",
            required=True,
            format_func=lambda one: t(f"rubricpage.try.{one}"),
            key="rules.try.how",
        )
    with told():
        found = _stored(person, key, which) if how == "stored" else _typed(person, key, which)
        if found is not None:
            _result(found)


def _stored(person: Person, key: RuleKey, which: str) -> Tried | None:
    calls = {one.id: one for one in intake.listed(house(), person, states=(CallState.READY,), limit=OFFERED)}
    if not calls:
        st.info(t("rubricpage.try.no_calls"))
        return None
    chosen = st.selectbox(
        t("rubricpage.try.which_call"),
        list(calls),
        format_func=lambda one: " · ".join(
            filter(None, (calls[one].title, calls[one].agent, moment(calls[one].started_at or calls[one].created_at)))
        ),
        key="rules.try.stored",
    )
    return trying.on_stored(house(), person, key, rulebook.text_of(house(), person, key, which), chosen) if chosen else None


def _typed(person: Person, key: RuleKey, which: str) -> Tried | None:
    words = st.text_area(
        t("rubricpage.try.words"),
        height=170,
        max_chars=trying.LONGEST,
        placeholder=t("rubricpage.try.placeholder"),
        help=t("rubricpage.try.words_hint"),
        key="rules.try.words",
    )
    st.button(t("rubricpage.try.run"), icon=":material/play_arrow:", key="rules.try.run")
    if not words.strip():
        return None
    return trying.on_words(house(), person, key, rulebook.text_of(house(), person, key, which), words)


def _result(found: Tried) -> None:
    if not found.rubrics:
        st.info(t("rubricpage.try.judges_nothing"))
        return
    left, right = st.columns([5, 4], gap="medium")
    with left:
        shown = [_line(number, found) for number in range(len(found.transcript.utterances))]
        lines("rules.try.words.shown", shown, label=t("rubricpage.try.transcript"), height=640)
    with right, st.container(height=640, border=False):
        for rubric in found.rubrics:
            if len(found.rubrics) > 1:
                st.markdown(f"**{plain(rubric.title.to(language()))}**")
            for finding in sorted(rubric.findings, key=lambda one: ORDER.index(one.verdict)):
                _finding(finding)


def _line(number: int, found: Tried) -> Line:
    said = found.transcript.utterances[number]
    places = [
        Place(evidence.start, evidence.end, TONES[finding.verdict], f"{finding.title.to(language())}：{finding.reason.to(language())}")
        for finding, evidence in _evidence(found.rubrics)
        if evidence.utterance == number and evidence.end > evidence.start
    ]
    places.sort(key=lambda place: place.tone != "bad")
    tone: Tone = "agent" if said.speaker == "agent" else "customer" if said.speaker == "customer" else ""
    return Line(said.text, (speaker_words(said.speaker), clock(said.start) if said.start is not None else ""), tone, places=tuple(places))


def _evidence(rubrics: tuple[TriedRubric, ...]) -> list[tuple[Finding, Evidence]]:
    return [(finding, evidence) for rubric in rubrics for finding in rubric.findings for evidence in finding.evidence]


def _finding(finding: Finding) -> None:
    said = language()
    with st.container(border=True, gap="small"):
        severe = f" :red-badge[{t(f'rubricpage.severities.{finding.severity}')}]" if finding.severity is not Severity.NORMAL else ""
        counts = finding.verdict in (Verdict.MET, Verdict.MISSED)
        points = f" :small[{finding.points:g} / {finding.max_points:g}]" if counts else ""
        st.markdown(f"{badge(finding.verdict)} **{plain(finding.title.to(said))}**{points}{severe}")
        if finding.reason != NO_TEXT:
            st.caption(plain(finding.reason.to(said)))
