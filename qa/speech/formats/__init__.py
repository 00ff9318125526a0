"""Transcripts and subtitles of other tools, in and out. One file each; this one picks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from qa.errors import Invalid, UnreadableCall, UnreadableTranscript
from qa.model.call import Call, Transcript
from qa.speech.formats import (
    amazon,
    assemblyai,
    azure,
    calls,
    deepgram,
    docx,
    google,
    kaldi,
    plain,
    spans,
    speechmatics,
    srt,
    txt,
    vtt,
    watson,
    whisper_json,
)
from qa.speech.formats.calls import call_line, read_calls, write_calls
from qa.speech.formats.reading import Format, Read, decoded, parsed_json
from qa.speech.formats.spans import transcript_from_dict, transcript_to_dict

__all__ = [
    "LARGEST",
    "READABLE",
    "WRITERS",
    "Read",
    "call_line",
    "read",
    "read_all",
    "read_calls",
    "transcript_from_dict",
    "transcript_to_dict",
    "write",
    "write_calls",
]

LARGEST = 64 * 2**20
FORMATS: tuple[Format, ...] = (
    calls.FORMAT,
    assemblyai.FORMAT,
    spans.FORMAT,
    vtt.FORMAT,
    srt.FORMAT,
    kaldi.CTM,
    plain.FORMAT,
    azure.FORMAT,
    speechmatics.FORMAT,
    kaldi.FORMAT,
    whisper_json.FORMAT,
    deepgram.FORMAT,
    amazon.FORMAT,
    watson.FORMAT,
    google.FORMAT,
)
READABLE = (".jsonl", ".ndjson", ".json", ".srt", ".vtt", ".ctm", ".txt")
WRITERS: Mapping[str, Callable[[Transcript], str | bytes]] = MappingProxyType(
    {"calls": calls.write, "srt": srt.write, "vtt": vtt.write, "json": whisper_json.write, "txt": txt.write, "docx": docx.write}
)
SUFFIXES: Mapping[str, str] = MappingProxyType({form: ".jsonl" if form == "calls" else f".{form}" for form in WRITERS})


def read(source: Path | bytes, name: str = "") -> Read:
    """The one transcript in a file, or in its content with the file's ``name``.

    What the content looks like decides, and where it looks like nothing the ending of the name. Encodings: UTF-8, UTF-16, UTF-32,
    GB18030, Big5. Subtitles that are broken in places give what can be saved, with warnings.

    Raises UnreadableTranscript, naming the place, for anything else, for more than 64 MiB, and for calls as lines with more than one
    call; UnreadableCall for a line of these that is none.
    """
    found = read_all(source, name)
    if len(found) != 1:
        raise UnreadableTranscript("speech.several_calls", file=_name(source, name), count=len(found))
    only = found[0]
    if isinstance(only, UnreadableCall):
        raise only
    return only


def read_all(source: Path | bytes, name: str = "") -> tuple[Read | UnreadableCall, ...]:
    """All transcripts in a file: one, but of calls as lines each line's, a bad line as the error that says why.

    Raises UnreadableTranscript.
    """
    name = _name(source, name)
    text = decoded(_content(source, name), name).lstrip("\ufeff")
    if not text.strip():
        raise UnreadableTranscript("speech.empty", file=name)
    suffix = Path(name).suffix.lower()
    subtitles = [form for form in FORMATS if not form.json]
    looks_json = text.lstrip()[0] in "{[" and not plain.fits(text)
    by_content = [] if looks_json else [form for form in subtitles if form.fits(text)]
    if looks_json or (not by_content and any(suffix in form.suffixes for form in FORMATS if form.json)):
        return _as_lines(text, name, suffix) or (_from_json(text, name),)
    for form in by_content or [form for form in subtitles if suffix in form.suffixes]:
        return (form.read(text, name),)
    raise UnreadableTranscript("speech.no_format", file=name, formats=", ".join(READABLE))


def write(transcript: Transcript, form: str, id: str = "call") -> str | bytes:
    """A transcript as ``calls`` (one line, the call named ``id``), ``srt``, ``vtt``, ``json``, ``txt`` or ``docx`` (bytes).

    Words held for invented are kept in ``calls`` and ``json``, struck through in ``docx``, and left out of the others.

    Raises Invalid for any other form.
    """
    if form not in WRITERS:
        raise Invalid("speech.unknown_format", form=form, formats=", ".join(WRITERS))
    if form in ("srt", "vtt", "txt"):
        transcript = replace(transcript, utterances=tuple(said for said in transcript.utterances if not said.doubt))
    if form == "calls":
        return calls.write(transcript, id)
    return docx.write(transcript, id) if form == "docx" else WRITERS[form](transcript)


def _as_lines(text: str, name: str, suffix: str) -> tuple[Read | UnreadableCall, ...]:
    """The calls of a file of lines; nothing where it is a single JSON value of another kind."""
    if suffix not in calls.FORMAT.suffixes and not _is_call(text.lstrip().split("\n", 1)[0]):
        return ()
    return tuple(_of_call(one) for one in read_calls(text.split("\n"), name))


def _is_call(line: str) -> bool:
    try:
        return calls.fits(json.loads(line))
    except (ValueError, RecursionError):
        return False


def _of_call(one: Call | UnreadableCall) -> Read | UnreadableCall:
    return one if isinstance(one, UnreadableCall) else Read(one.transcript, (), calls.FORMAT.name, one)


def _from_json(text: str, name: str) -> Read:
    value = parsed_json(text, name)
    for form in FORMATS:
        if form.json and form.fits(value):
            return form.read(value, name)
    raise UnreadableTranscript("speech.json_unknown", file=name)


def _name(source: Path | bytes, name: str) -> str:
    return name or (source.name if isinstance(source, Path) else "")


def _content(source: Path | bytes, name: str) -> bytes:
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > LARGEST:
            raise UnreadableTranscript("speech.too_large", file=name, mib=LARGEST // 2**20)
        return source if isinstance(source, bytes) else source.read_bytes()
    except OSError as problem:
        raise UnreadableTranscript("speech.cannot_open", file=name, why=problem.strerror or str(problem)) from problem
