"""What must stand in a text for a pattern to find anything there: words by which most patterns are passed over without being asked.

Reads what people write in patterns of RE2's language: choices, classes, gaps, repetitions. Anything else (flags, named classes) is left
to RE2's own filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, prod

from qa.rubric.normal import is_han

LONGEST = 400
"""Characters of a text for which ``ways`` are counted."""
MOST = 256
"""Texts that are kept in sight of one piece of a pattern."""
_MOST_TIMES = 4

_COMMON = frozenset("的了是我你您不一有在这个那就都也还要会能说好没什么到给")
_CLASSES = {"d": "0123456789"}
_OPEN_CLASSES = frozenset("wsDWS")
_EDGES = frozenset("bB")
_NOTHING = frozenset({""})

Texts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Sketch:
    """``needed``: one of these texts stands in whatever the pattern finds, in lower case.

    ``ways``: how many ways there are at most to go through it from one place of a text of no more than LONGEST characters: what a search
    that tries one after the other may cost.
    """

    needed: Texts
    ways: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a pattern: whatever it finds begins with one of ``begins``, ends with one of ``ends`` and holds one of ``needed``.

    ``exact``: it finds nothing else than ``begins``, which are ``ends`` too. ``single``: it is one character.
    """

    begins: Texts
    ends: Texts
    needed: Texts | None
    ways: float
    exact: bool = False
    single: bool = False


_DEEPEST = 50
"""Brackets within brackets."""


class _Unread(Exception):
    """The pattern holds something that is not read here."""


def sketch(pattern: str) -> Sketch | None:
    """What a valid pattern needs; None where nothing can be told.

    >>> sorted(sketch("(账单|话费).{0,6}(不对|有问题)").needed)
    ['话费', '账单']
    """
    reader = _Reader(pattern)
    try:
        piece = reader.choices()
        if reader.at < len(pattern):
            return None
    except _Unread:
        return None
    if piece.needed is None:
        return None
    # A text that begins with another adds nothing: where it stands, the other stands too.
    short = (text for text in piece.needed if not any(text[:length] in piece.needed for length in range(1, len(text))))
    return Sketch(frozenset(short), piece.ways)


def _exactly(texts: Iterable[str], ways: float = 1, single: bool = False) -> _Piece:
    found = frozenset(texts)
    if len(found) > MOST:
        return _unknown(ways)
    return _Piece(found, found, None if "" in found else found, ways, exact=True, single=single)


def _unknown(ways: float, single: bool = False) -> _Piece:
    return _Piece(_NOTHING, _NOTHING, None, ways, single=single)


def _then(one: _Piece, other: _Piece) -> _Piece:
    ways = one.ways * other.ways
    joint = _product(one.ends, other.begins)
    if one.exact and other.exact and joint is not None:
        return _exactly(joint, ways)
    begins = (_product(one.begins, other.begins) if one.exact else None) or one.begins
    ends = (_product(one.ends, other.ends) if other.exact else None) or other.ends
    return _Piece(begins, ends, _rarest(one.needed, other.needed, joint), ways)


def _either(pieces: Sequence[_Piece]) -> _Piece:
    if len(pieces) == 1:
        return pieces[0]
    if all(piece.exact for piece in pieces):
        return _exactly(frozenset().union(*(piece.begins for piece in pieces)), _ways_of_one(pieces))
    needed: Texts | None = frozenset()
    for piece in pieces:
        needed = None if needed is None or piece.needed is None else needed | piece.needed
    begins, ends = (frozenset().union(*sets) for sets in ((p.begins for p in pieces), (p.ends for p in pieces)))
    return _Piece(_bounded(begins), _bounded(ends), needed, sum(piece.ways for piece in pieces))


def _ways_of_one(pieces: Sequence[_Piece]) -> float:
    """Of several choices of texts those alone can hold at one place of which one begins with the other."""
    ways: dict[str, float] = {}
    for piece in pieces:
        for text in piece.begins:
            ways[text] = ways.get(text, 0) + piece.ways
    return max(sum(ways.get(text[:length], 0) for length in range(len(text) + 1)) for text in ways)


def _times(piece: _Piece, low: int, high: int | None) -> _Piece:
    if piece.single:
        ways: float = (LONGEST if high is None else high) - low + 1
    elif high is None:
        ways = LONGEST + 1 if _read_in_one_way(piece) else inf
    else:
        ways = sum(piece.ways**count for count in range(low, high + 1))
    if piece.exact and high is not None and high <= _MOST_TIMES:
        powers = [_exactly([""])]
        for _ in range(high):
            powers.append(_then(powers[-1], piece))
        if all(power.exact for power in powers):
            return _exactly(frozenset().union(*(power.begins for power in powers[low:])), ways)
    return _unknown(ways) if low == 0 else _Piece(piece.begins, piece.ends, piece.needed, ways)


def _read_in_one_way(piece: _Piece) -> bool:
    """Whether whatever a repetition of a piece finds is made of its texts in one way only (Sardinas and Patterson, 1953).

    Then there is one way to each place of a text that it goes through.
    """
    texts = piece.begins
    if not piece.exact or "" in texts or piece.ways > _ways_of_one([_exactly([text]) for text in texts]):
        return False
    seen: set[str] = set()
    left = {longer[len(text) :] for text in texts for longer in texts if text != longer and longer.startswith(text)}
    while left:
        if "" in left:
            return False
        seen |= left
        left = _remainders(left, texts) - seen
    return True


def _remainders(left: Iterable[str], texts: Texts) -> set[str]:
    pairs = [(one, text) for one in left for text in texts]
    after = {text[len(one) :] for one, text in pairs if text.startswith(one)}
    return after | {one[len(text) :] for one, text in pairs if one.startswith(text)}


def _product(ends: Texts, begins: Texts) -> Texts | None:
    return frozenset(end + begin for end in ends for begin in begins) if len(ends) * len(begins) <= MOST else None


def _bounded(texts: Texts) -> Texts:
    return texts if len(texts) <= MOST else _NOTHING


def _rarest(*choices: Texts | None) -> Texts | None:
    known = [texts for texts in choices if texts is not None and "" not in texts]
    return min(known, key=_frequency, default=None)


def _frequency(texts: Texts) -> float:
    """About how often one of some texts is met, from how common characters are."""
    return sum(prod(map(_rate, text)) for text in texts)


@cache
def _rate(char: str) -> float:
    return 0.08 if char in _COMMON else 0.01 if is_han(char) else 0.02 if char.isdigit() else 0.15


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at, self.depth = pattern, 0, 0

    def choices(self) -> _Piece:
        """Alternatives, up to a closing bracket or the end."""
        found = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            found.append(self._sequence())
        return _either(found)

    def _sequence(self) -> _Piece:
        found = _exactly([""])
        while (char := self._peek()) not in ("", "|", ")"):
            self.at += 1
            found = _then(found, self._repeated(self._atom(char)))
        return found

    def _atom(self, char: str) -> _Piece:
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escaped()
        if char in "^$":
            return _exactly([""])
        if char == ".":
            return _unknown(1, single=True)
        if char in "*+?{}])":
            raise _Unread
        return _exactly([_lower(char)], single=True)

    def _group(self) -> _Piece:
        if self._peek() == "?":
            if not self.pattern.startswith("?:", self.at):
                raise _Unread
            self.at += 2
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Unread
        inner = self.choices()
        self.depth -= 1
        if self._peek() != ")":
            raise _Unread
        self.at += 1
        return inner

    def _class(self) -> _Piece:
        end = self.pattern.find("]", self.at + 1)
        inside = self.pattern[self.at : end]
        if end < 0 or not set("[&~|").isdisjoint(inside):
            raise _Unread
        self.at = end + 1
        if inside.startswith("^") or "\\" in inside:
            if inside.endswith("\\"):
                raise _Unread
            return _unknown(1, single=True)
        found: set[str] = set()
        at = 0
        while at < len(inside):
            low = high = inside[at]
            at += 1
            if inside[at : at + 1] == "-" and at + 1 < len(inside):
                high = inside[at + 1]
                at += 2
            if ord(high) - ord(low) > MOST or low.isupper() != high.isupper():
                return _unknown(1, single=True)
            found.update(_lower(chr(point)) for point in range(ord(low), ord(high) + 1))
        return _exactly(found, single=True)

    def _escaped(self) -> _Piece:
        char = self._peek()
        self.at += 1
        if char in _CLASSES:
            return _exactly(_CLASSES[char], single=True)
        if char in _OPEN_CLASSES:
            return _unknown(1, single=True)
        if char in _EDGES:
            return _exactly([""])
        if not char or char.isalnum():
            raise _Unread
        return _exactly([char], single=True)

    def _repeated(self, piece: _Piece) -> _Piece:
        char = self._peek()
        if char not in ("?", "*", "+", "{"):
            return piece
        self.at += 1
        low, high = {"?": (0, 1), "*": (0, None), "+": (1, None)}[char] if char != "{" else self._counts()
        if self._peek() == "?":
            self.at += 1
        if self._peek() in ("?", "*", "+", "{"):
            raise _Unread
        return _times(piece, low, high)

    def _counts(self) -> tuple[int, int | None]:
        end = self.pattern.find("}", self.at)
        low, comma, high = self.pattern[self.at : end].partition(",")
        if end < 0 or not low.isdigit() or (high and not high.isdigit()):
            raise _Unread
        self.at = end + 1
        return int(low), int(high) if high else None if comma else int(low)

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]


def _lower(char: str) -> str:
    """A character as it stands in the normal form. Letters that fold to others in ways of their own are left to RE2."""
    lower = char.lower()
    if char == "\n" or (not char.isascii() and lower != char.upper()):
        raise _Unread
    return lower
