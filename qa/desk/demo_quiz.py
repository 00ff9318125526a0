"""The quiz of the demo: items on its excerpts, each agreed on by a second judge, and one that still waits for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qa import locales
from qa.desk import quiz_agree, quiz_make
from qa.desk.house import House
from qa.model.people import Person
from qa.model.quiz import Content, ItemKind, Option
from qa.model.text import Text

FOCUS = {"situation": 3, "calm": 10, "bucket": 9, "gift": 18}
"""The turn that an excerpt is about."""
ITEMS = (
    ("calm", ItemKind.PLACE),
    ("situation", ItemKind.CRITERION),
    ("calm", ItemKind.REPLY),
    ("bucket", ItemKind.FACT),
    ("gift", ItemKind.CRITERION),
)
WAITS = ("gift", ItemKind.PLACE)


def furnish(house: House, actors: Mapping[str, Person], made: Mapping[str, int], language: str) -> None:
    """Items by the inspector, agreed on by the manager; one by the lead waits."""
    for name, kind in ITEMS:
        content = _content(house, actors["sun"], made[name], name, kind, language)
        item = quiz_make.propose(house, actors["sun"], made[name], content)
        at, choice = None, None
        if content.span is not None:
            at = content.span[0]
        elif kind is ItemKind.FACT:
            choice = content.right
        else:
            choice = quiz_agree.question(house, actors["zhou"], item).options.index(content.options[0].text)
        reason = locales.text(language, "demoquiz.agreed")
        quiz_agree.agree(house, actors["zhou"], item, choice=choice, at=at, reason=reason)
    name, kind = WAITS
    quiz_make.propose(house, actors["zhao"], made[name], _content(house, actors["zhao"], made[name], name, kind, language))


def _content(house: House, maker: Person, excerpt: int, name: str, kind: ItemKind, language: str) -> Content:
    words = locales.area(language, f"demoquiz.{name}")
    ready = {one.kind: one for one in quiz_make.proposed(house, maker, excerpt)}
    content = ready.get(kind) or quiz_make.blank(house, maker, excerpt, kind)
    content = replace(content, why=words[f"{kind}.why"], question=words.get(f"{kind}.question", ""))
    if kind is ItemKind.REPLY:
        others = tuple(Option(Text.same(words[key])) for key in ("reply.other1", "reply.other2"))
        content = replace(content, options=(*content.options[:2], *others))
    if kind is ItemKind.FACT:
        content = replace(content, claim=words["fact.claim"], true=True, row=Text.same(words["fact.row"]))
    return content
