"""All that is private in the words of a call, as places; and the words with those places masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from qa.masking.addresses import addresses
from qa.masking.names import names
from qa.masking.numbers import numbers
from qa.masking.online import online
from qa.masking.papers import papers
from qa.masking.script import simplified
from qa.model.masking import Place, Private

WORDS: dict[str, dict[Private, str]] = {
    "zh": {
        Private.PHONE: "电话",
        Private.ID_CARD: "证件号",
        Private.BANK_CARD: "卡号",
        Private.CODE: "密码",
        Private.ACCOUNT: "账号",
        Private.CONTACT: "联系方式",
        Private.EMAIL: "邮箱",
        Private.ADDRESS: "地址",
        Private.NAME: "姓名",
        Private.STAFF: "工号",
        Private.NUMBER: "号码",
        Private.OTHER: "已遮盖",
    },
    "en": {kind: kind.value.replace("_", " ") for kind in Private} | {Private.OTHER: "masked"},
}
"""What stands in the place of masked words."""
OPEN, CLOSE = "〔", "〕"
_MASKED = re.compile(f"{OPEN}[^{CLOSE}]{{1,20}}{CLOSE}")
_HOLE = "\ufffc"


def find(lines: Sequence[tuple[str, str]], known: Iterable[tuple[Private, str]] = ()) -> tuple[Place, ...]:
    """Places of (speaker, words) lines that hold something private: in order, none overlapping another.

    ``known``: what the house knows of the call (the agent's name, the customer's number), found as it is written. What is masked already
    is never found again.
    """
    bare = [(speaker, _MASKED.sub(lambda hidden: _HOLE * len(hidden.group()), text)) for speaker, text in lines]
    plain = [(speaker, simplified(text)) for speaker, text in bare]
    named = list(names(plain))
    found = [*numbers(plain), *named, *_again(plain, named), *addresses(plain), *online(plain), *papers(plain), *_known(bare, known)]
    return tuple(_apart(place for place in found if _HOLE not in bare[place.line][1][place.start : place.end]))


def masked(text: str, places: Iterable[Place], language: str) -> str:
    """``text`` with each place (of this line, none overlapping) replaced by what it held: ``〔电话〕``."""
    words = WORDS["zh" if language == "zh" else "en"]
    parts, at = [], 0
    for place in sorted(places):
        parts += [text[at : place.start], OPEN, words[place.kind], CLOSE]
        at = place.end
    return "".join([*parts, text[at:]])


def masked_lines(lines: Sequence[tuple[str, str]], language: str) -> list[str]:
    """The words of each line, masked."""
    by_line: dict[int, list[Place]] = {}
    for place in find(lines):
        by_line.setdefault(place.line, []).append(place)
    return [masked(text, by_line.get(number, ()), language) for number, (_, text) in enumerate(lines)]


def _again(lines: Sequence[tuple[str, str]], named: Sequence[Place]) -> Iterator[Place]:
    """The names found somewhere, wherever else they are said; of a name in English each of its words."""
    said = {lines[place.line][1][place.start : place.end] for place in named}
    chinese = {name for name in said if len(name) > 1 and not name.isascii()}
    latin = {word for name in said if name.isascii() for word in re.findall(r"[A-Z][a-z'’-]{2,}", name)}
    alternatives = [re.escape(name) for name in sorted(chinese, key=len, reverse=True)]
    alternatives += [rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" for word in sorted(latin)]
    if not alternatives:
        return
    pattern = re.compile("|".join(alternatives))
    for number, (_, text) in enumerate(lines):
        for match in pattern.finditer(text):
            yield Place(number, match.start(), match.end(), Private.NAME)


def _known(lines: Sequence[tuple[str, str]], known: Iterable[tuple[Private, str]]) -> Iterator[Place]:
    for kind, words in known:
        if len(words.strip()) < 2:
            continue
        pattern = re.compile(re.escape(words.strip()), re.IGNORECASE)
        for number, (_, text) in enumerate(lines):
            for match in pattern.finditer(text):
                yield Place(number, match.start(), match.end(), kind)


def _apart(places: Iterable[Place]) -> Iterator[Place]:
    """Places in order; those that overlap become one, named after the longest."""
    held: Place | None = None
    longest = 0
    for place in sorted(places):
        if place.start >= place.end:
            continue
        if held is not None and held.line == place.line and place.start < held.end:
            size = place.end - place.start
            staff = Private.STAFF in (held.kind, place.kind)
            kind = Private.STAFF if staff else place.kind if size > longest else held.kind
            longest = max(longest, size)
            held = Place(held.line, held.start, max(held.end, place.end), kind)
            continue
        if held is not None:
            yield held
        held, longest = place, place.end - place.start
    if held is not None:
        yield held
