"""Traditional characters as simplified ones, place by place."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any


@lru_cache(maxsize=1024)
def simplified(text: str) -> str:
    """``text`` in simplified characters; as it is where places would move."""
    if text.isascii():
        return text
    converted: str = _converter().convert(text)
    return converted if len(converted) == len(text) else text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
