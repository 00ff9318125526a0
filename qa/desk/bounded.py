"""Texts as they are kept: without the blanks around them, and no longer than allowed."""

from __future__ import annotations

from qa.errors import Invalid


def bounded(text: str, longest: int) -> str:
    """The text without blanks around it. Raises Invalid where more than ``longest`` characters are left."""
    text = text.strip()
    if len(text) > longest:
        raise Invalid("desk.too_long", longest=longest)
    return text
