"""Runs of digits in what was said: written, or spoken as words one by one (幺三八, "one three eight double five")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.masking.cues import measured

HAN = dict(zip("零〇○洞一幺二两三四五六七拐八九勾", "000011223456778 99".replace(" ", ""), strict=True))
UNITS = dict(zip(str.split("zero one two three four five six seven eight nine"), "0123456789", strict=True)) | {
    "oh": "0",
    "o": "0",
    "nought": "0",
    "naught": "0",
}
TEENS = dict(zip(str.split("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"), range(10, 20), strict=True))
TENS = dict(zip(str.split("twenty thirty forty fifty sixty seventy eighty ninety"), range(2, 10), strict=True))
TIMES = {"double": 2, "triple": 3, "treble": 3, "两": 2, "双": 2, "二": 2, "三": 3, "四": 4, "2": 2, "3": 3, "4": 4}
FILLER = r"嗯+|啊+|呃+|哦+|额+|然后是?|再来?是?|接着是?|后面是?|中间是?|杠|横杠|空格|减号|um+|uh+|er+|and\s+then|then|dash|hyphen|space"

_one = "|".join(sorted(UNITS, key=len, reverse=True))
_TOKEN = re.compile(
    rf"""
    (?P<arabic>[0-9０-９]+)
  | (?P<many>(?:[两二三四234]个|双)[零〇○洞一幺二两三四五六七拐八九勾0-9](?![0-9]))
  | (?P<han>[零〇○洞一幺二两三四五六七拐八九勾](?!位(?!置)))
  | (?<![A-Za-z'])(?:
        (?P<times>(?:double|triple|treble)[ -]+(?:{_one}|[0-9]))
      | (?P<tens>{"|".join(TENS)})(?:[ -]+(?P<ones>one|two|three|four|five|six|seven|eight|nine)(?![A-Za-z]))?
      | (?P<teens>{"|".join(TEENS)})
      | (?P<unit>{_one})
      | (?P<hundred>hundred)
    )(?![A-Za-z'])
  | (?P<weak>[腰妖邀夭])
  | (?P<check>[xXＸ](?![A-Za-z])|艾克斯|叉)
  | (?P<sep>[\s\-－‐–—.．·,，、。…~～()（）]{{1,6}})
  | (?P<filler>(?:{FILLER})(?![A-Za-z]))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LIST = frozenset("、,，。.．…")
_WIDE = {ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９", "0123456789", strict=True)}


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits as they stand at ``start`` to ``end`` of a line; ``spoken`` where they are words."""

    digits: str
    start: int
    end: int
    spoken: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Digits said in one go. ``checked``: a closing X, as on identity cards, belongs to it."""

    line: int
    pieces: tuple[Piece, ...]
    end: int
    checked: bool = False

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def digits(self) -> str:
        return "".join(piece.digits for piece in self.pieces) + ("X" if self.checked else "")

    @property
    def spoken(self) -> bool:
        return any(piece.spoken for piece in self.pieces)


def runs(text: str, line: int = 0) -> Iterator[Run]:
    """All runs of digits of a line, in order; single digits too."""
    held: list[Piece] = []
    between = ""
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() != at:
            yield from _closed(held, line)
            held, between = [], ""
        at = token.end()
        kind = token.lastgroup if token.lastgroup != "ones" else "tens"
        if kind in ("sep", "filler"):
            between += token.group() if held else ""
            continue
        if kind == "check":
            if held and not between.strip(" -") and sum(len(piece.digits) for piece in held) == 17:
                yield Run(line, tuple(held), token.end(), True)
            else:
                yield from _closed(held, line)
            held, between = [], ""
            continue
        if kind == "weak" and not (held and held[-1].spoken and not between) and not _followed(text, token.end()):
            yield from _closed(held, line)
            held, between = [], ""
            continue
        if kind == "hundred" and not (held and held[-1].spoken and len(held[-1].digits) == 1):
            yield from _closed(held, line)
            held, between = [], ""
            continue
        piece = Piece(_digits(token), token.start(), token.end(), kind != "arabic")
        if held and not _goes_on(held, between, piece, text):
            yield from _closed(held, line)
            held = []
        held.append(piece)
        between = ""
    yield from _closed(held, line)


def _followed(text: str, at: int) -> bool:
    """Whether at least two spoken digits follow: only then 腰 or 妖 is what was heard for 幺."""
    return len(text) > at + 1 and text[at] in HAN and text[at + 1] in HAN


def _goes_on(held: list[Piece], between: str, piece: Piece, text: str) -> bool:
    """Whether digits continue a number across what stands between: a list of small numbers is no number."""
    if between and piece.spoken and not held[-1].spoken and measured(text, piece.start, piece.end):
        return False  # 138…，一天打了七八个; card 9016 three times
    if not _LIST.intersection(between):
        # "3 5" may be two prices; a written group of one or two digits goes on only after another such, or after words
        return True
    if piece.spoken or held[-1].spoken:
        return True
    return (len(piece.digits) >= 3 and len(held[-1].digits) >= 3) or all(len(one.digits) == 1 for one in (*held, piece))


def _closed(held: list[Piece], line: int) -> Iterator[Run]:
    if held:
        yield Run(line, tuple(held), held[-1].end)


def _digits(token: re.Match[str]) -> str:
    said = token.group().lower()
    if token["arabic"]:
        return said.translate(_WIDE)
    if token["many"]:
        return _one_digit(said[-1]) * TIMES[said[0]]
    if token["han"]:
        return HAN[said]
    if token["weak"]:
        return "1"
    if token["hundred"]:
        return "00"
    if token["times"]:
        word, digit = re.split(r"[ -]+", said, maxsplit=1)
        return _one_digit(digit) * TIMES[word]
    if token["tens"]:
        return f"{TENS[token['tens'].lower()]}{UNITS[token['ones'].lower()] if token['ones'] else '0'}"
    return str(TEENS[said]) if said in TEENS else UNITS[said]


def _one_digit(said: str) -> str:
    return HAN.get(said) or UNITS.get(said) or said.translate(_WIDE)
