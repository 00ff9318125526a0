"""JSON as Whisper and its relatives write it: openai-whisper, faster-whisper dumps, whisper-timestamped, WhisperX, whisper.cpp."""

from __future__ import annotations

import json
from typing import Any

from qa.model.call import Doubt, Speaker, Transcript, Utterance, Word
from qa.model.text import Text
from qa.speech.formats.labels import role
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, stripped, warning, wrong
from qa.speech.wordwise import Timed, fit


def fits(value: Any) -> bool:
    """A list of segments, or an object that holds one."""
    pieces = _pieces(value)
    return isinstance(pieces, list) and (not pieces or (isinstance(pieces[0], dict) and "text" in pieces[0]))


def read(value: Any, name: str) -> Read:
    """Raises UnreadableTranscript, naming the place, like ``segments[3].start``."""
    where = "transcription" if isinstance(value, dict) and "transcription" in value else "segments"
    warnings: list[Text] = []
    said = [_utterance(piece, name, f"{where}[{i}]", warnings) for i, piece in enumerate(_pieces(value))]
    return finish(said, _tag(value), name, FORMAT.name, warnings)


def write(transcript: Transcript) -> str:
    """Like openai-whisper's own, with more fields in a segment: ``speaker``, ``channel``, ``voice``, ``doubt``."""
    segments = [_segment(i, said) for i, said in enumerate(transcript.utterances)]
    text = "".join(segment["text"] for segment in segments)
    return json.dumps({"text": text, "segments": segments, "language": transcript.language}, ensure_ascii=False, indent=1) + "\n"


FORMAT = Format("json", (".json",), fits, read, json=True)


def _pieces(value: Any) -> Any:
    if isinstance(value, dict):
        return value.get("segments", value.get("transcription"))
    return value


def _tag(value: Any) -> Any:
    if not isinstance(value, dict):
        return None
    for inner in (value, value.get("info"), value.get("result")):
        if isinstance(inner, dict) and isinstance(inner.get("language"), str):
            return inner["language"]
    return None


def _utterance(piece: Any, name: str, place: str, warnings: list[Text]) -> Utterance:
    if not isinstance(piece, dict):
        raise wrong(name, place)
    text = piece.get("text")
    if not isinstance(text, str):
        raise wrong(name, f"{place}.text")
    start, end = _times(piece, name, place)
    if start is not None and end is not None and end < start:
        warnings.append(warning("ends_before", place=place))
        end = start
    words = _words(piece, text, name, place, end)
    channel = piece.get("channel")
    speaker = piece.get("speaker")
    said = Utterance(
        speaker=role(speaker) if isinstance(speaker, str) else Speaker.UNKNOWN,
        text=text.strip(),
        start=start,
        end=end,
        words=words,
        channel=channel if isinstance(channel, int) and not isinstance(channel, bool) else None,
        voice=_voice(piece),
        doubt=_doubt(piece),
    )
    return stripped(said)


def _voice(piece: dict[str, Any]) -> str:
    """The name of a voice that is no role: what a diariser called it, or what we wrote ourselves."""
    named = piece.get("voice", piece.get("speaker"))
    return named if isinstance(named, str) and named not in list(Speaker) else ""


def _doubt(piece: dict[str, Any]) -> Doubt | None:
    doubt = piece.get("doubt")
    return Doubt(doubt) if isinstance(doubt, str) and doubt in list(Doubt) else None


def _times(piece: dict[str, Any], name: str, place: str) -> tuple[float | None, float | None]:
    offsets = piece.get("offsets")
    if isinstance(offsets, dict) and "start" not in piece:  # whisper.cpp: milliseconds
        start, end = (seconds(offsets.get(edge), name, f"{place}.offsets.{edge}", 1000) for edge in ("from", "to"))
        return start, end
    found = [None if piece.get(edge) is None else seconds(piece[edge], name, f"{place}.{edge}") for edge in ("start", "end")]
    return found[0], found[1]


def _words(piece: dict[str, Any], text: str, name: str, place: str, end: float | None) -> tuple[Word, ...]:
    """The words of a segment, cut to its text; none where they are not its words. A word without times lies between its neighbours."""
    raw = piece.get("words")
    if raw is None or end is None:
        return ()
    if not isinstance(raw, list):
        raise wrong(name, f"{place}.words")
    timed: list[Timed] = []
    now = seconds(piece["start"], name, f"{place}.start") if piece.get("start") is not None else 0.0
    for i, word in enumerate(raw):
        here = f"{place}.words[{i}]"
        said = word.get("word", word.get("text")) if isinstance(word, dict) else None
        if not isinstance(said, str):
            raise wrong(name, here)
        begins = now if word.get("start") is None else seconds(word["start"], name, f"{here}.start")
        ends = begins if word.get("end") is None else seconds(word["end"], name, f"{here}.end")
        now = max(begins, ends)
        likely = next((chance(word[key]) for key in ("probability", "confidence", "score") if key in word), None)
        timed.append((said, begins, now, likely))
    return fit(text.strip(), [one for one in timed if one[0].strip()])


def _segment(i: int, said: Utterance) -> dict[str, Any]:
    segment: dict[str, Any] = {"id": i, "start": said.start, "end": said.end, "text": " " + said.text, "speaker": said.speaker.value}
    if said.channel is not None:
        segment["channel"] = said.channel
    if said.voice:
        segment["voice"] = said.voice
    if said.doubt:
        segment["doubt"] = said.doubt.value
    if said.words:
        segment["words"] = [
            {"word": word.text, "start": word.start, "end": word.end}
            | ({} if word.probability is None else {"probability": word.probability})
            for word in said.words
        ]
    return segment
