"""What the clock and the meter say of a call, from what is stored of its sound and its words."""

from __future__ import annotations

from qa.model.call import Speaker, Transcript
from qa.model.measures import Activity, Measures, measure
from qa.rubric.book import Book
from qa.rubric.match import Matcher
from qa.rubric.normal import normalise
from qa.speech.turns import roles
from qa.store.tables import CallRow, RecordingRow


def measures(call: CallRow, recording: RecordingRow | None, said: Transcript) -> Measures | None:
    """What the clock and the meter say of a call; None where neither its sound nor its words have times."""
    if recording is None or recording.duration is None:
        lasts = said.duration
        return measure(said.utterances, lasts, None, {}) if lasts else None
    activity = Activity.from_json(recording.activity) if recording.activity else None
    return measure(said.utterances, recording.duration, activity, roles(recording.channels, call.agent_channel))


WAITS = "hold"
"""The phrase set of announced waits."""


def announced(book: Book, said: Transcript) -> frozenset[int]:
    """The agent's utterances that ask the customer to wait: a silence after one of them was announced."""
    waits = book.phrases.get(WAITS)
    if waits is None:
        return frozenset()
    spoken = tuple(normalise(one.text if one.speaker is Speaker.AGENT and not one.doubt else "") for one in said.utterances)
    hits = Matcher.of(waits.phrases).scan(spoken)
    return frozenset(hit.utterance for hit in hits.of(frozenset(waits.phrases), frozenset(range(len(spoken)))))
