"""Where somebody talks in a recording, and how loud: what the measures of a call are made from."""

from __future__ import annotations

from collections.abc import Sequence

from qa.audio.speech import Listened
from qa.model.measures import Activity


def activity(lanes: Sequence[Listened]) -> Activity:
    """The talks of every lane of one recording."""
    return Activity(round(max((lane.length for lane in lanes), default=0.0), 3), tuple(lane.talks() for lane in lanes))
