"""Back-tests of a text: ordering one, watching it, and what it found, criterion by criterion and call by call."""

from __future__ import annotations

import streamlit as st

from qa.desk import backtesting, rulebook, tasks
from qa.desk.backtesting import CriterionReport, Hit, Measured, Report, Share, Side
from qa.desk.rulebook import TextView
from qa.desk.tasks import TaskView
from qa.model.agreement import LEAST
from qa.model.finding import Evidence, Verdict
from qa.model.people import Person
from qa.model.tasks import TaskKind
from qa.ui.parts.rules import address, go, href, rubric_title, verdict_words, which_words
from qa.ui.parts.rules import calls as choosing
from qa.ui.parts.rules.working import earlier, watched
from qa.ui.parts.table import Cell, Column, Row, Tone, table
from qa.ui.session import house, language, told
from qa.ui.words import NONE, clock, moment, plain, t

PER_PAGE = 20


def show(person: Person, view: TextView) -> None:
    key = view.line.key
    offered = choosing.texts(person, view)
    found = tasks.listed(house(), person, TaskKind.BACKTEST, str(key))
    asked = st.query_params.get("task", "")
    shown = next((task for task in found if str(task.id) == asked), found[0] if found else None)
    with st.expander(t("rubricpage.backtest.new"), icon=":material/play_arrow:", expanded=not found):
        _order(person, view, offered)
    if shown is None:
        return
    watched(shown, lambda task: _report(person, task, offered))
    if len(found) > 1:
        st.markdown(f"##### {t('rubricpage.backtest.earlier')}")
        opened = earlier(
            "rules.backtests",
            found,
            lambda task: _about(person, backtesting.report(house(), person, task.id), offered),
            lambda task: href({**address(key, "backtest"), "task": str(task)}),
        )
        if opened is not None:
            go({**address(key, "backtest"), "task": str(opened)})


def _order(person: Person, view: TextView, offered: dict[str, str]) -> None:
    key = view.line.key
    st.caption(t("rubricpage.backtest.what"))
    left, right = st.columns(2)
    names = list(offered)
    written = next((at for at, which in enumerate(names) if which.startswith(rulebook.DRAFT)), 0)
    candidate = left.selectbox(
        t("rubricpage.backtest.candidate"), names, written, format_func=offered.__getitem__, key=f"rules.bt.candidate.{key}"
    )
    usual = names.index(rulebook.FORCE) if rulebook.FORCE in names else 0
    against = right.selectbox(
        t("rubricpage.backtest.against"), names, usual, format_func=offered.__getitem__, key=f"rules.bt.against.{key}"
    )
    if candidate == against:
        st.caption(f":material/info: {t('rubricpage.backtest.nothing_written')}")
    with told():
        made = choosing.choice(person, "rules.bt")
        if st.button(t("rubricpage.backtest.start"), type="primary", icon=":material/compare_arrows:", key="rules.bt.start"):
            task = backtesting.order(house(), person, key, made, candidate=candidate, against=against)
            go({**address(key, "backtest"), "task": str(task)})


def _about(person: Person, report: Report, offered: dict[str, str]) -> str:
    sides = {name: _side(person, side, offered) for name, side in (("candidate", report.candidate), ("against", report.against))}
    return t("rubricpage.backtest.sides", **sides)


def _side(person: Person, side: Side, offered: dict[str, str]) -> str:
    """What it was when the back-test was ordered; by now other texts may stand there."""
    if side.writer is None:
        return which_words(side.which, {} if side.which == rulebook.FORCE else offered, side.version)
    mine = side.writer[0] == person.id
    words = t("rubricpage.which.draft") if mine else t("rubricpage.which.draft_of", name=side.writer[1])
    return which_words(side.which, {side.which: words}, side.version)


def _report(person: Person, task: TaskView, offered: dict[str, str]) -> None:
    report = backtesting.report(house(), person, task.id)
    what = f"{choosing.told(person, report.choice)} · {t('rubricpage.calls.count', count=task.total)}"
    st.markdown(f"**{plain(_about(person, report, offered))}**  \n:small[{plain(what)}]")
    if not report.criteria:
        return
    if report.candidate.digest == report.against.digest:
        st.info(t("rubricpage.backtest.alike"))
    judged = any(one.people_after.agreement.pairs or one.people_before.agreement.pairs for one in report.criteria)
    columns = (
        Column(t("rubricpage.criterion"), wide=True),
        Column(verdict_words(Verdict.MET), end=True, lesser=True),
        Column(verdict_words(Verdict.MISSED), end=True, lesser=True),
        Column(t("rubricpage.backtest.turned"), end=True),
        Column(t("rubricpage.backtest.won"), end=True),
        Column(t("rubricpage.backtest.lost"), end=True),
        *((Column(t("rubricpage.backtest.precision"), end=True, lesser=True),) if judged else ()),
        *((Column(t("rubricpage.backtest.recall"), end=True, lesser=True),) if judged else ()),
        *((Column(t("rubricpage.backtest.kappa"), lesser=True),) if judged else ()),
    )
    many = len({one.rubric for one in report.criteria}) > 1
    rows = [_row(number, one, many, judged, task) for number, one in enumerate(report.criteria)]
    opened = table(f"rules.report.{task.id}", columns=columns, rows=rows, label=t("rubricpage.backtest.label"))
    picked = f"rules.picked.{task.id}"
    if opened is not None:
        st.session_state[picked] = opened
    if judged:
        st.caption(t("rubricpage.backtest.people", least=LEAST))
    else:
        st.caption(t("rubricpage.backtest.no_people"))
    first = next((number for number, one in enumerate(report.criteria) if _moved(one)), None)
    number = st.session_state.get(picked, first)
    if number is not None and number < len(report.criteria):
        _hits(person, task, report, report.criteria[number])


def _moved(one: CriterionReport) -> int:
    return one.turned + one.won + one.lost


def _row(number: int, one: CriterionReport, many: bool, judged: bool, task: TaskView) -> Row:
    note = rubric_title(one.rubric) if many else one.criterion
    quiet: Tone = "" if _moved(one) else "quiet"
    return Row(
        number,
        href({"text": task.subject, "view": "backtest", "task": str(task.id)}),
        (
            Cell(one.title.to(language()), tone=quiet, note=note),
            _counts(one, Verdict.MET),
            _counts(one, Verdict.MISSED),
            Cell(str(one.turned), tone="accent" if one.turned else "quiet"),
            Cell(f"+{one.won}" if one.won else "0", tone="good" if one.won else "quiet"),
            Cell(f"−{one.lost}" if one.lost else "0", tone="bad" if one.lost else "quiet"),
            *(
                (
                    _shares(one.people_before.precision, one.people_after.precision),
                    _shares(one.people_before.recall, one.people_after.recall),
                    _kappa(one),
                )
                if judged
                else ()
            ),
        ),
    )


def _counts(one: CriterionReport, verdict: Verdict) -> Cell:
    before, after = (str(side[verdict]) if side else NONE for side in (one.before, one.after))
    return Cell(before if before == after else f"{before} → {after}", tone="quiet" if before == after else "")


def _shares(before: Share, after: Share) -> Cell:
    told_ = [f"{one.hits}/{one.of}" if one.of else NONE for one in (before, after)]
    return Cell(told_[0] if told_[0] == told_[1] else " → ".join(told_), tone="quiet" if told_[0] == told_[1] else "")


def _kappa(one: CriterionReport) -> Cell:
    said = [_agreement(measured) for measured in (one.people_before, one.people_after)]
    return Cell(said[0] if said[0] == said[1] else " → ".join(said), tone="quiet" if said[0] == said[1] else "")


def _agreement(measured: Measured) -> str:
    found = measured.agreement
    if found.kappa is None or found.low is None or found.high is None:
        return t(f"rubricpage.backtest.lacks.{found.lacks}", pairs=found.pairs) if found.pairs else NONE
    return f"{found.kappa:.2f} [{found.low:.2f}, {found.high:.2f}]"


def _hits(person: Person, task: TaskView, report: Report, one: CriterionReport) -> None:
    count = report.kept.get((one.rubric, one.criterion), 0)
    st.markdown(f"##### {one.title.to(language())}")
    if not count:
        st.caption(t("rubricpage.backtest.no_hits"))
        return
    key = f"rules.page.{task.id}.{one.rubric}.{one.criterion}"
    page = st.session_state.get(key, 0)
    hits = backtesting.hits(house(), person, task.id, one.rubric, one.criterion, limit=PER_PAGE, offset=page * PER_PAGE)
    columns = (
        Column(t("rubricpage.backtest.call"), wide=True),
        Column(t("rubricpage.backtest.verdict")),
        Column(t("rubricpage.backtest.person"), lesser=True),
    )
    opened = table(f"{key}.hits", columns=columns, rows=[_hit(hit) for hit in hits], label=t("rubricpage.backtest.hits"))
    turn(key, page, count, PER_PAGE)
    if opened is not None:
        st.switch_page("pages/call.py", query_params={"call": str(opened)})


def turn(key: str, page: int, count: int, each: int) -> None:
    """Back and on, where there is more than a page."""
    if count <= each:
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.caption(t("common.table.range", first=page * each + 1, last=min((page + 1) * each, count)), width="content")
        for name, step, off in (("previous", -1, not page), ("next", 1, (page + 1) * each >= count)):
            st.button(t(f"common.table.{name}"), disabled=off, key=f"{key}.{name}", on_click=_to, args=(key, page + step))


def _to(key: str, page: int) -> None:
    st.session_state[key] = page


def _hit(hit: Hit) -> Row:
    change = hit.change
    first = next((e.starts_at for e in (*change.won, *change.lost) if e.starts_at is not None), None)
    verdicts = [verdict_words(one) for one in (change.before, change.after)]
    quotes = [_quote("+", one) for one in change.won] + [_quote("−", one) for one in change.lost]
    tone: Tone = {Verdict.MISSED: "bad", Verdict.MET: "good"}.get(change.after, "") if change.after else ""  # type: ignore[assignment]
    return Row(
        hit.call,
        f"/call?call={hit.call}" + (f"&t={first:.1f}" if first is not None else ""),
        (
            Cell(hit.title, note=moment(hit.at)),
            Cell(" → ".join(dict.fromkeys(verdicts)), tone=tone if change.turned else "quiet"),
            Cell(verdict_words(change.person) if change.person else NONE, tone="" if change.person else "quiet"),
        ),
        note="  ".join(quotes),
    )


def _quote(sign: str, evidence: Evidence) -> str:
    at = f"{clock(evidence.starts_at)} " if evidence.starts_at is not None else ""
    return f"{sign} {at}“{evidence.quote}”" if evidence.quote else f"{sign} {at}".rstrip()
