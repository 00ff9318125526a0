"""An excerpt as a publisher makes one: begun, heard, confirmed."""

from __future__ import annotations

from typing import Any

from qa.desk import drafts
from qa.desk.house import House
from qa.desk.views import ExcerptView
from qa.model.people import Person


def excerpt(
    house: House, who: Person, call: int, *, start: float, end: float, kind: str = "good", title: str = "t", **more: Any
) -> ExcerptView:
    """Published with the masks that were proposed."""
    made = drafts.begin(house, who, call, start=start, end=end, kind=kind)
    return drafts.publish(house, who, made, heard=drafts.render(house, who, made).recipe, kind=kind, title=title, **more)
