"""What is here, what is missing, and the mend."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qa import locales
from qa.audio import codecs
from qa.audio.source import CONTAINERS
from qa.config import Settings
from qa.desk import asking, process, setup
from qa.desk.house import SYSTEM, House, open_house
from qa.errors import HearbackError
from qa.model.text import Text
from qa.speech import engine, whisper

LITTLE_SPACE_GB = 2.0
SILENT_S = 30.0
READER_S = 20.0


class State(StrEnum):
    OK = "ok"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``name`` is a key under ``cli.doctor.names``; ``said`` what was found, with the mend."""

    name: str
    state: State
    said: Text


def check(settings: Settings) -> Iterator[Check]:
    """Look at everything, the quick things first. Something missing can be lived with; something broken cannot."""
    yield _said("python", State.OK, "python", version=platform.python_version(), system=platform.platform(terse=True))
    yield _folder(settings)
    yield _decoder()
    house, checked = _database(settings)
    yield checked
    if house is not None:
        try:
            yield _rubrics(house)
            yield _model(house)
            yield _worker(house)
        finally:
            house.close()
    yield _accelerator()
    yield _reader(settings)


def _folder(settings: Settings) -> Check:
    folder = settings.data.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free / 1e9
    except OSError as wrong:
        return _said("folder", State.BROKEN, "folder_broken", folder=folder, why=wrong.strerror or wrong)
    if not os.access(folder, os.W_OK):
        return _said("folder", State.BROKEN, "folder_locked", folder=folder)
    few = free < LITTLE_SPACE_GB
    return _said("folder", State.MISSING if few else State.OK, "folder_full" if few else "folder", folder=folder, free=f"{free:.0f}")


def _decoder() -> Check:
    if lacking := codecs.lacking():
        return _said("decoder", State.BROKEN, "decoder_lacks", version=codecs.version(), lacking=", ".join(lacking))
    return _said("decoder", State.OK, "decoder", version=codecs.version(), codecs=len(codecs.known()), containers=", ".join(CONTAINERS))


def _database(settings: Settings) -> tuple[House | None, Check]:
    try:
        house = open_house(settings)
    except HearbackError as problem:
        return None, _problem("database", problem)
    return house, _said("database", State.OK, "database", address=house.db.shown, revision=house.db.revision)


def _rubrics(house: House) -> Check:
    try:
        book = house.book
    except HearbackError as problem:
        return _problem("rubrics", problem)
    criteria = sum(len(rubric.criteria) for rubric in book.rubrics)
    state = State.OK if book.rubrics else State.BROKEN
    return _said(
        "rubrics", state, "rubrics", rubrics=len(book.rubrics), criteria=criteria, phrases=len(book.phrases), facts=len(book.facts)
    )


def _model(house: House) -> Check:
    found = setup.model(house, SYSTEM)
    if found.problem is not None:
        problem = found.problem
        return Check("engine", State.MISSING, _both(problem.message))
    try:
        device, precision = engine.runs_on(found.engine, house.settings.device, house.settings.precision)
    except HearbackError as wrong:
        return _problem("engine", wrong)
    where = {"engine": found.engine, "model": found.model, "where": found.where}
    return _said("engine", State.OK, "engine", **where, device=device, precision=precision or "–")


def _worker(house: House) -> Check:
    alive = process.alive(house, SYSTEM, SILENT_S)
    if not alive:
        return _said("worker", State.MISSING, "worker_none")
    return _said("worker", State.OK, "worker", count=len(alive), names=", ".join(sorted(alive)))


def _accelerator() -> Check:
    if importlib.util.find_spec("torch") is None:
        return _said("accelerator", State.MISSING, "accelerator_unknown")
    version, device = importlib.metadata.version("torch"), whisper.accelerator()
    if device is not None:
        return _said("accelerator", State.OK, "accelerator", device=device, version=version)
    return _said("accelerator", State.MISSING, "accelerator_none", cores=os.cpu_count() or 1, version=version)


def _reader(settings: Settings) -> Check:
    """Whether the language model answers a question about two invented turns, where one is set up."""
    if not settings.reader_url:
        return _said("reader", State.OK, "reader_off")
    try:
        here, seconds, good = asking.trial(settings.model_copy(update={"reader_timeout": min(settings.reader_timeout, READER_S)}))
    except HearbackError as problem:
        return Check("reader", State.MISSING, _both(problem.message))
    key = "reader_open_key" if here.open_key else "reader" if good else "reader_poor"
    return _said("reader", State.OK if key == "reader" else State.MISSING, key, host=here.host, model=here.model, seconds=f"{seconds:.1f}")


def _said(name: str, state: State, key: str, **params: Any) -> Check:
    return Check(name, state, locales.both(f"cli.doctor.said.{key}", **params))


def _problem(name: str, problem: HearbackError) -> Check:
    return Check(name, State.BROKEN, _both(problem.message))


def _both(message: Callable[[str], str]) -> Text:
    return Text(message("zh"), message("en"))
