"""Plain text to read and print: a line a turn."""

from __future__ import annotations

from qa.model.call import Transcript
from qa.speech.formats.cues import clock
from qa.speech.formats.labels import before


def write(transcript: Transcript) -> str:
    """``[00:01:02] Agent: …``, time and speaker as far as known."""
    lines = []
    for said in transcript.utterances:
        time = f"[{clock(said.start, '.')[:8]}] " if said.start is not None else ""
        lines.append(f"{time}{before(said, transcript.language)}{' '.join(said.text.split())}\n")
    return "".join(lines)
