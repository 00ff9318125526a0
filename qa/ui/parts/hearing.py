"""A call to be heard beside the words about it: the small player, which the quotes of the same page play in."""

from __future__ import annotations

from qa.desk.views import CallView
from qa.ui import callpage
from qa.ui.parts import player as player_part
from qa.ui.parts.callwords import speaker_words
from qa.ui.parts.player import player
from qa.ui.session import audio_url, language
from qa.ui.words import t


def key_of(call_id: int) -> str:
    """The player's key, by which quotes name it."""
    return f"hearing-{call_id}"


def hearing(view: CallView) -> None:
    """The sound of a call; its words where it has none."""
    remarks = view.review.remarks if view.review else ()
    lines = callpage.lines(view.transcript, view.evaluations, remarks, language(), speaker_words, t("callpage.remark.word"))
    player(
        key_of(view.line.id),
        audio_url=audio_url("call", view.line.id) if view.sound else None,
        duration=(view.sound.duration if view.sound else view.line.duration) or 0.0,
        lanes=callpage.lanes(view.sound, speaker_words),
        lines=() if view.sound else lines,
        labels=player_part.labels(language()),
        compact=True,
    )
