"""Many files at once: recordings, folders, transcripts of other tools, calls as lines, with what a table says of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from qa import locales
from qa.access import authorize
from qa.desk import bare, intake
from qa.desk.house import House
from qa.desk.intake import Details, Loaded
from qa.errors import HearbackError, Invalid, UnreadableCall, UnreadableTranscript
from qa.model.call import Call
from qa.model.people import Person
from qa.model.text import NO_TEXT, Text
from qa.speech.formats import read_all
from qa.speech.formats.reading import Read

COLUMNS = ("id", "file", "agent", "team", "started_at", "title", "language", "reference")
Table = Mapping[str, Details]


class What(StrEnum):
    ADDED = "added"
    HERE = "here"
    PASSED = "passed"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one file, or of one call in it. ``note`` says why it could not be taken, or what was left open."""

    file: str
    what: What
    call_id: int | None = None
    note: Text = NO_TEXT


def bring(house: House, actor: Person, paths: Iterable[Path], table: Table | None = None) -> Iterator[Brought]:
    """Take in what ``paths`` name, folders with all that is in them; one answer a call. A bad file stops nothing."""
    authorize(actor, "call.load")
    for path in paths:
        if path.is_dir():
            for inside in sorted(one for one in path.rglob("*") if one.is_file() and not _hidden(one, path)):
                yield from _file(house, actor, inside, table or {}, asked_for=False)
        else:
            yield from _file(house, actor, path, table or {}, asked_for=True)


def read_table(path: Path) -> Table:
    """What a CSV file says of calls, by ``id`` and by ``file`` (the name with or without its ending).

    Columns, of which one of the first two must be there: id, file, agent, team, started_at, title, language, reference.
    Raises Invalid, naming the line.
    """
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise Invalid("cli.file", file=path, why=wrong.strerror or wrong) from wrong
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True)
    if not {"id", "file"} & set(reader.fieldnames or ()):
        raise Invalid("cli.table_columns", file=path.name, columns=", ".join(COLUMNS))
    table: dict[str, Details] = {}
    for row in reader:
        details = _details(row, path.name, reader.line_num)
        table |= {key: details for key in (row.get("id"), row.get("file")) if key}
    return table


def _details(row: Mapping[str, str | None], file: str, line: int) -> Details:
    said = {key: (value or "").strip() or None for key, value in row.items() if isinstance(key, str) and not isinstance(value, list)}
    started = said.get("started_at")
    try:
        moment = datetime.fromisoformat(started).astimezone() if started else None
    except ValueError as wrong:
        raise Invalid("cli.table_moment", file=file, line=line, value=started) from wrong
    return Details(
        title=said.get("title"),
        reference=said.get("reference"),
        language=said.get("language"),
        agent=said.get("agent"),
        team=said.get("team"),
        started_at=moment,
    )


def _file(house: House, actor: Person, path: Path, table: Table, *, asked_for: bool) -> Iterator[Brought]:
    try:
        kind = bare.kind(path)
    except OSError as wrong:
        yield Brought(str(path), What.BAD, note=_both(Invalid("cli.file", file=path, why=wrong.strerror or wrong)))
        return
    if kind is bare.Kind.NEITHER:
        yield Brought(str(path), What.BAD if asked_for else What.PASSED, note=locales.both("cli.import.neither"))
    elif kind is bare.Kind.SOUND:
        yield _recording(house, actor, path, table)
    else:
        yield from _transcripts(house, actor, path, table, asked_for=asked_for)


def _recording(house: House, actor: Person, path: Path, table: Table) -> Brought:
    details = table.get(path.name) or table.get(str(path)) or table.get(path.stem) or Details()

    def load(known: Details) -> Loaded:
        with path.open("rb") as source:
            return intake.load_recording(house, actor, path.name, source, known)

    try:
        return _taken(str(path), load, details)
    except HearbackError as problem:
        return Brought(str(path), What.BAD, note=_both(problem))
    except OSError as wrong:
        return Brought(str(path), What.BAD, note=_both(Invalid("cli.file", file=path, why=wrong.strerror or wrong)))


def _transcripts(house: House, actor: Person, path: Path, table: Table, *, asked_for: bool) -> Iterator[Brought]:
    try:
        found = bare.read(path)
    except HearbackError as problem:
        yield Brought(str(path), What.BAD if asked_for else What.PASSED, note=_both(problem))
        return
    yield from _each(house, actor, str(path), found, lambda name: table.get(name) or table.get(path.name) or Details())


def upload(house: House, actor: Person, name: str, content: bytes, details: Details) -> tuple[Brought, ...]:
    """The calls of a transcript file that came over a page, one answer a call. One that cannot be read stays listed with its reason."""
    authorize(actor, "call.load")
    try:
        found = read_all(content, name)
    except UnreadableTranscript as problem:
        return (Brought(name, What.BAD, intake.list_unreadable(house, actor, name, content, problem, details), _both(problem)),)
    return tuple(_each(house, actor, name, found, lambda _: details))


def _each(
    house: House, actor: Person, path: str, found: Iterable[Read | UnreadableCall], known_of: Callable[[str], Details]
) -> Iterator[Brought]:
    for one in found:
        if isinstance(one, UnreadableCall):
            yield Brought(path, What.BAD, note=_both(one))
            continue
        name = one.call.id if one.call else Path(path).stem
        file = f"{path}: {name}" if one.call else path
        details = _over(known_of(name), one.call)

        def load(known: Details, words: Read = one, name: str = name) -> Loaded:
            return intake.add_transcript(house, actor, name, words.transcript, known)

        try:
            yield _taken(file, load, details)
        except HearbackError as problem:
            yield Brought(file, What.BAD, note=_both(problem))


def _over(details: Details, call: Call | None) -> Details:
    """What the table says, else what the line of the call says itself."""
    if call is None:
        return details
    started = call.started_at.astimezone() if call.started_at else None
    return replace(
        details,
        agent=details.agent or call.agent,
        started_at=details.started_at or started,
        reference=details.reference or call.id,
    )


def _taken(file: str, load: Callable[[Details], Loaded], details: Details) -> Brought:
    """An agent without an account is no reason to refuse a call: it is taken in without."""
    note = NO_TEXT
    try:
        loaded = load(details)
    except Invalid as problem:
        if problem.code != "people.unknown":
            raise
        loaded = load(replace(details, agent=None))
        note = locales.both("cli.import.no_account", agent=details.agent)
    return Brought(file, What.ADDED if loaded.new else What.HERE, loaded.call_id, note if loaded.new else NO_TEXT)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _both(problem: HearbackError) -> Text:
    return Text(problem.message("zh"), problem.message("en"))
