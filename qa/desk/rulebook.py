"""The texts of the rules as people work on them: what is in force and since when, what somebody is writing, what is wrong with it.

A text is named by what it is and where it stands (``which``): ``force``, ``file`` (as it was shipped), ``version:3`` (as it was put in
force), ``draft`` (the reader's own), ``draft:7`` (what person 7 is writing), or ``text:<digest>`` (kept because a call was judged by it).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from qa.access import authorize
from qa.desk.house import House
from qa.desk.shelf import InForce
from qa.errors import Conflict, Invalid, NotFound, RubricError
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind, digest
from qa.model.text import Text
from qa.rubric.criterion import NAME
from qa.rubric.texts import Shelf
from qa.store import people, rules
from qa.store.tables import RuleDraftRow

LONGEST_TEXT = 1_000_000
LONGEST_NAME = 60
FORCE, FILE, DRAFT = "force", "file", "draft"


@dataclass(frozen=True, slots=True)
class Since:
    """Since when a text is in force: ``number`` counts what was put in force under its name, 0 stands for the file."""

    number: int = 0
    author: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftNote:
    """Somebody is writing on a text."""

    person: int
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text in the list. ``version``: a rubric's own, None where it does not load. ``shipped``: the product's file has changed since.

    ``retired``: set aside, so that nothing of this name is in force. ``used_by``: rubrics that refer to it.
    """

    key: RuleKey
    title: Text
    version: int | None
    since: Since
    size: int
    retired: bool = False
    shipped: bool = False
    wrong: RubricError | None = None
    used_by: tuple[str, ...] = ()
    drafts: tuple[DraftNote, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """What the reader is writing. ``behind``: what it began from is not in force any more."""

    text: str
    at: datetime
    behind: bool


@dataclass(frozen=True, slots=True)
class TextView:
    """One text: its line, what is in force ("" for nothing), the reader's draft of it, and who else is writing on it."""

    line: TextLine
    text: str
    draft: DraftView | None
    others: tuple[DraftNote, ...]
    shipped_text: str | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version in the history: ``which`` names its text. ``judged``: calls were evaluated by it, so it is kept."""

    which: str
    number: int
    version: int | None
    author: str
    at: datetime | None
    note: str
    in_force: bool
    retired: bool = False
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What a rubric was when it judged: its text, and all texts that it referred to."""

    key: RuleKey
    version: int
    hash: str
    text: str
    parts: dict[RuleKey, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a comparison: ``mark`` is "-", "+", " ", or "@" for lines left out; numbers from 1, None where it is not in that text."""

    mark: str
    old: int | None
    new: int | None
    text: str


def listed(house: House, actor: Person) -> tuple[TextLine, ...]:
    """All texts, rubrics first. Raises RubricError where the folder of rubrics cannot be read at all."""
    authorize(actor, "rubric.see")
    here = house.rules
    with house.db.reading() as session:
        drafts = rules.drafts(session)
        names = people.shown(session, [*(row.author_id for row in here.rows.values()), *(draft.person_id for draft in drafts)])
    known = {*here.files, *here.rows, *(_key_of(draft) for draft in drafts)}
    order = list(RuleKind)
    keys = sorted(known, key=lambda key: (order.index(key.kind), key.name))
    return tuple(_line(here, key, names, [draft for draft in drafts if _key_of(draft) == key]) for key in keys)


def view(house: House, actor: Person, key: RuleKey) -> TextView:
    """One text. Raises NotFound."""
    authorize(actor, "rubric.see")
    here = house.rules
    with house.db.reading() as session:
        drafts = rules.drafts(session, key)
        row = here.rows.get(key)
        names = people.shown(session, [row.author_id if row else None, *(draft.person_id for draft in drafts)])
    if key not in here.files and row is None and not drafts:
        raise NotFound("rulebook.no_text", name=key.path)
    line = _line(here, key, names, drafts)
    text = here.shelf.sources[key].text if key in here.shelf.sources else ""
    mine = next((draft for draft in drafts if draft.person_id == actor.id), None)
    return TextView(
        line=line,
        text=text,
        draft=DraftView(mine.text, mine.updated_at, mine.base != base_of(here, key)) if mine else None,
        others=tuple(note for note in line.drafts if note.person != actor.id),
        shipped_text=here.files[key].text if line.shipped else None,
    )


def text_of(house: House, actor: Person, key: RuleKey, which: str = FORCE) -> str:
    """A text by where it stands. Raises NotFound. Another person's draft is for those who may back-test it."""
    authorize(actor, "rubric.see")
    here = house.rules
    place, _, name = which.partition(":")
    number = int(name) if name.isdecimal() else 0
    if place == FORCE and key in here.shelf.sources:
        return here.shelf.sources[key].text
    if place == FILE and key in here.files:
        return here.files[key].text
    if place == DRAFT and number not in (0, actor.id):
        authorize(actor, "rubric.backtest")
    with house.db.reading() as session:
        if place == DRAFT and (draft := rules.draft(session, number or actor.id, key)):
            return draft.text
        wanted = name if place == "text" else ""
        if place == "version" and (row := rules.version(session, key, number)):
            wanted = row.digest
        found = rules.texts(session, [wanted]) if wanted else {}
    if wanted not in found:
        raise NotFound("rulebook.no_version", name=key.path, which=which)
    return found[wanted]


def history(house: House, actor: Person, key: RuleKey) -> tuple[VersionView, ...]:
    """All that was in force under a name, the newest first; then files of earlier products that judged a call, then the file as it is."""
    authorize(actor, "rubric.see")
    here = house.rules
    with house.db.reading() as session:
        rows = rules.versions(session, key)
        bases = rules.bases(session, key.name) if key.kind is RuleKind.RUBRIC else []
        names = people.shown(session, [row.author_id for row in rows])
    judged = {basis.digest for basis in bases}
    found = [
        VersionView(
            which=f"version:{row.number}",
            number=row.number,
            version=row.version,
            author=names.get(row.author_id or 0, ""),
            at=row.created_at,
            note=row.note,
            in_force=at == 0,
            retired=row.retired,
            judged=row.digest in judged,
        )
        for at, row in enumerate(rows)
    ]
    file = here.files.get(key)
    told = {row.digest for row in rows} | ({digest(file.text)} if file else set())
    for basis in {basis.digest: basis for basis in bases if basis.digest not in told}.values():
        found.append(VersionView(f"text:{basis.digest}", 0, basis.version, "", basis.created_at, "", False, judged=True))
    if file:
        alone = Shelf({**here.shelf.sources, key: file}, here.shelf)
        found.append(VersionView(FILE, 0, _version(alone, key), "", None, "", not rows, judged=digest(file.text) in judged))
    return tuple(found)


def explain(house: House, actor: Person, rubric: str, version: int, hash: str) -> Made:
    """What a rubric was when it judged: an evaluation's version and hash lead here. Raises NotFound for what was never kept."""
    authorize(actor, "rubric.see")
    key = RuleKey(RuleKind.RUBRIC, rubric)
    with house.db.reading() as session:
        basis = rules.basis(session, rubric, version, hash)
        texts = rules.texts(session, [basis.digest, *basis.parts.values()]) if basis else {}
    if basis is not None:
        parts = {RuleKey.of(name): texts[kept] for name, kept in sorted(basis.parts.items())}
        return Made(key, version, hash, texts[basis.digest], parts)
    shelf = house.rules.shelf
    if key in shelf.sources and not shelf.fault(key) and shelf.rubric(rubric).hash == hash:
        return Made(key, version, hash, shelf.sources[key].text, {one: shelf.sources[one].text for one in sorted(shelf.uses(rubric))})
    raise NotFound("rulebook.no_basis", rubric=rubric, version=version, hash=hash[:10])


def write(house: House, actor: Person, key: RuleKey, text: str, *, base: str | None = None, seen: str | None = None) -> datetime:
    """Keep what the reader is writing; gives when. Raises Invalid for a text that is too long.

    ``base``: the digest of the text that the writing began from; what is in force by default. ``seen``: the digest of what was last
    read or written of this draft, "" for none: raises Conflict where it is another now, so that two windows do not undo each other.
    """
    authorize(actor, "rubric.edit")
    named(key)
    text = tidied(text)
    in_force = base_of(house.rules, key)
    with house.db.writing() as session:
        before = rules.draft(session, actor.id, key)
        if seen is not None and seen != (digest(before.text) if before else ""):
            raise Conflict("rulebook.draft_elsewhere", name=key.path)
        since = before.base if before and base is None else base
        return rules.write_draft(session, actor.id, key, text, in_force if since is None else since)


def catch_up(house: House, actor: Person, key: RuleKey) -> None:
    """The draft stays as it is, and is meant to follow what is in force now. Raises NotFound where there is none."""
    authorize(actor, "rubric.edit")
    write(house, actor, key, text_of(house, actor, key, DRAFT), base=base_of(house.rules, key))


def drop(house: House, actor: Person, key: RuleKey) -> None:
    """Throw the reader's draft away."""
    authorize(actor, "rubric.edit")
    with house.db.writing() as session:
        rules.drop_draft(session, actor.id, key)


def begin(house: House, actor: Person, key: RuleKey, text: str) -> None:
    """A draft under a new name. Raises Invalid for a name that cannot be, Conflict for one that is taken."""
    authorize(actor, "rubric.edit")
    named(key)
    with house.db.reading() as session:
        mine = rules.draft(session, actor.id, key)
    if key in house.rules.shelf.sources or mine:
        raise Conflict("rulebook.name_taken", name=key.path)
    write(house, actor, key, text)


def compare(old: str, new: str, context: int = 3) -> tuple[DiffLine, ...]:
    """Where two texts differ, line by line, with some lines around. Empty where they do not."""
    a, b = old.splitlines(), new.splitlines()
    groups = list(difflib.SequenceMatcher(None, a, b, autojunk=False).get_grouped_opcodes(context))
    return tuple(line for at, group in enumerate(groups) for line in _group(a, b, group, first=at == 0))


def base_of(here: InForce, key: RuleKey) -> str:
    """The digest of what is in force under a name; "" for nothing."""
    return digest(here.shelf.sources[key].text) if key in here.shelf.sources else ""


def tidied(text: str) -> str:
    """A text as it is kept: lines end in one way, and the last one ends. Raises Invalid for one that is too long."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        raise Invalid("desk.too_long", longest=LONGEST_TEXT)
    return text if not text or text.endswith("\n") else text + "\n"


def named(key: RuleKey) -> None:
    """Raises Invalid for a name that cannot be."""
    if len(key.name) > LONGEST_NAME or not re.fullmatch(NAME, key.name):
        raise Invalid("rulebook.name", name=key.name)


def _key_of(draft: RuleDraftRow) -> RuleKey:
    return RuleKey(RuleKind(draft.kind), draft.name)


def _line(here: InForce, key: RuleKey, names: dict[int, str], drafts: list[RuleDraftRow]) -> TextLine:
    row, shelf = here.rows.get(key), here.shelf
    source = shelf.sources.get(key)
    since = Since(row.number, names.get(row.author_id or 0, ""), row.created_at, row.note) if row else Since()
    return TextLine(
        key=key,
        title=_title(shelf, key),
        version=_version(shelf, key),
        since=since,
        size=source.text.count("\n") if source else 0,
        retired=bool(row and row.retired),
        shipped=_shipped(here, key),
        wrong=shelf.fault(key) if source else None,
        used_by=shelf.users(key) if source and key.kind is not RuleKind.RUBRIC else (),
        drafts=tuple(DraftNote(draft.person_id, names.get(draft.person_id, ""), draft.updated_at) for draft in drafts),
    )


def _shipped(here: InForce, key: RuleKey) -> bool:
    """Whether the file is another than when the text in force was put in force, and says something else than it."""
    row, file = here.rows.get(key), here.files.get(key)
    if row is None or file is None:
        return False
    now = digest(file.text)
    return now not in (row.base, row.digest)


def _title(shelf: Shelf, key: RuleKey) -> Text:
    if key in shelf.sources and not shelf.fault(key):
        if key.kind is RuleKind.RUBRIC:
            return shelf.rubric(key.name).title
        if key.kind is RuleKind.PHRASES:
            return shelf.phrases[key.name].title
        if key.kind is RuleKind.EXCUSES:
            return shelf.excuses[key.name].title
    return Text.same(key.name)


def _version(shelf: Shelf, key: RuleKey) -> int | None:
    if key.kind is RuleKind.RUBRIC and key in shelf.sources and not shelf.fault(key):
        return shelf.rubric(key.name).version
    return None


def _group(a: list[str], b: list[str], group: list[tuple[str, int, int, int, int]], *, first: bool) -> Iterator[DiffLine]:
    if not first or group[0][1] or group[0][3]:
        yield DiffLine("@", None, None, "")
    for tag, i1, i2, j1, j2 in group:
        if tag == "equal":
            yield from (DiffLine(" ", i + 1, j + 1, a[i]) for i, j in zip(range(i1, i2), range(j1, j2), strict=True))
        else:
            yield from (DiffLine("-", i + 1, None, a[i]) for i in range(i1, i2))
            yield from (DiffLine("+", None, j + 1, b[j]) for j in range(j1, j2))
