"""A transcript as plain values, nothing lost: how it is stored."""

from __future__ import annotations

import math
from typing import Any

from qa.model.call import Doubt, Speaker, Transcript, Utterance, Word
from qa.speech.formats.reading import Format, Read, wrong


def transcript_to_dict(transcript: Transcript) -> dict[str, Any]:
    """Plain dicts, lists, strings and numbers; words as [text, start, end, probability]."""
    return {
        "language": transcript.language,
        "utterances": [
            {
                "speaker": said.speaker.value,
                "text": said.text,
                "start": said.start,
                "end": said.end,
                "channel": said.channel,
                "words": [[word.text, word.start, word.end, word.probability] for word in said.words],
            }
            | ({"voice": said.voice} if said.voice else {})
            | ({"doubt": said.doubt.value} if said.doubt else {})
            for said in transcript.utterances
        ],
    }


def transcript_from_dict(plain: dict[str, Any]) -> Transcript:
    """What ``transcript_to_dict`` made. Raises KeyError, TypeError or ValueError for anything else."""
    return Transcript(
        plain["language"],
        tuple(
            Utterance(
                speaker=Speaker(said["speaker"]),
                text=said["text"],
                start=said["start"],
                end=said["end"],
                words=tuple(Word(*word) for word in said["words"]),
                channel=said["channel"],
                voice=said.get("voice", ""),
                doubt=Doubt(said["doubt"]) if said.get("doubt") else None,
            )
            for said in plain["utterances"]
        ),
    )


def fits(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("utterances"), list)


def read(value: Any, name: str) -> Read:
    """Raises UnreadableTranscript for what the house did not write."""
    try:
        transcript = transcript_from_dict(value)
        bad = next((i for i, said in enumerate(transcript.utterances) if not _possible(said)), None)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise wrong(name, "utterances") from problem
    if bad is not None or not isinstance(transcript.language, str):
        raise wrong(name, "language" if bad is None else f"utterances[{bad}]")
    return Read(transcript, (), FORMAT.name)


def _possible(said: Utterance) -> bool:
    """Whether a text is a text, times are times, and the words join to the text."""
    joined = "".join(word.text for word in said.words).strip()
    times = [time for time in (said.start, said.end) if time is not None] + [time for word in said.words for time in (word.start, word.end)]
    return joined == (said.text if said.words else "") and isinstance(said.text, str) and all(math.isfinite(time) for time in times)


FORMAT = Format("transcript", (".json",), fits, read, json=True)
