"""The workspace a command works in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qa import config
from qa.desk.house import House, open_house


@contextmanager
def opened() -> Iterator[House]:
    """The house of the settings in force. Raises Misconfigured."""
    house = open_house(config.load())
    try:
        yield house
    finally:
        house.close()
