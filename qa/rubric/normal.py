"""One written form for what may be written in many ways, with the way back to every original character.

Half and full width, case, traditional characters, spaces, commas and hesitations differ from writer to writer and from one speech engine to
the next; none of them changes what was said. Sentence ends stay, as ``。``, ``?``, ``!`` or ``;``: a phrase does not run over them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial

import opencc

HESITATIONS_ZH = frozenset("呃嗯")
HESITATIONS_EN = frozenset({"um", "umm", "uh", "uhh", "er", "erm", "hmm"})
SENTENCE_ENDS = frozenset("。?!;")

Places = tuple[tuple[int, ...], tuple[int, ...]]
"""Where each character of a normal form begins and ends in what was written."""

_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
HAN = "".join(f"{chr(low)}-{chr(high)}" for low, high in _HAN)
"""Chinese characters, for a class of a pattern."""

_ENDS = dict.fromkeys("。｡.．", "。")
_SILENT = frozenset('"“”„«»「」『』《》〈〉【】〔〕*_`´~·•')
_PAUSES = frozenset(",、:-‐‑‒–—―…/|")
_APOSTROPHES = frozenset("'‘’ʼ＇")


@dataclass(frozen=True)
class Normal:
    """``text`` is the normal form; its character ``i`` was written as the original characters ``starts[i]`` to ``ends[i]`` (excluded).

    ``simple``: each of its characters was one original character, none shared.
    """

    text: str
    simple: bool
    _places: Callable[[], Places] = field(compare=False, repr=False)

    @cached_property
    def _way_back(self) -> Places:
        # Most utterances hold nothing that is shown: nobody asks for their places.
        return self._places()

    @property
    def starts(self) -> tuple[int, ...]:
        return self._way_back[0]

    @property
    def ends(self) -> tuple[int, ...]:
        return self._way_back[1]

    def whole(self, start: int, end: int) -> bool:
        """Whether no edge of ``start`` to ``end`` (excluded, not empty) cuts an original character in two."""
        return self.simple or self.original(start, end) is not None

    def original(self, start: int, end: int) -> tuple[int, int] | None:
        """The original characters behind ``start`` to ``end`` (excluded, not empty); None where an edge would cut one of them in two."""
        starts, ends = self._way_back
        if start and starts[start - 1] == starts[start]:
            return None
        if end < len(self.text) and starts[end] == starts[end - 1]:
            return None
        return starts[start], ends[end - 1]

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around character ``at`` begins and ends (its end mark excluded)."""
        ends = self._sentence_ends
        next_ = bisect_left(ends, at)
        return ends[next_ - 1] + 1 if next_ else 0, ends[next_] if next_ < len(ends) else len(self.text)

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [end.start() for end in _SENTENCE_END.finditer(self.text)]


@lru_cache(maxsize=8192)
def normalise(text: str) -> Normal:
    """The normal form of ``text``. Pure; the same text always has the same form."""
    return normalised((text,))[0]


def normalised(texts: Sequence[str]) -> tuple[Normal, ...]:
    """The normal forms of many texts, worked out together: a line each, as no normal form holds the end of one."""
    folded = [text.translate(_SINGLE) for text in texts]
    whole = "\n".join(("", *folded, ""))
    kept = whole.replace(_NOTHING, "")
    lines = _NO_SPACE.sub("", _SPACES.sub(" ", kept)).split("\n")[1:-1]
    # Where a character does not stand for itself, one other or none, it takes care.
    careful = {number for number, text in enumerate(texts) if len(text) != len(folded[number])}
    careful.update(_lines_with(_NOT_PLAIN, whole))
    careful.update(_lines_with(_HESITATION, kept))
    return tuple(
        _carefully(texts[number]) if number in careful else Normal(line, True, partial(_plain_places, line, folded[number]))
        for number, line in enumerate(lines)
    )


def _lines_with(pattern: re.Pattern[str], whole: str) -> Iterator[int]:
    """In which lines of a text, itself begun by the end of one, a pattern finds anything; each line is looked at up to there."""
    at, number = 0, -1
    while match := pattern.search(whole, at):
        number += whole.count("\n", at, match.start())
        yield number
        at = whole.index("\n", match.start())


def _plain_places(kept: str, folded: str) -> Places:
    # What was dropped are spaces and nothings: the next of a character that was kept is that character.
    at = 0
    ends = tuple([at := folded.index(char, at) + 1 for char in kept])
    return tuple([end - 1 for end in ends]), ends


def _carefully(text: str) -> Normal:
    parts = _drop_hesitations(_keep_apostrophes(_folded(text)))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    pending: tuple[int, int] | None = None
    for char, start, end in parts:
        if char == " ":
            pending = pending or (start, end)
            continue
        if pending and chars and _spaced(chars[-1]) and _spaced(char):
            chars.append(" ")
            starts.append(pending[0])
            ends.append(pending[1])
        pending = None
        chars.append(char)
        starts.append(start)
        ends.append(end)
    return Normal("".join(chars), False, lambda: (tuple(starts), tuple(ends)))


@lru_cache(maxsize=65536)
def is_han(char: str) -> bool:
    """Whether a character is written without spaces around it: a Chinese character."""
    point = ord(char)
    return point >= 0x3400 and any(low <= point <= high for low, high in _HAN)


@cache
def in_word(char: str) -> bool:
    """Whether a character is part of a word that is set off by spaces: a Latin letter, a digit, an apostrophe."""
    return char == "'" or (char.isalnum() and not is_han(char))


def simplified(text: str) -> str:
    """Each traditional character as its simplified one; the length stays."""
    return text.translate(simplified_points())


@cache
def simplified_points() -> dict[int, int]:
    """Of each traditional character the simplified one."""
    points = [point for low, high in _HAN[:2] for point in range(low, high + 1)]
    written = "\n".join(map(chr, points))
    converted = opencc.OpenCC("t2s").convert(written).split("\n")
    return {point: ord(to) for point, to in zip(points, converted, strict=True) if len(to) == 1 and ord(to) != point}


Part = tuple[str, int, int]


def _folded(text: str) -> list[Part]:
    parts: list[Part] = []
    length = len(text)
    at = 0
    while at < length:
        char = text[at]
        end = at + 1
        while end < length and text[end] > "\u02ff" and unicodedata.combining(text[end]):
            end += 1
        if char in ",." and _inside_number(text, at):
            parts += [(char, at, end)] if char == "." else []
        elif char == "." and (text[at - 1 : at] == "." or text[end : end + 1] == "."):
            parts.append((" ", at, end))
        else:
            parts += [(to, at, end) for to in _fold(text[at:end])]
        at = end
    return parts


def _inside_number(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


@lru_cache(maxsize=65536)
def _fold(written: str) -> str:
    """One written character (with its accents) as none, one or several characters of the normal form."""
    if written in _ENDS:
        return _ENDS[written]
    if written in _APOSTROPHES:
        return "'"
    if written in _PAUSES:
        return " "
    if written in _SILENT or written in HESITATIONS_ZH or unicodedata.category(written[0]) == "Cf":
        return ""
    folded = unicodedata.normalize("NFKC", written).casefold().translate(simplified_points())
    return "".join(_plain(char) for char in folded)


def _plain(char: str) -> str:
    if char.isspace() or char in _PAUSES or unicodedata.category(char) == "Cc":
        return " "
    if char in _APOSTROPHES:
        return "'"
    return "" if char in _SILENT or unicodedata.category(char) == "Cf" else char


def _keep_apostrophes(parts: list[Part]) -> list[Part]:
    """An apostrophe inside a word is a letter; anywhere else it is a quotation mark and says nothing."""
    if not any(char == "'" for char, _, _ in parts):
        return parts
    last = len(parts) - 1
    return [
        part for i, part in enumerate(parts) if part[0] != "'" or (0 < i < last and _letter(parts[i - 1][0]) and _letter(parts[i + 1][0]))
    ]


def _letter(char: str) -> bool:
    return char != "'" and in_word(char)


_MAYBE_HESITATION = re.compile("|".join(sorted(HESITATIONS_EN)))


def _drop_hesitations(parts: list[Part]) -> list[Part]:
    text = "".join(char for char, _, _ in parts)
    if not _MAYBE_HESITATION.search(text):
        return parts
    kept = list(parts)
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and in_word(text[end]):
            end += 1
        if text[at:end] in HESITATIONS_EN:
            kept[at:end] = [(" ", start, stop) for _, start, stop in parts[at:end]]
        at = end + 1
    return kept


def _spaced(char: str) -> bool:
    return not is_han(char) and char not in SENTENCE_ENDS


class _Single(dict[int, str]):
    """What each character alone becomes: itself, another, a space, or ``_NOTHING``; more than one mark says that it takes care."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        folded = "\ufffd\ufffd" if unicodedata.combining(char) else _fold(char) or _NOTHING
        self[point] = folded
        return folded


_NOTHING = "\x00"
_SINGLE = _Single()
_NOT_PLAIN = re.compile(r"[\d'。](?:(?<=')(?:(?![a-z0-9])|(?<![a-z0-9]'))|(?<=\d)[ 。](?=\d)|(?<=。)[。\x00])")
"""A point or comma in a number, several points, an apostrophe that may be a quotation mark: read with care."""
_HESITATION = re.compile(
    rf"[{''.join(sorted({word[0] for word in HESITATIONS_EN}))}](?<![a-z0-9'].)"
    rf"(?:{'|'.join(f'(?<={word[0]}){word[1:]}' for word in sorted(HESITATIONS_EN))})(?![a-z0-9'])"
)
# Each begins with the characters that it may begin with: so the search goes from one of these to the next.
_TIGHT = HAN + "".join(SENTENCE_ENDS) + "\n"
_SPACES = re.compile(" {2,}")
_NO_SPACE = re.compile(rf" (?:(?=[{_TIGHT}])|(?<=[{_TIGHT}] ))")
_SENTENCE_END = re.compile(f"[{''.join(SENTENCE_ENDS)}]")
