"""Plain text to read and print: a line a turn."""

from __future__ import annotations

from qa.model.call import Transcript
from qa.speech.formats.cues import clock
from qa.speech.formats.srt import LABELS


def write(transcript: Transcript) -> str:
    """``[00:01:02] Agent: …``, time and speaker as far as known."""
    language = "zh" if transcript.language == "zh" else "en"
    lines = []
    for said in transcript.utterances:
        time = f"[{clock(said.start, '.')[:8]}] " if said.start is not None else ""
        label = LABELS.get(said.speaker, {}).get(language, "")
        lines.append(f"{time}{label}{' '.join(said.text.split())}\n")
    return "".join(lines)
