"""What a model wrote, as an answer. It may stand in prose, in a code block, after thinking aloud; it may be no answer at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from qa.errors import UnreadableAnswer
from qa.model.asking import Answer, Cited
from qa.model.finding import Verdict
from qa.reader.prompt import UNSURE

LONGEST = 64 * 1024
"""Characters of a reply that are looked at."""
LONGEST_QUOTE, LONGEST_REASON, MOST_CITED = 1_000, 600, 20
_TRIES, _HIGHEST_TURN = 200, 1_000_000
_VERDICTS = {UNSURE: Verdict.UNSCORED} | {one.value: one for one in (Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE)}
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def read_reply(text: str, model: str, id: int = 0) -> Answer:
    """The last answer in a model's reply. Pure. Raises UnreadableAnswer where there is none."""
    said = text[:LONGEST].rpartition("</think>")[2]
    for found in reversed([value for value in _objects(said) if "verdict" in value]):
        verdict = found["verdict"]
        name = re.sub(r"[\s-]+", "_", verdict.strip(" .。").lower()) if isinstance(verdict, str) else ""
        if name in _VERDICTS:
            return Answer(model, _VERDICTS[name], _quotes(found.get("quotes")), _reason(found.get("reason")), id=id)
    raise UnreadableAnswer("reader.no_answer", model=model)


def clean(text: str) -> str:
    """Text that every database can hold: no NUL, no half of a pair."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in a text, the outermost readable ones, in order; some tries only, because anybody can write brackets."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(_TRIES):
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            value, end = None, at + 1
        if isinstance(value, dict):
            yield value if "verdict" in value else _inner(value)
        at = text.find("{", end)


def _inner(value: dict[str, Any]) -> dict[str, Any]:
    """An answer that a model wrapped once: {"answer": {"verdict": …}}."""
    return next((inner for inner in value.values() if isinstance(inner, dict) and "verdict" in inner), value)


def _quotes(value: Any) -> tuple[Cited, ...]:
    """The quotes that have the right form."""
    if not isinstance(value, list):
        return ()
    return tuple(cited for one in value[:MOST_CITED] if isinstance(one, dict) and (cited := _cited(one.get("turn"), one.get("quote"))))


def _cited(turn: Any, quote: Any) -> Cited | None:
    if isinstance(turn, str) and re.fullmatch(r"\s*[0-9]{1,9}\s*", turn):
        turn = int(turn)
    if isinstance(turn, float) and turn.is_integer():
        turn = int(turn)
    if not isinstance(turn, int) or isinstance(turn, bool) or abs(turn) > _HIGHEST_TURN:
        return None
    if not isinstance(quote, str) or len(quote) > LONGEST_QUOTE:
        return None
    quote = clean(quote)
    return Cited(turn, quote) if quote.strip() else None


def _reason(value: Any) -> str:
    said = " ".join(_UNSEEN.sub(" ", value).split()) if isinstance(value, str) else ""
    return said if len(said) <= LONGEST_REASON else said[: LONGEST_REASON - 1] + "…"
