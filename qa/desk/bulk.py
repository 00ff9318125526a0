"""Many files at once: recordings, folders, transcripts of other tools, calls as lines, with what a table says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath
from typing import BinaryIO

from qa import locales
from qa.access import authorize
from qa.audio.raw import RAW_ENDINGS, Raw
from qa.audio.sniff import marked_as_sound
from qa.desk import bare, intake, metadata, naming, sources
from qa.desk.details import Details, Filled
from qa.desk.house import House
from qa.desk.intake import Loaded
from qa.desk.metadata import NO_TABLE, Table
from qa.desk.naming import Rule, readable
from qa.errors import HearbackError, Invalid, UnreadableCall, UnreadableTranscript
from qa.model.call import Call
from qa.model.people import Person
from qa.model.text import NO_TEXT, Text
from qa.speech.formats import READABLE, read_all
from qa.speech.formats.reading import Read


class What(StrEnum):
    ADDED = "added"
    HERE = "here"
    PASSED = "passed"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one file, or of one call in it. ``note`` says why it could not be taken, what was left open, or filled in."""

    file: str
    what: What
    call_id: int | None = None
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class From:
    """What is known of files before they are opened: their source, the rule that reads their names, a table about them.

    The table counts before the rule, the rule before the source. ``raw`` says how files without a header are read.
    """

    source: int | None = None
    rule: Rule | None = None
    table: Table = NO_TABLE
    raw: str = ""

    def tells(self, path: str, *ids: str) -> Details:
        """What table and rule tell of a file; ``ids``: other names that the table may know it by."""
        by_rule = metadata.details_of(self.rule.read(path)) if self.rule else Details()
        by_table = self.table.of(*ids, path, *filter(None, [by_rule.reference])) or Details()
        return metadata.over(by_table, by_rule)

    def misfit(self, path: str) -> Text:
        """That the rule does not fit a file's name, where it does not."""
        if self.rule is None or self.rule.read(path):
            return NO_TEXT
        return locales.both("cli.import.misfit", rule=self.rule.written)


def origin_of(house: House, actor: Person, source: str | None, rule: str | None, table: Path | None, raw: str = "") -> From:
    """What a command told of the files to come. Raises Invalid, NotFound."""
    authorize(actor, "call.load")
    found = sources.find(house, actor, source, in_use=True).id if source else None
    return _origin(house, actor, found, rule, read_table(table) if table else NO_TABLE, raw)


def uploaded_from(house: House, actor: Person, source: int | None, table: Table, raw: str) -> From:
    """As ``origin_of``, for a page: the source by its id. Raises Invalid."""
    authorize(actor, "call.load")
    return _origin(house, actor, source, None, table, raw)


def _origin(house: House, actor: Person, source: int | None, rule: str | None, table: Table, raw: str) -> From:
    told = next((one.fields for one in sources.listed(house, actor) if one.id == source), None)
    rule, raw = rule or (told.rule if told else ""), raw or (told.raw if told else "")
    return From(source, naming.compiled(rule) if rule else None, table, str(Raw.parse(raw)) if raw else "")


def read_table(path: Path) -> Table:
    """A table about calls, CSV or XLSX. Raises Invalid, naming the place."""
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise Invalid("cli.file", file=path, why=wrong.strerror or wrong) from wrong
    return metadata.read(content, path.name)


def bring(house: House, actor: Person, paths: Iterable[Path], origin: From | None = None, *, asked_for: bool = True) -> Iterator[Brought]:
    """Take in what ``paths`` name, folders with all that is in them; one answer a call. A bad file stops nothing.

    ``asked_for``: whether each file was named by somebody, so that one that is no call is told.
    """
    authorize(actor, "call.load")
    origin = origin or From()
    for path in paths:
        if path.is_dir():
            for inside in sorted(one for one in path.rglob("*") if one.is_file() and not _hidden(one, path)):
                yield from _file(house, actor, inside, origin, asked_for=False)
        else:
            yield from _file(house, actor, path, origin, asked_for=asked_for)


def _file(house: House, actor: Person, path: Path, origin: From, *, asked_for: bool) -> Iterator[Brought]:
    shown = readable(str(path))
    try:
        kind = bare.kind(path)
        if kind is bare.Kind.SOUND:
            yield _recording(house, actor, path, origin)
        elif kind is bare.Kind.TRANSCRIPT:
            found = bare.read(path)
            yield from _each(house, actor, shown, found, origin, Details())
        else:
            yield Brought(shown, What.BAD if asked_for else What.PASSED, note=locales.both("cli.import.neither"))
    except UnreadableTranscript as problem:
        yield Brought(shown, What.BAD if asked_for else What.PASSED, note=_both(problem))
    except HearbackError as problem:
        yield Brought(shown, What.BAD, note=_both(problem))
    except OSError as wrong:
        yield Brought(shown, What.BAD, note=_both(Invalid("cli.file", file=shown, why=wrong.strerror or wrong)))


def _recording(house: House, actor: Person, path: Path, origin: From) -> Brought:
    """Where nobody can be asked, a file without a header is not taken before somebody has said how to read it."""
    name = readable(str(path))
    if not origin.raw and path.suffix.lower() in RAW_ENDINGS and not marked_as_sound(path):
        raise Invalid("sources.headerless", file=readable(path.name))
    with path.open("rb") as content:
        return _sound(house, actor, name, content, origin, Details())


def upload(house: House, actor: Person, name: str, content: BinaryIO, chosen: Details, origin: From | None = None) -> tuple[Brought, ...]:
    """Take in a file that came over a page, one answer a call. ``chosen``: what was said of all files together.

    A file that cannot be read stays listed with its reason. Raises as ``intake.load_recording``.
    """
    authorize(actor, "call.load")
    origin = origin or From()
    if PurePath(name).suffix.lower() not in READABLE:
        return (_sound(house, actor, name, content, origin, chosen),)
    told = content.read()
    try:
        found = read_all(told, name)
    except UnreadableTranscript as problem:
        details = metadata.over(origin.tells(name), chosen)
        return (Brought(name, What.BAD, intake.list_unreadable(house, actor, name, told, problem, details), _both(problem)),)
    return tuple(_each(house, actor, name, found, origin, chosen))


def fill_in(house: House, actor: Person, table: Table, among: Iterable[tuple[int, str]] | None = None) -> Iterator[Brought]:
    """Give calls that are here already the details that they lack: those that a table knows, by file or by call id.

    ``among``: (call, path of its file) of the calls that are meant; all by default.
    """
    everyone = ((call_id, (file, reference)) for call_id, reference, file in intake.names(house, actor)) if among is None else ()
    for call_id, known_as in (*everyone, *((call_id, (path,)) for call_id, path in among or ())):
        details = table.of(*filter(None, known_as))
        if details is not None:

            def load(known: Details, call_id: int = call_id) -> Loaded:
                return Loaded(call_id, False, intake.fill_in(house, actor, call_id, known))

            file = next(filter(None, known_as))
            try:
                yield _taken(file, load, details)
            except HearbackError as problem:
                yield Brought(file, What.BAD, call_id, _both(problem))


def _sound(house: House, actor: Person, name: str, content: BinaryIO, origin: From, chosen: Details) -> Brought:
    def load(known: Details) -> Loaded:
        content.seek(0)
        return intake.load_recording(house, actor, name, content, known, source=origin.source, raw=origin.raw)

    return _taken(name, load, metadata.over(origin.tells(name), chosen), origin.misfit(name))


def _each(
    house: House, actor: Person, path: str, found: Iterable[Read | UnreadableCall], origin: From, chosen: Details
) -> Iterator[Brought]:
    for one in found:
        if isinstance(one, UnreadableCall):
            yield Brought(path, What.BAD, note=_both(one))
            continue
        name = one.call.id if one.call else PurePath(path).stem
        told = origin.tells(path, *([name] if one.call else []))
        # a table and a file's name speak of this call alone, the call's own line does too; what was chosen, of all files
        details = metadata.over(_over(told, one.call), chosen)

        def load(known: Details, words: Read = one, name: str = name) -> Loaded:
            return intake.add_transcript(house, actor, name, words.transcript, known, source=origin.source)

        try:
            yield _taken(f"{path}: {name}" if one.call else path, load, details, origin.misfit(path))
        except HearbackError as problem:
            yield Brought(f"{path}: {name}" if one.call else path, What.BAD, note=_both(problem))


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


def _taken(file: str, load: Callable[[Details], Loaded], details: Details, note: Text = NO_TEXT) -> Brought:
    """An agent without an account is no reason to refuse a call: it is taken in without."""
    notes = [note]
    try:
        loaded = load(details)
    except Invalid as problem:
        if problem.code != "people.unknown":
            raise
        loaded = load(replace(details, agent=None))
        notes.append(locales.both("cli.import.no_account", agent=details.agent))
    notes += _of(loaded.filled)
    told = Text(" ".join(one.zh for one in notes if one.zh), " ".join(one.en for one in notes if one.en))
    return Brought(file, What.ADDED if loaded.new else What.HERE, loaded.call_id, told)


def _of(came: Filled) -> Iterator[Text]:
    """What a call that was here got, and what it kept."""
    for key, names in (("filled", came.filled), ("kept", came.kept)):
        if names:
            zh, en = ([locales.text(language, f"sources.details.{name}") for name in names] for language in ("zh", "en"))
            yield locales.both(f"cli.import.{key}", names=Text("、".join(zh), ", ".join(en)))


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _both(problem: HearbackError) -> Text:
    return Text(problem.message("zh"), problem.message("en"))
