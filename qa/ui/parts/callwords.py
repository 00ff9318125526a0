"""The words of a call: who speaks them, what people corrected in them, and the words as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from qa.desk import correct, transcripts
from qa.desk.views import CallLine, CallView, LineChange, RevisionView
from qa.errors import HearbackError
from qa.model.call import CallState, Doubt, Speaker
from qa.ui.parts.player import Mend, Mending
from qa.ui.session import actor, house, language, told
from qa.ui.words import clock, moment, plain, t

SHOWN_CHANGES = 8
SHOWN_WORDS = 40


def speaker_words(speaker: Speaker) -> str:
    """What a speaker is called on the page."""
    return t(f"callpage.speaker.{speaker}")


def mendable(view: CallView) -> bool:
    """Whether the reader may correct lines now: what was published stays as it was."""
    published = view.review is not None and view.review.state.public
    return "call.mend" in view.may and view.line.state is CallState.READY and not published


def mending(view: CallView) -> Mending | None:
    """How the player takes corrections; None where the reader may not make any."""
    if not mendable(view):
        return None
    call_id = view.line.id
    names = {speaker: speaker_words(speaker) for speaker in Speaker}
    return Mending(view.transcript_revision, f"{call_id}-{actor().id}", names, lambda mend: _mend(call_id, mend))


def _mend(call_id: int, mend: Mend) -> str:
    """Do one correction; gives why it is refused, "" where it is done."""
    here, who = house(), actor()
    first, revision = mend.utterances[0], mend.revision
    try:
        if mend.text is not None:
            correct.line(here, who, call_id, revision=revision, utterance=first, text=mend.text)
        elif mend.speaker is not None and mend.voice:
            correct.voice(here, who, call_id, revision=revision, voice=mend.voice, speaker=mend.speaker)
        elif mend.speaker is not None:
            correct.speaker(here, who, call_id, revision=revision, utterances=mend.utterances, speaker=mend.speaker)
        else:
            correct.trust(here, who, call_id, revision=revision, utterance=first, doubt=None if mend.said else Doubt.PERSON)
    except HearbackError as refused:
        return refused.message(language())
    return ""


def who_speaks(view: CallView) -> None:
    """What is known of who speaks, why, and what the reader can do about it."""
    said = view.transcript
    if said is None:
        return
    may = mendable(view)
    unknown = sum(one.speaker is Speaker.UNKNOWN for one in said.utterances)
    if view.recast and view.recast.swapped:
        _swapped(view, may)
    if unknown and may:
        everyone = unknown == len(said.utterances)
        st.info(t(f"callpage.who.{'unknown' if everyone else 'some_unknown'}", count=unknown), icon=":material/record_voice_over:")
        _voices(view)
    elif unknown or (view.sound and view.sound.channels == 1):
        st.caption(":material/info: " + t("callpage.warning.mono"))


def _swapped(view: CallView, may: bool) -> None:
    assert view.recast is not None
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"swapped-{view.line.id}"):
        quotes = t("callpage.who.quotes").join(f"“{plain(quote)}”" for quote in view.recast.quotes)
        st.markdown(":material/swap_vert: " + t("callpage.who.swapped", quotes=quotes), width="stretch")
        if may and st.button(t("callpage.who.swap_back"), help=t("callpage.who.swap_back_help")):
            with told():
                correct.swap(house(), actor(), view.line.id)
                st.rerun()


def _voices(view: CallView) -> None:
    """Voices that share a channel: whoever knows one of them gives all its lines at once."""
    assert view.transcript is not None
    for number, voice in enumerate(view.voices):
        theirs = [one for one in view.transcript.utterances if one.voice == voice]
        if all(one.speaker is not Speaker.UNKNOWN for one in theirs):
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            words = " ".join(one.text for one in theirs if not one.doubt)
            begins = plain(words[:SHOWN_WORDS] + ("…" if len(words) > SHOWN_WORDS else ""))
            st.markdown(t("callpage.who.voice", voice=plain(voice), count=len(theirs), begins=begins), width="stretch")
            for speaker in (Speaker.AGENT, Speaker.CUSTOMER):
                if st.button(speaker_words(speaker), key=f"voice-{view.line.id}-{number}-{speaker}"):
                    with told():
                        revision = view.transcript_revision
                        correct.voice(house(), actor(), view.line.id, revision=revision, voice=voice, speaker=speaker)
                        st.rerun()


def revisions(view: CallView) -> Sequence[RevisionView]:
    """All revisions of the words, read once for each newest one; none while there is but one."""
    if view.transcript_revision < 2:
        return ()
    key = f"revisions-{view.line.id}"
    kept: tuple[int, Sequence[RevisionView]] | None = st.session_state.get(key)
    if kept is None or kept[0] != view.transcript_revision:
        kept = (view.transcript_revision, correct.history(house(), actor(), view.line.id))
        st.session_state[key] = kept
    return kept[1]


def history(view: CallView) -> None:
    """Who changed what in the words, the newest first."""
    found = revisions(view)
    if not found:
        return
    with st.expander(t("callpage.history.heading", count=len(found)), icon=":material/history:"):
        for revision in reversed(found):
            who = plain(revision.author) if revision.author else t("callpage.history.machine")
            what = t(f"callpage.history.change.{revision.change}", by=plain(revision.by))
            st.markdown(f"**{revision.number}** · {what} · {who} · :gray[{plain(moment(revision.at))}]")
            if revision.lines:
                st.markdown("\n".join(_changed(line) for line in revision.lines[:SHOWN_CHANGES]))
            if len(revision.lines) > SHOWN_CHANGES:
                st.caption(t("callpage.history.more", count=len(revision.lines) - SHOWN_CHANGES))


def _changed(line: LineChange) -> str:
    """One line before and after, as an item of a list."""
    at = f":gray[{clock(line.start)}] " if line.start is not None else ""
    before, after = line.before, line.after
    if before.text != after.text:
        return f"- {at}~~{plain(before.text)}~~ → {plain(after.text)}"
    if before.speaker is not after.speaker:
        return f"- {at}{speaker_words(before.speaker)} → {speaker_words(after.speaker)}: {plain(after.text)}"
    return f"- {at}{t('callpage.history.not_said' if after.doubt else 'callpage.history.was_said')}: {plain(after.text)}"


def download(line: CallLine) -> None:
    """The words of the call as a file, written when it is asked for."""
    here, who = house(), actor()

    def content(form: str) -> Callable[[], bytes]:
        return lambda: transcripts.download(here, who, line.id, form)[1]

    with st.popover(t("callpage.words.heading"), icon=":material/download:"):
        for form in transcripts.FORMS:
            name = transcripts.file_name(line, form)
            st.download_button(
                t(f"callpage.words.{form}"),
                content(form),
                file_name=name,
                key=f"words-{line.id}-{form}",
                width="stretch",
                on_click="ignore",
            )
