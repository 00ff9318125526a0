"""Plain text as people type it: "speaker: words", a line a turn, perhaps with its time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.errors import UnreadableTranscript
from qa.model.call import Speaker, Utterance
from qa.speech.formats.labels import MOST_NAMES, parted, role
from qa.speech.formats.reading import Format, Read, finish

_TIME = r"(?:(?P<h>\d{1,2})[:：])?(?P<m>\d{1,3})[:：](?P<s>\d{2}(?:[.,]\d{1,3})?)"
_LINE = re.compile(
    rf"\s*(?:[\[(（【]?{_TIME}[\])）】]?\s*(?:[-–—~至]\s*[\d:：.,]+\s*)?)?"
    r"(?P<who>[^\s:：\[\](){}<>\"“”,，。.!?！？][^:：\[\](){}<>\"“”,，。.!?！？\n]{0,23})\s*[:：]\s*(?P<text>\S.*)"
)
# As our own text has it where nobody knows who speaks.
_STAMPED = re.compile(r"\s*\[(?P<h>\d{2,}):(?P<m>\d{2}):(?P<s>\d{2})\]\s*(?P<text>\S.*)")
LOOKED_AT = 400


def fits(text: str) -> bool:
    """Whether most lines are somebody's words, and few people speak, more than once; or each line has its time."""
    lines = _first(text)
    return _named(lines) or (bool(lines) and all(_STAMPED.fullmatch(line) for line in lines))


def _first(text: str) -> list[str]:
    return [line for line in text.split("\n", LOOKED_AT)[:LOOKED_AT] if line.strip()]


def _named(lines: list[str]) -> bool:
    found = [match for line in lines if (match := _LINE.fullmatch(line))]
    names = [match["who"].strip().casefold() for match in found]
    known = any(role(name) is not Speaker.UNKNOWN for name in names)
    several = 2 <= len(set(names)) <= MOST_NAMES and len(names) > len(set(names))
    enough = len(found) >= 2 or (known and all(_STAMPED.fullmatch(line) for line in lines))
    return enough and 3 * len(found) >= 2 * len(lines) and (known or several)


def read(text: str, name: str) -> Read:
    """Lines without a name go on with what was said before. Raises UnreadableTranscript where nobody speaks."""
    turns = list(_turns(text))
    if not turns:
        raise UnreadableTranscript("speech.nothing_said", file=name)
    return finish(_ended(turns), None, name, FORMAT.name)


# By its content alone: most text files are no talk.
FORMAT = Format("plain", (), fits, read)


def _turns(text: str) -> Iterator[Utterance]:
    held: Utterance | None = None
    named = _named(_first(text))
    for line in text.split("\n"):
        found = _LINE.fullmatch(line) if named else None
        stamped = None if found else _STAMPED.fullmatch(line)
        if found or stamped:
            if held:
                yield held
            who, said = (found["who"].strip(), found["text"]) if found else parted(stamped["text"] if stamped else "")
            held = Utterance(role(who), said.strip(), _seconds(found or stamped), voice=who)
        elif held and line.strip():
            held = Utterance(held.speaker, f"{held.text} {line.strip()}", held.start, voice=held.voice)
    if held:
        yield held


def _ended(turns: list[Utterance]) -> Iterator[Utterance]:
    """A turn lasts until the next one begins; without times on every line there are none."""
    starts = [turn.start for turn in turns if turn.start is not None]
    timed = len(starts) == len(turns) and starts == sorted(starts)
    for i, turn in enumerate(turns):
        if not timed or turn.start is None:
            yield Utterance(turn.speaker, turn.text, voice=turn.voice)
            continue
        following = turns[i + 1].start if i + 1 < len(turns) else None
        guess = turn.start + max(1.0, len(turn.text) / 5)
        end = guess if following is None else min(max(following, turn.start), guess)
        yield Utterance(turn.speaker, turn.text, turn.start, end, voice=turn.voice)


def _seconds(found: re.Match[str] | None) -> float | None:
    if found is None or found["m"] is None:
        return None
    return 3600 * int(found["h"] or 0) + 60 * int(found["m"]) + float(found["s"].replace(",", "."))
