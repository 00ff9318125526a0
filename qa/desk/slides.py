"""A meeting as the scripts of present mode take it, on the page and offline alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qa import locales
from qa.desk.pack_views import MeetingView, ShownItem
from qa.model.packs import MEETING_S, EntryKind
from qa.store.tables import now


def shaped(
    meeting: MeetingView, language: str, address: Callable[[int], str], *, crew: Sequence[tuple[int, str]] = (), editable: bool
) -> dict[str, Any]:
    """``address`` gives where the sound of an excerpt is heard; ``crew``: who may have been there."""
    return {
        "title": meeting.title,
        "items": [slide(item, address) for item in meeting.items],
        "saved": _saved(meeting),
        "crew": [{"id": number, "name": name} for number, name in crew],
        "editable": editable,
        "alone": False,
        "meeting": MEETING_S,
        "elapsed": ((meeting.ended_at or now()) - meeting.started_at).total_seconds(),
        "ended": meeting.ended_at is not None,
        "labels": locales.area(language, "packs.present"),
    }


def slide(item: ShownItem, address: Callable[[int], str]) -> dict[str, Any]:
    """One excerpt. ``sound`` is "" where there is none."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "title": item.title,
        "note": item.note,
        "point": item.talking_point,
        "seconds": item.seconds,
        "lines": [{"speaker": line["speaker"], "text": line["text"], "start": line["start"]} for line in item.lines],
        "sound": address(item.excerpt_id) if item.has_sound and item.excerpt_id else "",
        "better": item.better,
        "conclusion": item.conclusion,
        "gone": item.gone,
        "changed": item.changed,
    }


def _saved(meeting: MeetingView) -> dict[str, Any]:
    saved: dict[str, Any] = {f"{EntryKind.NOTE}:": {"text": meeting.remark}}
    saved[f"{EntryKind.THERE}:"] = {"people": [number for number, _ in meeting.there], "text": meeting.others}
    for item in meeting.items:
        votes = item.votes
        saved[f"{EntryKind.VOTE}:{item.id}"] = {"good": votes.good, "bad": votes.bad, "unsure": votes.unsure} if votes else {}
        saved[f"{EntryKind.NOTE}:{item.id}"] = {"text": item.remark}
    return saved
