"""Back-tests at a terminal and in CI: two versions of a text held against each other, on calls as lines or on those of the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.access import authorize
from qa.config import Settings
from qa.desk import choosing, record
from qa.desk.choosing import Choice
from qa.desk.house import House
from qa.errors import Invalid, RubricError, UnreadableCall
from qa.model.call import Call
from qa.model.finding import Verdict
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind
from qa.rubric.backtest import Change, Judged, Key, Tally
from qa.rubric.book import Rubric
from qa.rubric.evaluate import evaluate_all
from qa.rubric.problems import text_of
from qa.rubric.texts import Shelf, Source, Sources, Standing, read_folder, standing
from qa.speech.formats import read_calls

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of a text with all that goes with each; ``rubrics`` are those that the text has a say in. ``alike``: nothing differs."""

    key: RuleKey
    old: Shelf
    new: Shelf
    rubrics: tuple[str, ...]

    @property
    def alike(self) -> bool:
        return {rubric.hash for rubric in self.before} == {rubric.hash for rubric in self.after}

    @property
    def before(self) -> tuple[Rubric, ...]:
        return tuple(self.old.rubric(name) for name in self.rubrics if name in self.old.names)

    @property
    def after(self) -> tuple[Rubric, ...]:
        return tuple(self.new.rubric(name) for name in self.rubrics if name in self.new.names)

    def standings(self) -> tuple[Standing, ...]:
        """The examples of the new version, run."""
        return standing(self.new, [rubric.id for rubric in self.after])


@dataclass(frozen=True, slots=True)
class Seen:
    """What is not the same on one call."""

    call: str
    changes: tuple[Change, ...]


def from_files(settings: Settings, file: Path, against: Path | None) -> Versions:
    """A file against another, else against the one of its name in the folder of rubrics. No database. Raises RubricError."""
    key, new = _beside(settings, file)
    old = _beside(settings, against)[1] if against else read_folder(settings.rubrics)
    return _versions(key, Shelf(_renamed(old, key, against)), new)


def from_house(house: House, actor: Person, file: Path, against: Path | None) -> Versions:
    """A file against another, else against what is in force in the workspace; all other texts are those in force. Raises RubricError."""
    authorize(actor, "rubric.backtest")
    here = house.rules.shelf
    key = key_of(file)

    def over(path: Path) -> dict[RuleKey, Source]:
        return {**here.sources, key: Source(key, path, text_of(path))}

    return _versions(key, Shelf(over(against), here) if against else here, over(file))


def run(versions: Versions, calls: Iterable[tuple[Call, Judged]]) -> Iterator[tuple[Tally, Seen]]:
    """The numbers after each call, and what is not the same on it."""
    tally, before, after = Tally(), versions.before, versions.after
    for call, judged in calls:
        yield tally, Seen(call.id, tally.add(evaluate_all(before, call), evaluate_all(after, call), judged))


def stored(house: House, actor: Person, choice: Choice) -> Iterator[tuple[Call, Judged]]:
    """The calls of the workspace. Raises Invalid."""
    authorize(actor, "rubric.backtest")
    chosen = choosing.ids(house, choice)
    for at in range(0, len(chosen), AT_ONCE):
        with house.db.reading() as session:
            some = list(choosing.read(session, chosen[at : at + AT_ONCE]))
        for one in some:
            yield record.heard_call(one.call, one.recording, one.transcript), one.judged


def as_lines(lines: Iterable[str], file: str, said: dict[str, dict[Key, Verdict]]) -> Iterator[tuple[Call, Judged] | UnreadableCall]:
    """Calls as lines, each with what people said of it; for a line that is no call the error."""
    for call in read_calls(lines, file):
        yield call if isinstance(call, UnreadableCall) else (call, said.get(call.id, {}))


def judgements(lines: Iterable[str], file: str) -> dict[str, dict[Key, Verdict]]:
    """People's verdicts from findings as lines, by call; of several on the same the last counts. Raises Invalid, naming the line."""
    said: dict[str, dict[Key, Verdict]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            found = json.loads(line.lstrip("\ufeff"))
            call, key, verdict = str(found["call"]), (str(found["rubric"]), str(found["criterion"])), Verdict(found["verdict"])
        except (ValueError, KeyError, TypeError, RecursionError) as wrong:
            raise Invalid("rulebook.judgement_line", file=file, line=number) from wrong
        if verdict is not Verdict.UNSCORED:
            said.setdefault(call, {})[key] = verdict
    return said


def key_of(file: Path) -> RuleKey:
    """What a file is: by its folder, else by its ending and what stands in it. Raises RubricError for one that is not there."""
    if not file.is_file():
        raise RubricError("rubric.missing_file", file=str(file))
    if file.suffix == RuleKind.FACTS.suffix:
        return RuleKey(RuleKind.FACTS, file.stem)
    for kind in (RuleKind.PHRASES, RuleKind.EXCUSES):
        if file.parent.name == kind.folder:
            return RuleKey(kind, file.stem)
    heads = {line.split(":")[0] for line in text_of(file).split("\n")}
    kind = RuleKind.RUBRIC if "criteria" in heads else RuleKind.EXCUSES if heads & {"before", "after"} else RuleKind.PHRASES
    return RuleKey(kind, file.stem)


def _beside(settings: Settings, file: Path) -> tuple[RuleKey, dict[RuleKey, Source]]:
    """A file with all that lies beside it in its folder of rubrics; one that lies in none is put over the house's."""
    key = key_of(file)
    folder = file.parent.parent if key.kind.folder and file.parent.name == key.kind.folder else file.parent
    whole = any((folder / kind.folder).is_dir() for kind in RuleKind if kind.folder)
    sources = read_folder(folder if whole else settings.rubrics)
    return key, {**sources, key: Source(key, file, text_of(file))}


def _renamed(sources: Sources, key: RuleKey, file: Path | None) -> Sources:
    """The old version may lie in a file of another name."""
    if file is None or file.stem == key.name:
        return sources
    mine = key_of(file)
    kept = {one: source for one, source in sources.items() if one != mine}
    return {**kept, key: Source(key, Path(key.file), sources[mine].text)}


def _versions(key: RuleKey, old: Shelf, sources: Sources) -> Versions:
    new = Shelf(sources, old)
    names: set[str] = set()
    for shelf in (old, new):
        if key in shelf.sources:
            if (fault := shelf.fault(key)) is not None:
                raise fault
            names |= {*shelf.users(key)}
    found = Versions(key, old, new, tuple(sorted(names)))
    for shelf, name in ((shelf, name) for shelf in (old, new) for name in found.rubrics if name in shelf.names):
        shelf.rubric(name)  # what does not load is told before anything is run
    return found
