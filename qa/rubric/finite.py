"""Patterns that stand for a handful of texts: ``(您|你)先别(急|激动)`` is four phrases, and phrases are found in one pass, however many.

Reads the small part of RE2's language that can be written out; the rest (``.``, ``*``, ``+``, ``\\w``, edges of words) is left to RE2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 256
"""Texts that one pattern may stand for."""

_BEGIN, _END = "\x02", "\x03"
_MOST_TIMES = 4
_DEEPEST = 50
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Form:
    """One text of a pattern; ``at_start`` and ``at_end``: it counts at the beginning or the end of an utterance only."""

    text: str
    at_start: bool = False
    at_end: bool = False


class _Endless(Exception):
    """The pattern cannot be written out."""


def written_out(pattern: str) -> tuple[Form, ...] | None:
    """All texts that a valid pattern finds, each once; None where they are too many or the pattern holds something else than plain choices.

    >>> [form.text for form in written_out("(您|你)先别(急|激动)?")]
    ['您先别', '您先别急', '您先别激动', '你先别', '你先别急', '你先别激动']
    """
    reader = _Reader(pattern)
    try:
        texts = reader.choices()
        if reader.at < len(pattern):
            return None
        return tuple(dict.fromkeys(map(_form, texts)))
    except _Endless:
        return None


def _form(text: str) -> Form:
    begins, ends = text.startswith(_BEGIN), text.endswith(_END)
    inner = text[begins : len(text) - ends]
    if not inner or _BEGIN in inner or _END in inner:
        raise _Endless
    return Form(inner, begins, ends)


class _Reader:
    """Reads a pattern from left to right, keeping all texts it stands for so far."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at, self.depth = pattern, 0, 0

    def choices(self) -> list[str]:
        """Alternatives, up to a closing bracket or the end."""
        found = self._sequence()
        while self._peek() == "|":
            self.at += 1
            found += self._sequence()
        return _bounded(found)

    def _sequence(self) -> list[str]:
        found = [""]
        while (char := self._peek()) not in ("", "|", ")"):
            self.at += 1
            found = _product(found, self._times(self._atom(char)))
        return found

    def _atom(self, char: str) -> list[str]:
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escaped()
        if char in ".*+?{}])":
            raise _Endless
        return [{"^": _BEGIN, "$": _END}.get(char, char)]

    def _group(self) -> list[str]:
        if self._peek() == "?":
            if not self.pattern.startswith("?:", self.at):
                raise _Endless
            self.at += 2
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Endless
        inner = self.choices()
        self.depth -= 1
        if self._peek() != ")":
            raise _Endless
        self.at += 1
        return inner

    def _class(self) -> list[str]:
        end = self.pattern.find("]", self.at + 1)
        inside = self.pattern[self.at : end]
        if end < 0 or inside.startswith("^") or "\\" in inside or "[" in inside:
            raise _Endless
        self.at = end + 1
        found: list[str] = []
        at = 0
        while at < len(inside):
            if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
                found += map(chr, range(ord(inside[at]), ord(inside[at + 2]) + 1))
                at += 3
            else:
                found.append(inside[at])
                at += 1
        return _bounded(found)

    def _escaped(self) -> list[str]:
        char = self._peek()
        self.at += 1
        if char == "d":
            return list(_DIGITS)
        if not char or char.isalnum():
            raise _Endless
        return [char]

    def _times(self, atom: list[str]) -> list[str]:
        if self._peek() == "?":
            self.at += 1
            self._not_doubled()
            return ["", *atom]
        if self._peek() != "{":
            return atom
        end = self.pattern.find("}", self.at)
        low, comma, high = self.pattern[self.at + 1 : end].partition(",")
        if end < 0 or not low.isdigit() or (comma and not high.isdigit()) or int(high or low) > _MOST_TIMES:
            raise _Endless
        self.at = end + 1
        self._not_doubled()
        found: list[str] = []
        repeated = [""]
        for count in range(int(high or low) + 1):
            if count >= int(low):
                found += repeated
            repeated = _product(repeated, atom)
        return _bounded(found)

    def _not_doubled(self) -> None:
        if self._peek() in ("?", "*", "+", "{"):
            raise _Endless

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]


def _product(before: Iterable[str], after: list[str]) -> list[str]:
    return _bounded([one + other for one in before for other in after])


def _bounded(texts: list[str]) -> list[str]:
    if len(texts) > MOST:
        raise _Endless
    return texts
