"""What is private in what was said, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Private(StrEnum):
    """What a masked place holds."""

    PHONE = "phone"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    CODE = "code"  # a verification code or a password that is read out
    ACCOUNT = "account"
    CONTACT = "contact"  # a WeChat or QQ number
    EMAIL = "email"
    ADDRESS = "address"
    NAME = "name"
    STAFF = "staff"  # the agent's own name or number
    NUMBER = "number"  # a long number that nothing explains
    OTHER = "other"  # what a person masked


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters ``start`` to ``end`` (excluded) of line number ``line`` hold something private."""

    line: int
    start: int
    end: int
    kind: Private
