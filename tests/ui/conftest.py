"""A workspace with one person of each role, and a recording that can be played."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile

from qa import config, ui
from qa.desk import people, record
from qa.desk.house import SYSTEM, House, open_house
from qa.model.people import Person
from qa.store import rows
from qa.store.tables import CallRow, RecordingRow, ReviewRow, now
from qa.ui import session
from qa.ui.seal import COOKIE, Seal, secret_of

PASSWORD = "quite a secret"
PEOPLE = {
    "agent": ("陈晨", "一班"),
    "other": ("刘洋", "二班"),
    "lead": ("赵敏", "一班"),
    "inspector": ("李娜", ""),
    "manager": ("王芳", ""),
    "admin": ("周平", ""),
}


@dataclass
class Place:
    house: House
    seal: Seal
    people: dict[str, Person]

    def cookie(self, name: str) -> str:
        return self.seal.issue(self.people[name].id, 0)

    def cookies(self, name: str) -> dict[str, str]:
        return {COOKIE: self.cookie(name)}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An empty workspace and one with its people, made once: tables and passwords take their time."""
    empty, peopled = tmp_path_factory.mktemp("empty"), tmp_path_factory.mktemp("peopled") / "data"
    open_house(_settings(empty)).close()
    shutil.copytree(empty, peopled)
    house = open_house(_settings(peopled))
    for name, (shown, team) in PEOPLE.items():
        role = "agent" if name == "other" else name
        password = PASSWORD if name in ("inspector", "agent") else None
        people.add(house, SYSTEM, name=name, shown=shown, role=role, team=team, language="zh", password=password)
    house.close()
    return empty, peopled


@pytest.fixture
def empty_house(tmp_path: Path, made: tuple[Path, Path]) -> Iterator[House]:
    shutil.copytree(made[0], tmp_path / "data")
    house = open_house(_settings(tmp_path / "data"))
    yield house
    house.close()


@pytest.fixture
def place(tmp_path: Path, made: tuple[Path, Path]) -> Iterator[Place]:
    shutil.copytree(made[1], tmp_path / "data")
    house = open_house(_settings(tmp_path / "data"))
    yield Place(house, Seal(secret_of(tmp_path / "data")), {one.name: one for one in people.listed(house, SYSTEM)})
    house.close()


@pytest.fixture
def move_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[Place], None]:
    """Has every page and part work in a place: none opens the workspace of whoever runs the tests."""
    # Pages are scripts: each run takes what the session has then.
    names = [one.name for one in pkgutil.walk_packages(ui.__path__, "qa.ui.") if not one.name.startswith(("qa.ui.pages", "qa.ui.main"))]
    doors = [(module, door) for module in map(importlib.import_module, names) for door in ("house", "seal") if _has(module, door)]

    def move(place: Place) -> None:
        for module, door in doors:
            monkeypatch.setattr(module, door, partial(getattr, place, door))

    return move


def _has(module: ModuleType, door: str) -> bool:
    return getattr(module, door, None) is getattr(session, door)


def _settings(data: Path) -> config.Settings:
    return config.load(data=data, worker=False, database_url="", files="")


def add_call(
    place: Place, title: str = "宽带断网", *, state: str = "ready", sound: bool = False, agent: str = "agent", **more: object
) -> int:
    """A call of an agent, straight into the tables; with ``sound``, one second of it can be played."""
    house = place.house
    with house.db.writing() as session:
        sha = f"{len(title)}{state}{agent}{title}".encode().hex().ljust(64, "0")[-64:]
        recording = rows.add(
            session, RecordingRow(sha256=sha, name=f"{title}.wav", size=1, channels=2, sample_rate=8000, duration=1.0 if sound else None)
        )
        if sound:
            file = house.files.path(record.play_key(sha))
            file.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(file, np.random.default_rng(1).normal(0, 0.1, (16000, 2)), 16000, format="FLAC")
        call = rows.add(
            session,
            CallRow(
                recording_id=recording.id,
                title=title,
                language="zh",
                state=state,
                agent_id=place.people[agent].id,
                team=place.people[agent].team,
                created_by=place.people["inspector"].id,
                **more,  # type: ignore[arg-type]
            ),
        )
        assert call.id is not None
        return call.id


def publish_review(place: Place, call_id: int) -> None:
    """A published review, straight into the tables: its transcript too, as a review judges one."""
    from qa.model.call import Speaker, Transcript, Utterance

    with place.house.db.writing() as session:
        words = record.write_transcript(
            session,
            call_id,
            Transcript("zh", (Utterance(Speaker.AGENT, "您好", 0.0, 1.0),)),
            engine="import",
            model="",
            options={},
            author=None,
        )
        rows.add(
            session,
            ReviewRow(
                call_id=call_id,
                reviewer_id=place.people["inspector"].id,
                transcript_id=words.id or 0,
                state="published",
                published_at=now(),
                percent=87.5,
            ),
        )
