"""Numbers that hold letters, and words that are secrets: passports, references, extensions, expiry dates, answers to security questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.model.masking import Place, Private

_PAPERS = re.compile(
    r"(?<![A-Za-z0-9])(?:[STFGMstfgm][0-9]{7}[A-Za-z]|[A-Z][0-9]{8}|[A-Z]{1,2}[0-9]{7}[A-Z]?|(?:(?<=identity card )|(?<=identity"
    r" card, )|(?<=ID )|(?<=身份证)|(?<=身份证是))[A-Z][0-9]{6}|[A-Z][0-9]{3}\s?[0-9]{3}(?:\s?(?:\(|（"
    r"|bracket\s|括号)\s?[0-9A])[)）]?|[A-Z]{2}(?:\s?[0-9]{2}){3}\s?[A-D])(?![A-Za-z0-9])"
)
_SECRET = re.compile(
    r"\b(?:(?:memorable|security) (?:word|place|date)|security answer|passphrase|secret word|wi-?fi"
    r" password)(?:\s+\w+){0,4}?\s+is\s+(?P<word>\S{3,30})",
    re.IGNORECASE,
)
_COMPOSED = re.compile(
    r"(?:driv(?:er'?s?|ing) licen[cs]e|licen[cs]e|passport|\bID|identity card|身份证|护照|驾照|驾驶证|通行证|居留证|军官证)(?:"
    r",? number| no\.?|号码?)?(?:['’]s|\s+is|是|:|：|,|，|\s)*"
    r"(?P<code>(?=[A-Z0-9-]*[0-9](?:[A-Z-]*[0-9]){3})[A-Z0-9][A-Z0-9-]{5,20})(?![A-Za-z0-9])"
)
_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9])(?:(?!0x)[A-Z]{2,5}[0-9]{6,14}|(?=[0-9A-Z]*[A-Z])(?=(?:[A-Z]*[0-9]){8})[0-9A-Z]{10,22})(?![A-Za-z0-9])"
)
_EXTENSION = re.compile(
    r"(?:\bext(?:ension)?\.?(?: number)?(?: is)?|分机号?(?:是)?|(?<=[0-9])转)[\s,，]*(?P<inside>[0-9]{2,6})(?![0-9])", re.IGNORECASE
)
_EXPIRY = re.compile(
    r"(?:expir(?:es|y|ation)(?: date)?|valid (?:thru|until|to)|有效期)(?:\s*(?:is|on|in|到|是|至|,"
    r"|，))?\s*(?P<ends>[0-9]{1,2}\s?/\s?[0-9]{2,4}|[0-9]{4}|(?:(?:oh|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|twenty|thirty|[0-9]{2})[\s-]?){2,4})(?![0-9A-Za-z年月])",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?:[0-9][ -]?){13,19}|信用卡|credit card|debit card", re.IGNORECASE)
_MIXED = re.compile(
    r"(?:pass(?:word|code|phrase)|log-?in|wi-?fi key|密码"
    r"|口令)\D{0,24}?(?P<mixed>(?=[!-~]*[A-Za-z])(?=[!-~]*[0-9])[A-Za-z0-9][!-~]{4,30}(?<![,.;!?]))",
    re.IGNORECASE,
)
_TAIL_LETTER = re.compile(
    r"(?:尾号|后[四六]位|末[四六]位|last (?:four|six))(?:是|为|\s|is)*(?P<part>[0-9]{3,5}[A-Za-z])(?![A-Za-z0-9])", re.IGNORECASE
)


def papers(lines: Sequence[tuple[str, str]]) -> Iterator[Place]:
    """Numbers of passports and foreign identity papers, which hold letters; answers to security questions."""
    for number, (_, text) in enumerate(lines):
        for pattern, group, kind in (
            (_PAPERS, 0, Private.ID_CARD),
            (_TAIL_LETTER, "part", Private.ID_CARD),
            (_SECRET, "word", Private.CODE),
            (_COMPOSED, "code", Private.ID_CARD),
            (_REFERENCE, 0, Private.ACCOUNT),
            (_EXTENSION, "inside", Private.PHONE),
            (_MIXED, "mixed", Private.CODE),
        ):
            for match in pattern.finditer(text):
                yield Place(number, match.start(group), match.end(group), kind)
        for match in _EXPIRY.finditer(text) if _CARD.search(text) else ():
            yield Place(number, match.start("ends"), match.end("ends"), Private.BANK_CARD)
