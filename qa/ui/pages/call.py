"""A call: player, transcript and scorecard on one screen; judge, remark, excerpt, publish."""

from __future__ import annotations

import streamlit as st

from qa.access import allowed
from qa.desk import coaching, history, intake, measuring, notices, review
from qa.desk.views import CallView, RemarkView
from qa.errors import HearbackError
from qa.ui import callpage, measured
from qa.ui.parts import asked, callcases, excerpting, judging, life, upnext
from qa.ui.parts import coaching as coaching_part
from qa.ui.parts import measures as measures_part
from qa.ui.parts import player as player_part
from qa.ui.parts import scorecard as scorecard_part
from qa.ui.parts.callfiles import mend, waiting
from qa.ui.parts.callwords import download, mending, revisions, speaker_words, who_speaks
from qa.ui.parts.callwords import history as words_history
from qa.ui.parts.player import Selection, player
from qa.ui.parts.scorecard import Decision, scorecard
from qa.ui.session import actor, audio_url, house, language, told
from qa.ui.words import clock, moment, plain, t

HEIGHT = 720
LEAST_EXCERPT_S = 1.0
PUBLISH_KEYS = "Ctrl+Shift+Enter"


def show() -> None:
    call_id = _number(st.query_params.get("call"))
    if call_id is None:
        st.info(t("callpage.page.none"))
        return
    with told():
        view = intake.view(house(), actor(), call_id)
        _head(view)
        upnext.bar(call_id)
        if view.transcript is None or not view.evaluations:
            waiting(view)
            return
        if view.line.state.moving:
            waiting(view)
        notices.visited(house(), actor(), call_id)
        _open_dialogs(view)
        who_speaks(view)
        left, right = st.columns([5, 4], gap="small")
        with left:
            _player(view)
        with right:
            _judging(call_id)
            asked.of_call(view)
        _measures(view)
        _below(view)


def _head(view: CallView) -> None:
    line = view.line
    back = "calls" if allowed(actor(), "call.list") else "feedback"
    st.page_link(f"pages/{back}.py", label=f":small[← {t(f'shell.pages.{back}')}]")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"### {plain(line.title)}", width="stretch")
        if view.transcript is not None:
            download(line)
    facts = [
        line.agent and f"{t('callpage.head.agent')} {line.agent}",
        line.team,
        line.started_at and moment(line.started_at),
        line.duration and clock(line.duration),
        line.reference,
        line.queue and f"{t('callpage.head.queue')} {line.queue}",
        line.phone and allowed(actor(), "call.list") and f"{t('callpage.head.phone')} {line.phone}",
        view.engine and _heard_by(view),
        t("callpage.head.revision", number=view.transcript_revision) if view.transcript_revision > 1 else "",
    ]
    st.caption(" · ".join(plain(str(fact)) for fact in facts if fact))
    if view.sound:
        for warning in view.sound.warnings:
            st.caption(":material/info: " + t(f"audio.warnings.{warning}"))
        if view.sound.channels == 2 and any(view.sound.silent):
            st.caption(":material/info: " + t("callpage.warning.silent_lane"))
    st.session_state[_key("others", line.id)] = view.others
    _others(view)


def _others(view: CallView) -> None:
    """Who else is at it."""
    if view.others:
        st.warning(t("callpage.head.others", names="、".join(view.others) if language() == "zh" else ", ".join(view.others)))


def _measures(view: CallView) -> None:
    if view.measures is None or view.transcript is None:
        return
    announced = measuring.announced(house().book, view.transcript)
    found = measured.shown(
        view.measures, view.transcript, lambda key, **params: t(f"callpage.measures.{key}", **params), clock, speaker_words, announced
    )
    if found.shares or found.values:
        measures_part.measures(
            f"measures-{view.line.id}",
            shares=found.shares,
            values=found.values,
            places=found.places,
            player=f"player-{view.line.id}",
            labels=measures_part.labels(language()),
            note=found.note,
        )


def _heard_by(view: CallView) -> str:
    if view.engine == "import":
        return t("callpage.head.imported", file=view.model)
    return t("callpage.head.transcribed", engine=view.engine, model=view.model)


def _player(view: CallView) -> None:
    call_id = view.line.id
    remarks = view.review.remarks if view.review else ()
    may_mark = "excerpt.publish" in view.may
    edited = {line: t("callpage.history.edited", name=who) for line, who in callpage.editors(revisions(view)).items()}
    player(
        f"player-{call_id}",
        audio_url=audio_url("call", call_id) if view.sound else None,
        duration=(view.sound.duration if view.sound else view.line.duration) or 0.0,
        lanes=callpage.lanes(view.sound, speaker_words),
        lines=callpage.lines(
            view.transcript, view.evaluations, remarks, language(), speaker_words, t("callpage.remark.word"), view.original, edited
        ),
        markers=callpage.markers(view.evaluations, language()),
        labels=player_part.labels(language()),
        selection_actions=may_mark,
        on_excerpt=lambda picked: _pick("excerpt", call_id, picked),
        on_remark=(lambda picked: _pick("remark", call_id, picked)) if "review.judge" in view.may else None,
        on_coach=(lambda picked: _pick("coach", call_id, picked)) if "coaching.write" in view.may else None,
        mending=mending(view),
        judging="review.judge" in view.may,
        shades=measured.shades(view.measures) if view.measures else (),
        start_at=_seconds(st.query_params.get("t")),
        link_base=f"/call?call={call_id}",
        height=HEIGHT,
    )


@st.fragment
def _judging(call_id: int) -> None:
    """The scorecard and publishing: reruns alone, so that a decision is shown at once."""
    with told():
        view = intake.card(house(), actor(), call_id)
        said = st.session_state.pop(_key("said", call_id), None)
        if said:
            st.error(said)
        if view.others != st.session_state.get(_key("others", call_id)):
            _others(view)  # somebody has begun since the page was drawn
        judging = "review.judge" in view.may
        publishing = judging and "review.publish" in view.may
        scorecard(
            f"scorecard-{call_id}",
            total=callpage.total(view, language()),
            sections=callpage.sections(view.evaluations, view.score, language(), moment),
            labels=scorecard_part.labels(language()),
            editable=judging,
            on_decide=lambda decision: _decide(call_id, decision),
            on_accept_all=lambda _: _try(call_id, lambda: review.accept_all(house(), actor(), call_id)),
            player=f"player-{call_id}",
            drafts=f"{call_id}-{view.transcript_revision}-{actor().id}",
            height=HEIGHT - (150 if publishing else 0),
        )
        if publishing:
            _publish(view)
        elif view.review and view.review.state.public:
            _published(intake.view(house(), actor(), call_id))


def _publish(view: CallView) -> None:
    call_id = view.line.id
    key = _key("summary", call_id)
    if key not in st.session_state:
        st.session_state[key] = view.review.summary if view.review else ""
    st.text_area(
        t("callpage.publish.summary"),
        key=key,
        height=70,
        placeholder=t("callpage.publish.placeholder"),
        on_change=lambda: _try(call_id, lambda: review.summarise(house(), actor(), call_id, st.session_state[key])),
    )
    undecided = sum(f.judgement is None for e in view.evaluations for f in e.findings)
    label = t("callpage.publish.button") if not undecided else t("callpage.publish.button_open", count=undecided)
    if st.button(label, type="primary", icon=":material/send:", width="stretch", key=_key("publish", call_id), shortcut=PUBLISH_KEYS):
        with told():
            review.publish(house(), actor(), call_id, st.session_state[key])
            st.toast(t("callpage.publish.done"), icon=":material/check:")
            st.rerun()


def _published(view: CallView) -> None:
    published = view.review
    assert published is not None
    with st.container(border=True):
        if published.summary:
            st.text(published.summary)
        found = history.life(house(), actor(), view.line.id)
        if found is not None:
            life.status(found)
            life.actions(view, found)


def _below(view: CallView) -> None:
    _judged_by(view)
    _life(view)
    callcases.of_call(view)
    remarks = view.review.remarks if view.review else ()
    if remarks:
        st.markdown(f"##### {t('callpage.remark.heading')}")
        for remark in remarks:
            _remark(view, remark)
    if "call.mend" in view.may:
        with st.expander(t("callpage.mend.heading"), icon=":material/tune:"):
            mend(view)
    words_history(view)


def _life(view: CallView) -> None:
    """Appeals, every step of the published review, coaching notes: for whoever may see them."""
    found = history.life(house(), actor(), view.line.id)
    if found is not None:
        for one in found.appeals:
            with st.container(border=True, key=f"appeal-{one.id}"):
                judging.summary(one, with_call=False)
                st.text(one.comment)
                judging.withdraw_button(one)
                if "appeal.judge" in one.may:
                    st.page_link(
                        "pages/appeals.py", label=t("appeals.page.go"), icon=":material/balance:", query_params={"appeal": str(one.id)}
                    )
        with st.expander(t("feedback.history", count=len(found.steps)), icon=":material/history:", expanded=len(found.steps) > 1):
            life.history(found)
    notes = coaching.of_call(house(), actor(), view.line.id)
    if notes:
        st.markdown(f"##### {t('feedback.views.coaching')}")
        coaching_part.notes(notes, with_agent=False, with_call=False)


def _judged_by(view: CallView) -> None:
    """The versions that judged, each a link to its text as it was then."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"judged-by-{view.line.id}"):
        st.caption(t("callpage.judged_by"), width="content")
        for one in view.evaluations:
            query = {"text": f"rubric:{one.rubric}", "version": str(one.version), "hash": one.hash}
            label = f":small[{plain(one.title.to(language()))} {t('rubricpage.version', version=one.version)}]"
            st.page_link("pages/rubrics.py", label=label, query_params=query, width="content")


def _remark(view: CallView, remark: RemarkView) -> None:
    with st.container(border=True):
        words, action = st.columns([12, 1], vertical_alignment="center")
        at = f"{clock(remark.starts_at)} " if remark.starts_at is not None else ""
        words.text(f"{at}“{remark.quote}”\n{remark.text}")
        words.caption(f"{plain(remark.author)} · {moment(remark.at)}")
        if "excerpt.publish" in view.may and remark.starts_at is not None and remark.ends_at is not None:
            about = Selection(
                remark.starts_at, remark.ends_at, remark.utterance, remark.utterance, remark.from_char, remark.to_char, remark.quote
            )
            words.button(
                t("callpage.excerpt.of_remark"),
                key=f"excerpt-remark-{remark.id}",
                icon=":material/content_cut:",
                type="tertiary",
                on_click=_pick,
                args=("excerpt", view.line.id, about),
            )
        if "review.judge" in view.may and action.button(
            "", icon=":material/close:", key=f"unremark-{remark.id}", help=t("callpage.remark.withdraw"), type="tertiary"
        ):
            with told():
                review.withdraw_remark(house(), actor(), view.line.id, remark.id)
                st.rerun()


def _open_dialogs(view: CallView) -> None:
    picked = st.session_state.pop(_key("picked", view.line.id), None)
    if picked is None and (draft := _number(st.query_params.get("draft"))) is not None:
        del st.query_params["draft"]
        picked = "draft", draft
    if picked is None:
        return
    what, selection = picked
    if what == "excerpt":
        excerpting.of_selection(view, selection)
    elif what == "draft":
        excerpting.of_draft(view, selection)
    elif what == "coach":
        st.dialog(t("coaching.new"), width="medium")(coaching_part.note_form)(view.line.id, selection)
    else:
        st.dialog(t("callpage.remark.new"), width="medium")(_remark_form)(view.line.id, selection)


def _remark_form(call_id: int, picked: Selection) -> None:
    if picked.utterance_from is None or picked.from_char is None or picked.to_char is None:
        st.info(t("callpage.remark.no_words"))
        return
    said = intake.view(house(), actor(), call_id).transcript
    assert said is not None
    # a remark stands on one utterance: of a longer selection, the first one's part
    whole = len(said.utterances[picked.utterance_from].text)
    last = picked.to_char if picked.utterance_to == picked.utterance_from else whole
    st.text("“" + said.utterances[picked.utterance_from].text[picked.from_char : last] + "”")
    text = st.text_area(t("callpage.remark.text"), max_chars=review.LONGEST, height=110)
    if st.button(t("callpage.remark.save"), type="primary"):
        with told():
            review.remark(house(), actor(), call_id, utterance=picked.utterance_from, from_char=picked.from_char, to_char=last, text=text)
            st.rerun()


def _pick(what: str, call_id: int, picked: Selection) -> None:
    st.session_state[_key("picked", call_id)] = (what, picked)


def _decide(call_id: int, decision: Decision) -> None:
    _try(call_id, lambda: review.decide(house(), actor(), call_id, int(decision.finding), decision.verdict, decision.comment))


def _try(call_id: int, verb: object) -> None:
    """Run a verb inside a callback; what it refuses is told at the next drawing."""
    assert callable(verb)
    try:
        verb()
    except HearbackError as refused:
        st.session_state[_key("said", call_id)] = refused.message(language())


def _key(name: str, call_id: int) -> str:
    return f"call-{call_id}-{name}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


def _seconds(text: str | None) -> float | None:
    try:
        return max(float(text), 0.0) if text else None
    except ValueError:
        return None


show()
