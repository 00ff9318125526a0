"""Putting a text in force: only one that loads, whose examples hold, that breaks nothing which refers to it, and with a note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.access import authorize
from qa.desk.house import House, author_id
from qa.desk.rulebook import base_of, named, tidied
from qa.desk.shelf import InForce
from qa.errors import Conflict, Invalid, RubricError
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind, digest
from qa.model.text import Text
from qa.rubric.load import example_lines
from qa.rubric.problems import Problem
from qa.rubric.texts import Shelf, Standing, over, problems_of, standing, with_version
from qa.store import rows, rules
from qa.store.tables import RuleRow

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A mistake in a text: line and column (from 1), the line itself, and what is wrong with the mend."""

    line: int
    column: int
    source: str
    what: Text


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """How an example went, and the line where it begins; None for the check that a criterion has all the examples it needs."""

    criterion: str
    name: Text
    ok: bool
    why: Text
    known_gap: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A rubric that a text would break, and why. ``before``: it is broken already."""

    rubric: str
    why: Text
    before: bool


@dataclass(frozen=True, slots=True)
class Check:
    """What is to be said of a text before it is put in force.

    ``taken``: its version number was given to something else; ``free``: the next number that is not. ``unchanged``: it is in force.
    ``affected``: the rubrics whose verdicts it may change.
    """

    places: tuple[Place, ...] = ()
    examples: tuple[ExampleLine, ...] = ()
    broken: tuple[Broken, ...] = ()
    version: int | None = None
    taken: bool = False
    free: int | None = None
    unchanged: bool = False
    affected: tuple[str, ...] = ()

    @property
    def loads(self) -> bool:
        return not self.places

    @property
    def failures(self) -> tuple[ExampleLine, ...]:
        return tuple(one for one in self.examples if not one.ok)

    @property
    def ready(self) -> bool:
        """Whether a note is all that is missing."""
        breaks = any(not one.before for one in self.broken)
        return self.loads and not (self.failures or breaks or self.taken or self.unchanged)


def check(house: House, actor: Person, key: RuleKey, text: str) -> Check:
    """Look at a text as if it were put in force. Nothing is kept."""
    authorize(actor, "rubric.try")
    return _check(house, house.rules, key, tidied(text))


def raised(house: House, actor: Person, text: str, key: RuleKey) -> str:
    """A rubric's text under the next version number that was never used."""
    authorize(actor, "rubric.try")
    return with_version(text, _free(house, house.rules, key))


def activate(house: House, actor: Person, key: RuleKey, text: str, note: str, *, instead_of: str | None = None) -> int:
    """Put a text in force for every process and machine on this database, from now on; gives its number.

    ``instead_of``: the digest of the text that is in force as far as the reader knows ("" for none). Raises RubricError for a text that is
    wrong, Invalid without a note, Conflict where examples fail, a rubric would break, its version number is taken, it is in force
    already, or somebody was there first. The very same text may be put in force once more where the file has changed beneath it: that
    says that the file was looked at.
    """
    authorize(actor, "rubric.activate")
    named(key)
    note, text, here = _noted(note), tidied(text), house.rules
    if instead_of is not None and instead_of != base_of(here, key):
        raise Conflict("rulebook.overtaken", name=key.path)
    found = _check(house, here, key, text)
    _refuse(_after(here, key, text), key, found, file_changed=_file_changed(here, key))
    return _write(house, actor, here, key, text, note, retired=False)


def retire(house: House, actor: Person, key: RuleKey, note: str) -> int:
    """Set a text aside: nothing of its name is in force any more. Raises Conflict where a rubric refers to it."""
    authorize(actor, "rubric.activate")
    note, here = _noted(note), house.rules
    if key not in here.shelf.sources:
        raise Conflict("rulebook.not_in_force", name=key.path)
    users = [name for name in here.shelf.users(key) if key.kind is not RuleKind.RUBRIC]
    if users:
        raise Conflict("rulebook.in_use", name=key.path, rubrics=", ".join(users))
    return _write(house, actor, here, key, here.shelf.sources[key].text, note, retired=True)


def _check(house: House, here: InForce, key: RuleKey, text: str) -> Check:
    after = _after(here, key, text)
    fault = after.fault(key)
    unchanged = base_of(here, key) == digest(text)
    if fault is not None:
        return Check(places=tuple(map(_place, problems_of(fault))) or (Place(1, 1, "", _both(fault)),), unchanged=unchanged)
    affected = tuple(_affected(here.shelf, after))
    if key.kind is not RuleKind.RUBRIC:
        return Check(broken=_broken(here.shelf, after, key), unchanged=unchanged, affected=affected)
    (own,) = standing(after, [key.name])
    version = after.rubric(key.name).version
    taken = _taken(house, here, after, key, version)
    free = _free(house, here, key) if taken else None
    examples = _examples(text, own)
    return Check(examples=examples, version=version, taken=taken, free=free, unchanged=unchanged, affected=affected)


def _after(here: InForce, key: RuleKey, text: str) -> Shelf:
    return Shelf(over(here.shelf.sources, {key: text}), here.shelf)


def _refuse(after: Shelf, key: RuleKey, found: Check, *, file_changed: bool) -> None:
    if (fault := after.fault(key)) is not None:
        raise fault
    if found.failures:
        first = found.failures[0]
        raise Conflict("rulebook.examples_fail", count=len(found.failures), criterion=first.criterion, name=first.name, why=first.why)
    if new := [one for one in found.broken if not one.before]:
        raise Conflict("rulebook.breaks", name=key.path, rubrics=", ".join(one.rubric for one in new), why=new[0].why)
    if found.unchanged and not file_changed:
        raise Conflict("rulebook.unchanged", name=key.path)
    if found.taken:
        raise Conflict("rulebook.version_taken", version=found.version, free=found.free)


def _write(house: House, actor: Person, here: InForce, key: RuleKey, text: str, note: str, *, retired: bool) -> int:
    loaded = None if retired else _after(here, key, text)
    with house.db.writing() as session:
        rules.lock(session)
        if rules.stamp(session) != here.stamp:
            raise Conflict("rulebook.overtaken", name=key.path)
        before = rules.newest(session, key)
        rules.keep_texts(session, [text])
        number = before.number + 1 if before else 1
        rubric = loaded.rubric(key.name) if loaded and key.kind is RuleKind.RUBRIC else None
        row = rows.add(
            session,
            RuleRow(
                kind=key.kind,
                name=key.name,
                number=number,
                version=rubric.version if rubric else before.version if before and retired else number,
                digest=digest(text),
                hash=rubric.hash if rubric else digest(text),
                base=digest(here.files[key].text) if key in here.files else "",
                retired=retired,
                note=note,
                author_id=author_id(actor),
            ),
        )
        rules.drop_draft(session, actor.id, key)
        verb = "rule.retire" if retired else "rule.activate"
        rows.note(session, author_id(actor), verb, f"rule:{row.id}", text=str(key), number=number, note=note)
    return number


def _noted(note: str) -> str:
    note = " ".join(note.split())
    if not note:
        raise Invalid("rulebook.note")
    if len(note) > LONGEST_NOTE:
        raise Invalid("desk.too_long", longest=LONGEST_NOTE)
    return note


def _file_changed(here: InForce, key: RuleKey) -> bool:
    row, file = here.rows.get(key), here.files.get(key)
    return row is not None and file is not None and digest(file.text) != row.base


def _affected(before: Shelf, after: Shelf) -> Iterator[str]:
    """The rubrics that are not the same any more to a call."""
    for name in sorted({*before.names, *after.names}):
        old, new = (_hash(shelf, name) for shelf in (before, after))
        if old != new:
            yield name


def _hash(shelf: Shelf, name: str) -> str:
    key = RuleKey(RuleKind.RUBRIC, name)
    return shelf.rubric(name).hash if key in shelf.sources and not shelf.fault(key) else ""


def _broken(before: Shelf, after: Shelf, key: RuleKey) -> tuple[Broken, ...]:
    """Rubrics that refer to a text, or did, and that stand badly with it."""
    names = sorted({*(before.users(key) if key in before.sources else ()), *after.users(key)} & {*after.names})
    stood = {one.rubric: one.holds for one in standing(before, names)}
    return tuple(Broken(one.rubric, _why(one), not stood[one.rubric]) for one in standing(after, names) if not one.holds)


def _why(one: Standing) -> Text:
    if one.fault is not None:
        return _both(one.fault)
    first = one.failures[0]
    title, why = first.name, first.why
    return Text(f"{first.criterion} · {title.zh}：{why.zh}", f"{first.criterion} · {title.en}: {why.en}")


def _examples(text: str, own: Standing) -> tuple[ExampleLine, ...]:
    lines = example_lines(text)
    seen: dict[str, Iterator[int]] = {name: iter(range(len(found))) for name, found in lines.items()}
    found = []
    for result in own.results:
        at = next(seen[result.criterion], None)
        line = lines[result.criterion][at] if at is not None else None
        found.append(ExampleLine(result.criterion, result.name, result.ok, result.why, result.known_gap, line))
    return tuple(found)


def _taken(house: House, here: InForce, after: Shelf, key: RuleKey, version: int) -> bool:
    """Whether this version number ever named a text that would judge otherwise, all else being as it is now."""
    hash = after.rubric(key.name).hash
    for text in set(_texts_under(house, here, key, version)) - {after.sources[key].text}:
        other = Shelf(over(here.shelf.sources, {key: text}), here.shelf)
        if _hash(other, key.name) != hash:
            return True
    return False


def _texts_under(house: House, here: InForce, key: RuleKey, version: int) -> Iterable[str]:
    """The texts that bore a version number: put in force, kept because they judged, or lying in the folder."""
    with house.db.reading() as session:
        stored = [row.digest for row in rules.versions(session, key) if row.version == version and not row.retired]
        judged = [basis.digest for basis in rules.bases(session, key.name) if basis.version == version]
        texts = list(rules.texts(session, [*stored, *judged]).values())
    file = here.files.get(key)
    if file is not None and _file_version(here, key) == version:
        texts.append(file.text)
    return texts


def _file_version(here: InForce, key: RuleKey) -> int | None:
    file = here.files[key]
    shelf = Shelf(over(here.shelf.sources, {key: file.text}), here.shelf)
    return None if shelf.fault(key) else shelf.rubric(key.name).version


def _free(house: House, here: InForce, key: RuleKey) -> int:
    with house.db.reading() as session:
        used = {row.version for row in rules.versions(session, key)} | {basis.version for basis in rules.bases(session, key.name)}
    if key in here.files:
        used.add(_file_version(here, key) or 0)
    return max(used, default=0) + 1


def _place(problem: Problem) -> Place:
    return Place(problem.line, problem.column, problem.source, problem.what)


def _both(wrong: RubricError) -> Text:
    return Text(wrong.message("zh"), wrong.message("en"))
