"""From sound to words: engines, the turns of a call, and the transcripts of other tools."""

from qa.speech.engine import Availability, Heard, Segment, Transcriber, availability, engines, load
from qa.speech.turns import roles, turns

__all__ = ["Availability", "Heard", "Segment", "Transcriber", "availability", "engines", "load", "roles", "turns"]
