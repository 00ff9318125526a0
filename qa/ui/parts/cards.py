"""An excerpt as a card: what it is, how it sounds, what is said."""

from __future__ import annotations

import streamlit as st

from qa.desk.views import ExcerptView
from qa.model.call import Speaker
from qa.model.library import ExcerptKind
from qa.ui.parts import player as player_part
from qa.ui.parts.player import Lane, Line, Marker, Tone, player
from qa.ui.session import audio_url, language
from qa.ui.words import clock, day, plain, t

COLOURS = {ExcerptKind.GOOD: "green", ExcerptKind.BAD: "red", ExcerptKind.DISCUSS: "orange"}
ICONS = {
    ExcerptKind.GOOD: ":material/thumb_up:",
    ExcerptKind.BAD: ":material/thumb_down:",
    ExcerptKind.DISCUSS: ":material/forum:",
}
TONES = {ExcerptKind.GOOD: Tone.GOOD, ExcerptKind.BAD: Tone.BAD, ExcerptKind.DISCUSS: Tone.NEUTRAL}
NOTE_LENGTH = 160


def badge(kind: ExcerptKind) -> None:
    """Good, bad or to discuss: icon, word and colour."""
    st.badge(t(f"library.kind.{kind}"), icon=ICONS[kind], color=COLOURS[kind])  # type: ignore[arg-type]


def card(excerpt: ExcerptView) -> None:
    """A card of the library: its sound loads when it is asked to play."""
    with st.container(border=True, key=f"excerpt-card-{excerpt.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            badge(excerpt.kind)
            st.caption(f"{clock(excerpt.seconds)} · {plain(excerpt.author)} · {day(excerpt.created_at)}")
        link(f"**{plain(excerpt.title)}**", excerpt)
        if excerpt.note:
            st.caption(plain(excerpt.note[:NOTE_LENGTH] + ("…" if len(excerpt.note) > NOTE_LENGTH else "")))
        sound(excerpt, compact=True)
        posts = t("library.posts", count=excerpt.posts) if excerpt.posts else t("library.no_posts")
        link(f":small[{posts}]", excerpt, icon=":material/forum:")


def link(label: str, excerpt: ExcerptView, icon: str | None = None) -> None:
    """To an excerpt's page, in the same tab."""
    st.page_link("pages/excerpt.py", label=label, icon=icon, query_params={"excerpt": str(excerpt.id)})


def sound(excerpt: ExcerptView, *, compact: bool, height: int = 360, draft: bool = False) -> None:
    """The excerpt's own player; with its lines unless compact. ``draft``: its preview, another address for each."""
    address = f"{audio_url('draft', excerpt.id)}?v={excerpt.recipe[:12]}" if draft else audio_url("excerpt", excerpt.id)
    player(
        f"{'draft' if draft else 'excerpt'}-{excerpt.id}-{'small' if compact else 'full'}",
        audio_url=address if excerpt.has_sound else None,
        duration=excerpt.seconds,
        lanes=_lanes(excerpt),
        lines=() if compact and excerpt.has_sound else _lines(excerpt),
        markers=_focus(excerpt),
        labels=player_part.labels(language()),
        compact=compact,
        height=height,
    )


def _focus(excerpt: ExcerptView) -> tuple[Marker, ...]:
    """Where the context ends and what the excerpt is about begins."""
    if excerpt.focus is None or not 0 <= excerpt.focus[0] < excerpt.focus[1] <= excerpt.seconds + 0.5:
        return ()
    return (Marker(excerpt.focus[0], TONES[excerpt.kind], excerpt.title or t("masks.focus"), excerpt.focus[1]),)


def _lanes(excerpt: ExcerptView) -> tuple[Lane, ...]:
    if not excerpt.channels or not excerpt.has_sound:
        return ()
    length = len(excerpt.peaks) // excerpt.channels
    lanes = [excerpt.peaks[channel * length : (channel + 1) * length] for channel in range(excerpt.channels)]
    if excerpt.channels != 2:
        return tuple(Lane(Speaker.UNKNOWN, t("callpage.speaker.unknown"), lane) for lane in lanes)
    agent = excerpt.agent_channel
    return (
        Lane(Speaker.AGENT, t("callpage.speaker.agent"), lanes[agent], agent),
        Lane(Speaker.CUSTOMER, t("callpage.speaker.customer"), lanes[1 - agent], 1 - agent),
    )


def _lines(excerpt: ExcerptView) -> tuple[Line, ...]:
    return tuple(
        Line(
            index=number,
            speaker=Speaker(line["speaker"]),
            name=t(f"callpage.speaker.{line['speaker']}"),
            text=line["text"],
            start=line["start"],
            end=line["end"],
        )
        for number, line in enumerate(excerpt.lines)
    )
