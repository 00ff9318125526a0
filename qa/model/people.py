"""People and what they are here for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    INSPECTOR = "inspector"
    MANAGER = "manager"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. ``name`` signs in; ``shown`` is how colleagues know them; ``language`` "" follows the browser."""

    id: int
    name: str
    shown: str
    role: Role
    team: str = ""
    language: str = ""
    active: bool = True
