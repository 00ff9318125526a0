"""Who speaks, by the labels that tools and people write before words: roles and voices, in and out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from qa import locales
from qa.model.call import Speaker, Utterance

_AGENT = r"客服(?:代表|人员|人員|专员|專員|坐席|座席)?|[坐座]席|话务员|話務員|接线员|接線員|agent|representative|rep|csr|operator|advisor"
_CUSTOMER = r"客户|客戶|用户|用戶|顾客|顧客|来电人|來電人|来电者|來電者|机主|機主|customer|caller|client"
_NUMBERED = r"(?:说话人|說話人|发言人|發言人|讲话人|講話人|speaker|spk|channel)[\s_]*(?:\d{1,3}|[a-z])"
_NOBODY = r"说话人|說話人|发言人|發言人|speaker|unknown|未知"
_ROLE = rf"(?:{_AGENT}|{_CUSTOMER})"
_LABEL = rf"{_ROLE}(?:[\s#_]*\d{{1,8}})?|{_NUMBERED}|{_NOBODY}"
_PREFIX = re.compile(rf"\s*(?:[-–—>]+\s*)?(?:[\[(（【]\s*({_LABEL})\s*[\])）】]\s*[:：]?|({_LABEL})\s*[:：])\s*", re.IGNORECASE)
_WHOLE = re.compile(rf"\s*({_LABEL})\s*", re.IGNORECASE)
_AGENT_LABEL = re.compile(_AGENT, re.IGNORECASE)
_CUSTOMER_LABEL = re.compile(_CUSTOMER, re.IGNORECASE)
_NO_VOICE = re.compile(rf"\s*(?:{_ROLE}|{_NOBODY})?\s*", re.IGNORECASE)
_NAMED = re.compile(r"\s*([^\s:：\[\](){}<>\"“”,，。.!?！？/\\][^:：\[\](){}<>\"“”,，。!?！？/\\\n]{0,23}?)\s*[:：]\s*(\S.*)")
_SENTENCE = re.compile(r"\S\s+\S|[\u4e00-\u9fff]{3}|[.?!。？！,，]")
MOST_NAMES = 8
"""More names than that before a colon, and the text is a letter or a list, not a talk."""
LONGEST_VOICE = 60


def role(label: str) -> Speaker:
    """Who a label names: 坐席 and "Agent 2" the agent, 客户 and "Caller" the customer, anything else nobody known."""
    found = _WHOLE.fullmatch(label)
    if found and _AGENT_LABEL.match(found.group(1)):
        return Speaker.AGENT
    return Speaker.CUSTOMER if found and _CUSTOMER_LABEL.match(found.group(1)) else Speaker.UNKNOWN


def voice(label: Any) -> str:
    """The name of a voice out of a tool's label, text or number; "" where it names nobody in particular but a role."""
    if isinstance(label, bool) or not isinstance(label, str | int):
        return ""
    name = " ".join(str(label)[:LONGEST_VOICE].split())
    return "" if _NO_VOICE.fullmatch(name) else name


def parted(text: str) -> tuple[str, str]:
    """The known label before a line ("" where there is none), and the line without it."""
    found = _PREFIX.match(text)
    return (found.group(1) or found.group(2), text[found.end() :]) if found else ("", text)


def named(text: str) -> tuple[str, str]:
    """What may be a name before a line's colon ("" where nothing may), and the line without it."""
    found = _NAMED.fullmatch(text)
    return (found.group(1), found.group(2)) if found else ("", text)


def names_in(lines: Iterable[str]) -> frozenset[str]:
    """The names, in small letters, that speak in ``lines``, going by the whole: nobody knows all names that people have.

    Few names, together before most lines, not each once, and what follows is speech rather than values.
    """
    found = Counter[str]()
    everything = speech = 0
    for line in lines:
        if not line.strip():
            continue
        everything += 1
        name, rest = named(line)
        if name and not name.isdigit():
            found[name.casefold()] += 1
            speech += _SENTENCE.search(rest) is not None
    said = found.total()
    talk = said >= 3 and 2 <= len(found) <= MOST_NAMES and said > len(found) and 3 * said >= 2 * everything and 2 * speech >= said
    return frozenset(found) if talk else frozenset()


def before(said: Utterance, language: str) -> str:
    """What stands before the words of a line, to be read again: "Agent: ", "客服：", the name of a voice; "" for nobody known."""
    name = who(said, language)
    return name and f"{name}{'：' if language == 'zh' else ': '}"


def who(said: Utterance, language: str, *, always: bool = False) -> str:
    """The speaker of an utterance for a reader: the role, else the voice; ``always``: a word for nobody known too, else ""."""
    language = "zh" if language == "zh" else "en"
    if said.speaker is not Speaker.UNKNOWN:
        return locales.text(language, f"speech.document.{said.speaker}")
    nobody = locales.text(language, "speech.document.unknown")
    name = re.sub(r"[:：<>&\x00-\x1f]+", " ", said.voice).strip()
    if not name:
        return nobody if always else ""
    return f"{nobody} {name}" if len(name) <= 3 and name.isalnum() else name
