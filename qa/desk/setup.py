"""What the house is set to: the speech engine, its model, the language and the channel of the agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa.access import authorize
from qa.desk.house import House, author_id
from qa.desk.views import ModelView, Problem
from qa.errors import Invalid
from qa.model.people import Person
from qa.speech import engine
from qa.store import rows, settings

KEYS = ("engine", "model", "language", "agent_channel", "download")


@dataclass(frozen=True, slots=True)
class InForce:
    """What a page set, else what the environment says."""

    engine: str
    model: str
    language: str
    agent_channel: int
    download: bool


def in_force(house: House) -> InForce:
    with house.db.reading() as session:
        here = settings.read(session)
    return InForce(
        engine=here.get("engine", house.settings.engine),
        model=here.get("model", house.settings.model),
        language=here.get("language", house.settings.language),
        agent_channel=here.get("agent_channel", house.settings.agent_channel),
        download=here.get("download", house.settings.model_download),
    )


def model(house: House, actor: Person) -> ModelView:
    """The engine and model in force, and whether they can work here and now."""
    authorize(actor, "settings.see")
    here = in_force(house)
    found = engine.availability(here.engine, here.model, house.settings.model_folder, here.download)
    problem = Problem(found.problem.code, found.problem.params) if found.problem else None
    return ModelView(here.engine, here.model, here.language, here.agent_channel, here.download, found.ok, found.where, problem)


def change(house: House, actor: Person, **changes: Any) -> None:
    """Set some of ``KEYS`` for the whole house; calls loaded from now on follow. Raises Invalid."""
    authorize(actor, "settings.change")
    for key, value in changes.items():
        if key not in KEYS or not _fits(key, value):
            raise Invalid("desk.setting", name=key, value=str(value))
    with house.db.writing() as session:
        for key, value in changes.items():
            settings.write(session, key, value, author_id(actor))
        rows.note(session, author_id(actor), "settings.change", "house", **changes)


def _fits(key: str, value: Any) -> bool:
    match key:
        case "language":
            return value in ("auto", "zh", "en")
        case "agent_channel":
            return value in (0, 1)
        case "download":
            return isinstance(value, bool)
        case "engine":
            return value in engine.engines()
        case _:
            return isinstance(value, str) and 0 < len(value.strip()) <= 1024
