"""Which runs of digits are private, and what they are: by the words around them, by what was asked before, by check digits."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from qa.masking import checks
from qa.masking.cues import Cues, measured
from qa.masking.runs import Run, runs
from qa.model.masking import Place, Private

LONG = 7
"""So many digits in a row, said one by one, are held for somebody's number unless something says otherwise."""
SAID = 5
"""So many are enough where each is said as a word of its own: nobody says a price or a year of five figures like that."""
ASKED_LINES = 4
"""For so many lines a question for a number is open."""
APART = 2
"""So many lines of others may stand between two parts of a number."""
REPEATED_LINES, REPEATED = 8, 24
_HOTLINE = re.compile(
    r"1(?:00(?:00|01|10|11|15|16|19|39|50|60|68|80|85|86|99)|23(?:00|05|06|15|21|33|45|48|66|78|80|81|93)"
    r"|2[0-2]|1[0-9])|12110|1218[0-9]|12117"
    r"|12121|11183|11185|11[68]114|9[56]\d{3,4}|911|999|611"
)
_FREE = re.compile(r"1[- ]8(?:00|33|44|55|66|77|88)[- ][0-9]{3}[- ]?[0-9]{4}")
_FREE_START = re.compile(r"[48]00|0800|1800")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9]\d{9}")
_SMALL_TALK = re.compile(
    r"嗯|啊|哦|呃|额|好的?|对的?|是的?|您?(?:请)?记一下|我的|就是|没错|您?(?:再)?听|行|可以|稍等|然后|后面"
    r"|前面|中间|接着|还有|yes|yeah|yep|ok(?:ay)?|right|it'?s|it is|that'?s"
    r"|and then|and|then|so|sure|the|number|is|um+|uh+|got it|go on",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]", re.UNICODE)
_AT_LEAST = {
    Private.PHONE: 7,
    Private.ID_CARD: 6,
    Private.BANK_CARD: 6,
    Private.CODE: 4,
    Private.ACCOUNT: 5,
    Private.CONTACT: 5,
    Private.STAFF: 3,
}


@dataclass(slots=True)
class _Said:
    """A run with what stands around it. ``first``/``last``: nothing but small talk before, behind it in its line."""

    run: Run
    first: bool
    last: bool
    amount: bool
    kind: Private | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    said: list[_Said]
    cues: Cues
    fragment: bool
    short: bool


def numbers(lines: Sequence[tuple[str, str]]) -> list[Place]:
    """The private numbers of (speaker, words) lines, in order. Linear in the length of the whole."""
    english = _english(lines)
    looked = [_look(text, number) for number, (_, text) in enumerate(lines)]
    asked: tuple[Private, int] | None = None
    part: tuple[int, int] | None = None
    for number, (_, text) in enumerate(lines):
        line = looked[number]
        open_kind = asked[0] if asked and number - asked[1] <= ASKED_LINES else None
        for said in line.said:
            said.kind = _kind(said, line, text, open_kind if line.fragment else None, english)
            if said.kind is None and part and number - part[1] <= ASKED_LINES and len(said.run.digits) == part[0] and not said.amount:
                # as many figures as were asked for, whatever else is said with them
                said.kind, part = open_kind or Private.NUMBER, None
        last = max((one.run.end for one in line.said if len(one.run.digits) >= 3), default=-1)
        if (kind := line.cues.last_open(last)) is not None:
            asked = (kind, number)
        if figures := line.cues.part_asked(last):
            part = (figures, number)
    for line in looked:
        _corrected(line)
    _join(lines, looked, english)
    _repeat(looked)
    return [_whole(lines[one.run.line][1], one) for line in looked for one in line.said if one.kind]


def _whole(text: str, said: _Said) -> Place:
    """A number with what is said or written before its digits: plus, +, letters of an account."""
    before = _BEFORE.get(said.kind or Private.OTHER)
    lead = before.search(text, max(0, said.run.start - 8), said.run.start) if before else None
    return Place(said.run.line, lead.start() if lead else said.run.start, said.run.end, said.kind or Private.OTHER)


_PLUS = re.compile(r"(?:\+|\bplus )$", re.IGNORECASE)
_BEFORE = {
    Private.PHONE: _PLUS,
    Private.NUMBER: _PLUS,
    Private.ACCOUNT: re.compile(r"(?<![A-Za-z])(?:[A-Z]{1,4}[ -]?|[a-z]{2,4}-)$"),
}


def _english(lines: Sequence[tuple[str, str]]) -> bool:
    sample = "".join(text for _, text in lines)
    return sum(c.isascii() and c.isalpha() for c in sample) > 2 * sum("\u4e00" <= c <= "\u9fff" for c in sample)


def _look(text: str, number: int) -> _Line:
    found = list(runs(text, number))
    said = []
    bare: list[str] = []
    at = 0
    for run in found:
        bare.append(text[at : run.start])
        at = run.end
    bare.append(text[at:])
    left = [len(_LETTERS.findall(_SMALL_TALK.sub("", part))) for part in bare]
    for place, run in enumerate(found):
        amount = measured(text, run.start, run.end)
        said.append(_Said(run, place == 0 and left[0] == 0, place == len(found) - 1 and left[-1] == 0, amount))
    english = sum(c.isascii() for c in text) > len(text) / 2
    return _Line(said, Cues(text), bool(found) and sum(left) <= (10 if english else 4), sum(left) <= (24 if english else 10))


def _kind(said: _Said, line: _Line, text: str, asked: Private | None, english: bool) -> Private | None:
    run = said.run
    digits, size = run.digits, len(run.digits)
    if size < 3:
        return None
    if (
        _FREE.match(text, run.start)
        or text[max(0, run.start - 2) : run.start].lower().endswith("0x")
        or (digits[0] == "0" and text.startswith("x", run.start + 1))
    ):
        return None
    plain = _plain(digits, run.checked, english)
    if plain in (Private.ID_CARD, Private.PHONE) and size >= 10 and not (said.amount and size < 11):
        cue = line.cues.before(run.start)
        return cue.kind if cue and cue.kind in (Private.BANK_CARD, Private.ACCOUNT, Private.CONTACT) and plain != Private.ID_CARD else plain
    announced = line.cues.before(run.start)
    if announced and announced.kind is Private.STAFF and run.start - announced.end <= 4:
        return Private.STAFF
    near = announced is not None and run.start - announced.end <= 8 and size >= 4
    own = near and announced is not None and announced.kind not in (Private.PHONE, None)
    somebodys = announced is not None and size >= 10 and not _FREE_START.match(digits) and line.cues.somebodys(announced)
    own = own or somebodys
    if said.amount or (not own and (_HOTLINE.fullmatch(digits) or _public(digits, english))):
        return None
    if line.cues.tail(run.start, run.end):
        return (announced.kind if announced else None) or Private.NUMBER
    for cue in (line.cues.before(run.start), line.cues.after(run.end)):
        if cue is None:
            continue
        if cue.kind is None:
            break
        if size >= _AT_LEAST[cue.kind] and not (cue.kind is Private.PHONE and _date(digits, run, text)):
            return plain if plain and cue.kind is Private.PHONE and size >= 15 else cue.kind
        if cue.kind is Private.PHONE and size in (5, 6) and said.last and not english:
            return Private.PHONE  # the first part of a number that goes on
    if asked is not None and size >= min(_AT_LEAST[asked], 4 if asked is Private.CODE else 3):
        return asked
    if (size >= LONG or (size >= SAID and _one_by_one(run))) and not _date(digits, run, text):
        return plain or Private.NUMBER
    return None


def _one_by_one(run: Run) -> bool:
    return all(piece.spoken and len(piece.digits) == 1 for piece in run.pieces) and len(set(run.digits)) > 1


def _plain(digits: str, checked: bool, english: bool) -> Private | None:
    """What digits are by themselves."""
    if checked or checks.identity(digits):
        return Private.ID_CARD
    if _MOBILE.fullmatch(digits):
        return Private.PHONE
    if checks.card(digits):
        return Private.BANK_CARD
    if 10 <= len(digits) <= 13 and checks.telephone(digits, english) == "own":
        return Private.PHONE
    return None


def _public(digits: str, english: bool) -> bool:
    return 10 <= len(digits) <= 11 and (digits.startswith(("400", "800")) or checks.telephone(digits, english) == "public")


def _date(digits: str, run: Run, text: str) -> bool:
    """Whether eight digits are a day, such as 2024-05-12."""
    return not run.spoken and bool(_DATE.fullmatch(digits)) and (len(run.pieces) in (1, 3)) and "电话" not in text[: run.start][-12:]


def _corrected(line: _Line) -> None:
    """What was begun wrongly before a telephone number: 不是13812，是13821560394."""
    whole = [one.run.digits for one in line.said if one.kind is Private.PHONE and len(one.run.digits) >= LONG]
    for one in line.said:
        digits = one.run.digits
        begun = len(digits) >= 3 and any(digits[:2] == number[:2] for number in whole)
        if one.kind is None and begun and not one.amount and not _HOTLINE.fullmatch(digits):
            one.kind = Private.PHONE


def _join(lines: Sequence[tuple[str, str]], looked: Sequence[_Line], english: bool) -> None:
    """A number that one speaker says in parts, others only nodding or repeating in between: all of it, if together it is long."""
    chains: dict[str, list[_Said]] = {}
    since: dict[str, int] = {}
    for number, (speaker, _) in enumerate(lines):
        line = looked[number]
        for other in list(chains):
            if other != speaker and not (line.short or line.fragment):
                _settle(chains.pop(other), english)
        chain = chains.pop(speaker, [])
        if chain and not (line.said and line.said[0].first and not line.said[0].amount and number - since[speaker] <= APART + 1):
            if line.short and not line.said and number - since[speaker] <= APART:
                chains[speaker] = chain
                continue
            _settle(chain, english)
            chain = []
        if chain:
            chain.append(line.said[0])
        if line.said and line.said[-1].last and not line.said[-1].amount:
            last = line.said[-1]
            if not chain or chain[-1] is not last:
                _settle(chain, english)
                chain = [last]
            chains[speaker], since[speaker] = chain, number
        else:
            _settle(chain, english)
    for chain in chains.values():
        _settle(chain, english)


def _settle(chain: Sequence[_Said], english: bool) -> None:
    if len(chain) < 2:
        return
    known = next((one.kind for one in chain if one.kind), None)
    digits = "".join(one.run.digits for one in chain)
    if known or (len(digits) >= LONG and sum(len(one.run.digits) >= 2 for one in chain) >= 2 and not _public(digits, english)):
        kind = known or _plain(digits, chain[-1].run.checked, english) or Private.NUMBER
        for one in chain:
            one.kind = one.kind or kind


def _repeat(looked: Sequence[_Line]) -> None:
    """Parts of a private number that are said again nearby, before or after."""
    for order in (looked, list(reversed(looked))):
        recent: deque[tuple[int, str, Private]] = deque(maxlen=REPEATED)
        for line in order:
            for one in line.said:
                run = one.run
                while recent and abs(recent[0][0] - run.line) > REPEATED_LINES:
                    recent.popleft()
                if one.kind:
                    recent.append((run.line, run.digits, one.kind))
                elif len(run.digits) >= 3 and not one.amount and not _HOTLINE.fullmatch(run.digits):
                    one.kind = next((kind for _, digits, kind in recent if run.digits in digits), None)
