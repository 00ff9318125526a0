"""Masks of a draft: what the machine finds, what people add and take off, and the words and seconds that come of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from qa.masking.find import find, masked
from qa.model.call import Transcript, Utterance
from qa.model.masking import Place, Private
from qa.store.tables_masks import MaskRow

RULES = 1
"""Goes up when masked sound or words come out otherwise: what was confirmed before is to be heard again."""
LOCKED = frozenset({Private.STAFF})
"""What nobody takes off: an agent is named by own consent alone, and then beside the excerpt."""
Key = tuple[int | None, int, int, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Mask:
    """A place as it stands. ``author_id`` None: the machine's.

    ``starts_at``/``ends_at`` in seconds of the call, None where there are none.
    """

    key: Key
    kind: Private
    hidden: bool
    author_id: int | None
    at: datetime
    starts_at: float | None
    ends_at: float | None

    @property
    def utterance(self) -> int | None:
        return self.key[0]

    @property
    def locked(self) -> bool:
        return self.kind in LOCKED

    @property
    def id(self) -> str:
        """Its name on a page."""
        return "-".join(str(part) for part in self.key)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of an utterance from its character ``start`` on, and every mask that lies over them, those that were taken off too."""

    start: int
    text: str
    masks: tuple[Mask, ...]


def proposed(transcript: Transcript, known: Iterable[tuple[Private, str]]) -> tuple[Place, ...]:
    """What the recognisers find in the whole call: a number may begin before the excerpt does."""
    return find([(said.speaker.value, said.text) for said in transcript.utterances], known)


def row_of(excerpt_id: int, transcript: Transcript, place: Place, author_id: int | None, hidden: bool = True) -> MaskRow:
    """An act on a place in the words, with its seconds."""
    starts, ends = when(transcript, place.line, place.start, place.end)
    return MaskRow(
        excerpt_id=excerpt_id,
        utterance=place.line,
        from_char=place.start,
        to_char=place.end,
        starts_at=starts,
        ends_at=ends,
        kind=place.kind,
        hidden=hidden,
        author_id=author_id,
    )


def when(transcript: Transcript, utterance: int, start: int, end: int) -> tuple[float | None, float | None]:
    """The seconds to beep over: of the words where they have times, else of the whole utterance."""
    said = transcript.utterances[utterance]
    times = transcript.seconds(utterance, start, end) if said.words else (said.start, said.end)
    return times or (None, None)


def standing(acts: Sequence[MaskRow]) -> tuple[Mask, ...]:
    """Each place with its last act, in the order of the call."""
    last: dict[Key, MaskRow] = {}
    for act in acts:
        last[key_of(act)] = act
    found = [
        Mask(key, Private(act.kind), act.hidden, act.author_id, act.created_at, act.starts_at, act.ends_at) for key, act in last.items()
    ]
    return tuple(sorted(found, key=lambda mask: (mask.starts_at or 0.0, mask.key[0] if mask.key[0] is not None else -1, mask.key[1])))


def key_of(act: MaskRow) -> Key:
    if act.utterance is None:
        return None, 0, 0, act.starts_at, act.ends_at
    return act.utterance, act.from_char, act.to_char, None, None


def within(masks: Iterable[Mask], start: float, end: float) -> tuple[Mask, ...]:
    """Those that touch the seconds ``start`` to ``end``; what has no time is in no excerpt."""
    return tuple(m for m in masks if m.starts_at is not None and m.ends_at is not None and m.starts_at < end and m.ends_at > start)


def seconds(masks: Iterable[Mask]) -> list[tuple[float, float]]:
    """What is beeped over, in seconds of the call."""
    return [(mask.starts_at, mask.ends_at) for mask in masks if mask.hidden and mask.starts_at is not None and mask.ends_at is not None]


def recipe(transcript: str, start: float, end: float, masks: Iterable[Mask]) -> str:
    """The fingerprint of what a draft comes to: bounds, words, masks."""
    hidden = sorted((json.dumps(mask.key), mask.kind.value) for mask in masks if mask.hidden)
    content = [RULES, transcript, round(start, 3), round(end, 3), hidden, sorted(seconds(masks))]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def lines(transcript: Transcript, start: float, end: float, masks: Iterable[Mask]) -> list[dict[str, Any]]:
    """What is said between ``start`` and ``end``, masked; times from the clip's start.

    A word belongs to the clip if most of it is heard there.
    """
    hidden = [mask for mask in masks if mask.hidden]
    by_line: dict[int, list[Mask]] = {}
    for mask in hidden:
        if mask.utterance is not None:
            by_line.setdefault(mask.utterance, []).append(mask)
    by_time = [mask for mask in hidden if mask.utterance is None]
    found = []
    for number, said, (first, last, begins, ends) in _heard(transcript, start, end):
        places = [Place(0, mask.key[1], mask.key[2], mask.kind) for mask in by_line.get(number, ())]
        places += [place for mask in by_time for place in _under(said, mask)]
        text = masked(said.text[first:last], _cut(places, first, last), transcript.language).strip()
        if text:
            at, until = round(max(begins - start, 0.0), 3), round(min(ends, end) - start, 3)
            found.append({"speaker": said.speaker.value, "text": text, "start": at, "end": until})
    return found


def pieces(transcript: Transcript, start: float, end: float, masks: Sequence[Mask]) -> list[tuple[int, Utterance, list[Piece]]]:
    """The same words as they were said, cut where masks begin and end: by utterance, for whoever may hear the call."""
    found = []
    for number, said, (first, last, _, _) in _heard(transcript, start, end):
        over = [(mask, mask.key[1], mask.key[2]) for mask in masks if mask.utterance == number]
        over += [(mask, place.start, place.end) for mask in masks if mask.utterance is None for place in _under(said, mask)]
        inside = {at for _, a, b in over for at in (a, b) if first < at < last}
        cuts = sorted({first, last} | inside)
        cut = [Piece(a, said.text[a:b], tuple(mask for mask, begins, ends in over if begins <= a and b <= ends)) for a, b in pairwise(cuts)]
        if any(piece.text.strip() for piece in cut):
            found.append((number, said, cut))
    return found


def words_of(mask: Mask, transcript: Transcript) -> str:
    """What stands under a mask, for whoever may hear the call."""
    if mask.utterance is None:
        return ""
    return transcript.utterances[mask.utterance].text[mask.key[1] : mask.key[2]]


def private_in(*texts: str) -> tuple[str, ...]:
    """What in a title or a note would tell who somebody is."""
    return tuple(
        text[place.start : place.end]
        for text in texts
        for place in find([("", text)])
        if place.kind not in (Private.ADDRESS, Private.STAFF)
    )


def _heard(transcript: Transcript, start: float, end: float) -> Iterator[tuple[int, Utterance, tuple[int, int, float, float]]]:
    """The utterances that are heard in the clip, and which part of each."""
    for number, said in enumerate(transcript.utterances):
        if said.start is None or said.end is None or said.end <= start or said.start >= end:
            continue
        if (part := _part(said, start, end)) is not None:
            yield number, said, part


def _part(said: Utterance, start: float, end: float) -> tuple[int, int, float, float] | None:
    """The characters of an utterance that are heard in the clip, and from when to when."""
    assert said.start is not None
    assert said.end is not None
    if not said.words:
        return 0, len(said.text), said.start, said.end
    inside = [number for number, word in enumerate(said.words) if start <= (word.start + word.end) / 2 <= end]
    if not inside:
        return None
    offsets = _offsets(said)
    return offsets[inside[0]], offsets[inside[-1] + 1], said.words[inside[0]].start, said.words[inside[-1]].end


def _offsets(said: Utterance) -> list[int]:
    joined = "".join(word.text for word in said.words)
    at = -(len(joined) - len(joined.lstrip()))
    found = [0]
    for word in said.words:
        at += len(word.text)
        found.append(min(max(at, 0), len(said.text)))
    return found


def _under(said: Utterance, mask: Mask) -> list[Place]:
    """The words of an utterance that are heard under a mask by time: any that it touches."""
    a, b = mask.starts_at or 0.0, mask.ends_at or 0.0
    if not said.words:
        return (
            [Place(0, 0, len(said.text), mask.kind)]
            if said.start is not None and said.end is not None and said.start < b and said.end > a
            else []
        )
    offsets = _offsets(said)
    touched = [number for number, word in enumerate(said.words) if word.start < b and word.end > a]
    return [Place(0, offsets[touched[0]], offsets[touched[-1] + 1], mask.kind)] if touched else []


def _cut(places: Iterable[Place], first: int, last: int) -> list[Place]:
    """Places within the characters ``first`` to ``last``, counted from there; those that overlap joined."""
    found: list[Place] = []
    for place in sorted(places):
        a, b = max(place.start, first) - first, min(place.end, last) - first
        if a >= b:
            continue
        if found and a < found[-1].end:
            found[-1] = Place(0, found[-1].start, max(b, found[-1].end), found[-1].kind)
        else:
            found.append(Place(0, a, b, place.kind))
    return found


def as_kept(masks: Iterable[Mask]) -> list[Mapping[str, Any]]:
    """Masks as a confirmation keeps them: places and kinds, no words."""
    return [
        {
            "utterance": m.key[0],
            "from": m.key[1],
            "to": m.key[2],
            "start": m.starts_at,
            "end": m.ends_at,
            "kind": m.kind,
            "hidden": m.hidden,
        }
        for m in masks
    ]
