"""What the name of a file tells of a call, by a rule such as ``{started_at:%Y%m%d%H%M%S}_{agent}_{phone}``.

A rule is the name without its ending, blanks in braces. ``{*}`` passes over anything; a time names its form as ``strptime`` does; with a
``/`` the folders above count too. The pattern behind it is linear: no rule can hang a worker.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import re2

from qa.errors import Invalid

FIELDS = ("call_id", "agent", "team", "started_at", "date", "time", "queue", "phone", "title", "language")
TIMES = {"started_at": "%Y%m%d%H%M%S", "date": "%Y%m%d", "time": "%H%M%S"}
LONGEST = 200
YEARS = range(1970, 2101)

_BLANK = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")
_DIGITS = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2, "y": 2}
_ANYTHING, _TEXT = "[^/]*?", "[^/]+?"
_PATTERNS = {"phone": r"\+?[0-9*#xX]+?", "language": "(?i:zh|en)"}
_DAY, _CLOCK = (("Y", "y"), ("m",), ("d",)), (("H",),)
_WANTED = {"started_at": (*_DAY, *_CLOCK), "date": _DAY, "time": _CLOCK}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready for use."""

    written: str
    pattern: Any
    forms: tuple[tuple[str, str], ...]
    """Which times it reads, and in what form."""

    def read(self, name: str) -> dict[str, Any]:
        """What a file's name or path tells, by field; nothing where the rule does not fit it. ``started_at`` is a moment of local time."""
        path = PurePath(name.replace("\\", "/"))
        folders = path.parts[:-1][-self.written.count("/") :] if "/" in self.written else ()
        found = self.pattern.fullmatch("/".join((*folders, path.stem)))
        if found is None:
            return {}
        told: dict[str, Any] = {field: value.strip() for field, value in found.groupdict().items() if value.strip()}
        try:
            times = {field: datetime.strptime(told.pop(field), form) for field, form in self.forms if field in told}
        except ValueError:
            return {}  # digits that are no date: the rule does not fit after all
        if any(at.year not in YEARS for field, at in times.items() if field != "time"):
            return {}
        if "language" in told:
            told["language"] = told["language"].lower()
        moment = _moment(times)
        return {**told, **({"started_at": moment} if moment else {})}


def compiled(written: str) -> Rule:
    """A rule from what was written. Raises Invalid, naming the place."""
    if len(written) > LONGEST:
        raise Invalid("sources.rule_long", limit=LONGEST)
    parts: list[str] = []
    forms: dict[str, str] = {}
    seen: set[str] = set()
    at, open_end = 0, False
    for blank in _BLANK.finditer(written):
        before, place = written[at : blank.start()], blank.start() + 1
        _check_plain(written, before, at)
        field, form = blank[1].strip(), blank[2]
        if field != "*" and field not in FIELDS:
            raise Invalid("sources.rule_field", rule=written, at=place, field=field, fields=", ".join((*FIELDS, "*")))
        if field in seen and field != "*":
            raise Invalid("sources.rule_twice", rule=written, at=place, field=field)
        if open_end and not before and field not in TIMES:
            raise Invalid("sources.rule_apart", rule=written, at=place)
        if field in TIMES:
            forms[field] = form or TIMES[field]
            pattern = _time(written, field, forms[field], place)
        else:
            pattern = _ANYTHING if field == "*" else _PATTERNS.get(field, _TEXT)
        parts += [re2.escape(before), pattern if field == "*" else f"(?P<{field}>{pattern})"]
        seen.add(field)
        # a time has a length of its own, so that another blank may stand beside it
        at, open_end = blank.end(), field not in TIMES
    _check_plain(written, written[at:], at)
    if not seen - {"*"}:
        raise Invalid("sources.rule_empty", rule=written, fields=", ".join(FIELDS))
    if "time" in seen and "date" not in seen:
        raise Invalid("sources.rule_date", rule=written)
    return Rule(written, re2.compile("".join(parts) + re2.escape(written[at:])), tuple(forms.items()))


def readable(name: str) -> str:
    """A file's name as it can be kept: one that is no UTF-8, as other systems leave it, is read as GB18030."""
    return name if name.isascii() or not re.search("[\ud800-\udfff]", name) else os.fsencode(name).decode("gb18030", "replace")


def _check_plain(written: str, text: str, at: int) -> None:
    for offset, char in enumerate(text):
        if char in "{}":
            raise Invalid("sources.rule_brace", rule=written, at=at + offset + 1)


def _time(written: str, field: str, form: str, at: int) -> str:
    """The digits of a time's form. Only fields of fixed length are known, so that names can be read in one way alone."""
    pattern, kinds, i = "", [], 0
    while i < len(form):
        if form[i] == "%":
            kinds.append(form[i + 1 : i + 2])
            pattern += rf"[0-9]{{{_DIGITS.get(kinds[-1], 0)}}}"
            i += 2
        else:
            pattern += re2.escape(form[i])
            i += 1
    whole = all(any(kind in kinds for kind in either) for either in _WANTED[field])
    if not whole or not _DIGITS.keys() >= set(kinds) or len(set(kinds)) < len(kinds):
        raise Invalid("sources.rule_time", rule=written, at=at, form=form, known=TIMES[field])
    return pattern


def _moment(times: dict[str, datetime]) -> datetime | None:
    if "started_at" in times:
        return times["started_at"].astimezone()
    if "date" in times:
        clock = times.get("time")
        return datetime.combine(times["date"].date(), clock.time() if clock else datetime.min.time()).astimezone()
    return None
