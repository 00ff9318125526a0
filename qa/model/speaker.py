"""Who speaks."""

from __future__ import annotations

from enum import StrEnum


class Speaker(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"
