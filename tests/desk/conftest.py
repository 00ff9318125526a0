"""A house with one person of each role and a scored call; copied for each test, because that is quicker than building it."""

from __future__ import annotations

import json
import shutil
import uuid
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from argon2 import PasswordHasher

from qa import config
from qa.desk import intake, people, process
from qa.desk.house import SYSTEM, House, open_house
from qa.desk.intake import Details
from qa.model.people import Person, Role
from tests.desk.databases import server

RUBRIC = """
id: basic
version: 1
title: {zh: 基本, en: Basics}
criteria:
  - id: greet
    title: {zh: 问候, en: Greets}
    kind: required
    points: 10
    expect: {any: [hello]}
  - id: close
    title: {zh: 道别, en: Says goodbye}
    kind: required
    points: 10
    expect: {any: [goodbye]}
  - id: never
    title: {zh: 禁语, en: No banned words}
    kind: banned
    points: 20
    severity: fatal
    never: {any: [shut up]}
  - id: care
    title: {zh: 关心, en: Cares}
    kind: manual
    points: 10
"""
TURNS = (
    ("agent", "Hello, how can I help?", 0.5, 2.0),
    ("customer", "My line is down again.", 2.5, 4.0),
    ("agent", "I will look into it.", 4.5, 6.0),
)
STAFF = (
    ("ann", Role.AGENT, "red"),
    ("bob", Role.AGENT, "blue"),
    ("lea", Role.LEAD, "red"),
    ("lou", Role.LEAD, "blue"),
    ("ines", Role.INSPECTOR, ""),
    ("igor", Role.INSPECTOR, ""),
    ("max", Role.MANAGER, ""),
    ("ada", Role.ADMIN, ""),
)


@dataclass(frozen=True)
class Cast:
    """A house, who is in it, and a call of Ann's that is ready for review."""

    house: House
    people: dict[str, Person]
    call: int

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def line(id: str = "call-1", agent: str = "ann", turns: Any = TURNS) -> bytes:
    said = [{"speaker": speaker, "text": text, "start": start, "end": end} for speaker, text, start, end in turns]
    return json.dumps({"id": id, "language": "en", "agent": agent, "turns": said}).encode()


def furnish(house: House) -> Cast:
    staff = {
        name: people.add(house, SYSTEM, name=name, shown=name.title(), role=role, team=team, language="en", password=None)
        for name, role, team in STAFF
    }
    return Cast(house, staff, scored(house))


def scored(house: House, id: str = "call-1", agent: str = "ann", turns: Any = TURNS) -> int:
    """A call without sound, scored."""
    call = intake.load_transcript(house, SYSTEM, f"{id}.jsonl", line(id, agent, turns), Details(agent=agent, reference=id)).call_id
    process.score(house, SYSTEM, call, process.attempt(house, SYSTEM, call))
    return call


def with_sound(house: House, folder: Path, agent: str = "ann", seed: int = 1) -> int:
    """A call with eight seconds of noise on two channels and the same words, scored."""
    file = folder / f"noise-{seed}.wav"
    with wave.open(str(file), "wb") as out:
        out.setparams((2, 2, 8000, 0, "NONE", ""))
        out.writeframes(np.random.default_rng(seed).normal(0, 900, 8 * 8000 * 2).astype("<i2").tobytes())
    with file.open("rb") as source:
        call = intake.load_recording(house, SYSTEM, file.name, source, Details(agent=agent, language="en")).call_id
    intake.attach_transcript(house, SYSTEM, call, "words.jsonl", line())
    attempt = process.attempt(house, SYSTEM, call)
    process.prepare(house, SYSTEM, call, attempt)
    process.score(house, SYSTEM, call, attempt)
    process.tidy(house, SYSTEM, call)
    return call


def settings(folder: Path, **changes: Any) -> config.Settings:
    return config.load(**{"data": folder / "data", "rubrics": folder / "rubrics", "database_url": "", "files": "", **changes})


def rubrics(folder: Path) -> None:
    (folder / "rubrics").mkdir()
    (folder / "rubrics" / "basic.yaml").write_text(RUBRIC, encoding="utf-8")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed with little effort: what is tested is what a right and a wrong one do."""
    monkeypatch.setattr(people, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    rubrics(folder)
    house = open_house(settings(folder))
    furnish(house)
    house.close()
    return folder


@pytest.fixture
def cast(template: Path, tmp_path: Path) -> Iterator[Cast]:
    folder = tmp_path / "house"
    shutil.copytree(template, folder)
    house = open_house(settings(folder))
    found = {person.name: person for person in people.listed(house, SYSTEM)}
    (call,) = (one.id for one in intake.listed(house, SYSTEM))
    yield Cast(house, found, call)
    house.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server's address with a place for the database's name."""
    running = server()
    try:
        address = running.__enter__()
    except RuntimeError as why:
        pytest.skip(f"no PostgreSQL: {why}")
    yield address
    running.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cast]:
    """The house on every database that can be had here."""
    if request.param == "sqlite":
        yield request.getfixturevalue("cast")
        return
    address: str = request.getfixturevalue("postgres")
    name = "h" + uuid.uuid4().hex
    with psycopg.connect(address % "postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    rubrics(tmp_path)
    house = open_house(settings(tmp_path, database_url=address % name))
    yield furnish(house)
    house.close()
