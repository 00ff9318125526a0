"""Kaldi: the JSON of its decoders (Vosk among them), and CTM, a line a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from qa.errors import UnreadableTranscript
from qa.speech.formats.grouping import Token, utterances
from qa.speech.formats.labels import role
from qa.speech.formats.reading import Format, Read, chance, finish, seconds, wrong

_CTM = re.compile(r"\S+\s+\S+\s+-?\d+(?:\.\d+)?\s+\d+(?:\.\d+)?\s+\S+(?:\s+\d+(?:\.\d+)?)?\s*")


def fits(value: Any) -> bool:
    """One result with its words, or a list of them."""
    return bool(_results(value)) and any(isinstance(one.get("result"), list) for one in _results(value))


def read(value: Any, name: str) -> Read:
    """Raises UnreadableTranscript, naming the place, like ``[2].result[3].start``."""
    listed = isinstance(value, list)
    tokens = [token for i, one in enumerate(_results(value)) for token in _tokens(one, name, f"[{i}].result" if listed else "result")]
    return finish(utterances(tokens), None, name, FORMAT.name)


FORMAT = Format("kaldi", (".json",), fits, read, json=True)


def _results(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    return [_best(one) for one in listed if isinstance(one, dict) and ("result" in one or "alternatives" in one)]


def _best(one: dict[str, Any]) -> dict[str, Any]:
    """With several guesses, the first is the best."""
    guesses = one.get("alternatives")
    return guesses[0] if isinstance(guesses, list) and guesses and isinstance(guesses[0], dict) else one


def _tokens(one: dict[str, Any], name: str, place: str) -> Iterator[Token]:
    words = one.get("result")
    voice = str(one.get("speaker", one.get("spk_label", "")) or "")
    for i, word in enumerate(words if isinstance(words, list) else []):
        text = word.get("word") if isinstance(word, dict) else None
        if not isinstance(text, str):
            raise wrong(name, f"{place}[{i}].word")
        start, end = (seconds(word.get(edge), name, f"{place}[{i}].{edge}") for edge in ("start", "end"))
        yield Token(text, start, max(start, end), chance(word.get("conf")), role(voice), voice)


def fits_ctm(text: str) -> bool:
    lines = [line for line in text.split("\n", 50)[:50] if line.strip() and not line.startswith(";;")]
    return bool(lines) and all(_CTM.fullmatch(line) for line in lines)


def read_ctm(text: str, name: str) -> Read:
    """Words by channel. Raises UnreadableTranscript, naming the line."""
    lanes: dict[str, list[Token]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith(";;"):
            continue
        if not _CTM.fullmatch(line):
            raise UnreadableTranscript("speech.ctm_line", file=name, line=number)
        _, lane, begins, lasts, word, *sure = line.split()
        if word.startswith("<") and word.endswith(">"):
            continue  # silence and noises
        start = max(float(begins), 0.0)
        lanes.setdefault(lane, []).append(Token(word, start, start + float(lasts), chance(sure[0]) if sure else None))
    several = len(lanes) > 1
    said = [
        one
        for number, lane in enumerate(sorted(lanes))
        for one in utterances(
            Token(t.text, t.start, t.end, t.probability, channel=number if several else None)
            for t in sorted(lanes[lane], key=lambda token: token.start)
        )
    ]
    return finish(said, None, name, CTM.name)


CTM = Format("ctm", (".ctm",), fits_ctm, read_ctm)
