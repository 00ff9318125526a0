"""The phrases that a simple pattern stands for."""

from __future__ import annotations

_OPAQUE = frozenset("\\.*+{}^$")


def spellings(pattern: str, most: int = 500) -> tuple[str, ...] | None:
    """Every text that a pattern of alternatives, groups, ``?`` and ``[…]`` finds; None for any other pattern, and for more than ``most``.

    >>> spellings("(你|您)看着办(吧|)")
    ('你看着办吧', '你看着办', '您看着办吧', '您看着办')
    """
    if _OPAQUE & set(pattern):
        return None
    try:
        found, end = _choice(pattern, 0, most)
    except (_TooMany, IndexError, ValueError):
        return None
    return tuple(found) if end == len(pattern) else None


class _TooMany(Exception):
    pass


def _choice(pattern: str, at: int, most: int) -> tuple[list[str], int]:
    found: dict[str, None] = {}
    while True:
        branch, at = _branch(pattern, at, most)
        found |= dict.fromkeys(branch)
        if len(found) > most:
            raise _TooMany
        if at == len(pattern) or pattern[at] == ")":
            return list(found), at
        at += 1


def _branch(pattern: str, at: int, most: int) -> tuple[list[str], int]:
    found = [""]
    while at < len(pattern) and pattern[at] not in "|)":
        part, at = _part(pattern, at, most)
        if pattern[at : at + 1] == "?":
            part, at = [*part, ""], at + 1
        if len(found) * len(part) > most:
            raise _TooMany
        found = [before + after for before in found for after in part]
    return found, at


def _part(pattern: str, at: int, most: int) -> tuple[list[str], int]:
    if pattern[at] == "(":
        begin = at + (3 if pattern.startswith("(?:", at) else 1)
        found, at = _choice(pattern, begin, most)
        if pattern[at] != ")":
            raise ValueError
        return found, at + 1
    if pattern[at] == "[":
        end = pattern.index("]", at)
        chars = pattern[at + 1 : end]
        if not chars or "-" in chars or "[" in chars:
            raise ValueError
        return list(dict.fromkeys(chars)), end + 1
    if pattern[at] in "?]":
        raise ValueError
    return [pattern[at]], at + 1
