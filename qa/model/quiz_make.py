"""Which quiz items an excerpt could give: proposals for a maker, who changes and confirms them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa.model.call import Speaker
from qa.model.library import ExcerptKind
from qa.model.quiz import LONGEST_OPTION, MOST_OPTIONS, Content, ItemKind, Option
from qa.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion in force: ``key`` is ``rubric/criterion``, ``section`` within the rubric, ``kind`` how it is judged."""

    key: str
    title: Text
    section: str = ""
    kind: str = ""

    @property
    def rubric(self) -> str:
        return self.key.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found on the excerpt's criterion, where it is one of facts: the quote, whether it is true, what the sheet says."""

    quote: str
    true: bool
    row: Text


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of an excerpt. ``lines``: as an excerpt has them. ``focus``: in seconds of the clip. ``shown``: keys of the criteria
    whose evidence is heard in it. ``others``: better wordings of other excerpts, those like it first."""

    kind: ExcerptKind
    lines: Sequence[Mapping[str, Any]]
    focus: tuple[float, float] | None = None
    criterion: Criterion | None = None
    better: str = ""
    has_sound: bool = True
    criteria: Sequence[Criterion] = ()
    shown: frozenset[str] = frozenset()
    others: Sequence[str] = ()
    checked: Checked | None = None


def proposals(source: Source) -> tuple[Content, ...]:
    """Every item that the excerpt could give, one a kind at most."""
    return tuple(replace(one, shows=source.kind) for one in _of(source))


def _of(source: Source) -> Iterator[Content]:
    key = source.criterion.key if source.criterion else ""
    about = source.criterion.title if source.criterion else NO_TEXT
    if source.has_sound and source.focus is not None and source.criterion is not None:
        yield Content(ItemKind.PLACE, criterion=key, about=about, span=source.focus)
    if source.criterion is not None and (near := nearest(source)):
        options = (source.criterion, *near[: MOST_OPTIONS - 1])
        if len(options) == MOST_OPTIONS:
            yield Content(ItemKind.CRITERION, criterion=key, about=about, options=tuple(Option(one.title, one.key) for one in options))
    at = reply_at(source.lines, source.focus)
    if 0 < len(source.better) <= LONGEST_OPTION and at is not None:
        said = str(source.lines[at]["text"])
        fitting = (unquoted(one) for one in (source.better, said, *source.others) if len(one) <= LONGEST_OPTION)
        wordings = list(dict.fromkeys(fitting))[:MOST_OPTIONS]
        if len(wordings) >= 2:
            options_said = tuple(Option(Text.same(one)) for one in wordings)
            yield Content(ItemKind.REPLY, criterion=key, about=about, options=options_said, until=float(source.lines[at]["start"]))
    if source.checked is not None and source.criterion is not None:
        claim = (_line_of(source.lines, source.checked.quote) or source.checked.quote)[:LONGEST_OPTION]
        row = Text(source.checked.row.zh[:LONGEST_OPTION], source.checked.row.en[:LONGEST_OPTION])
        yield Content(ItemKind.FACT, criterion=key, about=about, claim=claim, true=source.checked.true, row=row)


def nearest(source: Source) -> list[Criterion]:
    """Other criteria that could be taken for the right one: of its section first, then of its rubric, then of its kind, then the rest.

    Those of which something is heard in the excerpt too are left out: they would be right as well.
    """
    right = source.criterion
    if right is None:
        return []
    titles = {right.title}
    found = []
    for one in source.criteria:
        if one.key != right.key and one.key not in source.shown and one.title not in titles:
            titles.add(one.title)
            found.append(one)
    return sorted(
        found,
        key=lambda one: (one.rubric != right.rubric, not one.section or one.section != right.section, one.kind != right.kind),
    )


def reply_at(lines: Sequence[Mapping[str, Any]], focus: tuple[float, float] | None) -> int | None:
    """The agent's line that is the reply: the first in the focus, else the last; something must be said before it. None where none is."""
    agent = [place for place, line in enumerate(lines) if place and line["speaker"] == Speaker.AGENT and line["start"] is not None]
    if focus is not None:
        agent = [place for place in agent if lines[place]["end"] > focus[0] and lines[place]["start"] < focus[1]][:1] or agent
    return agent[-1] if agent else None


def unquoted(words: str) -> str:
    """A wording without marks around all of it, which would tell it from what was really said.

    >>> unquoted("“How is she?”"), unquoted("“Yes” or “no”")
    ('How is she?', '“Yes” or “no”')
    """
    words = words.strip()
    for begins, ends in ("“”", "「」", '""'):
        inner = words[1:-1]
        if len(words) > 2 and words[0] == begins and words[-1] == ends and begins not in inner and ends not in inner:
            return inner.strip()
    return words


def _line_of(lines: Sequence[Mapping[str, Any]], quote: str) -> str:
    return next((str(line["text"]) for line in lines if line["speaker"] == Speaker.AGENT and quote in line["text"]), "")
