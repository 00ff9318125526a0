"""An excerpt as a card: what it is, how it sounds, what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from qa.desk.library_views import CardView
from qa.desk.views import ExcerptView
from qa.model.call import Speaker
from qa.model.library import ExcerptKind
from qa.ui.parts import player as player_part
from qa.ui.parts.libraryfilter import ICONS
from qa.ui.parts.player import Lane, Line, Marker, Tone, player
from qa.ui.parts.shelf import Card, Piece
from qa.ui.parts.talkline import talk_line
from qa.ui.session import audio_url, language
from qa.ui.words import clock, day, t

COLOURS = {ExcerptKind.GOOD: "green", ExcerptKind.BAD: "red", ExcerptKind.DISCUSS: "orange"}
TONES = {ExcerptKind.GOOD: Tone.GOOD, ExcerptKind.BAD: Tone.BAD, ExcerptKind.DISCUSS: Tone.NEUTRAL}
NOTE_LENGTH, AROUND = 160, 40


def badge(kind: ExcerptKind | None) -> None:
    """Good, bad or to discuss: icon, word and colour; None: to be scored first."""
    if kind is None:
        st.badge(t("voting.to_score"), icon=":material/how_to_vote:", color="blue")
        return
    st.badge(t(f"library.kind.{kind}"), icon=ICONS[kind], color=COLOURS[kind])  # type: ignore[arg-type]


def of_library(view: CardView, address: Mapping[str, str]) -> Card:
    """A card of the library. ``address``: the list that it stands in."""
    excerpt = view.excerpt
    heard = {found.text[start:end]: None for found in view.found for start, end, by_sound in found.marks if by_sound}
    return Card(
        id=excerpt.id,
        href=f"/excerpt?{urlencode({'excerpt': str(excerpt.id), **address})}",
        kind=excerpt.kind or "to_score",
        kind_words=t(f"library.kind.{excerpt.kind}" if excerpt.kind else "voting.to_score"),
        title=_marked(view, "title", excerpt.title),
        facts=(clock(excerpt.seconds), excerpt.author, day(excerpt.created_at)),
        tags=_tags(view),
        said=_said(view),
        heard=t("shelf.cards.sounds_like", words=t("shelf.words.comma").join(heard)) if heard else "",
        audio=audio_url("excerpt", excerpt.id) if excerpt.has_sound else None,
        seconds=excerpt.seconds,
        lanes=_lanes(excerpt),
        markers=_focus(excerpt),
        favourite=view.favourite,
        may_withdraw="excerpt.withdraw" in excerpt.may,
        talk=talk_line(excerpt),
    )


def _tags(view: CardView) -> tuple[tuple[Piece, ...], ...]:
    excerpt = view.excerpt
    topic = _marked(view, "topic", excerpt.topic)
    criterion = ((excerpt.criterion_title.to(language()), ""),) if excerpt.criterion_title else ()
    return tuple(filter(None, (topic, criterion)))


def _marked(view: CardView, field: str, text: str) -> tuple[Piece, ...]:
    """A short field, with what was looked for marked."""
    return _pieces(text, next((found.marks for found in view.found if found.field == field), ()))


def _said(view: CardView) -> tuple[Piece, ...]:
    """Where in it what was looked for stands, what was said before what was written about it; else what to notice."""
    excerpt = view.excerpt
    found = [one for one in view.found if one.field not in ("title", "topic")]
    best = min(found, key=lambda one: not one.field.isdecimal(), default=None)
    if best is None:
        note = excerpt.note or (_lines(excerpt)[0].text if not excerpt.has_sound and excerpt.lines else "")
        return ((note[:NOTE_LENGTH] + ("…" if len(note) > NOTE_LENGTH else ""), ""),) if note else ()
    who = f"{_lines(excerpt)[int(best.field)].name}{t('shelf.words.colon')}" if best.field.isdecimal() else ""
    begin = max(best.marks[0][0] - AROUND, 0)
    end = min(begin + NOTE_LENGTH, len(best.text))
    marks = tuple((start - begin, to - begin, heard) for start, to, heard in best.marks if to <= end)
    before, after = "…" if begin else "", "…" if end < len(best.text) else ""
    return ((f"{who}{before}", ""), *_pieces(best.text[begin:end], marks), (after, ""))


def _pieces(text: str, marks: Sequence[tuple[int, int, bool]]) -> tuple[Piece, ...]:
    """A text cut at what was looked for."""
    pieces, at = list[Piece](), 0
    for start, end, heard in marks:
        pieces += [(text[at:start], ""), (text[start:end], "heard" if heard else "word")]
        at = end
    return tuple(piece for piece in (*pieces, (text[at:], "")) if piece[0])


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
    return (
        Marker(
            excerpt.focus[0], TONES[excerpt.kind] if excerpt.kind else Tone.NEUTRAL, excerpt.title or t("masks.focus"), excerpt.focus[1]
        ),
    )


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
