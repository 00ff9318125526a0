"""Where recordings come from, and what holds for all that comes from there: a recorder, a line, a watched folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from qa.access import authorize
from qa.audio.raw import Raw
from qa.desk import naming
from qa.desk.house import House, author_id
from qa.errors import Conflict, Invalid, NotFound
from qa.model.people import Person
from qa.model.text import Text
from qa.store import rows, sources
from qa.store.tables import SourceRow

LANGUAGES = ("auto", "zh", "en")
LONGEST_NAME, LONGEST_PROMPT, MOST_HOTWORDS, LONGEST_HOTWORD = 64, 500, 200, 40


@dataclass(frozen=True, slots=True)
class Fields:
    """What can be set of a source.

    ``agent_channel``: 0 left, 1 right. ``prompt`` and ``hotwords`` are told to the speech engine. ``rule`` reads file names
    (``qa.desk.naming``), ``raw`` says how files without a header are read, ``folder`` is watched for new files. ``active``: whether it is
    in use; a source is set aside, never deleted.
    """

    name: str
    agent_channel: int = 0
    language: str = "auto"
    team: str = ""
    prompt: str = ""
    hotwords: tuple[str, ...] = ()
    rule: str = ""
    raw: str = ""
    folder: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file of a watched folder that could not be taken."""

    path: str
    why: Text
    at: datetime


@dataclass(frozen=True, slots=True)
class SourceView:
    id: int
    fields: Fields
    files: int
    troubles: tuple[Trouble, ...]


def listed(house: House, actor: Person) -> tuple[SourceView, ...]:
    """All sources, those in use first."""
    authorize(actor, "source.see")
    with house.db.reading() as session:
        found = sources.everyone(session)
        failed = sources.failed(session, [row.id for row in found if row.id is not None])
        counts = sources.counts(session)
    return tuple(
        SourceView(
            row.id or 0,
            _fields(row),
            counts.get(row.id or 0, 0),
            tuple(Trouble(one.path, Text(one.note_zh, one.note_en), one.seen_at) for one in failed if one.source_id == row.id),
        )
        for row in found
    )


def find(house: House, actor: Person, name: str, *, in_use: bool = False) -> SourceView:
    """The source of a name; with ``in_use``, one that is set aside is none. Raises NotFound, naming those there are."""
    known = [one for one in listed(house, actor) if one.fields.active or not in_use]
    found = next((one for one in known if one.fields.name == name), None)
    if found is None:
        raise NotFound("sources.unknown", name=name, known=", ".join(one.fields.name for one in known) or "–")
    return found


def make(house: House, actor: Person, told: Fields) -> int:
    """Add a source. Raises Invalid, naming what cannot be; Conflict where the name is taken."""
    authorize(actor, "source.change")
    told = _checked(house, actor, told)
    with house.db.writing() as session:
        if sources.named(session, told.name) is not None:
            raise Conflict("sources.taken", name=told.name)
        row = SourceRow(created_by=author_id(actor), name=told.name)
        _set(row, told)
        rows.add(session, row)
        rows.note(session, author_id(actor), "source.make", f"source:{row.id}", name=told.name)
        assert row.id is not None
        return row.id


def change(house: House, actor: Person, source_id: int, told: Fields) -> None:
    """Change a source; calls loaded from now on follow. Raises as ``make``, and NotFound."""
    authorize(actor, "source.change")
    with house.db.reading() as session:
        before = _fields(rows.get(session, SourceRow, source_id))
    told = _checked(house, actor, told, before.folder)
    with house.db.writing() as session:
        row = rows.get(session, SourceRow, source_id)
        other = sources.named(session, told.name)
        if other is not None and other.id != source_id:
            raise Conflict("sources.taken", name=told.name)
        _set(row, told)
        if told.folder != before.folder:
            sources.forget_all(session, source_id)
        elif (told.rule, told.raw) != (before.rule, before.raw):
            sources.forget_failed(session, source_id)  # what was said now may be what was missing
        changed = {f.name: str(getattr(told, f.name)) for f in fields(Fields) if getattr(told, f.name) != getattr(before, f.name)}
        rows.note(session, author_id(actor), "source.change", f"source:{source_id}", **changed)


def try_again(house: House, actor: Person, source_id: int) -> None:
    """Have the files of its folder that could not be taken looked at once more."""
    authorize(actor, "source.change")
    with house.db.writing() as session:
        sources.forget_failed(session, rows.get(session, SourceRow, source_id).id or 0)


def preview(rule: str, name: str) -> dict[str, Any]:
    """What a rule reads from a file's name. Raises Invalid for a rule that is none."""
    return naming.compiled(rule).read(name)


def _fields(row: SourceRow) -> Fields:
    told: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(Fields)}
    return Fields(**{**told, "hotwords": tuple(row.hotwords)})


def _set(row: SourceRow, told: Fields) -> None:
    for f in fields(Fields):
        setattr(row, f.name, list(told.hotwords) if f.name == "hotwords" else getattr(told, f.name))


def _checked(house: House, actor: Person, told: Fields, before: str = "") -> Fields:
    name = " ".join(told.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid("sources.name", longest=LONGEST_NAME)
    if told.language not in LANGUAGES:
        raise Invalid("desk.language", language=told.language)
    if told.agent_channel not in (0, 1):
        raise Invalid("desk.channel", channel=told.agent_channel)
    if len(told.prompt) > LONGEST_PROMPT:
        raise Invalid("sources.prompt", longest=LONGEST_PROMPT)
    words = tuple(dict.fromkeys(word.strip() for word in told.hotwords if word.strip()))
    if len(words) > MOST_HOTWORDS or any(len(word) > LONGEST_HOTWORD for word in words):
        raise Invalid("sources.hotwords", most=MOST_HOTWORDS, longest=LONGEST_HOTWORD)
    folder = told.folder.strip()
    if folder != before:
        # A folder of the server's: whoever sets one makes the server read it.
        authorize(actor, "source.folder")
        _check_folder(house, folder)
    return Fields(
        name=name,
        agent_channel=told.agent_channel,
        language=told.language,
        team=told.team.strip()[:64],
        prompt=told.prompt.strip(),
        hotwords=words,
        rule=naming.compiled(told.rule.strip()).written if told.rule.strip() else "",
        raw=str(Raw.parse(told.raw)) if told.raw.strip() else "",
        folder=folder,
        active=told.active,
    )


def _check_folder(house: House, folder: str) -> None:
    if not folder:
        return
    path = Path(folder)
    if not path.is_absolute() or not path.is_dir():
        raise Invalid("sources.folder", folder=folder)
    there, own = path.resolve(), (house.settings.data.resolve(), house.settings.sound_folder.resolve())
    if any(one.is_relative_to(there) for one in own) or there.is_relative_to(own[1]):
        raise Invalid("sources.folder_own", folder=folder)


def split_words(written: str) -> tuple[str, ...]:
    """Hot words as people list them: by line, comma or 、."""
    return tuple(word for word in re.split(r"[\n,，、;；]+", written) if word.strip())
